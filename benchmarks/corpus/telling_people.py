"""Sentences about people: offices held, visits, meetings, summits attended."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode

from .answers import ToldHolding, ToldVisit
from .draft import Draft, Passage
from .news import News
from .telling_bodies import coarser
from .terms import LABEL, PACT, day, english, stated, whole, written


def holding(draft: Draft, news: News, *, since: bool) -> None:
    """Tell that somebody holds an office of a body, perhaps with the day since when."""
    w = draft.word
    past, office = news.holding_since, news.office
    precision = coarser(draft, past)
    begun = f" since {written(past.day, precision)} {w()}" if since else ""
    here = draft.told(
        f"{draft.opening()} {draft.call(news.officer)} {w()} {office.name} {w()}"
        f" {news.organisation.name} {w()}{begun} {w()} {w()}"
    )
    node = news.holding.node
    held(here, node, news.officer.node, news)
    if since:
        here.say(node, PACT.begin, stated(past.day, precision))
    here.observed_today(node)


def held(here: Passage, node: NamedNode, person: NamedNode, news: News) -> None:
    """State that a person holds the first office that an article brings."""
    here.is_a(node, "OfficeHolding")
    here.say(node, PACT.holder, person)
    here.say(node, PACT.office, news.office.node)
    here.say(node, PACT.title, Literal(news.office.name))
    here.say(news.office.node, PACT.officeOf, news.organisation.node)


def former_holding(draft: Draft, news: News) -> None:
    """Tell that somebody held an office, and no longer does."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {draft.call(news.envoy)} {w()} former {w()} {news.seat.name} {w()}"
        f" {news.forum.name} {draft.words(3)}"
    )
    node = news.former_holding.node
    here.is_a(node, "OfficeHolding")
    here.say(node, PACT.holder, news.envoy.node)
    here.say(node, PACT.office, news.seat.node)
    here.say(node, PACT.title, Literal(news.seat.name))
    here.say(node, PACT.vagueTime, Literal("former"))
    here.say(node, PACT.endedBefore, day(draft.today))
    here.resolved_by(draft.dateline)
    here.say(news.seat.node, PACT.officeOf, news.forum.node)
    draft.facts.append(ToldHolding(news))


def visit(draft: Draft, news: News) -> None:
    """Tell that somebody came to a state on a day."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {draft.call(news.envoy)} {w()} arrived {w()} {news.state.name} {w()}"
        f" {written(news.happened, 'day')} {draft.words(3)}"
    )
    node = news.visit.node
    here.is_a(node, "Visit")
    here.say(node, PACT.visitor, news.envoy.node)
    here.say(node, PACT.destination, news.state.node)
    here.say(node, PACT.date, day(news.happened))
    draft.facts.append(ToldVisit(news))


def meeting(draft: Draft, news: News) -> None:
    """Tell that two people met on a day, and on what."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {draft.call(news.officer)} {w()} met {w()} {draft.call(news.envoy)}"
        f" {w()} {news.topic.name} {w()} {written(news.happened, 'day')} {w()} {news.city.name}"
        f" {w()} {w()}"
    )
    node = news.meeting.node
    here.is_a(node, "Meeting")
    here.say(node, PACT.attendee, news.officer.node, news.envoy.node)
    here.say(node, PACT.topic, news.topic.node)
    here.say(node, PACT.location, news.city.node)
    here.say(node, PACT.duringEvent, news.visit.node)
    here.say(node, PACT.date, day(news.happened))


def meeting_series(draft: Draft, news: News) -> None:
    """Tell that meetings of unnamed people have gone on for some years."""
    w = draft.word
    years = draft.draw.randrange(2, 9)
    here = draft.told(
        f"{draft.opening()} {news.state.name} {w()} hosted {w()} experts {w()}"
        f" {news.organisation.name} {w()} {years} years {draft.words(3)}"
    )
    node = draft.thing("series")
    here.is_a(node, "MeetingSeries")
    here.say(node, LABEL, english(f"Meetings of experts that {news.state.label} hosted"))
    here.say(node, PACT.host, news.state.node)
    here.say(node, PACT.intervalLength, whole(years))
    here.say(node, PACT.intervalUnit, PACT.year)
    here.say(node, PACT.intervalUntil, day(draft.today))
    here.resolved_by(draft.dateline)
    experts = draft.labelled(here, "group", "Group", f"Experts of {news.organisation.label}")
    here.say(experts, PACT.unnamed, Literal(True))
    here.say(experts, PACT.affiliation, news.organisation.node)
    here.say(node, PACT.attendee, experts)


def summits(draft: Draft, news: News) -> NamedNode:
    """Tell which summits somebody attended, and how many; return the count."""
    w = draft.word
    body, person = news.organisation, news.officer
    counted = 3 if news.trouble == "total" else 2
    head = (
        f"{draft.opening()} {draft.call(person)} {w()} attended {w()} {counted} summits {w()}"
        f" {body.name} {w()} "
    )
    parts = [
        f"{city.name} {w()} {year}"
        for city, year in zip(news.summit_cities, news.summit_years, strict=True)
    ]
    words = f"{head}{parts[0]}, {w()} {parts[1]}"
    start, end = draft.sentence(words)
    here = draft.passage((start, end), words)
    count = draft.labelled(
        here, "summits", "Count", f"Summits of {body.label} that {person.short} attended"
    )
    here.say(count, PACT.value, whole(counted))
    here.say(count, PACT.comparator, PACT.exactly)
    here.say(count, PACT.countKind, PACT.totalSoFar)
    here.say(count, PACT.unit, PACT.summitsUnit)
    here.say(count, PACT.counted, english(f"summits of {body.label}"))
    here.say(count, PACT.countOf, person.node)
    here.say(count, PACT.enumerates, *(summit.node for summit in news.summits))
    here.observed_today(count)
    places = ((start + len(head), start + len(head) + len(parts[0])), (end - len(parts[1]), end))
    inner = [draft.passage(place, part) for place, part in zip(places, parts, strict=True)]
    for index, passage in enumerate(inner):
        for graph in (here, passage):
            _summit(graph, news, index)
            graph.say(news.summits[index].node, PACT.attendee, person.node)
        passage.resolved_by(here)
    return count


def summit(draft: Draft, news: News, index: int) -> None:
    """Tell of one summit again."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.organisation.name} {w()} summit {w()}"
        f" {news.summit_cities[index].name} {w()} {news.summit_years[index]} {draft.words(3)}"
    )
    _summit(here, news, index)


def _summit(here: Passage, news: News, index: int) -> None:
    node = news.summits[index].node
    here.is_a(node, "Summit")
    here.say(node, PACT.organiser, news.organisation.node)
    here.say(node, PACT.location, news.summit_cities[index].node)
    here.say(node, PACT.date, stated(date(news.summit_years[index], 1, 1), "year"))
