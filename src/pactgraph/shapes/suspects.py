"""Suspects: the focus nodes that break shapes, asked of the engine, all at once for one target.

What a query finds is then judged node by node, which gives the results their values. A shape
whose constraints cannot all be written as one condition is judged in all its focus nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF, SH
from pactgraph.shapes.constraints import (
    AtLeast,
    AtMost,
    Disjoint,
    EachValue,
    Equals,
    HasValue,
    Less,
    OfClass,
    UniqueLang,
)
from pactgraph.shapes.data_graph import DataGraph
from pactgraph.shapes.native_tests import sure_order
from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine, stand_in, stood_for
from pactgraph.shapes.shape import Constraint, Shape, Targets
from pactgraph.shapes.shape_constraints import Conforms, Property, Qualified
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.value_tests import is_less

_TRUE: Final = ox.Literal(True)
_FALSE: Final = ox.Literal(False)


def suspects(
    graph: DataGraph, targets: Targets, shapes: Iterable[Shape]
) -> tuple[set[Node], frozenset[Node]]:
    """Return what breaks one or another of the shapes that have these targets.

    With it come the nodes of the shapes that were asked for. The targets that are named one
    by one are not among what is found.
    """
    writer, conditions, asked = _Conditions(graph), [], set()
    for shape in shapes:
        try:
            conditions.append(writer.broken(shape, "?this"))
            asked.add(shape.node)
        except NotCompiled:
            continue
    group = writer.targets(targets)
    if not asked or not group:
        return set(), frozenset(asked)
    text = (
        f"SELECT ?this WHERE {{ {{ SELECT DISTINCT ?this WHERE {{ {group} }} }}"
        f" FILTER({' || '.join(conditions)}) }}"
    )
    rows = graph.store.query(text, custom_functions=writer.functions)  # type: ignore[arg-type]
    found = {stood_for(row[0]) for row in rows}  # type: ignore[union-attr]
    # Who meets a blank node where none can be compared is found by judging.
    return (set(), frozenset()) if writer.failed else (found, frozenset(asked))


class _Conditions:
    """Writes what breaks a shape as a condition on one variable."""

    def __init__(self, graph: DataGraph) -> None:
        self._graph = graph
        self._fresh = count()
        self.functions: dict[ox.NamedNode, Callable[..., ox.Literal]] = {}
        self.failed = False

    def targets(self, targets: Targets) -> str:
        """Return a group that binds ?this to the focus nodes, but those named one by one."""
        groups = [f"?this {p} ?it" for p in sorted(targets.subjects_of, key=str)]
        groups += [f"?it {p} ?this" for p in sorted(targets.objects_of, key=str)]
        classes = {c for name in targets.classes for c in self._graph.classes_under(name)}
        groups += [f"?this {RDF.type} {name}" for name in sorted(map(_term, classes))]
        return " UNION ".join(f"{{ {group} }}" for group in groups)

    def broken(self, shape: Shape, node: str) -> str:
        """Return the condition that a node breaks a shape."""
        if shape.deactivated:
            return "false"
        conditions = [
            self._broken(constraint, shape.path, node) for constraint in shape.constraints
        ]
        return "(" + " || ".join(conditions) + ")" if conditions else "false"

    def _broken(self, constraint: Constraint, path: Path | None, node: str) -> str:
        if isinstance(constraint, EachValue):
            native = constraint.native
            if native is not None:
                return self._some(path, node, lambda value: f"!({native.replace('@', value)})")
            test = constraint.test
            name = self._function(lambda value: not test(stood_for(value)))
            sure = constraint.sure or "false"
            return self._some(
                path,
                node,
                lambda value: f"IF({sure.replace('@', value)}, false, {name}({value}))",
            )
        if isinstance(constraint, OfClass):
            classes = sorted(map(_term, self._graph.classes_under(constraint.name)))
            are = " UNION ".join(f"{{ @ {RDF.type} {name} }}" for name in classes)
            return self._some(
                path, node, lambda value: f"NOT EXISTS {{ {are.replace('@', value)} }}"
            )
        if isinstance(constraint, Conforms):
            return self._some(path, node, lambda value: self._not_as_asked(constraint, value))
        if isinstance(constraint, Property):
            return self._some(path, node, lambda value: self.broken(constraint.inner, value))
        if isinstance(constraint, HasValue):
            wanted = _term(constraint.value)
            if path is None:
                return f"!sameTerm({node}, {wanted})"
            return f"NOT EXISTS {{ {self._walk(node, path, wanted)} }}"
        if path is None:
            raise NotCompiled("it has a constraint that is not written")
        return self._of_several(constraint, path, node)

    def _of_several(self, constraint: Constraint, path: Path, node: str) -> str:
        one, other = self._variable(), self._variable()
        first = self._walk(node, path, one)
        two = f"{first} LATERAL {{ {self._walk(node, path, other)} }}"
        different = f"!sameTerm({one}, {other})"
        if isinstance(constraint, AtLeast) and constraint.least == 1:
            return f"NOT EXISTS {{ {first} }}"
        if isinstance(constraint, AtLeast) and constraint.least == 2:
            return f"NOT EXISTS {{ {two} FILTER({different}) }}"
        if isinstance(constraint, AtMost) and constraint.most == 0:
            return f"EXISTS {{ {first} }}"
        if isinstance(constraint, AtMost) and constraint.most == 1:
            return f"EXISTS {{ {two} FILTER({different}) }}"
        if isinstance(constraint, UniqueLang):
            tags = f'LANG({one}) = LANG({other}) && LANG({one}) != ""'
            return f"EXISTS {{ {two} FILTER({different} && {tags}) }}"
        if isinstance(constraint, Disjoint):
            beside = f"{node} {constraint.predicate} {one}"
            return f"EXISTS {{ {first} LATERAL {{ {beside} }} }}"
        if isinstance(constraint, Equals):
            beside = f"{node} {constraint.predicate}"
            again = self._walk(node, path, other)
            return (
                f"EXISTS {{ {first} FILTER NOT EXISTS {{ {beside} {one} }} }} || "
                f"EXISTS {{ {beside} {other} FILTER NOT EXISTS {{ {again} }} }}"
            )
        if isinstance(constraint, Less):
            or_equal = constraint.or_equal
            name = self._function(
                lambda a, b: not self._is_less(stood_for(a), stood_for(b), or_equal)
            )
            beside = f"{first} LATERAL {{ {node} {constraint.predicate} {other} }}"
            sure = sure_order(one, other, "<=" if or_equal else "<")
            return f"EXISTS {{ {beside} FILTER(IF({sure}, false, {name}({one}, {other}))) }}"
        if isinstance(constraint, Qualified) and (
            (constraint.siblings, constraint.least, constraint.most) == ((), 1, None)
        ):
            broken = self.broken(constraint.inner, one)
            return f"NOT EXISTS {{ {first} FILTER(!{broken}) }}"
        raise NotCompiled("it has a constraint that is not written")

    def _not_as_asked(self, constraint: Conforms, value: str) -> str:
        broken = [self.broken(inner, value) for inner in constraint.asked]
        if constraint.component == SH.NotConstraintComponent:
            return f"!{broken[0]}"
        if constraint.component == SH.OrConstraintComponent:
            return "(" + " && ".join(broken) + ")"
        if constraint.component == SH.XoneConstraintComponent:
            raise NotCompiled("it counts shapes")
        return "(" + " || ".join(broken) + ")"

    def _some(self, path: Path | None, node: str, condition: Callable[[str], str]) -> str:
        if path is None:
            return f"({condition(node)})"
        value = self._variable()
        return f"EXISTS {{ {self._walk(node, path, value)} FILTER({condition(value)}) }}"

    def _walk(self, node: str, path: Path, value: str) -> str:
        """Return what leads from a node along a path, one step after the other.

        The engine would take the steps of a sequence in an order of its own.
        """
        if not isinstance(path, Sequence):
            return f"{node} {_path(path)} {value}"
        ends = [node, *(self._variable() for _ in path.parts[1:]), value]
        steps = [
            self._walk(start, part, end)
            for start, part, end in zip(ends, path.parts, ends[1:], strict=False)
        ]
        return " ".join([steps[0], *(f"LATERAL {{ {step} }}" for step in steps[1:])])

    def _variable(self) -> str:
        return f"?v{next(self._fresh)}"

    def _function(self, test: Callable[..., bool]) -> str:
        name = ox.NamedNode(f"urn:pactgraph:test:{next(self._fresh)}")
        self.functions[name] = lambda *values: _TRUE if test(*values) else _FALSE
        return str(name)

    def _is_less(self, value: Node, other: Node, or_equal: bool) -> bool:
        if isinstance(value, ox.BlankNode) or isinstance(other, ox.BlankNode):
            self.failed = True
            return False
        return is_less(value, other, or_equal)


def _path(path: Path) -> str:
    if isinstance(path, Step):
        return f"^{path.predicate}" if path.inverse else str(path.predicate)
    if isinstance(path, Alternative):
        return "(" + "|".join(map(_path, path.parts)) + ")"
    if isinstance(path, Sequence):
        return "(" + "/".join(map(_path, path.parts)) + ")"
    assert isinstance(path, Repeated)
    raise NotCompiled("it has a path without end")


def _term(node: Node) -> str:
    if isinstance(node, ox.BlankNode):
        raise NotCompiled("it names a blank node")
    if isinstance(node, ox.Literal) and by_engine(node) != node:
        return str(stand_in(node))
    return str(node)
