"""Side by side: the compiled shapes and pySHACL on one graph, at several sizes.

Run it on a quiet machine: ``python benchmarks/shapes.py [--sizes N,N…] [--reference-up-to N]``.
The graph is the real one, copied under other names until it has about N triples, with some
violations sown. Of the compiled shapes the first run is shown and the best of several. pySHACL
runs once as ``by_reference`` has it, which reads each query once, and once as it is. Processor
time is what counts, and all have their graph loaded; what loading takes has a column of its own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from time import process_time
from typing import TypeVar

import pyoxigraph as ox
import pyshacl
import rdflib
from rich.console import Console
from rich.table import Table

from pactgraph.graph import Graph, build_graph
from pactgraph.model.rdflib_terms import to_rdflib, to_rdflib_graph
from pactgraph.namespaces import ARTICLE, DISAGREEMENT, ID, LINEAGE, PACT, RDF, XSD
from pactgraph.shapes import Report, Topic
from pactgraph.shapes.comparable import Comparable
from pactgraph.shapes.data_graph import DataGraph
from pactgraph.shapes.graph_validation import definitions
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.topics import without
from pactgraph.shapes.touching import touched
from pactgraph.shapes.validation import validate, validate_store
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

Made = TypeVar("Made")
Corpus = Callable[[int], Iterable[ox.Triple]]
"""Makes a graph of about so many triples; another source of graphs goes in its place."""

_RENAMED = (ARTICLE.base, ID.base, LINEAGE.base, DISAGREEMENT.base)
_WILD = (
    ox.Literal("a\nb"),
    ox.Literal("x", language="fr"),
    ox.Literal("01", datatype=XSD.integer),
    ox.Literal("many", datatype=XSD.integer),
    ox.Literal("2019-13-02", datatype=XSD.date),
    ox.NamedNode("https://example.org/elsewhere"),
)


@dataclass(frozen=True)
class Row:
    """What was measured at one size, in seconds."""

    triples: int
    load: float
    first: float
    compiled: float
    results: int
    reference: float | None
    plain: float | None
    reference_results: int | None
    same: bool | None
    touched: int
    difference: float


def copies(graph: Graph) -> Corpus:
    """Return what copies a graph's articles, each time under names of its own."""

    def corpus(size: int) -> Iterator[ox.Triple]:
        seen: set[ox.Triple] = set()
        for number in range(max(1, round(size / len(graph.merged)))):
            renamed = _renaming(number)
            for triple in graph.merged:
                subject, value = renamed(triple.subject), renamed(triple.object)
                copy = ox.Triple(subject, triple.predicate, value)  # type: ignore[arg-type]
                if copy not in seen:
                    seen.add(copy)
                    yield copy

    return corpus


def sown(triples: Iterable[ox.Triple], seed: int) -> list[ox.Triple]:
    """Return the triples with one in two hundred taken out, or given another value."""
    draw = random.Random(seed)
    found = []
    for triple in triples:
        chance = draw.random()
        if chance < 0.0025 and triple.predicate != RDF.type:
            continue
        found.append(triple)
        if chance > 0.9975 and triple.predicate != RDF.type:
            found.append(ox.Triple(triple.subject, triple.predicate, draw.choice(_WILD)))
    return found


def measure(size: int, corpus: Corpus, sources: Sources, *, reference: bool, runs: int) -> Row:
    """Return what both ways take on one graph."""
    triples = sown(corpus(size), seed=size)
    context = definitions(sources.ontology)
    shapes = ShapeSet(without(sources.shapes, [Topic.STYLE]))
    loaded, graph = _timed(lambda: DataGraph.of(triples, context))
    times, report = [], None
    for _ in range(runs):
        taken, report = _timed(lambda: validate_store(graph, shapes))
        times.append(taken)
    assert isinstance(report, Report)
    changed = _of_one_article(triples)
    nodes = touched(graph, shapes, added=changed)
    differences = [
        _timed(lambda: validate_store(graph, shapes, focus=touched(graph, shapes, added=changed)))
        for _ in range(runs)
    ]
    slow: float | None = None
    plain: float | None = None
    theirs: Report | None = None
    if reference:
        plain = _pyshacl_alone(triples, context, shapes)
        slow, theirs = _timed(lambda: validate(triples, shapes, context=context, by_reference=True))
    return Row(
        triples=len(triples),
        load=loaded,
        first=times[0],
        compiled=min(times),
        results=len(report.results),
        reference=slow,
        plain=plain,
        reference_results=len(theirs.results) if theirs else None,
        same=report.results == theirs.results if theirs else None,
        touched=len(nodes),
        difference=min(taken for taken, _ in differences),
    )


def _pyshacl_alone(triples: list[ox.Triple], context: list[ox.Triple], shapes: ShapeSet) -> float:
    """Return the seconds of pySHACL on a graph of rdflib, as anybody would call it."""
    graph = rdflib.Graph()
    for subject, predicate, value in to_rdflib_graph([*triples, *context]):
        # It stops at values that cannot be compared, of which some were sown.
        graph.add((subject, predicate, Comparable.of(value)))
    for used in {triple.predicate for triple in triples}:
        graph.add((to_rdflib(used), to_rdflib(RDF.type), to_rdflib(RDF.Property)))
    shapes_graph = to_rdflib_graph(shapes.graph.triples)
    return _timed(lambda: pyshacl.validate(graph, shacl_graph=shapes_graph, inplace=True))[0]


def _of_one_article(triples: list[ox.Triple]) -> list[ox.Triple]:
    """Return what is said of one article's own things, as if it had just been added."""
    article = min(t.subject.value for t in triples if t.object == PACT.Article)  # type: ignore[union-attr]
    return [t for t in triples if str(t.subject)[1:].startswith(article)]


def _renaming(number: int) -> Callable[[object], object]:
    known: dict[str, ox.NamedNode] = {}

    def renamed(node: object) -> object:
        if not isinstance(node, ox.NamedNode):
            return node
        found = known.get(node.value)
        if found is None:
            found = node
            for base in _RENAMED:
                if node.value.startswith(base):
                    found = ox.NamedNode(f"{base}copy{number}-{node.value.removeprefix(base)}")
            known[node.value] = found
        return found

    return renamed


def _timed(make: Callable[[], Made]) -> tuple[float, Made]:
    gc.collect()
    begun = process_time()
    made = make()
    return process_time() - begun, made


def _table(rows: list[Row]) -> Table:
    table = Table(title="validating, in seconds")
    for name in (
        *("triples", "load", "first run", "best run", "results"),
        *("by_reference", "its results", "the same", "times", "pySHACL as it is", "times"),
        *("nodes of one article", "ms"),
    ):
        table.add_column(name, justify="right")
    for row in rows:
        known = row.reference is not None and row.plain is not None
        table.add_row(
            f"{row.triples:,}",
            f"{row.load:.2f}",
            f"{row.first:.2f}",
            f"{row.compiled:.3f}",
            f"{row.results:,}",
            f"{row.reference:.1f}" if known else "",
            f"{row.reference_results:,}" if known else "",
            {True: "yes", False: "NO", None: ""}[row.same],
            f"{(row.reference or 0) / row.compiled:.0f}" if known else "",
            f"{row.plain:.1f}" if known else "",
            f"{(row.plain or 0) / row.compiled:.0f}" if known else "",
            f"{row.touched:,}",
            f"{row.difference * 1000:.1f}",
        )
    return table


def main() -> None:
    """Measure, and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="10000,100000")
    options.add_argument("--reference-up-to", type=int, default=100_000)
    options.add_argument("--runs", type=int, default=3)
    given = options.parse_args()
    # rdflib tells of each ill-typed literal, and ill-typed literals are what was sown.
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    project = Project.packaged()
    assert project is not None
    sources = Sources.load(project)
    corpus = copies(build_graph(sources))
    rows = []
    for size in map(int, given.sizes.split(",")):
        wanted = size <= given.reference_up_to
        rows.append(measure(size, corpus, sources, reference=wanted, runs=given.runs))
    Console(width=160).print(_table(rows))


if __name__ == "__main__":
    main()
