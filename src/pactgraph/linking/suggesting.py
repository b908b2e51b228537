"""Suggesting links: what was found elsewhere becomes candidates, for a person to judge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pactgraph import __version__
from pactgraph.export.heading import counted
from pactgraph.linking.authorities import can_be_written
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.candidate_book import Book, Known, kept
from pactgraph.linking.candidates import Finder, Ranked, rank
from pactgraph.linking.courtesy import AskingFailed, TooSlow
from pactgraph.linking.entity import Entity
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.link_table import cell
from pactgraph.linking.round_record import RoundRecord
from pactgraph.linking.scoring import OurNames
from pactgraph.linking.sssom_library import Cells

LEAST: Final = 0.35
"""What a candidate has to score, to be worth a person's look."""

_AT_ONCE: Final = 10
_TOOL: Final = "pactgraph link suggest"
_LAST: Final = re.compile(r"[^/#:]+/?$")
"""What is left out of an IRI for how it begins."""

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
    """What a round of suggesting did, set by set.

    ``without`` are the things for which nothing was found, ``nothing_new`` those of which all
    that was found is known already, or scores less than was wished; ``left_out`` says how many
    the round that goes on was done with. ``fitting`` says whether anything came that is of
    the sets that were asked for, ``others`` counts by their beginnings what is not.
    """

    asked: int = 0
    sets: dict[str, Found] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    nothing_new: list[str] = field(default_factory=list)
    left_out: int = 0
    fitting: bool = False
    others: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """How many candidates are new, in all sets."""
        return sum(found.new for found in self.sets.values())

    @property
    def kept(self) -> str:
        """What a round that stops early leaves behind, in words."""
        return (
            f"what was found for {counted(self.asked, 'thing')} is kept,"
            f" {counted(self.new, 'new candidate')}"
        )

    @property
    def misfit(self) -> str | None:
        """How most of what came begins, if nothing of it is of the sets that were asked for."""
        if self.fitting or not self.others:
            return None
        return min(self.others, key=lambda base: (-self.others[base], base))


@dataclass(frozen=True)
class Wish:
    """What is looked for: in which sets (None: all), how much of it, and how near.

    ``linked`` asks also for things that have a match in a set; ``resume`` leaves out those
    with which a round of the same wish was done when it was stopped.
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
    source: str = "",
    summary: Summary | None = None,
    step: Step | None = None,
    today: date | None = None,
) -> Summary:
    """Find candidates for things of ours, and write those that are new into their sets.

    ``everything`` are all our things, whose names tell what a candidate is instead; ``source``
    is what is asked, by which a round that was stopped is known again; ``summary`` is filled
    and returned, for whom this ends early too. A pair that was judged never comes back, and a
    candidate that is there keeps its row. What was found is written now and then, and when
    this ends in whatever way. Raises what the finder and the files raise.
    """
    summary = Summary() if summary is None else summary
    ours = OurNames(everything)
    record = _record(sets, wish, source)
    done = record.read() if wish.resume else set()
    wanted = [entity for entity in entities if entity.iri not in done]
    summary.left_out = len(entities) - len(wanted)
    if not wish.resume:
        record.end()
    with kept(sets, lambda: record.keep(done)) as book:
        for start in range(0, len(wanted), _AT_ONCE):
            chunk = wanted[start : start + _AT_ONCE]
            if step is not None:
                step(f"looking for {chunk[0].label}", start / len(wanted))
            try:
                found = finder.find(chunk)
            except (AskingFailed, TooSlow) as error:
                if summary.asked:
                    told = f"{summary.kept}; go on with --resume"
                    error.hint = f"{error.hint}; {told}" if error.hint else told
                raise
            for entity in chunk:
                candidates = found.get(entity.iri, ())
                _note_sets(candidates, sets, wish, summary)
                least = min(wish.least, LEAST)
                ranked = rank(entity, candidates, sets.authorities, least, ours)
                _take(entity, ranked, book, wish, summary, today or date.today())
                summary.asked += 1
                done.add(entity.iri)
            book.save()
    record.end()
    return summary


def _record(sets: LinkSets, wish: Wish, source: str) -> RoundRecord:
    names = None if wish.sets is None else sorted(wish.sets)
    asked = (source, names, wish.per_thing, wish.least, wish.linked)
    return RoundRecord(sets.project.cache_dir, asked)


def _note_sets(
    candidates: Iterable[Candidate], sets: LinkSets, wish: Wish, summary: Summary
) -> None:
    """Note whether what came is of the sets that were asked for at all."""
    for candidate in candidates:
        authority = sets.authorities.of(candidate.iri)
        if authority is not None and (wish.sets is None or authority.name in wish.sets):
            summary.fitting = True
        else:
            summary.others[_LAST.sub("", candidate.iri)] += 1


def _take(
    entity: Entity,
    ranked: dict[str, list[Ranked]],
    book: Book,
    wish: Wish,
    summary: Summary,
    today: date,
) -> None:
    """Take in the best of what was found for a thing, and note what became of it."""
    some, new = False, False
    for name in sorted(ranked):
        if wish.sets is not None and name not in wish.sets:
            continue
        some = True
        near = [one for one in ranked[name] if one.score.value >= wish.least]
        known = book.known(name)
        if not near and entity.iri not in known.linked:
            continue
        told = summary.sets.setdefault(name, Found())
        if entity.iri in known.linked and not wish.linked:
            told.linked += 1
            continue
        taken = 0
        for one in near:
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
                new = True
                book.add(name, pair, _row(entity, one, own, known, today))
    if not some:
        summary.without.append(entity.label)
    elif not new:
        summary.nothing_new.append(entity.label)


def _row(entity: Entity, ranked: Ranked, own: str, known: Known, today: date) -> Cells:
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
