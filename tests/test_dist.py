"""The committed dumps: fresh, and readable by a stranger's tools."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib

from pactgraph.dist import DUMPS, FOLDER, GUIDE, dumps, main, query_guide
from pactgraph.source.project import Project


def test_the_committed_dumps_are_what_the_files_give(repository: Project) -> None:
    stale = [
        name
        for name, content in dumps(repository)
        if not (path := repository.root / FOLDER / name).is_file() or path.read_bytes() != content
    ]
    assert stale == [], "run: make dist"


def test_the_committed_guide_to_the_queries_is_fresh(repository: Project) -> None:
    page = repository.root / GUIDE
    assert page.read_text("utf-8") == query_guide(repository), "run: make dist"


def test_plain_rdflib_reads_the_turtle_dump(repository: Project) -> None:
    path = repository.root / FOLDER / "pactgraph.ttl"
    graph = rdflib.Graph().parse(path, format="turtle")
    rows = graph.query(
        "SELECT ?label { <https://w3id.org/pactgraph/id/nato> "
        "<http://www.w3.org/2000/01/rdf-schema#label> ?label }"
    )
    assert [str(row[0]) for row in rows] == ["NATO"]  # type: ignore[index]


def test_the_dataset_holds_passages_as_graphs(repository: Project) -> None:
    store = pyoxigraph.Store()
    store.load(path=str(repository.root / FOLDER / "pactgraph.trig"))
    assert len([g for g in store.named_graphs() if "#char=" in str(g)]) > 100
    assert not list(store.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph()))


def test_main_writes_the_dumps_of_a_project_and_says_so(
    tiny_project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    main(tiny_project)
    said = capsys.readouterr().out
    for name in DUMPS:
        assert (tiny_project.root / FOLDER / name).read_bytes()
        assert f"data/dist/{name}: " in said
    # Somebody else's data do not come out under our licence.
    assert "CC BY" not in (tiny_project.root / FOLDER / "pactgraph.ttl").read_text("utf-8")
