"""The terms of OWL 2 of which no rule follows, and why each may be passed over."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode, Triple

from pactgraph.namespaces import OWL, RDF, RDFS
from pactgraph.reasoning.rules import Term

CHARACTERISTICS: Final = {
    OWL.SymmetricProperty: "symmetric",
    OWL.TransitiveProperty: "transitive",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.IrreflexiveProperty: "irreflexive",
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
}

IGNORED_TYPES: Final = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.OntologyProperty,
    OWL.NamedIndividual,
    OWL.Ontology,
    OWL.Restriction,
    OWL.Axiom,
    OWL.Annotation,
    OWL.Thing,
    OWL.DataRange,
    OWL.DeprecatedClass,
    OWL.DeprecatedProperty,
}
"""Declarations and marks, of which nothing follows about data."""

OF_INDIVIDUALS: Final = {OWL.NamedIndividual, OWL.Thing}

IGNORED_PREDICATES: Final = {
    OWL.versionIRI,
    OWL.versionInfo,
    OWL.priorVersion,
    OWL.backwardCompatibleWith,
    OWL.incompatibleWith,
    OWL.deprecated,
    OWL.imports,
    OWL.members,
    OWL.annotatedSource,
    OWL.annotatedProperty,
    OWL.annotatedTarget,
}
"""Notes about the ontology or an axiom. An import is ignored: every file is given anyway."""

EXPRESSION_PREDICATES: Final = {
    OWL.onProperty,
    OWL.someValuesFrom,
    OWL.allValuesFrom,
    OWL.hasValue,
    OWL.maxCardinality,
    OWL.inverseOf,
    OWL.intersectionOf,
    OWL.unionOf,
    OWL.complementOf,
    OWL.oneOf,
    OWL.onDatatype,
    OWL.withRestrictions,
    OWL.onDataRange,
    OWL.datatypeComplementOf,
    OWL.cardinality,
    OWL.minCardinality,
    OWL.qualifiedCardinality,
    OWL.minQualifiedCardinality,
    OWL.maxQualifiedCardinality,
    OWL.onClass,
    OWL.onProperties,
    OWL.hasSelf,
}
"""Parts of a blank node's class expression; refused where an axiom uses what is not supported."""


def is_vocabulary(term: Term | Triple) -> bool:
    """Tell whether the term is one of RDF, RDFS or OWL."""
    return isinstance(term, NamedNode) and any(term.value in space for space in (OWL, RDFS, RDF))
