"""A graph after a change, seen through look-ups in the store that holds it before (or after)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF
from pactgraph.shapes.data_graph import classes_under
from pactgraph.shapes.few_triples import Ends, FewTriples
from pactgraph.shapes.reach import reach
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine, rewritten, stand_in
from pactgraph.shapes.sparql_constraint import SparqlConstraint

Find = Callable[[Any, Any, Any], Iterable[ox.Quad | ox.Triple]]
"""Looks up the triples of a pattern, in which None stands for anything."""
AsWritten = Callable[[ox.Triple], Iterable[ox.Triple]]
"""Gives a triple that a store holds as it was written: once or in several ways."""

Pairs = list[tuple[ox.NamedNode, Node]]
"""Properties, each with what is at the other end."""

_TYPE: Final = RDF.type
_PROPERTY: Final = RDF.Property
_FEW: Final = 32
"""What is said of a node is looked up at once, unless it is more than so many triples."""
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
        context: Iterable[ox.Triple] | FewTriples = (),
        as_written: AsWritten | None = None,
    ) -> None:
        self._find = find
        self._as_written = as_written
        more, less = list(added), list(removed)
        if as_written is None:
            more, less = _as_stored(more), _as_stored(less)
        self.added: Final = FewTriples(more)
        self.removed: Final = FewTriples(less)
        self._context = context if isinstance(context, FewTriples) else FewTriples(context)
        self._held: dict[tuple[Node, bool], Pairs | None] = {}
        self._whole: dict[tuple[Node, bool], Ends | None] = {}
        self._parts: dict[tuple[Node, ox.NamedNode, bool], set[Node]] = {}
        self._used: dict[Node, bool] = {}
        self._classes: dict[Node, frozenset[Node]] = {}

    def objects(self, subject: Node, predicate: ox.NamedNode) -> set[Node]:
        """Return the values of a property of a node."""
        found = self._ends(subject, predicate, inverse=False)
        if predicate == _TYPE and self._is_used(subject):
            return found | {_PROPERTY}
        return found

    def subjects(self, predicate: ox.NamedNode, value: Node) -> set[Node]:
        """Return the nodes that have a value of a property."""
        found = self._ends(value, predicate, inverse=True)
        if predicate == _TYPE and value == _PROPERTY:
            names = {t.predicate for t in self._find(None, None, None)} | self._changed_properties()
            return found | {name for name in names if self._is_used(name)}
        return found

    def some(self, node: Node, predicate: ox.NamedNode, most: int, *, inverse: bool) -> set[Node]:
        """Return values of a property, or its subjects: all, or as many of them or more."""
        if most == 1 and inverse and node == _PROPERTY and predicate == _TYPE:
            names = (triple.predicate for triple in self._find(None, None, None))
            return set(islice(filter(self._is_used, names), 1)) or self.subjects(predicate, node)
        if self._whole_ends(node, inverse=inverse) is None:
            added = self.added.ends(node, inverse=inverse).get(predicate, _NONE)
            if len(added) >= most:
                return set(added)
            gone = self.removed.ends(node, inverse=inverse).get(predicate, _NONE)
            found = islice(self._look(node, predicate, inverse=inverse), most + len(gone))
            seen = {end for _, end in found if end not in gone} | added
            if len(seen) >= most:
                return seen
        if inverse:
            return self.subjects(predicate, node)
        return self.objects(node, predicate)

    def is_much(self, node: Node, *, inverse: bool) -> bool:
        """Say whether a node is at that end of many triples."""
        return self._whole_ends(node, inverse=inverse) is None

    def predicates(self, subject: Node) -> set[ox.NamedNode]:
        """Return the properties that a node has."""
        whole = self._whole_ends(subject, inverse=False)
        if whole is not None:
            found = {predicate for predicate, values in whole.items() if values}
        else:
            names = {name for name, _ in self._look(subject, None, inverse=False)}
            names |= self.added.ends(subject, inverse=False).keys()
            names |= self._context.ends(subject, inverse=False).keys()
            found = {name for name in names if self._ends(subject, name, inverse=False)}
        return found | {_TYPE} if self._is_used(subject) else found

    def has_only(self, subject: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node has no other properties than these."""
        if self._whole_ends(subject, inverse=False) is None:
            names = (name for name, _ in self._look(subject, None, inverse=False))
            others = (name for name in names if name not in known)
            if any(self._ends(subject, name, inverse=False) for name in others):
                return False
        return all(name in known for name in self.predicates(subject))

    def is_only_beside(self, node: Node) -> bool:
        """Say whether nothing but the context has statements about a node."""
        return (
            self.is_beside(node)
            and node not in self.added.by_subject
            and next(self._kept(node), None) is None
        )

    def is_beside(self, node: Node) -> bool:
        """Say whether the context has statements about a node."""
        return node in self._context.by_subject

    def keeps_another(self, node: Node, known: Collection[ox.NamedNode]) -> bool:
        """Say whether a node had before, and has still, a value of another property than these."""
        return any(name not in known for name, _ in self._kept(node))

    def unchanged(self, node: Node) -> set[ox.NamedNode]:
        """Return the properties of which a node had a value before, and has it still."""
        return {name for name, _ in self._kept(node)}

    def is_instance(self, node: Node, name: Node) -> bool:
        """Say whether a node is of a class, or of one under it."""
        classes = self.classes_under(name)
        if not classes.isdisjoint(self._ends(node, _TYPE, inverse=False)):
            return True
        return _PROPERTY in classes and self._is_used(node)

    def classes_under(self, name: Node) -> frozenset[Node]:
        """Return a class with all its subclasses, by what the graph itself says of them."""
        found = self._classes.get(name)
        if found is None:
            found = self._classes[name] = classes_under(self, name)
        return found

    def store_for(self, constraint: SparqlConstraint, focus: Collection[Node]) -> ox.Store:
        """Return a store that has what a query looks at from its focus nodes.

        Raises NotCompiled for a query that may look anywhere.
        """
        store = ox.Store()
        literals: dict[Node, Node] = {}
        quads = []
        for subject, predicate, value in reach(self, constraint.patterns, focus):
            if isinstance(value, ox.Literal):
                kept = literals.get(value)
                if kept is None:
                    kept = stand_in(value) if by_engine(value) != value else value
                    literals[value] = kept
                value = kept
            quads.append(ox.Quad(subject, predicate, value))  # type: ignore[arg-type]
        store.extend(quads)
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
            found = self._find(None, predicate, None)
            subjects = {
                *(t.subject for t in found),  # type: ignore[arg-type]
                *self.added.by_subject,
                *self._context.by_subject,
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
            gone = self.removed.ends(triple.subject, inverse=False).get(triple.predicate, _NONE)  # type: ignore[arg-type]
            for end in self._written(triple):
                if end not in gone:
                    yield ox.Triple(triple.subject, triple.predicate, end)
        for subject, ends in self.added.by_subject.items():
            for name, values in ends.items():
                for value in values:
                    yield ox.Triple(subject, name, value)  # type: ignore[arg-type]

    def _changed_properties(self) -> set[ox.NamedNode]:
        return self.added.by_property.keys() | self.removed.by_property.keys()

    def _is_used(self, node: Node) -> bool:
        if not isinstance(node, ox.NamedNode):
            return False
        found = self._used.get(node)
        if found is None:
            gone = self.removed.by_property.get(node, ())
            found = self._used[node] = node in self.added.by_property or any(
                (triple.subject, end) not in gone
                for triple in self._find(None, node, None)
                for end in self._written(triple)
            )
        return found

    def _ends(self, node: Node, predicate: ox.NamedNode, *, inverse: bool) -> set[Node]:
        whole = self._whole_ends(node, inverse=inverse)
        if whole is not None:
            return whole.get(predicate) or set()
        found = self._parts.get((node, predicate, inverse))
        if found is None:
            ends = {end for _, end in self._look(node, predicate, inverse=inverse)}
            ends -= self.removed.ends(node, inverse=inverse).get(predicate, _NONE)
            ends |= self.added.ends(node, inverse=inverse).get(predicate, _NONE)
            ends |= self._context.ends(node, inverse=inverse).get(predicate, _NONE)
            found = self._parts[node, predicate, inverse] = ends
        return found

    def _whole_ends(self, node: Node, *, inverse: bool) -> Ends | None:
        """Return what is at the other end of a node's triples; None if they are many."""
        key = (node, inverse)
        if key in self._whole:
            return self._whole[key]
        held = self._held_pairs(node, inverse=inverse)
        found: Ends | None = None
        if held is not None:
            found = {}
            gone = self.removed.ends(node, inverse=inverse)
            for name, end in held:
                if not gone or end not in gone.get(name, _NONE):
                    found.setdefault(name, set()).add(end)
            for few in (self.added, self._context):
                for name, ends in few.ends(node, inverse=inverse).items():
                    found.setdefault(name, set()).update(ends)
        self._whole[key] = found
        return found

    def _held_pairs(self, node: Node, *, inverse: bool) -> Pairs | None:
        """Return what the store has of a node; None if that is much."""
        key = (node, inverse)
        if key not in self._held:
            found = list(islice(self._look(node, None, inverse=inverse), _FEW + 1))
            self._held[key] = found if len(found) <= _FEW else None
        return self._held[key]

    def _kept(self, node: Node) -> Iterator[tuple[ox.NamedNode, Node]]:
        """Yield what was said of a node before and is still."""
        held = self._held_pairs(node, inverse=False)
        pairs = self._look(node, None, inverse=False) if held is None else held
        less = self.removed.ends(node, inverse=False)
        more = self.added.ends(node, inverse=False)
        for name, end in pairs:
            if end not in less.get(name, _NONE) and end not in more.get(name, _NONE):
                yield name, end

    def _look(
        self, node: Node, predicate: ox.NamedNode | None, *, inverse: bool
    ) -> Iterator[tuple[ox.NamedNode, Node]]:
        """Yield the properties and ends of the triples of a node, as the store has them."""
        if not inverse:
            if not isinstance(node, ox.Literal):
                for triple in self._find(node, predicate, None):
                    for end in self._written(triple):
                        yield triple.predicate, end
            return
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
