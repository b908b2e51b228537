"""The stored queries described in RDF, in the vocabulary of the SIB's SPARQL examples.

An example is a ``sh:SPARQLExecutable`` with the text of the query, a comment in words, its
keywords and the endpoint that it is for; the prefixes are declared once
(https://github.com/sib-swiss/sparql-examples; SHACL, sections 5.2.1 and 5.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import OWL, PREFIXES, QUERY, RDF, RDFS, SCHEMA, SH, XSD, Namespace
from pactgraph.query.parameters import bind, example_of
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.linked_data.own_iris import QUERIES
from pactgraph.web.query.data import graph_bytes
from pactgraph.web.site import Site

SPEX: Final = Namespace("https://purl.expasy.org/sparql-examples/ontology#")
PREFIXES_IRI: Final = NamedNode(f"{QUERIES}#prefixes")
"""What the examples name as the place of the prefixes."""

_KINDS: Final = {
    "SELECT": (SH.SPARQLSelectExecutable, SH.select),
    "ASK": (SH.SPARQLAskExecutable, SH.ask),
    "CONSTRUCT": (SH.SPARQLConstructExecutable, SH.construct),
    # SHACL has no term for a DESCRIBE; the SIB's own vocabulary does.
    "DESCRIBE": (SPEX.SPARQLDescribeExecutable, SPEX.describe),
}


def examples(site: Site, request: DocumentRequest) -> Document:
    """Return every stored query as an example for this server's endpoint."""
    endpoint = NamedNode(request.origin + site.urls.sparql)
    triples = [*_prefixes()]
    for query in site.kg.queries.values():
        triples += _example(query, runnable(site, query), endpoint)
    return Document.of(graph_bytes(triples, request.format), request.format)


def runnable(site: Site, query: StoredQuery) -> str:
    """Return the text of a query without its head, with examples for what it cannot do without."""
    values = {p.name: example_of(p) for p in query.parameters if p.required}
    text = bind(query, values, resolver=site.kg.names)
    lines = [line for line in text.splitlines() if not line.startswith("#+")]
    return "\n".join(lines).strip() + "\n"


def _example(query: StoredQuery, text: str, endpoint: NamedNode) -> Iterator[Triple]:
    iri = QUERY[query.name]
    kind, has_text = _KINDS[query.form]
    yield Triple(iri, RDF.type, SH.SPARQLExecutable)
    yield Triple(iri, RDF.type, kind)
    yield Triple(iri, RDFS.label, Literal(query.summary or query.name, language="en"))
    yield Triple(iri, RDFS.comment, Literal(query.question or query.summary, language="en"))
    yield Triple(iri, SH.prefixes, PREFIXES_IRI)
    yield Triple(iri, has_text, Literal(text))
    yield Triple(iri, SCHEMA.target, endpoint)
    for tag in query.tags:
        yield Triple(iri, SCHEMA.keywords, Literal(tag))


def _prefixes() -> Iterator[Triple]:
    yield Triple(PREFIXES_IRI, RDF.type, OWL.Ontology)
    for prefix, base in PREFIXES.items():
        declared = NamedNode(f"{QUERIES}#prefix-{prefix}")
        yield Triple(PREFIXES_IRI, SH.declare, declared)
        yield Triple(declared, RDF.type, SH.PrefixDeclaration)
        yield Triple(declared, SH.prefix, Literal(prefix))
        yield Triple(declared, SH.namespace, Literal(base, datatype=XSD.anyURI))
