"""Side by side: what it costs to explain a row, on worlds of growing size.

Run it as ``python -m benchmarks.receipts [--sizes N,N…] [--rows N] [--to DIR]``. Each row's receipt
has the same size in every world; the time is that of one row, parsing and asking included, without
proofs. Figures of one run are comparable with each other, not with those of another machine.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

import pyoxigraph as ox
from benchmarks.tables import machine, report, table, with_results

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Rows
from pactgraph.witness.explaining import Explainer
from pactgraph.witness.receipt import matches

BASE = "http://example.org/bench#"
QUERIES = {
    "pattern": "SELECT ?person ?operation { ?c :contributor ?person ; :operation ?operation }",
    "graph": """SELECT ?c ?begin ?article { GRAPH ?passage { ?c a :Contribution ; :begin ?begin }
        ?passage :source ?article }""",
    "optional": """SELECT ?c ?begin ?end { ?c a :Contribution ; :begin ?begin
        OPTIONAL { ?c :end ?end } }""",
    "union": "SELECT ?thing ?by { { ?thing :contributor ?by } UNION { ?thing :ledBy ?by } }",
    "path": "SELECT ?c ?region { ?c :operation/:place/:within+ ?region }",
    "not exists": """SELECT ?c { ?c :begin ?begin FILTER NOT EXISTS { ?c :end ?end } }""",
    "minus": "SELECT ?c ?begin { ?c :begin ?begin MINUS { ?c :end ?end } }",
    "sub-select": """SELECT ?c ?operation { ?c :operation ?operation
        { SELECT ?operation { ?operation :ledBy ?body . ?body a :Body } } }""",
    "count": """SELECT ?operation (COUNT(?c) AS ?n) { ?c :operation ?operation }
        GROUP BY ?operation""",
}


def node(kind: str, number: int) -> ox.NamedNode:
    """Return a thing by its kind and number."""
    return ox.NamedNode(f"{BASE}{kind}{number}")


def made_world(size: int) -> Iterator[ox.Quad]:
    """Yield about ``size`` statements: contributions in passages, ten to an operation."""
    is_a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

    def name(local: str) -> ox.NamedNode:
        return ox.NamedNode(BASE + local)

    for number in range(size // 13):
        contribution, passage = node("contribution", number), node("passage", number)
        stated = [
            (contribution, is_a, name("Contribution")),
            (contribution, name("contributor"), node("person", number // 3)),
            (contribution, name("operation"), node("operation", number // 10)),
            (contribution, name("begin"), ox.Literal(1990 + number % 30)),
        ]
        if number % 2:
            stated.append((contribution, name("end"), ox.Literal(1995 + number % 30)))
        for triple in stated:
            yield ox.Quad(*triple)
            yield ox.Quad(*triple, passage)
        yield ox.Quad(passage, name("source"), node("article", number // 8))
        if number % 10 == 0:
            operation, place = node("operation", number // 10), node("place", number // 10)
            yield ox.Quad(operation, name("ledBy"), node("body", number // 40))
            yield ox.Quad(node("body", number // 40), is_a, name("Body"))
            yield ox.Quad(operation, name("place"), place)
            for step in range(4):
                above = node(f"region{step}-", number // 10)
                yield ox.Quad(place, name("within"), above)
                place = above


def rows_of(engine: MemoryEngine, sparql: str, wanted: int) -> list[dict[str, ox.NamedNode]]:
    """Return some rows of an answer."""
    answer = engine.query(f"{sparql} LIMIT {wanted}", trusted=True)
    assert isinstance(answer, Rows)
    return list(answer.dicts())  # type: ignore[arg-type]


def main(arguments: list[str]) -> int:
    """Print the table; return 1 if receipts are not of the same size in every world."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rows", type=int, default=30)
    with_results(parser)
    options = parser.parse_args(arguments)
    rows = []
    matched: dict[str, set[int]] = {}
    for size in map(int, options.sizes.split(",")):
        engine = MemoryEngine(made_world(size))
        held = engine.count()
        print(f"{held:,} triples", file=sys.stderr, flush=True)
        for name, pattern in QUERIES.items():
            sparql = f"PREFIX : <{BASE}> {pattern}"
            times, sizes = [], []
            for row in rows_of(engine, sparql, options.rows):
                explainer = Explainer(lambda text, at=engine: at.query(text, trusted=True))
                start = time.perf_counter()
                receipt = explainer.receipt(sparql, row)
                times.append(1000 * (time.perf_counter() - start))
                sizes.append(sum(1 for _ in matches(receipt.steps)))
            figures = f"{median(times):.2f}", f"{quantiles(times, n=20)[-1]:.2f}"
            rows.append([f"{held:,}", name, str(len(times)), *figures, str(max(sizes))])
            matched.setdefault(name, set()).add(max(sizes))
    told = f"{machine()} Milliseconds by the clock to explain a row, without its proofs."
    head = ["triples", "query", "rows", "median", "95th of a hundred", "statements matched"]
    report(options.to, "receipts", "# Receipts", told, table(head, rows))
    return int(any(len(sizes) > 1 for sizes in matched.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
