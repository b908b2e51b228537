"""A graph of an engine's store as rdflib sees it, triple by triple as it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import rdflib
from rdflib.store import Store
from rdflib.term import Node

from pactgraph.model.rdflib_terms import from_rdflib, to_rdflib
from pactgraph.shapes.comparable import comparable
from pactgraph.shapes.data_graph import Lookups
from pactgraph.shapes.shapes_graph import parts_of


class Lens(Store):
    """An rdflib store that reads a graph that shapes look at, and cannot write."""

    # pySHACL takes no other store, though it asks for one graph alone.
    context_aware = True
    graph_aware = True

    def __init__(self, graph: Lookups) -> None:
        super().__init__()
        self._graph = graph
        self.seen_as: rdflib.Graph | None = None
        """The graph that it is the store of; there pySHACL looks for blank nodes to show."""

    def triples(
        self, triple_pattern: tuple[Node | None, ...], context: object = None
    ) -> Iterator[tuple[tuple[Node, Node, Node], Iterator[rdflib.Graph | None]]]:
        """Yield the triples of a pattern, each literal as it was written."""
        subject, predicate, value = (
            None if term is None else from_rdflib(term) for term in triple_pattern
        )
        if predicate is not None and not isinstance(predicate, ox.NamedNode):
            return
        for found in self._graph.triples(subject, predicate, value):
            one, name, other = parts_of(found)
            triple = (to_rdflib(one), to_rdflib(name), comparable(other))
            yield triple, iter(() if self.seen_as is None else (self.seen_as,))

    def __len__(self, context: object = None) -> int:
        return sum(1 for _ in self._graph.triples(None, None, None))
