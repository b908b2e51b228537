"""What one article brings that no other does: its date, its named things, and the facts of them.

All of it is a function of the seed and the number of the article, so that whoever tells the
fact again, or disputes it, knows it without the article.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from .dispute_plan import Dispute, dispute_by, dispute_of, own_trouble
from .draws import by_rank, drawn, log_uniform
from .invented_words import stem
from .publication import published, slug
from .things import Thing, hubs, minted, named, person

_PRECISIONS: Final = ("year", "year", "month", "month", "day")
_REPORTERS: Final = 10


@dataclass(frozen=True, slots=True)
class Past:
    """A day long before any article, and how precisely it is stated at first."""

    day: date
    precision: str


@dataclass(frozen=True, slots=True)
class News:
    """The named things and the facts that one article brings."""

    number: int
    slug: str
    published: date
    author: Thing
    publisher: Thing
    state: Thing
    partner: Thing
    organisation: Thing
    topic: Thing
    city: Thing
    region: Thing
    officer: Thing
    envoy: Thing
    office: Thing
    seat: Thing
    holding: Thing
    holding_since: Past
    former_holding: Thing
    forum: Thing
    accession: Thing
    membership: Thing
    joined: Past
    programme: Thing
    participation: Thing
    participating_since: Past
    cycles: tuple[Thing, Thing]
    cycle_years: tuple[tuple[int, int], tuple[int, int]]
    operation: Thing
    contribution: Thing
    contributing_since: Past
    contributing_until: int | None
    strength: int
    document: Thing
    signing: Thing
    signed: Past
    relations: tuple[Thing, Thing, Thing, Thing]
    related_since: Past
    summits: tuple[Thing, Thing]
    summit_years: tuple[int, int]
    summit_cities: tuple[Thing, Thing]
    visit: Thing
    meeting: Thing
    happened: date
    dispute: Dispute | None
    """How it disputes an earlier article."""
    disputed: Dispute | None
    """How a later article will dispute this one."""
    trouble: str | None
    """What does not fit together within it."""

    def things(self) -> tuple[Thing, ...]:
        """Return all that entity records declare for this article."""
        return (
            self.topic, self.officer, self.envoy, self.office, self.seat, self.holding,
            self.former_holding, self.forum, self.accession, self.membership, self.programme,
            self.participation, *self.cycles, self.operation, self.contribution, self.document,
            self.signing, *self.relations, *self.summits, self.visit, self.meeting,
            *((self.author,) if self.number % _REPORTERS == 0 else ()),
        )  # fmt: skip


@lru_cache(maxsize=4096)
def news(seed: int, number: int) -> News:
    """Return what article ``number`` brings."""
    draw = drawn(seed, "news", number)
    common = hubs(seed)
    state, organisation = by_rank(draw, common.states), by_rank(draw, common.organisations)
    partner = by_rank(draw, common.states)
    while partner is state:
        partner = by_rank(draw, common.states)
    dispute, disputed = dispute_by(seed, number), dispute_of(seed, number)
    strength = 100 + number
    if dispute is not None and dispute.kind == "scope":
        other = news(seed, dispute.origin)
        state, strength = other.state, other.strength
        if partner is state:
            partner = next(one for one in common.states if one is not state)
    trouble = own_trouble(seed, number)
    name = stem(seed, number)

    reporter = log_uniform(draw, number // _REPORTERS + 1) * _REPORTERS
    if number % _REPORTERS == 0:
        reporter = number
    officer = person(seed, 2 * number)
    envoy = person(seed, 2 * number + 1)
    forum = named("Forum", f"{name}os Compact", "A forum that an article brings.")
    office = named("Office", f"{name}ek Commissioner", "An office that an article brings.")
    seat = named("Office", f"{name}el Secretary", "An office that an article brings.")
    operation = named("Operation", f"Operation {name}ax", "An operation that an article brings.")
    programme = named("Programme", f"{name}il Programme", "A programme that an article brings.")
    document = named("Agreement", f"{name}um Accord", "An agreement that an article brings.")
    begun = draw.randrange(1991, 2000)
    again = begun + (3 if trouble == "gap" else 2)
    years = (draw.randrange(1992, 2000), draw.randrange(2000, 2009))
    places = tuple(by_rank(draw, common.cities) for _ in range(2))
    ended = draw.random() < 0.4 and (disputed is None or disputed.kind not in _NEEDS_CURRENT)
    day = published(seed, number)
    return News(
        number,
        slug(number),
        day,
        person(seed, reporter, ending="ard"),
        by_rank(draw, common.media),
        state,
        partner,
        organisation,
        named("Topic", f"{name}ic training", "A matter that an article brings."),
        by_rank(draw, common.cities),
        by_rank(draw, common.regions),
        officer,
        envoy,
        office,
        seat,
        _minted(officer, office, "holding", "OfficeHolding", "as"),
        _past(draw),
        _minted(envoy, seat, "holding", "OfficeHolding", "as"),
        forum,
        _minted(partner, forum, "accession", "Accession", "joins"),
        _minted(partner, forum, "membership", "Membership", "in"),
        _past(draw),
        programme,
        _minted(state, programme, "participation", "Participation", "in"),
        _past(draw),
        (_cycle(programme, 1), _cycle(programme, 2)),
        ((begun, begun + 1), (again, again + 1)),
        operation,
        _minted(state, operation, "contribution", "Contribution", "in"),
        _past(draw, last=2006),
        draw.randrange(2007, 2010) if ended else None,
        strength,
        document,
        minted(f"{document.key}-signing", "Signing", f"Signing of {document.label}", _SHARED),
        _past(draw),
        (
            _minted(state, forum, "relationship", "Relationship", "and"),
            _minted(state, forum, "partnership", "Partnership", "and"),
            _minted(state, forum, "cooperation", "Cooperation", "and"),
            _minted(state, forum, "dialogue", "PoliticalDialogue", "and"),
        ),
        _past(draw),
        (_summit(organisation, number, years[0]), _summit(organisation, number, years[1])),
        years,
        (places[0], places[1]),
        _minted(envoy, state, "visit", "Visit", "visits"),
        _minted(officer, envoy, "meeting", "Meeting", "meets"),
        day - timedelta(days=draw.randrange(1, 4)),
        dispute,
        disputed,
        trouble,
    )


_NEEDS_CURRENT: Final = ("ended", "excluded", "count", "scope")
_SHARED: Final = "What articles share of it."


def _minted(one: Thing, other: Thing, what: str, kind: str, word: str) -> Thing:
    label = f"{one.label} {word} {other.label} ({what})"
    return minted(f"{one.key}-{other.key}-{what}", kind, label, _SHARED)


def _cycle(programme: Thing, number: int) -> Thing:
    label = f"Cycle {number} of {programme.label}"
    return minted(f"{programme.key}-cycle-{number}", "Cycle", label, _SHARED)


def _summit(organisation: Thing, number: int, year: int) -> Thing:
    key = f"{organisation.key}-summit-{number}-{year}"
    return minted(key, "Summit", f"Summit of {organisation.label}, {year} ({number})", _SHARED)


def _past(draw: random.Random, last: int = 2008) -> Past:
    of = date(draw.randrange(1990, last + 1), draw.randrange(1, 13), draw.randrange(1, 29))
    return Past(of, draw.choice(_PRECISIONS))


def earlier(seed: int, number: int, draw: random.Random) -> News | None:
    """Return what some article brings that lies before article ``number`` and is older.

    The first articles are drawn most often, by 1/rank. None if none is found in a few tries.
    """
    today = published(seed, number)
    for _ in range(4 if number else 0):
        origin = log_uniform(draw, number)
        if published(seed, origin) < today:
            return news(seed, origin)
    return None
