"""Views on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from views_worlds import lay_out, published

from pactgraph.build import build
from pactgraph.cli import pactgraph
from pactgraph.source.project import Project

QUERY = """#+ summary: Who is a member
#+ parameters:
#+   asOf: {description: The day.}
#+   who: {class: pact:Agent, description: The member.}
PREFIX pact: <https://w3id.org/pactgraph/ontology#>
SELECT ?membership ?__asOf_date WHERE {
  ?membership a pact:Membership ; pact:member ?member .
  FILTER(!BOUND(?__who_iri) || ?member = ?__who_iri)
} ORDER BY STR(?membership)
"""
ARTICLES = {
    "one": (
        published("2019-05-02"),
        [
            "id:tirra-membership a pact:Membership ; pact:member id:tirra ;"
            ' pact:begin "1996"^^xsd:gYear ; pact:end "2010"^^xsd:gYear .'
        ],
    ),
    "two": (
        published("2021"),
        [
            "id:maristan-membership a pact:Membership ; pact:member id:maristan ;"
            ' pact:begin "2000"^^xsd:gYear ; pact:observedOn "2021"^^xsd:gYear .'
        ],
    ),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project: Project = lay_out(tmp_path_factory.mktemp("views") / "project", ARTICLES)
    (project.root / "queries" / "members.rq").write_text(QUERY, "utf-8")
    project = Project(project.root)
    build(project, store=project.store_path)
    return project.root


def run(root: Path, *words: str) -> Result:
    return CliRunner().invoke(pactgraph, ["--project", str(root), *words])


def test_a_day_changes_the_answer_and_binds_the_query_s_own(root: Path) -> None:
    result = run(root, "query", "members", "--as-of", "2005-06", "--format", "json")
    assert result.exit_code == 0
    assert [row["__asOf_date"]["value"] for row in _rows(result)] == ["2005-06-30"] * 2
    later = run(root, "query", "members", "--as-of", "2015", "--format", "json")
    assert [row["membership"]["value"].rpartition("/")[2] for row in _rows(later)] == [
        "maristan-membership"
    ]
    assert "note: answered over the certain graph as of 2015-12-31, from all 2 articles" in (
        " ".join(later.stderr.split())
    )


def test_an_answer_that_a_view_left_empty_says_why(root: Path) -> None:
    result = run(root, "query", "members", "-p", "who=Tirra", "--as-of", "2015")
    assert result.exit_code == 0
    assert "left out: Tirra in the Council: it had ended by 2010-12-31 (one)" in result.stderr
    result = run(root, "query", "members", "-p", "who=Maristan", "--known-by", "2019")
    assert "stated only by article two of 2021" in result.stderr


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--as-of", "someday"], 3, "as-of cannot be 'someday'"),
        (["--known-by", "2021-02-30"], 3, "known-by cannot be '2021-02-30': day is out of range"),
        (["--certainty", "possible"], 2, "give --as-of or --known-by"),
        (["--as-of", "2020", "--certainty", "maybe"], 2, "'maybe' is not one of"),
        (["--as-of", "2020", "-p", "asOf=2019-01-01"], 3, "the view is as of 2020-12-31"),
    ],
)
def test_what_makes_no_view_is_refused(
    root: Path, options: list[str], code: int, message: str
) -> None:
    result = run(root, "query", "members", *options)
    assert (result.exit_code, message in result.stderr) == (code, True), result.stderr


def test_an_endpoint_is_answered_from_a_view_built_here_and_it_says_so(root: Path) -> None:
    nobody = "http://127.0.0.1:9/sparql"
    result = run(root, "query", "members", "--known-by", "2019", "--endpoint", nobody)
    assert result.exit_code == 0
    assert "tirra-membership" in result.stdout
    assert f"{nobody} was not asked: the view is built here" in result.stderr


def test_an_export_of_a_view_says_which(root: Path) -> None:
    result = run(root, "export", "--format", "ttl", "--as-of", "2015", "--stated-only")
    assert result.exit_code == 0
    head = result.stdout.splitlines()[:4]
    assert (
        "# Holds the certain graph as of 2015-12-31, from all 2 articles; "
        "only what the passages state"
    ) in head
    assert "id:tirra-membership" not in result.stdout
    assert "id:maristan-membership" in result.stdout
    plain = run(root, "export", "--format", "ttl")
    assert "certain" not in plain.stdout.split("\n@prefix", 1)[0]


def test_tables_of_a_view_are_its_rows(root: Path, tmp_path: Path) -> None:
    result = run(root, "export", "-f", "csv", "-o", str(tmp_path / "t"), "--as-of", "2015")
    assert result.exit_code == 0
    table = (tmp_path / "t" / "members.csv").read_text("utf-8")
    assert "maristan-membership" in table
    assert "tirra" not in table
    assert "this is the certain graph as of 2015-12-31" in " ".join(result.stderr.split())


def test_help_tells_of_views(root: Path) -> None:
    for command in ("query", "export"):
        words = " ".join(run(root, command, "--help").stdout.split())
        for option in ("--as-of DATE", "--known-by DATE", "--certainty [certain|possible]"):
            assert option in words


def _rows(result: Result) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(result.stdout)["results"]["bindings"]
    return found
