"""The position index: on which line of its file each statement stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, TypeAlias

import pyoxigraph as ox

from pactgraph.source.walking import Placed, walk

_LINE_END: Final = re.compile(r"\r\n?|\n")
_WALKED: Final = frozenset(
    {
        ox.RdfFormat.TURTLE,
        ox.RdfFormat.TRIG,
        ox.RdfFormat.N_TRIPLES,
        ox.RdfFormat.N_QUADS,
    }
)

_AnyTerm: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | ox.DefaultGraph


class Lines:
    r"""The lines of a text, by the offset of a character.

    >>> Lines("a\nb\r\nc").at(5)
    3
    """

    def __init__(self, text: str) -> None:
        self._ends = [match.end() for match in _LINE_END.finditer(text)]

    def at(self, offset: int) -> int:
        """Return the line, from 1, of the character at ``offset``."""
        return bisect_right(self._ends, offset) + 1


class PositionIndex:
    """The lines of the statements of one file; made when first asked, then a look-up.

    It walks the text beside the quads that the strict parser gave, in the same order,
    so that a blank node is known by its place. Formats without lines give None.
    """

    def __init__(
        self,
        text: str,
        quads: Sequence[ox.Quad],
        *,
        syntax: ox.RdfFormat,
        base: str | None,
    ) -> None:
        """Take a text that the strict parser accepted, and the quads read from it, in order."""
        self._text = text
        self._quads = quads
        self._syntax = syntax
        self._base = base

    def line_of(self, quad: ox.Quad) -> int | None:
        """Return the first line on which the object of a quad stands, or None if unknown.

        The quad is one of those read from the file, in the graph and with the blank
        nodes it was given there.
        """
        return self.lines.get(quad)

    def line_of_subject(self, subject: ox.NamedNode | ox.BlankNode) -> int | None:
        """Return the first line of a statement with this subject, or None."""
        return self._subjects.get(subject)

    @cached_property
    def lines(self) -> Mapping[ox.Quad, int]:
        """The first line of each quad."""
        if self._syntax not in _WALKED:
            return {}
        quads = self._syntax == ox.RdfFormat.N_QUADS
        placed = walk(self._text, self._base, quads=quads)
        lines = Lines(self._text)
        found: dict[ox.Quad, int] = {}
        if _in_step(placed, self._quads):
            for quad, entry in zip(self._quads, placed, strict=True):
                found.setdefault(quad, lines.at(entry.offset))
            return found
        # A parser that orders statements of blank nodes in another way: what names
        # no blank node is still known, and what does is known by its other terms.
        by_shape: dict[tuple[_AnyTerm | None, ...], int] = {}
        for entry in placed:
            by_shape.setdefault(_shape(entry.quad), lines.at(entry.offset))
        for quad in self._quads:
            line = by_shape.get(_shape(quad))
            if line is not None:
                found.setdefault(quad, line)
        return found

    @cached_property
    def _subjects(self) -> Mapping[ox.NamedNode | ox.BlankNode | ox.Triple, int]:
        found: dict[ox.NamedNode | ox.BlankNode | ox.Triple, int] = {}
        for quad, line in self.lines.items():
            found[quad.subject] = min(line, found.get(quad.subject, line))
        return found


def _in_step(placed: Sequence[Placed], quads: Sequence[ox.Quad]) -> bool:
    """Say whether both state the same in the same order, but for the names of blank nodes."""
    if len(placed) != len(quads):
        return False
    forward: dict[ox.BlankNode, ox.BlankNode] = {}
    back: dict[ox.BlankNode, ox.BlankNode] = {}

    def same(ours: _AnyTerm, theirs: _AnyTerm) -> bool:
        if isinstance(ours, ox.BlankNode) and isinstance(theirs, ox.BlankNode):
            return (
                forward.setdefault(ours, theirs) == theirs and back.setdefault(theirs, ours) == ours
            )
        if isinstance(ours, ox.Triple) and isinstance(theirs, ox.Triple):
            return (
                same(ours.subject, theirs.subject)
                and ours.predicate == theirs.predicate
                and same(ours.object, theirs.object)
            )
        return ours == theirs

    for entry, theirs in zip(placed, quads, strict=True):
        ours = entry.quad
        if not (
            ours.predicate == theirs.predicate
            and same(ours.subject, theirs.subject)
            and same(ours.object, theirs.object)
        ):
            return False
        # Triples in no graph may have been given one when the file was read.
        if not isinstance(ours.graph_name, ox.DefaultGraph) and not same(
            ours.graph_name, theirs.graph_name
        ):
            return False
    return True


def _shape(quad: ox.Quad) -> tuple[_AnyTerm | None, ...]:
    terms = (quad.subject, quad.predicate, quad.object)
    return tuple(None if isinstance(term, (ox.BlankNode, ox.Triple)) else term for term in terms)
