"""One article of a corpus, whole: its text and statements, what is declared, what is true."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Quad

from . import agency
from . import telling_bodies as bodies
from . import telling_operations as operations
from . import telling_people as people
from . import telling_speech as speech
from .answers import rows
from .assertions import ASSERTIONS
from .disputes import Planted, dispute, judgement
from .draft import Draft, Place
from .draws import drawn
from .invented_words import FILLERS
from .news import News, earlier, news
from .telling_again import AGAIN
from .terms import LABEL, PACT, SCHEMA, day, english
from .things import Thing, hubs, person

Truth = dict[str, Any]
"""One thing that must be found, as a line of JSON."""

_TOLD_AGAIN: Final = 6
_COPIES: Final = 0.35
_OFFICERS: Final = 7
_WRONG_STRENGTH: Final = 8
_DOUBTED: Final = 7


@dataclass(frozen=True, slots=True)
class Article:
    """An article; ``things`` are what entity records declare for it."""

    number: int
    slug: str
    text: str
    statements: list[Quad]
    record: list[Quad]
    things: list[Thing]
    judgements: list[Quad]
    truth: list[Truth]

    def quads(self) -> Iterator[Quad]:
        """Yield its record and the graphs of its passages and claims."""
        return chain(self.record, self.statements)

    def entities(self) -> Iterator[Quad]:
        """Yield the records of what it is the first to name."""
        return chain.from_iterable(thing.quads() for thing in self.things)


def compose(seed: int, number: int) -> Article:
    """Return article ``number`` of a corpus: a function of both alone."""
    return _Composer(seed, number).article()


def quads(seed: int, numbers: Iterable[int]) -> Iterator[Quad]:
    """Yield what the articles of these numbers state, each article's quads in a row."""
    for number in numbers:
        yield from compose(seed, number).quads()


def entity_quads(seed: int, numbers: Iterable[int]) -> Iterator[Quad]:
    """Yield the records of the things that these articles are the first to name."""
    for number in numbers:
        yield from compose(seed, number).entities()


def hub_quads(seed: int) -> Iterator[Quad]:
    """Yield the records of the things that no single article brings."""
    for thing in hubs(seed).all():
        yield from thing.quads()


class _Composer:
    """Tells what an article brings, what it tells again, what it copies and disputes."""

    def __init__(self, seed: int, number: int) -> None:
        self.seed = seed
        self.news = news(seed, number)
        self.draw = drawn(seed, "article", number)
        self.draft = Draft(self.news.slug, self.news.published, self.draw)
        self.things = list(self.news.things())
        self.judgements: list[Quad] = []
        self.truth: list[Truth] = []

    def article(self) -> Article:
        own, draft = self.news, self.draft
        agency.heading(draft, own)
        agency.wire(self.seed, draft, own)
        count = agency.counted(self.seed, draft, own, own.strength)
        draft.paragraph()
        self._own_news(count)
        draft.paragraph()
        self._speech()
        draft.paragraph()
        self._again()
        self._copy()
        self._dispute()
        self._duplicate_person()
        self._doubts()
        self.truth += rows(draft.iri, own.published, draft.facts)
        return Article(
            own.number, own.slug, draft.text, draft.quads, _record(draft, own), self.things,
            self.judgements, self.truth,
        )  # fmt: skip

    def _own_news(self, count: NamedNode) -> None:
        own, draft = self.news, self.draft
        part = _OFFICERS if own.trouble != "part" else own.strength + _OFFICERS
        officers = operations.officers(draft, own, count, part)
        operations.operation(draft, own)
        operations.purpose(draft, own)
        people.holding(draft, own, since=True)
        people.former_holding(draft, own)
        bodies.cycles(draft, own)
        bodies.aspiration(draft, own)
        draft.paragraph()
        bodies.relations(draft, own)
        bodies.conflict(draft, own)
        operations.paper(draft, own)
        operations.declaration(draft, own)
        total = people.summits(draft, own)
        people.visit(draft, own)
        people.meeting(draft, own)
        people.meeting_series(draft, own)
        found = {
            "gap": ("a-gap-in-a-series", (*(c.node for c in own.cycles), own.programme.node)),
            "total": ("total-and-list", (total,)),
            "part": ("part-above-whole", (officers, count)),
        }
        if own.trouble in found:
            rule, named = found[own.trouble]
            self._found(rule, named, "", own)

    def _speech(self) -> None:
        own, draft = self.news, self.draft
        implied = speech.discussion(draft, own)
        through = speech.report(draft, own, implied)
        for index, what in enumerate(ASSERTIONS):
            speech.saying(
                draft, own, what, implied,
                speaker=own.officer if index % 2 else own.envoy,
                through=through if index % 2 else None,
                to_a_group=index % 4 == 3,
            )  # fmt: skip
        speech.informing(draft, own, implied)
        speech.report(draft, own, implied)
        speech.stance(draft, own)
        if own.trouble == "refuted":
            both = speech.refuted(draft, own)
            self._found("refuted", (*both, own.officer.node, own.envoy.node), "", own)

    def _again(self) -> None:
        for _ in range(_TOLD_AGAIN):
            other = earlier(self.seed, self.news.number, self.draw)
            if other is not None:
                self.draw.choice(AGAIN)(self.draft, other)

    def _copy(self) -> None:
        if self.draw.random() >= _COPIES:
            return
        other = earlier(self.seed, self.news.number, self.draw)
        if other is None:
            return
        self.draft.paragraph()
        changed = self.draw.random() < 0.4
        here = agency.wire(self.seed, self.draft, other, self._altered if changed else None)
        first = Draft(other.slug, other.published, self.draw)
        agency.heading(first, other)
        there = agency.wire(self.seed, first, other)
        for one, place in zip(there, here, strict=True):
            self._shared(other, one, place, "alteredWords" if changed else "sameWords")

    def _altered(self, words: str) -> str:
        # The last word but one of a copied sentence is a filler that nothing rests on.
        head, _, last = words.rpartition(" ")
        head, _, old = head.rpartition(" ")
        new = self.draw.choice(FILLERS)
        return f"{head} {new if new != old else new + 'u'} {last}"

    def _dispute(self) -> None:
        plan, own = self.news.dispute, self.news
        if plan is None:
            return
        other = news(self.seed, plan.origin)
        planted = dispute(self.draft, own, other, plan.kind)
        if plan.kind == "count":
            self._wrong_strength(other)
        self._take(planted)
        self._found(planted.rule, planted.named, planted.matter, other, own)

    def _wrong_strength(self, other: News) -> None:
        first = Draft(other.slug, other.published, self.draw)
        agency.heading(first, other)
        agency.wire(self.seed, first, other)
        begin = first.length
        agency.counted(self.seed, first, other, other.strength)
        self.draft.paragraph()
        start = self.draft.length
        wrong = 2 + self.news.number % _WRONG_STRENGTH
        agency.counted(self.seed, self.draft, other, wrong)
        places = ((begin, first.length - 2), (start, self.draft.length - 2))
        self._shared(other, *places, "alteredNumbers")

    def _duplicate_person(self) -> None:
        own = self.news
        if own.number % 10 != 7:
            return
        other = news(self.seed, (own.number - 7) // 10)
        twin = person(self.seed, 2 * other.number, ending="eff")
        w = self.draft.word
        here = self.draft.told(
            f"{self.draft.opening()} {twin.name} {w()} came {w()} {own.city.name}"
            f" {self.draft.words(4)}"
        )
        visit = self.draft.labelled(here, "visit", "Visit", f"{twin.label} in {own.city.label}")
        here.say(visit, PACT.visitor, twin.node)
        here.say(visit, PACT.destination, own.city.node)
        self.things.append(twin)
        judged = own.number % 20 == 7
        if judged:
            self.judgements += judgement(
                f"{twin.key}-perhaps-{other.officer.key}", twin.node, other.officer.node,
                "Both bear one name, spelt in two ways.",
            )  # fmt: skip
        self.truth.append(
            {
                "kind": "identity",
                "same": sorted((twin.node.value, other.officer.node.value)),
                "judged": judged,
                "articles": [other.slug, own.slug],
            }
        )

    def _doubts(self) -> None:
        # Of unnamed groups the words seldom say whether two of them are one.
        for one, other in pairwise(range(1, _DOUBTED + 1)):
            self.judgements += judgement(
                f"{self.news.slug}-group-{one}-perhaps-group-{other}",
                NamedNode(f"{self.draft.iri}/thing/group-{one}"),
                NamedNode(f"{self.draft.iri}/thing/group-{other}"),
                "The article names neither group, and does not say whether they are one.",
            )

    def _take(self, planted: Planted) -> None:
        self.things += planted.things
        self.judgements += planted.judgements

    def _found(self, rule: str, named: tuple[NamedNode, ...], matter: str, *between: News) -> None:
        self.truth.append(
            {
                "kind": "disagreement",
                "rule": rule,
                "named": sorted(node.value for node in named),
                "matter": matter,
                "articles": [told.slug for told in between],
            }
        )

    def _shared(self, other: News, there: Place, here: Place, likeness: str) -> None:
        # A shared sentence is meant with its stop.
        self.truth.append(
            {
                "kind": "shared-text",
                "between": [
                    {"article": other.slug, "start": there[0], "end": there[1] + 1},
                    {"article": self.news.slug, "start": here[0], "end": here[1] + 1},
                ],
                "likeness": likeness,
            }
        )


def _record(draft: Draft, own: News) -> list[Quad]:
    record, text = draft.record, draft.text
    record.is_a(draft.node, "Article")
    digest = hashlib.sha256(text.encode()).hexdigest()
    record.say(draft.node, PACT.textDigest, Literal(f"sha256:{digest}"))
    record.say(draft.node, PACT.textLength, Literal(len(text)))
    record.say(
        draft.node, LABEL, english(f"News of {own.state.label} and {own.organisation.label}")
    )
    record.say(draft.node, SCHEMA.datePublished, day(own.published))
    record.say(draft.node, SCHEMA.author, own.author.node)
    record.say(draft.node, SCHEMA.publisher, own.publisher.node)
    return draft.about_record
