"""What one more article costs a built store, step by step, at several sizes.

Run it on a quiet machine: ``python -m benchmarks.amendments [--articles N,N…] [--more N] [--keep
DIR] [--to DIR]``. Each store is of a generated corpus (6, 57, 580 articles make about 10^4, 10^5
and 10^6 triples in merged) and lies on disk. Some of its articles are taken out and added again,
one amendment each; then as many are added in one. What is shown is the median of processor time in
milliseconds, and of the clock, which waits for the disk too.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from benchmarks.corpus.project_folder import lay_out, write_articles, write_hubs
from benchmarks.tables import machine, report, table, with_results

from pactgraph import steps
from pactgraph.amendment.amending import amend
from pactgraph.amendment.ground import Ground
from pactgraph.graph import build_graph
from pactgraph.ingest.gathering import Gathered, store
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store

SEED = 7
_GOAL = ("close", "validate", "store")
"""The steps of which one article is to cost less than 50 ms together."""


def made(folder: Path, articles: int) -> tuple[Project, Path]:
    """Return the project of a corpus and its store, made if the folder has them not."""
    place = folder / f"amended-{articles}"
    if not (place / "store" / "current").exists():
        lay_out(place / "project")
        write_hubs(place / "project", SEED)
        write_articles(place / "project", SEED, range(articles))
        # The check of all words and shapes is no part of what is measured here.
        graph = build_graph(Sources.load(Project(place / "project")))
        store(Gathered(graph, None, ()), graph.articles, place / "store")
    return Project(place / "project"), place / "store"


def measured(project: Project, place: Path, more: int) -> tuple[dict[str, float], float, float]:
    """Return the processor time of each step, the clock of all, and that of one of many."""
    ground = Ground.read(project)
    files = random.Random(SEED).sample(project.article_files, more + 1)
    spent: dict[str, list[float]] = {}
    clock = []
    for number, path in enumerate(files):
        amend(ground, place, retract=[path.stem], validate=False)
        begun = perf_counter()
        found = amend(ground, place, add=[path])
        # The first one reads the shapes, and what else is read once.
        if number:
            clock.append(perf_counter() - begun)
            for step, seconds in found.timings.items():
                spent.setdefault(step, []).append(seconds)
    amend(ground, place, retract=[path.stem for path in files[1:]], validate=False)
    begun = perf_counter()
    amend(ground, place, add=files[1:])
    together = (perf_counter() - begun) / more
    return {step: median(seconds) for step, seconds in spent.items()}, median(clock), together


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="6,57,580")
    options.add_argument("--more", type=int, default=5, help="how many are added, one by one")
    options.add_argument("--keep", type=Path, help="where the stores are kept for the next run")
    with_results(options)
    given = options.parse_args()
    # The steps of an amendment are timed by the clock; here it is the work that counts.
    steps.perf_counter = process_time
    head = ["triples in merged"]
    rows: dict[str, list[str]] = {}
    with nullcontext(given.keep) if given.keep else tempfile.TemporaryDirectory() as folder:
        for articles in map(int, given.articles.split(",")):
            project, place = made(Path(folder), articles)
            with Store.open(place) as opened:
                head.append(f"{opened.manifest.merged.count:,}")
            print(f"{head[-1]} triples", file=sys.stderr, flush=True)
            spent, clock, together = measured(project, place, min(given.more, articles - 2))
            for step, seconds in spent.items():
                rows.setdefault(step, []).append(f"{seconds * 1000:,.0f}")
            goal = sum(spent.get(step, 0.0) for step in _GOAL)
            rows.setdefault(" + ".join(_GOAL), []).append(f"{goal * 1000:,.0f}")
            rows.setdefault("all", []).append(f"{sum(spent.values()) * 1000:,.0f}")
            rows.setdefault("all, by the clock", []).append(f"{clock * 1000:,.0f}")
            rows.setdefault("one of several, by the clock", []).append(f"{together * 1000:,.0f}")
    told = f"{machine()} Milliseconds of processor time, medians."
    cells = ([step, *found] for step, found in rows.items())
    report(given.to, "amendments", "# One more article", told, table(head, cells))


if __name__ == "__main__":
    main()
