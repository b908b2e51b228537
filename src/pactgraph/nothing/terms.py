"""Whether a graph could say what is asked: terms it lacks, kinds and types that exclude it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.model.graphs import ONTOLOGY
from pactgraph.namespaces import OWL, RDF, RDFS, XSD
from pactgraph.nothing.asking import BudgetedAsk
from pactgraph.nothing.comparisons import comparisons, family, of_variables
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.report import Doubt
from pactgraph.nothing.scope import nodes
from pactgraph.nothing.vocabulary import Vocabulary, nearest
from pactgraph.showing import short_iri
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Exists,
    Filter,
    Group,
    InGraph,
    Inverse,
    Minus,
    Negated,
    Operation,
    Optional,
    TriplePattern,
    Triples,
    Values,
    Var,
)

_USE = """
SELECT ?term ?subject ?property ?object ?class ?graph ?anywhere {
  VALUES ?term { %s }
  BIND(EXISTS { ?term ?p1 ?o1 } AS ?subject)
  BIND(EXISTS { ?s2 ?term ?o2 } AS ?property)
  BIND(EXISTS { ?s3 ?p3 ?term } AS ?object)
  BIND(EXISTS { ?s4 a ?term } AS ?class)
  BIND(EXISTS { GRAPH ?term { ?s5 ?p5 ?o5 } } AS ?graph)
  BIND(EXISTS { GRAPH ?g6 { { ?term ?p6 ?o6 } UNION { ?s7 ?term ?o7 } UNION { ?s8 ?p8 ?term } } }
    AS ?anywhere)
}
"""
_TYPES = """
SELECT DISTINCT ?type { ?s %s ?value . BIND(DATATYPE(?value) AS ?type) FILTER(BOUND(?type)) }
"""
_NAMED = "SELECT DISTINCT ?thing { ?thing pact:name|pact:shortName ?name } LIMIT 5000"


@dataclass
class Sayable:
    """Asks what the graph has of the terms that a query names."""

    asker: BudgetedAsk
    vocabulary: Vocabulary
    given: Given
    viewed: bool = False
    """Whether the graph is a view: what it lacks the whole graph may have."""

    def doubts(self, elements: Iterable[Element], where: Group) -> tuple[Doubt, ...]:
        """Return why the graph could not say what conditions ask, as far as can be told.

        ``elements`` are the conditions that find nothing, ``where`` is the whole pattern.
        """
        asking = Group(tuple(e for e in elements if _asks_for_presence(e)))
        patterns = list(dict.fromkeys(nodes(asking, TriplePattern)))
        joined = [p for e in asking.elements if _is_plain(e) for p in nodes(e, TriplePattern)]
        found = [
            *self._of_terms(asking, patterns),
            *self._of_kinds(joined),
            *self._of_parameters(),
            *self._of_types(asking, joined),
            *of_variables(where, self.given),
        ]
        return tuple({(d.kind, d.term, d.sentence): d for d in found}.values())

    def _of_terms(self, where: Group, patterns: list[TriplePattern]) -> Iterator[Doubt]:
        properties = list(dict.fromkeys(_properties(patterns)))
        classes = list(
            dict.fromkeys(
                p.object
                for p in patterns
                if p.predicate == RDF.type and isinstance(p.object, NamedNode)
            )
        )
        graphs = list(
            dict.fromkeys(g.name for g in nodes(where, InGraph) if isinstance(g.name, NamedNode))
        )
        in_graphs = {p for g in nodes(where, InGraph) for p in nodes(g, TriplePattern)}
        outside = [p for p in patterns if p not in in_graphs]
        others = list(dict.fromkeys(_things(where, patterns)))
        others = [t for t in others if t not in {*classes, *graphs, *properties}]
        terms = list(dict.fromkeys([*properties, *classes, *graphs, *others]))
        if not terms:
            return
        rows = self.asker.rows(_USE % " ".join(map(str, terms)))
        if rows is None:
            return
        use = {
            row["term"]: {n for n, t in row.items() if isinstance(t, Literal) and t.value == "true"}
            for row in rows.dicts()
        }
        for term in properties:
            if not use[term] & {"property"}:
                if _is_of_axioms(term) and term not in self.vocabulary.properties:
                    if any(term in _properties([p]) for p in outside):
                        yield _axioms_are_elsewhere(term)
                    continue
                yield self._no_use(term, "property", self.vocabulary.properties)
        for term in classes:
            if not use[term] & {"class"}:
                if _is_of_axioms(term) and term not in self.vocabulary.classes:
                    if any(p.object == term for p in outside):
                        yield _axioms_are_elsewhere(term)
                    continue
                yield self._no_use(term, "class", self.vocabulary.classes)
        for term in graphs:
            if "graph" not in use[term]:
                name = short_iri(term.value)
                yield Doubt("graph", f"there is no graph {name}{self._here}", term)
        for term in others:
            if not use[term] & {"subject", "object", "property"}:
                yield self._unheard_of(term, elsewhere="anywhere" in use[term])

    def _no_use(self, term: NamedNode, role: str, known: set[NamedNode]) -> Doubt:
        name = short_iri(term.value)
        if term in known:
            used = f"no statement{self._here} uses it"
            if role == "class":
                used = f"nothing{self._here} is one"
            return Doubt("unused", f"{name} is a {role} of the ontology, and {used}", term)
        if term in self.vocabulary.terms:
            return Doubt(
                "no term",
                f"{name} is a term of the ontology, but no {role}",
                term,
                nearest(term, known),
            )
        return Doubt("no term", f"{name} is no term of the ontology", term, nearest(term, known))

    def _unheard_of(self, term: NamedNode, *, elsewhere: bool) -> Doubt:
        name = short_iri(term.value)
        if term in self.vocabulary.terms:
            sentence = f"{name} is a term of the ontology, and nothing{self._here} uses it"
            return Doubt("unused", sentence, term)
        if elsewhere:
            sentence = f"{self._here.strip()}{', ' if self._here else ''}"
            sentence += f"only claims or other graphs speak of {name}"
            return Doubt("unknown", sentence, term)
        rows = self.asker.rows(_NAMED)
        named = [t for t in rows.column("thing") if isinstance(t, NamedNode)] if rows else []
        sentence = f"nothing{self._here} is said about {name}"
        return Doubt("unknown", sentence, term, nearest(term, named))

    @property
    def _here(self) -> str:
        return " in this view" if self.viewed else ""

    def _of_kinds(self, patterns: list[TriplePattern]) -> Iterator[Doubt]:
        """Yield where what a property joins cannot be of the class that is asked."""
        asked: dict[Var, list[NamedNode]] = {}
        for p in patterns:
            if p.predicate != RDF.type or not isinstance(p.subject, Var):
                continue
            if isinstance(p.object, NamedNode):
                asked.setdefault(p.subject, []).append(p.object)
        for p in patterns:
            if not isinstance(p.predicate, NamedNode) or p.predicate == RDF.type:
                continue
            domains, ranges = self.vocabulary.kinds_of_ends(p.predicate)
            for end, kinds, words in (
                (p.subject, domains, "what has {0} is"),
                (p.object, ranges, "a value of {0} is"),
            ):
                for wanted in asked.get(end, ()) if isinstance(end, Var) else ():
                    for kind in sorted(kinds, key=str):
                        if self.vocabulary.exclude(wanted, kind):
                            start = words.format(short_iri(p.predicate.value))
                            yield Doubt(
                                "excluded",
                                f"{start} of the class {short_iri(kind.value)}, "
                                f"and nothing of that class is {short_iri(wanted.value)} too",
                                p.predicate,
                            )
        for wanted_list in asked.values():
            for one in wanted_list:
                for other in wanted_list:
                    if str(one) < str(other) and self.vocabulary.exclude(one, other):
                        yield Doubt(
                            "excluded",
                            f"nothing is both {short_iri(one.value)} and {short_iri(other.value)}",
                            one,
                        )

    def _of_parameters(self) -> Iterator[Doubt]:
        for parameter in self.given.parameters:
            value = self.given.bindings.get(parameter.variable)
            kind = parameter.of_class
            if not isinstance(value, NamedNode) or kind is None:
                continue
            if kind == RDFS.Resource or kind.value in XSD:
                continue
            if self.asker.truth(f"ASK {{ {value} a {kind} }}") is False:
                yield Doubt(
                    "parameter",
                    f"{parameter.name} takes a thing of the class {short_iri(kind.value)}, "
                    f"and {short_iri(value.value)} is none{self._here}",
                    value,
                )

    def _of_types(self, where: Group, patterns: list[TriplePattern]) -> Iterator[Doubt]:
        """Yield where a value is compared with values of a type that it cannot equal."""
        of_variable: dict[str, list[NamedNode]] = {}
        compared: list[tuple[NamedNode, Literal, str]] = []
        for p in patterns:
            if isinstance(p.predicate, NamedNode) and isinstance(p.object, Var):
                of_variable.setdefault(p.object.name, []).append(p.predicate)
            elif isinstance(p.predicate, NamedNode) and isinstance(p.object, Literal):
                compared.append((p.predicate, p.object, "the question asks for"))
        for test in nodes(where, Filter):
            for name, value in comparisons(test.expression, self.given):
                for predicate in of_variable.get(name, ()):
                    compared.append((predicate, value, "the question compares with"))
        for predicate, value, words in dict.fromkeys(compared):
            rows = self.asker.rows(_TYPES % predicate)
            types = {t for t in rows.column("type") if isinstance(t, NamedNode)} if rows else set()
            if types and not {family(t) for t in types} & {family(value.datatype)}:
                here = " or ".join(sorted(short_iri(t.value) for t in types))
                yield Doubt(
                    "type",
                    f"{short_iri(predicate.value)} has {here} here, and {words} "
                    f"{short_iri(value.datatype.value)} ({value.value})",
                    value,
                )


def _is_of_axioms(term: NamedNode) -> bool:
    return term.value.startswith((RDFS.base, OWL.base))


def _axioms_are_elsewhere(term: NamedNode) -> Doubt:
    return Doubt(
        "axioms",
        f"{short_iri(term.value)} is not asked here: merged does not hold the ontology's axioms; "
        f"GRAPH {ONTOLOGY} does",
        term,
    )


def _asks_for_presence(element: Element) -> bool:
    """Tell whether a condition asks for something to be there; what is not there cannot fail it."""
    if isinstance(element, Minus | Optional | Bind):
        return False
    return not (isinstance(element, Filter) and any(e.negated for e in nodes(element, Exists)))


def _is_plain(element: Element) -> bool:
    return isinstance(element, Triples) or (
        isinstance(element, InGraph) and all(isinstance(e, Triples) for e in element.group.elements)
    )


def _properties(patterns: Iterable[TriplePattern]) -> Iterator[NamedNode]:
    for pattern in patterns:
        if pattern.predicate == RDF.type:
            continue
        yield from _of_path(pattern.predicate)


def _of_path(path: object) -> Iterator[NamedNode]:
    match path:
        case NamedNode():
            yield path
        case Negated():
            return
        case Inverse(inner):
            yield from _of_path(inner)
        case tuple():
            for part in path:
                yield from _of_path(part)
        case _ if is_dataclass(path):
            for field in fields(path):
                yield from _of_path(getattr(path, field.name))


def _things(where: Group, patterns: Iterable[TriplePattern]) -> Iterator[NamedNode]:
    for pattern in patterns:
        for end in (pattern.subject, pattern.object):
            if isinstance(end, NamedNode) and not (
                end is pattern.object and pattern.predicate == RDF.type
            ):
                yield end
    for values in nodes(where, Values):
        for row in values.rows:
            yield from (term for term in row if isinstance(term, NamedNode))
    for test in nodes(where, Operation):
        if test.operator in ("=", "IN"):
            yield from (o for o in test.operands if isinstance(o, NamedNode))
