"""Findings read back from a graph say what was found; the stored query says the same."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from pactgraph.disagreement.reading import judged_and_gone, read_findings, triples_of
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.graph import Graph
from pactgraph.namespaces import DISAGREEMENT, PREFIXES
from pactgraph.query.stored_query import load_queries
from pactgraph.source.project import Project


def test_what_is_read_is_what_was_found(graph: Graph, engine: MemoryEngine) -> None:
    found = {one.iri.value: one for one in graph.found.findings}
    read = {one.iri: one for one in read_findings(engine)}
    assert set(read) == set(found)
    for iri, told in read.items():
        finding = found[iri]
        assert (told.kind, told.severity, told.rule, told.gist) == (
            finding.kind,
            finding.severity,
            finding.rule,
            finding.gist,
        )
        assert {(one.side, one.passage) for one in told.statements} == {
            (side, said.passage.value) for side, said in finding.statements
        }
        assert len(told.statements) == sum(map(len, finding.sides))
        assert [named.iri for named in told.about] == [thing.value for thing in finding.about]
        assert {named.iri for named in told.judgements} == {j.value for j in finding.judgements}


def test_contradictions_are_read_first(engine: MemoryEngine) -> None:
    severities = [one.severity.value for one in read_findings(engine)]
    assert severities == sorted(severities)


def test_the_triples_of_all_findings_are_the_graph_of_disagreements(
    graph: Graph, engine: MemoryEngine
) -> None:
    every = read_findings(engine)
    assert set(triples_of(engine, every)) == set(graph.found.triples)
    assert triples_of(engine, []) == []


def test_the_stored_query_tells_of_the_same_statements(
    repository: Project, engine: MemoryEngine
) -> None:
    query = load_queries(repository.query_files)["disagreements"]
    answer = engine.query(query.text, trusted=True)
    assert isinstance(answer, Rows)
    asked = {(row["finding"].value, row["statement"].value) for row in answer.dicts()}  # type: ignore[union-attr]
    assert len(asked) == sum(len(one.statements) for one in read_findings(engine))


def test_a_judgement_of_what_is_no_longer_found_is_told() -> None:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    gone, here = DISAGREEMENT.gone, DISAGREEMENT.here
    judged = f"<urn:j> a pact:Judgement ; pact:judgedThing {gone}, {here}, id:x ."
    text = f"{judged} {here} a pact:Disagreement ."
    engine = MemoryEngine(parse(head + text, RdfFormat.TURTLE))
    assert judged_and_gone(engine) == [("urn:j", gone.value)]
