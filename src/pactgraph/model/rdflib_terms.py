"""The one bridge between Oxigraph's terms and rdflib's, keeping every lexical form."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import pyoxigraph as ox
import rdflib
from rdflib.term import IdentifiedNode, Identifier, Node

from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@lru_cache(maxsize=65536)
def _uri(node: ox.NamedNode) -> rdflib.URIRef:
    return rdflib.URIRef(node.value)


def to_rdflib(term: Term) -> IdentifiedNode | rdflib.Literal:
    """Return the rdflib term that is the same RDF 1.1 term, lexical form and all.

    A plain string comes without datatype, as rdflib writes it. Raises BadInput
    for what RDF 1.1 has not: triple terms and literals with a base direction.

    >>> to_rdflib(ox.Literal("01", datatype=XSD.integer)).n3()
    '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(term, ox.NamedNode):
        return _uri(term)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal) and term.direction is None:
        if term.language is not None:
            return rdflib.Literal(term.value, lang=term.language)
        if term.datatype == XSD.string:
            return rdflib.Literal(term.value)
        return rdflib.Literal(term.value, datatype=_uri(term.datatype), normalize=False)
    raise BadInput(f"{term} is a term of RDF 1.2, which rdflib does not know")


def from_rdflib(term: Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the Oxigraph term that is the same RDF 1.1 term as an rdflib one.

    Raises BadInput if it is a variable, a formula or a malformed term.

    >>> from_rdflib(rdflib.Literal("x", lang="en"))
    <Literal value=x language=en>
    """
    try:
        if isinstance(term, rdflib.URIRef):
            return ox.NamedNode(str(term))
        if isinstance(term, rdflib.BNode):
            return ox.BlankNode(str(term))
        if isinstance(term, rdflib.Literal):
            if term.language is not None:
                return ox.Literal(str(term), language=term.language)
            if term.datatype is None:
                return ox.Literal(str(term))
            return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)))
    except ValueError as error:
        raise BadInput(f"{term!r} is not a well-formed RDF term: {error}") from error
    raise BadInput(f"{term!r} is not an RDF term")


def to_rdflib_graph(triples: Iterable[ox.Triple | ox.Quad]) -> rdflib.Graph:
    """Return an rdflib graph of the triples (of quads: whatever graph they stand in)."""
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(_rdflib_triple(triple))
    return graph


def to_rdflib_dataset(quads: Iterable[ox.Quad]) -> rdflib.Dataset:
    """Return an rdflib dataset of the quads, each in its graph."""
    dataset = rdflib.Dataset(default_union=False)
    for quad in quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            graph = dataset.default_graph
        else:
            graph = dataset.graph(to_rdflib(quad.graph_name))
        graph.add(_rdflib_triple(quad))
    return dataset


def from_rdflib_graph(graph: rdflib.Graph) -> list[ox.Triple]:
    """Return the triples of an rdflib graph, sorted by their N-Triples text.

    Raises BadInput if one is no RDF 1.1 triple, such as a literal in subject place.
    """
    found = []
    for s, p, o in graph:
        subject, predicate, value = from_rdflib(s), from_rdflib(p), from_rdflib(o)
        if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
            raise BadInput(f"{subject} {predicate} {value} is not an RDF 1.1 triple")
        found.append(ox.Triple(subject, predicate, value))
    return sorted(found, key=str)


def _rdflib_triple(triple: ox.Triple | ox.Quad) -> tuple[Identifier, Identifier, Identifier]:
    return to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object)
