"""The network of query rows as GraphML, read back with networkx."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Any

import networkx as nx  # type: ignore[import-untyped]
import pytest
from export_worlds import harbour_world
from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.errors import BadInput
from pactgraph.export import ExportOptions, NodeNote, network, node_notes
from pactgraph.export.tables import Value
from pactgraph.namespaces import ID, PACT, XSD


@dataclass(frozen=True)
class Answer:
    variables: tuple[str, ...]
    rows: list[tuple[Value | None, ...]]


def whole(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


COLUMNS = ("source", "relation", "target", "weight", "articles")
ROWS: list[tuple[Value | None, ...]] = [
    (ID.lighthouse, PACT.visited, ID["mole-10"], whole(2), whole(1)),
    (ID.lighthouse, PACT.feared, ID["mole-10"], whole(0), None),
    (ID["mole-10"], PACT.visited, ID["mole-9"], Literal("0.5", datatype=XSD.decimal), whole(3)),
]


def read(data: bytes) -> Any:
    return nx.read_graphml(io.BytesIO(data), force_multigraph=True)


def test_nodes_have_label_and_kind_and_edges_what_the_rows_say() -> None:
    graph = read(network(Answer(COLUMNS, ROWS), node_notes(harbour_world())))
    assert dict(graph.nodes(data=True)) == {
        ID.lighthouse.value: {"label": "Lighthouse Board", "kind": "Body"},
        ID["mole-9"].value: {"label": "id:mole-9", "kind": "Place"},
        ID["mole-10"].value: {"label": "id:mole-10", "kind": "Place"},
    }
    start = len(ID.base)
    edges = {(s[start:], d["relation"], t[start:]): d for s, t, d in graph.edges(data=True)}
    assert {ends: (d["weight"], d.get("articles")) for ends, d in edges.items()} == {
        ("lighthouse", "visited", "mole-10"): (2.0, 1),
        ("lighthouse", "feared", "mole-10"): (0.0, None),
        ("mole-10", "visited", "mole-9"): (0.5, 3),
    }


def test_columns_of_the_table_go_before_the_notes() -> None:
    columns = ("source", "relation", "target", "sourceLabel", "targetKind", "relationLabel")
    rows: list[tuple[Value | None, ...]] = [
        (ID.a, PACT.visited, ID.b, Literal("A  &\n<a>"), PACT.Place, Literal("visited"))
    ]
    graph = read(network(Answer(columns, rows), {ID.b.value: NodeNote("B", "Body")}))
    assert graph.nodes[ID.a.value] == {"label": "A & <a>", "kind": ""}
    assert graph.nodes[ID.b.value] == {"label": "B", "kind": "Place"}
    [(_, _, edge)] = graph.edges(data=True)
    assert edge == {"relation": "visited", "relationLabel": "visited"}


def test_the_order_of_the_rows_leaves_no_trace() -> None:
    columns = (*COLUMNS, "sourceLabel")
    rows = [(*row, Literal(label)) for row in ROWS for label in ("first", "second")]
    answers = set()
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        answers.add(network(Answer(columns, list(rows)), {}))
    assert len(answers) == 1


def test_articles_that_are_listed_stay_text() -> None:
    rows = [(*ROWS[0][:4], Literal("harbour-2019 harbour-2020"))]
    [(_, _, edge)] = read(network(Answer(COLUMNS, rows), {})).edges(data=True)
    assert edge["articles"] == "harbour-2019 harbour-2020"


def test_no_rows_make_an_empty_network() -> None:
    assert len(read(network(Answer(COLUMNS, []), {}))) == 0


def test_the_head_says_what_it_is() -> None:
    head = network(Answer(COLUMNS, ROWS), {}, ExportOptions(title="a -- b"))[:300].decode()
    assert "  a - - b: network, GraphML\n" in head
    assert "  3 nodes, 3 edges\n" in head


def test_a_missing_column_is_named() -> None:
    with pytest.raises(BadInput, match="relation, target"):
        network(Answer(("source",), []), {})


@pytest.mark.parametrize("end", [None, Literal("x"), BlankNode("x")])
def test_an_end_that_is_no_iri_is_refused(end: Value | None) -> None:
    with pytest.raises(BadInput, match="no IRI as its target"):
        network(Answer(("source", "relation", "target"), [(ID.a, PACT.visited, end)]), {})


def test_a_label_that_xml_cannot_carry_is_refused() -> None:
    notes = {ID.a.value: NodeNote("bell \x07", "Place")}
    rows: list[tuple[Value | None, ...]] = [(ID.a, PACT.visited, NamedNode("urn:b:c"))]
    with pytest.raises(BadInput, match=r"U\+0007"):
        network(Answer(("source", "relation", "target"), rows), notes)
