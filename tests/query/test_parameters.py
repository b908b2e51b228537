"""Parameters: every value arrives as the term that it is, and as nothing else."""

from __future__ import annotations

import random
from datetime import date

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from query_worlds import good

from pactgraph.engine.guard import check
from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD
from pactgraph.query.parameters import bind, checked_iri, insert_values, iri_of, term_for
from pactgraph.query.stored_query import Parameter, StoredQuery, parse_query

ECHO = "SELECT ?_x WHERE { } ORDER BY ?_x"


def query(text: str) -> StoredQuery:
    return parse_query(text, name="echo", file="echo.rq")


STORE = pyoxigraph.Store()


def rows_of(store: pyoxigraph.Store, text: str) -> list[tuple[object, ...]]:
    answer = store.query(text)
    assert isinstance(answer, pyoxigraph.QuerySolutions)
    return [tuple(solution) for solution in answer]


def echo(value: str) -> Literal:
    text = bind(query(ECHO), {"x": value})
    check(text)
    ((term,),) = rows_of(STORE, text)
    assert isinstance(term, Literal)
    return term


def hostile_strings(count: int) -> list[str]:
    seeded = random.Random(20_201_231)
    pieces = [
        '"', "'", '"""', "'''", "\\", "\\u0022", "\\U00000022", "\x00", "\r", "\n", "\t", "\x7f",
        "\u2028", "\u0085", "\ufeff", "\ufffe", "😀", "é", "}", "{", "(", ")", "#", "?_x", "<", ">",
        "^^", "@en", " . ", "; INSERT DATA { <a> <b> <c> }", 'public") } UNION { ?s ?p ?o } } #',
        "SERVICE <http://127.0.0.1/> { }", "UNDEF", "%s", "{0}", "${x}", " ", "a", "$_x", "-- ",
    ]  # fmt: skip
    return ["".join(seeded.choices(pieces, k=seeded.randint(1, 8))) for _ in range(count)]


def test_two_thousand_hostile_strings_arrive_as_they_are() -> None:
    for value in hostile_strings(2000):
        assert echo(value) == Literal(value)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_string_arrives_as_it_is(value: str) -> None:
    assert echo(value) == Literal(value)


def test_an_injected_group_gives_no_row_more() -> None:
    store = pyoxigraph.Store()
    a = NamedNode("http://example.org/a")
    for word in ("public", "secret"):
        store.add(pyoxigraph.Quad(a, a, Literal(word)))
    text = bind(query("SELECT ?s ?_x { ?s ?p ?_x }"), {"x": 'public") } UNION { ?s ?p ?_x } } #'})
    assert rows_of(store, text) == []
    honest = bind(query("SELECT ?s { ?s ?p ?_x }"), {"x": "public"})
    assert rows_of(store, honest) == [(a,)]


def test_values_stand_on_the_line_of_the_outermost_brace() -> None:
    text = bind(good(), {"asOf": "2019-05-06", "organisation": "id:council"})
    assert text.splitlines()[17] == (
        "WHERE { VALUES (?__organisation_iri ?_asOf_date) { "
        "(<https://w3id.org/pactgraph/id/council> "
        '"2019-05-06"^^<http://www.w3.org/2001/XMLSchema#date>) }'
    )
    assert len(text.splitlines()) == len(good().text.splitlines())
    pyoxigraph.Store().query(text)


def test_an_absent_optional_parameter_stays_unbound_and_a_default_is_taken() -> None:
    text = bind(good(), {})
    assert 'VALUES (?_asOf_date) { ("2020-01-31"^^' in text
    assert "?__organisation_iri) {" not in text.partition("FILTER")[0]


def test_nothing_is_inserted_when_there_is_nothing_to_bind() -> None:
    plain = "SELECT ?x { ?x ?y ?__z }"
    assert bind(query(plain), {"z": None}) == plain


def test_a_missing_parameter_is_named_with_a_way_to_give_it() -> None:
    stored = query("#+ parameters:\n#+   - day: the day asked about\nASK { ?a ?b ?_day_date }")
    with pytest.raises(BadInput) as caught:
        bind(stored, {})
    assert "'day'" in str(caught.value)
    assert "the day asked about" in str(caught.value)
    assert "parameter: day=2020-01-31" in str(caught.value)


def test_a_misspelt_parameter_gets_a_suggestion() -> None:
    with pytest.raises(BadInput, match="did you mean 'organisation'"):
        bind(good(), {"organization": "x"})
    with pytest.raises(BadInput, match="its parameters: x"):
        bind(query(ECHO), {"quite-other": "x"})


def parameter(kind: str, **more: object) -> Parameter:
    return Parameter(f"_p_{kind}", "p", kind, False, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "value", "lexical"),
    [
        ("date", "2024-02-29", "2024-02-29"),
        ("date", date(2024, 2, 29), "2024-02-29"),
        ("gYear", "2024", "2024"),
        ("gYear", 2024, "2024"),
        ("gYearMonth", "2024-12", "2024-12"),
        ("dateTime", "2024-02-29T23:59:59Z", "2024-02-29T23:59:59Z"),
        ("integer", "-12", "-12"),
        ("integer", 12, "12"),
        ("decimal", "1.50", "1.50"),
        ("double", "1e-3", "1e-3"),
        ("boolean", True, "true"),
    ],
)
def test_typed_values_are_typed_literals(kind: str, value: object, lexical: str) -> None:
    assert term_for(parameter(kind), value) == Literal(lexical, datatype=XSD[kind])


def test_a_language_makes_a_tagged_literal() -> None:
    assert term_for(parameter("az"), "Bakı") == Literal("Bakı", language="az")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("date", "2024-99-99"), ("date", "2023-02-29"), ("date", "2024"), ("date", "2024-01"),
        ("date", "20240101"), ("date", "2024-01-01\n"), ("date", "٢٠٢٤-٠١-٠١"), ("date", ""),
        ("gYear", "24"), ("gYearMonth", "2024-13"), ("dateTime", "2024-01-01"),
        ("dateTime", "2024-01-01T25:00:00"),
        ("integer", "12; DROP"), ("integer", "1.5"), ("integer", "9" * 31), ("integer", "１"),
        ("decimal", "1e5"), ("decimal", "1,5"), ("double", "NaN"), ("double", "1e999999999"),
        ("boolean", "yes"), ("string", "x" * 20_001), ("string", "\ud800"), ("string", [1]),
        ("iri", "Some Name"),
    ],
)  # fmt: skip
def test_values_of_another_type_are_refused_by_the_parameters_name(
    kind: str, value: object
) -> None:
    with pytest.raises(BadInput, match=r"^p "):
        term_for(parameter(kind), value)


def test_a_date_with_too_little_precision_is_told_what_is_wanted() -> None:
    with pytest.raises(BadInput, match="YYYY-MM-DD"):
        term_for(parameter("date"), "2024")


def test_choices_are_kept_to() -> None:
    kind = parameter("string", choices=("certain", "possible"))
    assert term_for(kind, "certain") == Literal("certain")
    with pytest.raises(BadInput, match="one of certain, possible"):
        term_for(kind, "sure")


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "FILE:/etc/passwd",
        "vbscript:x", "<javascript:alert(1)>", "http://x/a b", "http://x/<script>", "http://x/\ny",
        "<http://x/> <http://y/>", "http://x/\\u0020", "http://[::1", "http://x/%zz",
        "id:a b", "id:a> . <b", "<relative>",
    ],
)  # fmt: skip
def test_bad_iris_are_refused(value: str) -> None:
    with pytest.raises(BadInput):
        term_for(parameter("iri"), value)


def test_a_term_given_as_an_iri_is_checked_too() -> None:
    with pytest.raises(BadInput, match="scheme"):
        term_for(parameter("iri"), NamedNode("javascript:alert(1)"))


@pytest.mark.parametrize(
    ("words", "iri"),
    [
        ("id:council", "https://w3id.org/pactgraph/id/council"),
        ("<http://example.org/é>", "http://example.org/é"),
        (" https://example.org/x#y ", "https://example.org/x#y"),
        ("urn:isbn:1", "urn:isbn:1"),
        ("Council", None),
        ("Treaty: the second", None),
    ],
)
def test_iris_are_told_from_names(words: str, iri: str | None) -> None:
    found = iri_of(words)
    assert (found.value if found else None) == iri


@given(st.text())
def test_whatever_is_taken_as_an_iri_cannot_leave_its_brackets(words: str) -> None:
    try:
        text = str(checked_iri("http://example.org/" + words))
    except (BadInput, UnicodeEncodeError):
        return
    assert not set(text[1:-1]) & set('<>"{}|^`\\ \n')


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE ?_x",
        "CONSTRUCT WHERE { ?a ?b ?_x }",
        "SELECT ?a { SELECT ?a { ?a ?b ?_x } }",
    ],
)
def test_a_query_without_room_for_values_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="outermost group"):
        insert_values(text, [("_x", Literal("x"))])


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?a ?b ?_x } WHERE { ?a ?b ?_x }",
        "SELECT (EXISTS { ?a ?b ?_x } AS ?e) WHERE{?a ?b ?_x}",
        "ASK{FILTER(?_x = 'a')}",
        "DESCRIBE ?a { ?a ?b ?_x }",
        "SELECT ?a FROM <http://x/%7B> { ?a ?b ?_x } # {",
        "ASK { { SELECT ?a { ?a ?b ?c } } FILTER(?a = ?_x) }",
    ],
)
def test_the_query_with_values_is_valid_for_both_parsers(text: str) -> None:
    from rdflib.plugins.sparql import prepareQuery

    bound = insert_values(text, [("_x", Literal("x"))])
    pyoxigraph.Store().query(bound)
    prepareQuery(bound)
