"""The gate takes valid files whole, and says where others go wrong."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pyoxigraph as ox
import pytest

from pactgraph.errors import BadInput, Location
from pactgraph.source import guards, parsing
from pactgraph.source.parsing import ParsedFile, parse_bytes, parse_file
from pactgraph.source.project import Project
from pactgraph.source.turtle_tokens import too_deep

GRAPH = ox.NamedNode("http://example.org/graph")
BASE = "http://example.org/base"


def parse(
    folder: Path,
    content: str | bytes,
    name: str = "x.ttl",
    *,
    graph: ox.NamedNode | None = None,
    data_file: bool = False,
) -> ParsedFile:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return parse_file(path, base=BASE, graph=graph, display=name, data_file=data_file)


def refusal(
    folder: Path, content: str | bytes, name: str = "x.ttl", *, data_file: bool = False
) -> BadInput:
    with pytest.raises(BadInput) as caught:
        parse(folder, content, name, data_file=data_file)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.ttl", "<#a> <#b> 01 ."),
        ("x.trig", "{ <#a> <#b> 01 }"),
        ("x.nt", f'<{BASE}#a> <{BASE}#b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
        ("x.nq", f'<{BASE}#a> <{BASE}#b> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .'),
        (
            "x.jsonld",
            f'{{"@id": "#a", "{BASE}#b": {{"@value": "01",'
            ' "@type": "http://www.w3.org/2001/XMLSchema#integer"}}',
        ),
        (
            "x.rdf",
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
            f' xmlns:b="{BASE}#"><rdf:Description rdf:about="#a"><b:b'
            ' rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">01</b:b>'
            "</rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_every_syntax_gives_the_same_statement_in_the_graph_asked_for(
    tmp_path: Path, name: str, content: str
) -> None:
    parsed = parse(tmp_path, content, name, graph=GRAPH)
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    a, b = ox.NamedNode(BASE + "#a"), ox.NamedNode(BASE + "#b")
    assert parsed.quads == [ox.Quad(a, b, ox.Literal("01", datatype=integer), GRAPH)]
    expected = None if name in ("x.jsonld", "x.rdf") else 1
    assert parsed.location_of(parsed.quads[0]) == Location(name, expected)


def test_named_graphs_keep_their_names_when_a_graph_is_asked_for(tmp_path: Path) -> None:
    parsed = parse(tmp_path, "<a> <b> 1 . <g> { <a> <b> 2 }", "x.trig", graph=GRAPH)
    assert [str(quad.graph_name) for quad in parsed.quads] == [
        "<http://example.org/graph>",
        "<http://example.org/g>",
    ]


def test_blank_nodes_are_named_the_same_each_time_and_apart_in_each_file(tmp_path: Path) -> None:
    content = "_:a <p> [ <q> _:a ] ; <r> ( [] ) , <<( <s> <p> _:a )>> ."
    first, again = parse(tmp_path, content).quads, parse(tmp_path, content).quads
    other = parse(tmp_path, content, "y.ttl").quads
    assert first == again

    def blanks(quads: list[ox.Quad]) -> set[ox.BlankNode]:
        terms = [term for quad in quads for term in (quad.subject, quad.object)]
        return {term for term in terms if isinstance(term, ox.BlankNode)}

    assert len(blanks(first)) == 4
    assert not blanks(first) & blanks(other)
    quoted = [quad.object for quad in first if isinstance(quad.object, ox.Triple)]
    assert quoted[0].object in blanks(first)


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("x.ttl", "<a> <b> 1 .\n<a> <b> .\n", 2, "not valid Turtle"),
        ("x.ttl", "<a> <b>\n\n", 3, "Unexpected end"),
        ("x.ttl", "<a> <b> 1 .\n<a> <b c> 2 .", 2, "code point"),
        ("x.ttl", "<g> { <a> <b> 1 }", 1, "not valid Turtle"),
        ("x.ttl", '<a> <b> "\\uD800" .', 1, "D800"),
        ("x.ttl", '<a> <b>\n "a\x00b" .', 2, "NUL"),
        ("x.ttl", '<a> <b>\n "a\\u0000b" .', 2, "NUL"),
        ("x.nt", "<a> <b> <c> .", 1, "No scheme"),
        ("x.rdf", "<a>\n</b>", 2, "not valid XML: mismatched tag"),
        ("x.jsonld", '{"@id": 5,\n"a":}', 2, "not valid JSON"),
        ("x.jsonld", '{"@id": 5}', None, "not valid JSON-LD"),
        ("x.docx", "", None, "does not tell an RDF syntax"),
    ],
)
def test_what_is_not_valid_is_refused_with_its_line(
    tmp_path: Path, name: str, content: str, line: int | None, words: str
) -> None:
    error = refusal(tmp_path, content, name)
    assert error.location == Location(name, line)
    assert words in error.message


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b'<a> <b> 1 .\n<a> <b> "\xff" .', 2, "byte 21"),
        (b"\xef\xbb\xbf<a> <b> 1 .", 1, "byte order mark"),
        ("<a> <b> 1 .".encode("utf-16"), 1, "byte 0"),
        ("<a> <b> 1 .".encode("utf-16-le"), 1, "not valid Turtle"),
        ('<a> <b> "é" .'.encode("latin-1"), 1, "byte 9"),
    ],
)
def test_what_is_not_utf_8_is_refused_with_its_byte(
    tmp_path: Path, data: bytes, line: int, words: str
) -> None:
    error = refusal(tmp_path, data)
    assert error.location == Location("x.ttl", line)
    assert words in error.message


DEEP = guards.MAX_DEPTH + 1
XML = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n{}\n</r:RDF>'


@pytest.mark.parametrize(
    ("name", "content", "line", "words"),
    [
        ("x.ttl", "<a> <b>\n" + "[ <b> " * DEEP + "1" + "]" * DEEP + " .", 2, "deeper"),
        ("x.ttl", "<a> <b>\n" + "( " * 100_000, 2, "deeper"),
        ("x.ttl", "<a> <b>\n" + "<<( <a> <b> " * 100_000, 2, "deeper"),
        ("x.ttl", "<a> <b> 1\n" + "{| <a> <b> " * 100_000, 2, "deeper"),
        ("x.jsonld", '{"a":\n' + '{"b": ' * 100_000, 2, "deeper"),
        ("x.jsonld", "\n" + "[" * 100_000, 2, "deeper"),
        ("x.rdf", XML.format("<r:Bag>" * 100_000), 2, "deeper"),
        ("x.rdf", '<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]>\n<a/>', 2, "DOCTYPE"),
        ("x.rdf", '<!DOCTYPE a SYSTEM "file:///etc/hostname">\n<a/>', 1, "DOCTYPE"),
        ("x.jsonld", '{\n"@context": "http://127.0.0.1:9/c",\n"@id": "a"}', 2, "127.0.0.1:9/c"),
        ("x.jsonld", '{"@context": [{},\n"file:///etc/passwd"]}', 2, "file:///etc/passwd"),
        ("x.jsonld", '{"@context": {\n"@import": "c.jsonld"}}', 2, "c.jsonld"),
        ("x.jsonld", '{"@context": {"t": {"@id": "http://x/t",\n"@context": "c"}}}', 2, " c,"),
        (
            "x.ttl",
            '<a> <b>\n"1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal> .',
            2,
            "large",
        ),
        ("x.ttl", "<a> <b>\n" + "9" * 1_000_000 + " .", 2, "large"),
        ("x.jsonld", '\n"' + '\\"' * 200_000, 2, "not valid JSON"),
        ("x.ttl", '<a> <b>\n"' + "x" * 17_000_000 + '" .', None, "not readable"),
    ],
)
def test_a_hostile_file_is_refused_before_it_does_harm(
    tmp_path: Path, name: str, content: str, line: int | None, words: str
) -> None:
    error = refusal(tmp_path, content, name)
    assert error.location == Location(name, line)
    assert words in error.message


def test_brackets_in_strings_and_side_by_side_are_not_depth(tmp_path: Path) -> None:
    many = ", ".join(["[ <b> ( 1 ) ]"] * 500)
    quoted = '"' + "[" * 500 + '" # ' + "(" * 500
    assert len(parse(tmp_path, f"<a> <b> {many}, {quoted}\n.").quads) == 500 * 4 + 1
    assert parse(tmp_path, '{"http://x/a": "' + "[" * 500 + '"}', "x.jsonld").quads


@pytest.mark.parametrize("quotes", ['"""', "'''"])
def test_the_scan_for_depth_stops_where_a_string_is_not_closed(quotes: str) -> None:
    assert too_deep(f"<a> <b> {quotes} " + "[" * 500, 100) is None
    assert too_deep(f"<a> <b> {quotes}{quotes} " + "[" * 500, 100) is not None


def test_only_regular_files_of_bounded_size_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "MAX_BYTES", 1024)
    assert "larger than" in refusal(tmp_path, "#" * 1025).message
    assert parse(tmp_path, "#" * 1024).quads == []
    os.mkfifo(tmp_path / "pipe.ttl")
    (tmp_path / "folder.ttl").mkdir()
    for name, words in (
        ("pipe.ttl", "not a file"),
        ("folder.ttl", "not a file"),
        ("absent.ttl", "No such file"),
    ):
        with pytest.raises(BadInput, match=words):
            parse_file(tmp_path / name, base=BASE, graph=None, display=name)


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("<g> { <a> <b> 1 }\n<a> <b> 2 .", 2, "in no graph"),
        ("<g> {\n <a> <b> [] }", 2, "no blank nodes"),
        ("<g> {\n _:a <b> 1 }", 2, "no blank nodes"),
        ("_:g {\n <a> <b> 1 }", 2, "no blank nodes"),
        ("<g> {\n <a> <b> <<( <a> <b> 1 )>> }", 2, "no triple terms"),
    ],
)
def test_the_laws_of_data_are_held_with_their_line(
    tmp_path: Path, content: str, line: int, words: str
) -> None:
    error = refusal(tmp_path, content, "x.trig", data_file=True)
    assert error.location == Location("x.trig", line)
    assert words in str(error)


def test_a_file_cut_or_changed_anywhere_is_parsed_or_refused(
    tmp_path: Path, tiny_project: Project
) -> None:
    good = tiny_project.article_files[0].read_bytes()
    chance = random.Random(7)
    taken = refused = 0
    for round_ in range(200):
        if round_ < 100:
            bad = good[: len(good) * round_ // 100]
        else:
            place = chance.randrange(len(good))
            bad = good[:place] + bytes([chance.randrange(256)]) + good[place + 1 :]
        try:
            parsed = parse(tmp_path, bad, "x.trig")
        except BadInput as error:
            refused += error.location is not None and error.location.line is not None
        else:
            taken += 1
            assert set(parsed.positions.lines) == set(parsed.quads)
    assert taken
    assert taken + refused == 200


@pytest.mark.parametrize(("opening", "closing"), [("[ <b> ", " ]"), ("( ", " )")])
def test_a_file_as_deep_as_is_allowed_has_its_lines(
    tmp_path: Path, opening: str, closing: str
) -> None:
    depth = guards.MAX_DEPTH
    parsed = parse(tmp_path, "<a> <b>" + opening * depth + "1" + closing * depth + "\n.")
    assert set(parsed.positions.lines) == set(parsed.quads)


@pytest.mark.parametrize(
    "text",
    [
        "_:x <a:p> 1 .",
        "[] <a:p> 1 .",
        "<a:s> <a:p> ( 1 ) .",
        "<< <a:s> <a:p> 1 >> <a:q> 2 .",
        "<a:s> <a:p> 1 {| <a:q> 2 |} .",
        "<a:s> <a:p> 1 ~ .",
    ],
)
def test_blank_nodes_of_bytes_are_named_as_is_asked(text: str) -> None:
    def blank(name: str) -> set[str]:
        quads = parse_bytes(
            text.encode(), ox.RdfFormat.TURTLE, base=None, display="x", blank_nodes=name
        )
        terms = (term for quad in quads for term in (quad.subject, quad.object))
        return {term.value for term in terms if isinstance(term, ox.BlankNode)}

    assert blank("one")
    assert blank("one") == blank("one")
    assert not blank("one") & blank("two")


@pytest.mark.parametrize(
    ("text", "line"),
    [("<a:s> <a:p> 1 ,\n 1e99999 .", 2), ('\n\n<a:s> <a:p> "\\u0000" .', 3)],
)
def test_values_in_bytes_are_as_bounded_as_in_a_file(text: str, line: int) -> None:
    with pytest.raises(BadInput) as caught:
        parse_bytes(text.encode(), ox.RdfFormat.TURTLE, base=None, display="the body")
    assert caught.value.location == Location("the body", line)
