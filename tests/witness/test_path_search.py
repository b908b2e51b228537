"""The walk of a property path: found when the engine finds one, made of edges that are there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple
from small_queries import BASE, NODES, paths, worlds

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Truth
from pactgraph.errors import BadQuery
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.tree import Ask, Group, Path, Query, TriplePattern, Triples
from pactgraph.syntax.writing import write_query
from pactgraph.witness import path_search
from pactgraph.witness.path_search import PathSearch
from pactgraph.witness.questions import Questions


def iri(name: str) -> NamedNode:
    return NamedNode(BASE + name)


def walk(
    quads: list[Quad], path: Path, start: NamedNode, end: NamedNode, graph: NamedNode | None = None
) -> tuple[Triple, ...] | None:
    engine = MemoryEngine(quads)
    questions = Questions(lambda text: engine.query(text, trusted=True), Query(Ask(Group(()))))
    return PathSearch(questions).walk(path, start, end, graph)


def path_of(text: str) -> Path:
    query = read_query(f"PREFIX : <{BASE}> ASK {{ ?x {text} ?y }}")
    (element,) = query.body.where.elements  # type: ignore[union-attr]
    return element.patterns[0].predicate  # type: ignore[union-attr,return-value]


def edge(subject: str, predicate: str, target: str, graph: str | None = None) -> Quad:
    place = iri(graph) if graph else DefaultGraph()
    return Quad(iri(subject), iri(predicate), iri(target), place)


def short(found: tuple[Triple, ...] | None) -> list[str]:
    assert found is not None
    return [
        " ".join(t.value.removeprefix(BASE) for t in (e.subject, e.predicate, e.object))
        for e in found
    ]


@settings(max_examples=150, deadline=None)
@given(worlds(), paths, st.sampled_from(NODES), st.sampled_from(NODES))
def test_there_is_a_walk_when_the_engine_says_so(
    world: list[Quad], path: Path, start: NamedNode, end: NamedNode
) -> None:
    asked = write_query(Query(Ask(Group((Triples((TriplePattern(start, path, end),)),)))))
    answer = MemoryEngine(world).query(asked, trusted=True)
    assert isinstance(answer, Truth)
    found = walk(world, path, start, end)
    if not answer:
        # A path of no edge needs a node that the graph has: this engine's reading.
        assert found in (None, ())
        return
    assert found is not None
    assert {(e.subject, e.predicate, e.object) for e in found} <= {
        (q.subject, q.predicate, q.object) for q in world if q.graph_name == DefaultGraph()
    }
    alone = MemoryEngine(Quad(e.subject, e.predicate, e.object) for e in found)
    assert found == () or alone.query(asked, trusted=True)


def test_the_shortest_walk_is_taken() -> None:
    world = [edge("a", "p", "b"), edge("b", "p", "c"), edge("c", "p", "d"), edge("b", "p", "d")]
    assert short(walk(world, path_of(":p+"), iri("a"), iri("d"))) == ["a p b", "b p d"]


def test_of_walks_as_short_the_first_by_iri_is_taken() -> None:
    world = [edge("a", p, n) for p in "qp" for n in "cb"] + [edge(n, "p", "d") for n in "cb"]
    assert short(walk(world, path_of("(:q|:p)/:p"), iri("a"), iri("d"))) == ["a p b", "b p d"]


def test_a_walk_goes_backwards_over_inverse_edges() -> None:
    world = [edge("b", "p", "a"), edge("b", "q", "c")]
    assert short(walk(world, path_of("^:p/:q"), iri("a"), iri("c"))) == ["b p a", "b q c"]
    assert short(walk(world, path_of("^(^:q/:p)"), iri("a"), iri("c"))) == ["b p a", "b q c"]


def test_a_negated_set_walks_any_other_property() -> None:
    world = [edge("a", "p", "b"), edge("a", "q", "b"), edge("b", "p", "a")]
    assert short(walk(world, path_of("!:p"), iri("a"), iri("b"))) == ["a q b"]
    assert short(walk(world, path_of("!(:q|^:q)"), iri("a"), iri("b"))) == ["a p b"]
    assert walk(world, path_of("!(:p|:q)"), iri("a"), iri("b")) is None


def test_a_walk_stays_in_its_graph() -> None:
    world = [edge("a", "p", "b", "g"), edge("b", "p", "c", "h"), edge("b", "p", "c")]
    assert walk(world, path_of(":p+"), iri("a"), iri("c"), iri("g")) is None
    assert short(walk(world, path_of(":p+"), iri("a"), iri("b"), iri("g"))) == ["a p b"]


def test_a_walk_over_too_many_nodes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(path_search, "MOST_NODES", 10)
    world = [edge("a", "p", f"n{number}") for number in range(20)] + [edge("n1", "p", "z")]
    with pytest.raises(BadQuery, match="looks at more than 10 nodes"):
        walk(world, path_of(":p+"), iri("a"), iri("y"))
