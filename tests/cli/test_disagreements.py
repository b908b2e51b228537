"""``pactgraph disagreements``: what it prints, in each format, and what it leaves out."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result

from pactgraph.cli import pactgraph
from pactgraph.disagreement.search import RULES
from pactgraph.namespaces import PACT, RDF


def run_on(project: Path, *args: str) -> Result:
    return CliRunner().invoke(pactgraph, ["--project", str(project), "disagreements", *args])


def test_a_person_sees_both_sides_and_their_passages(built_tiny: Path) -> None:
    result = run_on(built_tiny)
    assert result.exit_code == 0, result.stderr
    words = " ".join(result.stdout.split())
    assert "time · contradiction · dates-of-one-thing" in words
    assert "the begin works out as 1996 by harbour-2019-05-02 and as 1997 by lagoon-2021" in words
    assert "harbour-2019-05-02#char=104,136" in words
    assert "lagoon-2021#char=" in words
    assert "1 disagreement;" in words


def test_a_program_gets_json(built_tiny: Path) -> None:
    (finding,) = json.loads(run_on(built_tiny, "--format", "json").stdout)
    assert (finding["kind"], finding["severity"]) == ("time", "contradiction")
    assert [side[0]["value"]["label"] for side in finding["sides"]] == ["1996", "1997"]
    assert [side[0]["voice"] for side in finding["sides"]] == ["article", "article"]
    assert finding["sides"][0][0]["passage"]["article"] == "harbour-2019-05-02"


def test_a_table_gets_a_row_a_statement(built_tiny: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run_on(built_tiny, "--format", "csv").stdout)))
    assert [(row["side"], row["value"]) for row in rows] == [("1", "1996"), ("2", "1997")]
    assert {row["kind"] for row in rows} == {"time"}


def test_a_graph_gets_the_findings_triples(built_tiny: Path) -> None:
    turtle = run_on(built_tiny, "--format", "ttl").stdout
    triples = [quad.triple for quad in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)]
    kinds = [t.object for t in triples if t.predicate == RDF.type]
    assert kinds.count(PACT.Disagreement) == 1
    assert kinds.count(PACT.OpposedStatement) == 2


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--kind", "time"], 1),
        (["--kind", "office", "--kind", "time"], 1),
        (["--kind", "office"], 0),
        (["--severity", "contradiction"], 1),
        (["--severity", "to-check"], 0),
        (["--about", "id:tirra-council-of-lagoons-membership"], 1),
        (["--about", "Oda Vell"], 0),
        (["--article", "lagoon-2021"], 1),
    ],
)
def test_options_narrow_what_is_listed(built_tiny: Path, options: list[str], count: int) -> None:
    result = run_on(built_tiny, *options, "--format", "json")
    assert len(json.loads(result.stdout)) == count
    assert run_on(built_tiny, *options).stdout.count("dates-of-one-thing") == count


def test_where_nothing_disagrees_that_is_said(tiny_root: Path) -> None:
    path = tiny_root / "data/articles/lagoon-2021.trig"
    path.write_text(path.read_text("utf-8").replace('"1997"', '"1996"'), "utf-8")
    result = run_on(tiny_root)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("0 disagreements;")
    assert json.loads(run_on(tiny_root, "--format", "json").stdout) == []
    assert run_on(tiny_root, "--format", "ttl").stdout.strip() == ""


def test_what_is_not_there_is_not_found(built_tiny: Path) -> None:
    assert run_on(built_tiny, "--article", "nowhere").exit_code == 4
    assert run_on(built_tiny, "--about", "Nobody at all").exit_code == 4
    assert run_on(built_tiny, "--kind", "taste").exit_code == 2


def test_the_rules_are_told() -> None:
    result = CliRunner().invoke(pactgraph, ["disagreements", "--rules"])
    assert result.exit_code == 0
    for rule in RULES:
        assert f"{rule.name} · {rule.kind.value}" in result.stdout
    documents = json.loads(
        CliRunner().invoke(pactgraph, ["disagreements", "--rules", "--format", "json"]).stdout
    )
    assert [document["rule"] for document in documents] == [rule.name for rule in RULES]
    refused = CliRunner().invoke(pactgraph, ["disagreements", "--rules", "--format", "csv"])
    assert refused.exit_code == 2


def test_a_judgement_of_what_is_gone_is_told(built_tiny: Path, tmp_path: Path) -> None:
    root = tmp_path / "judged"
    shutil.copytree(built_tiny, root)
    path = root / "data/judgements/doubts.ttl"
    iri = json.loads(run_on(built_tiny, "--format", "json").stdout)[0]["finding"]
    more = "".join(
        f'<https://w3id.org/pactgraph/judgement/{name}> a pact:Judgement ; rdfs:label "{name}"@en ;'
        f' pact:judgedThing <{judged}> ; pact:reason "One article is mistaken."@en .\n'
        for name, judged in (("here", iri), ("gone", f"{iri}0"))
    )
    head = "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    path.write_text(head + path.read_text("utf-8") + more, "utf-8")
    result = run_on(root)
    assert result.exit_code == 0, result.stderr
    assert "judgement: here" in result.stdout
    assert "no longer found" in result.stderr
    assert f"{iri}0" in result.stderr
