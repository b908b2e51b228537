"""Reading shapes from their graph: what is not known is left to pySHACL, shape by shape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF, RDFS, SH
from pactgraph.shapes.constraint_reading import ConstraintReader
from pactgraph.shapes.paths import read_path, steps_of
from pactgraph.shapes.results import Node, Severity
from pactgraph.shapes.shape import Shape, Targets
from pactgraph.shapes.shapes_graph import NotCompiled, ShapesGraph, as_iri, as_text, as_truth
from pactgraph.shapes.topics import Topic, of_topics

SEVERITIES: Final[dict[Node | None, Severity]] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
}
TARGETS: Final = frozenset(
    {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf, SH.target}
)
_SHAPE_EXPECTED: Final = (SH.property, SH.node, SH["not"], SH.qualifiedValueShape)
_SHAPES_EXPECTED: Final = (SH["and"], SH["or"], SH.xone)
_DEEPEST: Final = 10
"""How deep shapes may refer to shapes; pySHACL stops at 15."""


class ShapeSet:
    """The shapes of a shapes graph: those that were read, and why others were not."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.graph: Final = ShapesGraph(triples)
        topics = of_topics(self.graph.triples, [Topic.ENTITIES, Topic.EVIDENCE])
        self.of_records: Final = frozenset(
            shape.value for shape in topics if isinstance(shape, ox.NamedNode)
        )
        """The IRIs of shapes that things are held to even if they are only declared."""
        self._read: dict[Node, Shape] = {}
        self._under_way: list[Node] = []
        self._constraints = ConstraintReader(self.graph, self._shape)
        self._custom = _custom_parameters(self.graph)
        self.targeted: Final[list[Shape]] = []
        self.left: Final[dict[Node, str]] = {}
        """The nodes of shapes that are left to pySHACL, with the reason."""
        self.nodes: Final = sorted(_shape_nodes(self.graph), key=str)
        """All that is a shape."""
        for node in self.nodes:
            try:
                shape = self._shape(node)
                _check_depth(shape, 0)
            except NotCompiled as error:
                self.left[node] = error.message
                continue
            if shape.targets:
                self.targeted.append(shape)

    @classmethod
    def of(cls, shapes: Iterable[ox.Triple] | ShapeSet) -> ShapeSet:
        """Return the shapes, read if they are not yet."""
        return shapes if isinstance(shapes, ShapeSet) else cls(shapes)

    def targets(self, node: Node) -> Targets:
        """Return what a shape looks at; raises NotCompiled where only pySHACL knows."""
        graph = self.graph
        classes = set(graph.objects(node, SH.targetClass))
        if not _CLASS.isdisjoint(graph.objects(node, RDF.type)) or any(
            RDFS.Class in graph.objects(kind, RDFS.subClassOf)
            for kind in graph.objects(node, RDF.type)
        ):
            classes.add(node)
        return Targets(
            frozenset(graph.objects(node, SH.targetNode)),
            frozenset(classes),
            frozenset(map(as_iri, graph.objects(node, SH.targetSubjectsOf))),
            frozenset(map(as_iri, graph.objects(node, SH.targetObjectsOf))),
        )

    def _shape(self, node: Node) -> Shape:
        found = self._read.get(node)
        if found is not None:
            return found
        if node in self._under_way:
            raise NotCompiled("it refers to itself, directly or through others")
        self._under_way.append(node)
        try:
            found = self._read[node] = self._new_shape(node)
        finally:
            self._under_way.pop()
        return found

    def _new_shape(self, node: Node) -> Shape:
        graph = self.graph
        if isinstance(node, ox.Literal):
            raise NotCompiled("it refers to a literal as a shape")
        unknown = [
            predicate
            for predicate in graph.predicates(node)
            if (predicate.value in SH and predicate not in _KNOWN) or predicate in self._custom
        ]
        if unknown:
            raise NotCompiled(f"it has {min(unknown, key=str)}")
        kinds = graph.objects(node, RDF.type)
        stated = graph.one(node, SH.path)
        if (stated is not None and SH.NodeShape in kinds) or (
            stated is None and SH.PropertyShape in kinds
        ):
            raise NotCompiled("it is no well-formed shape")
        severity = graph.one(node, SH.severity) or SH.Violation
        messages = [as_text(message) for message in graph.objects(node, SH.message)]
        off = graph.one(node, SH.deactivated)
        shape = Shape(
            node=node,
            name=graph.named(node),
            targets=self.targets(node),
            path=None if stated is None else steps_of(graph, stated),
            shown_path=None if stated is None else read_path(graph, stated),
            severity=SEVERITIES.get(severity, Severity.VIOLATION),
            message=min(messages) if messages else None,
            deactivated=off is not None and as_truth(off),
        )
        shape.constraints = self._constraints.read(shape)
        return shape


def _shape_nodes(graph: ShapesGraph) -> Iterator[Node]:
    """Yield what pySHACL takes for a shape (SHACL, 2.1)."""
    found: set[Node] = set()
    for subject in graph.subjects(RDF.type):
        if not {SH.NodeShape, SH.PropertyShape}.isdisjoint(graph.objects(subject, RDF.type)):
            found.add(subject)
    for predicate in (*TARGETS, SH.property, SH.node):
        found.update(graph.subjects(predicate))
    for predicate in _SHAPE_EXPECTED:
        for subject in graph.subjects(predicate):
            found.update(graph.objects(subject, predicate))
    for predicate in _SHAPES_EXPECTED:
        for subject in graph.subjects(predicate):
            for members in graph.objects(subject, predicate):
                try:
                    found.update(graph.items(members))
                except NotCompiled:
                    found.add(subject)
    yield from found


def _custom_parameters(graph: ShapesGraph) -> frozenset[Node]:
    """Return the properties by which shapes use constraint components of their own (6.2)."""
    nodes = [p for s in graph.subjects(SH.parameter) for p in graph.objects(s, SH.parameter)]
    return frozenset(path for node in nodes for path in graph.objects(node, SH.path))


def _check_depth(shape: Shape, above: int) -> None:
    if above >= _DEEPEST:
        raise NotCompiled("it refers to shapes that refer to shapes, too deep")
    for constraint in shape.constraints:
        for inner in (*constraint.reported, *constraint.asked):
            _check_depth(inner, above + 1)


_CLASS: Final = frozenset({RDFS.Class})
_KNOWN: Final = (
    ConstraintReader.known
    | TARGETS
    | {
        SH.path,
        SH.severity,
        SH.message,
        SH.deactivated,
        SH.name,
        SH.description,
        SH.order,
        SH.group,
        SH.defaultValue,
    }
)
