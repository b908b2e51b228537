"""The page of a receipt: in every format, with every passage, for any row, and safe to share."""

from __future__ import annotations

import json
from typing import Any

import pytest
from site_worlds import (
    HOSTILE,
    ROOT,
    Page,
    ask,
    good_page,
    site_without_texts,
)
from why_worlds import followed, shared_link

from pactgraph.errors import BadInput, BadQuery, NotFound
from pactgraph.query.stored_query import load_queries
from pactgraph.web.receipt.lines import indented
from pactgraph.web.rendering import Renderer
from pactgraph.web.site import Site

QUERIES = load_queries((ROOT / "queries").glob("*.rq"))
WITHOUT_VALUES = [query.name for query in QUERIES.values() if query.runs_without_values]


def receipt(site: Site, *query: tuple[str, str]) -> Page:
    """Return the page of a receipt, which is well made and harmless."""
    return good_page(site, "receipt", *query)


def document(site: Site, *query: tuple[str, str]) -> dict[str, Any]:
    answered = ask(site, "receipt", *query, format="json")
    assert answered.content_type.startswith("application/json")
    told: dict[str, Any] = json.loads(answered.body)
    return told


def assert_holds_every_passage(found: Page, told: dict[str, Any]) -> None:
    """Hold that a page links every passage that the JSON cites, and shows what words it has."""
    text = " ".join(found.text.split())
    for passage in told["passages"]:
        place = f"/page/article/{passage['article']}#char={passage['start']},{passage['end']}"
        assert place in found.links
        assert " ".join((passage.get("words") or passage.get("anchor") or "").split()) in text


@pytest.mark.parametrize("name", WITHOUT_VALUES)
def test_the_first_row_of_every_stored_query_opens(site: Site, name: str) -> None:
    asked = (("query", name), ("row", "0"))
    found = receipt(site, *asked)
    told = document(site, *asked)
    assert told["passages"] or told["proofs"] or told["computed"]
    assert_holds_every_passage(found, told)


@pytest.mark.parametrize("name", WITHOUT_VALUES[::5])
def test_a_receipt_is_text_and_provenance_too(site: Site, name: str) -> None:
    asked = (("query", name), ("row", "0"))
    text = ask(site, "receipt", *asked, format="txt")
    assert text.body.decode().startswith("Row 1")
    assert text.content_type.startswith("text/plain")
    turtle = ask(site, "receipt", *asked, format="ttl")
    assert b"prov:" in turtle.body
    assert turtle.content_type.startswith("text/turtle")


@pytest.mark.parametrize("name", ["contributions", "network", "timeline", "disagreements"])
def test_any_row_holds_every_passage_that_its_json_cites(site: Site, name: str) -> None:
    total = len(site.kg.run(name))
    for row in sorted({total // 2, total - 1}):
        asked = (("query", name), ("row", str(row)))
        found = receipt(site, *asked)
        assert f"Row {row + 1} of {total}" in found.text
        assert_holds_every_passage(found, document(site, *asked))


def test_a_person_goes_from_row_to_row(tiny: Site) -> None:
    first = receipt(tiny, ("query", "members"))
    total = len(tiny.kg.run("members"))
    assert total > 1
    assert f"Row 1 of {total}" in first.text
    assert not [link for link in first.all("a") if link.get("rel") == "prev"]
    found, seen = first, 1
    while following := [a["href"] for a in found.all("a") if a.get("rel") == "next"]:
        found = followed(tiny, str(following[0]))
        seen += 1
        assert f"Row {seen} of {total}" in found.text
    assert seen == total
    (back,) = [a["href"] for a in found.all("a") if a.get("rel") == "prev"]
    assert f"Row {total - 1} of {total}" in followed(tiny, str(back)).text


@pytest.mark.parametrize(
    "query",
    [
        (("query", "members"), ("row", "1")),
        (("query", "members"), ("row", "0"), ("another", "1"), ("members", "0")),
        (("query", "members"), ("row", "0"), ("known-by", "2019-12-31"), ("certainty", "possible")),
        (("sparql", "SELECT ?x {\n  ?x a pact:Place # a & b +\n}"), ("row", "0")),
    ],
)
def test_a_shared_link_gives_the_same_page(tiny: Site, query: tuple[tuple[str, str], ...]) -> None:
    found = receipt(tiny, *query)
    link = shared_link(found)
    assert link.startswith("http://127.0.0.1/receipt?")
    again = followed(tiny, link)
    assert again.text == found.text
    assert shared_link(again) == link


def test_the_links_for_programs_give_what_is_negotiated(tiny: Site) -> None:
    found = receipt(tiny, ("query", "members"), ("row", "1"))
    links = [str(one["href"]) for one in found.all("a") if one.get("rel") == "alternate"]
    assert len(links) == 3
    for link, format_name in zip(links, ("json", "txt", "ttl"), strict=True):
        given = ask(tiny, "receipt", ("query", "members"), ("row", "1"), format=format_name)
        assert followed(tiny, link).html == given.body.decode()


def test_the_parameters_of_the_query_are_told_and_kept(site: Site) -> None:
    asked = (
        ("query", "contributions"),
        ("row", "0"),
        ("operation", "KFOR"),
        ("asOf", "2001-01-01"),
    )
    found = receipt(site, *asked)
    assert "as of 2001-01-01" in " ".join(found.text.split())
    assert "operation=KFOR" in shared_link(found)
    assert "/queries/contributions?operation=KFOR&asOf=2001-01-01" in found.links


def test_every_kind_of_step_is_told(tiny: Site) -> None:
    steps = """SELECT ?state (COUNT(?m) AS ?n) {
      { ?state a pact:Organisation } UNION { ?state a pact:State }
      OPTIONAL { ?m pact:member ?state OPTIONAL { ?state pact:begin ?never } }
      ?state a/rdfs:subClassOf* ?kind .
      VALUES ?kind { pact:State }
      FILTER NOT EXISTS { ?state pact:ledBy ?x }
      FILTER EXISTS { ?state rdfs:label ?l }
      BIND(STR(?state) AS ?s)
      FILTER(STRLEN(?s) > 3)
    } GROUP BY ?state ORDER BY DESC(?n) ?state"""
    found = receipt(tiny, ("sparql", steps))
    text = " ".join(found.text.split())
    for sort in ("found", "optional", "not there", "either", "condition", "counted", "given"):
        assert f" {sort} " in text, sort
    assert "nothing is there of" in text
    assert "alternative 2 of 2 is the one that fits" in text
    assert steps.splitlines()[1].strip() in found.text


def test_a_proof_goes_down_to_its_leaves(site: Site) -> None:
    query = "SELECT ?new { ?new dcterms:replaces id:nacc }"
    found = receipt(site, ("sparql", query))
    text = " ".join(found.text.split())
    assert "follows because “continues” always means also" in text
    assert text.count("in the words") >= 2
    assert "rule prp-spo2" in text
    assert_holds_every_passage(found, document(site, ("sparql", query)))


def test_another_proof_is_one_link_away(site: Site) -> None:
    query = (("sparql", "ASK { id:nato a pact:Agent }"),)
    first = receipt(site, *query)
    assert "The answer is yes." in first.text
    (other,) = [link for link in first.links if link.startswith("/receipt?") and "another=1" in link
                and "format=" not in link]  # fmt: skip
    second = followed(site, other)
    assert "Back to the first proof" in second.text
    assert shared_link(first).removeprefix("http://127.0.0.1") in second.links


def test_members_that_are_not_shown_are_one_link_away(tiny: Site) -> None:
    query = "SELECT (COUNT(?x) AS ?n) { ?x rdfs:label ?label }"
    found = receipt(tiny, ("sparql", query), ("members", "2"))
    (every,) = [link for link in found.links if "members=0" in link]
    assert "Show every match that was counted" in found.text
    assert "Show every match that was counted" not in followed(tiny, every).text


def test_a_view_is_named_and_kept(tiny: Site) -> None:
    found = receipt(tiny, ("query", "members"), ("row", "0"), ("as-of", "1998-01-01"),
                    ("certainty", "possible"))  # fmt: skip
    assert "the possible graph as of 1998-01-01" in found.text
    statements = [link for link in found.links if link.startswith("/statement?")]
    assert statements
    assert all("as-of=1998-01-01&certainty=possible" in link for link in statements)


def test_an_empty_answer_is_explained_in_every_format_but_rdf(tiny: Site) -> None:
    asked = (("sparql", "SELECT ?x { ?x a pact:Summit }"),)
    found = receipt(tiny, *asked)
    assert "Nothing is found." in found.text
    assert "--" not in found.text
    told = document(tiny, *asked)
    assert told["reasons"]
    text = ask(tiny, "receipt", *asked, format="txt").body.decode()
    for line in text.splitlines():
        assert line.strip().removeprefix("• ").rstrip(":") in found.text
    with pytest.raises(NotFound, match="no row"):
        ask(tiny, "receipt", *asked, format="ttl")
    assert "The answer is no." in receipt(tiny, ("sparql", "ASK { id:tirra a pact:Summit }")).text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT (RAND() AS ?x) {}", "RAND"),
        ("DESCRIBE id:tirra", "DESCRIBE"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT ?x { ?x", "syntax|read|expected"),
        ("INSERT DATA { id:a id:b id:c }", "."),
    ],
)
def test_what_cannot_be_explained_is_refused_with_the_reason(
    tiny: Site, query: str, said: str
) -> None:
    with pytest.raises(BadQuery, match=f"(?is){said}"):
        ask(tiny, "receipt", ("sparql", query))


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ((), BadInput),
        ((("query", "members"), ("sparql", "ASK {}")), BadInput),
        ((("query", "members"), ("row", "-1")), BadInput),
        ((("query", "members"), ("row", "x")), BadInput),
        ((("query", "members"), ("row", "9" * 5000)), BadInput),
        ((("query", "members"), ("row", "1"), ("row", "2")), BadInput),
        ((("query", "members"), ("row", "999")), NotFound),
        ((("query", "nothing-of-the-sort"),), NotFound),
        ((("query", "members"), ("unheard", "1")), BadInput),
        ((("sparql", "ASK {}"), ("unheard", "1")), BadInput),
        ((("query", "members"), ("format", "exe")), BadInput),
        ((("query", "members"), ("members", "99999")), BadInput),
        ((("query", "members"), ("as-of", "yesterday")), BadInput),
        ((("query", "members"), ("certainty", "possible")), BadInput),
    ],
)
def test_parameters_that_are_none_are_refused(
    tiny: Site, query: tuple[tuple[str, str], ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(tiny, "receipt", *query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?label { id:tirra rdfs:label ?label }",
        "SELECT ?gist { ?u pact:gist ?gist } ORDER BY ?gist",
        "SELECT ?u ?said { GRAPH ?claim { ?u pact:unit ?said } ?claim a pact:Claim }",
        "SELECT ?x { GRAPH ?claim { ?x a pact:Count } FILTER(STRSTARTS(STR(?x), 'java')) }",
        f'SELECT ("{HOSTILE}" AS ?made) {{ }}',
        f'SELECT ?x {{ ?x rdfs:label "{HOSTILE}" }}',
        f"SELECT ?x {{ ?x a pact:Place }} # {HOSTILE}",
    ],
)
def test_hostile_words_are_shown_as_words(hostile: Site, query: str) -> None:
    found = receipt(hostile, ("sparql", query))
    assert "\u202e" not in found.text
    if "Place" not in query:
        assert "onerror" in found.text or "javascript:alert(1)" in found.text


def test_a_hostile_name_in_a_stored_query_is_shown_as_words(hostile: Site) -> None:
    assert "onerror" in receipt(hostile, ("query", "members"), ("row", "0")).text


def test_an_article_in_a_row_is_called_by_its_title(site: Site) -> None:
    found = receipt(site, ("query", "summits"), ("row", "1"))
    (title,) = site.labels(["https://w3id.org/pactgraph/article/today-az-2022-01-18"]).values()
    assert title in " ".join(found.text.split())


def test_what_has_no_words_is_told_apart_in_sparql() -> None:
    (line,) = indented(["nothing is there of “{ ?a pact:end ?b }”, and “so” it is"])
    assert line.text == "nothing is there of a pattern of the query, and “so” it is"
    assert line.patterns == ["{ ?a pact:end ?b }"]
    macros = Renderer()._environment.get_template("receipt_parts.html").module
    shown = Page(str(macros.lines([line])))  # type: ignore[attr-defined]
    assert " ".join(shown.text.split()).startswith(line.text)
    assert shown.all("details")
    assert "{ ?a pact:end ?b }" in shown.text


def test_words_that_are_few_are_excused_once() -> None:
    found = receipt(site_without_texts(), ("query", "totals"), ("row", "3"))
    assert found.text.count("not at hand") == 1
