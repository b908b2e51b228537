"""Why an answer is empty: what finds nothing together, what nearly matched, who says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode

from pactgraph.engine.results import Rows, Triples, Truth
from pactgraph.errors import BadInput, BadQuery, Contradiction
from pactgraph.namespaces import PACT
from pactgraph.nothing.asking import Ask, BudgetedAsk
from pactgraph.nothing.claims import (
    are_joined,
    claims_that_speak_of_both,
    told_by_speakers,
    told_in_claims,
)
from pactgraph.nothing.conditions import Conditions
from pactgraph.nothing.minimal_sets import minimal_sets
from pactgraph.nothing.nearness import Nearness
from pactgraph.nothing.parameters import Given
from pactgraph.nothing.reasons import (
    Failure,
    inner_elements,
    never_bound,
    what_is_left,
    why_nothing,
)
from pactgraph.nothing.report import (
    Doubt,
    Kind,
    Leftover,
    Near,
    Omission,
    Reason,
    Term,
    Told,
    terms_of,
)
from pactgraph.nothing.scope import binds_together
from pactgraph.nothing.search import Search
from pactgraph.nothing.terms import Sayable
from pactgraph.nothing.vocabulary import Vocabulary
from pactgraph.nothing.words import nothing_lines
from pactgraph.query.stored_query import StoredQuery
from pactgraph.syntax.bound_variables import is_aggregated
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Ask as AskForm
from pactgraph.syntax.tree import Construct, Describe, Group, Query, Select, Union
from pactgraph.syntax.writing import write_query
from pactgraph.telling.labels import Labels

_MOST_ALTERNATIVES = 3
_ANY_ARTICLE = f"ASK {{ ?article a {PACT.Article} }}"

_CLAIMS_NOT_JOINED = (
    "What would follow from what speakers assert was not looked at: that takes"
    " the graph with their claims joined."
)

WhyNot = Callable[[NamedNode], str | None]
"""Tells why a view leaves a thing out; None for what it does not leave out."""


@dataclass(frozen=True)
class Effort:
    """How far an explanation goes: questions asked, seconds, and what is told at most.

    ``join_claims`` lets it ask the graph that claims have joined, which may have to be
    built first.
    """

    asks: int = 200
    seconds: float = 10.0
    reasons: int = 5
    near: int = 5
    join_claims: bool = False


@dataclass(frozen=True)
class Nothing:
    """Why a query found nothing.

    ``reasons`` are the smallest sets of conditions that find nothing together, the smallest
    first, ``more_reasons`` how many more were found; ``complete`` says that there are no
    others. ``leftover`` stands in their place where the pattern matches and what comes after
    it leaves no row. ``near`` is what the least changes would find, ``told`` what a speaker
    asserts though no article states it, ``doubts`` why the graph could not say it, and
    ``omissions`` what a view left out. ``notes`` say what was not looked at, or begin
    "left out:" and belong to the omissions. ``empty_view`` says that the question was asked
    of a view that holds no article: nothing else is then told.
    """

    query: Query
    form: str
    reasons: tuple[Reason, ...] = ()
    more_reasons: int = 0
    complete: bool = True
    leftover: Leftover | None = None
    near: tuple[Near, ...] = ()
    told: tuple[Told, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    omissions: tuple[Omission, ...] = ()
    notes: tuple[str, ...] = ()
    given: Given = field(default_factory=Given)
    asked: int = 0
    empty_view: bool = False

    @property
    def iris(self) -> frozenset[str]:
        """The IRIs whose labels the lines would show."""
        shown = (self.reasons, self.leftover, self.near, self.told, self.omissions)
        found: Iterable[Term] = terms_of((shown, tuple(self.given.bindings.values())))
        return frozenset(term.value for term in found if isinstance(term, NamedNode))

    def lines(self, labels: Labels | None = None) -> list[str]:
        """Return the explanation as plain lines of text, without labels by short IRIs."""
        return list(nothing_lines(self, labels or Labels()))

    def as_json(self, labels: Labels | None = None) -> dict[str, object]:
        """Return it as JSON takes it: SPARQL and terms, and a sentence for each of them."""
        from pactgraph.nothing.document import nothing_json

        return nothing_json(self, labels or Labels())


def explain_nothing(
    query: Query | str,
    ask: Ask,
    *,
    stored: StoredQuery | None = None,
    ask_with_claims: Ask | None = None,
    ask_unviewed: Ask | None = None,
    why_not: WhyNot | None = None,
    effort: Effort | None = None,
) -> Nothing:
    """Return why a SELECT or CONSTRUCT has no rows, or an ASK is false.

    ``ask`` answers as ``Engine.query`` does, through the guard. ``stored`` is the stored
    query that ``query`` is with its parameters bound; the explanation is then in their
    terms. ``ask_with_claims`` asks the graph that claims have joined, for what would follow
    from claims; it is called only if ``effort`` allows it and no claim itself makes what is
    missing. Under a
    view, ``ask_unviewed`` asks the graph without it and ``why_not`` tells why it leaves a
    thing out.

    Raises:
        BadInput: the answer is not empty.
        BadQuery: the query is not valid, or is a DESCRIBE.
    """
    effort = effort or Effort()
    tree = read_query(query) if isinstance(query, str) else query
    body = tree.body
    if isinstance(body, Describe):
        raise BadQuery(
            "an empty DESCRIBE is not explained", hint="ask a SELECT with the same pattern"
        )
    text = query if isinstance(query, str) else write_query(tree)
    _refuse_rows(text, ask)
    given = Given.of(stored, body.where)
    form = type(body).__name__.upper()
    if ask_unviewed is not None and _holds_no_article(ask, ask_unviewed, effort):
        return Nothing(tree, form, given=given, empty_view=True)
    asker = BudgetedAsk(ask, asks=effort.asks, seconds=effort.seconds)
    grouped = isinstance(body, Select) and is_aggregated(body)
    values = None if grouped else body.modifiers.values
    search = Search(tree, Conditions.of(body.where, values, given), asker, given)
    # A quarter is kept for what comes after the reasons.
    asker.reserve(effort.asks // 4)
    failure = why_nothing(search, told=effort.reasons)
    asker.reserve(0)
    leftover = None
    if frozenset() in failure.found.corrections:
        leftover = what_is_left(tree, asker)
    viewed = ask_unviewed is not None or why_not is not None
    around = _Around(search, failure, given, body, viewed)
    doubts, near = around.doubts_and_near(asker, effort.near)
    notes: list[str] = []
    told = _told(search, leftover, ask_with_claims, effort, notes)
    omissions = _omissions(search, ask_unviewed, why_not, effort)
    if not failure.reasons and leftover is None:
        notes.append("It was not found out which conditions find nothing together.")
    notes += _limits(failure, asker, effort)
    return Nothing(
        tree,
        form,
        failure.reasons,
        failure.more,
        failure.found.complete,
        leftover,
        near,
        told,
        doubts,
        omissions,
        tuple(notes),
        given,
        asker.asked,
    )


def _refuse_rows(text: str, ask: Ask) -> None:
    answer = ask(text)
    empty = not answer.value if isinstance(answer, Truth) else not len(answer)
    assert isinstance(answer, Truth | Rows | Triples)
    if not empty:
        raise BadInput("the answer is not empty", hint="explain one of its rows")


def _holds_no_article(ask: Ask, unviewed: Ask, effort: Effort) -> bool:
    """Tell whether a view holds no article, though the graph that it is a view of does."""
    here, whole = (
        BudgetedAsk(one, asks=1, seconds=effort.seconds, share=1.0).truth(_ANY_ARTICLE)
        for one in (ask, unviewed)
    )
    return here is False and whole is True


@dataclass(frozen=True)
class _Around:
    search: Search
    failure: Failure
    given: Given
    body: Select | AskForm | Construct
    viewed: bool

    def doubts_and_near(
        self, asker: BudgetedAsk, most: int
    ) -> tuple[tuple[Doubt, ...], tuple[Near, ...]]:
        sets = (*self.failure.found.sets, *self.failure.found.unproved)
        numbers = sorted(frozenset().union(*sets))
        vocabulary = Vocabulary.of(asker) if numbers else Vocabulary()
        elements = [self.search.conditions[number].element for number in numbers]
        sayable = Sayable(asker, vocabulary, self.given, self.viewed)
        doubts = sayable.doubts(elements, self.body.where)
        if isinstance(self.body, Construct):
            doubts += tuple(
                Doubt("variable", f"?{name} of the template is bound by nothing in the pattern")
                for name in never_bound(self.body)
            )
        if not numbers:
            return doubts, ()
        nearness = Nearness(self.search, vocabulary, self.given, self._columns())
        near = nearness.find(self.failure.found, most)
        if all(n.change.kind is Kind.LEFT_OUT for n in near):
            near = (*self._near_inside(vocabulary, most), *near)[:most]
        return doubts, near

    def _near_inside(self, vocabulary: Vocabulary, most: int) -> tuple[Near, ...]:
        """Return what would be found after a change inside a condition: in one alternative."""
        every = {c.number: c.element for c in self.search.conditions.every}
        found: list[Near] = []
        for chosen in self.failure.found.sets:
            for number in sorted(chosen):
                element = every[number]
                options = element.branches if isinstance(element, Union) else ()
                inner = inner_elements(element) if len(chosen) == 1 else None
                if inner is not None:
                    options = (Group(inner),)
                for option in options[:_MOST_ALTERNATIVES]:
                    opened = [option if n == number else e for n, e in every.items()]
                    search = replace(self.search, conditions=Conditions.of(Group(tuple(opened))))
                    sets = minimal_sets(search.conditions.numbers, search.fails, limit=1)
                    nearness = Nearness(search, vocabulary, self.given, self._columns())
                    for near in nearness.find(sets, most):
                        if near.change.kind is not Kind.LEFT_OUT and near not in found:
                            found.append(near)
        return tuple(found)

    def _columns(self) -> tuple[str, ...]:
        if isinstance(self.body, Select) and self.body.columns is not None:
            return tuple(c.variable.name for c in self.body.columns if c.expression is None)
        if isinstance(self.body, Select):
            every = binds_together(self.body.where.elements).possible
            return tuple(sorted(every - self.given.bindings.keys()))
        return ()


def _told(
    search: Search, leftover: Leftover | None, joined: Ask | None, effort: Effort, notes: list[str]
) -> tuple[Told, ...]:
    if leftover is not None:
        return ()
    if not search.asker.truth("ASK { ?utterance pact:content ?claim }"):
        return ()
    told = told_in_claims(search)
    if told or joined is None or are_joined(search.asker):
        return told
    if not effort.join_claims:
        notes.append(_CLAIMS_NOT_JOINED)
        notes.extend(claims_that_speak_of_both(search))
        return ()
    asker = BudgetedAsk(joined, asks=effort.asks // 4, seconds=effort.seconds, share=1.0)
    try:
        return told_by_speakers(search, asker)
    except Contradiction as error:
        notes.append(f"What speakers assert cannot be joined: {error.message}.")
        return ()


def _omissions(
    search: Search, unviewed: Ask | None, why_not: WhyNot | None, effort: Effort
) -> tuple[Omission, ...]:
    """Return what a view leaves out of that which the question names, or else would find."""
    if why_not is None:
        return ()
    every = search.conditions.group(search.conditions.numbers)
    things = {t.value: t for t in terms_of(every) if isinstance(t, NamedNode)}
    if unviewed is not None:
        columns = tuple(sorted(binds_together(every.elements).possible))
        asker = BudgetedAsk(unviewed, asks=2, seconds=effort.seconds, share=1.0)
        found = Search(search.query, search.conditions, asker).rows(every, columns, effort.near)
        rows = found.rows[: effort.near] if found else ()
        things |= {t.value: t for t in terms_of(rows) if isinstance(t, NamedNode)}
    reasons = ((things[iri], why_not(things[iri])) for iri in sorted(things))
    return tuple(Omission(thing, why) for thing, why in reasons if why is not None)


def _limits(failure: Failure, asker: BudgetedAsk, effort: Effort) -> list[str]:
    notes = []
    if not failure.found.complete:
        notes.append("There may be other sets of conditions that find nothing together.")
    if asker.too_slow:
        notes.append(f"{asker.too_slow} questions took too long and were given up.")
    if asker.refused:
        notes.append(f"{asker.refused} questions were too long to be asked.")
    if asker.spent:
        notes.append(
            f"Not all was looked at: {effort.asks} questions and {effort.seconds:g} seconds "
            "were allowed."
        )
    return notes
