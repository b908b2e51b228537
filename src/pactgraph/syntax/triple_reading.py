"""Reading triple patterns: paths, lists of objects, collections, blank nodes in brackets."""

from __future__ import annotations

from pyoxigraph import NamedNode

from pactgraph.engine.tokens import Kind
from pactgraph.namespaces import RDF
from pactgraph.syntax.term_reading import TermReader
from pactgraph.syntax.tree import (
    Alternative,
    Blank,
    Inverse,
    Negated,
    Path,
    Repeat,
    Sequence,
    Slot,
    TriplePattern,
)

_TERM_KINDS = frozenset({Kind.VARIABLE, Kind.IRI, Kind.NAME, Kind.STRING, Kind.NUMBER, Kind.BLANK})


class TripleReader(TermReader):
    """Reads triple patterns (sections 4.2 and 9), short forms written out."""

    def triples(self, *, paths: bool = True) -> tuple[TriplePattern, ...]:
        """Read triples up to where none starts; without ``paths`` those of a template."""
        found: list[TriplePattern] = []
        while self._starts_node:
            subject = self._node_of(found, paths)
            self._properties(subject, found, paths)
            if not self.take_mark("."):
                break
        return tuple(found)

    @property
    def _starts_node(self) -> bool:
        token = self.token
        if token.kind is Kind.MARK:
            return token.text in ("[", "(", "+", "-")
        return token.kind in _TERM_KINDS or token.is_word("TRUE", "FALSE")

    def _starts_verb(self, paths: bool) -> bool:
        token = self.token
        if token.kind is Kind.MARK:
            return paths and token.text in ("(", "!", "^")
        if token.kind is Kind.WORD:
            return token.text == "a"
        return token.kind is Kind.VARIABLE or self.starts_iri

    def _properties(self, subject: Slot, found: list[TriplePattern], paths: bool) -> None:
        while self._starts_verb(paths):
            verb: Slot | Path
            if self.token.kind is Kind.VARIABLE:
                verb = self.variable()
            else:
                verb = self.path() if paths else self._property()
            while True:
                inside: list[TriplePattern] = []
                found.append(TriplePattern(subject, verb, self._node_of(inside, paths)))
                found += inside
                if not self.take_mark(","):
                    break
            if not self.take_mark(";"):
                return
            while self.take_mark(";"):
                pass

    def _node_of(self, found: list[TriplePattern], paths: bool) -> Slot:
        """Read one node; the triples that its short form stands for go to ``found``."""
        token = self.token
        if token.kind is Kind.VARIABLE:
            return self.variable()
        if token.kind is Kind.BLANK:
            self.advance()
            return Blank(token.text[2:])
        if self.take_mark("["):
            blank = self.new_blank()
            self._properties(blank, found, paths)
            self.expect_mark("]")
            return blank
        if self.take_mark("("):
            return self._collection(found, paths)
        return self.term()

    def _collection(self, found: list[TriplePattern], paths: bool) -> Slot:
        cells: list[Blank] = []
        inside: list[TriplePattern] = []
        while not self.take_mark(")"):
            cell = self.new_blank()
            if cells:
                found.append(TriplePattern(cells[-1], RDF.rest, cell))
            cells.append(cell)
            found.append(TriplePattern(cell, RDF.first, self._node_of(inside, paths)))
        if not cells:
            return RDF.nil
        found.append(TriplePattern(cells[-1], RDF.rest, RDF.nil))
        found += inside
        return cells[0]

    def _property(self) -> NamedNode:
        if self.token.kind is Kind.WORD and self.token.text == "a":
            self.advance()
            return RDF.type
        return self.iri()

    def path(self) -> Path:
        """Read a property path; one IRI stays an IRI."""
        branches = [self._sequence()]
        while self.take_mark("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Alternative(tuple(branches))

    def _sequence(self) -> Path:
        steps = [self._step()]
        while self.take_mark("/"):
            steps.append(self._step())
        return steps[0] if len(steps) == 1 else Sequence(tuple(steps))

    def _step(self) -> Path:
        if self.take_mark("^"):
            return Inverse(self._step())
        path = self._primary_path()
        # The engine reads `:p +1` as the path `:p+` and the number 1, space or no space;
        # what it answered is what is explained.
        if self.take_mark("*"):
            return Repeat(path, 0, None)
        if self.take_mark("+"):
            return Repeat(path, 1, None)
        if self.take_mark("?"):
            return Repeat(path, 0, 1)
        return path

    def _primary_path(self) -> Path:
        if self.take_mark("("):
            path = self.path()
            self.expect_mark(")")
            return path
        if self.take_mark("!"):
            return self._negated()
        return self._property()

    def _negated(self) -> Negated:
        forward: list[NamedNode] = []
        backward: list[NamedNode] = []

        def one() -> None:
            (backward if self.take_mark("^") else forward).append(self._property())

        if not self.take_mark("("):
            one()
        elif not self.take_mark(")"):
            one()
            while self.take_mark("|"):
                one()
            self.expect_mark(")")
        return Negated(tuple(forward), tuple(backward))
