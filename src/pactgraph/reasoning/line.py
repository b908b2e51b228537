"""The built-in rule of lines: which text, copies counted once, the words of a passage come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import Range
from pactgraph.model.shared_text import Occurrence, SharedKind, read_lineage
from pactgraph.namespaces import PACT, RDF
from pactgraph.reasoning.time_rules import BuiltinRule

LINE: Final = BuiltinRule(
    "line",
    "A passage of which more than half of the characters are copied is in the line of the earliest"
    " article that holds their text; every other passage is in the line of its own article.",
    (
        RDF.type, PACT.occurrenceOf, PACT.occurrenceNumber, PACT.occursIn, PACT.rangeStart,
        PACT.rangeEnd,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Copy:
    """A range that is copied, the earliest range that holds its text, and the IRIs of both."""

    here: Range
    first: Occurrence
    iris: tuple[str, str]


class Lines:
    """The copies that the lineage graph records, among some articles.

    Who is first is told anew for each set of articles, so that a view without the first
    article of all has the earliest of those that are left. A quotation that articles share
    is no copy: they have those words from the speaker. A passage is in one line and no more,
    so that a statement of one passage never counts as two.
    """

    def __init__(self, lineage: Iterable[Triple], articles: Collection[str]) -> None:
        """Read the lineage graph; raises BadInput where it is not whole."""
        self._triples = list(lineage)
        self._copies: dict[str, list[_Copy]] = defaultdict(list)
        self._known: dict[tuple[str, Range], tuple[str, tuple[str, ...]]] = {}
        for text in read_lineage(self._triples).texts:
            there = [
                (occurrence, text.occurrence_iri(number))
                for number, occurrence in enumerate(text.occurrences, 1)
                if text.kind is SharedKind.COPIED and occurrence.article in articles
            ]
            for occurrence, iri in there[1:]:
                first, first_iri = there[0]
                if occurrence.article != first.article:
                    copy = _Copy(occurrence.range, first, (iri, first_iri))
                    self._copies[occurrence.article].append(copy)

    @property
    def copying(self) -> Collection[str]:
        """The articles in which something is copied; the passages of others are in their line."""
        return self._copies.keys()

    def line_of(self, article: str, place: Range) -> tuple[str, tuple[str, ...]]:
        """Return the article whose line a range is in, and the occurrences that tell so.

        What is copied from a copy is in the line of what that was copied from.
        """
        key = (article, place)
        if key not in self._known:
            # Whoever copies in a circle has been told so by dates that are not dates.
            self._known[key] = (article, ())
            self._known[key] = self._line_of(article, place)
        return self._known[key]

    def _line_of(self, article: str, place: Range) -> tuple[str, tuple[str, ...]]:
        covered: dict[str, set[int]] = defaultdict(set)
        reasons: dict[str, list[str]] = defaultdict(list)
        for copy in self._copies.get(article, ()):
            if copy.here.overlaps(place):
                line, further = self.line_of(copy.first.article, copy.first.range)
                ends = max(place.start, copy.here.start), min(place.end, copy.here.end)
                covered[line].update(range(*ends))
                reasons[line] += (*copy.iris, *further)
        if 2 * len(set().union(*covered.values())) <= len(place):
            return article, ()
        line = min(covered, key=lambda found: (-len(covered[found]), found))
        return line, tuple(dict.fromkeys(reasons[line]))

    def quads(self, occurrences: Sequence[str]) -> tuple[Quad, ...]:
        """Return what the lineage graph says of occurrences."""
        wanted = set(occurrences)
        return tuple(
            Quad(triple.subject, triple.predicate, triple.object, LINEAGE)
            for triple in self._triples
            if isinstance(triple.subject, NamedNode) and triple.subject.value in wanted
        )
