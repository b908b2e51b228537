"""What the rules cost in columns, and pushed down to engines as SPARQL Update.

Run it as ``python -m benchmarks.rules_on_engines [--copies N] [--to DIR] [URL…]``: beside Oxigraph
in memory each URL is a SPARQL server that holds nothing (credentials as for ``--store``). The graph
is that of this repository, and N copies of it whose things have other names. Clock and CPU are in
seconds; of a server only the clock is known here. Every closure is compared with ours.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.tables import machine, report, table, with_results
from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.protocol import WritableEngine
from pactgraph.engine.results import Triples
from pactgraph.graph import build_graph
from pactgraph.namespaces import ID
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.rule_updates import close_by_updates
from pactgraph.reasoning.rules import Rule, Term
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.sparql_server.server_engine import ServerEngine, empty_engine
from pactgraph.sparql_server.stored_terms import encoded

_GIVEN = NamedNode("urn:pactgraph:benchmark:given")
_INFERRED = NamedNode("urn:pactgraph:benchmark:inferred")
_ALL = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {_INFERRED} {{ ?s ?p ?o }} }}"


def copies(triples: list[Triple], number: int) -> Iterator[Triple]:
    """Yield triples and so many copies of them about other things."""
    yield from triples
    for copy in range(number):
        for triple in triples:
            yield Triple(
                _named(triple.subject, copy), triple.predicate, _named(triple.object, copy)
            )


def _named(term: Term, copy: int) -> Term:
    if isinstance(term, NamedNode) and term.value in ID:
        return NamedNode(f"{term.value}-{copy}")
    return term


def push_down(
    name: str, engine: WritableEngine, given: list[Triple], rules: list[Rule]
) -> list[str]:
    """Return a row of what an engine takes, and whether it derives what ours does."""
    expected = {str(triple) for triple in close(given, rules).derived}
    coded = isinstance(engine, ServerEngine) and engine.manner.coded
    engine.load(Quad(*triple, _GIVEN) for triple in given)
    clock, cpu = perf_counter(), process_time()
    rounds = close_by_updates(
        engine, rules, _GIVEN, _INFERRED, encoded if coded else lambda term: term
    )
    clock, cpu = perf_counter() - clock, process_time() - cpu
    found = engine.query(_ALL, trusted=True)
    assert isinstance(found, Triples)
    same = "the same" if {str(triple) for triple in found} == expected else "ANOTHER CLOSURE"
    for graph in (_GIVEN, _INFERRED):
        engine.update(f"CLEAR SILENT GRAPH {graph}")
    engine.close()
    return [name, f"{clock:.2f}", f"{cpu:.2f}", str(rounds), same]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=20)
    with_results(parser)
    parser.add_argument("servers", nargs="*", metavar="URL")
    options = parser.parse_args()
    graph = build_graph(Sources.load(Project(Path(__file__).parent.parent)))
    if graph.closure is None:
        sys.exit("the graph was closed by the reference reasoner")
    rules = list(graph.closure.rules)
    rows = []
    for number in sorted({0, options.copies}):
        given = list(copies(graph.closed, number))
        begun = process_time()
        derived = close(given, rules).derived
        taken = process_time() - begun
        size = f"{len(given):,} → {len(derived):,}"
        print(size, file=sys.stderr, flush=True)
        rows.append([size, "in columns", "", f"{taken:.2f}", "", ""])
        rows.append([size, *push_down("Oxigraph, memory", MemoryEngine(), given, rules)])
        for url in options.servers:
            rows.append([size, *push_down(url, empty_engine(url), given, rules)])
    head = ["given → derived", "where", "clock", "CPU here", "rounds", "closure"]
    told = f"{machine()} Seconds; of a server only the clock is known here."
    report(options.to, "rules_on_engines", "# Rules as SPARQL Update", told, table(head, rows))


if __name__ == "__main__":
    main()
