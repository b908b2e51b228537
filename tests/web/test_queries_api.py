"""Stored queries as an API: formats, parameters, pages, evidence, receipts, hostile values."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pyoxigraph
import pytest
import rdflib
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, QueryResultsFormat, Store
from query_sites import ORIGIN, TINY, ask, document, own_site

from pactgraph.engine.tokens import tokenise
from pactgraph.errors import BadInput, BadQuery, NotFound
from pactgraph.query.name_table import NamesInMemory, normalised
from pactgraph.query.parameters import bind, example_of
from pactgraph.query.stored_query import parse_query, read_query
from pactgraph.web.answering import status_of
from pactgraph.web.document import NotAcceptable
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES, of_extension
from pactgraph.web.query.request import BadParameter
from pactgraph.web.site import Site

FILES = sorted((TINY.parents[2] / "queries").glob("*.rq"))
QUERIES = [path.stem for path in FILES]
ANSWERED = [path.stem for path in FILES if "SERVICE" not in path.read_text("utf-8")]
"""The queries that a server answers: it asks no other endpoint for anybody."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with own_site(tmp_path_factory.mktemp("own")) as made:
        yield made


def needed(site: Site, name: str) -> list[tuple[str, str]]:
    return [(p.name, example_of(p)) for p in site.kg.queries[name].parameters if p.required]


def bindings(body: bytes) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = json.loads(body)["results"]["bindings"]
    return found


def results(body: bytes, form: QueryResultsFormat) -> list[tuple[object, ...]]:
    solutions = pyoxigraph.parse_query_results(body, format=form)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return [tuple(row) for row in solutions]


# ---- Every query in every format ----


@pytest.mark.parametrize("name", ANSWERED)
def test_every_format_holds_the_answer(site: Site, name: str) -> None:
    given_values = needed(site, name)
    expected = site.kg.run(name, values=dict(given_values))
    if expected.form == "CONSTRUCT":
        triples = rdflib.Graph().parse(
            data="".join(f"{triple} .\n" for triple in expected.triples()), format="nt"
        )
        for form in TRIPLES:
            body = ask(site, name, given_values, form).body
            read = rdflib.Dataset(default_union=True)
            parsers = {"rdf": "xml", "jsonld": "json-ld", "nq": "nquads", "ttl": "turtle"}
            read.parse(data=body, format=parsers.get(form, form))
            assert {(s, p, o) for s, p, o, _ in read.quads()} == set(triples)
        return
    for form, reader in (
        ("srj", QueryResultsFormat.JSON),
        ("srx", QueryResultsFormat.XML),
        ("tsv", QueryResultsFormat.TSV),
    ):
        answer = ask(site, name, given_values, form)
        assert results(answer.body, reader) == list(expected.terms)
        assert answer.headers["X-Total-Count"] == str(len(expected))
        assert answer.content_type == FORMATS[form].content_type
    answer = ask(site, name, given_values, "csv")
    head, *rows = csv.reader(io.StringIO(answer.body.decode(), newline=""))
    assert tuple(head) == expected.variables
    assert rows == [
        ["" if term is None else getattr(term, "value", str(term)) for term in row]
        for row in expected.terms
    ]


def test_a_truth_in_every_format(own: Site) -> None:
    for name, truth in (("yes", True), ("no", False)):
        assert json.loads(ask(own, name).body)["boolean"] is truth
        assert f"<boolean>{str(truth).lower()}</boolean>".encode() in ask(own, name, (), "srx").body
        assert ask(own, name, (), "csv").body.split() == [str(truth).lower().encode()]


def test_an_extension_that_there_is_not_is_answered_with_those_that_there_are(site: Site) -> None:
    with pytest.raises(NotFound) as refused:
        ask(site, "summits.xlsx", ())
    assert refused.value.message == "the answer to 'summits' does not come as .xlsx"
    assert ".srj, .json, .srx, .xml, .csv, .tsv" in str(refused.value.hint)
    with pytest.raises(NotFound) as refused:
        ask(site, "summits-of.xlsx", ())
    assert "summits" in refused.value.candidates
    assert of_extension("xml", ROWS) is FORMATS["srx"]


def test_rows_are_no_graph_and_a_graph_no_rows(site: Site) -> None:
    with pytest.raises(NotAcceptable) as refused:
        ask(site, "summits", (), "ttl")
    assert status_of(refused.value) == 406
    assert "text/csv" in str(refused.value.hint)
    with pytest.raises(NotAcceptable):
        ask(site, "describe", [("entity", "KFOR")], "csv")
    with pytest.raises(NotAcceptable) as refused:
        ask(site, "summits", (), "jsonld", extension="jsonld")
    assert ".csv" in str(refused.value.hint)
    with pytest.raises(NotAcceptable):
        ask(site, "describe", [("entity", "KFOR")], "srx", extension="srx")
    # Who takes JSON takes that of graphs, too.
    assert ask(site, "describe", [("entity", "KFOR")], "srj").content_type == "application/ld+json"


def test_the_ending_json_is_that_of_results() -> None:
    found = of_extension("json", ROWS)
    assert found is not None
    assert found.name == "srj"


def test_a_download_has_a_name(site: Site) -> None:
    taken = ask(site, "summits", (), "csv", extension="csv")
    assert taken.headers["Content-Disposition"] == 'attachment; filename="summits.csv"'
    assert "Content-Disposition" not in ask(site, "summits", (), "csv").headers


def test_the_list_tells_of_every_query(site: Site) -> None:
    listed = json.loads(document(site, "queries", "json").body)["queries"]
    assert {one["name"] for one in listed} == set(QUERIES)
    for one in listed:
        stored = site.kg.queries[one["name"]]
        assert tuple(one["columns"]) == stored.columns
        assert [p["name"] for p in one["parameters"]] == [p.name for p in stored.parameters]
        assert one["links"]["html"] == f"{ORIGIN}/queries/{stored.name}"


@pytest.mark.parametrize("name", sorted({*QUERIES} - {*ANSWERED}))
def test_a_query_that_would_ask_another_endpoint_is_refused(site: Site, name: str) -> None:
    with pytest.raises(BadQuery, match="would ask another endpoint"):
        ask(site, name, [("endpoint", "https://example.org/sparql")])


# ---- Parameters ----


def test_a_thing_by_name_by_short_iri_and_by_iri(site: Site) -> None:
    ways = ("Azerbaijan", "id:azerbaijan", "https://w3id.org/pactgraph/id/azerbaijan")
    bodies = {ask(site, "memberships", [("member", way)], "csv").body for way in ways}
    assert len(bodies) == 1
    assert bodies.pop().count(b"\r\n") > 1


@pytest.mark.parametrize(
    ("name", "parameters", "parameter", "said"),
    [
        ("contributions", [("contributor", "Azerbajan")], "contributor", "Azerbaijan"),
        ("contributions", [("asOf", "2024-99-99")], "asOf", "2024-99-99"),
        ("contributions", [("asOf", "12; DROP")], "asOf", "a day"),
        ("contributions", [("operation", "javascript:alert(1)")], "operation", "scheme"),
        ("contributions", [("operation", "<http://a b>")], "operation", "http://a b"),
        ("contributions", [("opration", "KFOR")], "opration", "operation"),
        ("disagreements", [("kind", "colour")], "kind", "staleness"),
        ("summits", [("page", "0")], "page", "whole number"),
        ("summits", [("page-size", "100000")], "page-size", "10,000"),
        ("summits", [("evidence", "perhaps")], "evidence", "1 or 0"),
        ("summits", [("explain", "first")], "explain", "row"),
        ("external-links", [("evidence", "1")], "evidence", "?passage"),
        ("describe", [], "entity", "KFOR"),
    ],
)
def test_a_bad_parameter_is_named(
    site: Site, name: str, parameters: list[tuple[str, str]], parameter: str, said: str
) -> None:
    with pytest.raises(BadParameter) as refused:
        ask(site, name, parameters)
    error = refused.value
    assert status_of(error) == 400
    assert error.parameter == parameter
    assert repr(parameter) in error.message
    assert said in " ".join([error.message, str(error.hint), *error.candidates])


def test_an_ambiguous_name_lists_what_it_may_mean(site: Site) -> None:
    table = NamesInMemory.of_engine(site.kg.engine)
    by_form: dict[str, set[str]] = {}
    for words in sorted({normalised(n.form) for iri in table.things() for n in table.of(iri)}):
        names = table.called(words)
        things = {n.iri for n in names if n.sort in ("name", "label") and "/id/" in n.iri}
        if len(things) > 1:
            by_form[names[0].form] = things
    words, things = sorted(by_form.items())[0]
    with pytest.raises(BadParameter) as refused:
        ask(site, "support", [("entity", words)])
    shown = " ".join(refused.value.candidates)
    assert all(f"id:{iri.rpartition('/')[2]}" in shown for iri in things)


def test_a_parameter_twice_and_an_unknown_query(site: Site) -> None:
    with pytest.raises(BadInput):
        ask(site, "contributions", [("asOf", "2020-01-01"), ("asOf", "2021-01-01")])
    with pytest.raises(NotFound) as missing:
        ask(site, "contribution")
    assert missing.value.candidates[0] == "contributions"


def test_an_empty_parameter_is_none(site: Site) -> None:
    plain, empty = ask(site, "contributions"), ask(site, "contributions", [("asOf", "")])
    assert plain.body == empty.body


# ---- What is hostile ----

_PIECES = st.sampled_from(
    [*"\"'\\{}\n\r\t#?<>;\x00\u2028\u202eé\U0001f600", "e\u0301", "\\u0022", "@en", "^^",
     "<script>", '") } UNION { ?s ?p ?o } } #']
)  # fmt: skip
HOSTILE = st.one_of(
    st.text(max_size=40), st.lists(_PIECES, min_size=1, max_size=8).map("".join)
).filter(bool)
NOTHING = Store()
INJECTION = 'public") } UNION { ?s ?p ?o } } #'


@given(HOSTILE)
@example(INJECTION)
@settings(max_examples=500, deadline=None)
def test_no_string_changes_the_query(words: str) -> None:
    """Bound into a query, a string is one literal, and comes back as it was."""
    query = parse_query("SELECT ?w WHERE { BIND(?_word_string AS ?w) }", name="q", file="q.rq")
    harmless = [token.kind for token in tokenise(bind(query, {"word": "x"}))]
    bound = bind(query, {"word": words})
    assert [token.kind for token in tokenise(bound)] == harmless
    (row,) = NOTHING.query(bound)  # type: ignore[union-attr]
    assert row["w"] == Literal(words)  # type: ignore[index]


@given(HOSTILE)
@example(INJECTION)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_string_comes_back(own: Site, words: str) -> None:
    (row,) = bindings(ask(own, "echo", [("word", words)]).body)
    assert row["word"] == {"type": "literal", "value": words}
    (row,) = bindings(ask(own, "tongue", [("word", words)]).body)
    assert row["word"]["value"] == words
    assert row["word"]["xml:lang"] == "en"


def test_an_injection_gives_no_row(own: Site, site: Site) -> None:
    assert bindings(ask(own, "things", [("word", INJECTION)]).body) == []
    named = own.kg.run("members")[0]["memberLabel"]
    assert bindings(ask(own, "things", [("word", str(named))]).body)
    for name, stored in site.kg.queries.items():
        for parameter in stored.parameters:
            with pytest.raises(BadParameter):
                ask(site, name, [(parameter.name, INJECTION)])


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..", "%00", "\x00", "CON", "/etc/passwd", "x" * 5000, "summits.rq", ""],
    ids=lambda name: repr(name[:20]),
)
def test_a_name_that_is_no_query_is_not_there(site: Site, name: str) -> None:
    with pytest.raises(NotFound) as missing:
        ask(site, name)
    assert status_of(missing.value) == 404


def test_a_spreadsheet_takes_no_cell_for_a_formula(own: Site) -> None:
    plain = ask(own, "cells", (), "csv").body.decode().split()
    safe = ask(own, "cells", [("spreadsheet", "1")], "csv").body.decode("utf-8-sig").split()
    assert plain == ["cell", "=1+1", "+cmd", "-x", "@x", "-5", "+1.5e3", "plain"]
    assert safe == ["cell", "'=1+1", "'+cmd", "'-x", "'@x", "-5", "+1.5e3", "plain"]


# ---- Pages ----


@given(st.integers(1, 12))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_pages_together_are_the_answer(own: Site, size: int) -> None:
    whole = bindings(ask(own, "many").body)
    parameters, together, pages = [("page-size", str(size))], [], 0
    while True:
        answer = ask(own, "many", parameters)
        together += bindings(answer.body)
        pages += 1
        assert answer.headers["X-Total-Count"] == str(len(whole))
        links = links_of(answer.headers["Link"])
        assert links["last"].endswith(f"page={-(-len(whole) // size)}&page-size={size}")
        assert ("prev" in links) == (pages > 1)
        if "next" not in links:
            break
        parameters = parse_qsl(urlsplit(links["next"]).query)
    assert together == whole
    assert pages == -(-len(whole) // size)


def links_of(header: str) -> dict[str, str]:
    found = {}
    for part in header.split(", "):
        target, _, relation = part.partition("; rel=")
        found[relation.strip('"')] = target.strip("<>")
    return found


def test_the_pages_of_a_graph_together_are_the_graph(site: Site) -> None:
    entity = ("entity", "KFOR")
    whole = set(ask(site, "describe", [entity], "nt").body.splitlines())
    parts = [
        ask(site, "describe", [entity, ("page", str(page)), ("page-size", "20")], "nt")
        for page in (1, 2, 3)
    ]
    assert [part.headers["X-Total-Count"] for part in parts] == [str(len(whole))] * 3
    lines = [line for part in parts for line in part.body.splitlines()]
    assert len(lines) == len(whole)
    assert set(lines) == whole


def test_links_keep_what_was_asked(site: Site) -> None:
    asked = [("from", "1990-01-01"), ("page-size", "5"), ("evidence", "1")]
    links = links_of(ask(site, "timeline", asked, "csv", extension="csv").headers["Link"])
    following = urlsplit(links["next"])
    assert following.path == "/queries/timeline.csv"
    assert dict(parse_qsl(following.query)) == {**dict(asked), "page": "2"}
    assert links["canonical"].startswith(f"{ORIGIN}/queries/timeline.csv?from=1990-01-01")


def test_a_page_that_is_not_there(own: Site) -> None:
    with pytest.raises(NotFound) as missing:
        ask(own, "many", [("page", "9"), ("page-size", "3")])
    assert "3 pages" in str(missing.value.hint)


# ---- Evidence, receipts, views ----


def test_evidence_stands_beside_the_rows(site: Site) -> None:
    expected = site.kg.run("summits", evidence=True)
    told = json.loads(ask(site, "summits", [("evidence", "1")]).body)
    assert [[one["passage"] for one in row] for row in told["evidence"]] == [
        [note.iri for note in row] for row in expected.evidence or ()
    ]
    # Members of our own do not keep a reader from the rows.
    asked = ask(site, "summits", [("evidence", "1")])
    assert results(asked.body, QueryResultsFormat.JSON) == list(expected.terms)
    page = json.loads(
        ask(site, "summits", [("evidence", "1"), ("page", "2"), ("page-size", "4")]).body
    )
    assert page["evidence"] == told["evidence"][4:8]
    table = ask(site, "summits", [("evidence", "1")], "csv").body.decode()
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [row["passages"].split() for row in rows] == [
        [note.iri for note in row] for row in expected.evidence or ()
    ]
    assert all(row["anchors"] for row in rows)


def test_each_row_says_where_its_receipt_is(site: Site) -> None:
    asked = [("contributor", "Azerbaijan"), ("explain", "row"), ("page", "2"), ("page-size", "3")]
    told = json.loads(ask(site, "contributions", asked).body)
    assert len(told["receipts"]) == len(told["results"]["bindings"])
    first = urlsplit(told["receipts"][0])
    assert first.path == "/receipt"
    assert dict(parse_qsl(first.query)) == {
        "query": "contributions",
        "row": "3",
        "contributor": "Azerbaijan",
    }
    table = ask(site, "contributions", asked, "tsv").body.decode().splitlines()
    assert table[0].endswith("?receipt")
    assert table[1].endswith(f'"{told["receipts"][0]}"')


def test_the_number_of_a_row_leads_to_its_receipt(site: Site) -> None:
    there = ask(site, "contributions", [("contributor", "Azerbaijan"), ("explain", "4")])
    assert there.status == 303
    location = urlsplit(there.headers["Location"])
    assert dict(parse_qsl(location.query))["row"] == "4"


def test_a_view_answers_as_the_graph_so_viewed(own: Site) -> None:
    with own.kg.view(known_by="2019-12-31") as then:
        expected = then.run("members")
    answer = ask(own, "members", [("known-by", "2019-12-31")])
    assert results(answer.body, QueryResultsFormat.JSON) == list(expected.terms)
    assert len(expected) < len(own.kg.run("members"))
    notes = json.loads(answer.body)["notes"]
    assert notes == list(expected.notes)
    assert json.loads(answer.headers["X-Notes"]) == notes
    with pytest.raises(BadInput):
        ask(own, "members", [("known-by", "soon")])


def test_every_example_of_a_head_is_taken(site: Site) -> None:
    for path in site.kg.project.query_files:
        stored = read_query(path)
        values = {p.name: example_of(p) for p in stored.parameters}
        assert bind(stored, values, resolver=site.kg.names)
