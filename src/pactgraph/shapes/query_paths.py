"""The property paths of queries, as rdflib reads them, taken as those of shapes."""

from __future__ import annotations

import pyoxigraph as ox
import rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step
from pactgraph.shapes.sparql_algebra import Part

_TIMES = {"*": (0, None), "+": (1, None), "?": (0, 1)}


def path_in_query(path: Part) -> Path | None:
    """Return the path of a query; None if it is a variable, or one that shapes have not."""
    if isinstance(path, rdflib.URIRef):
        return Step(ox.NamedNode(str(path)))
    if isinstance(path, InvPath):
        inner = path_in_query(path.arg)
        return None if inner is None else backwards(inner)
    if isinstance(path, SequencePath | AlternativePath):
        parts = [path_in_query(part) for part in path.args]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return Sequence(known) if isinstance(path, SequencePath) else Alternative(known)
    if isinstance(path, MulPath):
        inner = path_in_query(path.path)
        return None if inner is None else Repeated(inner, *_TIMES[str(path.mod)])
    return None


def backwards(path: Path) -> Path:
    """Return the path from the values of a path to where it starts."""
    if isinstance(path, Step):
        return Step(path.predicate, not path.inverse)
    if isinstance(path, Sequence):
        return Sequence(tuple(backwards(part) for part in reversed(path.parts)))
    if isinstance(path, Alternative):
        return Alternative(tuple(map(backwards, path.parts)))
    return Repeated(backwards(path.inner), path.least, path.most)
