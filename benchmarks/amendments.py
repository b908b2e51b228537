"""What one more article costs a built store, step by step, at several sizes.

Run it on a quiet machine: ``python -m benchmarks.amendments [--articles N,N…] [--more N] [--keep
DIR] [--to DIR]``. Each store is of a generated corpus (6, 57, 580 articles make about 10^4, 10^5
and 10^6 triples in merged) and lies on disk. Some of its articles are taken out and added again,
one amendment each; then as many are added in one. A second table is of short articles, with some
two hundred statements in their files. What is shown is the median of processor time in
milliseconds, and of the clock, which waits for the disk too.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.corpus.project_folder import lay_out, write_articles, write_hubs
from benchmarks.short_article import shortened
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
_OF_THE_GOAL = ("close", "validate", "store")
_GOAL = " + ".join(_OF_THE_GOAL)
"""What one short article is to cost less than 50 ms of."""

_CHANGED = "statements changed"
_SHORT = 206


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


def measured(ground: Ground, place: Path, files: Sequence[Path]) -> dict[str, float]:
    """Return what it costs to add each of these files in place of what the store has of it.

    These are medians of seconds, of each step and of the clock, and of the statements changed.
    """
    spent: dict[str, list[float]] = defaultdict(list)
    for number, path in enumerate(files):
        amend(ground, place, retract=[path.stem], validate=False)
        begun = perf_counter()
        found = amend(ground, place, add=[path])
        # The first one reads the shapes, and what else is read once.
        if number:
            for step, seconds in found.timings.items():
                spent[step].append(seconds)
            spent[_GOAL].append(sum(found.timings.get(step, 0.0) for step in _OF_THE_GOAL))
            spent["all"].append(sum(found.timings.values()))
            spent["all, by the clock"].append(perf_counter() - begun)
            spent[_CHANGED].append(sum(map(abs, found.counts.values())))
    return {what: median(every) for what, every in spent.items()}


def together(ground: Ground, place: Path, files: Sequence[Path]) -> float:
    """Return the clock's seconds an article where all are added in one amendment."""
    amend(ground, place, retract=[path.stem for path in files], validate=False)
    begun = perf_counter()
    amend(ground, place, add=files)
    return (perf_counter() - begun) / len(files)


def main() -> None:
    """Measure, and print two tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="6,57,580")
    options.add_argument("--more", type=int, default=5, help="how many are added, one by one")
    options.add_argument("--keep", type=Path, help="where the stores are kept for the next run")
    with_results(options)
    given = options.parse_args()
    # The steps of an amendment are timed by the clock; here it is the work that counts.
    steps.perf_counter = process_time
    head = ["triples in merged"]
    whole: dict[str, list[str]] = defaultdict(list)
    short: dict[str, list[str]] = defaultdict(list)
    with ExitStack() as stack:
        made_in = given.keep or Path(stack.enter_context(TemporaryDirectory()))
        cut = Path(stack.enter_context(TemporaryDirectory()))
        for articles in map(int, given.articles.split(",")):
            project, place = made(made_in, articles)
            with Store.open(place) as opened:
                head.append(f"{opened.manifest.merged.count:,}")
            print(f"{head[-1]} triples", file=sys.stderr, flush=True)
            ground = Ground.read(project)
            more = min(given.more, articles - 2)
            files = random.Random(SEED).sample(project.article_files, more + 1)
            _tell(whole, measured(ground, place, files))
            seconds = together(ground, place, files[1:])
            whole["one of several, by the clock"].append(f"{seconds * 1000:,.0f}")
            cut_files = [shortened(path, cut, _SHORT) for path in files]
            _tell(short, measured(ground, place, cut_files))
            # The store is again what it was.
            amend(ground, place, add=files, validate=False)
    report(
        given.to,
        "amendments",
        "# One more article",
        f"{machine()} Milliseconds of processor time, medians.",
        _table(head, whole),
        f"## A short one, of {_SHORT} statements in its file",
        _table(head, short),
    )


def _tell(rows: dict[str, list[str]], found: dict[str, float]) -> None:
    for what, amount in found.items():
        rows[what].append(f"{amount:,.0f}" if what == _CHANGED else f"{amount * 1000:,.0f}")


def _table(head: Sequence[str], rows: dict[str, list[str]]) -> str:
    return table(head, ([what, *cells] for what, cells in rows.items()))


if __name__ == "__main__":
    main()
