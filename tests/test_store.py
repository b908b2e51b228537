"""The store: the old one or the new one, never something between; damage is told."""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, Quad, RdfFormat, Triple

from pactgraph.engine.finished_database import open_directory
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure, Location, NotFound
from pactgraph.namespaces import XSD
from pactgraph.store import Store
from pactgraph.store_content import contents_of, write_database
from pactgraph.store_manifest import FORMAT
from store_worlds import ex, world


def generation_of(path: Path) -> str:
    """Return the generation that a store answers with, having looked at every triple."""
    with Store.open(path) as store:
        assert store.verify_digests() == []
        engine = store.engine()
        answer = engine.query("SELECT DISTINCT (STRBEFORE(STR(?o), ' ') AS ?g) { ?s ?p ?o }")
        total = engine.count()
        engine.close()
        assert isinstance(answer, Rows)
        assert total == store.manifest.merged.count
        (row,) = answer
        return row[0].value  # type: ignore[union-attr]


def test_a_store_gives_back_what_was_put_in(tmp_path: Path) -> None:
    with Store.create(tmp_path / "s", world(), manifest_extra={"sources": "sha256:x"}) as store:
        assert store.manifest.total == 80
        assert (store.manifest.merged.count, store.manifest.named.count) == (40, 40)
        assert store.manifest.extra == {"sources": "sha256:x"}
        engine = store.engine()
        memory = MemoryEngine(world())
        for query in (
            "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o",
            "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
        ):
            assert engine.query(query) == memory.query(query, trusted=True)
        engine.close()
    assert generation_of(tmp_path / "s") == "one"


def test_the_digest_depends_on_the_statements_alone(tmp_path: Path) -> None:
    shuffled = world()
    random.Random(1).shuffle(shuffled)
    digests = []
    for name, quads in (("a", world()), ("b", [*shuffled, shuffled[0]]), ("c", world("two"))):
        with Store.create(tmp_path / name, quads) as store:
            digests.append(store.manifest.digest)
    assert digests[0] == digests[1] != digests[2]


def test_statements_keep_their_lines_however_the_engine_writes_them(tmp_path: Path) -> None:
    written = Quad(ex("s"), ex("p"), Literal("01", datatype=XSD.integer), ex("g"))
    stored = Quad(ex("s"), ex("p"), Literal("1", datatype=XSD.integer), ex("g"))
    text = Quad(ex("s"), ex("p"), Literal("01"), ex("g"))
    positions = [(written, "b.trig", 7), (written, "c.trig", 9), (text, "b.trig", 8)]
    with Store.create(tmp_path / "s", [written, text], positions) as store:
        assert store.line_of(written) == store.line_of(stored) == Location("b.trig", 7)
        assert store.line_of(text) == Location("b.trig", 8)
        assert store.line_of(Quad(ex("s"), ex("p"), Literal("1"), ex("g"))) is None


def test_a_new_build_replaces_the_old_and_removes_it(tmp_path: Path) -> None:
    Store.create(tmp_path / "s", world("one")).close()
    Store.create(tmp_path / "s", world("two")).close()
    assert generation_of(tmp_path / "s") == "two"
    assert len(list((tmp_path / "s").glob("gen-*"))) == 1


def test_the_same_statements_can_be_built_again(tmp_path: Path) -> None:
    Store.create(tmp_path / "s", world()).close()
    Store.create(tmp_path / "s", world()).close()
    assert generation_of(tmp_path / "s") == "one"


def test_a_reader_keeps_its_generation_while_others_are_built(tmp_path: Path) -> None:
    reader = Store.create(tmp_path / "s", world("one"))
    engine = reader.engine()
    for name in ("two", "three"):
        Store.create(tmp_path / "s", world(name)).close()
    # The child starts only now, on files that two builds have superseded.
    answer = engine.query("ASK { ?s ?p 'one 1'@en }")
    assert answer
    engine.close()
    reader.close()
    Store.create(tmp_path / "s", world("four")).close()
    assert len(list((tmp_path / "s").glob("gen-*"))) == 1
    assert generation_of(tmp_path / "s") == "four"


def failing(quads: list[Quad], error: Exception) -> Iterator[Quad]:
    yield from quads
    raise error


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), ValueError("bug")])
def test_a_build_that_fails_leaves_the_old_store_and_no_litter(
    tmp_path: Path, error: Exception
) -> None:
    path = tmp_path / "s"
    Store.create(path, world("one")).close()
    before = sorted(os.listdir(path))
    with pytest.raises((EngineFailure, ValueError)):
        Store.create(path, failing(world("two"), error))
    assert sorted(os.listdir(path)) == before
    assert generation_of(path) == "one"


STEPS = ["write_database", "LineLayers.write", "digests_of_files", "Generations.adopt"]


@pytest.mark.parametrize("step", STEPS)
def test_a_disk_that_is_full_at_any_step_is_told_and_the_old_store_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "s"
    Store.create(path, world("one")).close()

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"pactgraph.store.{step}", full)
    with pytest.raises(EngineFailure, match="No space left") as caught:
        Store.create(path, world("two"))
    assert "free some space" in str(caught.value)
    monkeypatch.undo()
    assert generation_of(path) == "one"
    Store.create(path, world("two")).close()
    assert generation_of(path) == "two"


def test_a_failing_fsync_or_rename_leaves_one_whole_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "s"
    calls = fails_at = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls == fails_at:
                raise OSError(5, "Input/output error")
            return real(*arguments)

        return call

    Store.create(path, world("one")).close()
    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "rename", counted(Path.rename))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    Store.create(path, world("one")).close()
    total = calls
    assert total > 10
    # The first ones are all alike: a file each.
    for number in (1, total // 2, *range(total - 5, total + 1)):
        calls, fails_at = 0, number
        with pytest.raises(EngineFailure, match="Input/output error"):
            Store.create(path, world("two"))
        assert generation_of(path) in ("one", "two")


def test_a_second_builder_is_told_who_builds(tmp_path: Path) -> None:
    path = tmp_path / "s"

    def while_building() -> Iterator[Quad]:
        yield from world("one")
        with pytest.raises(EngineFailure, match=f"being built by process {os.getpid()}"):
            Store.create(path, world("two"))

    Store.create(path, while_building()).close()
    assert generation_of(path) == "one"


def test_what_is_not_there_or_no_store_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no store"):
        Store.open(tmp_path / "nothing")
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotFound, match="a file"):
        Store.open(tmp_path / "file")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("x")
    with pytest.raises(NotFound, match="not a store"):
        Store.open(tmp_path / "folder")
    with pytest.raises(NotFound, match="nothing of it will be overwritten"):
        Store.create(tmp_path / "folder", world())
    assert os.listdir(tmp_path / "folder") == ["letter.txt"]


@pytest.mark.parametrize("content", ["", "gen-", "../..", "gen-0123456789abcdef", "\0", "x" * 9999])
def test_a_damaged_pointer_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s"
    Store.create(path, world()).close()
    (path / "current").write_text(content)
    with pytest.raises(EngineFailure, match="damaged"):
        Store.open(path)
    Store.create(path, world("two")).close()
    assert generation_of(path) == "two"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": 99}, "another version"),
        ({"engine": "oxigraph 0.1"}, "another version"),
        ({"merged": {"count": 3, "digest": "0"}}, "changed after"),
        ({"extra": {"sources": "x"}}, "changed after"),
        ({"named": []}, "cannot be read"),
        ({"files": {"db/CURRENT": ["x", ""]}}, "cannot be read"),
        ({"unknown": 1}, "cannot be read"),
        ({"seal": "0"}, "changed after"),
    ],
)
def test_a_manifest_that_is_not_ours_is_told(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    path = tmp_path / "s"
    Store.create(path, world()).close()
    (manifest,) = path.glob("gen-*/manifest.json")
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **change}))
    with pytest.raises(EngineFailure, match=message):
        Store.open(path)


def test_opening_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "s"
    Store.create(path, world(), [(world()[0], "a.trig", 1)]).close()

    def state() -> list[tuple[str, int, float]]:
        return [(str(p), p.stat().st_size, p.stat().st_mtime) for p in sorted(path.rglob("*"))]

    before = state()
    with Store.open(path) as store:
        engine = store.engine()
        engine.query("ASK { ?s ?p ?o }")
        engine.count()
        store.line_of(world()[0])
        store.texts().gists("one", 1)
        engine.close()
    assert state() == before
    assert FORMAT == 6


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_written_is_what_the_engine_gives_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    monkeypatch.setattr("pactgraph.engine.oxigraph_engine._AT_ONCE", 7)
    monkeypatch.setattr("pactgraph.store_content._AT_ONCE", 3)
    forms = [
        *[Literal(form, datatype=XSD.integer) for form in ("01", "+2", "-0", "3", "x", "9" * 30)],
        *[Literal(form, datatype=XSD.double) for form in ("1.0", "1E3", "INF", "nan")],
        *[Literal(form, datatype=XSD.boolean) for form in ("1", "false")],
        *[
            Literal(form, datatype=XSD.date)
            for form in ("2020-01-21Z", "2020-02-30", "-0001-01-01")
        ],
        *[Literal("01", language="en-GB"), Literal("01"), Literal("01", datatype=ex("d"))],
    ]
    terms = [*forms, Triple(ex("s"), ex("p"), forms[0]), ex("o"), BlankNode("b")]
    graphs = [DefaultGraph(), ex("g"), BlankNode("g")]
    quads = [Quad(ex("s"), ex("p"), term, graph) for graph in graphs for term in terms]
    contents = write_database(tmp_path / "db", quads * times)
    assert contents == contents_of(open_directory(tmp_path / "db"))
    assert contents.merged.count + contents.named.count == len(quads)


def test_one_dump_tells_merged_from_named_graphs_whatever_the_terms() -> None:
    draw = random.Random(3)
    store = pyoxigraph.Store()

    def literal() -> Literal:
        words = "".join(draw.choices('a"\\ <>.@^\n\r\t_: {}é', k=draw.randint(0, 9)))
        kind = draw.choice([{}, {"language": "en-gb"}, {"datatype": ex("d")}])
        return Literal(words, **kind)

    for number in range(1500):
        value = draw.choice([literal(), ex(f"o{number % 9}"), BlankNode(f"b{number % 9}")])
        graph = draw.choice([DefaultGraph(), ex(f"g{number % 5}"), BlankNode("g")])
        store.add(Quad(ex(f"s{number}"), ex("p"), value, graph))
    found = contents_of(store)
    lines = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()).split(b"\n")[:-1]
    assert (found.merged.count, found.named.count) == (len(lines), len(store) - len(lines))
    total = sum(int.from_bytes(hashlib.sha256(line).digest()) for line in lines) % 2**256
    assert found.merged.digest == f"{total:064x}"
