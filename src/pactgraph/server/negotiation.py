"""Which format a client gets: its Accept header against the formats that there are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pactgraph.web.formats import FORMATS

_LONGEST = 2048
"""A longer Accept header is read no further: no client needs one."""

_RANGE = re.compile(r"([\w!#$&^.+*-]+)/([\w!#$&^.+*-]+)$")
# A number without its 0 is none of the grammar's, but what is meant is plain.
_WEIGHT = re.compile(r"(?:0\.?|0?\.\d{1,3}|1(?:\.0{0,3})?)$")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen: a format, and the Content-Type that it goes by."""

    format: str
    content_type: str


@dataclass(frozen=True, slots=True)
class _Range:
    main: str
    sub: str
    weight: float

    @property
    def precision(self) -> int:
        return (self.main != "*") + (self.sub != "*")

    def takes(self, main: str, sub: str) -> bool:
        return self.main in ("*", main) and self.sub in ("*", sub)


def choose(accept: str, formats: tuple[str, ...]) -> Choice | None:
    """Return what an Accept header prefers among formats, None if it takes none of them.

    RFC 9110, section 12.5.1: for each media type the most precise range says its weight;
    of equal weights the format that is named first is taken. No header takes anything. A
    format that was asked for by another of its media types goes out under that one, which
    has to be named: ``text/*`` asks for no format that has a type in ``text/`` beside its own.

    >>> choose("text/csv;q=0.5, */*;q=0.1", ("srj", "csv"))
    Choice(format='csv', content_type='text/csv; charset=utf-8')
    >>> choose("application/json", ("srj",)).content_type
    'application/json'
    >>> choose("text/turtle", ("srj", "csv")) is None
    True
    """
    return _choose(accept[:_LONGEST], formats)


@lru_cache(maxsize=1024)
def _choose(accept: str, formats: tuple[str, ...]) -> Choice | None:
    ranges = _ranges(accept)
    best: Choice | None = None
    best_weight = 0.0
    for name in formats:
        form = FORMATS[name]
        weight = _weight(form.media_type.partition(";")[0], ranges)
        if weight > best_weight:
            best_weight, best = weight, Choice(name, form.content_type)
        for media_type in form.also:
            weight = _weight_by_name(media_type, ranges)
            if weight > best_weight:
                best_weight, best = weight, Choice(name, _alias(media_type))
    return best


def listed(formats: Iterable[str]) -> list[str]:
    """Return the media types of formats, as an answer lists what there is."""
    return [FORMATS[name].media_type for name in formats]


def takes_gzip(accept_encoding: str) -> bool:
    """Tell whether an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3).

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0"), takes_gzip("")
    (True, False, False)
    """
    return bool(accept_encoding) and _takes_gzip(accept_encoding[:_LONGEST])


@lru_cache(maxsize=256)
def _takes_gzip(accept_encoding: str) -> bool:
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, *parameters = (piece.strip() for piece in part.split(";"))
        weights[coding] = _weight_of(parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _ranges(accept: str) -> tuple[_Range, ...]:
    found = []
    for part in accept.split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        match = _RANGE.match(media_range.lower())
        # What is no media range is passed over; a parameter but q narrows nothing of ours.
        if match and (match[1] != "*" or match[2] == "*"):
            found.append(_Range(match[1], match[2], _weight_of(parameters)))
    return tuple(found) or (_Range("*", "*", 1.0),)


def _weight_of(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            value = value.strip()
            return float(value) if _WEIGHT.match(value) else 0.0
    return 1.0


def _weight(media_type: str, ranges: tuple[_Range, ...]) -> float:
    main, _, sub = media_type.partition("/")
    fitting = [one for one in ranges if one.takes(main, sub)]
    if not fitting:
        return 0.0
    precision = max(one.precision for one in fitting)
    return max(one.weight for one in fitting if one.precision == precision)


def _weight_by_name(media_type: str, ranges: tuple[_Range, ...]) -> float:
    named = [one.weight for one in ranges if f"{one.main}/{one.sub}" == media_type]
    return max(named, default=0.0)


def _alias(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
