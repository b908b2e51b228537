"""The shape of a graph of articles: how much of what an article has, measured from its files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, parse

from .terms import ID, A

_PASSAGE: Final = re.compile(r"#char=\d+,\d+$")
_LAST: Final = re.compile(r"[#/]")


@dataclass
class Shape:
    """What was counted in the files of some articles and of their entities."""

    articles: int = 0
    quads: Counter[str] = field(default_factory=Counter)
    graphs: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    properties: Counter[str] = field(default_factory=Counter)
    precisions: Counter[str] = field(default_factory=Counter)
    record: Counter[str] = field(default_factory=Counter)
    declared: Counter[str] = field(default_factory=Counter)
    scoped: set[str] = field(default_factory=set)
    articles_of: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def per_article(self) -> dict[str, float]:
        """Return how many of what there are an article, and some shares."""
        of = {f"quads in {name}": count for name, count in self.quads.items()}
        of |= {f"graphs of {name}": self.graphs[name] for name in ("passages", "claims")}
        of["things of one article"] = len(self.scoped)
        of["shared things that it names"] = sum(map(len, self.articles_of.values()))
        of["resolvers"] = self.record["resolvedBy"]
        of["anchors"] = self.record["anchor"]
        found = {name: count / self.articles for name, count in of.items()}
        for name in ("passages", "claims"):
            found[f"quads a graph of {name}"] = self.quads[name] / max(1, self.graphs[name])
        return found

    def use(self) -> list[int]:
        """Return in how many articles each shared thing is named, the commonest first."""
        return sorted((len(articles) for articles in self.articles_of.values()), reverse=True)


def shape_of(articles: Iterable[Iterable[Quad]], entities: Iterable[Quad]) -> Shape:
    """Return the shape of articles, each given as its quads, and of the records of entities."""
    found = Shape()
    for number, quads in enumerate(articles):
        found.articles += 1
        graphs = set()
        for quad in quads:
            graphs.add(_graph(quad))
            _count(found, number, quad)
        for graph in graphs:
            found.graphs[_sort(graph)] += 1
    for quad in entities:
        found.quads["entities"] += 1
        found.declared[_name(quad.predicate)] += 1
    return found


def shape_of_project(folder: Path) -> Shape:
    """Return the shape of the articles and entities of a project."""
    articles = sorted(folder.glob("data/articles/**/*.trig"))
    entities = sorted(folder.glob("data/entities/**/*.ttl"))
    return shape_of(
        (parse(path=str(path)) for path in articles),
        (quad for path in entities for quad in parse(path=str(path))),
    )


def _count(found: Shape, number: int, quad: Quad) -> None:
    sort = _sort(_graph(quad))
    found.quads[sort] += 1
    if sort == "records":
        found.record[_name(quad.predicate)] += 1
        return
    found.properties[_name(quad.predicate)] += 1
    value = quad.object
    if isinstance(value, NamedNode) and quad.predicate == A:
        found.classes[_name(value)] += 1
    if isinstance(value, Literal) and value.datatype.value.endswith(
        ("gYear", "gYearMonth", "date")
    ):
        found.precisions[_name(value.datatype)] += 1
    for term in (quad.subject, value):
        if isinstance(term, NamedNode):
            if term.value.startswith(ID):
                found.articles_of[term.value].add(number)
            elif "/thing/" in term.value:
                found.scoped.add(term.value)


def _graph(quad: Quad) -> str:
    graph = quad.graph_name
    return graph.value if isinstance(graph, NamedNode) else ""


def _sort(graph: str) -> str:
    if _PASSAGE.search(graph):
        return "passages"
    return "claims" if "/claim/" in graph else "records"


def _name(term: NamedNode) -> str:
    return _LAST.split(term.value)[-1]


def beside(one: Shape, other: Shape, count: int = 30) -> list[tuple[str, float, float]]:
    """Return rows of what both have an article: sizes, then the commonest of the first."""
    ours, theirs = one.per_article(), other.per_article()
    rows = [(name, value, theirs.get(name, 0.0)) for name, value in ours.items()]
    parts: tuple[tuple[str, Mapping[str, int], Mapping[str, int]], ...] = (
        ("class", one.classes, other.classes),
        ("property", one.properties, other.properties),
        ("date", one.precisions, other.precisions),
    )
    for what, mine, others in parts:
        for name, number in Counter(mine).most_common(count):
            rows.append(
                (f"{what} {name}", number / one.articles, others.get(name, 0) / other.articles)
            )
    return rows
