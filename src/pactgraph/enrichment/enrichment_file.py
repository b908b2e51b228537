"""The file of what was fetched for one link set: written whole, or left as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from pactgraph.enrichment.licence import Licence
from pactgraph.errors import PactgraphError
from pactgraph.export.atomic import make_folder, write_atomically
from pactgraph.export.turtle import TurtleWriter
from pactgraph.model.graphs import links_graph
from pactgraph.namespaces import DCTERMS, GRAPH, PROV, XSD
from pactgraph.source.parsing import parse_file
from pactgraph.source.project import Project

FOLDER: Final = Path("data") / "enrichment"


@dataclass(frozen=True)
class Retrieval:
    """Where and when something was fetched, for which link set, and under which licence."""

    name: str
    endpoint: str
    licence: Licence
    time: datetime

    @property
    def graph(self) -> ox.NamedNode:
        """The graph that what was fetched stands in."""
        return enrichment_graph(self.name)

    @property
    def triples(self) -> list[ox.Triple]:
        """What the graph says of itself."""
        moment = self.time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        said: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal]] = [
            (DCTERMS.source, ox.NamedNode(without_secrets(self.endpoint))),
            (DCTERMS.rights, ox.Literal(self.licence.credit, language="en")),
            (PROV.wasDerivedFrom, links_graph(self.name)),
            (PROV.generatedAtTime, ox.Literal(moment, datatype=XSD.dateTime)),
        ]
        if self.licence.is_known:
            said.append((DCTERMS.license, ox.NamedNode(self.licence.iri)))
        return [ox.Triple(self.graph, name, value) for name, value in said]


def enrichment_graph(name: str) -> ox.NamedNode:
    """Return the graph of what was fetched for a link set.

    >>> enrichment_graph("wikidata").value
    'https://w3id.org/pactgraph/graph/enrichment/wikidata'
    """
    return GRAPH[f"enrichment/{name}"]


def enrichment_path(project: Project, name: str) -> Path:
    """Return the file of what is fetched for a link set."""
    return project.root / FOLDER / f"{name}.trig"


def write_enrichment(project: Project, triples: Iterable[ox.Triple], run: Retrieval) -> bool:
    """Write what was fetched, whole or not at all, and say whether the file changed.

    If the file holds the same already, from the same endpoint, it is left as it is: its time
    then says since when we know what it holds. Raises WriteFailed.
    """
    path = enrichment_path(project, run.name)
    fetched, about = set(triples), run.triples
    if _without_time(_content(project, path)) == _without_time({*fetched, *about}):
        return False
    make_folder(path.parent)
    write_atomically(path, [_text(fetched, about, run).encode()])
    return True


def fetched_before(project: Project, name: str) -> set[ox.Triple]:
    """Return what the file of a link set holds, without what its graph says of itself.

    Of a file that is not there or cannot be read it is nothing.
    """
    graph = enrichment_graph(name)
    held = _content(project, enrichment_path(project, name))
    return {triple for triple in held if triple.subject != graph}


def without_secrets(url: str) -> str:
    """Return an endpoint's address without name, password, query and fragment.

    >>> without_secrets("https://me:secret@example.org:8890/sparql?key=1#x")
    'https://example.org:8890/sparql'
    """
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _content(project: Project, path: Path) -> set[ox.Triple]:
    if not path.exists():
        return set()
    try:
        parsed = parse_file(path, base=None, graph=None, display=project.display(path))
    except PactgraphError:
        # What cannot be read is written anew: all of it can be fetched again.
        return set()
    return {quad.triple for quad in parsed.quads}


def _without_time(triples: set[ox.Triple]) -> set[ox.Triple]:
    return {triple for triple in triples if triple.predicate != PROV.generatedAtTime}


def _text(fetched: set[ox.Triple], about: list[ox.Triple], run: Retrieval) -> str:
    writer = TurtleWriter()
    blocks = [*writer.blocks(set(about), indent="    "), *writer.blocks(fetched, indent="    ")]
    name = writer.term(run.graph)
    head = (
        f"# Fetched for the link set {run.name}; no part of what is stated, and never merged.\n"
        f"# {_one_line(run.licence.credit)}. Written by: pactgraph link enrich --set {run.name}\n"
    )
    return f"{head}{writer.prefixes()}\nGRAPH {name} {{\n" + "\n".join(blocks) + "}\n"


def _one_line(text: str) -> str:
    return " ".join(text.split())
