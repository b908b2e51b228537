"""Suggesting links: what was found elsewhere becomes candidates, for a person to judge."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pactgraph import __version__
from pactgraph.linking.authorities import can_be_written
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.candidates import Finder, Ranked, rank
from pactgraph.linking.courtesy import AskingFailed, TooSlow
from pactgraph.linking.entity import Entity
from pactgraph.linking.link_sets import LinkSets, Pair
from pactgraph.linking.link_table import LinkTable, cell
from pactgraph.linking.scoring import OurNames
from pactgraph.linking.sssom_library import Cells

LEAST: Final = 0.35
"""What a candidate has to score, to be worth a person's look."""

_AT_ONCE: Final = 10
_SAVE_EVERY: Final = 2.0
_TOOL: Final = "pactgraph link suggest"

Step = Callable[[str, float | None], None]


@dataclass
class Found:
    """What became of one set: how many candidates are new, were there, were judged before."""

    new: int = 0
    there: int = 0
    judged: int = 0
    linked: int = 0
    unwritable: int = 0
    things: set[str] = field(default_factory=set)


@dataclass
class Summary:
    """What a round of suggesting did, set by set, and for which things nothing was found."""

    asked: int = 0
    sets: dict[str, Found] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wish:
    """What is looked for: in which sets (None: all), how much of it, and how near.

    ``linked`` asks also for things that have a match in a set; ``resume`` leaves out those
    that have candidates.
    """

    sets: frozenset[str] | None = None
    per_thing: int = 3
    least: float = LEAST
    linked: bool = False
    resume: bool = False


def suggest(
    entities: Sequence[Entity],
    everything: Sequence[Entity],
    finder: Finder,
    sets: LinkSets,
    wish: Wish,
    *,
    step: Step | None = None,
    today: date | None = None,
) -> Summary:
    """Find candidates for things of ours, and write those that are new into their sets.

    ``everything`` are all our things, whose names tell what a candidate is instead. A pair
    that was judged never comes back, and a candidate that is there keeps its row. What was
    found is written now and then, and when this ends in whatever way. Raises what the finder
    and the files raise.
    """
    summary = Summary()
    ours = OurNames(everything)
    with _saved(sets) as book:
        names = (sets.names if wish.sets is None else wish.sets) if wish.resume else ()
        done = book.subjects(names)
        wanted = [entity for entity in entities if entity.iri not in done]
        for start in range(0, len(wanted), _AT_ONCE):
            chunk = wanted[start : start + _AT_ONCE]
            if step is not None:
                step(f"looking for {chunk[0].label}", start / len(wanted))
            try:
                found = finder.find(chunk)
            except (AskingFailed, TooSlow) as error:
                if summary.asked:
                    kept = f"what was found for {summary.asked} things is kept; go on with --resume"
                    error.hint = f"{error.hint}; {kept}" if error.hint else kept
                raise
            for entity in chunk:
                ranked = rank(entity, found.get(entity.iri, ()), sets.authorities, wish.least, ours)
                summary.asked += 1
                if not _take(entity, ranked, book, wish, summary, today or date.today()):
                    summary.without.append(entity.label)
            book.save()
    return summary


@dataclass
class _Known:
    """What stood in a set when it was first asked for: each file of it is read once."""

    table: LinkTable
    searched: str
    there: set[Pair]
    judged: set[Pair]
    linked: set[str]


class _Book:
    """The candidates as they grow: those on disk, and those that are to be saved."""

    def __init__(self, sets: LinkSets) -> None:
        self.sets = sets
        self._new: dict[str, dict[Pair, Cells]] = defaultdict(dict)
        self._known: dict[str, _Known] = {}
        self._saved = time.monotonic()

    def known(self, name: str) -> _Known:
        """Return what is known of a set: its pairs that are candidates, saved or not, too."""
        if name not in self._known:
            table = self.sets.candidates(name)
            self._known[name] = _Known(
                table,
                self.sets.source_of(name),
                {self.sets.pair_of(table, row) for row in table.rows},
                self.sets.judged_pairs(name),
                self.sets.linked(name),
            )
        return self._known[name]

    def add(self, name: str, pair: Pair, row: Cells) -> None:
        self.known(name).there.add(pair)
        self._new[name][pair] = row

    def subjects(self, names: Iterable[str]) -> set[str]:
        """Return the things that have candidates in some sets."""
        return {subject for name in names for subject, _ in self.known(name).there}

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
        self._saved = time.monotonic()


@contextmanager
def _saved(sets: LinkSets) -> Iterator[_Book]:
    book = _Book(sets)
    try:
        yield book
    finally:
        book.save(now=True)


def _take(
    entity: Entity,
    ranked: dict[str, list[Ranked]],
    book: _Book,
    wish: Wish,
    summary: Summary,
    today: date,
) -> bool:
    """Take in the best of what was found for a thing; return whether there was any."""
    some = False
    for name in sorted(ranked):
        if wish.sets is not None and name not in wish.sets:
            continue
        told = summary.sets.setdefault(name, Found())
        known = book.known(name)
        if entity.iri in known.linked and not wish.linked:
            told.linked += 1
            some = True
            continue
        taken = 0
        for one in ranked[name]:
            own = book.sets.authorities.canonical(one.candidate.iri)
            pair = (entity.iri, own)
            if pair in known.judged:
                told.judged += 1
            elif taken == wish.per_thing:
                continue
            elif pair in known.there:
                taken += 1
                told.there += 1
            elif not can_be_written(own):
                told.unwritable += 1
            else:
                taken += 1
                told.new += 1
                told.things.add(entity.iri)
                book.add(name, pair, _row(entity, one, own, known, today))
        some = some or taken > 0
    return some


def _row(entity: Entity, ranked: Ranked, own: str, known: _Known, today: date) -> Cells:
    score, table = ranked.score, known.table
    cells = {
        "subject_id": table.curie(entity.iri),
        "subject_label": cell(entity.label),
        "predicate_id": "skos:exactMatch",
        "object_id": table.curie(own),
        "object_label": cell(ranked.candidate.label),
        "object_category": cell(_category(ranked.candidate)),
        "mapping_justification": (
            "semapv:CompositeMatching" if score.composite else "semapv:LexicalMatching"
        ),
        "mapping_date": today.isoformat(),
        "object_source": known.searched,
        "mapping_tool": _TOOL,
        "mapping_tool_version": __version__,
        "confidence": str(score.value),
        "match_string": cell(score.match.ours),
        "similarity_score": str(round(score.match.score, 3)),
        "comment": cell(_told(ranked), limit=1000),
    }
    return {column: value for column, value in cells.items() if value}


def _category(candidate: Candidate) -> str:
    """Return what a candidate is: its types by their names, else the kinds that it seems to be."""
    types = [label for label in candidate.types.values() if label]
    return ", ".join(sorted(set(types))[:4] or sorted(candidate.kinds))


def _told(ranked: Ranked) -> str:
    """Return how a candidate was scored, and what the other side says of it."""
    description = cell(ranked.candidate.description, limit=200)
    described = f'; described there as "{description}"' if description else ""
    return ranked.score.explanation + described
