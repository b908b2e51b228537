"""Validating what a difference touches, at the cost of the difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from pactgraph.namespaces import RDF
from pactgraph.shapes.changed_graph import AsWritten, ChangedGraph, Find
from pactgraph.shapes.context import Context
from pactgraph.shapes.data_graph import DataGraph
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.focus import EveryNode, is_focus
from pactgraph.shapes.places import Places
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.results import Node, Report
from pactgraph.shapes.shape import Shape, Targets
from pactgraph.shapes.touched import Touched
from pactgraph.shapes.touching import touched
from pactgraph.shapes.validation import judged


@dataclass(frozen=True, slots=True)
class Revalidation:
    """What is found, after a change, in what the change touched."""

    report: Report
    touched: Touched

    def whole(self, before: Report) -> Report:
        """Return the report of the whole graph after the change, from the one before it."""
        kept = [each for each in before.results if not self.touched.supersedes(each)]
        return Report.of(
            [*kept, *self.report.results], before.not_applied, self.report.by_reference
        )


def validate_difference(
    shapes: Iterable[ox.Triple] | ShapeSet,
    find: Find,
    added: Iterable[ox.Triple] = (),
    removed: Iterable[ox.Triple] = (),
    *,
    context: Context | None = None,
    as_written: AsWritten | None = None,
    places: Places | None = None,
) -> Revalidation:
    """Return what the shapes find in the focus nodes whose verdict a difference can change.

    ``find(subject, predicate, value)`` looks up triples (or quads, whose graph is not looked
    at; None stands for anything) in the graph before the difference, or after it: both give
    the same, and before it is faster. For merged in a store that is
    ``lambda s, p, o: store.quads_for_pattern(s, p, o, DefaultGraph())``. ``added`` and
    ``removed`` are triples of merged, the computed and inferred ones too. ``context`` and
    ``places`` (of a store: ``StoredPlaces``) are those of ``validate``, whose results these are
    as far as they are about what is touched: ``Revalidation.whole`` makes one report of an
    earlier one and this.

    A store rewrites some literals ("01" becomes "1"). ``as_written`` gives a triple that the
    store holds as it was written; without it all is judged as a store has it.

    The cost is that of the difference and of what stands beside it. Two things cost as much as
    the whole graph, which is then read: a change of the class hierarchy, and shapes that cannot
    be bounded (pySHACL's, and queries that look at what nothing leads to from their focus node);
    ``Revalidation.touched.unbounded`` lists them with the reason.
    Who asks often reads the shapes (``ShapeSet``) beforehand.
    Raises BadInput if the shapes are not well-formed.
    """
    read = ShapeSet.of(shapes)
    beside = context or FewTriples()
    graph = ChangedGraph(find, added, removed, context=beside, as_written=as_written)
    found = touched(graph, read)
    report = judged(graph, read, _TouchedNodes(graph, found), places=places, only=found.by_shape)
    if found.unbounded:
        whole = DataGraph(graph.stated(), beside.triples())
        far = [shape for shape in read.targeted if shape.node in found.unbounded]
        report += judged(whole, read, EveryNode(whole, far), places=places, only=found.unbounded)
    return Revalidation(report, found)


class _TouchedNodes:
    """The focus nodes among what is touched."""

    def __init__(self, graph: ChangedGraph, touched: Touched) -> None:
        self._graph = graph
        self._touched = touched
        self._known: dict[Targets, dict[Node, bool]] = {}

    def of(self, shape: Node, targets: Targets) -> list[Node]:
        """Return the focus nodes of a shape with these targets."""
        known = self._known.get(targets)
        if known is None:
            known = self._known[targets] = dict.fromkeys(self._aimed_at(targets), True)
        found = []
        for node in self._touched.of(shape):
            is_one = known.get(node)
            if is_one is None:
                is_one = known[node] = is_focus(self._graph, node, targets)
            if is_one:
                found.append(node)
        return found

    def to_judge(self, shape: Shape) -> list[Node]:
        """Return the focus nodes of a shape."""
        return self.of(shape.node, shape.targets)

    def _aimed_at(self, targets: Targets) -> Iterator[Node]:
        """Yield what is a focus node because of an added triple: this need not be looked up."""
        added = self._graph.added
        for name in targets.classes:
            for each in self._graph.classes_under(name):
                yield from added.by_value.get(each, {}).get(RDF.type, ())
        for predicate in targets.subjects_of:
            yield from (subject for subject, _ in added.by_property.get(predicate, ()))
        for predicate in targets.objects_of:
            yield from (value for _, value in added.by_property.get(predicate, ()))
