"""A store's graph before an amendment, as look-ups: what was given, and what followed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from pactgraph.amendment.records import Records
from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.errors import Location
from pactgraph.model.graphs import IN_MERGED, GraphKind, kind_of
from pactgraph.namespaces import DISAGREEMENT, PACT, RDF
from pactgraph.reasoning.rules import Term
from pactgraph.reasoning.time_rules import Locate

GIVEN: Final = IN_MERGED - {GraphKind.INFERRED, GraphKind.DISAGREEMENTS}
"""The kinds of graph whose statements are what the closure starts from."""

MERGED: Final = DefaultGraph()
_GROUND: Final = GIVEN - {GraphKind.PASSAGE}
_CLOSED: Final = GIVEN | {GraphKind.INFERRED}


class StoredGraph:
    """The closure that an open store holds; see ``reasoning.difference.Closed``.

    ``facts`` are what the ontology asserts of its own individuals, ``beside`` the properties that
    links and labels in merged may have, which never set off a rule. Each look-up is remembered:
    the store does not change while it is looked at.
    """

    def __init__(
        self,
        content: FinishedDatabase,
        facts: frozenset[Triple],
        beside: frozenset[NamedNode],
        locate: Locate,
    ) -> None:
        self.records: Final = Records(content)
        self._content = content
        self._locate = locate
        self._facts = facts
        self._beside = beside
        self._graphs: dict[Triple, tuple[str, ...]] = {}
        self._found: dict[tuple[Term | None, NamedNode, Term | None], tuple[Triple, ...]] = {}

    def graphs_of(self, triple: Triple) -> tuple[str, ...]:
        """Return the named graphs that hold a triple."""
        known = self._graphs.get(triple)
        if known is None:
            s, p, o = triple.subject, triple.predicate, triple.object
            quads = self._content.quads_for_pattern(s, p, o, None)
            names = (quad.graph_name for quad in quads)
            known = tuple(name.value for name in names if isinstance(name, NamedNode))
            self._graphs[triple] = known
        return known

    def is_fact(self, triple: Triple) -> bool:
        """Tell whether the ontology asserts a triple of its own individuals."""
        return triple in self._facts

    def is_ground(self, triple: Triple) -> bool:
        """Tell whether a triple was given, and by something else than a passage."""
        if triple in self._facts:
            return True
        return any(kind_of(graph) in _GROUND for graph in self.graphs_of(triple))

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stood."""
        return self._locate(quad)

    def was_given(self, triple: Triple) -> bool:
        """Tell whether the closure started from a triple."""
        if triple in self._facts:
            return True
        return any(kind_of(graph) in GIVEN for graph in self.graphs_of(triple))

    def __contains__(self, triple: Triple) -> bool:
        if triple in self._facts:
            return True
        return any(kind_of(graph) in _CLOSED for graph in self.graphs_of(triple))

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterable[Triple]:
        """Return the triples of the closure with these terms; None stands for any term."""
        places = subject, predicate, value
        known = self._found.get(places)
        if known is None:
            known = tuple(self._closed(subject, predicate, value))
            self._found[places] = known
        return known

    def find_in(
        self,
        graph: NamedNode,
        subject: Term | None,
        predicate: NamedNode,
        value: Term | None = None,
    ) -> list[Triple]:
        """Return the statements of one named graph with these terms."""
        if isinstance(subject, Literal):
            return []
        quads = self._content.quads_for_pattern(subject, predicate, value, graph)
        return [quad.triple for quad in quads]

    def about(self, subject: NamedNode | BlankNode) -> list[Triple]:
        """Return what the closure says of a thing."""
        quads = self._content.quads_for_pattern(subject, None, None, MERGED)
        return [quad.triple for quad in quads if quad.triple in self]

    def _closed(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        if subject is not None and not isinstance(subject, NamedNode | BlankNode):
            return
        for quad in self._content.quads_for_pattern(subject, predicate, value, MERGED):
            triple = quad.triple
            if predicate in self._beside or _may_be_found(triple):
                if triple in self:
                    yield triple
            else:
                yield triple

    def triples_in(self, graph: NamedNode) -> list[Triple]:
        """Return the statements of one named graph, in the order of their texts."""
        return sorted((quad.triple for quad in self._quads_in(graph)), key=str)

    def _quads_in(self, graph: NamedNode) -> Iterator[Quad]:
        return self._content.quads_for_pattern(None, None, None, graph)

    def of_article(self, article: str) -> dict[str, list[Triple]]:
        """Return the record, the passages and the claims of an article; none if it is not held."""
        record = NamedNode(f"{article}/record")
        graphs = {record.value: self.triples_in(record)}
        for triple in graphs[record.value]:
            is_declared = triple.predicate == RDF.type and triple.object in _DECLARED
            if is_declared and isinstance(triple.subject, NamedNode):
                graphs[triple.subject.value] = self.triples_in(triple.subject)
        return {graph: triples for graph, triples in graphs.items() if triples}

    def passages_of(self, article: str) -> list[NamedNode]:
        """Return the passages that the record of an article declares."""
        record = NamedNode(f"{article}/record")
        quads = self._content.quads_for_pattern(None, RDF.type, PACT.Passage, record)
        return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def in_graph(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    """Return a triple as a statement of a graph."""
    return Quad(triple.subject, triple.predicate, triple.object, graph)


_DECLARED: Final = frozenset({PACT.Passage, PACT.Claim})


def _may_be_found(triple: Triple) -> bool:
    """Tell whether a triple may be of a finding: nothing else is named as findings are."""
    subject = triple.subject
    return isinstance(subject, NamedNode) and subject.value.startswith(DISAGREEMENT.base)
