"""The triple patterns of a query, by which it is known what a query looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath

from pactgraph.model.rdflib_terms import from_rdflib
from pactgraph.shapes.paths import Alternative, Path, Repeated, Sequence, Step, backwards
from pactgraph.shapes.results import Node
from pactgraph.shapes.sparql_algebra import THIS, Part, triple_patterns

End = Node | rdflib.Variable
"""What stands at an end of a triple pattern."""
_TIMES: Final = {"*": (0, None), "+": (1, None), "?": (0, 1)}


@dataclass(frozen=True, eq=False, slots=True)
class Pattern:
    """A triple pattern; without a path its property is a variable."""

    subject: End
    path: Path | None
    value: End

    def variables(self) -> Iterator[rdflib.Variable]:
        """Yield the variables at its ends."""
        for end in (self.subject, self.value):
            if isinstance(end, rdflib.Variable):
                yield end


@dataclass(frozen=True, eq=False)
class QueryPatterns:
    """The triple patterns of a query, each with those that must hold where it does."""

    patterns: tuple[tuple[Pattern, frozenset[Pattern]], ...]

    @classmethod
    def of(cls, query: Part) -> QueryPatterns:
        """Return the triple patterns of a query, as rdflib's algebra has it."""
        read: dict[Part, Pattern] = {}

        def pattern(triple: Part) -> Pattern:
            if triple not in read:
                subject, path, value = triple
                along = None if isinstance(path, rdflib.Variable) else _path(path)
                read[triple] = Pattern(_end(subject), along, _end(value))
            return read[triple]

        found = triple_patterns(query)
        return cls(tuple((pattern(t), frozenset(map(pattern, beside))) for t, beside in found))

    @cached_property
    def groups(self) -> frozenset[frozenset[Pattern]]:
        """Those patterns that hold together."""
        return frozenset(beside | {pattern} for pattern, beside in self.patterns)

    @cached_property
    def lead_everywhere(self) -> bool:
        """Whether each pattern can be followed from the focus node."""
        for group in self.groups:
            left, known = set(group), {THIS}
            while left:
                ready = [each for each in left if can_follow(each, known)]
                if not ready:
                    return False
                left.difference_update(ready)
                known.update(name for each in ready for name in each.variables())
        return True

    @cached_property
    def repeat(self) -> bool:
        """Whether one of them goes along a path over and over."""
        return any(each.path is not None and _repeats(each.path) for each, _ in self.patterns)


def can_follow(pattern: Pattern, known: object) -> bool:
    """Say whether a pattern leads on from variables that are known."""
    if pattern.path is None:
        return not isinstance(pattern.subject, rdflib.Variable) or pattern.subject in known  # type: ignore[operator]
    names = list(pattern.variables())
    return not names or any(name in known for name in names)  # type: ignore[operator]


def _end(end: Part) -> End:
    return end if isinstance(end, rdflib.Variable) else from_rdflib(end)


def _path(path: Part) -> Path:
    """Return the path of a query as one of shapes."""
    if isinstance(path, InvPath):
        return backwards(_path(path.arg))
    if isinstance(path, SequencePath):
        return Sequence(tuple(map(_path, path.args)))
    if isinstance(path, AlternativePath):
        return Alternative(tuple(map(_path, path.args)))
    if isinstance(path, MulPath):
        return Repeated(_path(path.path), *_TIMES[str(path.mod)])
    assert isinstance(path, rdflib.URIRef)  # others are left to pySHACL
    return Step(ox.NamedNode(str(path)))


def _repeats(path: Path) -> bool:
    if isinstance(path, Repeated):
        return True
    return not isinstance(path, Step) and any(map(_repeats, path.parts))
