"""A description as a document: with what is known of the document itself, in each format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple

from pactgraph.errors import BadInput
from pactgraph.export import ExportOptions, GraphSnapshot, export
from pactgraph.export.ordering import graph_key
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import DCTERMS, FOAF, PROV, RDF, RDFS, Namespace
from pactgraph.web.document import Document
from pactgraph.web.formats import DATASET, FORMATS
from pactgraph.web.linked_data.description import Description

VOID: Final = Namespace("http://rdfs.org/ns/void#")
HYDRA: Final = Namespace("http://www.w3.org/ns/hydra/core#")
CC_BY: Final = NamedNode("https://creativecommons.org/licenses/by/4.0/")

_EXPORTS: Final = {"ttl": "ttl", "nt": "nt", "rdf": "rdfxml", "trig": "trig", "nq": "nq"}


@dataclass(frozen=True)
class Papers:
    """What is known of a document: its IRI, and what to say of where it comes from.

    ``title`` and ``licence`` are those that an export's head comment tells; ``free`` tells
    that the licence is CC BY 4.0, ``dataset`` the IRI of the dataset that the document is
    part of, ``next_page`` the URL of what did not find room; ``heading`` says which view.
    """

    iri: str
    title: str = "RDF files"
    licence: str = "not stated here"
    free: bool = False
    dataset: str | None = None
    next_page: str | None = None
    heading: str | None = None


def document(
    found: Description, papers: Papers, format_name: str, more: Iterable[Triple] = ()
) -> Document:
    """Return the document of a description in a format; raises BadInput if it cannot carry it.

    ``more`` is said of the thing by the document itself. In formats of named graphs each
    statement stands in its graphs, and what is said of the document in one named by it.
    """
    about = _about_document(found, papers) | set(more)
    options = ExportOptions(
        title=papers.title,
        licence=papers.licence,
        view="; ".join(filter(None, (f"what tells of <{found.iri}>", papers.heading))),
    )
    if format_name in DATASET:
        graphs = found.graphs
        graphs.setdefault(papers.iri, set()).update(about)
        body = _dataset(graphs, format_name, options)
    else:
        body = _graph(found.triples | about, format_name, options)
    return Document.of(body, format_name)


def _about_document(found: Description, papers: Papers) -> set[Triple]:
    iri, thing = NamedNode(papers.iri), NamedNode(found.iri)
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (iri, RDF.type, FOAF.Document),
        (iri, FOAF.primaryTopic, thing),
        (thing, FOAF.isPrimaryTopicOf, iri),
    ]
    if papers.free:
        said.append((iri, DCTERMS.license, CC_BY))
    if papers.dataset:
        dataset = NamedNode(papers.dataset)
        said += [(iri, DCTERMS.isPartOf, dataset), (iri, VOID.inDataset, dataset)]
    graphs = found.graphs
    articles = {article_of_graph(graph) for graph in graphs}
    said += [
        (iri, PROV.wasDerivedFrom, NamedNode(article)) for article in sorted(filter(None, articles))
    ]
    claims = (g for g in sorted(graphs) if kind_of(g) is GraphKind.CLAIM and g != found.iri)
    said += [
        # What only a speaker asserts is told in the formats that keep claims apart.
        (thing, RDFS.seeAlso, NamedNode(claim))
        for claim in claims
        if any(thing in (t.subject, t.object) for t in graphs[claim])
    ]
    if papers.heading:
        said.append((iri, DCTERMS.description, Literal(papers.heading, language="en")))
    if found.told < found.named:
        note = (
            f"Of {found.named} statements that name it, {found.told} are told here, "
            f"from number {found.first + 1} on."
        )
        said.append((iri, RDFS.comment, Literal(note, language="en")))
    if papers.next_page:
        said.append((iri, HYDRA.next, NamedNode(papers.next_page)))
    return {Triple(*parts) for parts in said}


def _graph(triples: set[Triple], format_name: str, options: ExportOptions) -> bytes:
    if format_name == "jsonld":
        return _jsonld({"": triples})
    return b"".join(export(GraphSnapshot({}, list(triples)), _EXPORTS[format_name], options))


def _dataset(graphs: Mapping[str, set[Triple]], format_name: str, options: ExportOptions) -> bytes:
    if format_name == "jsonld":
        return _jsonld(graphs)
    named = {graph: list(triples) for graph, triples in graphs.items() if graph}
    body = b"".join(export(GraphSnapshot(named, ()), _EXPORTS[format_name], options))
    if "" in graphs:
        # The exports have nothing in the default graph; files of others may.
        body += _plain([Quad(*_parts(t)) for t in sorted(graphs[""], key=str)], format_name)
    return body


def _jsonld(graphs: Mapping[str, set[Triple]]) -> bytes:
    """Return graphs as compact JSON-LD, as expanded where our context cannot carry them."""
    with_blank = sum(any(map(_has_blank, triples)) for triples in graphs.values())
    try:
        if with_blank > 1:
            # Labels are made graph by graph, and one node may stand in several.
            raise BadInput("nodes without name in several graphs")
        return _compact(graphs)
    except BadInput:
        quads = [
            Quad(*_parts(triple), NamedNode(graph) if graph else DefaultGraph())
            for graph in sorted(graphs)
            for triple in sorted(graphs[graph], key=str)
        ]
        return _plain(quads, "jsonld")


def _compact(graphs: Mapping[str, set[Triple]]) -> bytes:
    context: object = {}
    nodes: list[object] = []
    for graph in sorted(graphs, key=lambda name: (name != "", *graph_key(name))):
        written = json.loads(b"".join(export(GraphSnapshot({}, list(graphs[graph])), "jsonld")))
        context = written["@context"]
        nodes += [{"@id": graph, "@graph": written["@graph"]}] if graph else written["@graph"]
    whole = {"@context": context, "@graph": nodes}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _plain(quads: list[Quad], format_name: str) -> bytes:
    by_type = {FORMATS[name].media_type: name for name in DATASET}
    (chosen,) = (f for f in (RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)
                 if by_type.get(f.media_type.partition(";")[0]) == format_name)  # fmt: skip
    body = pyoxigraph.serialize(quads, format=chosen)
    assert body is not None  # it has no other output to write to
    return body


def _parts(triple: Triple) -> tuple[NamedNode | BlankNode, NamedNode, NamedNode | Literal]:
    return triple.subject, triple.predicate, triple.object  # type: ignore[return-value]


def _has_blank(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)
