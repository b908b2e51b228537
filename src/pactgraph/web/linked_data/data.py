"""The data of our IRIs: for each a document that tells of it, in every format of RDF.

What is asked is the engine, whose answer is there in milliseconds, and not the graph as it is
built from the files, which takes seconds; the forms of numbers and dates, which the engine
makes its own, come from the store's table of what the files write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote, urlencode

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Triple

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.model.graphs import ONTOLOGY as ONTOLOGY_GRAPH
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import ARTICLE, BASE, QUERY
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS
from pactgraph.web.linked_data.dataset_description import dataset_description
from pactgraph.web.linked_data.describing import describer_of, first_of, papers_of
from pactgraph.web.linked_data.description import Describer, Description
from pactgraph.web.linked_data.examples import examples
from pactgraph.web.linked_data.formats import document
from pactgraph.web.linked_data.own_iris import DATASET, ONTOLOGY, QUERIES, SHAPES, own_iri
from pactgraph.web.ontology.shape_reading import shape_triples
from pactgraph.web.site import Site
from pactgraph.web.viewed import VIEW_PARAMETERS

_FIRST = "from"

_OF_ARTICLE = """
  {{ ?s oa:hasSource {article} }}
  UNION {{ ?passage oa:hasSource {article} ; oa:hasSelector ?s }}
  UNION {{ ?passage oa:hasSource {article} ; pact:resolution ?s }}
  UNION {{ ?passage oa:hasSource {article} . ?s pact:wordedIn ?passage }}
  UNION {{ ?s pact:boundsIn {article} }}
"""


def data(site: Site, request: DocumentRequest) -> Document:
    """Return what is said of the thing that the path names, in the request's format.

    ``from`` skips as many of the statements that name it. Raises NotFound for what the graph
    does not mention, BadInput for a number that is none.
    """
    first = first_of(request)
    seen = site.seen(request)
    iri = own_iri(site, request.path["local"], kg=seen.kg)
    found = described(site, seen.kg, iri, first)
    papers = papers_of(site, _document_iri(site, iri, request, first), seen.heading)
    if found.left:
        following = _document_iri(site, iri, request, first + found.told)
        papers = replace(papers, next_page=following)
    return document(found, papers, request.format, _more(site, request, iri))


def described(site: Site, kg: KnowledgeGraph, iri: str, first: int = 0) -> Description:
    """Return what the graph says of one of our IRIs, with all that an article or a graph holds."""
    if iri == SHAPES:
        return Description(SHAPES, merged=shape_triples(site.kg.project))
    describer = describer_of(site, kg)
    if iri in (DATASET, QUERIES) or iri in QUERY:
        return Description(iri)
    if iri == ONTOLOGY or iri.startswith(f"{ONTOLOGY}/"):
        # All of it, whatever the term: no fragment reaches a server.
        found = Description(iri)
        describer.add_graphs(found, [ONTOLOGY_GRAPH.value])
        return found
    found = describer.describe(iri, first)
    if iri in ARTICLE and article_of_graph(iri) == iri:
        _add_article(site, kg, describer, found)
    elif kind_of(iri) is not GraphKind.OTHER:
        describer.add_graphs(found, [iri])
    describer.add_labels(found)
    return found


def _add_article(site: Site, kg: KnowledgeGraph, describer: Describer, found: Description) -> None:
    of_article = _OF_ARTICLE.format(article=NamedNode(found.iri))
    subjects = site.rows(f"SELECT DISTINCT ?s WHERE {{ {of_article} }}", kg)
    describer.add_about(found, [s.value for (s,) in subjects if isinstance(s, NamedNode)])
    graphs = site.rows("SELECT DISTINCT ?g WHERE { GRAPH ?g { } }", kg)
    named = [graph.value for (graph,) in graphs if isinstance(graph, NamedNode)]
    describer.add_graphs(found, [iri for iri in named if article_of_graph(iri) == found.iri])
    # What names an article is all of it: there is nothing more to turn to.
    found.told = found.named


def _more(site: Site, request: DocumentRequest, iri: str) -> Iterable[Triple]:
    if iri == DATASET:
        return dataset_description(site, request.origin)
    if iri == QUERIES or iri in QUERY:
        listed = examples(site, replace(request, format="nt")).body
        every = (quad.triple for quad in pyoxigraph.parse(listed, format=RdfFormat.N_TRIPLES))
        # Its own statements, and the prefixes, which stand under no query's name.
        prefixes = f"<{QUERIES}#"
        return {
            t
            for t in every
            if iri == QUERIES or t.subject == NamedNode(iri) or str(t.subject).startswith(prefixes)
        }
    return ()


def _document_iri(site: Site, iri: str, request: DocumentRequest, first: int) -> str:
    """Return the IRI of a document: on our base, so that it is the same from every server."""
    given = [(name, request.first(name) or "") for name in VIEW_PARAMETERS]
    pairs = [(name, value) for name, value in given if value]
    if first:
        pairs.append((_FIRST, str(first)))
    path = site.urls.data(iri, FORMATS[request.format].extension)
    return f"{BASE}{path[1:]}" + (f"?{urlencode(pairs, quote_via=quote)}" if pairs else "")
