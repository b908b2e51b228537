"""A short article: the first passages of a longer one of a corpus."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

_PASSAGE = "#char="
_CLAIM = "/claim/"


def shortened(path: Path, folder: Path, statements: int) -> Path:
    """Write the article of a file cut to so many statements or a few more; return the new file.

    It holds its first passages with what the record says of them, and none of its claims.
    """
    place = f"https://w3id.org/pactgraph/article/{path.stem}"
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in parse(path=str(path), format=RdfFormat.TRIG, base_iri=place):
        if not any(_CLAIM in name for name in _names(quad)):
            graphs[str(quad.graph_name)].append(quad)
    kept: set[str] = set()
    found: list[Quad] = []
    for passage in sorted(filter(_is_passage, graphs), key=_begin):
        kept.add(passage)
        found = [
            quad
            for graph, quads in graphs.items()
            if graph in kept or not _is_passage(graph)
            for quad in quads
            if all(name in kept for name in _names(quad) if _is_passage(name))
        ]
        if len(found) >= statements:
            break
    new = folder / path.name
    new.write_bytes(serialize(found, format=RdfFormat.TRIG, base_iri=place) or b"")
    return new


def _is_passage(name: str) -> bool:
    return _PASSAGE in name


def _begin(passage: str) -> int:
    return int(passage.split(_PASSAGE)[1].split(",")[0])


def _names(quad: Quad) -> list[str]:
    terms = (quad.subject, quad.object, quad.graph_name)
    return [str(term) for term in terms if isinstance(term, NamedNode)]
