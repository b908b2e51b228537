"""Side by side: our closure, owlrl's, reasonable's and maplib's, at growing sizes.

Run it on a quiet machine: ``python -m benchmarks.closure [--sizes N,N…] [--articles N,N…]
[--seconds N] [--memory GIB] [--without ENGINE,…] [--keep DIR] [--to DIR]``. A made world has an
ontology with a rule of each kind; the graphs of generated corpora (5 and 57 articles make about
10^4 and 10^5 triples in merged) have that of this repository, with every axiom taken out by which a
reasoner would make two things one. Each engine runs in a process of its own, which is ended when it
takes more CPU or memory than it may; of what takes less than a second the fastest of three runs
counts. What is derived about the data is compared with what ours derives. owlrl is the reference:
the run fails where ours is not what it derives.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import pyoxigraph as ox
from benchmarks.closing_engines import ENGINES, Closing, fingerprints, missing
from benchmarks.closures import OURS, Closed, parts, plot, write_csv
from benchmarks.graph_sizes import made
from benchmarks.made_world import ONTOLOGY
from benchmarks.own_process import (
    memory_of_machine,
    no_limit_of_time,
    peak_memory,
    run_alone,
)
from benchmarks.tables import report, with_results
from numpy.typing import NDArray

from pactgraph.reasoning.owlrl_reasoner import without_identities

ROOT = Path(__file__).parent.parent
REFERENCE = "owlrl"
_RUNS, _SHORT = 3, 1.0


@dataclass(frozen=True)
class World:
    """A graph to close: the files of its statements and of its axioms."""

    name: str
    data: Path
    ontology: Path

    @cached_property
    def triples(self) -> int:
        """How many statements there are to close."""
        with self.data.open("rb") as lines:
            return sum(1 for _ in lines)


def made_worlds(folder: Path, sizes: str) -> Iterator[World]:
    """Yield made worlds, written if the folder has them not."""
    folder.mkdir(parents=True, exist_ok=True)
    ontology = folder / "made.ttl"
    axioms = ox.parse(ONTOLOGY, format=ox.RdfFormat.TURTLE)
    ox.serialize((quad.triple for quad in axioms), ontology, ox.RdfFormat.N_TRIPLES)
    for size in sizes.split(","):
        if size:
            data = folder / f"made-{size}.ttl"
            if not data.exists():
                # A big world fills a process that this one should not be.
                no_limit, memory = 10**6, memory_of_machine()
                why = run_alone("benchmarks.made_world", [size, str(data)], no_limit, memory)
                if why:
                    sys.exit(f"the world of {size} triples could not be made: {why}")
            yield World("Made world", data, ontology)


def corpora(folder: Path, articles: str) -> Iterator[World]:
    """Yield the graphs of generated corpora, as a build closes them."""
    for number in articles.split(","):
        if number:
            size = made(folder, int(number))
            axioms = (q.triple for q in ox.parse(path=size.ontology, format=ox.RdfFormat.N_TRIPLES))
            ontology = folder / "corpora.ttl"
            ox.serialize(without_identities(axioms), ontology, ox.RdfFormat.N_TRIPLES)
            yield World("Generated corpus", size.given, ontology)


def measure(engine: Closing, world: World, found: Path) -> Iterator[dict[str, float]]:
    """Have an engine close a world in this process; yield what each step took, as it ends.

    What was derived is written to a file, as fingerprints, where it can be compared.
    """
    begun = process_time()
    engine.read(world.data, world.ontology)
    yield {"reading": process_time() - begun}
    begun, clock = process_time(), perf_counter()
    engine.reason()
    yield {"reasoning": process_time() - begun}
    begun = process_time()
    engine.hand_out()
    yield {
        "handing_out": process_time() - begun,
        "clock": perf_counter() - clock,
        "megabytes": peak_memory() // 2**20,
    }
    if world.triples > engine.most_compared:
        return
    prints = fingerprints(engine.derived())
    np.save(found, prints)
    yield {"derived": len(prints)}


def differences(ours: NDArray[np.uint64], theirs: NDArray[np.uint64]) -> tuple[int, int]:
    """Return how many fingerprints of ours are missing in theirs, and how many more they have."""
    both = len(np.intersect1d(ours, theirs, assume_unique=True))
    return len(ours) - both, len(theirs) - both


def side_by_side(worlds: Iterator[World], given: argparse.Namespace) -> Iterator[Closed]:
    """Yield what each engine takes on each world; who came to no end is not asked again."""
    ended: dict[str, str] = {}
    without = given.without.split(",")
    with tempfile.TemporaryDirectory() as folder:
        for world in worlds:
            ours = None
            for name, engine in ENGINES.items():
                if name in without:
                    continue
                one = Closed(
                    world.name, world.triples, name, note=ended.get(name) or missing(engine)
                )
                if not one.note:
                    one = _fastest(one, world, Path(folder), given)
                found = Path(folder) / f"{name}.npy"
                if one.derived is not None:
                    prints = np.load(found)
                    ours = prints if name == OURS else ours
                    if ours is not None:
                        less, more = differences(ours, prints)
                        one = replace(one, missing=less, more=more)
                if one.note:
                    ended.setdefault(name, "not asked" if one.seconds is None else "")
                told = one.note if one.seconds is None else f"{one.seconds:.2f} s"
                say = f"{world.name}, {world.triples:,} triples: {name}: {told}"
                print(say, file=sys.stderr, flush=True)
                yield one


def _fastest(one: Closed, world: World, folder: Path, given: argparse.Namespace) -> Closed:
    runs = [_alone(one, world, folder, given)]
    while len(runs) < _RUNS and (runs[-1].seconds or _SHORT) < _SHORT:
        runs.append(_alone(one, world, folder, given))
    return min(runs, key=lambda run: run.seconds or 0.0)


def _alone(one: Closed, world: World, folder: Path, given: argparse.Namespace) -> Closed:
    steps = folder / "steps"
    steps.write_text("")
    arguments = [one.engine, str(world.data), str(world.ontology), str(steps), str(folder)]
    memory = int(given.memory * 2**30)
    why = run_alone("benchmarks.closure", ["--one", *arguments], given.seconds, memory)
    told: dict[str, float] = {}
    for line in steps.read_text("utf-8").splitlines():
        told |= json.loads(line)
    # Who did not come to the end of reasoning has no figures at all.
    figures = told if "clock" in told else {}
    return replace(one, **figures, note=why)  # type: ignore[arg-type]


def one_alone(name: str, data: str, ontology: str, steps: str, folder: str) -> None:
    """Measure one engine, and append to a file what each step took."""
    world = World("", Path(data), Path(ontology))
    with Path(steps).open("a", encoding="utf-8") as out:
        for step in measure(ENGINES[name](), world, Path(folder) / f"{name}.npy"):
            print(json.dumps(step), file=out, flush=True)
            if "clock" in step:
                no_limit_of_time()


def main(arguments: list[str]) -> int:
    """Measure, print and write; return 1 if ours and the reference disagree anywhere."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="10000,100000,1000000", help="of made worlds")
    options.add_argument("--articles", default="5,57", help="the sizes of the corpora")
    options.add_argument("--seconds", type=int, default=60, help="of CPU, the most for each")
    half = memory_of_machine() / 2**31
    options.add_argument("--memory", type=float, default=half, help="GiB, the most for each")
    options.add_argument("--without", default="", help="engines to leave out")
    options.add_argument("--keep", type=Path, default=ROOT / "build/closures")
    options.add_argument("--stores", type=Path, default=ROOT / "build/graph-sizes")
    with_results(options)
    options.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    given = options.parse_args(arguments)
    if given.one:
        one_alone(*given.one)
        return 0
    found = list(side_by_side(made_worlds(given.keep, given.sizes), given))
    found += side_by_side(corpora(given.stores, given.articles), given)
    report(given.to, "closure", *parts(found))
    if given.to:
        write_csv(given.to / "closure.csv", found)
        plot(given.to / "closure.png", found)
    wrong = unlike_the_reference(found)
    for one in wrong:
        print(f"{one.world}, {one.triples:,} triples: ours is not {REFERENCE}'s", file=sys.stderr)
    return int(bool(wrong))


def unlike_the_reference(found: Iterable[Closed]) -> list[Closed]:
    """Return the closures of the reference that are not what ours derives."""
    closed = [one for one in found if one.engine == REFERENCE and one.missing is not None]
    return [one for one in closed if not one.same]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
