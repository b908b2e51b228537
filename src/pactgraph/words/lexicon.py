"""Names: which forms of words mean which thing, and where the longest of them stand in a text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.passages import Range
from pactgraph.namespaces import PACT
from pactgraph.words.tokens import Tokens


class Sort(Enum):
    """The three sorts of form: a name, a short name, a derived form."""

    NAME = "name"
    SHORT = "short name"
    DERIVED = "derived form"


SORT_OF: Final = {
    PACT.name: Sort.NAME,
    PACT.shortName: Sort.SHORT,
    PACT.derivedForm: Sort.DERIVED,
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form as recorded, and the thing that it is a form of."""

    thing: str
    written: str
    sort: Sort


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Words of a text that are a form of one thing, or of several that share it."""

    range: Range
    forms: tuple[Form, ...]

    @property
    def things(self) -> frozenset[str]:
        """The things that these words could mean."""
        return frozenset(form.thing for form in self.forms)

    @property
    def only_thing(self) -> str | None:
        """The thing that these words mean, or None where they could mean several."""
        things = self.things
        return next(iter(things)) if len(things) == 1 else None


_Test = Callable[[Form], bool]


class FormIndex:
    """Forms by their words: finds them whole in a text, longest first.

    A form in capitals throughout ("US", "WHO") is matched only by a word that begins
    with a capital, else "us" and "who" would carry it; otherwise case does not matter.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        by_words: dict[tuple[str, ...], list[Form]] = defaultdict(list)
        patterns: dict[tuple[str, ...], Tokens] = {}
        for form in forms:
            tokens = Tokens(form.written)
            if not len(tokens):
                continue
            key = tuple(part for token in tokens for part in (token.gap, token.key))[1:]
            by_words[key].append(form)
            patterns[key] = tokens
        self._starting: dict[tuple[str, ...], list[tuple[Tokens, tuple[Form, ...]]]] = {}
        for key, shared in by_words.items():
            # Very many names begin with the same word, but few with the same two.
            begin = self._starting.setdefault(key[:3], [])
            begin.append((patterns[key], tuple(shared)))

    def matches(self, tokens: Tokens) -> Iterator[NameMatch]:
        """Yield every place where words of ``tokens`` are a form, nested ones too."""
        for index, token in enumerate(tokens):
            begins: list[tuple[str, ...]] = [(token.key,)]
            if index + 1 < len(tokens):
                begins.append((token.key, tokens[index + 1].gap, tokens[index + 1].key))
            for pattern, forms in (one for key in begins for one in self._starting.get(key, ())):
                if not tokens.match(index, pattern):
                    continue
                capital = tokens.text[token.start].isupper()
                fitting = tuple(f for f in forms if capital or not is_abbreviation(f.written))
                if fitting:
                    end = tokens[index + len(pattern) - 1].end
                    yield NameMatch(Range(token.start, end), fitting)


class Lexicon:
    """All the forms of all named things of a project."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms = tuple(sorted(set(forms), key=lambda f: (f.thing, f.sort.value, f.written)))
        self._index = FormIndex(self.forms)
        self.named = frozenset(form.thing for form in self.forms if form.sort is Sort.NAME)
        self._of: dict[str, list[Form]] = defaultdict(list)
        for form in self.forms:
            self._of[form.thing].append(form)

    @classmethod
    def from_entities(cls, triples: Iterable[Triple]) -> Lexicon:
        """Return the lexicon that the entity records make."""
        return cls(
            Form(triple.subject.value, triple.object.value, sort)
            for triple in triples
            if (sort := SORT_OF.get(triple.predicate)) is not None
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
        )

    def of(self, thing: str) -> tuple[Form, ...]:
        """Return the recorded forms of a thing, names first."""
        order = list(Sort)
        return tuple(sorted(self._of.get(thing, ()), key=lambda form: order.index(form.sort)))

    def in_article(self, tokens: Tokens, meant: frozenset[str] = frozenset()) -> list[NameMatch]:
        """Return the forms that stand in an article, the longest where they overlap.

        A short name counts only where the same article carries a name of that thing
        alone; ``meant`` are the things of written resolutions, which settle a name
        that several things bear.
        """
        found = list(self._index.matches(tokens))
        named = longest(_keeping(found, lambda form: form.sort is not Sort.SHORT))
        established = {
            form.thing
            for match in named
            for form in match.forms
            if form.sort is Sort.NAME and (match.only_thing is not None or form.thing in meant)
        }
        return longest(
            _keeping(found, lambda form: form.sort is not Sort.SHORT or form.thing in established)
        )

    def inside(self, match: NameMatch) -> frozenset[str]:
        """Return the things that a name of another thing names, each alone.

        Such is the town of the "Osel Accord". A short name counts for nothing there.
        """
        tokens = Tokens(match.forms[0].written)
        whole = Range(tokens[0].start, tokens[len(tokens) - 1].end)
        found = _keeping(self._index.matches(tokens), lambda form: form.sort is not Sort.SHORT)
        shorter = longest(name for name in found if name.range != whole)
        return frozenset(name.only_thing for name in shorter if name.only_thing) - match.things

    def in_own_words(self, tokens: Tokens) -> list[NameMatch]:
        """Return the forms in a sentence of our own: names in any case, others as written.

        A short name such as "the Union" is a common noun when it has no capital.
        """
        kept: list[NameMatch] = []
        for match in self._index.matches(tokens):
            words = match.range.of(tokens.folded)
            forms = tuple(form for form in match.forms if _stands(form, words))
            if forms:
                kept.append(NameMatch(match.range, forms))
        return longest(kept)


def is_abbreviation(written: str) -> bool:
    """Say whether a form is one word of capitals only.

    >>> is_abbreviation("OSCE"), is_abbreviation("Osel"), is_abbreviation("UN House")
    (True, False, False)
    """
    return written.isupper() and " " not in written


def longest(matches: Iterable[NameMatch]) -> list[NameMatch]:
    """Return the matches of which no word lies in a longer one, in order of place.

    Of two of one length that overlap, the earlier stands; forms on the very same
    words are put together.
    """
    by_range: dict[Range, list[Form]] = defaultdict(list)
    for match in matches:
        by_range[match.range].extend(match.forms)
    kept: list[Range] = []
    taken: set[int] = set()
    for place in sorted(by_range, key=lambda place: (-len(place), place.start)):
        span = range(place.start, place.end)
        if taken.isdisjoint(span):
            kept.append(place)
            taken.update(span)
    return [NameMatch(place, tuple(dict.fromkeys(by_range[place]))) for place in sorted(kept)]


def _stands(form: Form, words: str) -> bool:
    return form.sort is Sort.NAME or words.split() == Tokens(form.written).folded.split()


def _only(match: NameMatch, keep: _Test) -> NameMatch | None:
    forms = tuple(form for form in match.forms if keep(form))
    return NameMatch(match.range, forms) if forms else None


def _keeping(matches: Iterable[NameMatch], keep: _Test) -> Iterator[NameMatch]:
    for match in matches:
        if kept := _only(match, keep):
            yield kept
