"""Sentences that report speech: who said what to whom, through whom, and what it asserts."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from .assertions import Assertion, group
from .draft import Draft, Passage
from .news import News
from .terms import PACT, TRUE, english
from .things import Thing


def _utterance(
    draft: Draft,
    here: Passage,
    act: NamedNode,
    speakers: tuple[NamedNode, ...],
    about: tuple[NamedNode, ...],
    gist: str,
    *kinds: str,
) -> NamedNode:
    node = draft.thing("utterance")
    here.is_a(node, "Utterance", *kinds)
    here.say(node, PACT.speaker, *speakers)
    here.say(node, PACT.act, act)
    here.say(node, PACT.about, *about)
    here.say(node, PACT.gist, english(gist))
    return node


def _at_meeting(here: Passage, utterance: NamedNode, news: News, implied: Passage | None) -> None:
    here.say(utterance, PACT.expressedIn, news.meeting.node)
    if implied is not None:
        here.say(utterance, PACT.impliedBy, implied.node)


def discussion(draft: Draft, news: News) -> Passage:
    """Report that two people talked something over; what else is said there is implied by it."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {draft.call(news.officer)} {w()} {draft.call(news.envoy)} {w()}"
        f" discussed {w()} {news.topic.name} {w()} {news.state.name} {w()}"
    )
    speakers = (news.officer.node, news.envoy.node)
    about = (news.topic.node, news.state.node)
    gist = f"{news.officer.short} and {news.envoy.short} talked over {news.topic.label}."
    said = _utterance(draft, here, PACT.discussing, speakers, about, gist)
    _at_meeting(here, said, news, None)
    return here


def informing(draft: Draft, news: News, implied: Passage) -> None:
    """Report that one unnamed group informed another."""
    w, body, state = draft.word, news.organisation, news.state
    titles = f"{w()} officials", f"{w()} partners"
    here = draft.told(
        f"{draft.opening()} {titles[0]} {w()} {body.name} {w()} informed {titles[1]} {w()}"
        f" {state.name} {w()} {news.topic.name} {w()}"
    )
    speaker, audience = (
        group(draft, here, of, title) for of, title in zip((body, state), titles, strict=True)
    )
    about = (news.topic.node, state.node, body.node)
    gist = f"A group of {body.label} told one of {state.label} of {news.topic.label}."
    said = _utterance(draft, here, PACT.informing, (speaker,), about, gist)
    here.say(said, PACT.audience, audience)
    _at_meeting(here, said, news, implied)


@dataclass(frozen=True, slots=True)
class Report:
    """What a newspaper passes on: the passage, and the utterance of the newspaper."""

    here: Passage
    outer: NamedNode


def report(draft: Draft, news: News, implied: Passage) -> Report:
    """Report what a newspaper reports that an unnamed official hopes for."""
    w, body, paper = draft.word, news.organisation, news.publisher
    title, manner = f"{w()} official", draft.words(2)
    here = draft.told(
        f"{draft.opening()} {paper.name} {w()} reported {w()} {title} {w()} {body.name} {manner}"
        f" hopes {w()} {news.state.name} {w()} {news.topic.name} {w()}"
    )
    topics = (news.topic.node, news.state.node)
    outer = _utterance(
        draft, here, PACT.reporting, (paper.node,), topics,
        f"{paper.label} passed on what an official of {body.label} hopes for.",
    )  # fmt: skip
    official = draft.labelled(here, "official", "Person", f"An official of {body.label}")
    here.say(official, PACT.title, Literal(title))
    here.say(official, PACT.unnamed, TRUE)
    here.say(official, PACT.affiliation, body.node)
    inner = _utterance(
        draft, here, PACT.hoping, (official,), (*topics, body.node),
        f"An official of {body.label} hopes for {news.topic.label} in {news.state.label}.",
    )  # fmt: skip
    here.say(inner, PACT.accordingTo, outer)
    here.say(inner, PACT.outlet, paper.node)
    here.say(inner, PACT.impliedBy, implied.node)
    here.say(inner, PACT.manner, Literal(manner))
    return Report(here, outer)


def stance(draft: Draft, news: News) -> None:
    """Report where a body stands, without anybody speaking."""
    w, body = draft.word, news.organisation
    vague = draft.words(2)
    here = draft.told(
        f"{draft.opening()} {body.name} {vague} supported {w()} {news.state.name} {w()}"
        f" {news.topic.name} {w()} {w()}"
    )
    about = (news.state.node, news.topic.node)
    gist = f"{body.label} is on the side of {news.state.label}."
    said = _utterance(draft, here, PACT.supporting, (body.node,), about, gist, "Stance")
    here.say(said, PACT.vagueTime, Literal(vague))


def saying(
    draft: Draft,
    news: News,
    what: Assertion,
    implied: Passage,
    *,
    speaker: Thing,
    through: Report | None = None,
    to_a_group: bool = False,
) -> None:
    """Report that somebody said something, with what it asserts as a claim.

    The speaker is called "he", as the passage that implies the speech tells, or by name where
    a newspaper passes it on.
    """
    w = draft.word
    tail, about, write = what(draft, news)
    who = draft.call(speaker) if through else "he"
    title = f"{w()} guests"
    audience = f" {title} {w()}" if to_a_group else ""
    here = draft.told(f"{draft.opening()} {who} {w()} said{audience} {w()} {tail} {w()}")
    gist = f"{speaker.short} spoke of {news.state.label}."
    said = _utterance(draft, here, PACT.stating, (speaker.node,), about, gist)
    here.say(said, PACT.impliedBy, implied.node)
    if through is None:
        here.say(said, PACT.expressedIn, news.meeting.node)
        here.resolved_by(implied)
    else:
        here.say(said, PACT.accordingTo, through.outer)
        here.say(said, PACT.outlet, news.publisher.node)
        here.resolved_by(through.here)
    if to_a_group:
        here.say(said, PACT.audience, group(draft, here, news.state, title))
    write(draft.claim(here, said))


def refuted(draft: Draft, news: News) -> tuple[NamedNode, NamedNode]:
    """Report that one person refutes what another argues; return both utterances."""
    w = draft.word
    here = draft.told(
        f"{draft.opening()} {draft.call(news.officer)} {w()} refutes {w()} argument {w()}"
        f" {draft.call(news.envoy)} {w()} {news.topic.name} {w()}"
    )
    argued = _utterance(
        draft, here, PACT.arguing, (news.envoy.node,), (news.topic.node,),
        f"{news.envoy.short} argues over {news.topic.label}.",
    )  # fmt: skip
    against = _utterance(
        draft, here, PACT.refuting, (news.officer.node,), (argued,),
        f"{news.officer.short} holds that what {news.envoy.short} argues is not so.",
    )  # fmt: skip
    return against, argued
