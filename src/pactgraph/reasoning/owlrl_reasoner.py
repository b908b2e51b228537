"""The reference closure: owlrl's, cut down to the triples that are about data.

What is left aside, each for its reason, stands in ``LEFT_ASIDE`` and, for what is
taken out before owlrl runs, in ``without_identities``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

import owlrl  # type: ignore[import-untyped]
import rdflib
from pyoxigraph import NamedNode, Triple
from rdflib import OWL, RDF, RDFS
from rdflib.term import Node

from pactgraph.model.rdflib_terms import Term, from_rdflib, to_rdflib
from pactgraph.namespaces import XSD
from pactgraph.reasoning.ontology_reader import read_ontology

_ABOUT_TERMS: Final = frozenset(
    {
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        OWL.equivalentClass,
        OWL.equivalentProperty,
    }
)

LEFT_ASIDE: Final[tuple[tuple[str, Callable[[Node, Node, Node], bool]], ...]] = (
    (
        "a literal as subject (prp-rng, prp-inv, dt-type2): no RDF 1.1 triple",
        lambda s, p, o: isinstance(s, rdflib.Literal),
    ),
    (
        "a blank node as predicate or a node of an axiom as subject or type: "
        "rules are flattened, so nothing is derived of an expression (and data has no blank node)",
        lambda s, p, o: (
            isinstance(p, rdflib.BNode)
            or isinstance(s, rdflib.BNode)
            or (p == RDF.type and isinstance(o, rdflib.BNode))
        ),
    ),
    (
        "everything is the same as itself (eq-ref)",
        lambda s, p, o: p == OWL.sameAs and s == o,
    ),
    (
        "everything is an owl:Thing (scm-cls with cax-sco): true of all, so it tells nothing",
        lambda s, p, o: p == RDF.type and o == OWL.Thing,
    ),
    (
        "what is an owl:Nothing: reported as a contradiction, never stored as a type",
        lambda s, p, o: p == RDF.type and o == OWL.Nothing,
    ),
    (
        "types of the vocabulary's own (cls-thing, cls-nothing1, prp-ap, dt-type1): axiomatic",
        lambda s, p, o: p == RDF.type and o in (OWL.Class, OWL.AnnotationProperty, RDFS.Datatype),
    ),
    (
        "a datatype as the type of an IRI (prp-rng of a datatype property used with an IRI): "
        "shapes check the types of values",
        lambda s, p, o: p == RDF.type and isinstance(o, rdflib.URIRef) and o in XSD,
    ),
    (
        "axioms that follow from axioms (scm-): about the terms, and their effect on data "
        "is derived without them",
        lambda s, p, o: p in _ABOUT_TERMS,
    ),
    (
        "datatypes that have no value in common (OWLRL_Datatypes_Disjointness): axiomatic",
        lambda s, p, o: p == OWL.disjointWith and isinstance(s, rdflib.URIRef) and s in XSD,
    ),
)
"""Why a triple of owlrl's closure is not one of ours, and which triples that is."""


def close_with_owlrl(triples: Iterable[Triple], ontology: Iterable[Triple]) -> list[Triple]:
    """Return what owlrl derives from the triples and the ontology, in the order of their text.

    Only RDF 1.1 triples about data are returned, as ``LEFT_ASIDE`` says, and none
    that was given. Triples that follow from what the ontology says of a term (a class,
    a property, itself) belong to nobody's data and are left aside too, unless the
    data speaks of that term.
    """
    data, axioms = list(triples), list(ontology)
    graph, _ = run_owlrl(without_identities(data), without_identities(axioms))
    return about_data(graph, data, axioms)


def about_data(
    closed: Iterable[tuple[Node, Node, Node]], data: Collection[Triple], axioms: Collection[Triple]
) -> list[Triple]:
    """Return what ``close_with_owlrl`` does, of a closure that was made before by any reasoner."""
    mentioned = {term for triple in data for term in (triple.subject, triple.object)}
    terms = read_ontology(axioms).terms - mentioned
    back: dict[Node, Term] = {
        to_rdflib(x): x for t in (*data, *axioms) for x in t
    }  # keeps a language tag's case
    given = {*data, *axioms}
    found = []
    for s, p, o in closed:
        if any(test(s, p, o) for _, test in LEFT_ASIDE) or back.get(s) in terms:
            continue
        triple = Triple(*(back[x] if x in back else from_rdflib(x) for x in (s, p, o)))  # type: ignore[arg-type]
        if triple not in given:
            found.append(triple)
    return sorted(found, key=lambda triple: [str(term) for term in triple])


def run_owlrl(
    triples: Iterable[Triple], ontology: Iterable[Triple]
) -> tuple[rdflib.Graph, list[str]]:
    """Return owlrl's whole closure, and the errors (contradictions) that it reports."""
    graph = rdflib.Graph(bind_namespaces="none")
    for triple in (*triples, *ontology):
        graph.add(
            (to_rdflib(triple.subject), to_rdflib(triple.predicate), to_rdflib(triple.object))
        )
    reasoner = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False)
    reasoner.closure()
    return graph, list(reasoner.error_messages)


def without_identities(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples less those by which owlrl would make two things one.

    Here an identity is a finding that a person decides, so nothing may follow from
    one: functional and inverse functional properties, keys, maxima of one and stated
    owl:sameAs are taken out before the reference runs.
    """
    return [t for t in triples if not _makes_identity(t)]


def _makes_identity(triple: Triple) -> bool:
    predicate, value = triple.predicate.value, triple.object
    if predicate == str(RDF.type):
        return isinstance(value, NamedNode) and value.value in (
            str(OWL.FunctionalProperty),
            str(OWL.InverseFunctionalProperty),
        )
    if predicate == str(OWL.maxCardinality):
        return to_rdflib(value).eq(1)
    return predicate in (str(OWL.sameAs), str(OWL.hasKey))
