"""A store that is changed holds what a store built anew would, at the cost of the change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, Quad

from pactgraph.errors import EngineFailure, Location, NotFound
from pactgraph.namespaces import PACT, XSD
from pactgraph.store import Store
from pactgraph.store_content import MOST_COUNTED
from store_worlds import ex, world

STEPS = [
    "change_database",
    "LineLayers.add",
    "TextIndex.change",
    "digests_of_files",
    "Generations.adopt",
]

numbers = st.sampled_from(["1", "01", "1.0", "one"])
statements = st.builds(
    lambda s, number, graph: Quad(
        ex(f"s{s}"),
        ex("p"),
        Literal(number, datatype=XSD.string if number == "one" else XSD.integer),
        ex(f"g{graph}") if graph else DefaultGraph(),
    ),
    st.integers(0, 4),
    numbers,
    st.integers(0, 3),
)
sets = st.lists(statements, max_size=12)


def contents(store: Store) -> tuple[object, ...]:
    assert store.verify_digests() == []
    manifest = store.manifest
    return manifest.merged, manifest.named, manifest.graphs, manifest.digest


@settings(max_examples=8, deadline=None)
@given(sets, st.lists(st.tuples(sets, sets), min_size=1, max_size=3))
def test_changes_give_the_store_of_what_is_left(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[Quad],
    changes: list[tuple[list[Quad], list[Quad]]],
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    Store.create(folder / "s", first).close()
    held = dict.fromkeys(map(str, first)), {str(quad): quad for quad in first}
    names, quads = held
    for added, removed in changes:
        Store.change(folder / "s", added, removed)
        # The engine has 01 for 1, so one that is taken away takes the other along.
        gone = {_value(quad) for quad in removed}
        names = {n: None for n in names if _value(quads[n]) not in gone}
        for quad in added:
            names[str(quad)], quads[str(quad)] = None, quad
    Store.create(folder / "fresh", [quads[name] for name in names]).close()
    with Store.open(folder / "s") as store, Store.open(folder / "fresh") as fresh:
        assert contents(store) == contents(fresh)
        graphs = [sorted(map(str, one.content().named_graphs())) for one in (store, fresh)]
        assert graphs[0] == graphs[1]


def _value(quad: Quad) -> tuple[object, ...]:
    term = quad.object
    assert isinstance(term, Literal)
    value = "1" if term == Literal("01", datatype=XSD.integer) else term.value
    return quad.subject, value, term.datatype, quad.graph_name


def test_the_large_files_are_shared_and_the_old_generation_stays(tmp_path: Path) -> None:
    path = tmp_path / "s"
    old = Store.create(path, world(size=2000))
    tables = {f.name: f.stat().st_ino for f in (old.folder / "db").glob("*.sst")}
    extra = Quad(ex("new"), ex("p"), Literal("x"), ex("passage-9"))
    Store.change(path, [extra], world(size=2000)[:2], manifest_extra={"n": 1})
    new = Store.open(path)
    shared = {f.name: f.stat().st_ino for f in (new.folder / "db").glob("*.sst")}
    assert tables
    # The engine may join the small ones.
    assert len(tables.items() & shared.items()) > len(tables) / 2
    assert (new.manifest.merged.count, new.manifest.named.count) == (1999, 2000)
    assert new.manifest.extra == {"n": 1}
    assert (old.manifest.total, old.verify_digests(), new.verify_digests()) == (4000, [], [])
    old.close()
    new.close()
    Store.change(path, removed=[extra])
    assert len(list(path.glob("gen-*"))) == 1
    with Store.open(path) as store:
        assert store.manifest.extra == {"n": 1}
        assert store.verify_digests() == []


def test_names_are_found_as_they_are_after_a_change(tmp_path: Path) -> None:
    def named(thing: str, form: str) -> Quad:
        return Quad(ex(thing), PACT.name, Literal(form), DefaultGraph())

    old = Store.create(tmp_path / "s", [named("a", "One"), named("b", "Two")])
    Store.change(tmp_path / "s", [named("c", "Three")], [named("b", "Two")])
    new = Store.open(tmp_path / "s")
    for store, there in ((old, [True, True, False]), (new, [True, False, True])):
        found = [store.texts().called(word) for word in ("one", "two", "three")]
        assert [bool(names) for names in found] == there
        store.close()


def test_lines_are_those_of_the_latest_file_that_states_it(tmp_path: Path) -> None:
    path = tmp_path / "s"
    quads = world(size=60)
    first = [(quad, "a.trig", n) for n, quad in enumerate(quads)]
    Store.create(path, quads, first).close()
    for n in range(12):
        moved = Quad(ex("s1"), ex("p"), Literal("01", datatype=XSD.integer), ex(f"g{n}"))
        again = quads[n]
        places = [(moved, f"b{n}.trig", n), (again, f"b{n}.trig", 100 + n)]
        Store.change(path, [moved], positions=places)
    with Store.open(path) as store:
        assert len(list(store.folder.glob("lines*.sqlite"))) < 6
        assert store.line_of(quads[5]) == Location("b5.trig", 105)
        assert store.line_of(quads[59]) == Location("a.trig", 59)
        last = Quad(ex("s1"), ex("p"), Literal("1", datatype=XSD.integer), ex("g11"))
        assert store.line_of(last) == Location("b11.trig", 11)
        assert store.as_written(last).object == Literal("01", datatype=XSD.integer)
        assert store.as_written(quads[3]) == quads[3]


def test_of_very_many_graphs_the_counts_are_not_noted(tmp_path: Path) -> None:
    many = [Quad(ex("s"), ex("p"), ex("o"), ex(f"g{n}")) for n in range(MOST_COUNTED + 1)]
    with Store.create(tmp_path / "s", many[1:]) as store:
        assert store.manifest.graphs == {ex(f"g{n}").value: 1 for n in range(1, len(many))}
    Store.change(tmp_path / "s", many[:1])
    with Store.open(tmp_path / "s") as store:
        assert (store.manifest.graphs, store.manifest.named.count) == (None, len(many))
        assert store.verify_digests() == []


def test_there_must_be_a_store_to_change(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no store"):
        Store.change(tmp_path / "s", world())
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("step", STEPS)
def test_a_full_disk_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "s"
    Store.create(path, world()).close()
    before = sorted(os.listdir(path))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"pactgraph.store.{step}", full)
    with pytest.raises(EngineFailure, match="No space left"):
        Store.change(path, world("two"))
    monkeypatch.undo()
    assert sorted(os.listdir(path)) == before
    Store.change(path, world("two"), world())
    with Store.open(path) as store:
        assert store.verify_digests() == []
        assert store.manifest.merged.count == 40


def test_a_disk_without_links_is_copied_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.create(tmp_path / "s", world()).close()

    def refused(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refused)
    Store.change(tmp_path / "s", world("two"))
    with Store.open(tmp_path / "s") as store:
        assert store.verify_digests() == []
        assert store.manifest.total == 160
