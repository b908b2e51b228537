"""How long the build of the five articles takes, beside owlrl and pySHACL alone on the same graph.

Run it on a quiet machine: ``python -m benchmarks.build [--articles DIR] [--runs N]
[--to DIR]``. The best of
N runs is shown for our own steps; owlrl and pySHACL run once, in the same process.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from time import perf_counter

import pyshacl
from benchmarks.tables import machine, report, table, with_results
from rdflib import Graph as RdflibGraph

from pactgraph.build import build
from pactgraph.graph import build_graph
from pactgraph.model.rdflib_terms import to_rdflib_graph
from pactgraph.reasoning.owlrl_reasoner import close_with_owlrl
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts


def _best(project: Project, texts: Texts, runs: int, *, validate: bool) -> dict[str, float]:
    """Return the seconds of each step of the fastest of the runs."""
    best: dict[str, float] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store"
            timings = dict(build(project, store=store, texts=texts, validate=validate).timings)
        if not best or sum(timings.values()) < sum(best.values()):
            best = timings
    return best


def _pyshacl_alone(merged: RdflibGraph, shapes: RdflibGraph) -> float:
    begun = perf_counter()
    pyshacl.validate(merged, shacl_graph=shapes, inference="none", advanced=False)
    return perf_counter() - begun


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=Path, help="the folder of the article texts")
    options.add_argument("--runs", type=int, default=5)
    with_results(options)
    given = options.parse_args()
    project = Project.packaged()
    texts = Texts.find(given.articles)

    plain = _best(project, texts, given.runs, validate=False)
    validated = _best(project, texts, given.runs, validate=True)

    sources = Sources.load(project)
    graph = build_graph(sources)
    begun = perf_counter()
    close_with_owlrl(graph.merged, sources.ontology)
    owlrl = perf_counter() - begun
    shapes = _pyshacl_alone(to_rdflib_graph(graph.merged), to_rdflib_graph(sources.shapes))

    rows = [[step, f"{seconds:.3f}"] for step, seconds in plain.items()]
    rows.append(["the build", f"{sum(plain.values()):.2f}"])
    rows.append(["the build with validation", f"{sum(validated.values()):.2f}"])
    rows.append(["owlrl alone: closure", f"{owlrl:.1f}"])
    rows.append(["pySHACL alone: merged, own shapes", f"{shapes:.1f}"])
    ratio = owlrl / plain["close"] if plain.get("close") else float("nan")
    rows.append(["owlrl / our closure", f"{ratio:.0f} times"])
    at_hand = "with" if texts.directory else "without"
    told = (
        f"{len(graph.merged):,} triples in merged; the fastest of {given.runs} builds,"
        f" {at_hand} the articles' texts."
    )
    report(given.to, "build", "# A build", f"{machine()} {told}", table(["step", "seconds"], rows))


if __name__ == "__main__":
    main()
