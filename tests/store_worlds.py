"""The statements that the store's tests build with, and what makes of one store another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.errors import Location, NotFound
from pactgraph.store import Store

Operation = Callable[[Path, str, str], None]
"""Makes of the store at a place, which holds one world, one that holds another."""

SMALL = 60
NOTHING = ""
"""The state of a place where no store is."""


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def world(generation: str = "one", size: int = 40) -> list[Quad]:
    quads = []
    for n in range(size):
        triple = (ex(f"s{n}"), ex("p"), Literal(f"{generation} {n}", language="en"))
        quads += [Quad(*triple, DefaultGraph()), Quad(*triple, ex(f"passage-{n % 3}"))]
    return quads


def build(path: Path, before: str, after: str) -> None:
    Store.create(path, world(after, SMALL), lines(after)).close()


def change(path: Path, before: str, after: str) -> None:
    Store.change(path, world(after, SMALL), world(before, SMALL), lines(after))


def lines(name: str) -> list[tuple[Quad, str, int]]:
    return [(quad, f"{name}.trig", n) for n, quad in enumerate(world(name, SMALL), 1)]


def world_in(store: Store) -> str:
    """Return which world a store holds, having looked at each statement and its line."""
    content = store.content()
    graphs: list[DefaultGraph | NamedNode] = [DefaultGraph()]
    graphs += [name for name in content.named_graphs() if isinstance(name, NamedNode)]
    held = {q for graph in graphs for q in content.quads_for_pattern(None, None, None, graph)}
    (name,) = {str(quad.object).strip('"').split()[0] for quad in held}
    assert held == set(world(name, SMALL)), "some statements of one state, or of two"
    for quad, file, line in lines(name):
        assert quad in content
        assert store.line_of(quad) == Location(file, line), "another line"
    return name


def state_of(path: Path) -> str:
    """Return which world is at a place, having looked at each byte; raises EngineFailure."""
    try:
        store = Store.open(path)
    except NotFound:
        return NOTHING
    with store:
        assert store.verify_digests() == [], store.verify_digests()
        return world_in(store)
