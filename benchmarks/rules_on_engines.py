"""What the rules cost in columns, and pushed down to engines as SPARQL Update.

Run it as ``python -m benchmarks.rules_on_engines [--copies N] [--servers oxigraph,virtuoso] [--to
DIR]``: Oxigraph in memory, and servers that are empty, on loopback. The graph is that of this
repository, and N copies of it whose things have other names. Clock and CPU are in seconds, the CPU
here and of the server. Every closure is compared with ours.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from benchmarks.empty_servers import CREDENTIALS, cost, running, there
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


class PushedDown:
    """A graph in an engine that holds nothing else, to be closed there."""

    def __init__(self, engine: WritableEngine, given: list[Triple], rules: list[Rule]) -> None:
        engine.load(Quad(*triple, _GIVEN) for triple in given)
        self._engine, self._given, self._rules = engine, given, rules
        self.rounds = 0

    def close(self) -> None:
        """Close it."""
        engine = self._engine
        coded = isinstance(engine, ServerEngine) and engine.manner.coded
        self.rounds = close_by_updates(
            engine, self._rules, _GIVEN, _INFERRED, encoded if coded else lambda term: term
        )

    def compared(self) -> str:
        """Say whether what was derived is what ours derives."""
        found = self._engine.query(_ALL, trusted=True)
        assert isinstance(found, Triples)
        expected = {str(triple) for triple in close(self._given, self._rules).derived}
        return "the same" if {str(triple) for triple in found} == expected else "ANOTHER CLOSURE"


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=20)
    parser.add_argument("--servers", default="")
    with_results(parser)
    options = parser.parse_args()
    os.environ |= CREDENTIALS
    kinds, missing = there(options.servers)
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
        rows.append([size, "in columns", "", f"{taken:.2f}", "", "", ""])
        pushed = PushedDown(MemoryEngine(), given, rules)
        begun = process_time()
        pushed.close()
        taken = process_time() - begun
        told = [str(pushed.rounds), pushed.compared()]
        rows.append([size, "Oxigraph, memory", "", f"{taken:.2f}", "", *told])
        for kind in kinds:
            print(kind.name, file=sys.stderr, flush=True)
            with running(kind) as (server, url):
                pushed = PushedDown(empty_engine(url), given, rules)
                spent = cost(server, pushed.close)
                told = [str(pushed.rounds), pushed.compared()]
                rows.append([size, f"{kind.name}, server", *spent.cells(), *told])
    sides = ["clock", "CPU here", "CPU of the server"]
    report(
        options.to,
        "rules_on_engines",
        "# Rules as SPARQL Update",
        f"{machine()} Seconds.",
        table(["given → derived", "where", *sides, "rounds", "closure"], rows),
        *(f"Not measured: {one}" for one in missing),
    )


if __name__ == "__main__":
    main()
