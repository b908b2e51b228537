"""The formats of a small graph, such as the answer to a CONSTRUCT: the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import pyoxigraph
from pyoxigraph import RdfFormat, Triple

from pactgraph.errors import BadInput


def write_graph(triples: Iterable[Triple], format_name: str) -> bytes:
    r"""Return triples as ttl, nt, jsonld or rdfxml.

    Raises BadInput for another format, and for a triple that the format cannot carry.

    >>> from pyoxigraph import NamedNode
    >>> a = NamedNode("https://w3id.org/pactgraph/id/a")
    >>> write_graph([Triple(a, a, a)], "ttl").decode().splitlines()[-2:]
    ['id:a', '    id:a id:a .']
    """
    if format_name not in GRAPH_FORMATS:
        raise BadInput(
            f"no format of graphs is called {format_name!r}",
            hint=f"one of {', '.join(GRAPH_FORMATS)}",
        )
    return GRAPH_FORMATS[format_name](sorted(set(triples), key=str))


def _turtle(triples: list[Triple]) -> bytes:
    from pactgraph.export.turtle import TurtleWriter

    writer = TurtleWriter()
    blocks = list(writer.blocks(set(triples)))
    return (writer.prefixes() + "".join(f"\n{block}" for block in blocks)).encode()


def _ntriples(triples: list[Triple]) -> bytes:
    return "".join(f"{triple} .\n" for triple in triples).encode()


def _jsonld(triples: list[Triple]) -> bytes:
    from pactgraph.export.jsonld import jsonld
    from pactgraph.export.snapshot import GraphSnapshot

    return b"".join(jsonld(GraphSnapshot({}, triples)))


def _rdfxml(triples: list[Triple]) -> bytes:
    from pactgraph.namespaces import PREFIXES

    written = pyoxigraph.serialize(triples, format=RdfFormat.RDF_XML, prefixes=PREFIXES)
    assert written is not None  # it has no other output to write to
    return written + b"\n"


GRAPH_FORMATS: Final[dict[str, Callable[[list[Triple]], bytes]]] = {
    "ttl": _turtle,
    "nt": _ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
}
"""Each format of a graph by its name."""
