"""Sentences about bodies and programmes: who joined and takes part, cycles, relations."""

from __future__ import annotations

from datetime import date
from typing import Final

from pyoxigraph import Literal, NamedNode

from .draft import Draft, Passage
from .news import News, Past
from .terms import LABEL, PACT, english, stated, whole, written
from .things import Thing

_COARSER: Final = {"day": ("day", "month", "year"), "month": ("month", "year"), "year": ("year",)}


def coarser(draft: Draft, past: Past) -> str:
    """Return a precision at which a past day may be told again, so that it agrees."""
    return draft.draw.choice(_COARSER[past.precision])


def accession(draft: Draft, news: News) -> None:
    """Tell that a state joined a forum, and is its member since."""
    state, forum, w = news.partner, news.forum, draft.word
    when = written(news.joined.day, news.joined.precision)
    here = draft.told(
        f"{draft.opening()} {state.name} {w()} joined {w()} {forum.name} {w()} {when}"
        f" {draft.words(5)}"
    )
    _accession(here, news, stated(news.joined.day, news.joined.precision))


def membership(draft: Draft, news: News) -> None:
    """Tell again that a state joined a forum and is a member of it, as precisely as may be."""
    w = draft.word
    precision = coarser(draft, news.joined)
    when = written(news.joined.day, precision)
    here = draft.told(
        f"{draft.opening()} {news.partner.name} {w()} belongs {w()} {news.forum.name} {w()}"
        f" since {when} {w()} {w()}"
    )
    _accession(here, news, stated(news.joined.day, precision))
    here.is_a(news.forum.node, "Forum")


def _accession(here: Passage, news: News, since: Literal) -> None:
    node = news.accession.node
    here.is_a(node, "Accession")
    here.say(node, PACT.joiner, news.partner.node)
    here.say(node, PACT.joined, news.forum.node)
    here.say(node, PACT.date, since)
    node = news.membership.node
    here.is_a(node, "Membership")
    here.say(node, PACT.member, news.partner.node)
    here.say(node, PACT.organisation, news.forum.node)
    here.say(node, PACT.begin, since)


def participation(draft: Draft, news: News) -> None:
    """Tell that a state takes part in a programme, since when and still."""
    state, programme, w = news.state, news.programme, draft.word
    past = news.participating_since
    manner = w()
    here = draft.told(
        f"{draft.opening()} {state.name} {manner} takes part {w()} {programme.name} {w()}"
        f" since {written(past.day, past.precision)} {draft.words(4)}"
    )
    node = news.participation.node
    here.is_a(node, "Participation")
    here.say(node, PACT.participant, state.node)
    here.say(node, PACT.programme, programme.node)
    here.say(node, PACT.manner, Literal(manner))
    here.say(node, PACT.begin, stated(past.day, past.precision))
    here.observed_today(node)
    here.is_a(programme.node, "Programme")


def participation_again(draft: Draft, news: News) -> None:
    """Tell again that a state takes part in a programme."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.state.name} {w()} {w()} {news.programme.name} {w()} {w()}"
    )
    node = news.participation.node
    here.is_a(node, "Participation")
    here.say(node, PACT.participant, news.state.node)
    here.say(node, PACT.programme, news.programme.node)
    here.observed_today(node)


def cycles(draft: Draft, news: News) -> None:
    """Tell of the cycles of a programme; the second leaves out what the first says."""
    w = draft.word
    _cycle(draft, news, 0, f"{news.programme.name} {w()} {news.state.name}", None)


def _cycle(draft: Draft, news: News, index: int, whose: str, before: Passage | None) -> None:
    first, last = news.cycle_years[index]
    w = draft.word
    here = draft.told(
        f"{draft.opening()} cycle {index + 1} {w()} {whose} {w()} completed {w()} {first} {w()}"
        f" {last} {w()}"
    )
    if before is not None:
        here.resolved_by(before)
    node = news.cycles[index].node
    here.is_a(node, "Cycle")
    here.say(node, PACT.cycleOf, news.programme.node)
    here.say(node, PACT.conductedBy, news.state.node)
    here.say(node, PACT.cycleNumber, whole(index + 1))
    here.say(node, PACT.firstYear, _year(first))
    here.say(node, PACT.lastYear, _year(last))
    here.say(node, PACT.status, PACT.completed)
    if before is None:
        _cycle(draft, news, 1, w(), here)


def relations(draft: Draft, news: News) -> None:
    """Tell of all relations between a state and a forum, which the first names and the rest not."""
    relationship, partnership, *others = range(4)
    first = relation(draft, news, relationship, partnership)
    for index in others:
        relation(draft, news, index, before=first)


def relation(draft: Draft, news: News, *indices: int, before: Passage | None = None) -> Passage:
    """Tell of relations of some kinds between a state and a forum: index 3 is a dialogue."""
    state, forum, w = news.state, news.forum, draft.word
    things = [news.relations[index] for index in indices]
    past = news.related_since
    dialogue = 3 in indices
    precision = coarser(draft, past)
    manner = draft.words(2)
    parties = w() if before else f"{state.name} {w()} {w()} {forum.name}"
    since = "" if dialogue else f" since {written(past.day, precision)} {w()}"
    here = draft.told(f"{draft.opening()} {parties} {manner} {news.topic.name} {w()}{since} {w()}")
    if before is not None:
        here.resolved_by(before)
    for thing in things:
        here.is_a(thing.node, thing.kind)
        related(here, thing, state.node, forum.node)
        here.say(thing.node, PACT.topic, news.topic.node)
        here.say(thing.node, PACT.manner, Literal(manner))
        if dialogue:
            here.observed_today(thing.node)
        else:
            here.say(thing.node, PACT.begin, stated(past.day, precision))
    return here


def related(here: Passage, thing: Thing, one: NamedNode, other: NamedNode) -> None:
    """State the parties of a relation, by the properties made for its kind."""
    cooperation = thing.kind in ("Cooperation", "BilateralCooperation")
    here.say(thing.node, PACT.firstCooperator if cooperation else PACT.firstParty, one)
    here.say(thing.node, PACT.secondCooperator if cooperation else PACT.secondParty, other)


def aspiration(draft: Draft, news: News) -> None:
    """Tell that a state seeks something of a forum."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.state.name} {w()} seeks {w()} {news.forum.name} {draft.words(4)}"
    )
    node = draft.thing("aspiration")
    here.is_a(node, "Aspiration")
    here.say(node, LABEL, english(f"What {news.state.label} seeks of {news.forum.label}"))
    here.say(node, PACT.aspirant, news.state.node)
    here.say(node, PACT.aspiresTo, news.forum.node)
    here.say(node, PACT.gist, english(f"{news.state.label} seeks {news.forum.label}."))


def conflict(draft: Draft, news: News) -> None:
    """Tell of a conflict between two states, which has no name and no date."""
    w, one, other = draft.word, news.state, news.partner
    vague, manner = draft.words(2), draft.words(2)
    here = draft.told(
        f"{draft.opening()} {one.name} {w()} {other.name} {vague} conflict {manner}"
        f" {news.region.name} {w()}"
    )
    node = draft.labelled(
        here, "conflict", "ArmedConflict", f"A conflict of {one.label} and {other.label}"
    )
    here.say(node, PACT.concerns, one.node, other.node)
    here.say(node, PACT.location, news.region.node)
    here.say(node, PACT.vagueTime, Literal(vague))
    here.say(node, PACT.manner, Literal(manner))
    here.is_a(news.region.node, "Region")


def _year(year: int) -> Literal:
    return stated(date(year, 1, 1), "year")
