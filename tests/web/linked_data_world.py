"""The repository's own graph as a site, and requests as the server would read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph as ox
from site_worlds import repository_site

from pactgraph.server.negotiation import choose
from pactgraph.server.routing import Routing, decoded
from pactgraph.web.answering import answer
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.routes import ROUTES
from pactgraph.web.site import Site

BASE = "https://w3id.org/pactgraph/"
ORIGIN = "http://127.0.0.1:8000"

PARSED_AS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nq": ox.RdfFormat.N_QUADS,
}
WITH_GRAPHS = ("trig", "nq", "jsonld")

_ROUTING = Routing(ROUTES)


class NoSuchPath(Exception):
    """The server has no route for the path: it answers 404 itself."""


def get(url: str, accept: str = "text/html", site: Site | None = None) -> Document:
    """Return the document at a URL of the site, with routing and negotiation as the server's."""
    parts = urlsplit(url)
    path = decoded(parts.path.encode())
    match = None if path is None else _ROUTING.match(path)
    if match is None:
        raise NoSuchPath(url)
    choice = None if match.format else choose(accept, match.route.formats)
    assert match.format or choice
    request = DocumentRequest(
        match.route.name,
        match.path,
        tuple(parse_qsl(parts.query, keep_blank_values=True)),
        match.format or choice.format,  # type: ignore[union-attr]
        ORIGIN,
        url,
    )
    return answer(site or repository_site(), request)


def asked(url: str) -> tuple[str, str]:
    """Return the route of a URL, and the format that its extension chooses."""
    path = decoded(urlsplit(url).path.encode())
    match = None if path is None else _ROUTING.match(path)
    if match is None or match.format is None:
        raise NoSuchPath(url)
    return match.route.name, match.format


def media_type(format_name: str) -> str:
    return FORMATS[format_name].media_type


def parsed(document: Document, format_name: str) -> list[ox.Quad]:
    """Return what a strict parser reads in a document."""
    return list(ox.parse(document.body, format=PARSED_AS[format_name]))


def same_graphs(one: Iterable[ox.Quad], other: Iterable[ox.Quad]) -> bool:
    """Tell whether two datasets are the same but for the labels of their blank nodes."""
    sets = set(one), set(other)
    if not any(isinstance(t, ox.BlankNode) for q in sets[0] for t in (q.subject, q.object)):
        return sets[0] == sets[1]
    datasets = ox.Dataset(sets[0]), ox.Dataset(sets[1])
    for dataset in datasets:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return datasets[0] == datasets[1]


def without_graphs(quads: Iterable[ox.Quad]) -> set[ox.Quad]:
    return {ox.Quad(q.subject, q.predicate, q.object) for q in quads}


def every_iri() -> list[str]:
    """Return every IRI of ours that the graph has as subject, object or name of a graph."""
    rows = repository_site().rows(
        """SELECT DISTINCT ?x WHERE {
             { ?x ?p ?o } UNION { ?s ?p ?x } UNION { GRAPH ?x { ?s ?p ?o } }
             UNION { GRAPH ?g { ?x ?p ?o } } UNION { GRAPH ?g { ?s ?p ?x } }
           }"""
    )
    found = {x.value for (x,) in rows if isinstance(x, ox.NamedNode)}
    return sorted(iri for iri in found if iri.startswith(BASE))


def stands_for_others(iri: str) -> bool:
    """Tell whether an IRI is to be looked at: of what rules make by the hundred, some are."""
    made = re.search(r"/(bounds|selector|disagreement)/", iri)
    return sum(map(ord, iri)) % (30 if made else 4) == 0


def path_of(iri: str) -> str:
    """Return the path of one of our IRIs, as a client asks a server for it."""
    return "/" + iri.removeprefix(BASE).partition("#")[0]
