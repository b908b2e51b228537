"""Outlines of text as pages show them: runs of words, and the passages that they cite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from rich.text import Text

from pactgraph.showing import shown
from pactgraph.telling.outline import Node

_CITE = re.compile(r"\[(\d+)\]")
# What has no words is quoted as the query has it; a variable tells it from other quotations.
_SPARQL = re.compile(r"“([^“”]*[?$]\w[^“”]*)”")
_PATTERN = "a pattern of the query"


@dataclass(frozen=True)
class Run:
    """Words of one look; ``cite`` is the number of the passage that they cite.

    ``sparql`` is what the words stand for, if that has none of its own.
    """

    text: str
    cite: int | None = None
    strong: bool = False
    soft: bool = False
    sparql: str | None = None


@dataclass(frozen=True)
class Line:
    """A line, and the lines beneath it."""

    runs: tuple[Run, ...]
    beneath: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(run.text for run in self.runs)

    @property
    def patterns(self) -> list[str]:
        """What its words stand for in SPARQL."""
        return [run.sparql for run in self.runs if run.sparql is not None]


def lines_of(nodes: Iterable[Node]) -> tuple[Line, ...]:
    """Return an outline as lines.

    >>> from pactgraph.telling.proof_outline import citing
    >>> (line,) = lines_of([Node(Text("one").append_text(citing([2])))])
    >>> [(run.text, run.cite) for run in line.runs]
    [('one  ', None), ('[2]', 2)]
    """
    return tuple(Line(tuple(_runs(node.text)), lines_of(node.children)) for node in nodes)


def indented(lines: Iterable[str]) -> tuple[Line, ...]:
    """Return lines of plain text as an outline: what is indented stands beneath.

    >>> [line.text for line in indented(["a:", "  • b", "", "c"])[0].beneath]
    ['b']
    """
    told = [(len(line) - len(line.lstrip()), line.strip()) for line in lines if line.strip()]
    return tuple(_beneath(told, 0, len(told)))


def _beneath(told: list[tuple[int, str]], start: int, end: int) -> Iterator[Line]:
    while start < end:
        indent, words = told[start]
        after = start + 1
        while after < end and told[after][0] > indent:
            after += 1
        run = Run(shown(words.removeprefix("• ")))
        yield Line(tuple(_in_words(run)), tuple(_beneath(told, start + 1, after)))
        start = after


def _runs(text: Text) -> Iterator[Run]:
    cuts = {0, len(text), *(edge for span in text.spans for edge in (span.start, span.end))}
    places = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    for start, end in pairwise(places):
        styles = " ".join(
            [str(text.style), *(str(s.style) for s in text.spans if s.start <= start < s.end)]
        )
        run = Run(text.plain[start:end], strong="bold" in styles, soft="dim" in styles)
        # Only what is written as a citation is one: data may hold brackets too.
        yield from _cited(run) if "cyan" in styles else _in_words(run)


def words_of(text: str) -> str:
    """Return a text with words in place of the SPARQL that it quotes.

    >>> words_of("nothing is there of “{ ?a pact:end ?b }”")
    'nothing is there of a pattern of the query'
    """
    return _SPARQL.sub(_PATTERN, text)


def _in_words(run: Run) -> Iterator[Run]:
    at = 0
    for found in _SPARQL.finditer(run.text):
        if found.start() > at:
            yield replace(run, text=run.text[at : found.start()])
        yield replace(run, text=_PATTERN, sparql=found[1])
        at = found.end()
    if at < len(run.text):
        yield replace(run, text=run.text[at:])


def _cited(run: Run) -> Iterator[Run]:
    at = 0
    for found in _CITE.finditer(run.text):
        if found.start() > at:
            yield replace(run, text=run.text[at : found.start()])
        yield replace(run, text=found[0], cite=int(found[1]))
        at = found.end()
    if at < len(run.text):
        yield replace(run, text=run.text[at:])
