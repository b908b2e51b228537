"""What the pool's tests share: small stores, requests, work without end, a look at processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from pactgraph.engine.oxigraph_engine import write_directory

EX = "http://example.org/"

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
"""Four million rows: some 400 MB as CSV."""

DOUBLING = (
    'SELECT (STRLEN(?s40) AS ?n) { BIND("0123456789abcdef" AS ?s0) '
    + " ".join(f"BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(40))
    + " }"
)


def small_store(place: Path, label: str) -> dict[str, object]:
    """Write 2,000 triples, and return the configuration of workers that have them open."""

    def quads() -> Iterable[Quad]:
        yield Quad(NamedNode(f"{EX}store"), NamedNode(f"{EX}label"), Literal(label))
        for number in range(1999):
            yield Quad(NamedNode(f"{EX}s{number}"), NamedNode(f"{EX}p"), Literal(f"value {number}"))

    store = write_directory(place, quads())
    del store
    return {"path": str(place), "network": False, "version": label}


def request(query: str, row_format: str = "csv") -> dict[str, object]:
    """Return what a query worker is asked."""
    return {
        "query": query,
        "prefixes": {"": EX},
        "row_format": row_format,
        "graph_format": "nt",
        "default_graphs": None,
        "named_graphs": None,
        "base": EX,
    }


LABEL = request("SELECT ?label { :store :label ?label }")


def value_of(number: int) -> dict[str, object]:
    """Return a quick request, whose answer is ``v``, line end, ``value N``, line end."""
    return request(f"SELECT ?v {{ :s{number} :p ?v }}")


def is_alive(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z" if stat.exists() else True
    except OSError:
        return False


def all_end(pids: Iterable[int]) -> bool:
    """Wait until these processes have ended; False if that takes for ever."""
    end = time.monotonic() + 30
    left = set(pids)
    while left and time.monotonic() < end:
        left = {pid for pid in left if is_alive(pid)}
        time.sleep(0.02)
    return not left
