"""The kind of a graph is told by its IRI alone."""

from __future__ import annotations

import pytest

from pactgraph.model.graphs import (
    COMPUTED,
    ENTITIES,
    IN_MERGED,
    INFERRED,
    JUDGEMENTS,
    ONTOLOGY,
    GraphKind,
    kind_of,
    links_graph,
)

HOME = "https://w3id.org/pactgraph"


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/article/x#char=0,9", GraphKind.PASSAGE),
        ("/article/x/claim/c1", GraphKind.CLAIM),
        ("/article/x/record", GraphKind.RECORD),
        ("/graph/entities", GraphKind.ENTITIES),
        ("/graph/judgements", GraphKind.JUDGEMENTS),
        ("/graph/lineage", GraphKind.LINEAGE),
        ("/graph/computed", GraphKind.COMPUTED),
        ("/graph/inferred", GraphKind.INFERRED),
        ("/graph/links/wikidata", GraphKind.LINKS),
        ("/graph/enrichment/wikidata", GraphKind.ENRICHMENT),
        ("/graph/ontology", GraphKind.ONTOLOGY),
        ("/article/x#char=9,0", GraphKind.OTHER),
        ("/article/x/claim/", GraphKind.OTHER),
        ("/article/x/claim/a/b", GraphKind.OTHER),
        ("/article/x/record/more", GraphKind.OTHER),
        ("/article/x/thing/u1", GraphKind.OTHER),
        ("/article/x", GraphKind.OTHER),
        ("/graph/links", GraphKind.OTHER),
        ("/graph/links/a/b", GraphKind.OTHER),
        ("/graph/unknown", GraphKind.OTHER),
        ("/graph/entities#x", GraphKind.OTHER),
    ],
)
@pytest.mark.parametrize("home", [HOME, "http://example.org"])
def test_each_pattern_has_its_kind_on_any_host(home: str, path: str, kind: GraphKind) -> None:
    assert kind_of(home + path) is kind


def test_the_named_graphs_are_of_the_kind_they_are_called() -> None:
    found = [kind_of(g.value).value for g in (ENTITIES, JUDGEMENTS, COMPUTED, INFERRED, ONTOLOGY)]
    assert found == ["entities", "judgements", "computed", "inferred", "ontology"]
    assert kind_of(links_graph("a-b").value) is GraphKind.LINKS


def test_merged_holds_no_claim_and_nothing_fetched() -> None:
    assert not IN_MERGED & {GraphKind.CLAIM, GraphKind.ENRICHMENT, GraphKind.OTHER}
    assert GraphKind.PASSAGE in IN_MERGED
