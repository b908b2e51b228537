"""Everything that an article's text holds for the check, found once and looked up by range."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from pactgraph.model.passages import Range
from pactgraph.words.lexicon import Lexicon, NameMatch
from pactgraph.words.numerals import WrittenNumber, written_numbers
from pactgraph.words.sayings import quotations, sayings
from pactgraph.words.tokens import Tokens
from pactgraph.words.vocabulary import Vocabulary
from pactgraph.words.written_dates import WrittenDate, written_dates


class _Placed(Protocol):
    @property
    def range(self) -> Range: ...


_P = TypeVar("_P", bound=_Placed)


class _ByPlace(Generic[_P]):
    """Things of a text by where they stand."""

    def __init__(self, placed: Iterable[_P]) -> None:
        self.all = tuple(sorted(placed, key=lambda one: one.range))
        self._starts = [one.range.start for one in self.all]

    def within(self, inside: Range) -> Sequence[_P]:
        first = bisect_left(self._starts, inside.start)
        last = bisect_left(self._starts, inside.end)
        return [one for one in self.all[first:last] if one.range.end <= inside.end]


@dataclass(frozen=True, slots=True)
class Stated:
    """A number or a date of the text; ``of`` are the things of whose name it is a part.

    What stands inside a name says something of that thing alone: the nine of the
    "Ninth Accord" is the number of the accord and of nothing else.
    """

    written: WrittenNumber | WrittenDate
    of: frozenset[str] | None

    @property
    def range(self) -> Range:
        """Where it stands."""
        return self.written.range

    def says_of(self, subject: str) -> bool:
        """Say whether it can be a value of ``subject``."""
        return self.of is None or subject in self.of


class ArticleWords:
    """The names, numbers, dates, individuals and signs of speech of one text.

    All are found in the whole article, so that a passage which cuts a name in two
    does not find the shorter name inside it.
    """

    def __init__(
        self,
        text: str,
        lexicon: Lexicon,
        vocabulary: Vocabulary,
        meant: frozenset[str] = frozenset(),
    ) -> None:
        self.text = text
        self.tokens = Tokens(text)
        self._lexicon = lexicon
        dates = written_dates(text)
        self.names = _ByPlace(
            name
            for name in lexicon.in_article(self.tokens, meant)
            if not any(name.range != d.range and name.range in d.range for d in dates)
        )
        whole_dates = [date for date in dates if not date.bare_year]
        self._dates = _ByPlace(self._stated(date) for date in dates)
        self._numbers = _ByPlace(
            self._stated(number)
            for number in written_numbers(text)
            if not any(number.range.overlaps(date.range) for date in whole_dates)
        )
        self._individuals = _ByPlace(vocabulary.individuals_in(self.tokens))
        self._sayings = sayings(self.tokens)
        self._quotations = quotations(self.tokens)

    def within(self, inside: Range) -> PassageWords:
        """Return what the words of a passage hold."""
        return PassageWords(self, inside)

    def _stated(self, written: WrittenNumber | WrittenDate) -> Stated:
        around = [n for n in self.names.all if n.range.overlaps(written.range)]
        of = frozenset[str]().union(*(name.things for name in around)) if around else None
        return Stated(written, of)


class PassageWords:
    """What the words of one passage hold."""

    def __init__(self, article: ArticleWords, place: Range) -> None:
        self._article = article
        self.range = place

    @property
    def text(self) -> str:
        """The passage's own words."""
        return self.range.of(self._article.text)

    @property
    def whole_text(self) -> str:
        """The text that the passage is of."""
        return self._article.text

    @cached_property
    def names(self) -> Sequence[NameMatch]:
        """The names that stand whole in the passage."""
        return self._article.names.within(self.range)

    @cached_property
    def things(self) -> frozenset[str]:
        """The things that the words name and that nothing else could be meant by."""
        return frozenset(name.only_thing for name in self.names if name.only_thing)

    def inside_names_of(self, thing: str) -> frozenset[str]:
        """Return the things that the names of another name, such as the town of its accord."""
        names = (name for name in self.names if name.only_thing == thing)
        return frozenset[str]().union(*map(self._article._lexicon.inside, names))

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """The things that some words could mean, among others."""
        return frozenset(
            thing for name in self.names if name.only_thing is None for thing in name.things
        )

    @cached_property
    def numbers(self) -> Sequence[Stated]:
        """The numbers that stand whole in the passage."""
        return self._article._numbers.within(self.range)

    @cached_property
    def dates(self) -> Sequence[Stated]:
        """The dates that stand whole in the passage."""
        return self._article._dates.within(self.range)

    @cached_property
    def individuals(self) -> frozenset[str]:
        """The ontology's individuals of which a lexical form stands in the passage."""
        return frozenset(
            form.thing
            for match in self._article._individuals.within(self.range)
            for form in match.forms
        )

    def individuals_before(self, place: Range) -> frozenset[str]:
        """Return the individuals with a lexical form right before a place of the article."""
        tokens = self._article.tokens
        index = tokens.first_at_or_after(place.start)
        if index == 0 or index == len(tokens) or tokens[index].gap.strip(" $\u20ac\u00a3\"'"):
            return frozenset()
        end = tokens[index - 1].end
        return frozenset(
            form.thing
            for match in self._article._individuals.all
            if match.range.end == end
            for form in match.forms
        )

    def holds(self, words: str) -> bool:
        """Say whether these words stand in the passage, whole and together."""
        pattern = Tokens(words)
        return next(self._article.tokens.find(pattern, self.range), None) is not None

    @property
    def verb_of_saying(self) -> str | None:
        """The first verb of saying in the passage, or None."""
        for place in self._article._sayings:
            if place in self.range:
                return place.of(self._article.text)
        return None

    @property
    def quotes(self) -> bool:
        """Whether some of the passage stands between quotation marks."""
        return any(place.overlaps(self.range) for place in self._article._quotations)
