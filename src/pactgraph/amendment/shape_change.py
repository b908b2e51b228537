"""What the shapes find in what an amendment touches: in merged, and in the claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.amendment.amended_graph import AmendedGraph
from pactgraph.amendment.stored_graph import MERGED, in_graph
from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.errors import Location
from pactgraph.model.graphs import ENTITIES, GraphKind, kind_of
from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.shapes.context import Context, LookedUp
from pactgraph.shapes.difference_validation import validate_difference
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.graph_validation import (
    CLAIMS_ARE_NOT_HELD_TO,
    NOT_OF_MERGED,
    definitions,
    subclasses,
)
from pactgraph.shapes.places import IN_FILES, StoredPlaces
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.results import Node, Report
from pactgraph.shapes.topics import without
from pactgraph.source.sources import Sources

_AS_THEY_ARE: Final = frozenset({XSD.string, XSD.date, XSD.gYear, XSD.gYearMonth})
"""The datatypes of which a store has every literal as it is written."""

_CROWD: Final = 64
"""What is the value of more statements is asked about property by property."""

_FEW: Final = 1000
"""What so many statements have as their property is looked through, whatever graph they are in."""

_See = Callable[[Quad], bool]


class GroundShapes:
    """The shapes of a project, read once, and what of the ontology triples may rely on."""

    def __init__(self, sources: Sources) -> None:
        terms = definitions(sources.ontology)
        self.of_merged = ShapeSet(without(sources.shapes, NOT_OF_MERGED))
        self.of_claims = ShapeSet(without(sources.shapes, CLAIMS_ARE_NOT_HELD_TO))
        self.beside_merged = FewTriples(terms)
        self.beside_claims = [*terms, *subclasses(sources.ontology)]


@dataclass(frozen=True)
class ShapeChange:
    """A change of the statements of a store, as the shapes see it.

    ``added`` and ``removed`` are statements as a store has them, those of merged in the default
    graph; ``after`` is the graph afterwards. ``as_written`` gives a statement with its literal
    as its file writes it.
    """

    shapes: GroundShapes
    content: FinishedDatabase
    added: Sequence[Quad]
    removed: Sequence[Quad]
    after: AmendedGraph
    as_written: Callable[[Quad], Quad]

    def report(self) -> Report:
        """Return what the shapes find in the nodes whose verdict the change may alter.

        Raises BadInput if the shapes are not well-formed.
        """
        shapes = self.shapes
        report = self._judged(shapes.of_merged, shapes.beside_merged, _is_merged)
        if any(_is_claimed(quad) for quad in (*self.added, *self.removed)):
            # What speakers assert is looked at together, beside the records of entities.
            beside = LookedUp(self._recorded, shapes.beside_claims)
            report += self._judged(shapes.of_claims, beside, _is_claimed)
        return report

    def _judged(self, shapes: ShapeSet, beside: Context, seen: _See) -> Report:
        graph = MERGED if seen is _is_merged else None
        added = [quad.triple for quad in self.added if seen(quad)]
        removed = [quad.triple for quad in self.removed if seen(quad)]
        if graph is None:
            removed = [triple for triple in removed if not self._is_claimed_still(triple)]

        def find(s: Node | None, p: NamedNode | None, o: Node | None) -> Iterator[Quad]:
            if isinstance(s, Literal):
                return iter(())
            if graph is None and s is None and o is None:
                # Among all statements those of claims are few and far between.
                return self._in_every_claim(p)
            if graph is None and s is None and p is None and o is not None:
                return self._leading_to(o)
            return filter(seen, self.content.quads_for_pattern(s, p, o, graph))

        kinds = IN_FILES if graph is not None else frozenset({GraphKind.CLAIM})
        return validate_difference(
            shapes,
            find,
            [written for triple in added for written in self._written(triple)],
            [written for triple in removed for written in self._written(triple)],
            context=beside,
            as_written=self._written,
            places=StoredPlaces(self.content.quads_for_pattern, self._line_of, self.added, kinds),
        ).report

    def _recorded(
        self, subject: Node | None, predicate: NamedNode | None, value: Node | None
    ) -> Iterator[Triple]:
        """Yield what the entities record, as it is written."""
        if not isinstance(subject, Literal):
            for quad in self.content.quads_for_pattern(subject, predicate, value, ENTITIES):
                yield self.as_written(quad).triple

    def _leading_to(self, node: Node) -> Iterator[Quad]:
        """Yield what claims have a node as a value for; of a crowded one, others first.

        A class is the value of very many statements, and of few in claims. Who looks learns from
        as many as are yielded that it is crowded, and asks property by property.
        """
        others: list[Quad] = []
        for quad in self.content.quads_for_pattern(None, None, node, None):
            if _is_claimed(quad):
                yield quad
            elif len(others) < _CROWD:
                others.append(quad)
                # All of them or none: a few would be taken for what claims have.
                if len(others) == _CROWD:
                    yield from others

    def _in_every_claim(self, predicate: NamedNode | None) -> Iterator[Quad]:
        # Most of what is asked about is no property, or one of which all statements are few.
        used = list(islice(self.content.quads_for_pattern(None, predicate, None), _FEW + 1))
        if len(used) <= _FEW:
            yield from filter(_is_claimed, used)
            return
        for claim in self.content.quads_for_pattern(None, RDF.type, PACT.Claim, MERGED):
            if isinstance(claim.subject, NamedNode):
                yield from self.content.quads_for_pattern(None, predicate, None, claim.subject)

    def _is_claimed_still(self, triple: Triple) -> bool:
        return any(kind_of(graph) is GraphKind.CLAIM for graph in self.after.graphs_of(triple))

    def _written(self, triple: Triple) -> list[Triple]:
        term = triple.object
        if not isinstance(term, Literal) or term.datatype in _AS_THEY_ARE or term.language:
            return [triple]
        graphs = self.after.graphs_of(triple)
        forms = (self.as_written(in_graph(triple, NamedNode(graph))).triple for graph in graphs)
        return list(dict.fromkeys(forms)) or [triple]

    def _line_of(self, quad: Quad) -> Location | None:
        return None if quad in self._gone else self.after.line_of(quad)

    @cached_property
    def _gone(self) -> frozenset[Quad]:
        return frozenset(self.removed)


def _is_merged(quad: Quad) -> bool:
    return quad.graph_name == MERGED


def _is_claimed(quad: Quad) -> bool:
    name = quad.graph_name
    return isinstance(name, NamedNode) and kind_of(name.value) is GraphKind.CLAIM
