"""Each statement is placed on the line of its object."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from pactgraph.source.positions import Lines, PositionIndex

BASE = "http://example.org/dir/file"
TEXT = """\
@prefix : <http://example.org/> .

:a :p 1 ,
      :b ;
   :q [
     :r '''long
line''' ;
     :s ( :x
          :y )
   ] .
GRAPH :g {
  :a :p 1 }
"""


def index_of(text: str) -> tuple[list[ox.Quad], PositionIndex]:
    quads = list(ox.parse(text, ox.RdfFormat.TRIG, base_iri=BASE))
    return quads, PositionIndex(text, quads, syntax=ox.RdfFormat.TRIG, base=BASE)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_statement_stands_on_the_line_of_its_object(end: str) -> None:
    quads, index = index_of(TEXT.replace("\n", end))
    found = sorted(
        (quad.predicate.value.replace("#", "/").rsplit("/", 1)[1], index.line_of(quad) or 0)
        for quad in quads
    )
    assert found == [
        ("first", 8),
        ("first", 9),
        ("p", 3),
        ("p", 4),
        ("p", 12),
        ("q", 5),
        ("r", 6),
        ("rest", 8),
        ("rest", 9),
        ("s", 8),
    ]


def test_one_triple_in_two_graphs_has_a_line_in_each() -> None:
    quads, index = index_of(TEXT)
    one = [quad for quad in quads if quad.object == ox.Literal(1)]
    lines = {str(quad.graph_name): index.line_of(quad) for quad in one}
    assert lines == {"DEFAULT": 3, "<http://example.org/g>": 12}


def test_like_blank_nodes_are_told_apart_by_their_place() -> None:
    quads, index = index_of("@prefix : <x:> .\n:a :p\n[ :q 1 ] ,\n[ :q 1 ] ,\n[ :q 1 ] .\n")
    inner = [index.line_of(quad) for quad in quads if isinstance(quad.subject, ox.BlankNode)]
    assert inner == [3, 4, 5]


def test_a_statement_made_twice_stands_where_it_is_first_made() -> None:
    quads, index = index_of("<a> <b> 1 .\n<a> <b> 1 .\n")
    assert index.line_of(quads[1]) == 1
    assert index.line_of_subject(ox.NamedNode("http://example.org/dir/a")) == 1
    assert index.line_of_subject(ox.NamedNode("http://example.org/dir/z")) is None


def test_statements_in_an_order_we_do_not_know_are_found_by_their_named_terms() -> None:
    quads, _ = index_of(TEXT)
    other = PositionIndex(TEXT, quads[::-1], syntax=ox.RdfFormat.TRIG, base=BASE)
    ground = [quad for quad in quads if quad.predicate.value.endswith("/p")]
    assert [other.line_of(quad) for quad in ground] == [3, 4, 3]
    assert all(other.line_of(quad) for quad in quads)


def test_other_syntaxes_have_no_lines() -> None:
    text = '{"@id": "http://x/a", "http://x/p": 1}'
    quads = list(ox.parse(text, ox.RdfFormat.JSON_LD))
    index = PositionIndex(text, quads, syntax=ox.RdfFormat.JSON_LD, base=None)
    assert index.line_of(quads[0]) is None


def test_a_quad_that_the_file_does_not_state_has_no_line() -> None:
    quads, index = index_of(TEXT)
    absent = ox.Quad(quads[0].subject, quads[0].predicate, ox.Literal("not there"))
    assert index.line_of(absent) is None


def test_lines_count_every_sort_of_line_end_once() -> None:
    lines = Lines("a\r\nb\rc\n\nd")
    assert [lines.at(offset) for offset in (0, 1, 3, 5, 7, 8)] == [1, 1, 2, 3, 4, 5]
