"""The lexical guard: what never reaches an engine."""

from __future__ import annotations

import contextlib

import pyoxigraph
import pytest

from pactgraph.engine.guard import MAX_BYTES, MAX_DEPTH, MAX_OPERATORS, check
from pactgraph.errors import BadQuery

PREFIX = "PREFIX : <http://127.0.0.1:1/>\n"

REACHING = [
    "SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
    "ASK { FILTER EXISTS { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } } }",
    "ASK { OPTIONAL { SERVICE SILENT <http://127.0.0.1:1/> { ?a ?b ?c } } }",
    "ASK { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } } } }",
    "ASK { VALUES ?x { <http://127.0.0.1:1/> } SERVICE ?x { ?a ?b ?c } }",
    PREFIX + "SELECT * { sErViCe#c\n:x { ?a ?b ?c } }",
    # Oxigraph's parser needs no space between keyword and name.
    PREFIX + "SELECT * { SERVICE:x { ?a ?b ?c } }",
    PREFIX + "SELECT * { SERVICESILENT:x { ?a ?b ?c } }",
    PREFIX + "SELECT * { ?a ?b trueSERVICE:x { } }",
    PREFIX + "SELECT * { ?a ?b 1SERVICE:x { } }",
    PREFIX + "SELECT * { FILTER(1<2)SERVICE:x#>\n{ ?a ?b ?c } }",
    PREFIX + "SELECT * { BIND(1<'>' AS ?q) SERVICE :x { ?a ?b ?c } FILTER(1<'>') }",
]


@pytest.mark.parametrize("query", REACHING)
def test_service_is_refused_however_it_is_written(query: str) -> None:
    # No SyntaxError: it is a query that the engine would carry out.
    with contextlib.suppress(OSError, RuntimeError):
        pyoxigraph.Store().query(query)
    with pytest.raises(BadQuery, match="SERVICE"):
        check(query)


def test_service_in_escapes_is_refused() -> None:
    with pytest.raises(BadQuery, match="SERVICE"):
        check(r"ASK { \u0053ERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }")
    with pytest.raises(BadQuery, match="SERVICE"):
        check(r"ASK { ?a ?b '\u0027 . SERVICE <http://127.0.0.1:1/> { } # ' }")


def test_service_is_let_through_when_allowed_by_name() -> None:
    for query in REACHING:
        check(query, allow={"service"})


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?service ?b 'SERVICE', \"LOAD\" }",
        "# SERVICE <x> { }\nASK { <http://example.org/service/x> ?b ?c }",
        "ASK { VALUES (?a ?b) { (<http://a.org/> <http://example.org/service/x>) } }",
        "ASK { ?insert <http://x/DELETE> _:load }",
        "PREFIX add: <http://x/> ASK { add:with add:copy ?a FILTER(?a<?b&&?c>?d) }",
    ],
)
def test_the_words_are_harmless_elsewhere(query: str) -> None:
    pyoxigraph.Store().query(query)
    assert check(query)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("INSERT DATA { <http://a> <http://b> <http://c> }", "INSERT"),
        ("LOAD <http://127.0.0.1:1/>", "LOAD"),
        ("LOAD SILENT <file:///etc/passwd>", "LOAD"),
        ("ASK { } ; DELETE WHERE { ?a ?b ?c }", "DELETE"),
        ("clear all", "CLEAR"),
        ("DROP GRAPH <http://a>", "DROP"),
    ],
)
def test_updates_are_refused_by_name(query: str, word: str) -> None:
    with pytest.raises(BadQuery, match=f"{word} .* belongs to an update"):
        check(query)


def test_the_refusal_says_the_line_and_the_column() -> None:
    with pytest.raises(BadQuery) as caught:
        check("ASK {\n  SERVICE <http://x/> { }\n}", source="mine.rq")
    assert str(caught.value).startswith("mine.rq:2: SERVICE (column 3)")


def test_size_is_limited_in_bytes() -> None:
    check("ASK { } #" + "x" * (MAX_BYTES - 9))
    with pytest.raises(BadQuery, match="bytes"):
        check("ASK { } #" + "ü" * (MAX_BYTES // 2))


def test_depth_is_limited_for_every_bracket() -> None:
    for opening, closing in (("{", "}"), ("(", ")"), ("[ ?p ", "]"), ("<< ?a ?b ", ">>")):
        check("ASK {" + opening * (MAX_DEPTH - 1) + closing * (MAX_DEPTH - 1) + "}")
        with pytest.raises(BadQuery, match="deep"):
            check("ASK {" + opening * MAX_DEPTH + closing * MAX_DEPTH + "}")


@pytest.mark.parametrize(
    "chain", ["1+", "!", "1||", "OPTIONAL {}", "{}", "{} UNION", "!^", "?a ?b*"]
)
def test_operators_are_limited(chain: str) -> None:
    with pytest.raises(BadQuery, match="operators"):
        check("ASK {" + chain * (MAX_OPERATORS + 1) + "}")


@pytest.mark.parametrize("query", ["ASK { ?a ?b 'x }", "ASK { ` }", "ASK { ?a \\ ?b }", "ASK \x00"])
def test_what_is_not_sparqls_alphabet_is_refused_with_its_place(query: str) -> None:
    with pytest.raises(BadQuery, match="column") as caught:
        check(query)
    assert caught.value.location is not None
    assert caught.value.location.line == 1


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(BadQuery, match="surrogate"):
        check("ASK { ?a ?b '\ud800' }")


def test_a_prefix_that_nobody_declares_is_named_with_its_place() -> None:
    with pytest.raises(BadQuery, match=r"the prefix foo: \(column 13\) is not declared") as refused:
        check("SELECT ?x {\n  ?x a pact:A ; foo:b ?y }".replace("\n  ?x a pact:A ;", ""))
    assert refused.value.location is not None
    assert refused.value.location.line == 1


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment"])
def test_an_empty_query_is_called_empty(text: str) -> None:
    with pytest.raises(BadQuery, match="the query is empty"):
        check(text)
