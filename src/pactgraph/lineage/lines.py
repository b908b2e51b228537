"""Independent lines: how many texts, copies counted once, some passages come from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.model.passages import parse_passage_iri

_AT_ONCE = 500
_QUERY = "SELECT ?passage ?line WHERE { VALUES ?passage { %s } ?passage pact:inLine ?line }"


@dataclass(frozen=True, slots=True)
class Support:
    """The articles that passages belong to, and the articles in which their words stand first.

    >>> print(Support(frozenset("abc"), frozenset("ab")))
    3 articles, 2 independent lines
    """

    articles: frozenset[str]
    lines: frozenset[str]

    def __str__(self) -> str:
        return ", ".join(
            f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
            for found, noun in ((self.articles, "article"), (self.lines, "independent line"))
        )


def lines_of(engine: Engine, passages: Iterable[str]) -> int:
    """Return in how many independent lines some passages stand; raises as the engine does."""
    return len(support_of(engine, passages).lines)


def support_of(engine: Engine, passages: Iterable[str]) -> Support:
    """Return the articles and the independent lines of some passages, given by their IRIs.

    A passage of which the graph knows no line is in that of its own article; what is no
    passage is passed over. Raises as the engine does.
    """
    parsed = {iri: parse_passage_iri(iri) for iri in passages}
    articles = {iri: found[0] for iri, found in sorted(parsed.items()) if found is not None}
    lines = dict(articles)
    wanted = list(articles)
    for start in range(0, len(wanted), _AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
        answer = engine.query(_QUERY % terms, trusted=True, source="lines")
        if isinstance(answer, Rows):
            for passage, line in answer:
                if isinstance(passage, NamedNode) and isinstance(line, NamedNode):
                    lines[passage.value] = line.value
    return Support(frozenset(articles.values()), frozenset(lines.values()))
