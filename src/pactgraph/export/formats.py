"""The table of export formats, and the one door to those made of the graphs alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from pactgraph.errors import BadInput, NotFound
from pactgraph.export.datasets import nquads, ntriples, trig
from pactgraph.export.jsonld import jsonld
from pactgraph.export.rdfxml import rdfxml
from pactgraph.export.snapshot import WHOLE, ExportOptions, GraphSnapshot
from pactgraph.export.turtle import turtle
from pactgraph.export.turtle12 import turtle12

Exporter = Callable[[GraphSnapshot, ExportOptions], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: its name on the command line, media type, file extension, what it holds.

    ``exporter`` is None for what is made of the rows of stored queries: see ``network``
    and ``tables``.
    """

    name: str
    media_type: str
    extension: str
    holds: str
    exporter: Exporter | None


_ALL: Final = (
    ExportFormat("ttl", "text/turtle", ".ttl", "the merged graph, pretty", turtle),
    ExportFormat("trig", "application/trig", ".trig", "every named graph, with evidence", trig),
    ExportFormat("nt", "application/n-triples", ".nt", "the merged graph, one a line", ntriples),
    ExportFormat("nq", "application/n-quads", ".nq", "every named graph, one quad a line", nquads),
    ExportFormat(
        *("jsonld", "application/ld+json", ".jsonld", "the merged graph, with its context"), jsonld
    ),
    ExportFormat("rdfxml", "application/rdf+xml", ".rdf", "the merged graph, as XML", rdfxml),
    ExportFormat(
        *("ttl12", "text/turtle; version=1.2", ".12.ttl"),
        *("the merged graph, each stated triple annotated with its passages", turtle12),
    ),
    ExportFormat(
        *("graphml", "application/graphml+xml", ".graphml", "the network of who deals with whom"),
        None,
    ),
    ExportFormat("csv", "text/csv", "", "a folder: a table a stored query", None),
)
FORMATS: Final[dict[str, ExportFormat]] = {known.name: known for known in _ALL}
"""Every format by its name, in the order in which help lists them."""


def export(
    snapshot: GraphSnapshot, format_name: str, options: ExportOptions = WHOLE
) -> Iterator[bytes]:
    """Return the snapshot in a format, as chunks of bytes; the same graph gives the same bytes.

    Everything that can fail has failed before the first chunk: what is written to a pipe
    is never cut short by bad data. Raises NotFound for a format that is not there, and
    BadInput for one that needs the rows of queries or cannot carry a triple.
    """
    known = FORMATS.get(format_name)
    if known is None:
        raise NotFound(f'there is no export format "{format_name}"', candidates=tuple(FORMATS))
    if known.exporter is None:
        raise BadInput(
            f"{format_name} is made of the rows of stored queries, not of the graphs alone",
            hint="run the queries and hand their rows to network() or export_tables()",
        )
    return known.exporter(snapshot, options)
