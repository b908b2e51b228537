"""Viewpoints: from which days a graph is looked at, and how sure it has to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, get_args

from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate

Sureness = Literal["certain", "possible"]
SURENESSES: Final[tuple[Sureness, ...]] = get_args(Sureness)
"""Which graph a view is: what holds for certain, or what may hold."""

_PRECISION: Final = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}
_DAY: Final = "give a day, such as 2020-12-31; a year or a month means its last day"


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The day as of which things hold, the day by which articles were published, and how surely.

    A day that is None restricts nothing.

    >>> str(Viewpoint(date(2021, 12, 31), date(2020, 12, 31), "possible"))
    'the possible graph as of 2021-12-31, known by 2020-12-31'
    """

    as_of: date | None = None
    known_by: date | None = None
    certainty: Sureness = "certain"

    @classmethod
    def of(
        cls,
        as_of: date | str | None = None,
        known_by: date | str | None = None,
        certainty: str = "certain",
    ) -> Viewpoint:
        """Return the viewpoint that is meant; a year or a month means its last day.

        Raises BadInput for what is no date, for a certainty that is none, and for
        ``possible`` without any day, which would restrict nothing.
        """
        if certainty not in SURENESSES:
            raise BadInput(
                f"no view is called {str(certainty)[:80]!r}",
                hint="a view is " + " or ".join(SURENESSES),
            )
        if as_of is None and known_by is None and certainty != "certain":
            raise BadInput(
                f"without a day there is no {certainty} graph: it is certain and possible at once",
                hint="give a day as well: as-of, known-by, or both",
            )
        sure: Sureness = "possible" if certainty == "possible" else "certain"
        return cls(_day("as-of", as_of), _day("known-by", known_by), sure)

    @property
    def restricts(self) -> bool:
        """Whether this leaves anything out at all."""
        return self.as_of is not None or self.known_by is not None

    @property
    def name(self) -> str:
        """What tells this viewpoint from others; empty if it restricts nothing.

        >>> Viewpoint(as_of=date(2020, 2, 1)).name
        'as-of 2020-02-01 certain'
        """
        days = (("as-of", self.as_of), ("known-by", self.known_by))
        parts = [f"{name} {day.isoformat()}" for name, day in days if day is not None]
        return " ".join([*parts, self.certainty]) if parts else ""

    def __str__(self) -> str:
        days = (("as of", self.as_of), ("known by", self.known_by))
        parts = [f"{words} {day.isoformat()}" for words, day in days if day is not None]
        return " ".join(["the", self.certainty, "graph", ", ".join(parts)]) if parts else "all"


def _day(option: str, given: date | str | None) -> date | None:
    if given is None:
        return None
    if isinstance(given, datetime):
        return given.date()
    if isinstance(given, date):
        return given
    if not isinstance(given, str):
        raise BadInput(f"{option} cannot be a {type(given).__name__}", hint=_DAY)
    words = given.strip()
    try:
        return StatedDate.parse(words, _PRECISION.get(len(words), Precision.DAY)).last
    except BadInput as error:
        why = f": {error.message.partition(': ')[2]}" if "calendar" in error.message else ""
        raise BadInput(f"{option} cannot be {words[:80]!r}{why}", hint=_DAY) from error
