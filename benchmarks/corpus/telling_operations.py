"""Sentences about operations and agreements: contributions with their strength, signings."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode

from .answers import ToldContribution
from .draft import Draft, Passage
from .news import News
from .telling_bodies import coarser
from .terms import PACT, english, figures, stated, whole, written


def contribution(draft: Draft, news: News, *, strength: int, observed: bool = True) -> NamedNode:
    """Tell who has how many people in an operation, since when and until when.

    Return the count. With ``observed`` false it is left open whether they are there still.
    """
    w = draft.word
    state, operation = news.state, news.operation
    past, until = news.contributing_since, news.contributing_until
    when = f"{written(past.day, past.precision)} {w()}" + (f" until {until} {w()}" if until else "")
    now = "currently" if observed and not until else w()
    here = draft.told(
        f"{draft.opening()} {state.name} {now} {w()} {figures(strength)} servicemen {w()}"
        f" {operation.name} {w()} since {when} {draft.words(3)}"
    )
    node = _contribution(here, news)
    count = _strength(draft, here, news, strength, "exactly")
    for thing in (node, count):
        here.say(thing, PACT.begin, stated(past.day, past.precision))
        if until:
            here.say(thing, PACT.end, stated(date(until, 1, 1), "year"))
        elif observed:
            here.observed_today(thing)
    if observed and not until:
        here.say(node, PACT.status, PACT.underWay)
    _note(draft, news, stated(past.day, past.precision).value, strength)
    return count


def contribution_again(draft: Draft, news: News) -> None:
    """Tell again of a contribution, with its strength now and then."""
    w = draft.word
    state, operation = news.state, news.operation
    past, until = news.contributing_since, news.contributing_until
    current = not until and not (news.disputed and news.disputed.kind == "ended")
    counted = draft.draw.random() < 0.4
    precision = coarser(draft, past)
    strong = f" more than {figures(news.strength - 3)} servicemen {w()}" if counted else ""
    ended = f" until {until} {w()}" if until else ""
    here = draft.told(
        f"{draft.opening()} {w()} {operation.name} {w()} {state.name}{strong} {w()}"
        f" since {written(past.day, precision)} {w()}{ended} {w()}"
    )
    node = _contribution(here, news)
    things = [node]
    if counted:
        things.append(_strength(draft, here, news, news.strength - 3, "moreThan"))
    for thing in things:
        here.say(thing, PACT.begin, stated(past.day, precision))
        if until:
            here.say(thing, PACT.end, stated(date(until, 1, 1), "year"))
        elif current:
            here.observed_today(thing)
    _note(draft, news, stated(past.day, precision).value, news.strength - 3 if counted else None)


def contribution_ended(draft: Draft, news: News, end: date, precision: str) -> None:
    """Tell that a contribution ended on a day or in a year."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.state.name} {w()} left {w()} {news.operation.name} {w()}"
        f" {written(end, precision)} {draft.words(3)}"
    )
    here.say(_contribution(here, news), PACT.end, stated(end, precision))
    said = stated(end, precision).value
    draft.facts.append(ToldContribution(news, None, said, None))


def _note(draft: Draft, news: News, begin: str, people: int | None) -> None:
    until = news.contributing_until
    draft.facts.append(ToldContribution(news, begin, str(until) if until else None, people))


def _contribution(here: Passage, news: News) -> NamedNode:
    node = news.contribution.node
    here.is_a(node, "Contribution")
    here.say(node, PACT.contributor, news.state.node)
    here.say(node, PACT.operation, news.operation.node)
    return node


def _strength(draft: Draft, here: Passage, news: News, strength: int, comparator: str) -> NamedNode:
    operation = news.operation.label
    count = draft.labelled(here, "strength", "Count", f"Servicemen in {operation}")
    here.say(count, PACT.value, whole(strength))
    here.say(count, PACT.comparator, getattr(PACT, comparator))
    here.say(count, PACT.countKind, PACT.level)
    here.say(count, PACT.unit, PACT.servicemen)
    here.say(count, PACT.counted, english(f"servicemen in {operation}"))
    here.say(count, PACT.countOf, news.contribution.node)
    here.say(news.contribution.node, PACT.strength, count)
    return count


def officers(draft: Draft, news: News, whole_count: NamedNode, number: int) -> NamedNode:
    """Tell how many of the people in an operation are officers; return that count."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {figures(number)} officers {w()} {news.operation.name} {draft.words(4)}"
    )
    count = draft.labelled(here, "officers", "Count", f"Officers in {news.operation.label}")
    here.say(count, PACT.value, whole(number))
    here.say(count, PACT.comparator, PACT.exactly)
    here.say(count, PACT.countKind, PACT.partOfTotal)
    here.say(count, PACT.partOfCount, whole_count)
    here.say(count, PACT.unit, PACT.officers)
    here.say(count, PACT.counted, english(f"officers in {news.operation.label}"))
    here.say(count, PACT.countOf, news.contribution.node)
    return count


def operation(draft: Draft, news: News) -> None:
    """Tell who leads an operation, and where."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.organisation.name} {w()} leads {w()} {news.operation.name} {w()}"
        f" {news.city.name} {draft.words(3)}"
    )
    here.is_a(news.operation.node, "Operation")
    here.say(news.operation.node, PACT.ledBy, news.organisation.node)
    here.say(news.operation.node, PACT.location, news.city.node)


def signing(draft: Draft, news: News) -> None:
    """Tell who signed an agreement, and when."""
    w, past = draft.word, news.signed
    here = draft.told(
        f"{draft.opening()} {news.officer.name} {w()} signed {w()} {news.document.name} {w()}"
        f" {written(past.day, past.precision)} {draft.words(5)}"
    )
    node = news.signing.node
    here.is_a(node, "Signing")
    here.say(node, PACT.signed, news.document.node)
    here.say(node, PACT.signatory, news.officer.node)
    here.say(node, PACT.date, stated(past.day, past.precision))
    here.is_a(news.document.node, "Agreement")


def signing_again(
    draft: Draft, news: News, *, year: int | None = None, node: NamedNode | None = None
) -> None:
    """Tell of a signing again: in another year, or as another thing, if one is given."""
    w, past = draft.word, news.signed
    when = past.day if year is None else date(year, 1, 1)
    here = draft.told(
        f"{draft.opening()} {news.document.name} {w()} signed {w()} {when.year} {draft.words(5)}"
    )
    signed = node or news.signing.node
    here.is_a(signed, "Signing")
    here.say(signed, PACT.signed, news.document.node)
    here.say(signed, PACT.date, stated(when, "year"))


def purpose(draft: Draft, news: News) -> None:
    """Tell what an agreement is for."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {news.document.name} {w()} sets {w()} {news.programme.name} {w()}"
        f" {news.topic.name} {draft.words(3)}"
    )
    here.is_a(news.document.node, "Agreement")
    here.say(news.document.node, PACT.founds, news.programme.node)
    here.say(news.document.node, PACT.topic, news.topic.node)
    here.say(news.document.node, PACT.purpose, english(f"To set up {news.programme.label}."))


def paper(draft: Draft, news: News) -> None:
    """Tell of a paper of a state that has no name, and what it sets the goals of."""
    w, state = draft.word, news.state
    title, manner, year = f"{w()} paper", w(), news.signed.day.year
    here = draft.told(
        f"{draft.opening()} {state.name} {manner} {title} {w()} {year} {w()} {news.forum.name}"
        f" {w()} {news.topic.name} {w()}"
    )
    node = draft.labelled(here, "paper", "NationalPaper", f"A paper of {state.label}")
    here.say(node, PACT.title, Literal(title))
    here.say(node, PACT.manner, Literal(manner))
    here.say(node, PACT.paperOf, state.node)
    here.say(node, PACT.purpose, english(f"To say what {state.label} wants of {news.forum.label}."))
    here.say(node, PACT.date, stated(date(year, 1, 1), "year"))
    here.say(node, PACT.definesGoalsOf, news.relations[1].node)


def declaration(draft: Draft, news: News) -> None:
    """Tell of what a body put out at a summit."""
    w, body = draft.word, news.organisation
    title = f"{w()} statements"
    here = draft.told(
        f"{draft.opening()} {body.name} {w()} adopted {title} {w()} {news.topic.name}"
        f" {draft.words(3)}"
    )
    node = draft.labelled(here, "declaration", "Declaration", f"Statements of {body.label}")
    here.say(node, PACT.title, Literal(title))
    here.say(node, PACT.party, body.node)
    here.say(node, PACT.topic, news.topic.node)
    here.say(node, PACT.adoptedAt, news.summits[0].node)
