"""Where words stand in a text: what a curator asks instead of counting characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pactgraph.errors import BadInput
from pactgraph.model.passages import Range
from pactgraph.words.spelling import Spelling
from pactgraph.words.tokens import Tokens

_CONTEXT = 30


@dataclass(frozen=True, slots=True)
class Located:
    """One place of the words, with a little of the text before and after."""

    range: Range
    before: str
    words: str
    after: str

    def __str__(self) -> str:
        return f"{self.range}  …{self.before}[{self.words}]{self.after}…"


def locate(text: str, words: str, *, inside: Range | None = None) -> list[Range]:
    r"""Return every range of ``text`` (within ``inside``) where the words stand whole.

    Case does not matter, nor the sort of quotes, dashes and spaces. Raises BadInput
    if there is nothing to look for.

    >>> locate("The Lagoon Board\u2019s vote. The lagoon\nboard.", "the lagoon board")
    [Range(start=0, end=16), Range(start=25, end=41)]
    """
    if not words.strip():
        raise BadInput("there are no words to look for", hint='give them in quotes: "two words"')
    return list(places(Tokens(text), words, inside=inside))


def locate_in_context(text: str, words: str) -> list[Located]:
    """Return every place of the words with a little of the text around each.

    Raises BadInput if there is nothing to look for.
    """
    return [
        Located(
            place,
            _one_line(text[max(0, place.start - _CONTEXT) : place.start]),
            _one_line(place.of(text)),
            _one_line(text[place.end : place.end + _CONTEXT]),
        )
        for place in locate(text, words)
    ]


def places(
    tokens: Tokens, words: str, *, inside: Range | None = None, any_case: bool = True
) -> Iterator[Range]:
    """Yield where the words stand whole in a text that is cut into words already; none for none."""
    for place in _spelling(tokens, any_case).find(words, inside):
        if not tokens.splits_word(place.start) and not tokens.splits_word(place.end):
            yield place


@lru_cache(maxsize=8)
def _spelling(tokens: Tokens, any_case: bool) -> Spelling:
    """Spell a text once for all that is looked for in it."""
    return Spelling(tokens.text, any_case=any_case)


def _one_line(text: str) -> str:
    return text.replace("\n", "⏎")
