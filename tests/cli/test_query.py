"""``pactgraph query``: what it asks, and what it writes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pyoxigraph
import pytest
from cli_world import TINY, Run
from pyoxigraph import QueryResultsFormat, RdfFormat

MEMBERS = [("Tirra", "1996", "harbour-2019-05-02"), ("Tirra", "1997", "lagoon-2021")]


def rows_of_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_stored_query_comes_as_csv_in_a_pipe(run: Run) -> None:
    result = run("query", "members")
    assert result.exit_code == 0
    found = [
        (row["memberLabel"], row["begin"], row["article"].rpartition("/")[2])
        for row in rows_of_csv(result.stdout)
    ]
    assert found == MEMBERS
    assert result.stdout_bytes.count(b"\r\n") == 3


@pytest.mark.parametrize(
    "what", ["mebers", "x.rq", "ASK { }", "bad.rq"], ids=["a name", "a file", "SPARQL", "an error"]
)
def test_nothing_is_built_for_a_question_that_is_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    project = tmp_path / "tiny"
    shutil.copytree(TINY, project)
    monkeypatch.chdir(tmp_path)
    Path("bad.rq").write_text("#+ summary: [\nASK {}", "utf-8")
    result = run("query", what, project=project)
    assert result.exit_code != 0
    assert not (project / ".pactgraph").exists()
    assert run("query", "members", project=project).exit_code == 0
    assert (project / ".pactgraph").exists()


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml"])
def test_every_format_of_rows_is_read_by_another_reader(run: Run, name: str) -> None:
    result = run("query", "members", "--format", name)
    if name == "csv":
        assert len(rows_of_csv(result.stdout)) == 2
        return
    formats = {
        "tsv": QueryResultsFormat.TSV,
        "json": QueryResultsFormat.JSON,
        "xml": QueryResultsFormat.XML,
    }
    solutions = pyoxigraph.parse_query_results(result.stdout_bytes, format=formats[name])
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert [s["begin"].value for s in solutions] == ["1996", "1997"]


@pytest.mark.parametrize(
    ("name", "rdf"),
    [("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES), ("rdfxml", RdfFormat.RDF_XML),
     ("jsonld", RdfFormat.JSON_LD)],
)  # fmt: skip
def test_every_format_of_graphs_is_read_by_another_reader(
    run: Run, name: str, rdf: RdfFormat
) -> None:
    asked = "CONSTRUCT { ?m pact:member ?x } WHERE { ?m a pact:Membership ; pact:member ?x }"
    result = run("query", "-", "--format", name, input=asked)
    assert result.exit_code == 0, result.output
    (quad,) = pyoxigraph.parse(result.stdout_bytes, format=rdf)
    assert str(quad.object) == "<https://w3id.org/pactgraph/id/tirra>"


def test_a_graph_is_turtle_if_nothing_is_said(run: Run) -> None:
    result = run("query", "-", input="CONSTRUCT { ?s a pact:State } WHERE { ?s a pact:State }")
    assert "id:maristan\n    a pact:State ." in result.stdout


@pytest.mark.parametrize(
    ("asked", "name"),
    [("SELECT ?x { ?x a pact:State }", "ttl"), ("CONSTRUCT WHERE { ?x a pact:State }", "xml")],
)
def test_a_format_that_the_answer_cannot_have_is_a_wrong_command_line(
    run: Run, asked: str, name: str
) -> None:
    result = run("query", "-", "--format", name, input=asked)
    assert result.exit_code == 2
    assert "one of" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(("asked", "said"), [("id:tirra", "true"), ("id:nobody", "false")])
def test_an_ask_is_answered_in_a_word(run: Run, asked: str, said: str) -> None:
    result = run("query", "-", input=f"ASK {{ {asked} a pact:State }}")
    assert (result.exit_code, result.stdout) == (0, f"{said}\n")
    table = run("query", "-", "--format", "table", input=f"ASK {{ {asked} a pact:State }}")
    assert table.stdout == {"true": "yes\n", "false": "no\n"}[said]


def test_a_file_is_asked_and_may_have_a_head(run: Run, tmp_path: Path) -> None:
    bare = tmp_path / "bare.rq"
    bare.write_text("SELECT ?x { ?x a pact:State } ORDER BY ?x", "utf-8")
    assert run("query", str(bare)).stdout.count("\n") == 3
    headed = tmp_path / "headed.rq"
    headed.write_text("#+ summary: One\nSELECT ?x { VALUES ?x { 1 } FILTER(?x = ?_n_integer) }")
    assert run("query", str(headed), "-p", "n=1").stdout == "x\n1\n"
    assert run("query", str(headed), "-p", "n=2").stdout == "x\n"


def test_things_are_given_by_any_recorded_name(run: Run) -> None:
    for name in ("Oda Vell", "Vell", "oda vell", "id:oda-vell",
                 "https://w3id.org/pactgraph/id/oda-vell"):  # fmt: skip
        result = run("query", "office-on-day", "-p", "asOf=2019-05-01", "-p", f"holder={name}")
        assert result.exit_code == 0, result.stderr
        assert rows_of_csv(result.stdout)


def test_evidence_adds_columns_and_a_member_of_json(run: Run, texts: str) -> None:
    plain = rows_of_csv(run("query", "members", "--evidence").stdout)
    assert [row["passages"].rpartition("#")[2] for row in plain] == ["char=104,136", "char=115,149"]
    assert plain[0]["anchors"] == "joined the council"
    assert "words" not in plain[0]
    full = rows_of_csv(run("query", "members", "--evidence", texts).stdout)
    assert full[1]["words"] == "Tirra has been a member since 1997"
    document = json.loads(run("query", "members", "--evidence", "--format", "json", texts).stdout)
    assert len(document["results"]["bindings"]) == len(document["evidence"]) == 2
    assert document["evidence"][1] == [
        {
            "passage": "https://w3id.org/pactgraph/article/lagoon-2021#char=115,149",
            "article": "lagoon-2021",
            "start": 115,
            "end": 149,
            "words": "Tirra has been a member since 1997",
        }
    ]


def test_evidence_on_a_terminal_stands_beneath_its_row(run: Run, texts: str) -> None:
    lines = run("query", "members", "--evidence", "--format", "table", texts).stdout.splitlines()
    assert lines[2].startswith("Tirra")
    assert lines[3] == "    harbour-2019-05-02#char=104,136"
    assert lines[4] == "      “Tirra joined the council in 1996”"


def test_no_words_of_another_text_are_shown(run: Run, built_tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "lagoon-2021.txt").write_text("Quite another text. " * 40, "utf-8")
    result = run("query", "members", "--evidence", "--articles", str(tmp_path))
    assert "another text" not in result.stdout


def test_a_query_without_passages_is_answered_and_says_that_it_shows_none(run: Run) -> None:
    result = run("query", "-", "--evidence", input="SELECT ?x { ?x a pact:State } ORDER BY ?x")
    assert result.exit_code == 0
    assert len(rows_of_csv(result.stdout)) == 2
    assert "no evidence is shown" in result.stderr


def test_a_table_hides_iris_beside_labels_and_says_so(run: Run) -> None:
    table = run("query", "members", "--format", "table").stdout
    assert "id:tirra" not in table
    assert "--wide shows all" in table
    wide = run("query", "members", "--format", "table", "--wide").stdout
    assert "id:tirra" in wide
    assert "memberLabel" in wide


def test_limit_shows_the_first_rows_and_says_how_many_there_are(run: Run) -> None:
    table = run("query", "members", "--format", "table", "--limit", "1").stdout
    assert "1 of 2 rows" in table
    result = run("query", "members", "--limit", "1")
    assert len(rows_of_csv(result.stdout)) == 1
    assert "1 of 2 rows" in result.stderr


def test_claims_join_for_one_answer_and_it_says_so(run: Run) -> None:
    asked = "SELECT ?c { ?c a pact:Contribution } ORDER BY ?c"
    stated = run("query", "-", input=asked)
    everybody = run("query", "-", "--with-claims", input=asked)
    tolk = run("query", "-", "--with-claims", "Tolk", input=asked)
    assert "thing/loan" not in stated.stdout
    assert "thing/loan" in everybody.stdout
    assert tolk.stdout == everybody.stdout
    assert "of Tolk has joined" in tolk.stderr
    assert run("query", "-", input=asked).stdout == stated.stdout
    nobody = run("query", "-", "--with-claims", "Oda Vell", input=asked)
    assert nobody.exit_code == 4


def test_what_reaches_out_is_refused_unless_it_is_allowed_by_name(run: Run) -> None:
    asked = "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?a ?b ?c } }"
    refused = run("query", "-", input=asked)
    assert refused.exit_code == 5
    assert "--allow service" in refused.stderr
    assert run("query", "-", "--allow", "service", input=asked).exit_code == 0
    load = run("query", "-", input="LOAD <http://127.0.0.1:9/>")
    assert load.exit_code == 5


def test_a_long_query_is_stopped_at_its_deadline(run: Run) -> None:
    asked = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    result = run("query", "-", "--timeout", "0.5", input=asked)
    assert result.exit_code == 6
    assert "stopped after 0.5 s" in result.stderr


def test_the_store_is_built_when_it_is_missing_or_stale(run: Run, tiny_root: Path) -> None:
    first = run("query", "members", project=tiny_root)
    assert "there is no store" in first.stderr
    again = run("query", "members", project=tiny_root)
    assert again.stderr == ""
    path = tiny_root / "data/articles/harbour-2019-05-02.trig"
    path.write_text(path.read_text("utf-8").replace('"1996"', '"1995"'), "utf-8")
    changed = run("query", "members", project=tiny_root)
    assert "is stale (the project's files have changed)" in changed.stderr
    assert "1995" in changed.stdout


def test_a_store_of_another_project_is_not_taken_over(
    run: Run, tiny_root: Path, built_tiny: Path
) -> None:
    path = tiny_root / "data/entities/things.ttl"
    path.write_text(path.read_text("utf-8").replace("A coastal state.", "A state."), "utf-8")
    theirs = built_tiny / ".pactgraph" / "store"
    before = (theirs / "current").read_bytes()
    result = run("query", "members", "--store", str(theirs), project=tiny_root)
    assert result.exit_code == 3
    assert "built from another project" in result.stderr
    assert (theirs / "current").read_bytes() == before


def test_a_damaged_store_is_built_again(run: Run, tiny_root: Path) -> None:
    run("query", "members", project=tiny_root)
    (tiny_root / ".pactgraph/store/current").write_text("gen-nothing\n", "ascii")
    result = run("query", "members", project=tiny_root)
    assert (result.exit_code, len(rows_of_csv(result.stdout))) == (0, 2)
    assert "damaged" in result.stderr


@pytest.mark.parametrize("place", ["before", "after"])
def test_options_of_the_project_stand_before_the_command_or_after_it(
    run: Run, built_tiny: Path, tmp_path: Path, place: str
) -> None:
    options = ["--project", str(built_tiny), "--store", str(tmp_path / "store")]
    command = ["query", "members"]
    args = [*options, *command] if place == "before" else [*command, *options]
    result = run(*args, project=tmp_path)
    assert result.exit_code == 0, result.output
    assert (tmp_path / "store" / "current").is_file()


def test_an_endpoint_answers_in_place_of_the_store(run: Run, endpoint: str) -> None:
    here, there = run("query", "members"), run("query", "members", "--endpoint", endpoint)
    assert there.exit_code == 0, there.stderr
    assert there.stdout == here.stdout
    # What a name means is told by the project, and no endpoint is asked for all its names.
    named = run(
        *("query", "office-on-day", "-p", "asOf=2019-05-01", "-p", "holder=Vell"),
        *("--endpoint", endpoint),
    )
    assert "oda-vell-presidency" in named.stdout
    cited = run("query", "members", "--evidence", "--endpoint", endpoint)
    assert "lagoon-2021#char=115,149" in cited.stdout
    typed = run(
        *("query", "-", "--endpoint", endpoint), input="SELECT ?l { id:tirra rdfs:label ?l }"
    )
    assert typed.stdout == "l\nTirra\n"


def test_an_endpoint_that_is_not_there_is_told(run: Run) -> None:
    result = run("query", "members", "--endpoint", "http://127.0.0.1:9/sparql")
    assert result.exit_code == 7
    assert "http://127.0.0.1:9/sparql" in result.stderr
    assert "Traceback" not in result.output
