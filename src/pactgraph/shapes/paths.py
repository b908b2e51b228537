"""Property paths of shapes, read from their RDF, and written as SPARQL and Turtle write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import BadInput
from pactgraph.namespaces import RDF, SH
from pactgraph.shapes.results import Node, PropertyPath
from pactgraph.shapes.shapes_graph import NotCompiled, ShapesGraph

_REPEATED: Final = {
    SH.zeroOrMorePath: (0, None, "*"),
    SH.oneOrMorePath: (1, None, "+"),
    SH.zeroOrOnePath: (0, 1, "?"),
}
_DEEPEST: Final = 9
"""How deep pySHACL follows the nodes of a path; a step of a sequence is one deeper each."""


@dataclass(frozen=True, slots=True)
class Step:
    """Along one property, or against it."""

    predicate: ox.NamedNode
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """One path after another."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Any of several paths."""

    parts: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A path over and over: at least ``least`` times, at most once or without end."""

    inner: Path
    least: int
    most: int | None


Path = Step | Sequence | Alternative | Repeated


def read_path(shapes: ShapesGraph, node: Node) -> PropertyPath:
    """Return the path that a node of a shapes graph stands for (SHACL, 2.3.1).

    Raises BadInput if it is no well-formed path.
    """
    if isinstance(node, ox.NamedNode):
        return PropertyPath.of(node)
    try:
        return PropertyPath(_sparql(shapes, node), _turtle(shapes, node), None)
    except (NotCompiled, RecursionError) as error:
        raise BadInput(f"a shape has a path that is none: {error}", hint=_HINT) from error


def steps_of(shapes: ShapesGraph, node: Node) -> Path:
    """Return how to walk a path; raises NotCompiled where only pySHACL knows."""
    return _steps(shapes, node, inverse=False, depth=0)


def backwards(path: Path) -> Path:
    """Return the path from the values of a path to where it starts."""
    if isinstance(path, Step):
        return Step(path.predicate, not path.inverse)
    if isinstance(path, Sequence):
        return Sequence(tuple(backwards(part) for part in reversed(path.parts)))
    if isinstance(path, Alternative):
        return Alternative(tuple(map(backwards, path.parts)))
    return Repeated(backwards(path.inner), path.least, path.most)


def predicates_of(path: Path) -> Iterator[ox.NamedNode]:
    """Yield the properties that a path goes along, as often as they stand in it."""
    if isinstance(path, Step):
        yield path.predicate
    elif isinstance(path, Repeated):
        yield from predicates_of(path.inner)
    else:
        for part in path.parts:
            yield from predicates_of(part)


_HINT: Final = "see section 2.3.1 of SHACL"


def _kind(shapes: ShapesGraph, node: Node) -> ox.NamedNode:
    """Return the one property that makes a node a path of its kind."""
    known = (RDF.first, SH.inversePath, SH.alternativePath, *_REPEATED)
    kinds = [kind for kind in known if shapes.objects(node, kind)]
    others = set(shapes.predicates(node)) - {*kinds, RDF.rest, RDF.type}
    if len(kinds) != 1 or others or not isinstance(node, ox.BlankNode):
        raise NotCompiled("it has a path that is none")
    return kinds[0]


def _steps(shapes: ShapesGraph, node: Node, *, inverse: bool, depth: int) -> Path:
    if isinstance(node, ox.NamedNode):
        return Step(node, inverse)
    if depth > _DEEPEST:
        raise NotCompiled("it has a path deeper than pySHACL follows")
    kind = _kind(shapes, node)
    if kind == RDF.first:
        if inverse:
            raise NotCompiled("it has the inverse of a sequence, which pySHACL walks its own way")
        items = shapes.items(node)
        parts = [
            _steps(shapes, item, inverse=False, depth=depth + at + 1)
            for at, item in enumerate(items)
        ]
        if len(parts) < 2 or depth + len(parts) > _DEEPEST:
            raise NotCompiled("it has a sequence of a length that pySHACL does not follow")
        return Sequence(tuple(parts))
    inner = shapes.one(node, kind)
    assert inner is not None  # _kind saw it
    if kind == SH.inversePath:
        return _steps(shapes, inner, inverse=not inverse, depth=depth + 1)
    if kind == SH.alternativePath:
        choices = [
            _steps(shapes, item, inverse=inverse, depth=depth + 1) for item in shapes.items(inner)
        ]
        if len(choices) < 2:
            raise NotCompiled("it has a path with one alternative")
        return Alternative(tuple(choices))
    least, most, _ = _REPEATED[kind]
    return Repeated(_steps(shapes, inner, inverse=inverse, depth=depth + 1), least, most)


def _sparql(shapes: ShapesGraph, node: Node) -> str:
    if isinstance(node, ox.NamedNode):
        return str(node)
    kind = _kind(shapes, node)
    if kind == RDF.first:
        return "(" + "/".join(_sparql(shapes, step) for step in shapes.items(node)) + ")"
    inner = shapes.one(node, kind)
    assert inner is not None
    if kind == SH.alternativePath:
        return "(" + "|".join(_sparql(shapes, choice) for choice in shapes.items(inner)) + ")"
    if kind == SH.inversePath:
        return "^" + _sparql(shapes, inner)
    return f"({_sparql(shapes, inner)}){_REPEATED[kind][2]}"


def _turtle(shapes: ShapesGraph, node: Node) -> str:
    if isinstance(node, ox.NamedNode):
        return str(node)
    kind = _kind(shapes, node)
    if kind == RDF.first:
        return "( " + " ".join(_turtle(shapes, step) for step in shapes.items(node)) + " )"
    inner = shapes.one(node, kind)
    assert inner is not None
    return f"[ {kind} {_turtle(shapes, inner)} ]"
