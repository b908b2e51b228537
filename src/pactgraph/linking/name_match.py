"""How well two names fit: the same, the same but for spelling, or sharing words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import JaroWinkler

from pactgraph.query.name_table import normalised

_EMPTY_WORDS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "de",
        "der",
        "des",
        "di",
        "du",
        "for",
        "in",
        "la",
        "le",
        "of",
        "on",
        "the",
        "to",
        "von",
    ]
)
_ALIKE: Final = 0.82
"""From which likeness on (Jaro-Winkler) two words are taken for spellings of one."""

_BRACKETS: Final = re.compile(r"^(.*\S)\s*\(([^()]*)\)$")
_FIRST_OF_PERSON: Final = 0.6
_PARTLY: Final = 0.93


@dataclass(frozen=True)
class NameMatch:
    """Two names that were compared: ``score`` is 0 to 1, ``how`` says in words what is alike."""

    ours: str
    theirs: str
    score: float
    how: str


def split_brackets(name: str) -> tuple[str, str]:
    """Return a title without the words in brackets that tell it from others, and these.

    >>> split_brackets("Georgia (country)")
    ('Georgia', 'country')
    """
    match = _BRACKETS.match(name)
    return (match[1], match[2]) if match else (name, "")


@lru_cache(maxsize=1 << 17)
def plain(name: str) -> str:
    """Return a name without case, accents and punctuation.

    >>> plain("Euro-Atlantic Partnership Council’s")
    'euro atlantic partnership council s'
    """
    return " ".join(re.sub(r"[^\w]+|_", " ", normalised(name)).split())


@lru_cache(maxsize=1 << 17)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name that say something, plain."""
    every = plain(name).split()
    return tuple(word for word in every if word not in _EMPTY_WORDS) or tuple(every)


def initials(name: str) -> str:
    """Return the first letters of a name's words that say something, as an acronym has them."""
    return "".join(word[0] for word in words(name))


def compare(ours: str, theirs: str, *, of_person: bool = False) -> NameMatch:
    """Return how well two names fit.

    Of people, whose names have few words, every word has to be met: an Armen is no Serzh.
    """
    if ours == theirs:
        return NameMatch(ours, theirs, 1.0, "the same")
    if plain(ours) == plain(theirs):
        how = "the same but for case, accents or punctuation"
        return NameMatch(ours, theirs, 0.98, how)
    own, other = words(ours), words(theirs)
    if sorted(own) == sorted(other):
        return NameMatch(ours, theirs, 0.96, "the same words in another order or form")
    if is_acronym(ours, theirs) or is_acronym(theirs, ours):
        return NameMatch(ours, theirs, 0.9, "one is made of the other's first letters")
    return _by_words(ours, theirs, own, other, of_person)


def best(
    ours: Iterable[str], theirs: Iterable[str], *, of_person: bool = False
) -> NameMatch | None:
    """Return the best match of any of our names with any of theirs; None if there are none."""
    found: NameMatch | None = None
    others = list(theirs)
    for own in ours:
        for other in others:
            match = compare(own, other, of_person=of_person)
            if found is None or match.score > found.score:
                found = match
    return found


def is_acronym(short: str, long: str) -> bool:
    """Say whether the first name is the first letters of the second.

    >>> is_acronym("CSTO", "Collective Security Treaty Organisation")
    True
    """
    return (
        len(short) > 2 and short.isupper() and " " not in short and initials(long) == plain(short)
    )


def _by_words(
    ours: str, theirs: str, own: tuple[str, ...], other: tuple[str, ...], of_person: bool
) -> NameMatch:
    pairs = sorted(
        ((_likeness(a, b), i, j) for i, a in enumerate(own) for j, b in enumerate(other)),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    met_own: set[int] = set()
    met_other: set[int] = set()
    total, respelt = 0.0, 0
    for likeness, i, j in pairs:
        if likeness >= _ALIKE and i not in met_own and j not in met_other:
            met_own.add(i)
            met_other.add(j)
            total += likeness
            respelt += likeness < 1
    if not total:
        return NameMatch(ours, theirs, 0.0, "no word in common")
    score = _PARTLY * 2 * total / (len(own) + len(other))
    all_own, all_other = len(met_own) == len(own), len(met_other) == len(other)
    if of_person and not (all_own or all_other):
        score *= _FIRST_OF_PERSON
    how = f"{len(met_own)} of {len(own)} words met" if not all_own else "all our words met"
    if respelt:
        how += f", {respelt} spelt otherwise"
    if not all_other:
        how += f"; theirs has {len(other) - len(met_other)} more"
    return NameMatch(ours, theirs, score, how)


@lru_cache(maxsize=1 << 17)
def _likeness(a: str, b: str) -> float:
    if a == b:
        return 1.0
    # Numbers are never misspelt: 2018 is not 2008.
    if a[0].isdigit() or b[0].isdigit() or min(len(a), len(b)) < 4:
        return 0.0
    return JaroWinkler.similarity(a, b)
