"""The page for SPARQL without scripts: examples, answers with receipts, errors; and its data."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from site_worlds import Page, ask, assert_harmless, assert_well_made, page

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadQuery, NotFound
from pactgraph.namespaces import PACT, PREFIXES, RDFS
from pactgraph.web.editor.page import ROWS
from pactgraph.web.editor.sparql_examples import examples
from pactgraph.web.site import GraphSite, Site


@pytest.fixture(scope="module")
def plain() -> GraphSite:
    a = NamedNode("http://example.org/a")
    return GraphSite(MemoryEngine([Quad(a, RDFS.label, Literal("</script><b>"))]), version="1")


def ran(site: Site, query: str) -> Page:
    return page(site, "editor", ("query", query), ("run", "yes"))


def test_the_page_is_well_made_and_works_as_a_form(site: Site) -> None:
    shown = page(site, "editor")
    assert_well_made(shown)
    assert_harmless(shown)
    forms = {form.get("id"): form["action"] for form in shown.all("form")}
    assert forms["plain"] == forms["examples"] == "/editor"
    assert [one["name"] for one in shown.all("textarea")] == ["query"]
    assert "/sparql" in [one.get("formaction") for one in shown.all("button")]


@pytest.mark.parametrize("route", ["editor"])
def test_a_query_in_the_url_stands_in_the_form_as_it_was_given(site: Site, route: str) -> None:
    query = "\n# <b>\nSELECT * { ?s ?p '</textarea><script>alert(1)</script>' }"
    shown = page(site, route, ("query", query))
    assert_harmless(shown)
    assert query in shown.text


def test_an_answer_is_shown_with_a_receipt_for_each_row(site: Site) -> None:
    query = "SELECT ?name { id:nato pact:name ?name } ORDER BY ?name"
    shown = ran(site, query)
    assert_well_made(shown)
    assert "North Atlantic alliance" in shown.text
    receipts = [parse_qs(urlsplit(link).query) for link in shown.links if "/receipt?" in link]
    assert receipts == [{"sparql": [query], "row": [str(n)]} for n in range(2)]


def test_triples_have_links_and_no_receipts(site: Site) -> None:
    shown = ran(site, "CONSTRUCT { id:kfor ?p ?o } WHERE { id:kfor ?p ?o }")
    assert "/page/id/kfor" in shown.links
    assert not [link for link in shown.links if "/receipt" in link]


def test_more_rows_than_are_shown_are_counted(site: Site) -> None:
    shown = ran(site, "SELECT ?s { ?s ?p ?o } LIMIT 700")
    assert f"700 rows; the first {ROWS} are shown" in shown.text
    assert len([link for link in shown.links if "/receipt" in link]) == ROWS


def test_what_is_hostile_in_an_answer_is_text(site: Site) -> None:
    shown = ran(
        site,
        'SELECT ?a ?b ?c { BIND("<img src=x onerror=alert(1)>"^^rdf:HTML AS ?a)'
        ' BIND(IRI("javascript:alert(1)") AS ?b) BIND(IRI("data:text/html,x") AS ?c) }',
    )
    assert_harmless(shown)
    for text in ("<img src=x onerror=alert(1)>", "javascript:alert(1)", "data:text/html,x"):
        assert text in shown.text


@pytest.mark.parametrize(
    "query",
    ["SELECT * {", "<script>alert(1)</script>", "INSERT DATA { <a:a> <a:b> <a:c> }", "   "],
)
def test_what_is_wrong_with_a_query_is_said_beside_it(site: Site, query: str) -> None:
    document = ask(site, "editor", ("query", query), ("run", "yes"))
    assert document.status == 400
    shown = Page(document.body.decode())
    assert_well_made(shown)
    assert_harmless(shown)
    assert "alert" in [element.get("role") for element in shown.all("div")]


def test_nobody_else_is_asked(site: Site) -> None:
    document = ask(
        site, "editor", ("query", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }"), ("run", "yes")
    )
    assert document.status == 400


def test_every_example_is_a_query_that_runs(site: Site) -> None:
    offered = examples(site)
    names = [example.name for example in offered]
    assert len(names) == len(set(names))
    assert set(site.kg.queries) <= set(names)
    for example in offered:
        if "SERVICE" in example.query:
            with pytest.raises(BadQuery, match="would ask another endpoint"):
                site.kg.query(example.query)
            continue
        assert len(site.kg.query(example.query, timeout=20)) > 0 or _needs_a_value(
            site, example.name
        )
        assert not example.query.startswith("#+")


def _needs_a_value(site: Site, name: str) -> bool:
    return name in site.kg.queries and not site.kg.queries[name].runs_without_values


def test_an_example_is_taken_by_its_name(site: Site) -> None:
    shown = page(site, "editor", ("example", "summits"))
    assert "?summitLabel" in shown.text
    with pytest.raises(NotFound, match="no example 'nothing'"):
        page(site, "editor", ("example", "nothing"))


def test_the_script_is_told_all_that_it_may_know(site: Site) -> None:
    """Our endpoint, our prefixes, our terms: it need not and may not ask anybody else."""
    told = page(site, "editor").json["editor-data"]
    assert told["endpoint"] == "/sparql"
    assert told["prefixes"] == PREFIXES
    assert [PACT.Summit.value, "summit"] in told["classes"]
    properties = {iri for iri, _ in told["properties"]}
    assert {PACT.contributor.value, RDFS.label.value} <= properties


def test_a_server_of_files_has_an_editor_of_its_own(plain: GraphSite) -> None:
    shown = page(plain, "editor", ("run", "yes"))
    assert_well_made(shown)
    assert_harmless(shown)
    (form,) = [form for form in shown.all("form") if form.get("id") == "plain"]
    assert form["action"] == "/sparql"
    assert shown.json["editor-data"]["isProject"] is False
    assert "/articles" not in shown.links
    assert "CC BY" not in shown.text
