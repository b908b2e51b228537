from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from views_worlds import lay_out, published

import pactgraph
from pactgraph.engine.oxigraph_engine import DiskEngine, MemoryEngine
from pactgraph.graph import Graph
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.views import kept_views
from pactgraph.views.kept_views import KeptViews
from pactgraph.views.viewpoint import Viewpoint

TOLD = [
    "id:tirra-membership a pact:Membership ; pact:member id:tirra ;"
    ' pact:organisation id:council ; pact:begin "1996"^^xsd:gYear .'
]
IS_MEMBER = "ASK { ?m pact:member id:tirra }"
MEMBERS = "SELECT ?m { ?m a pact:Membership }"
BEFORE, AMID, AFTER = "1990", "1996-06-01", "2001"
"""A day in each span between those on which the begin of the membership turns."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "project", {"one": (published("2019-05-02"), TOLD)}).root


def opened(root: Path) -> KnowledgeGraph:
    return pactgraph.open(root, say=lambda line: None)


def refuse() -> Graph:
    raise AssertionError("the whole graph is built, and need not be")


def test_a_view_is_kept_for_the_next_process(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(root) as kg, kg.view("2000", certainty="possible") as view:
        first = view.query(MEMBERS)
        assert isinstance(view.engine, DiskEngine)
    with opened(root) as kg:
        monkeypatch.setattr(kg, "built", refuse)
        with kg.view("2000", certainty="possible") as view:
            again = view.query(MEMBERS)
    assert again.rows == first.rows != []
    assert again.notes == first.notes


def test_a_view_that_was_kept_still_has_its_graph_and_its_reasons(root: Path) -> None:
    with opened(root) as kg, kg.view("1990") as view:
        digest = view.built().digest
    with opened(root) as kg, kg.view("1990") as view:
        answer = view.query("SELECT ?m { ?m pact:member id:tirra }")
        assert answer.notes[1].startswith("left out: Tirra in the Council: it begins after")
        assert view.built().digest == digest
        assert view.engine.count() == len(view.built().merged)


def test_a_change_of_the_files_is_another_view(root: Path) -> None:
    with opened(root) as kg, kg.view(known_by="2018") as view:
        assert len(view.articles) == 0
    path = root / "data" / "articles" / "one.trig"
    path.write_text(path.read_text("utf-8").replace("2019-05-02", "2017-05-02"), "utf-8")
    with opened(root) as kg, kg.view(known_by="2018") as view:
        assert len(view.articles) == 1


def test_views_are_bounded_in_number_and_the_one_asked_longest_ago_goes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_views, "ON_DISK", 2)
    kept = root / ".pactgraph" / "views"
    with opened(root) as kg:
        for age, day in enumerate((BEFORE, AMID, AFTER)):
            known = set(kept.iterdir()) if kept.exists() else set()
            kg.view(day).close()
            (new,) = set(kept.iterdir()) - known
            os.utime(new, (age, age))
            if day == BEFORE:
                oldest = new
    assert len(list(kept.iterdir())) == 2
    assert oldest not in kept.iterdir()


def test_days_between_which_nothing_turns_share_a_view(root: Path) -> None:
    with opened(root) as kg:
        for day in ("2001", "2002-02-03", "2020"):
            with kg.view(day, certainty="possible") as view:
                assert isinstance(view.engine, DiskEngine)
                assert day in view.query(MEMBERS).notes[0]
    assert len(list((root / ".pactgraph" / "views").iterdir())) == 1


def test_a_view_that_is_being_read_stays(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_views, "ON_DISK", 1)
    with opened(root) as kg, kg.view(BEFORE) as reading:
        (kept,) = (root / ".pactgraph" / "views").iterdir()
        with kg.view(AFTER) as other:
            # There is no room for another, and it is answered all the same.
            assert isinstance(other.engine, MemoryEngine)
        assert list((root / ".pactgraph" / "views").iterdir()) == [kept]
        assert isinstance(reading.engine, DiskEngine)
        assert reading.query(MEMBERS).rows == []


@pytest.mark.parametrize("still_written", [False, True])
def test_an_unfinished_view_takes_a_place_only_while_it_is_written(
    root: Path, monkeypatch: pytest.MonkeyPatch, still_written: bool
) -> None:
    monkeypatch.setattr(kept_views, "ON_DISK", 1)
    unfinished = root / ".pactgraph" / "views" / "0123456789abcdef"
    with opened(root) as kg:
        (unfinished / "new-1").mkdir(parents=True)
        with (unfinished / "lock").open("w") as lock:
            if still_written:
                fcntl.flock(lock, fcntl.LOCK_EX)
            with kg.view(AFTER) as view:
                assert isinstance(view.engine, MemoryEngine if still_written else DiskEngine)
        assert unfinished.exists() == still_written


def test_views_in_memory_are_bounded_too() -> None:
    views = KeptViews(refuse)
    points = [Viewpoint.of(str(year)) for year in range(2000, 2000 + kept_views.IN_MEMORY + 1)]
    first = views.get(points[0])
    assert views.get(points[0]) is first
    for point in points:
        views.get(point)
    assert views.get(points[-1]) is views.get(points[-1])
    assert views.get(points[0]) is not first


@pytest.mark.parametrize("spoil", ["file", "garbage"])
def test_what_cannot_be_kept_is_answered_in_memory(root: Path, spoil: str) -> None:
    with opened(root) as kg:
        place = root / ".pactgraph" / "views"
        if spoil == "file":
            place.write_text("no folder", "utf-8")
        else:
            kg.view("2000").close()
            (kept,) = place.iterdir()
            for entry in kept.glob("gen-*/manifest.json"):
                entry.write_text("{}", "utf-8")
            (kept / "notes.txt").write_text("somebody's", "utf-8")
        with kg.view("2000") as view:
            assert isinstance(view.engine, MemoryEngine)
            assert view.query(MEMBERS).rows == []


def test_a_store_that_was_named_keeps_no_views_beside_it(root: Path, tmp_path: Path) -> None:
    store = tmp_path / "elsewhere"
    with pactgraph.open(root, store, say=lambda line: None) as kg, kg.view("2000") as view:
        assert isinstance(view.engine, MemoryEngine)
    assert not (root / ".pactgraph").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "project"}


def test_a_view_of_files_that_changed_under_an_open_graph_is_not_kept(root: Path) -> None:
    file = root / "data" / "articles" / "one.trig"
    before = file.read_text("utf-8")
    with opened(root) as kg:
        file.write_text(before.replace('"1996"', '"2003"'), "utf-8")
        with kg.view("2000", certainty="possible") as view:
            assert not view.ask(IS_MEMBER)
    file.write_text(before, "utf-8")
    with opened(root) as kg, kg.view("2000", certainty="possible") as view:
        assert view.ask(IS_MEMBER)
