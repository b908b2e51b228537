"""Rows that stored queries must answer: worked out from what an article was made to tell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any, Final

from .news import News

ASKED: Final = 5
"""Rows are told of what every fifth article brings."""


@dataclass(frozen=True, slots=True)
class ToldContribution:
    """What one sentence says of a contribution; None where it is silent."""

    news: News
    begin: str | None
    end: str | None
    people: int | None


@dataclass(frozen=True, slots=True)
class ToldHolding:
    """A sentence that has an office of a forum as over."""

    news: News


@dataclass(frozen=True, slots=True)
class ToldVisit:
    """A sentence that tells of a visit."""

    news: News


Told = ToldContribution | ToldHolding | ToldVisit
_Level = tuple[int | None, str | None, str | None]


def rows(article: str, today: date, told: Iterable[Told]) -> Iterator[dict[str, Any]]:
    """Yield the lines of truth about rows that this article gives to stored queries.

    A line names the query and its parameters; the row holds the columns that are bound. What
    articles say together in answer to a query is the set of their rows.
    """
    contributions: dict[int, list[ToldContribution]] = defaultdict(list)
    others: dict[tuple[str, int], dict[str, Any]] = {}
    for one in told:
        if one.news.number % ASKED:
            continue
        if isinstance(one, ToldContribution):
            contributions[one.news.number].append(one)
        elif isinstance(one, ToldHolding):
            others["office-holders", one.news.number] = _holding(one.news, article, today)
        else:
            others["visits", one.news.number] = _visit(one.news, article)
    for several in contributions.values():
        yield from _contributions(several, article)
    yield from others.values()


def _contributions(told: list[ToldContribution], article: str) -> Iterator[dict[str, Any]]:
    news = told[0].news
    begins: set[str | None] = {one.begin for one in told if one.begin} or {None}
    ends: set[str | None] = {one.end for one in told if one.end} or {None}
    levels: set[_Level] = {(one.people, one.begin, one.end) for one in told if one.people}
    levels = levels or {(None, None, None)}
    for begin, end, level in sorted(product(begins, ends, levels), key=str):
        row = {
            "contributor": news.state.node.value,
            "contributorLabel": news.state.label,
            "operation": news.operation.node.value,
            "operationLabel": news.operation.label,
            "begin": begin,
            "end": end,
            "personnel": None if level[0] is None else str(level[0]),
            "personnelBegin": level[1],
            "personnelEnd": level[2],
            "article": article,
        }
        yield _line("contributions", "operation", news.operation.node.value, row)


def _holding(news: News, article: str, today: date) -> dict[str, Any]:
    row = {
        "person": news.envoy.node.value,
        "personLabel": news.envoy.label,
        "office": news.seat.node.value,
        "officeLabel": news.seat.label,
        "organisation": news.forum.node.value,
        "organisationLabel": news.forum.label,
        "endedBefore": today.isoformat(),
        "article": article,
    }
    return _line("office-holders", "organisation", news.forum.node.value, row)


def _visit(news: News, article: str) -> dict[str, Any]:
    row = {
        "visit": news.visit.node.value,
        "visitLabel": news.visit.label,
        "visitor": news.envoy.node.value,
        "visitorLabel": news.envoy.label,
        "to": news.state.node.value,
        "toLabel": news.state.label,
        "date": news.happened.isoformat(),
        "article": article,
    }
    return _line("visits", "person", news.envoy.node.value, row)


def _line(query: str, parameter: str, value: str, row: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "kind": "row",
        "query": query,
        "parameters": {parameter: value},
        "row": {name: cell for name, cell in row.items() if cell is not None},
    }
