"""``init``: a new project that builds, verifies, validates and answers as it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pactgraph.cli import pactgraph
from pactgraph.errors import BadInput
from pactgraph.scaffold import lay_out
from pactgraph.source.project import Project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("new") / "ferries"
    lay_out(root)
    return root


def run(project: Path, *args: str) -> Result:
    texts = str(project / "texts")
    return CliRunner().invoke(
        pactgraph, ["--project", str(project), *args], env={"PACTGRAPH_ARTICLES": texts}
    )


def test_a_new_project_is_a_project_with_example_texts_and_all_queries(project: Path) -> None:
    found, packaged = Project(project), Project.packaged()
    assert [path.stem for path in found.article_files] == ["ferries-2023-06-01"]
    assert packaged is not None
    assert [p.name for p in found.query_files] == [p.name for p in packaged.query_files]
    assert found.shape_files
    assert (project / "texts" / "ferries-2023-06-01.txt").is_file()
    assert ".pactgraph/" in (project / ".gitignore").read_text("utf-8")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["build"], "Nothing found that needs a look."),
        (["verify"], "0 errors and 0 warnings in 1 article; 1 checked"),
        (["coverage"], "ferries-2023-06-01"),
        (["validate"], "0 violations, 0 warnings"),
        (["query", "memberships", "--param", "member=Wendle", "--evidence"], "Wendle"),
    ],
)
def test_it_does_what_its_readme_says(project: Path, args: list[str], said: str) -> None:
    result = run(project, *args)
    assert result.exit_code == 0, result.output
    assert said in result.stdout


def test_its_answer_cites_the_words(project: Path) -> None:
    result = run(project, "query", "memberships", "--evidence", "--format", "table")
    assert "ferries-2023-06-01#char=" in result.stdout
    assert "Wendle joined the league in 2004" in result.stdout


def test_its_claim_joins_only_on_request(project: Path) -> None:
    asks = "SELECT ?t { ?t a pact:Undertaking }"
    command = ["query", "-", "--format", "csv"]
    options = ["--project", str(project)]
    without = CliRunner().invoke(pactgraph, [*options, *command], input=asks)
    joined = CliRunner().invoke(
        pactgraph, [*options, *command, "--with-claims", "Pim Oster"], input=asks
    )
    assert without.stdout == "t\n"
    assert "thing/loan" in joined.stdout
    assert "asserted, not stated" in joined.stderr


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(BadInput, match="not empty"):
        lay_out(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert tmp_path / "README.md" in lay_out(tmp_path)


def test_a_file_is_no_place_for_a_project(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("mine", "utf-8")
    with pytest.raises(BadInput):
        lay_out(place)
    assert place.read_text("utf-8") == "mine"
