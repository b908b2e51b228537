"""What they meet who amend a store: what is told, what is refused, and what is opened after."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from amended_worlds import told
from click.testing import CliRunner, Result

import pactgraph
from pactgraph.amendment.amending import amend
from pactgraph.amendment.ground import Ground
from pactgraph.build import build
from pactgraph.cli import pactgraph as command
from pactgraph.engine.generations import StoreBusy
from pactgraph.errors import BadInput, DoesNotConform, NotFound
from pactgraph.held_articles import salvaged_project
from pactgraph.source.project import Project
from pactgraph.store import Store

# More in a run by hand: the program says how.
TRIALS = os.environ.get("PACTGRAPH_TRIALS", "6")


def run(project: Project, *words: str) -> Result:
    return CliRunner().invoke(command, ["--project", str(project.root), *words])


def held(project: Project) -> list[str]:
    with Store.open(project.store_path) as store:
        return [file.slug for file in store.articles]


def test_an_article_from_elsewhere_is_added_asked_and_kept_to(
    tiny_project: Project, tmp_path: Path
) -> None:
    first, second = tiny_project.article_files
    draft = Path(shutil.move(second, tmp_path / second.name))
    project = Project(tiny_project.root)
    build(project, store=project.store_path)
    said = run(project, "add", str(draft))
    assert said.exit_code == 0, said.output
    assert f"Added: {second.stem}" in said.output
    assert "keeps to the articles" in said.output
    again = run(project, "add", str(draft))
    assert f"As it was: {second.stem}" in again.output
    lines: list[str] = []
    with pactgraph.open(project.root, say=lines.append) as kg:
        assert sorted(kg.articles) == [first.stem, second.stem]
    assert lines == []
    # Whoever changes the file is told of it, and nothing else is lost.
    draft.write_text(draft.read_text("utf-8") + "\n# looked at again\n", "utf-8")
    with pactgraph.open(project.root, say=lines.append) as kg:
        assert sorted(kg.articles) == [first.stem, second.stem]
    assert "has changed" in lines[0]
    draft.unlink()
    with pytest.raises(NotFound, match="is gone"):
        pactgraph.open(project.root, say=lines.append)


def test_a_retracted_article_stays_out_until_the_project_is_built(tiny_project: Project) -> None:
    first, second = (path.stem for path in tiny_project.article_files)
    build(tiny_project, store=tiny_project.store_path)
    assert f"Retracted: {first}" in run(tiny_project, "retract", first).output
    with pactgraph.open(tiny_project.root) as kg:
        assert sorted(kg.articles) == [second]
    # Even where nothing but the table of articles can be read of the store.
    assert salvaged_project(tiny_project, tiny_project.store_path).held is not None
    run(tiny_project, "rebuild")
    assert held(tiny_project) == [second]
    unknown = run(tiny_project, "retract", first)
    assert unknown.exit_code == 4
    assert second in unknown.output
    run(tiny_project, "build")
    assert held(tiny_project) == [first, second]


def test_what_is_refused_leaves_the_store_as_it_was(tiny_project: Project, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(tiny_project, store=store)
    ground, before = Ground.read(tiny_project), told(store)
    first, second = tiny_project.article_files
    bad = tmp_path / first.name
    good = first.read_text("utf-8")
    for text, kind in (
        (good + "no triple", BadInput),
        (good.replace("pact:member id:tirra", "pact:member id:nobody"), DoesNotConform),
    ):
        bad.write_text(text, "utf-8")
        with pytest.raises(kind):
            amend(ground, store, add=[bad], retract=[second.stem])
        assert told(store) == before
    with pytest.raises(BadInput, match="second file"):
        amend(ground, store, add=[first, bad])
    with pytest.raises(BadInput, match="to be retracted"):
        amend(ground, store, add=[first], retract=[first.stem])


def test_who_was_overtaken_by_another_is_told_so(tiny_project: Project, tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(tiny_project, store=store)
    with Store.open(store) as old:
        Store.change(store, manifest_extra={**old.manifest.extra, "counts": {}})
        with pytest.raises(StoreBusy, match="in the meantime"):
            Store.change(store, of=old.folder.name)


def test_where_more_has_changed_all_is_built(tiny_project: Project) -> None:
    first, second = (path.stem for path in tiny_project.article_files)
    build(tiny_project, store=tiny_project.store_path)
    entities = tiny_project.entity_files[0]
    entities.write_text(entities.read_text("utf-8") + "\n# one more line\n", "utf-8")
    said = run(tiny_project, "retract", first)
    assert "more than articles has changed" in said.output
    assert held(tiny_project) == [second]


def test_who_is_killed_while_amending_leaves_the_old_graph_or_the_new_one() -> None:
    program = Path(__file__).parents[1] / "amendment_trials.py"
    command = [sys.executable, str(program), "--trials", TRIALS, "--seed", "3"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    counts = dict(line.split("\t") for line in said.stdout.splitlines())
    assert sum(map(int, counts.values())) == int(TRIALS)
    assert any("killed, old" in how for how in counts)
