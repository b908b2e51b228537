"""Names looked up in a store's index, beside looking through all names of the graph.

Run it on a quiet machine: ``python -m benchmarks.text_search [--articles 5,57,580] [--stores DIR]
[--to DIR]``. Milliseconds of processor time, medians: of names that are there, of their first
three letters, and of names with two letters changed; what reading all names takes comes beside.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.graph_sizes import made
from benchmarks.tables import machine, report, table, with_results

from pactgraph.query.indexed_names import IndexedNames
from pactgraph.query.name_table import NamesInMemory
from pactgraph.query.names import Names
from pactgraph.store import Store

ROOT = Path(__file__).parent.parent
_NAMES = 20


def main() -> None:
    """Measure, and write a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="5,57,580", help="the sizes of the corpora")
    options.add_argument("--stores", type=Path, default=ROOT / "build/graph-sizes")
    with_results(options)
    given = options.parse_args()
    rows = []
    for articles in map(int, given.articles.split(",")):
        size = made(given.stores, articles)
        print(f"{size.triples:,} triples", file=sys.stderr, flush=True)
        with Store.open(size.store) as store:
            engine = store.engine()
            begun = process_time()
            every = NamesInMemory.of_engine(engine)
            read = 1000 * (process_time() - begun)
            scan = Names(every)
            index = Names(IndexedNames(store.texts(), engine))
            forms = sorted({name.form for iri in every.things() for name in every.of(iri)})
            chosen = random.Random(7).sample([one for one in forms if len(one) > 6], _NAMES)
            cells = [
                f"{_median(index.find, words):.1f} beside {_median(scan.find, words):.1f}"
                for words in (chosen, [one[:3] for one in chosen], [_slip(one) for one in chosen])
            ]
            engine.close()
        rows.append([f"{size.triples:,}", f"{len(forms):,}", f"{read:,.0f}", *cells])
    head = ["triples in merged", "names", "read all", "a name", "its beginning", "a slip"]
    told = f"{machine()} Milliseconds; the index beside all names in memory."
    report(given.to, "text_search", "# Names found", told, table(head, rows))


def _slip(name: str) -> str:
    """Return a name with two letters changed."""
    at = len(name) // 2
    return f"{name[1]}{name[0]}{name[2:at]}x{name[at + 1 :]}"


def _median(find: Callable[[str], object], words: Iterable[str]) -> float:
    """Return the median of milliseconds; the first call is not counted."""
    spent = []
    for number, one in enumerate(words):
        if number == 0:
            find(one)
        begun = process_time()
        find(one)
        spent.append(1000 * (process_time() - begun))
    return median(spent)


if __name__ == "__main__":
    main()
