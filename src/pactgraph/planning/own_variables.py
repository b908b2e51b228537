"""Variables in place of what joins patterns without a name: blank nodes, and paths' steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

from pactgraph.syntax.scope import all_variables, rename, replace, walk
from pactgraph.syntax.tree import (
    Blank,
    Group,
    Inverse,
    Select,
    Sequence,
    Slot,
    TriplePattern,
    Triples,
    Var,
)


def with_own_variables(group: Group) -> Group:
    """Return a group whose patterns can be asked in any order, one by one.

    A blank node may not stand in two parts, and a sequence of steps is a join (SPARQL 1.1,
    section 18.2.2.4). The new variables are nobody's; a ``SELECT *`` would show them, and keeps
    its sequences.
    """
    taken = {variable.name for variable in all_variables(group)}
    free = (Var(name) for name in map("between_{}".format, count()) if name not in taken)
    blanks = sorted({node for node in walk(group) if isinstance(node, Blank)})
    names: Mapping[Var | Blank, Var | Blank] = dict(zip(blanks, free, strict=False))
    if names:
        group = rename(group, names)
    if any(isinstance(node, Select) and node.columns is None for node in walk(group)):
        return group
    return replace(group, lambda node: _in_steps(node, free))


def _in_steps(node: object, free: Iterator[Var]) -> object:
    if not isinstance(node, Triples):
        return node
    patterns = tuple(step for one in node.patterns for step in _steps(one, free))
    return node if patterns == node.patterns else Triples(patterns)


def _steps(pattern: TriplePattern, free: Iterator[Var]) -> Iterator[TriplePattern]:
    match pattern.predicate:
        case Sequence(steps):
            start: Slot = pattern.subject
            for step in steps[:-1]:
                end = next(free)
                yield from _steps(TriplePattern(start, step, end), free)
                start = end
            yield from _steps(TriplePattern(start, steps[-1], pattern.object), free)
        case Inverse(path):
            yield from _steps(TriplePattern(pattern.object, path, pattern.subject), free)
        case _:
            yield pattern
