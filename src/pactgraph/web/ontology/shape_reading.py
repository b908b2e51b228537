"""A project's shapes as a reader looks them up: what each asks, of which terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple

from pactgraph.engine.results import Term
from pactgraph.namespaces import BASE, DCTERMS, PACT, RDF, RDFS, SH
from pactgraph.source.project import Project
from pactgraph.web.ontology.axioms import Statements

_CONSTRAINING: Final = frozenset(
    SH[name]
    for name in (
        *("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode", "path", "class"),
        *("hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"),
    )
)
_KINDS: Final = frozenset({SH.NodeShape, SH.PropertyShape})


@dataclass
class Shape:
    """A shape: what its IRI ends in, its messages, how bad it is, the terms it constrains."""

    iri: str
    name: str
    messages: list[str]
    severity: str
    terms: list[str]


@dataclass
class ShapePart:
    """The shapes of one topic; ``name`` is what the topic's IRI ends in, empty for none."""

    name: str
    label: str
    comment: str = ""
    shapes: list[Shape] = field(default_factory=list)


def shape_triples(project: Project) -> set[Triple]:
    """Return all that a project's files of shapes state, every form as written."""
    found: set[Triple] = set()
    for path in project.shape_files:
        parsed = pyoxigraph.parse(path=str(path), format=RdfFormat.TURTLE, base_iri=BASE)
        found |= {quad.triple for quad in parsed}
    return found


def read_shapes(project: Project) -> list[ShapePart]:
    """Return the shapes of a project that have a name, by topic."""
    statements = Statements.from_triples(shape_triples(project))
    parts: dict[Term | None, ShapePart] = {}
    for subject, of in statements.of.items():
        if isinstance(subject, NamedNode) and _KINDS & set(of.get(RDF.type, ())):
            topic = statements.value(subject, DCTERMS.isPartOf)
            if topic not in parts:
                parts[topic] = _part(statements, topic)
            parts[topic].shapes.append(_shape(statements, subject))
    for part in parts.values():
        part.shapes.sort(key=lambda shape: shape.name)
    return sorted(parts.values(), key=lambda part: (not part.name, part.name))


def _part(statements: Statements, topic: Term | None) -> ShapePart:
    if not isinstance(topic, NamedNode):
        return ShapePart("", "Others")
    label, comment = (statements.value(topic, named) for named in (RDFS.label, RDFS.comment))
    name = _local(topic)
    return ShapePart(name, _text(label) or name, _text(comment))


def _shape(statements: Statements, subject: NamedNode) -> Shape:
    terms: set[str] = set()
    messages: set[str] = set()
    nodes: list[Term] = [subject]
    # Nodes without a name belong to the shape; the list grows while it is walked.
    for node in nodes:
        for predicate, values in statements.of.get(node, {}).items():
            for value in values:
                if isinstance(value, BlankNode) and value not in nodes:
                    nodes.append(value)
                elif predicate == SH.message:
                    messages.add(_text(value))
                # In a path or a list of alternatives every term is one that it constrains.
                elif isinstance(value, NamedNode) and (
                    predicate in _CONSTRAINING or isinstance(node, BlankNode)
                ):
                    terms.add(value.value)
    severity = statements.value(subject, SH.severity)
    return Shape(
        subject.value,
        _local(subject),
        sorted(messages),
        # Where none is given it is a violation (SHACL, 2.1.4).
        _local(severity) if isinstance(severity, NamedNode) else "Violation",
        sorted(iri for iri in terms if iri in PACT),
    )


def _local(term: NamedNode) -> str:
    return term.value.rpartition("#")[2]


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""
