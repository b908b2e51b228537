"""What a graph says of a thing: its own statements, what names it, and the labels for both.

It is bounded: of what names the thing, a page at a time. Every statement comes with the named
graphs that hold it, so that evidence is not lost; what stands in a claim is never told as true.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.engine.results import Row, Rows, Term
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import ARTICLE, RDF, RDFS

Ask = Callable[[str], Rows]
"""Runs a query of our own; our prefixes need not be declared."""

Write = Callable[[Quad], Quad]
"""Gives a statement its literal as a file writes it: the engine keeps values, not forms."""

MOST: Final = 100
"""How many of the statements that name a thing are told at once."""

Labels = dict[str, list[Row]]
"""The statements of labels by thing: of a graph that does not change they are looked up once."""

_AT_ONCE: Final = 400
_DEPTH: Final = 3
_NOT_TOLD: Final = frozenset({GraphKind.CLAIM, GraphKind.ENRICHMENT})
EVERYWHERE: Final = "{ ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }"
"""What makes ``?s ?p ?o`` any statement, with ``?g`` where it stands in a named graph."""

_NAMING: Final = """
  SELECT DISTINCT ?s ?p WHERE {
    { ?s ?p %(thing)s } UNION { GRAPH ?other { ?s ?p %(thing)s } }
    FILTER(?p != rdf:first)
  }
"""
_USES: Final = """
  SELECT DISTINCT ?s ?o WHERE { { ?s %(thing)s ?o } UNION { GRAPH ?other { ?s %(thing)s ?o } } }
"""
_LABELS: Final = """
SELECT DISTINCT ?g ?s ?p ?o WHERE {
  VALUES ?s { %s } VALUES ?p { rdfs:label }
  { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }
  FILTER(LANG(?o) = "" || LANGMATCHES(LANG(?o), "en"))
}
"""
_MINTED: Final = """
SELECT DISTINCT ?s WHERE {
  VALUES ?s { %s }
  VALUES ?kind { pact:Situation pact:Event pact:Count pact:Utterance pact:Denial }
  ?s a ?kind
}
"""


@dataclass
class Description:
    """Statements about a thing, and how many more name it than are told.

    ``merged`` are those of the default graph, ``quads`` those of named graphs; ``named`` is
    how many statements name the thing or use it as a property in all, ``told`` how many of
    them are here, from ``first`` on.
    """

    iri: str
    merged: set[Triple] = field(default_factory=set)
    quads: set[Quad] = field(default_factory=set)
    named: int = 0
    told: int = 0
    first: int = 0

    @property
    def found(self) -> bool:
        """Whether the graph mentions the thing at all."""
        return bool(self.merged or self.quads or self.named)

    @property
    def left(self) -> int:
        """How many statements that name the thing come after those that are here."""
        return max(0, self.named - self.first - self.told)

    @property
    def triples(self) -> set[Triple]:
        """All that is told as true, for formats without named graphs: claims are left out."""
        stated = (q.triple for q in self.quads if kind_of(_name(q)) not in _NOT_TOLD)
        return self.merged | set(stated)

    @property
    def graphs(self) -> dict[str, set[Triple]]:
        """The statements by named graph; under the empty name, those that no named graph has."""
        held = {quad.triple for quad in self.quads}
        found = {"": self.merged - held} if self.merged - held else {}
        for quad in self.quads:
            found.setdefault(_name(quad), set()).add(quad.triple)
        return found


class Describer:
    """Describes what one graph mentions; ``write`` gives literals their forms back."""

    def __init__(
        self,
        ask: Ask,
        write: Write | None = None,
        most: int = MOST,
        labels: Labels | None = None,
    ) -> None:
        """Take how a graph is asked; ``labels`` are those known of it, and become more."""
        self._ask = ask
        self._write = write or _as_it_is
        self._most = most
        self._labels = {} if labels is None else labels

    def describe(self, iri: str, first: int = 0) -> Description:
        """Return what the graph says of an IRI; it is empty if the graph does not mention it.

        Of the statements that name it those from ``first`` on are told, at most ``most``.
        """
        thing = str(NamedNode(iri))
        found = Description(iri, first=first)
        self.add(found, f"VALUES ?s {{ {thing} }} {EVERYWHERE}")
        self._add_blank_nodes(found, thing)
        self._add_naming(found, thing)
        return found

    def add_held(self, found: Description) -> None:
        """Add what the named graph of the thing's IRI holds, if it is one: at most ``most``."""
        graph = NamedNode(found.iri)
        page = f"{{ SELECT * WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }} LIMIT {self._most} }}"
        self.add(found, f"{page} BIND({graph} AS ?g)")

    def add(self, found: Description, pattern: str) -> None:
        """Add the statements ``?s ?p ?o``, with ``?g`` where in a named graph, of a pattern."""
        self._add_rows(found, self._ask(f"SELECT DISTINCT ?g ?s ?p ?o WHERE {{ {pattern} }}"))

    def _add_rows(self, found: Description, rows: Iterable[Row]) -> None:
        plain: set[tuple[Term, ...]] = set()
        forms: dict[tuple[Term, ...], set[Triple]] = {}
        for graph, *parts in rows:
            s, p, o = key = tuple(term for term in parts if term is not None)
            if graph is None:
                plain.add(key)
                continue
            assert isinstance(graph, NamedNode)
            quad = self._write(Quad(s, p, o, graph))  # type: ignore[arg-type]
            found.quads.add(quad)
            if kind_of(graph.value) not in _NOT_TOLD:
                forms.setdefault(key, set()).add(quad.triple)
        for key in plain:
            found.merged |= forms.get(key) or {Triple(*key)}  # type: ignore[arg-type]

    def add_about(self, found: Description, subjects: Iterable[str]) -> None:
        """Add all that is stated of some IRIs."""
        for some in _in_parts(subjects):
            self.add(found, f"VALUES ?s {{ {some} }} {EVERYWHERE}")

    def add_graphs(self, found: Description, graphs: Iterable[str]) -> None:
        """Add all that some named graphs hold."""
        for some in _in_parts(graphs):
            self.add(found, f"VALUES ?g {{ {some} }} GRAPH ?g {{ ?s ?p ?o }}")

    def add_labels(self, found: Description) -> None:
        """Add the English labels of all that the statements mention, properties included."""
        triples = found.merged | {quad.triple for quad in found.quads}
        terms = {term for t in triples for term in (t.subject, t.predicate, t.object)}
        iris = {term.value for term in terms if isinstance(term, NamedNode)} | {found.iri}
        unknown = iris - self._labels.keys()
        for some in _in_parts(unknown):
            for row in self._ask(_LABELS % some):
                thing = row[1]
                assert isinstance(thing, NamedNode)
                self._labels.setdefault(thing.value, []).append(row)
        for iri in unknown:
            self._labels.setdefault(iri, [])
        self._add_rows(found, (row for iri in iris for row in self._labels[iri]))

    def _add_blank_nodes(self, found: Description, thing: str) -> None:
        if not any(isinstance(t.object, BlankNode) for t in found.merged | found.triples):
            return
        way, end = "", thing
        for level in range(1, _DEPTH + 1):
            before = len(found.merged) + len(found.quads)
            way += (
                f"{end} ?by{level} ?cell{level} . ?cell{level} rdf:rest* ?node{level} . "
                f"FILTER(ISBLANK(?cell{level}) && ?by{level} != rdf:rest) "
            )
            end = f"?node{level}"
            inside = f"{way} {end} ?p ?o . BIND({end} AS ?s)"
            self.add(found, f"{{ {inside} }} UNION {{ GRAPH ?g {{ {inside} }} }}")
            if len(found.merged) + len(found.quads) == before:
                return

    def _add_naming(self, found: Description, thing: str) -> None:
        naming, uses = _NAMING % {"thing": thing}, _USES % {"thing": thing}
        naming_it, using_it = self._count(naming), self._count(uses)
        found.named = naming_it + using_it
        room, first = self._most, found.first
        if first < naming_it:
            page = f"{{ {naming} ORDER BY STR(?s) STR(?p) LIMIT {room} OFFSET {first} }}"
            self.add(found, f"{page} VALUES ?o {{ {thing} }} {EVERYWHERE}")
            found.told = min(room, naming_it - first)
            self._add_around(found, thing)
        room, first = room - found.told, max(0, first - naming_it)
        if room and first < using_it:
            page = f"{{ {uses} ORDER BY STR(?s) STR(?o) LIMIT {room} OFFSET {first} }}"
            self.add(found, f"{page} VALUES ?p {{ {thing} }} {EVERYWHERE}")
            found.told += min(room, using_it - first)

    def _add_around(self, found: Description, thing: str) -> None:
        """Add what is stated of the minted things and the nodes without name that name it."""
        iri = found.iri
        stated = found.merged | {quad.triple for quad in found.quads}
        naming = [
            triple
            for triple in stated
            if isinstance(triple.object, NamedNode)
            and triple.object.value == iri
            and triple.predicate != RDF.type
        ]
        subjects = {t.subject.value for t in naming if isinstance(t.subject, NamedNode)}
        minted = {iri for iri in subjects if iri in ARTICLE and "/thing/" in iri}
        for some in _in_parts(subjects - minted):
            for (subject,) in self._ask(_MINTED % some):
                if isinstance(subject, NamedNode):
                    minted.add(subject.value)
        self.add_about(found, minted)
        if any(isinstance(triple.subject, BlankNode) for triple in naming):
            inside = f"?s ?naming {thing} FILTER(ISBLANK(?s)) ?s ?p ?o"
            self.add(
                found,
                f"{{ SELECT ?g ?s ?p ?o {{ {{ {inside} }} UNION {{ GRAPH ?g {{ {inside} }} }} }} "
                f"LIMIT {20 * self._most} }}",
            )

    def _count(self, select: str) -> int:
        ((count,),) = self._ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {{ {select} }} }}")
        assert isinstance(count, Literal)
        return int(count.value)


def labels_in(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the label of each IRI that has one among the statements."""
    found: dict[str, str] = {}
    for triple in sorted(triples, key=str):
        value = triple.object
        if (
            triple.predicate == RDFS.label
            and isinstance(triple.subject, NamedNode)
            and isinstance(value, Literal)
        ):
            found.setdefault(triple.subject.value, value.value)
    return found


def _in_parts(iris: Iterable[str]) -> Iterator[str]:
    every: Collection[str] = sorted(set(iris))
    terms = [str(NamedNode(iri)) for iri in every]
    for start in range(0, len(terms), _AT_ONCE):
        yield " ".join(terms[start : start + _AT_ONCE])


def _name(quad: Quad) -> str:
    assert isinstance(quad.graph_name, NamedNode)
    return quad.graph_name.value


def _as_it_is(quad: Quad) -> Quad:
    return quad
