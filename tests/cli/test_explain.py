"""``pactgraph explain``: which rows it explains, in which formats, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
from cli_world import Run
from pyoxigraph import RdfFormat

from pactgraph.cli.explain import command
from pactgraph.syntax.refusals import ALL_REFUSALS

STATES = "SELECT ?s ?l { ?s a pact:State ; rdfs:label ?l } ORDER BY ?l"


def test_the_first_row_is_explained_and_the_way_to_others_told(run: Run) -> None:
    result = run("explain", "members")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("Row 1 of 2 of the answer to members\n")
    assert "“…joined the council…”" in result.stdout
    assert "row 1 of 2; --row N, --match COLUMN=VALUE or --all for others" in result.stderr
    assert "the article texts are not at hand" in result.stderr


def test_with_the_texts_the_words_are_shown(run: Run, texts: str) -> None:
    result = run("explain", "members", texts)
    assert "“Tirra joined the council in 1996”, two years after its founding." in result.stdout
    assert "not at hand" not in result.stderr


def test_a_row_is_chosen_by_its_number(run: Run) -> None:
    result = run("explain", "members", "--row", "2")
    assert result.stdout.startswith("Row 2 of 2")
    assert "--row N" not in result.stderr
    wrong = run("explain", "members", "--row", "3")
    assert wrong.exit_code == 3
    assert "there is no row 3" in wrong.stderr
    assert "2 rows" in wrong.stderr


@pytest.mark.parametrize(
    "match",
    [
        ["begin=1997"],
        ["member=Tirra", "begin=1997"],
        ["member=tirra", "article=lagoon-2021"],
        ["member=id:tirra", "begin=1997"],
        ["memberLabel=Tirra", "begin=1997"],
        ["organisation=COL", "begin=1997"],
        ["article=https://w3id.org/pactgraph/article/lagoon-2021"],
    ],
)
def test_a_row_is_chosen_by_what_stands_in_it(run: Run, match: list[str]) -> None:
    options = [part for given in match for part in ("--match", given)]
    result = run("explain", "members", *options)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("Row ") == 1
    assert result.stdout.startswith("Row 2 of 2")


def test_rows_that_match_alike_are_all_explained(run: Run) -> None:
    result = run("explain", "members", "-m", "member=Tirra")
    assert result.stdout.count(" of 2 of the answer to members\n") == 2
    assert run("explain", "members", "--all").stdout == result.stdout


def test_a_match_without_a_row_names_near_values(run: Run) -> None:
    result = run("explain", "members", "--match", "begin=1998")
    assert result.exit_code == 4
    assert "no row has begin = '1998'" in result.stderr
    assert "1996" in result.stderr
    result = run("explain", "members", "--match", "start=1997")
    assert result.exit_code == 3
    assert "no column 'start'" in result.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--row", "1", "--all"],
        ["--row", "0"],
        ["--match", "Tirra"],
        ["--format", "xml"],
        ["--members", "-1"],
        ["--with-claims", "--endpoint", "http://localhost:1/sparql"],
    ],
)
def test_a_wrong_command_line_is_told(run: Run, options: list[str]) -> None:
    assert run("explain", "members", *options).exit_code == 2


def test_json_is_a_list_of_one_object_a_row(run: Run) -> None:
    result = run("explain", "members", "--all", "--format", "json")
    document = json.loads(result.stdout)
    assert [found["number"] for found in document] == [1, 2]
    assert [found["row"]["begin"]["value"] for found in document] == ["1996", "1997"]
    for found in document:
        ends = {passage for proof in found["proofs"] for passage in proof["passages"]}
        assert {note["passage"] for note in found["passages"]} >= ends > set()


def test_turtle_is_prov_of_all_rows_together(run: Run) -> None:
    result = run("explain", "members", "--all", "--format", "ttl")
    quads = list(pyoxigraph.parse(result.stdout_bytes, format=RdfFormat.TURTLE))
    quoted = {q.object.value for q in quads if str(q.predicate).endswith("#wasQuotedFrom>")}
    assert {iri.partition("/article/")[2] for iri in quoted} == {
        "harbour-2019-05-02#char=104,136",
        "lagoon-2021#char=115,149",
    }
    assert "\nreceipt:row-" in result.stdout
    assert "rs:binding" in result.stdout


def test_full_shows_patterns_and_places(run: Run) -> None:
    result = run("explain", "members", "--full")
    assert "?membership pact:begin ?begin" in result.stdout
    assert "data/articles/harbour-2019-05-02.trig:49" in result.stdout


def test_a_file_and_standard_input_are_explained(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "states.rq"
    path.write_text(STATES, "utf-8")
    assert run("explain", str(path), "--row", "2").stdout.startswith("Row 2 of 2\n")
    result = run("explain", "-", input="ASK { id:tirra pact:memberOf id:council-of-lagoons }")
    assert result.stdout.startswith("The answer is yes.\n")
    assert "What follows from it" in result.stdout


def test_parameters_are_told_as_what_was_asked_for(run: Run) -> None:
    result = run("explain", "office-on-day", "-p", "asOf=2019-05-01", "-p", "holder=Vell")
    assert result.exit_code == 0, result.stderr
    assert "  as of: 2019-05-01\n  holder: Oda Vell\n" in result.stdout


def test_members_of_a_group_are_bounded_and_counted(run: Run) -> None:
    asked = "SELECT (COUNT(*) AS ?n) { ?x a ?kind . ?kind a owl:Class }"
    counted = "SELECT (COUNT(?l) AS ?n) { ?x rdfs:label ?l ; a pact:Membership }"
    for sparql in (asked, counted):
        assert run("explain", "-", "--members", "0", input=sparql).exit_code == 0
    document = json.loads(
        run("explain", "-", "--members", "2", "--format", "json",
            input="SELECT (COUNT(?x) AS ?n) { ?x rdfs:label ?l }").stdout
    )  # fmt: skip
    (group, _) = document[0]["witnesses"][0]["steps"]
    assert len(group["shown"]) == 2 < group["count"]


def test_another_proof_is_shown_where_there_is_one(run: Run) -> None:
    asked = "ASK { id:tirra pact:memberOf id:council-of-lagoons }"
    first = run("explain", "-", input=asked)
    alone = run("explain", "-", "--another", input=asked)
    assert alone.stdout == f"{first.stdout}\nNotes\n  no statement of this row has another proof\n"
    # A state is an organisation by its kind, and by the range of a property too.
    typed = "ASK { id:council-of-lagoons a pact:Agent }"
    plain = run("explain", "-", input=typed)
    other = run("explain", "-", "--another", input=typed)
    assert other.exit_code == plain.exit_code == 0
    assert other.stdout != plain.stdout


def test_claims_join_on_request(run: Run) -> None:
    asked = "SELECT ?x { ?x pact:personnel/pact:value 3 }"
    result = run("explain", "-", "--with-claims", input=asked)
    assert "said by Bram Tolk" in result.stdout
    assert "the article does not say it itself" in " ".join(result.stdout.split())
    assert "Nothing is found." in run("explain", "-", input=asked).stdout


def test_a_view_is_explained_from_the_view(run: Run) -> None:
    result = run("explain", "members", "--known-by", "2019-12-31")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Row 1 of 1 ")
    assert "2019-12-31" in result.stdout.partition("Notes")[2]


def test_an_endpoint_is_asked_and_the_project_s_own_files_prove(run: Run, endpoint: str) -> None:
    asked = "ASK { id:tirra pact:memberOf id:council-of-lagoons }"
    here = run("explain", "-", input=asked)
    there = run("explain", "-", "--endpoint", endpoint, input=asked)
    assert there.exit_code == 0, there.stderr
    assert there.stdout == here.stdout
    assert "as the files of this project have it" in there.stderr


@pytest.mark.parametrize("asked", ["SELECT ?x { ?x pact:end '1' }", "ASK { id:tirra pact:end ?x }"])
def test_an_empty_answer_is_explained(run: Run, asked: str) -> None:
    result = run("explain", "-", input=asked)
    assert result.exit_code == 0, result.stderr
    assert "Why:" in result.stdout
    document = json.loads(run("explain", "-", "--format", "json", input=asked).stdout)
    assert document["form"] in ("SELECT", "ASK")
    refused = run("explain", "-", "--format", "ttl", input=asked)
    assert refused.exit_code == 3
    assert "no row" in refused.stderr


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("DESCRIBE id:tirra", "DESCRIBE"),
        ("SELECT (RAND() AS ?r) {}", "RAND()"),
        ("SELECT ?x { ?x a ?y BIND(STRUUID() AS ?u) }", "STRUUID()"),
    ],
)
def test_what_cannot_be_explained_is_refused_by_name(run: Run, asked: str, named: str) -> None:
    result = run("explain", "-", input=asked)
    assert result.exit_code == 5, result.output
    assert named in result.stderr
    assert result.stdout == ""


def test_the_limitations_are_a_printed_list(run: Run) -> None:
    result = run("explain", "--limitations")
    assert result.exit_code == 0
    printed = " ".join(result.stdout.split())
    for refusal in ALL_REFUSALS:
        assert refusal.name in printed


def test_broken_sparql_is_refused_as_by_query(run: Run) -> None:
    result = run("explain", "-", input="SELECT ?x { ?x a }")
    assert result.exit_code == 5
    assert run("explain", "nonesuch").exit_code == 4


def test_the_help_names_every_option() -> None:
    names = {option for parameter in command.params for option in parameter.opts}
    assert {"--row", "--match", "--all", "--format", "--full", "--members", "--another"} <= names
