"""A graph as a store holds it, to be looked up, and what its literals were written as."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pyoxigraph as ox

from pactgraph.shapes.rewriting import by_engine


def stored(
    triples: Collection[ox.Triple],
) -> tuple[Callable[..., object], Callable[[ox.Triple], list[ox.Triple]]]:
    """Return what looks up the graph, and what gives a triple of it as it was written."""
    store = ox.Store()
    elsewhere = ox.NamedNode("https://example.org/graph")
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    store.add(ox.Quad(elsewhere, ox.NamedNode("https://example.org/p"), elsewhere, elsewhere))
    written: dict[ox.Triple, list[ox.Triple]] = {}
    for triple in triples:
        written.setdefault(as_stored(triple), []).append(triple)
    return (
        lambda s, p, o: store.quads_for_pattern(s, p, o, ox.DefaultGraph()),
        written.__getitem__,
    )


def as_stored(triple: ox.Triple) -> ox.Triple:
    """Return a triple as a store gives it back."""
    return ox.Triple(triple.subject, triple.predicate, by_engine(triple.object))
