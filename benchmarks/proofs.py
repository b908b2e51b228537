"""What a proof costs as the graph grows, and what keeping the rounds adds to a build.

Run it as ``python -m benchmarks.proofs [--sizes N,N…] [--sample N] [--to DIR]``; ``--five``
measures the graph of this repository too. Figures of one run are comparable with each other, not
with those of another machine. Every proof is made by a prover that has forgotten all others, over a
store that has been read before, in milliseconds: median, 95th of a hundred, greatest.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter

import pyoxigraph as ox
from benchmarks.made_world import ONTOLOGY, made_world
from benchmarks.tables import machine, report, table, with_results
from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.build import build, rounds_of
from pactgraph.engine.rounds_file import RoundColumns, write_rounds
from pactgraph.graph import build_graph
from pactgraph.model.graphs import INFERRED
from pactgraph.model.graphs import ONTOLOGY as ONTOLOGY_GRAPH
from pactgraph.model.passages import passage_iri
from pactgraph.proof.graph_facts import GraphFacts
from pactgraph.proof.prover import Prover
from pactgraph.proof.store_facts import StoreFacts
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store

_PASSAGE = 20
"""How many statements a passage has, and half of how many passages an article has."""


_Times = tuple[float, float, float]
_Row = list[str]


def _quads(given: Sequence[Triple], derived: Sequence[Triple]) -> Iterator[Quad]:
    for number, triple in enumerate(given):
        yield Quad(*triple)
        article, at = divmod(number // _PASSAGE, 2 * _PASSAGE)
        iri = f"https://w3id.org/pactgraph/article/a{article}"
        yield Quad(*triple, NamedNode(passage_iri(iri, at * 100, at * 100 + 99)))
    for triple in derived:
        yield Quad(*triple)
        yield Quad(*triple, INFERRED)
    for quad in ox.parse(ONTOLOGY, format=ox.RdfFormat.TURTLE):
        yield Quad(*quad.triple, ONTOLOGY_GRAPH)


def _timed(prover: Prover, goals: Sequence[Triple]) -> _Times:
    times = []
    for goal in goals:
        prover.forget()
        begun = perf_counter()
        prover.prove(goal)
        times.append((perf_counter() - begun) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]


def _row(given: int, derived: int, rounds: bool, kind: str, times: _Times) -> _Row:
    kept = "kept" if rounds else "none"
    return [f"{given:,}", f"{derived:,}", kept, kind, *(f"{time:.2f}" for time in times)]


def _busiest(given: Sequence[Triple], closure: Closure) -> list[Triple]:
    """Return derived statements about the things that most statements lead to."""
    counts: dict[object, int] = {}
    for triple in given:
        counts[triple.object] = counts.get(triple.object, 0) + 1
    busy = sorted(
        (found for found in counts if isinstance(found, NamedNode) and not _is_class(found)),
        key=lambda found: -counts[found],
    )[:20]
    return [triple for triple in closure.derived if triple.subject in busy][:60]


def _is_class(term: NamedNode) -> bool:
    return not term.value[-1].isdigit()


def _measure_size(size: int, sample: int) -> Iterator[_Row]:
    """Yield the rows of a size, and then what keeping the rounds takes of a build, alone."""
    print(f"{size:,} triples", file=sys.stderr, flush=True)
    ruleset = compile_rules(q.triple for q in ox.parse(ONTOLOGY, format=ox.RdfFormat.TURTLE))
    given = list(made_world(size, seed=1))
    begun = perf_counter()
    closure = close(given, ruleset.rules)
    derived = closure.derived
    closing = perf_counter() - begun
    draw = random.Random(1)
    deep = [goal for goal in derived if (closure.round_of(goal) or 0) > 2]
    kinds = {
        "any": draw.sample(derived, min(sample, len(derived))),
        "deep": draw.sample(deep, min(sample, len(deep))),
        "busy": _busiest(given, closure),
    }
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        Store.create(Path(folder) / "store", _quads(given, derived)).close()
        storing = perf_counter() - begun
        begun = perf_counter()
        file = Path(folder) / "rounds"
        write_rounds(file, RoundColumns(*closure.numbered))
        keeping = perf_counter() - begun
        with Store.open(Path(folder) / "store") as store:
            file.rename(store.folder / "rounds")
            for rounds in (True, False):
                prover = Prover(StoreFacts(store, rounds=rounds), ruleset)
                _timed(prover, kinds["any"])
                for kind, goals in kinds.items():
                    chosen = goals if rounds else goals[: max(1, sample // 10)]
                    if chosen:
                        times = _timed(prover, chosen)
                        yield _row(len(given), len(derived), rounds, kind, times)
    share = keeping / (closing + storing + keeping)
    yield [f"{len(given):,}", f"{keeping:.3f}", f"{closing:.2f}", f"{storing:.2f}", f"{share:.1%}"]


def _measure_five() -> Iterator[_Row]:
    """Yield the rows of the repository's graph, and then what keeping its rounds takes."""
    graph = build_graph(Sources.load(Project.packaged()))
    with tempfile.TemporaryDirectory() as folder:
        begun = perf_counter()
        columns = rounds_of(graph)
        assert columns is not None
        write_rounds(Path(folder) / "rounds", columns)
        keeping = perf_counter() - begun
        build(Project.packaged(), store=Path(folder) / "store")
        with Store.open(Path(folder) / "store") as store:
            facts = {
                True: (GraphFacts(graph), StoreFacts(store)),
                False: (GraphFacts(graph, rounds=False), StoreFacts(store, rounds=False)),
            }
            for rounds, both in facts.items():
                for place, known in zip(("files", "store"), both, strict=True):
                    prover = Prover(known, graph.ruleset)
                    prover.prove(graph.inferred[0])
                    times = _timed(prover, graph.inferred)
                    yield _row(len(graph.closed), len(graph.inferred), rounds, place, times)
    yield [f"{len(graph.closed):,}", f"{keeping:.3f}", "–", "–", "–"]


def main(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--five", action="store_true")
    with_results(parser)
    options = parser.parse_args(arguments)
    sizes = map(int, options.sizes.split(","))
    proofs, kept = [], []
    for measured in (
        *([_measure_five()] if options.five else []),
        *(_measure_size(size, options.sample) for size in sizes),
    ):
        *found, keeping = measured
        proofs += found
        kept.append(keeping)
    report(
        options.to,
        "proofs",
        "# Proofs",
        f"{machine()} Milliseconds by the clock, of a proof made with nothing known before.",
        table(["triples", "derived", "rounds", "goals", "median", "95th", "greatest"], proofs),
        "What keeping the rounds adds, in seconds by the clock.",
        table(["triples", "to keep the rounds", "to close", "to store", "their share"], kept),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
