"""What the benchmark of closures says of engines: who derives the same, and who came to no end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import pytest
from benchmarks.closing_engines import Closing, Owlrl, Pactgraph, missing
from benchmarks.closure import World, differences, measure, unlike_the_reference
from benchmarks.closures import Closed, parts
from benchmarks.made_world import BASE, ONTOLOGY, made_world
from benchmarks.own_process import run_alone

ALIEN = ox.Triple(*(ox.NamedNode(f"{BASE}{name}") for name in ("body1", "alliedWith", "nobody")))


class Wrong(Pactgraph):
    """Leaves out two triples that follow, and derives one that does not."""

    needs = "no_such_package"

    def derived(self) -> Iterable[ox.Triple]:
        return [*list(super().derived())[2:], ALIEN]


@pytest.fixture
def world(tmp_path: Path) -> World:
    data, ontology = tmp_path / "data.ttl", tmp_path / "ontology.ttl"
    ox.serialize(made_world(100, seed=1), data, ox.RdfFormat.N_TRIPLES)
    axioms = ox.parse(ONTOLOGY, format=ox.RdfFormat.TURTLE)
    ox.serialize((quad.triple for quad in axioms), ontology, ox.RdfFormat.N_TRIPLES)
    return World("made", data, ontology)


def test_each_engine_is_compared_with_ours(world: World, tmp_path: Path) -> None:
    found = {}
    for engine in (Pactgraph, Owlrl, Wrong):
        file = tmp_path / f"{engine.__name__}.npy"
        told: dict[str, float] = {}
        for step in measure(engine(), world, file):
            told |= step
        found[engine] = np.load(file)
        assert told["derived"] == len(found[engine]) > 20
        assert told["megabytes"] > 1
    ours = found[Pactgraph]
    assert differences(ours, found[Owlrl]) == (0, 0)
    assert differences(ours, found[Wrong]) == (2, 1)


def test_a_run_fails_where_the_reference_derives_others() -> None:
    same = Closed("made", 100, "owlrl", 0.1, 9.0, 0.0, 9.0, 60, 50, 0, 0)
    other = replace(same, missing=1)
    stopped = Closed("made", 1000, "owlrl", note="more than 9 s")
    reasonable = replace(other, engine="reasonable")
    assert unlike_the_reference([same, other, stopped, reasonable]) == [other]


def test_the_table_says_who_derives_others_and_who_came_to_no_end() -> None:
    ours = Closed("made", 100, "pactgraph", 0.1, 0.4, 0.1, 0.6, 60, 50, 0, 0)
    other = replace(ours, engine="reasonable", reasoning=1.9, missing=7, more=3)
    told = "\n".join(parts([ours, other, Closed("made", 100, "owlrl", note="more than 9 s")]))
    lines = told.splitlines()
    assert "| pactgraph | 0.50 | – |" in lines
    assert "| reasonable | 2.00 ≠ | – |" in lines
    assert "| owlrl | more than 9 s | – |" in lines
    assert "| 100 | reasonable | 0.10 | 1.90 | 0.10 | 60 | 50 | 7 | 3 | 4.0 |" in lines


@pytest.mark.parametrize(
    ("work", "why"),
    [
        ("pass", ""),
        ("while True: pass", "more than 1 s"),
        ("held = b'x' * 300_000_000; import time; time.sleep(60)", "out of 0.125 GiB"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise MemoryError", "out of memory"),
    ],
)
def test_work_in_a_process_of_its_own_is_ended_by_its_limits(work: str, why: str) -> None:
    # The one module of the standard library that runs what it is told.
    assert run_alone("timeit", ["-n", "1", "-r", "1", work], 1, 2**27) == why


def test_an_engine_that_is_not_installed_says_so() -> None:
    engines: list[type[Closing]] = [Pactgraph, Wrong]
    assert [bool(missing(engine)) for engine in engines] == [False, True]
