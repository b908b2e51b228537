"""Reading the findings back from a graph that is open, with labels for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.disagreement.finding import Kind, Severity
from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Term, Triples
from pactgraph.namespaces import DISAGREEMENT, PACT

_FINDINGS: Final = """
SELECT ?finding ?property ?value ?label WHERE {
  ?finding a pact:Disagreement ; ?property ?value .
  FILTER(?property != pact:opposes)
  OPTIONAL { ?value rdfs:label ?label }
}
ORDER BY STR(?finding) STR(?property) STR(?value) STR(?label)
"""
_STATEMENTS: Final = """
SELECT ?finding ?statement ?property ?value ?label WHERE {
  ?finding a pact:Disagreement ; pact:opposes ?statement .
  ?statement ?property ?value .
  OPTIONAL { ?value rdfs:label ?named }
  OPTIONAL { ?claim a pact:Claim . GRAPH ?claim { ?value rdfs:label ?claimed } }
  OPTIONAL { ?value a pact:Utterance ; pact:gist ?gist }
  BIND(COALESCE(?named, ?claimed, ?gist) AS ?label)
}
ORDER BY STR(?finding) STR(?statement) STR(?property) STR(?value) STR(?label)
"""
_WHOLE: Final = """
CONSTRUCT { ?node ?property ?value } WHERE {
  VALUES ?finding { %s }
  { ?finding ?property ?value . BIND(?finding AS ?node) }
  UNION
  { ?finding pact:opposes ?node . ?node ?property ?value }
}
"""
_STALE: Final = """
SELECT DISTINCT ?judgement ?finding WHERE {
  ?judgement a pact:Judgement ; pact:judgedThing ?finding .
  FILTER(STRSTARTS(STR(?finding), "%s"))
  FILTER NOT EXISTS { ?finding a pact:Disagreement }
}
ORDER BY STR(?judgement) STR(?finding)
"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing or a term with its label, or a value as written."""

    term: Term
    label: str

    @property
    def iri(self) -> str | None:
        """The IRI, None for a literal."""
        return self.term.value if isinstance(self.term, NamedNode) else None


@dataclass(frozen=True, slots=True)
class Opposed:
    """One statement of one side: the triple, the passage, and whose voice it is."""

    side: int
    subject: Named
    property: Named
    value: Named
    passage: str
    speakers: tuple[Named, ...] = ()
    through: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A finding as the graph holds it."""

    iri: str
    kind: Kind
    severity: Severity
    rule: str
    gist: str
    about: tuple[Named, ...]
    statements: tuple[Opposed, ...]
    reconciliation: str | None = None
    reconciled_by: tuple[str, ...] = ()
    judgements: tuple[Named, ...] = ()
    things: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def passages(self) -> list[str]:
        """Every passage that it cites, once."""
        cited = [*(one.passage for one in self.statements), *self.reconciled_by]
        return list(dict.fromkeys(cited))


_Properties = dict[NamedNode, list[Named]]


def read_findings(engine: Engine) -> list[Told]:
    """Return what the graph behind an engine holds of disagreements, in a steady order.

    Contradictions come first, then kinds in the order of ``Kind``. Raises as the engine does.
    """
    findings: dict[str, _Properties] = defaultdict(lambda: defaultdict(list))
    for finding, name, value, label in _rows(engine, _FINDINGS):
        _add(findings[_iri(finding)], name, value, label)
    statements: dict[str, dict[str, _Properties]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for finding, statement, name, value, label in _rows(engine, _STATEMENTS):
        _add(statements[_iri(finding)][_iri(statement)], name, value, label)
    told = [_told(iri, known, statements[iri]) for iri, known in findings.items()]
    return sorted(told, key=_order)


def triples_of(engine: Engine, findings: Collection[Told]) -> list[Triple]:
    """Return the triples of findings and of their statements."""
    if not findings:
        return []
    terms = " ".join(str(NamedNode(one.iri)) for one in findings)
    answer = engine.query(_WHOLE % terms, trusted=True, source="disagreements")
    return list(answer) if isinstance(answer, Triples) else []


def judged_and_gone(engine: Engine) -> list[tuple[str, str]]:
    """Return the judgements of disagreements that are no longer found, with what they judge."""
    query = _STALE % DISAGREEMENT.base
    return [(_iri(judgement), _iri(finding)) for judgement, finding in _rows(engine, query)]


def _rows(engine: Engine, sparql: str) -> list[tuple[Term | None, ...]]:
    answer = engine.query(sparql, trusted=True, source="disagreements")
    return list(answer) if isinstance(answer, Rows) else []


def _add(known: _Properties, name: Term | None, value: Term | None, label: Term | None) -> None:
    if isinstance(name, NamedNode) and value is not None:
        # What has no label and a gist is called by that sentence, less its full stop.
        words = label.value.rstrip(".") if isinstance(label, Literal) else _plain(value)
        if not any(one.term == value for one in known[name]):
            known[name].append(Named(value, words))


def _told(iri: str, known: _Properties, statements: dict[str, _Properties]) -> Told:
    opposed = sorted((_opposed(one) for one in statements.values()), key=_place)
    things = {one.iri for one in known[PACT.disagreementAbout]}
    for one in opposed:
        things |= {one.subject.iri, one.value.iri, *(speaker.iri for speaker in one.speakers)}
    reasons = [one.label for one in known[PACT.reconciliation]]
    return Told(
        iri,
        next(kind for kind in Kind if kind.term == known[PACT.disagreementKind][0].term),
        next(one for one in Severity if one.term == known[PACT.severity][0].term),
        known[PACT.foundByRule][0].label,
        known[PACT.gist][0].label,
        tuple(known[PACT.disagreementAbout]),
        tuple(opposed),
        reasons[0] if reasons else None,
        tuple(_iri(one.term) for one in known[PACT.reconciledBy]),
        tuple(known[PACT.besideJudgement]),
        frozenset(thing for thing in things if thing is not None),
    )


def _opposed(known: _Properties) -> Opposed:
    value = (known[PACT.opposedObject] or known[PACT.opposedValue])[0]
    return Opposed(
        int(known[PACT.side][0].label),
        known[PACT.opposedSubject][0],
        known[PACT.opposedProperty][0],
        value,
        _iri(known[PACT.statedIn][0].term),
        tuple(known[PACT.spokenBy]),
        tuple(known[PACT.spokenThrough]),
    )


def _place(one: Opposed) -> tuple[int, str, int, str, str, str]:
    article, _, chars = one.passage.partition("#char=")
    start = int(chars.partition(",")[0] or 0)
    return one.side, article, start, one.subject.label, one.property.label, one.value.label


def _order(one: Told) -> tuple[int, int, str, str]:
    return list(Severity).index(one.severity), list(Kind).index(one.kind), one.gist, one.iri


def _iri(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _plain(term: Term) -> str:
    if isinstance(term, Literal):
        return term.value
    return str(term).strip("<>").replace("#", "/").rpartition("/")[2]
