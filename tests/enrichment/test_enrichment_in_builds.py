"""A build takes in what was fetched as a graph of its own, and nothing else changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest
from enrichment_world import Link
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pactgraph.enrichment.enrichment_file import enrichment_graph
from pactgraph.errors import BadInput
from pactgraph.export.turtle import TurtleWriter
from pactgraph.graph import build_graph
from pactgraph.linking.terms import WDT
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import ORG, OWL, PACT, PROV, RDF, RDFS, SKOS, WD, XSD
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources, sources_digest

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
GRAPH = enrichment_graph("wikidata").value
LINKS = "https://w3id.org/pactgraph/graph/links/"
OTHERS = [WD.Q10, WD.Q11, ox.NamedNode("https://example.org/register/17")]
NAMES = [RDF.type, RDFS.label, RDFS.subClassOf, SKOS.exactMatch, WDT.P463, WDT.P569, OWL.inverseOf]
VALUES = [
    *OTHERS,
    ORG.Membership,
    OWL.TransitiveProperty,
    ox.Literal("Tirra", language="en"),
    ox.Literal("1994-03-04", datatype=XSD.date),
]
triples = st.builds(
    ox.Triple, st.sampled_from(OTHERS), st.sampled_from(NAMES), st.sampled_from(VALUES)
)


def written(root: Path, text: str) -> Project:
    folder = root / "data/enrichment"
    folder.mkdir(exist_ok=True)
    (folder / "wikidata.trig").write_text(text, "utf-8")
    return Project(root)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(TINY, tmp_path_factory.mktemp("plain") / "tiny"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sets(triples, min_size=1, max_size=12))
def test_merged_and_the_closure_are_the_same_with_any_enrichment(
    plain: Path, fetched: set[ox.Triple]
) -> None:
    shutil.rmtree(plain / "data/enrichment", ignore_errors=True)
    before = build_graph(Sources.load(Project(plain)))
    body = "\n".join(TurtleWriter().blocks(fetched))
    prefixes = "".join(
        f"@prefix {name}: <{base}> .\n"
        for name, base in (
            ("wd", WD.base), ("rdf", RDF.base), ("rdfs", RDFS.base), ("skos", SKOS.base),
            ("wdt", WDT.base), ("xsd", XSD.base), ("org", ORG.base), ("owl", OWL.base),
        )
    )  # fmt: skip
    project = written(plain, f"{prefixes}GRAPH <{GRAPH}> {{ {body} }}")
    after = build_graph(Sources.load(project))
    assert set(after.graphs.pop(GRAPH)) == fetched  # type: ignore[attr-defined]
    assert after.graphs == before.graphs
    assert after.merged == before.merged
    assert after.closed == before.closed
    assert after.computed.triples == before.computed.triples
    assert after.found.triples == before.found.triples
    assert after.counts["merged"] == before.counts["merged"]


def test_the_graph_stands_in_the_store_and_in_exports_and_not_in_merged(
    run: Link, root: Path
) -> None:
    project = written(root, f'GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <urn:p> "SENT BY OTHERS" }}')
    assert kind_of(GRAPH) is GraphKind.ENRICHMENT
    assert b"fetched from elsewhere" in run("build", "--no-validate").stdout_bytes
    asked = {
        "SELECT ?o { ?s <urn:p> ?o }": 0,
        f"SELECT ?o {{ GRAPH <{GRAPH}> {{ ?s <urn:p> ?o }} }}": 1,
    }
    import pactgraph

    with pactgraph.open(project.root) as kg:
        for query, rows in asked.items():
            assert len(kg.query(query)) == rows
    assert "SENT BY OTHERS" in run("export", "--format", "trig").stdout
    assert "SENT BY OTHERS" in run("export", "--format", "nq").stdout
    assert "SENT BY OTHERS" not in run("export", "--format", "ttl").stdout
    assert "SENT BY OTHERS" not in run("export", "--format", "trig", "--stated-only").stdout


def test_a_store_is_stale_when_the_enrichment_changes(root: Path) -> None:
    before = sources_digest(Project(root))
    project = written(root, f'GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <urn:p> "x" }}')
    assert sources_digest(project) != before
    assert sources_digest(project) == Sources.load(project).digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('GRAPH <https://example.org/g> { <urn:a> <urn:p> "x" }', "stands in the graph"),
        (f'GRAPH <{GRAPH}x> {{ <urn:a> <urn:p> "x" }}', "stands in the graph"),
        ('<urn:a> <urn:p> "x" .', "graph"),
        (
            f'GRAPH <{GRAPH}> {{ <https://w3id.org/pactgraph/id/tirra> <urn:p> "x" }}',
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <urn:p> <https://w3id.org/pactgraph/id/tirra> }}",
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <{RDF.type.value}> <{PACT.State.value}> }}",
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <{PACT.member.value}> <{WD.Q11.value}> }}",
            "nothing in our own words",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{GRAPH}> <{PROV.wasDerivedFrom.value}> <{GRAPH}x> }}",
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{GRAPH}> <{PROV.wasDerivedFrom.value}> <{LINKS}geonames> }}",
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{GRAPH}> <urn:p> <{LINKS}wikidata> }}",
            "nothing of our own things",
        ),
        (
            f"GRAPH <{GRAPH}> {{ <{WD.Q10.value}> <{OWL.sameAs.value}> <urn:b> }}",
            "makes no two things one",
        ),
        (f'GRAPH <{GRAPH}> {{ [] <urn:p> "x" }}', "blank"),
    ],
)
def test_a_file_that_says_more_is_refused_with_its_line(root: Path, text: str, told: str) -> None:
    project = written(root, f"\n\n{text}")
    with pytest.raises(BadInput, match=told) as refused:
        Sources.load(project)
    assert str(refused.value.location).startswith("data/enrichment/wikidata.trig")
