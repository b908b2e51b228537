"""The manner in which a server is spoken to, as the probe found it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad

from pactgraph.errors import BadInput
from pactgraph.namespaces import GRAPH
from pactgraph.sparql_server.store_names import POINTER
from pactgraph.sparql_server.stored_terms import decoded, encoded_quad, quad_as_kept_here

MERGED: Final = GRAPH.merged
"""The named graph that holds merged where a server has no default graph of its own."""

SYSTEM_GRAPHS: Final = frozenset(
    NamedNode(iri)
    for iri in (
        "http://www.openlinksw.com/schemas/virtrdf#",
        "http://www.w3.org/ns/ldp#",
        "http://www.w3.org/2002/07/owl#",
        "http://localuriqaserver/sparql",
        "urn:activitystreams-owl:map",
        "urn:core:services:sparql",
    )
)
"""Graphs that Virtuoso makes for itself."""


@dataclass(frozen=True)
class Manner:
    """How a server holds the graph and what it can be trusted with.

    ``merged`` is the named graph that holds merged, None where the default graph does.
    ``whole`` says that it is asked queries as they are written; else it is asked for the
    statements that they can touch. ``coded`` says that terms are kept as ``stored_terms``
    has them. ``listed_in`` is the graph that lists the graphs of the store, None where there
    is no store: then ``hidden`` graphs are left out. ``most_rows`` is the number of rows at
    which it cuts answers, None if none was found.
    """

    merged: NamedNode | None = None
    whole: bool = True
    coded: bool = False
    hidden: frozenset[NamedNode] = frozenset()
    listed_in: NamedNode | None = None
    most_rows: int | None = None

    @property
    def words(self) -> str:
        """Say in a line for people how the server is asked."""
        how = "whole queries" if self.whole else "plain joins alone, and queries answered here"
        where = "its default graph" if self.merged is None else f"the graph {self.merged.value}"
        terms = "; terms that it takes for one are coded" if self.coded else ""
        cut = f"; it cuts answers at {self.most_rows:,} rows" if self.most_rows else ""
        return f"{how}; merged is {where}{terms}{cut}"

    def kept(self, quad: Quad) -> Quad:
        """Return a statement as the server is to keep it; raises BadInput if it cannot."""
        if self.merged is not None and quad.graph_name == self.merged:
            raise BadInput("no statement may name the graph of merged", iri=self.merged.value)
        if quad.graph_name in self.hidden:
            raise BadInput("this graph is the server's own", iri=str(quad.graph_name))
        if self.merged is not None and isinstance(quad.graph_name, DefaultGraph):
            quad = Quad(quad.subject, quad.predicate, quad.object, self.merged)
        return encoded_quad(quad) if self.coded else quad_as_kept_here(quad)

    def meant(self, quad: Quad) -> Quad:
        """Return the statement that is meant by one that the server keeps."""
        graph = DefaultGraph() if quad.graph_name == self.merged else quad.graph_name
        if not self.coded:
            return Quad(quad.subject, quad.predicate, quad.object, graph)
        subject, value = decoded(quad.subject), decoded(quad.object)
        return Quad(subject, quad.predicate, value, graph)  # type: ignore[arg-type]


def is_of_the_store(graph: NamedNode) -> bool:
    """Tell whether a graph is what a store needs for itself."""
    return graph == POINTER or graph.value.startswith(f"{POINTER.value}/")
