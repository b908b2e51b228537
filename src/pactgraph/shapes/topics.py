"""The topics that shapes are grouped by, and leaving out those that do not apply."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import Enum
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import DCTERMS, SH, SHAPE
from pactgraph.shapes.results import NotApplied


class Topic(Enum):
    """A topic that is treated apart; shapes of no such topic apply to every graph."""

    ENTITIES = SHAPE.Entities
    EVIDENCE = SHAPE.Evidence
    STYLE = SHAPE.Style


_TARGETS: Final = frozenset(
    {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
)


def without(shapes: Iterable[ox.Triple], topics: Collection[Topic]) -> list[ox.Triple]:
    """Return the shapes with those of the topics taken out of force.

    They lose their targets and nothing else, so that a shape that refers to one of
    them still means the same.
    """
    held = list(shapes)
    dropped = of_topics(held, topics)
    return [t for t in held if t.predicate not in _TARGETS or t.subject not in dropped]


def not_applied(
    shapes: Iterable[ox.Triple], topics: Collection[Topic], reason: str
) -> list[NotApplied]:
    """Return the shapes of the topics that have a target, each with the reason, sorted."""
    held = list(shapes)
    dropped = of_topics(held, topics)
    targeted = {t.subject for t in held if t.predicate in _TARGETS}
    return sorted(
        NotApplied(shape.value, reason)
        for shape in dropped & targeted
        if isinstance(shape, ox.NamedNode)
    )


def of_topics(
    shapes: Iterable[ox.Triple], topics: Collection[Topic]
) -> set[ox.NamedNode | ox.BlankNode | ox.Triple]:
    """Return the shapes that belong to the topics."""
    names = {topic.value for topic in topics}
    return {t.subject for t in shapes if t.predicate == DCTERMS.isPartOf and t.object in names}
