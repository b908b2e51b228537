"""An amended store is the store that a build of the same files gives, whatever was done to it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from amended_worlds import Corpus, corpus, fresh, told
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pactgraph.amendment.amending import amend
from pactgraph.amendment.ground import Ground
from pactgraph.build import build
from pactgraph.source.project import Project

ARTICLES = 4
PHASES = list(Phase) if os.environ.get("PACTGRAPH_RANDOM") else [Phase.generate]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return corpus(tmp_path_factory.mktemp("amended"), ARTICLES)


steps = st.lists(
    st.dictionaries(
        st.integers(0, ARTICLES - 1),
        st.sampled_from(["add", "revise", "retract"]),
        min_size=1,
        max_size=3,
    ),
    min_size=2,
    max_size=3,
)


# A shorter example is looked for with PACTGRAPH_RANDOM alone: each takes builds.
@settings(max_examples=3, deadline=None, phases=PHASES)
@given(steps)
def test_any_additions_and_retractions_give_the_store_of_a_build(
    tmp_path_factory: pytest.TempPathFactory, world: Corpus, done: list[dict[int, str]]
) -> None:
    root = tmp_path_factory.mktemp("any")
    ground = Ground.read(world.project)
    slugs = sorted(world.files)
    held = {slugs[0]: world.files[slugs[0]]}
    build(world.project.holding(held.values()), store=root / "store")
    for step in done:
        add = {
            slugs[n]: (world.revised if what == "revise" else world.files)[slugs[n]]
            for n, what in step.items()
            if what != "retract"
        }
        retract = [slugs[n] for n, what in step.items() if what == "retract" and slugs[n] in held]
        amend(ground, root / "store", add=list(add.values()), retract=retract)
        held = {slug: path for slug, path in {**held, **add}.items() if slug not in retract}
    assert told(root / "store") == fresh(world.project.holding(held.values()), root / "fresh")


def test_articles_that_share_text_and_disagree_go_and_come_back(
    repository: Project, repository_store: Path, tmp_path: Path
) -> None:
    shutil.copytree(repository_store, tmp_path / "store")
    whole = told(tmp_path / "store")
    ground = Ground.read(repository)
    for path in repository.article_files[1:3]:
        done = amend(ground, tmp_path / "store", retract=[path.stem])
        assert done.retracted == (path.stem,)
        back = amend(ground, tmp_path / "store", add=[path])
        assert back.added == (path.stem,)
        assert {k: -n for k, n in back.counts.items()} == done.counts
    assert told(tmp_path / "store") == whole
