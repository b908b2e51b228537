"""The compiled shapes against pySHACL: the same report, on our graph and on broken ones."""

from __future__ import annotations

import random
from collections import Counter

import pyoxigraph as ox
import pytest
from breaking import broken, constraints_of
from stored_graph import stored

from pactgraph.graph import build_graph
from pactgraph.shapes import Report, Topic
from pactgraph.shapes.difference_validation import validate_difference
from pactgraph.shapes.few_triples import FewTriples
from pactgraph.shapes.graph_validation import definitions
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.topics import without
from pactgraph.shapes.validation import validate
from pactgraph.source.sources import Sources


@pytest.fixture(scope="module")
def every_shape(shapes) -> ShapeSet:
    return ShapeSet(shapes)


@pytest.fixture(scope="module")
def sources(repository) -> Sources:
    return Sources.load(repository)


@pytest.fixture(scope="module")
def merged(sources) -> list[ox.Triple]:
    """The graph of one article: pySHACL is slow."""
    return list(build_graph(sources, articles=["azernews-2020-01-21"]).merged)


@pytest.fixture(scope="module")
def broken_graph(merged, every_shape) -> list[ox.Triple]:
    return broken(merged, every_shape, seed=6)


@pytest.fixture(scope="module")
def context(ontology) -> list[ox.Triple]:
    return definitions(ontology)


@pytest.fixture(scope="module")
def report(broken_graph, every_shape, context) -> Report:
    return validate(broken_graph, every_shape, context=context)


def test_every_shape_of_ours_is_compiled(every_shape):
    assert every_shape.left == {}


def test_nobody_finds_anything_in_our_graph(sources, every_shape, context):
    shapes = without(every_shape.graph.triples, [Topic.STYLE])
    merged = list(build_graph(sources).merged)
    assert validate(merged, shapes, context=context) == Report.of([])
    assert validate(merged, shapes, context=context, by_reference=True) == Report.of([])


def test_the_report_of_a_graph_broken_in_every_way_is_that_of_pyshacl(
    broken_graph, every_shape, context, report
):
    reference = validate(broken_graph, every_shape, context=context, by_reference=True)
    assert report.results == reference.results
    assert report.by_reference == ()


def test_the_report_of_an_empty_graph_is_that_of_pyshacl(every_shape):
    reference = validate([], every_shape, by_reference=True)
    assert validate([], every_shape) == reference
    assert len(reference.results) > 5


def test_every_constraint_of_every_shape_is_broken_somewhere(shapes, every_shape, report):
    results = report.results + validate([], every_shape).results
    table = Counter((result.shape, result.component) for result in results)
    expected = constraints_of(shapes)
    assert len(expected) > 300
    assert {constraint for constraint in expected if not table[constraint]} == set()


def test_with_focus_nodes_the_results_are_those_of_the_whole_about_them(
    broken_graph, every_shape, context, report
):
    draw = random.Random(1)
    nodes = draw.sample(sorted({r.focus for r in report.results}, key=str), 60)
    nodes += draw.sample(sorted({t.subject for t in broken_graph}, key=str), 60)
    found = validate(broken_graph, every_shape, context=context, focus=nodes)
    assert found.results == tuple(r for r in report.results if r.focus in set(nodes))
    assert len(found.results) > 60


def test_what_a_difference_touches_is_all_that_is_found_otherwise(
    merged, broken_graph, every_shape, context
):
    draw = random.Random(3)
    given = sorted(merged, key=str)
    removed = draw.sample(given, 60)
    added = draw.sample(sorted(set(broken_graph) - set(given), key=str), 60)
    after = [*(set(given) - set(removed)), *added]
    find, written = stored(given)
    found = validate_difference(
        every_shape, find, added, removed, context=FewTriples(context), as_written=written
    )
    before = validate(given, every_shape, context=context)
    now = validate(after, every_shape, context=context)
    assert found.whole(before).results == now.results
    assert len(found.touched) < 0.4 * len({t.subject for t in after})
