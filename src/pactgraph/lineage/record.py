"""The lineage graph as a file: what is stored of shared texts, without a word of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.export.atomic import make_folder, write_atomically
from pactgraph.export.turtle import TurtleWriter
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.shared_text import Lineage, Occurrence, SharedText, read_lineage
from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

FILE: Final = "data/lineage/shared-text.ttl"
"""Where a project keeps it: one file, which is written whole."""

_HEAD: Final = (
    "# Shared text. Which ranges of the articles hold the same words, first and later;"
    " ranges and digests alone. Written by: pactgraph lineage --write\n"
)


def lineage_triples(lineage: Lineage) -> set[Triple]:
    """Return what the lineage graph holds; ``read_lineage`` reads it back."""
    found = {Triple(LINEAGE, RDF.type, PACT.TextComparison)}
    found.update(Triple(LINEAGE, PACT.compared, NamedNode(iri)) for iri in lineage.compared)
    for text in lineage.texts:
        found.update(_text(text))
    return found


def lineage_turtle(lineage: Lineage) -> bytes:
    """Return the lineage graph as Turtle, the same bytes for the same lineage."""
    writer = TurtleWriter()
    blocks = list(writer.blocks(lineage_triples(lineage)))
    return "\n".join([_HEAD + writer.prefixes(), *blocks]).encode("utf-8")


def stored(sources: Sources) -> Lineage:
    """Return the lineage that a project keeps, an empty one if it keeps none.

    Raises BadInput where what it keeps is not whole.
    """
    return read_lineage(sources.graphs.get(LINEAGE.value, ()))


def store_lineage(project: Project, lineage: Lineage) -> None:
    """Make a lineage the one that a project keeps; raises WriteFailed if that is refused."""
    path = project.root / FILE
    make_folder(path.parent)
    write_atomically(path, [lineage_turtle(lineage)])


def is_stale(project: Project, lineage: Lineage) -> bool:
    """Say whether a project keeps another lineage than this one, or none."""
    path = project.root / FILE
    others = [file for file in project.lineage_files if file != path]
    return bool(others) or not path.is_file() or path.read_bytes() != lineage_turtle(lineage)


def _text(text: SharedText) -> Iterator[Triple]:
    subject = NamedNode(text.iri)
    yield Triple(subject, RDF.type, text.kind.value)
    if not text.first_is_certain:
        yield Triple(subject, PACT.firstUncertain, Literal("true", datatype=XSD.boolean))
    for number, occurrence in enumerate(text.occurrences, 1):
        node = NamedNode(text.occurrence_iri(number))
        yield Triple(node, PACT.occurrenceOf, subject)
        yield Triple(node, PACT.occurrenceNumber, _count(number))
        yield from _occurrence(node, occurrence)


def _occurrence(node: NamedNode, occurrence: Occurrence) -> Iterator[Triple]:
    yield Triple(node, RDF.type, PACT.TextOccurrence)
    yield Triple(node, PACT.occursIn, NamedNode(occurrence.article))
    yield Triple(node, PACT.rangeStart, _count(occurrence.range.start))
    yield Triple(node, PACT.rangeEnd, _count(occurrence.range.end))
    yield Triple(node, PACT.rangeDigest, Literal(occurrence.digest))
    yield Triple(node, PACT.likeness, occurrence.likeness.value)
    yield Triple(node, PACT.sharedWords, _count(occurrence.shared))
    yield Triple(node, PACT.rangeWords, _count(occurrence.words))
    for number, change in enumerate(occurrence.changes, 1):
        changed = NamedNode(f"{node.value}/number/{number}")
        yield Triple(changed, RDF.type, PACT.NumberChange)
        yield Triple(changed, PACT.changedIn, node)
        if change.in_first is not None:
            yield Triple(changed, PACT.numberInFirst, Literal(change.in_first))
        if change.here is not None:
            yield Triple(changed, PACT.numberHere, Literal(change.here))


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
