"""The statements that the store's tests build with; a program that builds them."""

from __future__ import annotations

import sys
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.store import Store


def ex(name: str) -> NamedNode:
    return NamedNode("http://example.org/" + name)


def world(generation: str = "one", size: int = 40) -> list[Quad]:
    quads = []
    for n in range(size):
        triple = (ex(f"s{n}"), ex("p"), Literal(f"{generation} {n}", language="en"))
        quads += [Quad(*triple, DefaultGraph()), Quad(*triple, ex(f"passage-{n % 3}"))]
    return quads


if __name__ == "__main__":
    print("begun", flush=True)
    Store.create(Path(sys.argv[1]), world(sys.argv[2], 2000)).close()
