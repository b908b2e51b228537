"""Whether the passages and claims of an article are used, and what refers to them is there.

What a record must have at all is held when its file is read.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import PACT
from pactgraph.words.article_view import ArticleView, At
from pactgraph.words.finding import Check
from pactgraph.words.reporting import Reporter, shorten


def check_declarations(view: ArticleView, report: Reporter) -> None:
    """Check all that needs no text: what is declared, what is used, what refers to what."""
    _check_passages(view, report)
    _check_references(view, report)
    _check_claims(view, report)


def _check_passages(view: ArticleView, report: Reporter) -> None:
    for iri in view.record.passages:
        if iri in view.record.silent:
            report.add(
                Check.PASSAGE_SILENT,
                "the record says of one range that it states something and that it states nothing",
                passage=iri,
                at=view.triple_of(iri, PACT.reason),
                expected="a pact:Passage or a pact:SilentPassage",
            )
        elif iri not in view.used_passages:
            report.add(
                Check.PASSAGE_UNUSED,
                "the passage states nothing, and nothing is resolved by it or refers to it",
                passage=iri,
                at=view.describing(iri),
                expected="a graph of this name",
                hint="if these words state nothing, write a pact:SilentPassage with pact:reason",
            )


def _check_references(view: ArticleView, report: Reporter) -> None:
    for triple, graph, passage in view.references:
        name = shorten(triple.predicate.value)
        if triple.predicate == PACT.resolvedBy and triple.subject == triple.object:
            report.add(
                Check.RESOLVER_ITSELF,
                "the passage is resolved by itself",
                passage=passage,
                at=(triple, graph),
                hint="what its own words carry needs no resolver",
            )
        elif passage not in view.record.passages:
            foreign = article_of_graph(passage) != view.record.iri
            report.add(
                Check.PASSAGE_UNDECLARED,
                f"{name} names a passage of another article"
                if foreign
                else f"{name} names a passage that the record does not declare",
                passage=None if foreign else passage,
                at=(triple, graph),
                expected=f"a pact:Passage of this article's record, not {shorten(passage)}",
            )


def _check_claims(view: ArticleView, report: Reporter) -> None:
    said: dict[str, At] = {}
    for graph, triples in (*view.passage_graphs.items(), *view.claim_graphs.items()):
        for triple in triples:
            if triple.predicate == PACT.content and isinstance(triple.object, NamedNode):
                said.setdefault(triple.object.value, (triple, graph))
    for claim in view.record.claims:
        if claim not in said:
            report.add(
                Check.CLAIM_UNSAID,
                f"no utterance has the claim {shorten(claim)} as its content",
                at=view.describing(claim),
                expected=f"an utterance with pact:content {shorten(claim)}",
            )
    for claim in sorted({*view.record.claims, *said} - set(view.claim_graphs)):
        what = "" if kind_of(claim) is GraphKind.CLAIM else ", and that is no claim's IRI"
        report.add(
            Check.CLAIM_WITHOUT_GRAPH,
            f"there is no graph of the claim {shorten(claim)}{what}",
            at=said.get(claim) or view.describing(claim),
            expected=f"GRAPH {shorten(claim)} with what the speaker asserts",
        )
