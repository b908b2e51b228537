"""What a difference touches: the focus nodes of each shape whose results may be others after it.

A result depends on the triples that a shape looks at from a focus node. So from the triples
that were added or removed the shapes' paths are walked backwards, in the graph after the change
together with what was removed from it: there every way that there is or was is found. What is
given may be more than need be, and is never less; what cannot be bounded says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import Final

import pyoxigraph as ox
import rdflib

from pactgraph.namespaces import RDF, RDFS, SH
from pactgraph.shapes.changed_graph import ChangedGraph
from pactgraph.shapes.constraints import Closed, Disjoint, Equals, Less, OfClass
from pactgraph.shapes.declared import OF_A_RECORD, is_declaration
from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step, backwards
from pactgraph.shapes.query_patterns import Pattern, QueryPatterns
from pactgraph.shapes.reach import Known, ends_of, follow
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.results import Node
from pactgraph.shapes.shape import Constraint, Shape, Targets
from pactgraph.shapes.sparql_algebra import THIS
from pactgraph.shapes.sparql_constraint import SparqlConstraint
from pactgraph.shapes.touched import Touched

_FAR: Final = "a change cannot be followed to what its query is asked of"
_HIERARCHY: Final = "the hierarchy of classes was changed"
_LEFT: Final = "it is left to pySHACL, and nothing is known of what it looks at"
_SHARED: Final = "it has results in common with a shape that cannot be bounded"
_TYPE: Final = RDF.type
_UNDER: Final = RDFS.subClassOf
_NONE: Final[frozenset[Node]] = frozenset()


def touched(graph: ChangedGraph, shapes: ShapeSet) -> Touched:
    """Return what has to be looked at after a change.

    The results of the shapes in all other nodes are what they were.
    """
    return _Difference(graph).touched(shapes)


class _Difference:
    """The triples of a difference by their property, and the graph that they are walked in."""

    def __init__(self, graph: ChangedGraph) -> None:
        self._graph = graph
        self._ever = _Ever(graph)
        self._changed: dict[ox.NamedNode, set[tuple[Node, Node]]] = {}
        for few in (graph.added, graph.removed):
            for name, pairs in few.by_property.items():
                self._changed.setdefault(name, set()).update(pairs)
        self._subjects = graph.added.by_subject.keys() | graph.removed.by_subject.keys()
        # What is used as a property is an rdf:Property, and may be no longer.
        used = [(name, RDF.Property) for name in self._changed]
        self._changed.setdefault(_TYPE, set()).update(used)
        self._classes: dict[Node, set[Node]] = {}
        for node, kind in self._changed[_TYPE]:
            self._classes.setdefault(kind, set()).add(node)
        self._other_verdicts = frozenset(filter(self._counts_otherwise, self._subjects))
        self._aims: dict[Targets, frozenset[Node]] = {}
        self._starts_of: dict[Path, frozenset[Node]] = {}

    def touched(self, shapes: ShapeSet) -> Touched:
        """Return the focus nodes that the difference may matter to, and what is unbounded."""
        by_shape: dict[Node, set[Node]] = {}
        far = dict.fromkeys(shapes.left, _LEFT)
        for shape in shapes.targeted:
            reasons: list[str] = []
            found = self._looking(shape, reasons)
            if shape.targets.classes and _UNDER in self._changed:
                reasons.append(_HIERARCHY)
            if reasons:
                far[shape.node] = reasons[0]
            else:
                by_shape[shape.node] = found | self._aimed_at(shape.targets)
        stale = self._stale(shapes, by_shape, far)
        return Touched(
            {node: frozenset(found) for node, found in by_shape.items() if found},
            far,
            stale,
        )

    def _stale(
        self, shapes: ShapeSet, by_shape: dict[Node, set[Node]], far: dict[Node, str]
    ) -> dict[str, frozenset[Node] | None]:
        """Return about which nodes results are superseded; add to the others what else has them.

        What a property shape says of a node may be a result of several shapes that ask it.
        """
        said = {shape.node: list(_said(shape, ())) for shape in shapes.targeted}
        everywhere = {name for node in far for name in _names(shapes, node)}
        while more := [
            node for node in by_shape if any(name in everywhere for name, _ in said[node])
        ]:
            for node in more:
                del by_shape[node]
                far[node] = _SHARED
                everywhere.update(_names(shapes, node))
        stale: dict[str, set[Node]] = {}
        for node, found in by_shape.items():
            found |= self._other_verdicts
            for name, paths in said[node]:
                about = found
                for path in paths:
                    about = self._walk(path, about)
                stale.setdefault(name, set()).update(about)
        for node, found in by_shape.items():
            for name, paths in said[node]:
                about = stale[name]
                for path in reversed(paths):
                    about = self._walk(backwards(path), about)
                found |= about
        return {
            **{name: frozenset(about) for name, about in stale.items() if about},
            **dict.fromkeys(everywhere),
        }

    def _counts_otherwise(self, node: Node) -> bool:
        """Say whether results about a node may count that did not, or the other way round.

        They do not count where a thing is only declared, or only beside the graph.
        """
        if self._graph.keeps_another(node, OF_A_RECORD):
            return False
        kept = self._graph.unchanged(node)
        before = kept | self._graph.removed.ends(node, inverse=False).keys()
        after = kept | self._graph.added.ends(node, inverse=False).keys()
        if self._graph.is_beside(node) and (not before) != (not after):
            return True
        return is_declaration(before) != is_declaration(after)

    def _aimed_at(self, targets: Targets) -> frozenset[Node]:
        """Return the nodes that are focus nodes, or were, because of a changed triple."""
        aimed = self._aims.get(targets)
        if aimed is None:
            found: set[Node] = set()
            for name in targets.classes:
                for each in self._graph.classes_under(name):
                    found |= self._classes.get(each, _NONE)
            for predicate in targets.subjects_of:
                found.update(subject for subject, _ in self._changed.get(predicate, ()))
            for predicate in targets.objects_of:
                found.update(value for _, value in self._changed.get(predicate, ()))
            aimed = self._aims[targets] = frozenset(found)
        return aimed

    def _looking(self, shape: Shape, reasons: list[str]) -> set[Node]:
        """Return the nodes from which a shape looks at a changed triple."""
        found = set() if shape.path is None else set(self._starts(shape.path))
        values: set[Node] = set()
        for constraint in shape.constraints:
            if isinstance(constraint, SparqlConstraint):
                found |= self._asked_of(constraint.asked_for, reasons)
            elif isinstance(constraint, Equals | Disjoint | Less):
                found.update(subject for subject, _ in self._changed.get(constraint.predicate, ()))
            else:
                values |= self._of_values(constraint, reasons)
        if values:
            found |= values if shape.path is None else self._walk(backwards(shape.path), values)
        return found

    def _of_values(self, constraint: Constraint, reasons: list[str]) -> set[Node]:
        """Return the values of which a constraint looks at a changed triple."""
        found: set[Node] = set()
        if isinstance(constraint, OfClass):
            for name in self._graph.classes_under(constraint.name):
                found |= self._classes.get(name, set())
            if _UNDER in self._changed:
                reasons.append(_HIERARCHY)
        if isinstance(constraint, Closed):
            found |= self._subjects | self._classes.get(RDF.Property, set())
        if isinstance(constraint, Closed) or constraint.reported:
            # A result may be about the value, and count or not.
            found |= self._other_verdicts
        for inner in (*constraint.reported, *constraint.asked):
            found |= self._looking(inner, reasons)
        return found

    def _starts(self, path: Path) -> frozenset[Node]:
        """Return the nodes from which a path goes along a changed triple."""
        found = self._starts_of.get(path)
        if found is None:
            found = self._starts_of[path] = frozenset(self._new_starts(path))
        return found

    def _new_starts(self, path: Path) -> set[Node]:
        if isinstance(path, Step):
            pairs = self._changed.get(path.predicate, ())
            return {pair[1 if path.inverse else 0] for pair in pairs}
        if isinstance(path, Alternative):
            return set().union(*map(self._starts, path.parts))
        if isinstance(path, Sequence):
            found: set[Node] = set()
            for part in reversed(path.parts):
                found = self._walk(backwards(part), found) | self._starts(part)
            return found
        assert isinstance(path, Repeated)
        inner = set(self._starts(path.inner))
        again = Repeated(backwards(path.inner), 0, path.most)
        return self._walk(again, inner) if path.most is None else inner

    def _walk(self, path: Path, nodes: set[Node]) -> set[Node]:
        """Return the values of a path at some nodes, as they are and as they were."""
        return ends_of(self._ever, path, nodes)

    def _asked_of(self, query: QueryPatterns, reasons: list[str]) -> set[Node]:
        """Return the nodes of which a query's answer may be another."""
        found: set[Node] = set()
        for pattern, beside in query.patterns:
            known = self._bound(pattern)
            if known is None:
                continue
            follow(self._ever, beside - {pattern}, known)
            if query.lead_everywhere and THIS in known:
                found |= known[THIS]
            else:
                reasons.append(_FAR)
        return found

    def _bound(self, pattern: Pattern) -> Known | None:
        """Return what the ends of a triple pattern are in changed triples; None if in none."""
        subject, path, value = pattern.subject, pattern.path, pattern.value
        pairs: Iterable[tuple[Node, Node]]
        if path is None:
            pairs = [pair for each in self._changed.values() for pair in each]
        elif isinstance(path, Step) and not path.inverse:
            pairs = self._changed.get(path.predicate, ())
        else:
            starts, ends = self._starts(path), self._starts(backwards(path))
            return _named({subject: set(starts), value: set(ends)})
        for at, end in ((0, subject), (1, value)):
            if not isinstance(end, rdflib.Variable):
                pairs = [pair for pair in pairs if pair[at] == end]
        return _named({subject: {s for s, _ in pairs}, value: {v for _, v in pairs}})


class _Ever:
    """A graph as it is together with what was removed from it."""

    def __init__(self, graph: ChangedGraph) -> None:
        self._graph = graph
        self.is_much: Final = graph.is_much

    def objects(self, subject: Node, predicate: ox.NamedNode) -> AbstractSet[Node]:
        """Return the values that a property of a node has or had."""
        found = self._graph.objects(subject, predicate)
        gone = self._graph.removed.ends(subject, inverse=False).get(predicate)
        return found | gone if gone else found

    def subjects(self, predicate: ox.NamedNode, value: Node) -> AbstractSet[Node]:
        """Return the nodes that have a value of a property, or had it."""
        found = self._graph.subjects(predicate, value)
        gone = self._graph.removed.ends(value, inverse=True).get(predicate)
        return found | gone if gone else found

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has or had."""
        gone = self._graph.removed.ends(subject, inverse=False).keys()
        return self._graph.predicates(subject) | gone


def _names(shapes: ShapeSet, node: Node) -> set[str]:
    """Return the IRIs that results of a shape have, whether or not it was read."""
    seen, left = {node}, [node]
    while left:
        more = set(shapes.graph.objects(left.pop(), SH.property)) - seen
        seen |= more
        left.extend(more)
    return set(map(shapes.graph.named, seen))


def _said(shape: Shape, paths: tuple[Path, ...]) -> Iterator[tuple[str, tuple[Path, ...]]]:
    """Yield the IRIs that results of a shape have, and the paths to what they are about."""
    yield shape.name, paths
    for constraint in shape.constraints:
        for inner in constraint.reported:
            yield from _said(inner, paths if shape.path is None else (*paths, shape.path))


def _named(ends: Known) -> Known | None:
    """Return what may stand for the variables among the ends; None if nothing does."""
    if not all(ends.values()):
        return None
    return {end: nodes for end, nodes in ends.items() if isinstance(end, rdflib.Variable)}
