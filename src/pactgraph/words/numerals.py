"""Numbers as a text writes them: in figures and in words, cardinal, ordinal and "twice"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pactgraph.model.passages import Range

_UNITS: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_UNIT_ORDINALS: Final = (
    "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
    "sixteenth", "seventeenth", "eighteenth", "nineteenth",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

_SMALL: Final[dict[str, int]] = {word: n for n, word in enumerate(_UNITS)}
_TEN: Final[dict[str, int]] = {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALE: Final[dict[str, int]] = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_ABBREVIATED_SCALE: Final[dict[str, int]] = {
    **_SCALE, "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "bn": 10**9, "bln": 10**9,
    "tn": 10**12, "hundred": 100, "dozen": 12,
}  # fmt: skip
_ORDINAL: Final[dict[str, str]] = {
    **dict(zip(_UNIT_ORDINALS, _UNITS, strict=True)),
    **{ten[:-1] + "ieth": ten for ten in _TENS},
    **{f"{word}th": word for word in ("hundred", "thousand", "million", "billion", "trillion")},
}
_TIMES: Final = {"once": 1, "twice": 2, "thrice": 3}
_WORDS: Final = {*_SMALL, *_TEN, *_SCALE, *_ORDINAL, "hundred", "dozen"}

_WORD: Final = "(?:" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")"
_HYPHEN: Final = "[-\u2010\u2011]"
_SPACE: Final = "[ \n\u00a0]"
_SPELT: Final = re.compile(
    rf"(?<![^\W_])(?:{_WORD}(?:(?:{_SPACE}|{_HYPHEN}|{_SPACE}and{_SPACE}){_WORD})*"
    rf"|once|twice|thrice)(?![^\W_])",
    re.IGNORECASE,
)
_SPELT_PART: Final = re.compile(rf"{_WORD}(?![^\W_])", re.IGNORECASE)
_FRACTION: Final = re.compile(
    rf"(?<![^\W_])(?:one|two|three|four|five|six|seven|nine)(?:{_SPACE}|{_HYPHEN})"
    r"(?:half|halves|thirds?|quarters?|fourths|fifths|sixths|tenths)(?![^\W_])",
    re.IGNORECASE,
)
# A digit group after a comma or a hard space is thousands; after an ordinary space it is not.
_FIGURES: Final = re.compile(
    r"(?<![\w:/@#.])(?<![^\W\d_][-\u2010\u2011])(?<!\d,)"
    r"(?P<whole>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+(?!\d)|\d+)"
    r"(?P<decimals>\.\d+)?"
    rf"(?:(?P<ordinal>st|nd|rd|th)|{_SPACE}?{_HYPHEN}?"
    r"(?P<scale>hundred|thousand|million|billion|trillion|dozen|mln|bln|mn|bn|tn)"
    r"|(?P<letter>[kmKM]))?"
    r"(?!\w|[.,:/]\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """One number of a text, its value and where it stands."""

    range: Range
    value: Decimal


def written_numbers(text: str) -> list[WrittenNumber]:
    """Return the numbers written in ``text``, in order, none inside another.

    Fractions ("two thirds"), clock times and the figures inside a name such as
    "R2" are no numbers here; dates are, and the caller sets them aside.

    >>> [str(number.value) for number in written_numbers("1,200 in the ninth 44-day cycle, twice")]
    ['1200', '9', '44', '2']
    >>> [str(number.value) for number in written_numbers("one hundred and twenty, 2.5 million")]
    ['120', '2500000']
    """
    taken = [match.span() for match in _FRACTION.finditer(text)]
    found = [
        number
        for number in (*_figures(text), *_spelt(text))
        if not any(start < number.range.end and number.range.start < end for start, end in taken)
    ]
    return sorted(found, key=lambda number: number.range)


def _figures(text: str) -> Iterator[WrittenNumber]:
    for match in _FIGURES.finditer(text):
        value = Decimal(re.sub(r"\D", "", match["whole"]) + (match["decimals"] or ""))
        scale = match["scale"] or match["letter"]
        if scale:
            value *= _ABBREVIATED_SCALE[scale.lower()]
        yield WrittenNumber(Range(*match.span()), _plain(value))


def _spelt(text: str) -> Iterator[WrittenNumber]:
    for run in _SPELT.finditer(text):
        if run[0].lower() in _TIMES:
            yield WrittenNumber(Range(*run.span()), Decimal(_TIMES[run[0].lower()]))
            continue
        if _after_figure(text, run.start()):
            continue
        parts = list(_SPELT_PART.finditer(text, run.start(), run.end()))
        while parts:
            count, value = _leading_number([part[0].lower() for part in parts])
            yield WrittenNumber(Range(parts[0].start(), parts[count - 1].end()), Decimal(value))
            parts = parts[count:]


def _after_figure(text: str, start: int) -> bool:
    """Say whether the words are the scale of a figure, as in "2 million"."""
    return re.search(r"\d[ \n\u00a0-]$", text[max(0, start - 2) : start]) is not None


def _leading_number(words: list[str]) -> tuple[int, int]:
    """Return how many of the words make the first number, and its value.

    "two hundred and five" is one number, "two three" and "ninth two" are two.
    """
    total = group = 0
    last = 10**15
    for index, written in enumerate(words):
        word = _ORDINAL.get(written, written)
        if word in _SCALE:
            scale = _SCALE[word]
            if index and (group == 0 or scale >= last):
                return index, total + group
            total, group, last = total + (group or 1) * scale, 0, scale
        elif word in ("hundred", "dozen"):
            if group > 99 or (index and group == 0):
                return index, total + group
            group = (group or 1) * (100 if word == "hundred" else 12)
        else:
            value = _SMALL.get(word, _TEN.get(word, 0))
            if index and not _joins(total, group, value):
                return index, total + group
            group += value
        if written in _ORDINAL:
            return index + 1, total + group
    return len(words), total + group


def _joins(total: int, group: int, value: int) -> bool:
    """Say whether ``value`` goes on from ``group``, as in "twenty five" and "hundred ten"."""
    if group == 0:
        return total > 0
    if group % 100 == 0:
        return True
    return group % 100 >= 20 and group % 10 == 0 and 1 <= value <= 9


def _plain(value: Decimal) -> Decimal:
    return Decimal(int(value)) if value == int(value) else value.normalize()
