"""Merging: which graphs become one, so that a query sees each triple once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode, Triple

from pactgraph.model.graphs import (
    COMPUTED,
    DISAGREEMENTS,
    IN_MERGED,
    INFERRED,
    LINEAGE,
    ONTOLOGY,
    GraphKind,
    kind_of,
)
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.model.shared_text import lineage_among
from pactgraph.namespaces import OWL, RDF, RDFS, SKOS
from pactgraph.reasoning.triples import Triples, union

Graphs = Mapping[str, Sequence[Triple]]
"""Named graphs by their IRIs."""

LABELS: Final = frozenset(
    {RDFS.label, RDFS.comment, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.example}
)
"""What merged holds of the ontology's terms: what they are called and what they mean."""

_STATED: Final = IN_MERGED - {
    GraphKind.COMPUTED,
    GraphKind.INFERRED,
    GraphKind.DISAGREEMENTS,
}


def of_articles(graphs: Graphs, slugs: Collection[str] | None) -> dict[str, Sequence[Triple]]:
    """Return the graphs without those of any article but the ones with these slugs.

    What belongs to no article stays, but for what the lineage records of the others; None
    keeps every article.
    """
    if slugs is None:
        return dict(graphs)
    kept = {
        graph: triples
        for graph, triples in graphs.items()
        if article_of_graph(graph) is None or slug_of(graph) in slugs
    }
    if LINEAGE.value in kept:
        articles = {article for graph in kept if (article := article_of_graph(graph)) is not None}
        kept[LINEAGE.value] = lineage_among(kept[LINEAGE.value], articles)
    return kept


def merge(
    graphs: Graphs,
    computed: Iterable[Triple] = (),
    *,
    claims: Collection[str] = (),
    facts: Iterable[Triple] = (),
) -> Triples:
    """Return what is closed under the ontology's rules: a set, in an order of its own.

    It is the union of the passages, the records, the entities, the judgements and what
    the built-in rules computed, with ``facts`` (what the ontology asserts of its own
    individuals) and the claim graphs named in ``claims``. No other claim is in it, and
    no link. The order is that of the graphs' IRIs and, in each, of its triples, so that
    the same sources give the same list.
    """
    stated = (
        graphs[graph] for graph in sorted(graphs) if graph in claims or kind_of(graph) in _STATED
    )
    return union((*stated, computed, facts))


def merged_graph(closed: Iterable[Triple], inferred: Iterable[Triple], graphs: Graphs) -> Triples:
    """Return what a query sees as its default graph: a set, in an order of its own.

    It is what was closed, what the closure added, the matches of the link graphs (which
    hold the accepted ones alone), the disagreements found, and the labels of the ontology's
    terms.
    """
    matches = (graphs[graph] for graph in sorted(graphs) if kind_of(graph) is GraphKind.LINKS)
    labels = ontology_labels(graphs.get(ONTOLOGY.value, ()))
    return union((closed, inferred, *matches, graphs.get(DISAGREEMENTS.value, ()), labels))


def ontology_labels(ontology: Iterable[Triple]) -> list[Triple]:
    """Return the labels and definitions of the ontology's named terms.

    >>> term = NamedNode("urn:a")
    >>> len(ontology_labels([Triple(term, RDFS.label, term), Triple(term, RDFS.domain, term)]))
    1
    """
    return [
        triple
        for triple in ontology
        if triple.predicate in LABELS and isinstance(triple.subject, NamedNode)
    ]


def ontology_facts(ontology: Iterable[Triple], assertions: Iterable[Triple]) -> list[Triple]:
    """Return what the ontology asserts of its own individuals, less the annotations.

    Annotations say how to read an individual, and not what it is; the labels among them
    come into merged with all the others.
    """
    annotations = {
        triple.subject
        for triple in ontology
        if triple.predicate == RDF.type and triple.object == OWL.AnnotationProperty
    }
    return [
        triple
        for triple in assertions
        if triple.predicate not in annotations
        and triple.predicate not in LABELS
        and triple.predicate.value not in RDFS
    ]


def with_derived_graphs(
    graphs: Graphs, computed: Sequence[Triple], inferred: Sequence[Triple]
) -> dict[str, Sequence[Triple]]:
    """Return the named graphs with the two that are derived, in the order of their IRIs."""
    every = {**graphs, COMPUTED.value: computed, INFERRED.value: inferred}
    return {graph: every[graph] for graph in sorted(every)}
