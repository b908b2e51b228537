"""What only speakers assert: the statements that a question lacks, and whose claims make them."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import PACT, RDF
from pactgraph.nothing.apart import fresh
from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.report import Bindings, Told
from pactgraph.nothing.scope import binds, binds_together, named
from pactgraph.nothing.search import Search
from pactgraph.showing import short_iri
from pactgraph.syntax.tree import (
    Alternative,
    Element,
    Group,
    InGraph,
    TriplePattern,
    Triples,
    Union,
    Var,
)

_MOST_ROWS = 3
_SPEAKERS = """
SELECT DISTINCT ?claim ?speaker {
  VALUES ?claim { %s }
  ?utterance pact:content ?claim ; pact:speaker ?speaker
}
"""
_THERE = """
SELECT ?n {
  VALUES (?n ?s ?p ?o) { %s }
  ?s ?p ?o
}
"""
_ABSENT = """
SELECT ?n {
  VALUES (?n ?s ?p ?o) { %s }
  FILTER NOT EXISTS { ?s ?p ?o }
}
"""
_ONLY_CLAIMED = """
ASK { ?utterance pact:content ?claim . GRAPH ?claim { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }
"""
_SPEAK_OF_BOTH = """
SELECT DISTINCT ?claim {
  VALUES (?one ?other) { (%s %s) }
  ?claim pact:wordedIn ?passage .
  GRAPH ?claim {
    { ?thing ?property ?one ; ?another ?other }
    UNION { ?one ?property ?other }
    UNION { ?other ?property ?one }
  }
}
ORDER BY ?claim
"""
_MAKERS = """
SELECT DISTINCT ?n ?claim ?speaker ?passage {
  VALUES (?n ?s ?p ?o) { %s }
  GRAPH ?claim { ?s %s }
  ?claim pact:wordedIn ?passage .
  OPTIONAL { ?utterance pact:content ?claim ; pact:speaker ?speaker }
}
"""


def told_in_claims(search: Search) -> tuple[Told, ...]:
    """Return what claims make of a question's patterns, where they and merged match it all.

    Only what claims hold themselves is seen, and not what would follow from it. A claim's
    statements stand where a passage is asked for in the passage that words the claim.
    """
    elements: list[Element] = []
    taken = frozenset().union(*(named(c.element) for c in search.conditions.every))
    claim, passage = fresh(taken, "claim"), fresh(taken, "worded")
    asked: dict[int, TriplePattern] = {}
    for condition in search.conditions.every:
        pattern = condition.pattern
        graph = condition.graph
        if pattern is None or isinstance(graph, NamedNode):
            elements.append(condition.element)
            continue
        asked[condition.number] = pattern
        said = Var(f"{claim}_{condition.number}")
        where = graph or Var(f"{passage}_{condition.number}")
        in_claim = (
            InGraph(said, Group((Triples((pattern,)),))),
            Triples((TriplePattern(said, PACT.wordedIn, where),)),
        )
        elements.append(Union((Group((condition.element,)), Group(in_claim))))
    columns = tuple(sorted(binds_together(elements).possible))
    found = search.rows(Group(tuple(elements)), columns, _MOST_ROWS)
    told: dict[tuple[Triple, NamedNode], set[NamedNode]] = {}
    for row in found.rows[:_MOST_ROWS] if found else ():
        for number, pattern in asked.items():
            by = row.get(f"{claim}_{number}")
            worded = row.get(search.conditions[number].graph_name or f"{passage}_{number}")
            for triple in _triples_of(pattern, row):
                if isinstance(by, NamedNode) and isinstance(worded, NamedNode):
                    told.setdefault((triple, by), set()).add(worded)
    speakers = _speakers(sorted({claim for _, claim in told}, key=str), search.asker)
    found_told = [
        Told(triple, by, speakers.get(by, ()), tuple(sorted(passages, key=str)))
        for (triple, by), passages in told.items()
    ]
    return tuple(sorted(found_told, key=lambda t: (str(t.triple), str(t.claim))))


def _speakers(
    claims: list[NamedNode], asker: BudgetedAsk
) -> dict[NamedNode, tuple[NamedNode, ...]]:
    rows = asker.rows(_SPEAKERS % " ".join(map(str, claims))) if claims else None
    found: dict[NamedNode, set[NamedNode]] = {}
    for claim, speaker in rows or ():
        if isinstance(claim, NamedNode) and isinstance(speaker, NamedNode):
            found.setdefault(claim, set()).add(speaker)
    return {claim: tuple(sorted(of, key=str)) for claim, of in found.items()}


def told_by_speakers(search: Search, joined: BudgetedAsk) -> tuple[Told, ...]:
    """Return what claims would add for the question to find something; empty if they do not.

    ``joined`` asks the graph that claims have joined, ``search`` the graph without them.
    """
    every = search.conditions.group(search.conditions.numbers)
    columns = tuple(sorted(binds_together(every.elements).possible))
    found = Search(search.query, search.conditions, joined).rows(every, columns, _MOST_ROWS)
    if found is None or not found.rows:
        return ()
    triples: dict[Triple, None] = {}
    for row in found.rows[:_MOST_ROWS]:
        for condition in search.conditions.every:
            for triple in _ground(condition.element, row):
                triples[triple] = None
    new = _absent(_there(list(triples), joined), search.asker)
    return tuple(
        sorted(_makers(new, search.asker), key=lambda t: (t.derived, str(t.triple), str(t.claim)))
    )


def claims_that_speak_of_both(search: Search) -> Iterator[str]:
    """Yield for each pattern of a question which claims name both of its ends, as a sentence."""
    seen: set[tuple[NamedNode, NamedNode]] = set()
    for condition in search.conditions.every:
        pattern = condition.pattern
        if pattern is None or pattern.predicate == RDF.type:
            continue
        one, other = pattern.subject, pattern.object
        if not isinstance(one, NamedNode) or not isinstance(other, NamedNode):
            continue
        ends = (one, other)
        if ends in seen:
            continue
        seen.add(ends)
        rows = search.asker.rows(_SPEAK_OF_BOTH % ends)
        listed = " and ".join(short_iri(e.value) for e in ends)
        claims = [c for c in rows.column("claim") if isinstance(c, NamedNode)] if rows else []
        names = ", ".join(short_iri(claim.value) for claim in claims[:_MOST_ROWS])
        if len(claims) > _MOST_ROWS:
            names += f" and {len(claims) - _MOST_ROWS} more"
        if claims:
            start = "A claim speaks" if len(claims) == 1 else "Claims speak"
            yield f"{start} of {listed}: {names}."


def are_joined(asker: BudgetedAsk) -> bool:
    """Tell whether the graph that is asked states all that claims make, or holds no claims."""
    return asker.truth(_ONLY_CLAIMED) is False


def _ground(element: Element, row: Bindings) -> Iterator[Triple]:
    """Yield the triples that the patterns of an element are in a row, where all is bound."""
    match element:
        case Triples(patterns):
            for pattern in patterns:
                yield from _triples_of(pattern, row)
        case Group(elements):
            for part in elements:
                yield from _ground(part, row)
        case InGraph(_, group):
            yield from _ground(group, row)
        case Union(branches):
            for branch in branches:
                # A branch that did not match leaves variables of its own unbound.
                if binds(branch).certain <= row.keys():
                    yield from _ground(branch, row)
        case _:
            return


def _triples_of(pattern: TriplePattern, row: Bindings) -> Iterator[Triple]:
    path = pattern.predicate
    options = path.branches if isinstance(path, Alternative) else (path,)
    for option in options:
        ends = [
            row.get(t.name) if isinstance(t, Var) else t for t in (pattern.subject, pattern.object)
        ]
        middle = row.get(option.name) if isinstance(option, Var) else option
        if (
            isinstance(ends[0], NamedNode)
            and isinstance(middle, NamedNode)
            and isinstance(ends[1], NamedNode | Literal)
        ):
            yield Triple(ends[0], middle, ends[1])


def _there(triples: list[Triple], asker: BudgetedAsk) -> list[Triple]:
    return _chosen(triples, asker, _THERE)


def _absent(triples: list[Triple], asker: BudgetedAsk) -> list[Triple]:
    return _chosen(triples, asker, _ABSENT)


def _chosen(triples: list[Triple], asker: BudgetedAsk, query: str) -> list[Triple]:
    rows = asker.rows(query % _listed(triples)) if triples else None
    numbers = {int(n.value) for n in rows.column("n") if isinstance(n, Literal)} if rows else ()
    return [triples[number] for number in sorted(numbers)]


def _makers(triples: list[Triple], asker: BudgetedAsk) -> Iterator[Told]:
    left = list(triples)
    # First the claims that make a statement, then those that speak of what it is derived for.
    for derived, rest in ((False, "?p ?o"), (True, "?q ?r")):
        rows = asker.rows(_MAKERS % (_listed(left), rest)) if left else None
        found: dict[tuple[Triple, NamedNode], tuple[set[NamedNode], set[NamedNode]]] = {}
        for number, claim, speaker, passage in rows or ():
            if isinstance(number, Literal) and isinstance(claim, NamedNode):
                speakers, passages = found.setdefault(
                    (left[int(number.value)], claim), (set(), set())
                )
                if isinstance(speaker, NamedNode):
                    speakers.add(speaker)
                if isinstance(passage, NamedNode):
                    passages.add(passage)
        for (triple, claim), (speakers, passages) in found.items():
            yield Told(
                triple,
                claim,
                tuple(sorted(speakers, key=str)),
                tuple(sorted(passages, key=str)),
                derived,
            )
        made = {triple for triple, _ in found}
        left = [triple for triple in left if triple not in made]


def _listed(triples: list[Triple]) -> str:
    return " ".join(
        f"({number} {t.subject} {t.predicate} {t.object})" for number, t in enumerate(triples)
    )
