"""What speakers assert: words for it, and the statements of a claim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pyoxigraph import Literal, NamedNode

from .draft import Draft, Statements
from .news import News
from .terms import LABEL, PACT, TRUE, english
from .things import Thing

Asserted = tuple[str, tuple[NamedNode, ...], Callable[[Statements], None]]
"""The words of an assertion, what it is about, and what states it in the graph of a claim."""

Assertion = Callable[[Draft, News], Asserted]


def group(draft: Draft, here: Statements, of: Thing, title: str) -> NamedNode:
    """State that there is an unnamed group of a state or body, and return it."""
    node = draft.labelled(here, "group", "Group", f"A group of {of.label}")
    here.say(node, PACT.title, Literal(title))
    here.say(node, PACT.unnamed, TRUE)
    here.say(node, PACT.affiliation, of.node)
    return node


def undertaking(draft: Draft, news: News) -> Asserted:
    """Return the assertion that a state does something."""
    w, state, topic = draft.word, news.state, news.topic
    manner, part, title = draft.words(2), draft.words(2), f"{w()} people"
    own_matter = draft.draw.random() < 0.4
    node = draft.thing("undertaking")

    def write(claim: Statements) -> None:
        claim.is_a(node, "Undertaking")
        claim.say(node, LABEL, english(f"What {state.label} does for {topic.label}"))
        claim.say(node, PACT.undertaker, state.node)
        claim.say(node, PACT.topic, topic.node)
        claim.say(node, PACT.manner, Literal(manner))
        claim.say(node, PACT.gist, english(f"{state.label} works on {topic.label}."))
        if own_matter:
            matter = draft.labelled(claim, "topic", "Topic", f"A matter of {state.label}")
            claim.say(matter, PACT.manner, Literal(part))
            claim.say(node, PACT.topic, matter)
        claim.say(node, PACT.beneficiary, group(draft, claim, state, title))

    words = f"{state.name} {manner} builds {w()} {topic.name} {part} {w()} {title}"
    return words, (state.node, topic.node, node), write


def situation(draft: Draft, news: News) -> Asserted:
    """Return the assertion that something is under way."""
    w, state, topic = draft.word, news.state, news.topic
    manner = w()
    node = draft.thing("situation")

    def write(claim: Statements) -> None:
        claim.is_a(node, "Situation")
        claim.say(node, LABEL, english(f"How {topic.label} stands"))
        claim.say(node, PACT.topic, topic.node)
        claim.say(node, PACT.concerns, state.node)
        claim.say(node, PACT.manner, Literal(manner))
        claim.say(node, PACT.status, PACT.underWay)

    words = f"{topic.name} {manner} ongoing {w()} {state.name} {w()}"
    return words, (topic.node, state.node), write


def ties(draft: Draft, news: News) -> Asserted:
    """Return the assertion that a state and a forum have ties of several kinds."""
    w, state, forum = draft.word, news.state, news.forum
    manner = draft.words(2)
    relationship, partnership, cooperation, _ = (one.node for one in news.relations)

    def write(claim: Statements) -> None:
        claim.is_a(relationship, "Relationship")
        claim.say(relationship, PACT.firstParty, state.node)
        claim.say(relationship, PACT.secondParty, forum.node)
        claim.is_a(partnership, "Partnership")
        claim.say(partnership, PACT.firstParty, state.node)
        claim.say(partnership, PACT.secondParty, forum.node)
        claim.say(partnership, PACT.manner, Literal(manner))
        claim.is_a(cooperation, "Cooperation")
        claim.say(cooperation, PACT.firstCooperator, state.node)
        claim.say(cooperation, PACT.secondCooperator, forum.node)

    words = f"{state.name} {w()} {forum.name} {manner} closer {w()}"
    return words, (relationship, partnership, state.node, forum.node), write


def support(draft: Draft, news: News) -> Asserted:
    """Return the assertion that a state has people in an operation."""
    w, state, operation = draft.word, news.state, news.operation
    manner = draft.words(2)

    def write(claim: Statements) -> None:
        node = news.contribution.node
        claim.is_a(node, "Contribution")
        claim.say(node, PACT.contributor, state.node)
        claim.say(node, PACT.operation, operation.node)
        claim.say(node, PACT.manner, Literal(manner))
        claim.is_a(operation.node, "Operation")

    words = f"{state.name} {manner} serves {w()} {operation.name} {w()}"
    return words, (state.node, operation.node, news.contribution.node), write


def no_ally(draft: Draft, news: News) -> Asserted:
    """Return the assertion that two states are no allies, which nobody says they are."""
    w, one, other = draft.word, news.state, news.partner

    def write(claim: Statements) -> None:
        node = draft.thing("denial")
        claim.is_a(node, "Denial")
        claim.say(node, LABEL, english(f"No alliance of {one.label} and {other.label}"))
        claim.say(node, PACT.denialSubject, one.node)
        claim.say(node, PACT.denialRelation, PACT.allyOf)
        claim.say(node, PACT.denialObject, other.node)
        claim.say(node, PACT.gist, english(f"{one.label} is no ally of {other.label}."))

    words = f"{one.name} {w()} no {w()} ally of {other.name} {w()}"
    return words, (one.node, other.node), write


ASSERTIONS: Final[tuple[Assertion, ...]] = (
    undertaking, undertaking, situation, ties, undertaking, support, no_ally, situation,
    undertaking,
)  # fmt: skip
"""What is asserted in an article, one after another."""
