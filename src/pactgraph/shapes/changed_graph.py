"""A graph after a change, seen through look-ups in the store that holds it before (or after)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF, RDFS
from pactgraph.shapes.context import Context
from pactgraph.shapes.data_graph import classes_under
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.node_ends import NodeEnds
from pactgraph.shapes.paths import Step
from pactgraph.shapes.reach import reach
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine, rewritten, stand_in
from pactgraph.shapes.sparql_constraint import SparqlConstraint

Find = Callable[[Any, Any, Any], Iterable[ox.Quad | ox.Triple]]
"""Looks up the triples of a pattern, in which None stands for anything."""
AsWritten = Callable[[ox.Triple], Iterable[ox.Triple]]
"""Gives a triple that a store holds as it was written: once or in several ways."""

_TYPE: Final = RDF.type
_PROPERTY: Final = RDF.Property
_UNDER: Final = RDFS.subClassOf
_NONE: Final[frozenset[Any]] = frozenset()


class ChangedGraph:
    """What ``find`` finds, without ``removed``, with ``added`` and, beside it, ``context``.

    Whether ``find`` looks at the graph before the change or after it, what is seen is the graph
    after it. A store rewrites some literals ("01" becomes "1"): with ``as_written`` they are
    seen as they were written, and without it all are seen as a store has them, in what is added
    too. What is used as a property is an ``rdf:Property`` (RDF 1.1 Semantics, rdfD2). Each look-up
    is made once; what is said of a node that is in few triples takes one.
    """

    def __init__(
        self,
        find: Find,
        added: Iterable[ox.Triple] = (),
        removed: Iterable[ox.Triple] = (),
        *,
        context: Context | None = None,
        as_written: AsWritten | None = None,
    ) -> None:
        self._find = find
        self._as_written = as_written
        more, less = list(added), list(removed)
        if as_written is None:
            more, less = _as_stored(more), _as_stored(less)
        self.added: Final = FewTriples(more)
        self.removed: Final = FewTriples(less)
        self._context: Final = context or FewTriples()
        beside = (self.added, self.removed, self._context)
        self._values: Final = NodeEnds(self._look_forward, *beside, inverse=False)
        self._subjects: Final = NodeEnds(self._look_back, *beside, inverse=True)
        self._used: dict[Node, bool] = {}
        self._classes: dict[Node, frozenset[Node]] = {}
        self._wanted: dict[frozenset[Node], frozenset[Node]] = {}
        self._is_flat: bool | None = None

    def objects(self, subject: Node, predicate: ox.NamedNode) -> AbstractSet[Node]:
        """Return the values of a property of a node."""
        found = self._values.of(subject, predicate)
        if predicate == _TYPE and self._is_used(subject):
            return {*found, _PROPERTY}
        return found

    def subjects(self, predicate: ox.NamedNode, value: Node) -> AbstractSet[Node]:
        """Return the nodes that have a value of a property."""
        found = self._subjects.of(value, predicate)
        if predicate == _TYPE and value == _PROPERTY:
            names = {triple.predicate for triple in self._find(None, None, None)}
            return {*found, *filter(self._is_used, names | self.added.by_property.keys())}
        return found

    def some(
        self, node: Node, predicate: ox.NamedNode, most: int, *, inverse: bool
    ) -> AbstractSet[Node]:
        """Return values of a property, or its subjects: all, or as many of them or more."""
        if predicate == _TYPE:
            if inverse and node == _PROPERTY:
                names = (triple.predicate for triple in self._find(None, None, None))
                used: set[Node] = set(islice(filter(self._is_used, names), 1))
                return used if used and most == 1 else self.subjects(predicate, node)
            if not inverse:
                found = self._values.some(node, predicate, most)
                return found if len(found) >= most else self.objects(node, predicate)
        return (self._subjects if inverse else self._values).some(node, predicate, most)

    def is_much(self, node: Node, step: Step) -> bool:
        """Say whether a step leads from a node to very many others."""
        return (self._subjects if step.inverse else self._values).is_much(node, step.predicate)

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""
        found = set(self._values.properties(subject))
        return found | {_TYPE} if self._is_used(subject) else found

    def has_only(self, subject: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node has no other properties than these."""
        if any(name not in known for name in self._values.properties(subject)):
            return False
        return _TYPE in known or not self._is_used(subject)

    def is_only_beside(self, node: Node) -> bool:
        """Say whether nothing but the context has statements about a node."""
        return (
            self.is_beside(node)
            and node not in self.added.by_subject
            and next(self._values.kept(node), None) is None
        )

    def is_beside(self, node: Node) -> bool:
        """Say whether the context has statements about a node."""
        return self._context.speaks_of(node)

    def keeps_another(self, node: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node had before, and has still, a value of another property than these."""
        return any(name not in known for name, _ in self._values.kept(node))

    def unchanged(self, node: Node) -> set[ox.NamedNode]:
        """Return the properties of which a node had a value before, and has it still."""
        return {name for name, _ in self._values.kept(node)}

    def is_instance(self, node: Node, classes: frozenset[Node]) -> bool:
        """Say whether a node is of one of the classes, or of one under them."""
        wanted = self._wanted.get(classes)
        if wanted is None:
            wanted = _NONE.union(*map(self.classes_under, classes))
            self._wanted[classes] = wanted
        if not wanted.isdisjoint(self._values.of(node, _TYPE)):
            return True
        return _PROPERTY in wanted and self._is_used(node)

    def classes_under(self, name: Node) -> frozenset[Node]:
        """Return a class with all its subclasses, by what the graph itself says of them."""
        found = self._classes.get(name)
        if found is None:
            if self._is_flat is None:
                self._is_flat = not self._has(_UNDER) and not self._context.uses(_UNDER)
            found = frozenset((name,)) if self._is_flat else classes_under(self, name)
            self._classes[name] = found
        return found

    def store_for(self, constraint: SparqlConstraint, focus: Collection[Node]) -> ox.Store:
        """Return a store that has what a query looks at from its focus nodes.

        Raises NotCompiled for a query that may look anywhere.
        """
        steps = reach(self, constraint.asked_for, focus)
        literals = {value for _, _, value in steps if isinstance(value, ox.Literal)}
        changed: dict[Node, Node] = {each: stand_in(each) for each in rewritten(literals)}
        store = ox.Store()
        store.extend(
            ox.Quad(subject, predicate, changed.get(value, value))  # type: ignore[arg-type]
            for subject, predicate, value in steps
        )
        return store

    def triples(
        self, subject: Node | None, predicate: ox.NamedNode | None, value: Node | None
    ) -> Iterator[ox.Triple]:
        """Yield the triples of a pattern (None stands for anything)."""
        if isinstance(subject, ox.Literal):
            return
        subjects: Iterable[Node]
        if subject is not None:
            subjects = [subject]
        elif predicate is not None and value is not None:
            subjects = self.subjects(predicate, value)
        else:
            subjects = {
                *(triple.subject for triple in self._find(None, predicate, None)),  # type: ignore[arg-type]
                *self.added.by_subject,
                *(triple.subject for triple in self._context.triples()),  # type: ignore[arg-type]
                *(self.subjects(_TYPE, _PROPERTY) if predicate in (None, _TYPE) else ()),
            }
        for each in subjects:
            for name in [predicate] if predicate is not None else self.predicates(each):
                for end in self.objects(each, name):
                    if value is None or value == end:
                        assert not isinstance(each, ox.Literal)
                        yield ox.Triple(each, name, end)

    def stated(self) -> Iterator[ox.Triple]:
        """Yield the triples of the whole graph, without the context."""
        for triple in self._find(None, None, None):
            gone = self.removed.by_property.get(triple.predicate, _NONE)
            for end in self._written(triple):
                if (triple.subject, end) not in gone:
                    yield ox.Triple(triple.subject, triple.predicate, end)
        for name, pairs in self.added.by_property.items():
            for subject, end in pairs:
                yield ox.Triple(subject, name, end)  # type: ignore[arg-type]

    def _is_used(self, node: Node) -> bool:
        if not isinstance(node, ox.NamedNode):
            return False
        found = self._used.get(node)
        if found is None:
            found = self._used[node] = self._has(node)
        return found

    def _has(self, predicate: ox.NamedNode) -> bool:
        """Say whether a property is used, the context apart."""
        gone = self.removed.by_property.get(predicate, _NONE)
        return predicate in self.added.by_property or any(
            (triple.subject, end) not in gone
            for triple in self._find(None, predicate, None)
            for end in self._written(triple)
        )

    def _look_forward(
        self, node: Node, predicate: ox.NamedNode | None
    ) -> Iterator[tuple[ox.NamedNode, Node]]:
        if isinstance(node, ox.Literal):
            return
        for triple in self._find(node, predicate, None):
            for end in self._written(triple):
                yield triple.predicate, end

    def _look_back(
        self, node: Node, predicate: ox.NamedNode | None
    ) -> Iterator[tuple[ox.NamedNode, Node]]:
        for triple in self._find(None, predicate, by_engine(node)):
            if node in self._written(triple):
                yield triple.predicate, triple.subject  # type: ignore[misc]

    def _written(self, triple: ox.Quad | ox.Triple) -> Collection[Node]:
        end: Node = triple.object  # type: ignore[assignment]
        if self._as_written is None or not isinstance(end, ox.Literal):
            return (end,)
        held = ox.Triple(triple.subject, triple.predicate, end)
        return [found.object for found in self._as_written(held)]  # type: ignore[misc]


def _as_stored(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Return triples with their literals as a store gives them back."""
    literals = {value for triple in triples if type(value := triple.object) is ox.Literal}
    changed = rewritten(literals)
    if not changed:
        return triples
    return [
        ox.Triple(t.subject, t.predicate, by_engine(t.object))  # type: ignore[arg-type]
        if t.object in changed
        else t
        for t in triples
    ]
