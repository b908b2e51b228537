"""Validating a built graph: merged as it is, and once all claims with the entity records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import Location
from pactgraph.model.graphs import IN_MERGED, GraphKind, kind_of
from pactgraph.namespaces import RDFS, SKOS
from pactgraph.shapes.anew import Anew, again
from pactgraph.shapes.places import Places
from pactgraph.shapes.results import Report
from pactgraph.shapes.topics import Topic, without
from pactgraph.shapes.validation import Progress, validate

NOT_OF_MERGED: Final = (Topic.STYLE,)
"""The topics of shapes that merged is not held to."""
CLAIMS_ARE_NOT_HELD_TO: Final = (Topic.EVIDENCE, Topic.STYLE)
"""The topics of shapes that claims are not held to."""


def validate_graph(
    merged: Iterable[ox.Triple],
    quads: Iterable[ox.Quad],
    *,
    ontology: Iterable[ox.Triple],
    shapes: Iterable[ox.Triple],
    line_of: Callable[[ox.Quad], Location | None],
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return what the shapes find in merged (closed), and in the claims among the quads.

    ``quads`` are the source files' statements with their graphs; ``line_of`` tells where
    one stands; ``scratch`` is where the graphs are written while they are looked at, None for
    in memory; ``progress`` is told the share of the work on merged that is done.

    Claims are held to all shapes but those of evidence: what a speaker asserts rests on no
    passage of its own.
    """
    all_shapes = list(shapes)
    terms = list(ontology)
    held = again(quads)
    report = validate(
        merged,
        without(all_shapes, NOT_OF_MERGED),
        context=definitions(terms),
        places=Places(_of_kinds(held, IN_MERGED), line_of),
        scratch=scratch,
        progress=progress,
    )
    claims = list(_of_kinds(held, {GraphKind.CLAIM}))
    if not claims:
        return report
    return report + validate(
        [quad.triple for quad in claims],
        without(all_shapes, CLAIMS_ARE_NOT_HELD_TO),
        context=[
            *(quad.triple for quad in _of_kinds(held, {GraphKind.ENTITIES})),
            *definitions(terms),
            *subclasses(terms),
        ],
        places=Places(claims, line_of),
        scratch=scratch,
    )


def definitions(ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the triples by which shapes know a term of the ontology from a misspelt one."""
    return [triple for triple in ontology if triple.predicate == SKOS.definition]


def subclasses(ontology: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return the class hierarchy, by which shapes find what is stated and not yet closed."""
    return [
        triple
        for triple in ontology
        if triple.predicate == RDFS.subClassOf and isinstance(triple.object, ox.NamedNode)
    ]


def _of_kinds(quads: Iterable[ox.Quad], kinds: Set[GraphKind]) -> Iterable[ox.Quad]:
    return Anew(lambda: (quad for quad in quads if _kind(quad) in kinds))


def _kind(quad: ox.Quad) -> GraphKind:
    name = quad.graph_name
    return kind_of(name.value) if isinstance(name, ox.NamedNode) else GraphKind.OTHER
