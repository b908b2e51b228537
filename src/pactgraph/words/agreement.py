"""Whether what an article's file says twice agrees: record and passages, denials and statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import PACT, SCHEMA
from pactgraph.words.article_view import ArticleView
from pactgraph.words.finding import Check
from pactgraph.words.lexicon import Lexicon
from pactgraph.words.reporting import Reporter, shorten

_OF_RECORD: Final = (SCHEMA.datePublished, SCHEMA.author)


def check_agreement(view: ArticleView, lexicon: Lexicon, report: Reporter) -> None:
    """Check date and author against the passages that state them, and each denial; no text."""
    _check_record(view, lexicon, report)
    for graph, triples in {**view.passage_graphs, **view.claim_graphs}.items():
        claim = view.record.claims.get(graph)
        stated = set(triples)
        for denied in _denied(triples):
            if denied in stated:
                report.add(
                    Check.DENIED_STATED,
                    f"the graph states what it says is denied: {_shown(denied)}",
                    passage=graph if claim is None else claim.worded_in,
                    at=(denied, graph),
                    expected="the denial alone",
                )


def _check_record(view: ArticleView, lexicon: Lexicon, report: Reporter) -> None:
    article = NamedNode(view.record.iri)
    for predicate in _OF_RECORD:
        recorded = [
            triple.object
            for triple in view.record_triples
            if triple.subject == article and triple.predicate == predicate
        ]
        for graph, triples in view.passage_graphs.items():
            for triple in triples:
                if triple.subject != article or triple.predicate != predicate or not recorded:
                    continue
                if not any(_same(triple.object, value, lexicon) for value in recorded):
                    report.add(
                        Check.RECORD_DIFFERS,
                        f"the record has another {shorten(predicate.value)} than this passage",
                        passage=graph,
                        at=(triple, graph),
                        expected=" or ".join(str(value) for value in recorded),
                    )


def _same(stated: object, recorded: object, lexicon: Lexicon) -> bool:
    if stated == recorded:
        return True
    if isinstance(stated, Literal) and isinstance(recorded, Literal):
        # A year or a month may be all that the words say of the day that the record has.
        shorter, longer = sorted((stated.value, recorded.value), key=len)
        return shorter == longer or (
            shorter[:4].isdigit() and longer.startswith((f"{shorter}-", f"{shorter}T"))
        )
    for thing, name in ((stated, recorded), (recorded, stated)):
        if isinstance(thing, NamedNode) and isinstance(name, Literal):
            return any(form.written == name.value for form in lexicon.of(thing.value))
    return False


def _denied(triples: Iterable[Triple]) -> list[Triple]:
    """Return the triples that the denials of a graph deny."""
    parts: dict[object, dict[NamedNode, list[NamedNode]]] = defaultdict(lambda: defaultdict(list))
    for triple in triples:
        if isinstance(triple.object, NamedNode):
            parts[triple.subject][triple.predicate].append(triple.object)
    return [
        Triple(*denied)
        for of in parts.values()
        for denied in product(
            of[PACT.denialSubject], of[PACT.denialRelation], of[PACT.denialObject]
        )
    ]


def _shown(triple: Triple) -> str:
    terms = (triple.subject, triple.predicate, triple.object)
    return " ".join(shorten(term.value) for term in terms if isinstance(term, NamedNode))
