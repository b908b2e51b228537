"""Judging candidates: a row moves to its link set, at once and for good, unless undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from pactgraph.errors import BadInput
from pactgraph.linking.link_sets import LinkSets, Pair
from pactgraph.linking.link_table import LinkTable, cell
from pactgraph.linking.sssom_library import Cells
from pactgraph.source.links import NO_TERM_FOUND

PREDICATES: Final = {
    "exact": "skos:exactMatch",
    "close": "skos:closeMatch",
    "broad": "skos:broadMatch",
    "narrow": "skos:narrowMatch",
    "related": "skos:relatedMatch",
}
"""How our thing may match what is elsewhere; ``broad``: theirs is the broader."""

REJECT: Final = "reject"
_CONFIDENCE: Final = {"exact": "1.0", REJECT: "1.0"}
_LESS_SURE: Final = "0.9"
_CARRIED: Final = (
    "subject_label",
    "object_label",
    "object_category",
    "object_source",
    "author_id",
    "author_label",
    "see_also",
)
"""What a judged row keeps of the candidate's; the rest told how it was found."""

_NOTE: Final = "Note: "
_EXACT: Final = frozenset((PREDICATES["exact"], "owl:sameAs"))
_FINDING: Final = frozenset(("exact", "close"))
"""The judgements by which our thing itself is found; what is only broader is another thing."""


class JudgedMeanwhile(BadInput):
    """A candidate that somebody else has judged since this review read it."""

    def __init__(self, item: Item) -> None:
        super().__init__("this pair was judged meanwhile", iri=item.pair[1])


@dataclass(frozen=True)
class Item:
    """A candidate to judge: the set it is for, its pair, and its row."""

    set_name: str
    pair: Pair
    row: Cells

    @property
    def confidence(self) -> float:
        """How likely it was held to be, 0 to 1; 0 where nobody said."""
        try:
            return float(self.row.get("confidence", "0"))
        except ValueError:
            return 0.0

    @property
    def proposed(self) -> str:
        """The judgement that its row proposes, a word of ``PREDICATES``."""
        words = {predicate: word for word, predicate in PREDICATES.items()}
        return words.get(self.row["predicate_id"], "exact")


@dataclass(frozen=True)
class _Done:
    """A judgement that can be taken back: the row that it made, and those that it took away."""

    item: Item
    made: Cells
    gone: tuple[Cells, ...]


class Review:
    """The candidates of some sets, judged one by one; every judgement is on disk at once.

    The judged row is written before the candidate's is taken away: if the power fails in
    between, the next review finds the pair judged and takes the candidate away then.

    Every method that judges raises what writing raises.
    """

    def __init__(
        self, sets: LinkSets, names: Sequence[str], reviewer: str, today: date | None = None
    ) -> None:
        self._sets = sets
        self._reviewer = reviewer
        self._today = today or date.today()
        self._done: list[_Done] = []
        self.items: list[Item] = []
        for name in names:
            with sets.alone():
                self._drop_judged(name)
                table = sets.candidates(name)
            self.items += [Item(name, sets.pair_of(table, row), row) for row in table.rows]
        best: dict[str, float] = defaultdict(float)
        for item in self.items:
            best[item.pair[0]] = max(best[item.pair[0]], item.confidence)
        # What is likely comes first, and all that was found for one thing stays together.
        self.items.sort(
            key=lambda item: (
                -best[item.pair[0]],
                item.pair[0],
                item.set_name,
                -item.confidence,
                item.pair,
            )
        )

    def check(self, item: Item) -> None:
        """Raise JudgedMeanwhile if somebody has judged a candidate's pair by now."""
        judged = self._sets.judged(item.set_name)
        if any(self._sets.pair_of(judged, row) == item.pair for row in judged.rows):
            raise JudgedMeanwhile(item)

    def judge(self, item: Item, judgement: str, note: str = "") -> list[str]:
        """Move a candidate to its set's judged rows; return what else that changed, as text.

        ``judgement`` is a word of ``PREDICATES`` or ``REJECT``. What is accepted takes away
        the row that said that nothing was found, unless it is but something broader, narrower
        or related. Raises JudgedMeanwhile.
        """
        if judgement != REJECT and judgement not in PREDICATES:
            raise BadInput(f'"{judgement}" is no judgement')
        with self._sets.alone():
            item = self._as_it_is(item)
            judged, waiting = self._sets.judged(item.set_name), self._sets.candidates(item.set_name)
            row = self._row(judged, item, judgement, note)
            gone = tuple(
                known
                for known in judged.rows
                if judgement in _FINDING and _says_nothing_found(judged, known, item.pair[0])
            )
            kept = [known for known in judged.rows if known not in gone] if gone else judged.rows
            self._sets.write(judged.with_rows([*kept, row]))
            self._sets.write(waiting.with_rows(self._without(waiting, [item.pair])))
        self._done.append(_Done(item, row, gone))
        return ["the row that said that nothing was found is gone"] if gone else []

    def annotate(self, item: Item, note: str) -> Item:
        """Add a note to a candidate, which stays one; return it with the note.

        Raises JudgedMeanwhile.
        """
        with self._sets.alone():
            known = self._as_it_is(item)
            comment = f"{_as_found(known.row)} {_NOTE}{cell(note)}".strip()
            noted = replace(known, row={**known.row, "comment": comment})
            waiting = self._sets.candidates(item.set_name)
            others = self._without(waiting, [item.pair])
            self._sets.write(waiting.with_rows([*others, noted.row]))
        self.items = [noted if one is item else one for one in self.items]
        return noted

    def undo(self) -> Item | None:
        """Take back the last judgement of this review; return its candidate, None if none is."""
        if not self._done:
            return None
        last = self._done[-1]
        name = last.item.set_name
        with self._sets.alone():
            waiting = self._sets.candidates(name)
            # The candidate comes back first: the pair is never in neither file.
            others = self._without(waiting, [last.item.pair])
            self._sets.write(waiting.with_rows([*others, last.item.row]))
            judged = self._sets.judged(name)
            self._sets.write(
                judged.with_rows([*self._without(judged, [last.item.pair]), *last.gone])
            )
        self._done.pop()
        return last.item

    def remarks(self, item: Item) -> list[str]:
        """Return what stands already about a candidate's two sides, as text."""
        judged, found = self._sets.judged(item.set_name), []
        for row in judged.rows:
            subject, value = self._sets.pair_of(judged, row)
            is_ours, is_theirs = subject == item.pair[0], value == item.pair[1]
            if is_ours is is_theirs or not _accepts(row) or NO_TERM_FOUND.value in (subject, value):
                continue
            if is_ours:
                found.append(f"ours has {row['predicate_id']} {row['object_id']} in this set")
            else:
                label = row.get("subject_label", row["subject_id"])
                found.append(f'theirs is {row["predicate_id"]} of our "{label}"')
        return found

    def rivals(self, item: Item, judgement: str) -> list[str]:
        """Return what else in its set our thing is held to be exactly, as text.

        It is empty for a judgement that says nothing of that sort.
        """
        if judgement != "exact":
            return []
        judged, found = self._sets.judged(item.set_name), []
        for row in judged.rows:
            subject, value = self._sets.pair_of(judged, row)
            if subject != item.pair[0] or value in (item.pair[1], NO_TERM_FOUND.value):
                continue
            if _accepts(row) and row["predicate_id"] in _EXACT:
                label = row.get("object_label", "")
                found.append(f'{row["object_id"]} "{label}"' if label else row["object_id"])
        return found

    def _as_it_is(self, item: Item) -> Item:
        """Return a candidate with its row as it stands now, notes of others in it.

        Raises JudgedMeanwhile.
        """
        self.check(item)
        waiting = self._sets.candidates(item.set_name)
        pairs = ((self._sets.pair_of(waiting, row), row) for row in waiting.rows)
        row = next((row for pair, row in pairs if pair == item.pair), item.row)
        return replace(item, row=row)

    def _row(self, judged: LinkTable, item: Item, judgement: str, note: str) -> Cells:
        row = {column: item.row[column] for column in _CARRIED if item.row.get(column)}
        # Each file has prefixes of its own.
        row["subject_id"], row["object_id"] = map(judged.curie, item.pair)
        row["predicate_id"] = PREDICATES["exact" if judgement == REJECT else judgement]
        if judgement == REJECT:
            row["predicate_modifier"] = "Not"
        row["mapping_justification"] = "semapv:MappingReview"
        row["reviewer_id"] = self._reviewer
        row["mapping_date"] = row["review_date"] = self._today.isoformat()
        row["confidence"] = _CONFIDENCE.get(judgement, _LESS_SURE)
        told = [cell(note), _as_found(item.row)]
        row["comment"] = cell(" ".join(text for text in told if text), limit=1500)
        return {column: value for column, value in row.items() if value}

    def _drop_judged(self, name: str) -> None:
        """Take away the candidates whose pair has been judged."""
        judged = self._sets.judged_pairs(name)
        waiting = self._sets.candidates(name)
        rows = self._without(waiting, judged)
        if len(rows) < len(waiting.rows):
            self._sets.write(waiting.with_rows(rows))

    def _without(self, table: LinkTable, pairs: Iterable[Pair]) -> list[Cells]:
        gone = set(pairs)
        return [row for row in table.rows if self._sets.pair_of(table, row) not in gone]


def _as_found(row: Cells) -> str:
    """Return a candidate's comment: what a tool wrote in brackets, apart from people's words.

    The tool's name stands there alone: SSSOM means ``mapping_tool``, ``match_string`` and
    ``similarity_score`` for the justification that the tool gave, and a judged row has another.
    """
    comment, tool = row.get("comment", ""), row.get("mapping_tool", "")
    if not comment or not tool or comment.startswith(f"[{tool}: "):
        return comment
    return f"[{tool}: {cell(comment, limit=1000)}]"


def _accepts(row: Cells) -> bool:
    return row.get("predicate_modifier") != "Not"


def _says_nothing_found(table: LinkTable, row: Cells, subject: str) -> bool:
    is_none = table.expand(row["object_id"]) == NO_TERM_FOUND.value
    return is_none and table.expand(row["subject_id"]) == subject
