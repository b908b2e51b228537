"""Planted disagreements: how one article differs from another, and what must be found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from .draft import Draft
from .news import News
from .telling_bodies import related
from .telling_operations import contribution_ended, signing_again
from .telling_people import held
from .terms import (
    JUDGEMENT,
    JUDGEMENTS,
    LABEL,
    PACT,
    A,
    english,
    stated,
)
from .things import Thing, minted


@dataclass
class Planted:
    """What telling a dispute leaves: what must be found of what, and what is declared for it.

    ``named`` and ``matter`` are what names the finding: the things, and the point in which the
    sides differ.
    """

    rule: str
    named: tuple[NamedNode, ...]
    matter: str = ""
    things: list[Thing] = field(default_factory=list)
    judgements: list[Quad] = field(default_factory=list)


_EARLIER: Final = 3
_LEVEL: Final = f"{PACT.level} {PACT.servicemen}"
_DUPLICATE: Final = "What an article may tell of as another thing."


def dispute(draft: Draft, own: News, other: News, kind: str) -> Planted:
    """Tell in an article (``own``) what differs from what another says."""
    return _TOLD[kind](draft, own, other)


def _date(draft: Draft, own: News, other: News) -> Planted:
    signing_again(draft, other, year=other.signed.day.year - _EARLIER)
    return Planted("dates-of-one-thing", (other.signing.node,), "begin")


def _duplicate(draft: Draft, own: News, other: News) -> Planted:
    document = other.document
    second = minted(
        f"{document.key}-signing-{own.number}", "Signing", f"A signing of {document.label}",
        _DUPLICATE,
    )  # fmt: skip
    signing_again(draft, other, year=other.signed.day.year - _EARLIER, node=second.node)
    judged = judgement(
        f"{second.key}-perhaps-{other.signing.key}", second.node, other.signing.node,
        "Both are signings of one paper, of two years that do not agree.",
    )  # fmt: skip
    return Planted(
        "dates-of-what-may-be-one", (other.signing.node, second.node), "begin", [second], judged
    )


def _count(draft: Draft, own: News, other: News) -> Planted:
    # The words are copied by whoever composes the article, with another number.
    return Planted("one-count-two-numbers", (other.contribution.node,), _LEVEL)


def _scope(draft: Draft, own: News, other: News) -> Planted:
    # Both articles have one number for one state; nothing more needs telling.
    matter = f"{other.strength} servicemen"
    return Planted("one-number-two-scopes", (other.state.node,), matter)


def _office(draft: Draft, own: News, other: News) -> Planted:
    w, person = draft.word, own.envoy
    thing = minted(
        f"{person.key}-{other.office.key}-holding", "OfficeHolding",
        f"{person.label} as {other.office.label} (holding)", "As one article has it.",
    )  # fmt: skip
    since = other.holding_since.day.year - 1
    here = draft.told(
        f"{draft.opening()} {draft.call(person)} {w()} {other.office.name} {w()}"
        f" {other.organisation.name} {w()} since {since} {draft.words(3)}"
    )
    held(here, thing.node, person.node, other)
    here.say(thing.node, PACT.begin, stated(date(since, 1, 1), "year"))
    here.observed_today(thing.node)
    return Planted(
        "one-office-held-by-two",
        (person.node, other.officer.node, other.office.node),
        things=[thing],
    )


def _ended(draft: Draft, own: News, other: News) -> Planted:
    between = (own.published - other.published) // 2
    contribution_ended(draft, other, other.published + between, "day")
    return Planted("current-then-ended", (other.contribution.node,))


def _excluded(draft: Draft, own: News, other: News) -> Planted:
    contribution_ended(draft, other, date(2009, 1, 1), "year")
    return Planted("certain-and-excluded", (other.contribution.node,))


def _denied(draft: Draft, own: News, other: News) -> Planted:
    w, state, forum = draft.word, other.state, other.forum
    here = draft.told(
        f"{draft.opening()} {state.name} {w()} never {w()} seeks {w()} {forum.name}"
        f" {draft.words(4)}"
    )
    node = draft.labelled(here, "denial", "Denial", f"{state.label} without {forum.label}")
    here.say(node, PACT.denialSubject, state.node)
    here.say(node, PACT.denialRelation, PACT.seeks)
    here.say(node, PACT.denialObject, forum.node)
    here.say(node, PACT.gist, english(f"{state.label} wants nothing of {forum.label}."))
    return Planted("denied-and-stated", (state.node, forum.node, PACT.seeks))


def _relation(draft: Draft, own: News, other: News) -> Planted:
    w, state, forum = draft.word, other.state, other.forum
    thing = minted(
        f"{state.key}-{forum.key}-bilateral-cooperation", "BilateralCooperation",
        f"{state.label} and {forum.label} (bilateral cooperation)", "As one article calls it.",
    )  # fmt: skip
    begun = other.related_since.day.year - _EARLIER
    here = draft.told(
        f"{draft.opening()} {state.name} {w()} {w()} {forum.name} {w()} since {begun}"
        f" {draft.words(4)}"
    )
    here.is_a(thing.node, thing.kind)
    related(here, thing, state.node, forum.node)
    here.say(thing.node, PACT.begin, stated(date(begun, 1, 1), "year"))
    return Planted("begins-of-relations", (state.node, forum.node), "begin", [thing])


def _resumed(draft: Draft, own: News, other: News) -> Planted:
    w, state, body, programme = draft.word, other.state, other.organisation, other.programme
    here = draft.told(
        f"{draft.opening()} {state.name} {w()} {body.name} {w()} resumed {w()} {programme.name}"
        f" {draft.words(3)}"
    )
    again = draft.labelled(here, "resumption", "Resumption", f"{programme.label} resumed")
    what = draft.labelled(here, "cooperation", "Cooperation", f"Work in {programme.label}")
    here.say(again, PACT.resumed, what)
    here.say(again, PACT.heldWithin, programme.node)
    here.say(what, PACT.firstCooperator, state.node)
    here.say(what, PACT.secondCooperator, body.node)
    here.say(what, PACT.heldWithin, programme.node)
    return Planted("since-against-resumed", (other.participation.node, again))


_TOLD: Final[dict[str, Callable[[Draft, News, News], Planted]]] = {
    "date": _date,
    "count": _count,
    "office": _office,
    "scope": _scope,
    "ended": _ended,
    "excluded": _excluded,
    "denied": _denied,
    "relation": _relation,
    "duplicate": _duplicate,
    "resumed": _resumed,
}


def judgement(name: str, one: NamedNode, other: NamedNode, reason: str) -> list[Quad]:
    """Return a curator's judgement that two things are perhaps one."""
    node = NamedNode(JUDGEMENT + name)
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (node, A, PACT.Judgement),
        (node, LABEL, english(f"Perhaps one: {name}")),
        (node, PACT.judgedThing, one),
        (node, PACT.judgedThing, other),
        (node, PACT.reason, english(reason)),
        (one, PACT.perhapsSameAs, other),
    ]
    return [Quad(subject, name_, value, JUDGEMENTS) for subject, name_, value in said]
