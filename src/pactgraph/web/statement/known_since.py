"""Since when a statement is known: the day by which the articles of a proof were out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.articles import Article
from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.proof.tree import Axiom, Computed, Derived, Proof, Recorded, Worded, nodes

_PRECISIONS: Final = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


@dataclass(frozen=True, order=True)
class Known:
    """The last day on which an article can have come out, its date as stated, and its slug.

    Of what no article has to say first (a record, an axiom) the day is the first of all.
    """

    day: date = date.min
    stated: str = ""
    slug: str = ""


TIMELESS: Final = Known()
"""Since when what rests on no article is known."""


def known_since(proofs: Iterable[Proof], articles: Mapping[str, Article]) -> Known | None:
    """Return since when the earliest of these proofs is known; None where no day tells it.

    A proof is known when all that it rests on is: the last of its premises, each of them by
    the first article that words it.
    """
    found = [known for proof in proofs if (known := _of(proof, articles)) is not None]
    return min(found, default=None)


def _of(proof: Proof, articles: Mapping[str, Article]) -> Known | None:
    known: dict[int, Known | None] = {}
    for node in reversed(list(nodes(proof))):
        known[id(node)] = _of_node(node, articles, known)
    return known[id(proof)]


def _of_node(
    node: Proof, articles: Mapping[str, Article], known: Mapping[int, Known | None]
) -> Known | None:
    match node:
        case Worded():
            days = [_of_graph(w.passage, articles) for w in node.wordings]
            days += [_of_graph(record.graph, articles) for record in node.records]
            return _first(days)
        case Recorded():
            return _first(_of_graph(r.graph, articles) for r in (node, *node.others))
        case Axiom():
            return TIMELESS
        case Computed():
            graphs = [q.graph_name for q in node.inputs if isinstance(q.graph_name, NamedNode)]
            return _last(_of_graph(graph, articles) for graph in graphs)
        case Derived():
            return _last(known[id(premise)] for premise in node.premises)


def _last(days: Iterable[Known | None]) -> Known | None:
    every = list(days)
    if any(day is None for day in every):
        return None
    return max((day for day in every if day is not None), default=TIMELESS)


def _first(days: Iterable[Known | None]) -> Known | None:
    return min((day for day in days if day is not None), default=None)


def _of_graph(graph: NamedNode, articles: Mapping[str, Article]) -> Known | None:
    iri = article_of_graph(graph.value)
    if iri is None:
        return TIMELESS
    article = articles.get(slug_of(iri))
    if article is None or article.published is None:
        return None
    stated = article.published
    try:
        day = StatedDate.parse(stated, _PRECISIONS.get(len(stated), Precision.DAY)).last
    except BadInput:
        return None
    return Known(day, stated, article.slug)
