"""The graph described as a dataset: VoID, and DCAT 3 for catalogues.

W3C: Describing Linked Datasets with the VoID Vocabulary (2011); Data Catalog Vocabulary 3.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.export import FORMATS as EXPORT_FORMATS
from pactgraph.export.snapshot import CC_BY as CC_BY_TEXT
from pactgraph.export.turtle import short_name
from pactgraph.exporting import options_for
from pactgraph.namespaces import (
    BASE,
    DCTERMS,
    GRAPH,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    XSD,
    Namespace,
)
from pactgraph.web.formats import FORMATS
from pactgraph.web.linked_data.dump import EXPORTS, NAME
from pactgraph.web.linked_data.formats import CC_BY, VOID
from pactgraph.web.linked_data.own_iris import DATASET
from pactgraph.web.site import Site

DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_FORMAT_IRIS: Final = {
    "ttl": "Turtle",
    "nt": "N-Triples",
    "jsonld": "JSON-LD",
    "rdf": "RDF_XML",
    "trig": "TriG",
    "nq": "N-Quads",
}

_COUNTS: Final = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "entities": f"""SELECT (COUNT(DISTINCT ?s) AS ?n)
                    {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}""",
    "classes": "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
}
_CLASSES: Final = "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c"
_PROPERTIES: Final = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
_LINKS: Final = f"""
SELECT ?g ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH.base}links/")) }}
"""
_ARTICLES: Final = """
SELECT ?article ?label ?published ?publisher ?name {
  ?article a pact:Article .
  OPTIONAL { ?article rdfs:label ?label }
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article schema:publisher ?publisher OPTIONAL { ?publisher rdfs:label ?name } }
}
"""
_EXAMPLES: Final = """
SELECT ?thing (COUNT(*) AS ?n) { ?thing pact:name ?name . ?s ?p ?thing }
GROUP BY ?thing ORDER BY DESC(?n) STR(?thing) LIMIT 3
"""

Said: TypeAlias = Iterator[Triple]
_DATASET: Final = NamedNode(DATASET)


def dataset_description(site: Site, origin: str) -> set[Triple]:
    """Return the description of the site's graph; its files are where ``origin`` serves them."""
    return {
        *_what_it_is(site),
        *_access(site, origin),
        *_counts(site),
        *_partitions(site),
        *_link_sets(site),
        *_articles(site),
    }


def _what_it_is(site: Site) -> Said:
    options = options_for(site.kg.project)
    articles = len(site.kg.articles)
    about = (
        f"A knowledge graph made from {articles} articles, in which every answer can be "
        "followed, through the rules, to the words of the article that it rests on."
    )
    yield Triple(_DATASET, RDF.type, VOID.Dataset)
    yield Triple(_DATASET, RDF.type, DCAT.Dataset)
    yield Triple(_DATASET, DCTERMS.title, Literal(options.title, language="en"))
    yield Triple(_DATASET, DCTERMS.description, Literal(about, language="en"))
    if options.licence == CC_BY_TEXT:
        yield Triple(_DATASET, DCTERMS.license, CC_BY)
        yield Triple(_DATASET, DCTERMS.creator, Literal("The pactgraph authors"))
    yield Triple(_DATASET, DCAT.version, Literal(version("pactgraph")))
    yield Triple(_DATASET, DCTERMS.identifier, Literal(site.version))
    yield Triple(_DATASET, VOID.uriSpace, Literal(BASE))
    for prefix, namespace in _vocabularies(site):
        yield Triple(_DATASET, VOID.vocabulary, NamedNode(namespace))
        yield Triple(
            NamedNode(namespace), NamedNode(PREFIXES["vann"] + "preferredNamespacePrefix"),
            Literal(prefix),
        )  # fmt: skip
    for thing, _ in site.rows(_EXAMPLES):
        yield Triple(_DATASET, VOID.exampleResource, _named(thing))


def _vocabularies(site: Site) -> list[tuple[str, str]]:
    terms = [term for (term, _) in (*site.rows(_CLASSES), *site.rows(_PROPERTIES))]
    used = {_named(term).value for term in terms}
    return [
        (prefix, base)
        for prefix, base in PREFIXES.items()
        if any(iri.startswith(base) for iri in used)
    ]


def _access(site: Site, origin: str) -> Said:
    endpoint = NamedNode(f"{origin}{site.urls.sparql}")
    yield Triple(_DATASET, VOID.sparqlEndpoint, endpoint)
    yield Triple(endpoint, RDF.type, DCAT.DataService)
    yield Triple(endpoint, DCAT.endpointURL, endpoint)
    yield Triple(endpoint, DCAT.servesDataset, _DATASET)
    yield Triple(endpoint, DCTERMS.title, Literal("SPARQL 1.1 endpoint", language="en"))
    conforms = NamedNode("https://www.w3.org/TR/sparql11-protocol/")
    yield Triple(endpoint, DCTERMS.conformsTo, conforms)
    yield Triple(_DATASET, VOID.uriLookupEndpoint, NamedNode(f"{origin}/describe?iri="))
    for name, made_by in EXPORTS.items():
        one = FORMATS[name]
        url = NamedNode(f"{origin}/dump/{NAME}.{one.extension}")
        yield Triple(_DATASET, VOID.dataDump, url)
        yield Triple(
            _DATASET, VOID.feature, NamedNode(f"http://www.w3.org/ns/formats/{_FORMAT_IRIS[name]}")
        )
        yield Triple(_DATASET, DCAT.distribution, url)
        yield Triple(url, RDF.type, DCAT.Distribution)
        held = f"{made_by}: {EXPORT_FORMATS[made_by].holds}"
        yield Triple(
            url,
            DCTERMS.title,
            Literal(held, language="en"),
        )
        yield Triple(url, DCAT.downloadURL, url)
        yield Triple(url, DCAT.accessURL, url)
        yield Triple(url, DCAT.mediaType, NamedNode(_MEDIA_TYPES + one.media_type))
        if options_for(site.kg.project).licence == CC_BY_TEXT:
            yield Triple(url, DCTERMS.license, CC_BY)


def _counts(site: Site) -> Said:
    for name, query in _COUNTS.items():
        ((count,),) = site.rows(query)
        yield Triple(_DATASET, VOID[name], _number(count))


def _partitions(site: Site) -> Said:
    for term, count in _sorted(site, _CLASSES):
        part = _part("class", term)
        yield Triple(_DATASET, VOID.classPartition, part)
        yield Triple(part, VOID["class"], term)
        yield Triple(part, VOID.entities, count)
    for term, count in _sorted(site, _PROPERTIES):
        part = _part("property", term)
        yield Triple(_DATASET, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, term)
        yield Triple(part, VOID.triples, count)


def _part(kind: str, term: NamedNode) -> NamedNode:
    """Return a name for a part of the dataset: the same each time, and told by this document."""
    short = short_name(term.value)
    name = "-".join(short) if short else hashlib.sha256(term.value.encode()).hexdigest()[:12]
    return NamedNode(f"{DATASET}#{kind}-{name}")


def _sorted(site: Site, query: str) -> list[tuple[NamedNode, Literal]]:
    rows = [(_named(term), _number(count)) for term, count in site.rows(query)]
    return sorted(rows, key=lambda row: row[0].value)


def _link_sets(site: Site) -> Said:
    # A set of links has one predicate (VoID, 5.2), a file of them may have several.
    targets: dict[str, dict[str, list[str]]] = {}
    for link_graph, link, target in site.rows(_LINKS):
        if isinstance(target, NamedNode):
            of_graph = targets.setdefault(_named(link_graph).value, {})
            of_graph.setdefault(_named(link).value, []).append(target.value)
    for graph, by_predicate in sorted(targets.items()):
        name = graph.rpartition("/")[2]
        whole = NamedNode(graph)
        yield Triple(_DATASET, VOID.subset, whole)
        yield Triple(whole, RDF.type, VOID.Dataset)
        yield Triple(whole, DCTERMS.title, Literal(f"links: {name}", language="en"))
        for predicate, iris in sorted(by_predicate.items()):
            links = NamedNode(f"{graph}#{predicate.replace('/', '#').rpartition('#')[2]}")
            other = NamedNode(f"{DATASET}#target-{name}")
            yield Triple(whole, VOID.subset, links)
            yield Triple(links, RDF.type, VOID.Linkset)
            yield Triple(links, VOID.linkPredicate, NamedNode(predicate))
            yield Triple(links, VOID.subjectsTarget, _DATASET)
            yield Triple(links, VOID.objectsTarget, other)
            yield Triple(links, VOID.triples, Literal(len(iris)))
            yield Triple(other, RDF.type, VOID.Dataset)
            yield Triple(other, VOID.uriSpace, Literal(_space(iris)))


def _space(iris: list[str]) -> str:
    """Return what most of some IRIs begin with, up to the name of each."""
    starts = (iri.rstrip("/") for iri in iris)
    spaces = Counter(iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] for iri in starts)
    return min(spaces, key=lambda space: (-spaces[space], space))


def _articles(site: Site) -> Said:
    for article, label, published, publisher, name in site.rows(_ARTICLES):
        iri = _named(article)
        yield Triple(_DATASET, DCTERMS.source, iri)
        yield Triple(_DATASET, PROV.wasDerivedFrom, iri)
        if isinstance(label, Literal):
            yield Triple(iri, RDFS.label, label)
        if isinstance(published, Literal):
            yield Triple(iri, SCHEMA.datePublished, published)
        if isinstance(publisher, NamedNode):
            yield Triple(iri, DCTERMS.publisher, publisher)
            if isinstance(name, Literal):
                yield Triple(publisher, RDFS.label, name)


def _named(term: object) -> NamedNode:
    assert isinstance(term, NamedNode)
    return term


def _number(term: object) -> Literal:
    assert isinstance(term, Literal)
    return Literal(int(term.value)) if term.datatype == XSD.integer else term
