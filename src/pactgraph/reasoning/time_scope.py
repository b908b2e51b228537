"""Classes whose things have a time, and those whose things are events, by the ontology."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.namespaces import OWL, PACT, RDFS

Node = NamedNode | BlankNode

_BELOW: Final = (RDFS.subClassOf, OWL.equivalentClass)


def time_scoped_classes(ontology: Iterable[Triple]) -> set[Node]:
    """Return the classes whose things are time-scoped: those marked, and all below them."""
    axioms = list(ontology)
    marked = (
        t.subject
        for t in axioms
        if t.predicate == PACT.timeScoped
        and isinstance(t.object, Literal)
        and t.object.value in ("true", "1")
    )
    return classes_below(axioms, (name for name in marked if not isinstance(name, Triple)))


def classes_below(ontology: Iterable[Triple], tops: Iterable[Node]) -> set[Node]:
    """Return these classes and all that the ontology names below them."""
    below: dict[Node, list[Node]] = {}
    for triple in ontology:
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if isinstance(subject, Triple) or predicate not in _BELOW:
            continue
        if isinstance(value, NamedNode | BlankNode):
            below.setdefault(value, []).append(subject)
            if predicate == OWL.equivalentClass:
                below.setdefault(subject, []).append(value)
    found: set[Node] = set()
    waiting = list(tops)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(below.get(name, ()))
    return found
