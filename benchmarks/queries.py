"""Every stored query on graphs of growing size, beside the same text in other engines.

Run it on a quiet machine: ``python -m benchmarks.queries [--articles 5,57,580] [--values 12]
[--seconds N] [--stores DIR] [--built DIR,…] [--to DIR] [--without ENGINE,…] [--things]``. The
corpora are generated; about 1,750 triples of merged come of an article. ``--built`` names folders
with a ``project`` and a ``store`` to ask instead; Virtuoso and maplib also need their statements as
files. ``--things`` leaves out queries that take no thing.

A query that takes things is asked for each of its parameters alone, with values drawn from the
graph, each three times, of which the fastest counts. All things that have an answer are drawn
alike, a hub as seldom as any other: people ask of things, not of statements. Where few things can
be asked of (the contributors are some countries), p95 is of the greatest hub. Table, CSV and plot
go to ``--to``; milliseconds are of the clock.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.graph_sizes import Size, built, made
from benchmarks.measured import Measured, parts, plot, write_csv
from benchmarks.queried_engines import (
    Asked,
    CannotAnswer,
    Maplib,
    Pactgraph,
    Pyoxigraph,
    VirtuosoServer,
)
from benchmarks.stored_values import DAY, drawn, things
from benchmarks.tables import report, with_results

from pactgraph.query.stored_query import StoredQuery, load_queries

ROOT = Path(__file__).parent.parent
_REPEATED = 3

_ENGINES: dict[str, Callable[[Size], Asked]] = {
    "pactgraph": Pactgraph,
    "pyoxigraph": Pyoxigraph,
    "Virtuoso": lambda size: VirtuosoServer(size, size.store.parent / "virtuoso"),
    "maplib": Maplib,
}


def main() -> None:
    """Measure, and write what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="5,57,580", help="the sizes of the corpora")
    options.add_argument("--values", type=int, default=12, help="how many of each parameter")
    options.add_argument("--seconds", type=float, default=8.0, help="at most for one of them")
    options.add_argument("--stores", type=Path, default=ROOT / "build/graph-sizes")
    options.add_argument("--built", default="", help="folders of stores to ask instead")
    with_results(options)
    options.add_argument("--without", default="", help="engines to leave out")
    options.add_argument("--things", action="store_true", help="no query that takes no thing")
    given = options.parse_args()
    queries = load_queries((ROOT / "queries").glob("*.rq"), root=ROOT)
    local = [query for query in queries.values() if "SERVICE" not in query.text]
    if given.things:
        local = [query for query in local if things(query)]
    measured: list[Measured] = []
    for size in _sizes(given):
        cases = list(_cases(size, local, given.values))
        for name, start in _ENGINES.items():
            if name in given.without.split(","):
                continue
            measured += _of_engine(name, start, size, cases, given.seconds)
    report(given.to, "queries", *parts(measured))
    if given.to:
        write_csv(given.to / "queries.csv", measured)
        plot(given.to / "queries.png", measured)


def _sizes(given: argparse.Namespace) -> Iterator[Size]:
    if given.built:
        yield from (built(Path(folder)) for folder in given.built.split(","))
    else:
        yield from (made(given.stores, int(number)) for number in given.articles.split(","))


Case = tuple[StoredQuery, str, list[dict[str, object]]]


def _cases(size: Size, queries: list[StoredQuery], number: int) -> Iterator[Case]:
    """Yield each query with one parameter at a time, and the values to ask it with."""
    store = Pyoxigraph(size).store
    for query in queries:
        required: dict[str, object] = {
            p.name: DAY for p in query.parameters if p.required and p.type == "date"
        }
        for parameter in things(query):
            values = drawn(store, query, parameter, number)
            if values:
                yield query, parameter.name, [{**required, parameter.name: v} for v in values]
        if not things(query):
            yield query, "", [required]


def _of_engine(
    name: str, start: Callable[[Size], Asked], size: Size, cases: list[Case], most: float
) -> Iterator[Measured]:
    print(f"{name}, {size.triples:,} triples", file=sys.stderr, flush=True)
    try:
        engine = start(size)
    except CannotAnswer as error:
        print(f"{name}: {error}", file=sys.stderr)
        return
    try:
        for query, parameter, asked in cases:
            yield _measured(engine, name, size, query, parameter, asked, most)
    finally:
        engine.close()


def _measured(
    engine: Asked,
    name: str,
    size: Size,
    query: StoredQuery,
    parameter: str,
    asked: list[dict[str, object]],
    most: float,
) -> Measured:
    found: list[tuple[float, int]] = []
    try:
        engine.rows(query, asked[0])
        until = perf_counter() + most
        for values in asked:
            rows, seconds = 0, math.inf
            for _ in range(_REPEATED):
                begun = perf_counter()
                rows = engine.rows(query, values)
                seconds = min(seconds, perf_counter() - begun)
            found.append((1000 * seconds, rows))
            if perf_counter() > until:
                break
    except CannotAnswer as error:
        return Measured(query.name, parameter, name, size.triples, note=str(error))
    found.sort()
    p95, of_it = found[min(len(found) - 1, int(0.95 * len(found)))]
    return Measured(
        *(query.name, parameter, name, size.triples),
        *(median(milliseconds for milliseconds, _ in found), p95, of_it),
        *(sum(rows for _, rows in found), len(found)),
    )


if __name__ == "__main__":
    main()
