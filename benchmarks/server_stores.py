"""What a store on a server costs: a build, one more article, and the stored queries.

Run it on a quiet machine: ``python -m benchmarks.server_stores [--articles N,N…] [--more N]
[--servers oxigraph,virtuoso] [--to DIR]``. Each server is empty at first and on loopback. It gets
the graph of generated corpora, of which some articles are taken out and added again, one amendment
each; then that of this repository, which is asked every stored query, as it is and with the
example of each parameter. CPU is that of all processes on either side, in seconds; the clock
waits for both and for the disk.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.corpus.project_folder import lay_out, write_articles, write_hubs
from benchmarks.empty_servers import CREDENTIALS, Cost, cost, running, there
from benchmarks.endpoint_servers import ROOT, Endpoint
from benchmarks.tables import machine, report, table, with_results

import pactgraph
from pactgraph.amendment.server_amendment import amend_server
from pactgraph.build import build
from pactgraph.source.project import Project

SEED = 7


def stored(kind: type[Endpoint], project: Project, more: int) -> tuple[str, Cost, Cost]:
    """Return how many triples of merged a project's store has, and what a build takes.

    The last is what it takes to add an article that was taken out, a median of ``more``.
    """
    with running(kind) as (server, url):
        build(project, store=url)
        # Again, over what is there, as it is most often done.
        built = cost(server, lambda: build(project, store=url))
        files = random.Random(SEED).sample(project.article_files, more + 1)
        spent = []
        for number, path in enumerate(files):
            amend_server(project, url, retract=[path.stem], say=_nothing)
            added = cost(server, lambda p=path: amend_server(project, url, add=[p], say=_nothing))
            # The first reads the shapes, and what else is read once.
            if number:
                spent.append(added)
        with pactgraph.open(project.root, store=url) as kg:
            triples = f"{kg.engine.count():,}"
    sides = zip(*((one.clock, one.here, one.server) for one in spent), strict=True)
    return triples, built, Cost(*map(median, sides))


def asked(kind: type[Endpoint]) -> tuple[int, Cost]:
    """Return how many answers the stored queries of this repository were, and what they took."""
    with running(kind) as (server, url):
        build(Project(ROOT), store=url)
        with pactgraph.open(ROOT, store=url) as kg:
            runs = list(_runs(kg))
            return len(runs), cost(server, lambda: [kg.run(n, values=v) for n, v in runs])


def _runs(kg: pactgraph.KnowledgeGraph) -> Iterator[tuple[str, dict[str, str | None]]]:
    for name, query in sorted(kg.queries.items()):
        if "SERVICE" in query.text:
            continue
        needed = {one.name: one.example for one in query.parameters if one.required}
        yield name, needed
        for one in query.parameters:
            if not one.required:
                yield name, needed | {one.name: one.example}


def _nothing(line: str) -> None:
    del line


def main() -> None:
    """Measure, and print two tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="6,57")
    options.add_argument("--more", type=int, default=3, help="how many are added, one by one")
    options.add_argument("--servers", default="oxigraph,virtuoso")
    with_results(options)
    given = options.parse_args()
    os.environ |= CREDENTIALS
    kinds, missing = there(given.servers)
    stores, queries = [], []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        # The copies of the servers' stores, which are of no use afterwards.
        os.environ["XDG_CACHE_HOME"] = str(folder / "cache")
        for kind in kinds:
            for articles in map(int, given.articles.split(",")):
                print(f"{kind.name}, {articles} articles", file=sys.stderr, flush=True)
                project = _project(folder / str(articles), articles)
                triples, built, added = stored(kind, project, given.more)
                stores.append([kind.name, triples, *built.cells(), *added.cells()])
            number, spent = asked(kind)
            queries.append([kind.name, str(number), *spent.cells()])
    sides = ("clock", "CPU here", "CPU of the server")
    head = ["server", "triples in merged"]
    head += [f"{what}, {side}" for what in ("build", "one article more") for side in sides]
    report(
        given.to,
        "server_stores",
        "# Stores on servers",
        f"{machine()} Seconds.",
        table(head, stores),
        "## The stored queries of this repository, one after another",
        table(["server", "answers", *sides], queries),
        *(f"Not measured: {one}" for one in missing),
    )


def _project(folder: Path, articles: int) -> Project:
    if not folder.exists():
        lay_out(folder)
        write_hubs(folder, SEED)
        write_articles(folder, SEED, range(articles))
    return Project(folder)


if __name__ == "__main__":
    main()
