"""A table for people: columns that fit the width, rows that may have notes beneath them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_GAP = 2
_LONGEST_WORDS = (40, 27, 20, 14, 10, 7, 4, 1)
"""What a column may ask for its longest word, tried until all columns fit."""
_CRAMPED = 10
"""Columns that may not even have a word as long as this are better read as lists."""
_LEAST_ROOM = 20
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, whether its cells are numbers, and whether they may not be broken."""

    title: str
    numeric: bool = False
    whole: bool = False


class Grid:
    """Rows of text under titles, wrapped into the width of a console."""

    def __init__(
        self, console: Console, columns: Sequence[Column], rows: Sequence[Sequence[str]]
    ) -> None:
        self._console = console
        self._columns = columns
        self._rows = rows
        self._cramped = False
        self._widths = self._fit(console.width - _GAP * (len(columns) - 1))

    def print(self, notes: Iterable[Sequence[Text]] = ()) -> None:
        """Print titles and rows; ``notes`` are the lines that stand beneath each row.

        Where the columns would be too narrow to read, each row becomes a list of its cells.
        """
        if self._cramped:
            self._print_lists(notes)
            return
        titles = [Text(column.title, "bold") for column in self._columns]
        self._line(titles)
        rule = (" " * _GAP).join("─" * width for width in self._widths)
        self._console.print(Text(rule, "dim"), soft_wrap=True)
        for row, beneath in zip_longest(self._rows, notes, fillvalue=()):
            self._line([Text(str(cell)) for cell in row])
            for note in beneath:
                self._console.print(note, soft_wrap=True)

    def _print_lists(self, notes: Iterable[Sequence[Text]]) -> None:
        margin = max(cell_len(column.title) for column in self._columns) + _GAP
        room = max(self._console.width - margin, _LEAST_ROOM)
        for row, beneath in zip_longest(self._rows, notes, fillvalue=()):
            for column, content in zip(self._columns, row, strict=True):
                text = Text(content)
                lines = [text] if column.whole else text.wrap(self._console, room, overflow="fold")
                for index, line in enumerate(lines if content else ()):
                    title = "" if index else column.title
                    line.rstrip()
                    head = Text(title + " " * (margin - cell_len(title)), "bold")
                    self._console.print(head.append_text(line), soft_wrap=True)
            for note in beneath:
                self._console.print(note, soft_wrap=True)
            self._console.print()

    def _line(self, cells: Sequence[Text]) -> None:
        wrapped = [
            list(cell.wrap(self._console, width, overflow="fold"))
            for cell, width in zip(cells, self._widths, strict=True)
        ]
        for parts in zip_longest(*wrapped):
            line = Text()
            for index, part in enumerate(parts):
                text = part.copy() if part is not None else Text()
                text.rstrip()
                room = self._widths[index] - cell_len(text.plain)
                before = room if self._columns[index].numeric else 0
                line.append(" " * before).append_text(text)
                if index < len(parts) - 1:
                    line.append(" " * (room - before + _GAP))
            line.rstrip()
            self._console.print(line, soft_wrap=True)

    def _fit(self, available: int) -> list[int]:
        """Return the width of each column: what it would like, less where there is no room.

        Every column gets the width of its longest word, one that is not to be broken that of
        its longest cell; then what is left is shared by need.
        """
        wanted, words = [], []
        for index, column in enumerate(self._columns):
            cells = [column.title, *(row[index] for row in self._rows)]
            wanted.append(max(map(cell_len, cells)))
            words.append(max((cell_len(w) for c in cells for w in _WORD.findall(c)), default=1))
        if sum(wanted) <= available:
            return wanted
        for most in _LONGEST_WORDS:
            widths = [
                like if column.whole else min(width, most)
                for column, like, width in zip(self._columns, wanted, words, strict=True)
            ]
            if sum(widths) <= available:
                break
        self._cramped = most <= _CRAMPED
        spare = max(available - sum(widths), 0)
        needs = [like - width for like, width in zip(wanted, widths, strict=True)]
        total = sum(needs) or 1
        widths = [w + need * spare // total for w, need in zip(widths, needs, strict=True)]
        neediest = max(range(len(needs)), key=lambda index: needs[index])
        widths[neediest] += max(available - sum(widths), 0)
        return widths


def quoted(lines: str, width: int, indent: int) -> Iterator[str]:
    """Yield a text as quoted lines of a width, indented."""
    text = Text(f"“{lines}”")
    for line in text.wrap(Console(width=width), max(width - indent, 20), overflow="fold"):
        yield " " * indent + line.plain.rstrip()
