"""The W3C's result formats, byte by byte and through two other parsers."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from typing import cast

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, Triple
from rdflib.query import Result, ResultRow

from pactgraph.engine.result_formats import write_results
from pactgraph.engine.results import Rows, Truth
from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD

A = NamedNode("http://example.org/a")
TABLE = Rows(
    ("x", "label", "n"),
    [
        (A, Literal('say "a",\nor <b> & c', language="en"), Literal("7", datatype=XSD.integer)),
        (BlankNode("b0"), None, Literal("1.50", datatype=XSD.decimal)),
        (Triple(A, A, Literal("t\tu")), Literal(""), Literal("2020", datatype=XSD.gYear)),
    ],
)


def test_json_is_one_row_a_line() -> None:
    assert write_results(TABLE, "json").decode() == (
        '{"head":{"vars":["x","label","n"]},"results":{"bindings":[\n'
        '{"x":{"type":"uri","value":"http://example.org/a"},'
        '"label":{"type":"literal","value":"say \\"a\\",\\nor <b> & c","xml:lang":"en"},'
        '"n":{"type":"literal","value":"7",'
        '"datatype":"http://www.w3.org/2001/XMLSchema#integer"}},\n'
        '{"x":{"type":"bnode","value":"b0"},'
        '"n":{"type":"literal","value":"1.50",'
        '"datatype":"http://www.w3.org/2001/XMLSchema#decimal"}},\n'
        '{"x":{"type":"triple","value":{"subject":{"type":"uri","value":"http://example.org/a"},'
        '"predicate":{"type":"uri","value":"http://example.org/a"},'
        '"object":{"type":"literal","value":"t\\tu"}}},'
        '"label":{"type":"literal","value":""},'
        '"n":{"type":"literal","value":"2020",'
        '"datatype":"http://www.w3.org/2001/XMLSchema#gYear"}}\n'
        "]}}\n"
    )


def test_xml_is_as_the_recommendation_writes_it() -> None:
    rows = Rows(("x", "y"), [(A, Literal("a\r<&", language="en")), (BlankNode("b0"), None)])
    assert write_results(rows, "xml").decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
        "  <head>\n"
        '    <variable name="x"/>\n'
        '    <variable name="y"/>\n'
        "  </head>\n"
        "  <results>\n"
        "    <result>\n"
        '      <binding name="x"><uri>http://example.org/a</uri></binding>\n'
        '      <binding name="y"><literal xml:lang="en">a&#13;&lt;&amp;</literal></binding>\n'
        "    </result>\n"
        "    <result>\n"
        '      <binding name="x"><bnode>b0</bnode></binding>\n'
        "    </result>\n"
        "  </results>\n"
        "</sparql>\n"
    )


def test_csv_ends_lines_as_rfc_4180_does_and_loses_what_it_must() -> None:
    assert write_results(TABLE, "csv").decode() == (
        "x,label,n\r\n"
        'http://example.org/a,"say ""a"",\nor <b> & c",7\r\n'
        "_:b0,,1.50\r\n"
        '"<<( <http://example.org/a> <http://example.org/a> ""t\\tu"" )>>",,2020\r\n'
    )


def test_tsv_writes_terms_as_turtle_does() -> None:
    assert write_results(TABLE, "tsv").decode() == (
        "?x\t?label\t?n\n"
        '<http://example.org/a>\t"say \\"a\\",\\nor <b> & c"@en\t7\n'
        "_:b0\t\t1.50\n"
        '<<( <http://example.org/a> <http://example.org/a> "t\\tu" )>>\t""\t'
        '"2020"^^<http://www.w3.org/2001/XMLSchema#gYear>\n'
    )


@pytest.mark.parametrize(
    ("name", "true"),
    [
        ("json", '{"head":{},"boolean":true}\n'),
        (
            "xml",
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'
            "  <head/>\n  <boolean>true</boolean>\n</sparql>\n",
        ),
        ("csv", "true\r\n"),
        ("tsv", "true\n"),
    ],
)
def test_a_truth_has_its_form_in_each_format(name: str, true: str) -> None:
    assert write_results(Truth(True), name).decode() == true
    assert write_results(Truth(False), name).decode() == true.replace("true", "false")


def test_a_lone_unbound_value_does_not_become_a_blank_line_that_readers_skip() -> None:
    content = write_results(Rows(("a",), [(None,), (Literal("x"),)]), "csv").decode()
    assert list(csv.reader(io.StringIO(content, newline=""))) == [["a"], [""], ["x"]]


def test_xml_refuses_what_xml_cannot_carry() -> None:
    with pytest.raises(BadInput, match=r"U\+0001"):
        write_results(Rows(("a",), [(Literal("x\x01"),)]), "xml")


def test_an_unknown_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match="json, xml, csv, tsv"):
        write_results(TABLE, "yaml")


IRIS = st.sampled_from([A, NamedNode("http://example.org/é?q=1&r=2#f"), NamedNode("urn:x:y")])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
LITERALS = st.one_of(
    TEXTS.map(Literal),
    TEXTS.map(lambda t: Literal(t, language="az")),
    st.integers(-99, 99).map(lambda n: Literal(str(n), datatype=XSD.integer)),
    st.sampled_from(["1", "+1", "1.", ".5", "1e3", "1.5E-3", "true", "01", "NaN"]).flatmap(
        lambda t: st.sampled_from(["integer", "decimal", "double", "boolean", "gYear"]).map(
            lambda d: Literal(t, datatype=XSD[d])
        )
    ),
)
TERMS = st.one_of(st.none(), IRIS, LITERALS)
TABLES = st.lists(st.tuples(TERMS, TERMS), max_size=4).map(
    lambda rows: Rows(("a", "b"), [tuple(row) for row in rows])
)


@given(TABLES)
def test_json_and_tsv_say_to_another_parser_what_was_written(table: Rows) -> None:
    for name, known in (("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)):
        read = pyoxigraph.parse_query_results(write_results(table, name), format=known)
        assert isinstance(read, pyoxigraph.QuerySolutions)
        assert [v.value for v in read.variables] == ["a", "b"]
        assert [tuple(solution) for solution in read] == table.rows


@given(TABLES)
def test_xml_says_to_an_xml_parser_what_was_written(table: Rows) -> None:
    try:
        content = write_results(table, "xml")
    except BadInput:
        return
    namespace = "{http://www.w3.org/2005/sparql-results#}"
    rows = []
    for result in ET.fromstring(content).iter(f"{namespace}result"):
        row = {b.get("name"): (b[0].text or "") for b in result}
        rows.append((row.get("a"), row.get("b")))
    assert rows == [
        tuple(t.value if isinstance(t, NamedNode | Literal) else None for t in row)
        for row in table.rows
    ]


def test_rdflib_reads_all_four_formats() -> None:
    rows = Rows(("a", "b"), [(A, Literal("x y", language="en")), (None, Literal("z"))])
    for name in ("json", "xml", "csv", "tsv"):
        read = Result.parse(io.BytesIO(write_results(rows, name)), format=name)
        found = [[None if v is None else str(v) for v in cast(ResultRow, row)] for row in read]
        assert found == [[A.value, "x y"], [None, "z"]]
