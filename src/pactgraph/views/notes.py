"""Notes on an answer from a view: which graph it is over, what it promises, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pactgraph.engine.tokens import Kind, Token, tokenise
from pactgraph.errors import BadQuery
from pactgraph.namespaces import ARTICLE, ID, PACT, PREFIXES
from pactgraph.syntax.monotony import non_monotone
from pactgraph.syntax.reading import read_query
from pactgraph.views.view import View

_SHOWN: Final = 5
UNREAD: Final = "what cannot be read here"


def notes_on(
    view: View, sparql: str, *, empty: bool, endpoint: str | None = None
) -> tuple[str, ...]:
    """Return what a reader of an answer to ``sparql`` must know, for a view that restricts.

    ``endpoint`` is the remote engine that was named, and cannot give views.
    """
    notes = [f"answered over {view.heading}"]
    if endpoint is not None:
        notes.append(f"{endpoint} was not asked: the view is built here, from the project's files")
    beyond = beyond_the_promise(sparql)
    if beyond:
        graph = view.viewpoint.certainty
        notes.append(
            f"the query has {', '.join(beyond)}: it is answered over the {graph} graph as it is, "
            "and its rows are not promised to be bounds on what is true"
        )
    if not view.articles:
        notes.append(_nothing_published(view))
    elif empty:
        notes.extend(left_out_of(view, sparql))
    return tuple(notes)


def beyond_the_promise(sparql: str) -> tuple[str, ...]:
    """Return the constructs by which a query's answer may shrink when the graph grows.

    Where there are none (patterns, paths, UNION, FILTER, VALUES, BIND), each row of the
    certain graph is a row of the world, and each row of the world one of the possible graph.

    >>> beyond_the_promise("SELECT ?a { ?a ?p ?b FILTER NOT EXISTS { ?b ?q ?a } } LIMIT 3")
    ('NOT EXISTS', 'LIMIT')
    >>> beyond_the_promise("ASK { { ?a ?p 2 } UNION { 2 ^pact:in ?a } FILTER EXISTS { ?a ?q 1 } }")
    ()
    """
    try:
        return non_monotone(read_query(sparql))
    except BadQuery:
        # The engine took it, so it is a query; nothing is promised of what we cannot read.
        return (UNREAD,)


def _nothing_published(view: View) -> str:
    known = [p for p in view.whole.publications.values() if p.first is not None]
    earliest = min(known, key=lambda p: (p.first, p.slug), default=None)
    tail = f"; the earliest is {earliest}" if earliest else ""
    return f"no article was out by {view.viewpoint.known_by}{tail}"


def left_out_of(view: View, sparql: str) -> tuple[str, ...]:
    """Return what the view left out that the query could be about, each with the reason.

    That are the things of the classes that the query names, linked with all the things that it
    names; and the articles left out that speak of all of these. A few are spelt out.
    """
    mentions, classes = _named_in(sparql)
    left = view.left_out_matching(mentions, classes)
    notes = [f"left out: {thing}" for thing in left[:_SHOWN]]
    if len(left) > _SHOWN:
        notes.append(f"left out: {len(left) - _SHOWN} more things that the query could be about")
    if mentions:
        for article in view.later_articles_on(*mentions):
            notes.append(f"left out: what speaks of them and was {article.reason}")
    return tuple(notes)


def _named_in(sparql: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the things and the terms of the ontology that a query names."""
    tokens: Sequence[Token] = list(tokenise(sparql))
    prefixes = dict(PREFIXES)
    for at, token in enumerate(tokens[:-2]):
        if token.is_word("PREFIX") and tokens[at + 2].kind is Kind.IRI:
            prefixes[tokens[at + 1].text.rstrip(":")] = tokens[at + 2].text[1:-1]
    iris = set()
    for token in tokens:
        if token.kind is Kind.IRI:
            iris.add(token.text[1:-1])
        elif token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            iris.add(prefixes.get(prefix, f"{prefix}:") + local)
    things = frozenset(i for i in iris if i.startswith((ID.base, ARTICLE.base)) and i != ID.base)
    return things, frozenset(i for i in iris if i.startswith(PACT.base))
