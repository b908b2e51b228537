"""The candidates of link sets as they grow, and what of them is on disk."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from pactgraph.linking.link_sets import LinkSets, Pair
from pactgraph.linking.link_table import LinkTable
from pactgraph.linking.sssom_library import Cells

_SAVE_EVERY: Final = 2.0


@dataclass
class Known:
    """What stood in a set when it was first asked for: each file of it is read once."""

    table: LinkTable
    searched: str
    there: set[Pair]
    judged: set[Pair]
    linked: set[str]


class Book:
    """The candidates as they grow: those on disk, and those that are to be saved.

    ``on_saved`` is called when all that was added is on disk.
    """

    def __init__(self, sets: LinkSets, on_saved: Callable[[], None]) -> None:
        self.sets = sets
        self._on_saved = on_saved
        self._new: dict[str, dict[Pair, Cells]] = defaultdict(dict)
        self._known: dict[str, Known] = {}
        self._saved = time.monotonic()

    def known(self, name: str) -> Known:
        """Return what is known of a set: its pairs that are candidates, saved or not, too."""
        if name not in self._known:
            table = self.sets.candidates(name)
            self._known[name] = Known(
                table,
                self.sets.source_of(name),
                {self.sets.pair_of(table, row) for row in table.rows},
                self.sets.judged_pairs(name),
                self.sets.linked(name),
            )
        return self._known[name]

    def add(self, name: str, pair: Pair, row: Cells) -> None:
        """Take in a candidate that is new."""
        self.known(name).there.add(pair)
        self._new[name][pair] = row

    def save(self, *, now: bool = False) -> None:
        """Write what is new, if some time has passed, beside what others wrote meanwhile."""
        if not now and time.monotonic() - self._saved < _SAVE_EVERY:
            return
        for name in sorted(self._new):
            with self.sets.alone():
                table = self.sets.candidates(name)
                known = {self.sets.pair_of(table, row) for row in table.rows}
                known |= self.sets.judged_pairs(name)
                rows = [row for pair, row in self._new[name].items() if pair not in known]
                self.sets.write(table.with_rows([*table.rows, *rows]))
            del self._new[name]
        self._on_saved()
        self._saved = time.monotonic()


@contextmanager
def kept(sets: LinkSets, on_saved: Callable[[], None]) -> Iterator[Book]:
    """Give the candidates of some sets; what is new is written in whatever way this ends."""
    book = Book(sets, on_saved)
    try:
        yield book
    finally:
        book.save(now=True)
