"""A project is found where a person means it, or the error says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

import pactgraph
from pactgraph.errors import NotAProject
from pactgraph.source.project import Project, is_project


def test_files_are_listed_by_their_place_and_sorted(tiny_project: Project) -> None:
    root = tiny_project.root
    (root / "data/articles/new").mkdir()
    (root / "data/articles/new/a.trig").write_text("")
    (root / "data/articles/.hidden.trig").write_text("")
    (root / "data/articles/notes.txt").write_text("")
    (root / "ontology/another.ttl").write_text("")
    project = Project(root)
    shown = {
        name: [project.display(path) for path in getattr(project, f"{name}_files")]
        for name in ("ontology", "shape", "article", "entity", "judgement", "link", "query")
    }
    assert shown == {
        "ontology": ["ontology/another.ttl", "ontology/tiny.ttl"],
        "shape": ["ontology/shapes/things.ttl"],
        "article": [
            "data/articles/harbour-2019-05-02.trig",
            "data/articles/lagoon-2021.trig",
            "data/articles/new/a.trig",
        ],
        "entity": ["data/entities/things.ttl"],
        "judgement": ["data/judgements/doubts.ttl"],
        "link": ["data/links/register.sssom.tsv"],
        "query": ["queries/members.rq"],
    }
    assert project.cache_dir == root / ".pactgraph"


def test_a_folder_without_queries_is_a_project_still(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "ontology").mkdir()
    assert Project(tmp_path).query_files == ()


@pytest.mark.parametrize(
    ("has", "words"),
    [
        ([], "it has no ontology/ and no data/"),
        (["data"], "it has no ontology/"),
        (["ontology"], "it has no data/"),
    ],
)
def test_a_folder_that_is_no_project_is_told_what_it_lacks(
    tmp_path: Path, has: list[str], words: str
) -> None:
    for name in has:
        (tmp_path / name).mkdir()
    with pytest.raises(NotAProject) as caught:
        Project.find(tmp_path)
    assert caught.value.message.endswith(words)
    assert caught.value.hint == f"lay one out with: pactgraph init {tmp_path}"
    assert caught.value.exit_code == 4


def test_a_folder_that_is_not_there_is_said_to_be_absent(tmp_path: Path) -> None:
    with pytest.raises(NotAProject, match="there is no such folder"):
        Project.find(tmp_path / "absent")


def test_the_project_is_the_one_given_else_here_else_the_packaged_one(
    tiny_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Project
) -> None:
    monkeypatch.chdir(tiny_root)
    assert Project.find().root == tiny_root
    assert Project.find(repository.root).root == repository.root
    monkeypatch.chdir(tmp_path)
    found = Project.find()
    package = Path(pactgraph.__file__).parent
    assert found.root in (package / "packaged", package.parent.parent)
    assert is_project(found.root)


def test_a_packaged_graph_keeps_its_store_in_the_users_cache(
    tiny_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "pactgraph"
    package.mkdir(parents=True)
    tiny_root.rename(package / "packaged")
    monkeypatch.setattr("pactgraph.source.project._PACKAGE", package)
    monkeypatch.chdir(tmp_path)
    project = Project.find()
    assert project.root == package / "packaged"
    assert project.is_packaged
    assert package not in project.cache_dir.parents
    monkeypatch.chdir(tmp_path)
    (package / "packaged").rename(tmp_path / "gone")
    with pytest.raises(NotAProject):
        Project.find()
