"""Side by side: the compiled shapes and pySHACL on one graph, and what one more article costs.

Run it on a quiet machine: ``python -m benchmarks.shapes [--articles N,N…] [--pyshacl-up-to N]
[--one-more N,N…] [--to DIR]``. The graphs are merged of generated corpora (6, 57 and 580 articles
make about 10^4, 10^5 and 10^6 triples), for the first table with one statement in two hundred taken
away or given another value. pySHACL runs as it is, which parses each query again for each focus
node, and as the package uses it, which parses each once. For the second table the corpus stands in
a store on disk without its last article, whose difference is then validated by look-ups. What is
shown is processor time; all have their graph loaded, and what loading takes has a column of its
own.
"""

from __future__ import annotations

import argparse
import gc
import logging
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from time import process_time
from typing import TypeVar

import pyoxigraph as ox
import pyshacl
import rdflib
from benchmarks.corpus.project_folder import lay_out, write_articles, write_hubs
from benchmarks.tables import machine, report, table, with_results

from pactgraph.graph import build_graph
from pactgraph.model.rdflib_terms import to_rdflib, to_rdflib_graph
from pactgraph.namespaces import RDF, XSD
from pactgraph.shapes import Topic
from pactgraph.shapes.comparable import Comparable
from pactgraph.shapes.data_graph import DataGraph
from pactgraph.shapes.difference_validation import validate_difference
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.graph_validation import definitions
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.topics import without
from pactgraph.shapes.validation import validate, validate_graph_of
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

Made = TypeVar("Made")

_WILD = (
    ox.Literal("a\nb"),
    ox.Literal("x", language="fr"),
    ox.Literal("01", datatype=XSD.integer),
    ox.Literal("many", datatype=XSD.integer),
    ox.Literal("2019-13-02", datatype=XSD.date),
    ox.NamedNode("https://example.org/elsewhere"),
)


def corpus(articles: int, seed: int) -> Sources:
    """Return the sources of a generated corpus."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        lay_out(project)
        write_hubs(project, seed)
        write_articles(project, seed, range(articles))
        return Sources.load(Project.find(project))


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


def beside(sources: Sources, *, reference: bool, runs: int) -> tuple[str, ...]:
    """Return a row of the first table."""
    triples = sown(build_graph(sources).merged, seed=1)
    context = definitions(sources.ontology)
    shapes = ShapeSet(without(sources.shapes, [Topic.STYLE]))
    loading, graph = _timed(lambda: DataGraph(triples, context))
    timed = [_timed(lambda: validate_graph_of(graph, shapes)) for _ in range(runs)]
    report, best = timed[0][1], min(taken for taken, _ in timed)
    row = (
        f"{len(triples):,}",
        f"{loading:.2f}",
        f"{timed[0][0]:.2f}",
        f"{best:.2f}",
        f"{len(report.results):,}",
    )
    if not reference:
        return (*row, "", "", "", "", "")
    tuned, theirs = _timed(lambda: validate(triples, shapes, context=context, by_reference=True))
    plain, count = _pyshacl_alone(triples, context, shapes)
    same = report.results == theirs.results
    return (
        *row,
        f"{tuned:.1f}",
        f"{tuned / best:.0f}",
        f"{plain:.1f}",
        f"{plain / best:.0f}",
        "the same" if same else f"OTHERS ({len(theirs.results):,}, {count:,})",
    )


def one_more(sources: Sources, *, runs: int) -> tuple[str, ...]:
    """Return a row of the second table."""
    slugs = sorted(sources.articles)
    after = set(build_graph(sources).merged)
    before = set(build_graph(sources, articles=slugs[:-1]).merged)
    added, removed = after - before, before - after
    size = len(before)
    shapes = ShapeSet(without(sources.shapes, [Topic.STYLE]))
    context = FewTriples(definitions(sources.ontology))
    with tempfile.TemporaryDirectory() as folder:
        store = ox.Store(folder)
        store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in before)
        del before, after
        store.optimize()
        looked = 0

        def find(s: object, p: object, o: object) -> Iterable[ox.Quad]:
            nonlocal looked
            looked += 1
            return store.quads_for_pattern(s, p, o, ox.DefaultGraph())

        timed = [
            _timed(lambda: validate_difference(shapes, find, added, removed, context=context))
            for _ in range(runs)
        ]
    found = timed[0][1]
    assert not found.touched.unbounded
    return (
        f"{size:,}",
        f"{len(added):,} / {len(removed):,}",
        f"{len(found.touched):,}",
        f"{looked // runs:,}",
        f"{timed[0][0] * 1000:.0f}",
        f"{min(taken for taken, _ in timed) * 1000:.0f}",
    )


def _pyshacl_alone(
    triples: list[ox.Triple], context: list[ox.Triple], shapes: ShapeSet
) -> tuple[float, int]:
    """Return what pySHACL takes on a graph of rdflib, as anybody would call it, and finds."""
    graph = rdflib.Graph()
    for subject, predicate, value in to_rdflib_graph([*triples, *context]):
        # It stops at values that cannot be compared, of which some were sown.
        graph.add((subject, predicate, Comparable.of(value)))
    for used in {triple.predicate for triple in triples}:
        graph.add((to_rdflib(used), to_rdflib(RDF.type), to_rdflib(RDF.Property)))
    shapes_graph = to_rdflib_graph(shapes.graph.triples)
    taken, (_, found, _) = _timed(
        lambda: pyshacl.validate(graph, shacl_graph=shapes_graph, inplace=True)
    )
    return taken, sum(1 for _ in found.objects(None, rdflib.SH.result))


def _timed(make: Callable[[], Made]) -> tuple[float, Made]:
    gc.collect()
    begun = process_time()
    made = make()
    return process_time() - begun, made


def main() -> None:
    """Measure, and print two tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", default="6,57", help="sizes for the first table")
    options.add_argument("--one-more", default="6,57", help="sizes for the second table")
    options.add_argument("--pyshacl-up-to", type=int, default=57, metavar="ARTICLES")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--runs", type=int, default=5)
    with_results(options)
    given = options.parse_args()
    # rdflib tells of each ill-typed literal, and ill-typed literals are what was sown.
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sizes, more = (
        [int(size) for size in text.split(",") if size] for text in (given.articles, given.one_more)
    )
    validated, changed = [], []
    for size in sorted({*sizes, *more}):
        print(f"{size:,} articles", file=sys.stderr, flush=True)
        sources = corpus(size, given.seed)
        if size in sizes:
            reference = size <= given.pyshacl_up_to
            validated.append(beside(sources, reference=reference, runs=given.runs))
        if size in more:
            changed.append(one_more(sources, runs=given.runs))
    compiled = ("triples", "loading, s", "first run, s", "best run, s", "results")
    pyshacl_names = ("pySHACL tuned, s", "times", "pySHACL, s", "times", "its results")
    parts = ["# Shapes", f"{machine()} Processor time."]
    if validated:
        parts += ["## A whole graph", table((*compiled, *pyshacl_names), validated)]
    if changed:
        names = ("triples", "added / removed", "touched nodes", "look-ups", "first, ms", "best, ms")
        parts += ["## One more article, on disk", table(names, changed)]
    report(given.to, "shapes", *parts)


if __name__ == "__main__":
    main()
