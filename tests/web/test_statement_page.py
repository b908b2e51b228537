"""The page of a statement: whether it is there, every passage that words it, who says otherwise."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple
from site_worlds import (
    Page,
    ask,
    good_page,
)
from why_worlds import HARBOUR, followed, shared_link

from pactgraph.disagreement.reading import read_findings
from pactgraph.errors import BadInput
from pactgraph.namespaces import ID, PACT
from pactgraph.web.site import Site
from pactgraph.web.statement.written_terms import literal_of
from pactgraph.web.urls import written

SAMPLE = 60
"""Every so many statements of passages one is looked at."""


def terms(*words: str) -> tuple[tuple[str, str], ...]:
    return tuple(zip("spo", words, strict=True))


def of(triple: Triple) -> tuple[tuple[str, str], ...]:
    return terms(*(written(term) for term in triple))  # type: ignore[arg-type]


def statement(site: Site, *query: tuple[str, str]) -> Page:
    """Return the page of a statement, which is well made and harmless."""
    return good_page(site, "statement", *query)


def document(site: Site, *query: tuple[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(ask(site, "statement", *query, format="json").body)
    return told


def test_every_passage_that_words_a_statement_is_on_its_page(site: Site) -> None:
    rows = site.rows(
        "SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } ?g a pact:Passage } "
        "ORDER BY STR(?s) STR(?p) STR(?o)"
    ).rows[::SAMPLE]
    assert len(rows) > 10
    for row in rows:
        triple = Triple(*row)  # type: ignore[arg-type]
        wording = site.rows(
            f"SELECT ?g ?line {{ GRAPH ?g {{ {' '.join(map(str, triple))} }} "
            "?g a pact:Passage ; pact:inLine ?line }"
        )
        found, told = statement(site, *of(triple)), document(site, *of(triple))
        assert told["holds"]
        cited = {one["passage"] for one in told["proofs"][0]["wordings"]}
        assert cited == {passage.value for passage, _ in wording}  # type: ignore[union-attr]
        assert told["lines"] == len({line for _, line in wording})
        for passage, _ in wording:
            assert site.urls.page(passage.value) in found.links  # type: ignore[union-attr]
        many = "passage" if len(cited) == 1 else "passages"
        assert f"{len(cited)} {many} of " in found.text


def test_a_derived_statement_is_proved_down_to_its_leaves(site: Site) -> None:
    asked = terms("id:eapc", "<http://purl.org/dc/terms/replaces>", "id:nacc")
    text = " ".join(statement(site, *asked).text.split())
    assert "No article says it in so many words: it follows. It rests on 1 passage" in text
    assert text.index("always means also") < text.index("in the words")
    (proof, *_) = document(site, *asked)["proofs"]
    depth = 0
    while proof["proof"] == "derived":
        proof, depth = proof["premises"][0], depth + 1
    assert depth == 3
    assert proof["proof"] == "worded"


def test_other_proofs_are_told_and_are_others(site: Site) -> None:
    told = document(site, *terms("id:nato", "a", "pact:Agent"))
    assert len(told["proofs"]) > 1
    steps = [
        (proof.get("rule", {}).get("name"), json.dumps(proof.get("premises")))
        for proof in told["proofs"]
    ]
    assert len(set(steps)) == len(steps)
    assert "Other ways to it" in statement(site, *terms("id:nato", "a", "pact:Agent")).text


def test_who_claims_a_statement_is_told_apart_from_the_graph(tiny: Site) -> None:
    asked = terms("harbour-2019-05-02/thing/loan", "pact:contributor", "id:tirra")
    told = document(tiny, *asked)
    assert not told["holds"]
    assert not told["proofs"]
    (claim,) = told["claims"]
    (wording,) = claim["wordings"]
    assert wording["passage"] == f"{HARBOUR}#char=274,373"
    assert wording["voices"][0]["speakers"] == [ID["bram-tolk"].value]
    found = statement(tiny, *asked)
    assert "It is not in the graph" in found.text
    assert "Still, it is claimed" in found.text
    assert "Said by Bram Tolk" in found.text
    assert tiny.urls.page(f"{HARBOUR}#char=274,373") in found.links


def test_every_claimed_statement_is_claimed_on_its_page(site: Site) -> None:
    claimed = site.kg.run("claims")
    for row in claimed.terms.rows[::12]:
        cell = dict(zip(claimed.variables, row, strict=True))
        triple = Triple(cell["subject"], cell["property"], cell["value"])  # type: ignore[arg-type]
        speaker = cell["speaker"].value  # type: ignore[union-attr]
        claims = document(site, *of(triple))["claims"]
        heard = [v["speakers"] for c in claims for w in c["wordings"] for v in w["voices"]]
        assert speaker in [one for speakers in heard for one in speakers]


def test_every_denied_statement_is_denied_on_its_page(site: Site) -> None:
    denied = site.kg.run("denials")
    assert len(denied)
    for row in denied.terms:
        cell = dict(zip(denied.variables, row, strict=True))
        parts = (cell[f"denied{part}"] for part in ("Subject", "Relation", "Object"))
        triple = Triple(*parts)  # type: ignore[arg-type]
        told = document(site, *of(triple))
        assert not told["holds"]
        by = None if cell["speaker"] is None else cell["speaker"].value  # type: ignore[union-attr]
        assert by in [one["speaker"] for one in told["denials"]]
        found = statement(site, *of(triple))
        assert "Who denies it" in found.text
        for one in told["denials"]:
            assert site.urls.page(one["passage"]) in found.links


def test_what_a_statement_stands_against_is_told(site: Site) -> None:
    for one in read_findings(site.kg.engine)[::3]:
        for said in one.statements:
            triple = Triple(said.subject.term, said.property.term, said.value.term)  # type: ignore[arg-type]
            told = document(site, *of(triple))
            assert (one.iri, said.side) in [
                (f["finding"], f["side"]) for f in told["disagreements"]
            ]
        found = statement(site, *of(triple))
        assert site.urls.disagreement(one.iri) in found.links


def test_what_is_not_there_is_no_error_and_what_comes_near_it_is_told(tiny: Site) -> None:
    asked = terms("id:maristan", "pact:memberOf", "id:council-of-lagoons")
    answered = ask(tiny, "statement", *asked)
    assert answered.status == 200
    told = document(tiny, *asked)
    assert not told["holds"]
    assert told["near"]
    found = statement(tiny, *asked)
    assert "No article states it, and it follows from nothing that they state." in " ".join(
        found.text.split()
    )
    links = [link for link in found.links if link.startswith("/statement?")]
    near = [link for link in links if not link.endswith("format=json")]
    assert len(near) == len(told["near"])
    for link in near:
        assert "It is in the graph" in followed(tiny, link).text


def test_a_view_tells_whether_it_holds_then_and_what_is_left_out(tiny: Site) -> None:
    asked = terms("id:tirra", "pact:contributesTo", "id:operation-clear-water")
    whole = document(tiny, *asked)
    assert whole["holds"]
    assert whole["view"] is None
    assert whole["times"]
    assert document(tiny, *asked, ("as-of", "2017-01-01"))["holds"]
    before = document(tiny, *asked, ("as-of", "2001-01-01"))
    assert not before["holds"]
    assert before["leftOut"]
    found = statement(tiny, *asked, ("as-of", "2001-01-01"))
    assert "It is not in this view of the graph" in found.text
    assert before["leftOut"][0]["reason"] in found.text
    operation = ID["operation-clear-water"]
    assert tiny.urls.statement(Triple(ID.tirra, PACT.contributesTo, operation)) in found.links


def test_since_when_it_is_known_is_so_in_the_views(tiny: Site) -> None:
    known = 0
    for asked in (
        terms("id:council-of-lagoons-founding", "pact:place", "id:port-selm"),
        terms("id:tirra", "pact:contributesTo", "id:operation-clear-water"),
        terms("harbour-2019-05-02/thing/meeting", "pact:participant", "id:oda-vell"),
    ):
        told = document(tiny, *asked)
        since = told["knownSince"]["published"]
        assert f"Known since {since}" in statement(tiny, *asked).text
        day = date.fromisoformat(since)
        assert document(tiny, *asked, ("known-by", since))["holds"]
        eve = (day - timedelta(days=1)).isoformat()
        known += not document(tiny, *asked, ("known-by", eve))["holds"]
    assert known == 3


def test_a_shared_link_gives_the_same_page(tiny: Site) -> None:
    asked = terms("id:tirra-council-of-lagoons-membership", "pact:begin", '"1996"^^xsd:gYear')
    for view in ((), (("as-of", "2017-01-01"),)):
        found = statement(tiny, *asked, *view)
        again = followed(tiny, shared_link(found))
        assert again.text == found.text
        assert shared_link(again) == shared_link(found)


@pytest.mark.parametrize(
    "asked",
    [
        terms("id:tirra", "rdfs:label", '"Tirra"@en'),
        terms("<https://w3id.org/pactgraph/id/tirra>", "<http://www.w3.org/2000/01/rdf-schema#label>",
              '"\\u0054irra"@en'),
        terms("https://w3id.org/pactgraph/id/tirra", "a", "pact:State"),
        terms("id:tirra-council-of-lagoons-membership", "pact:begin",
              '"1996"^^<http://www.w3.org/2001/XMLSchema#gYear>'),
        terms("harbour-2019-05-02/thing/rangers", "pact:value", '"040"^^xsd:integer'),
    ],
)  # fmt: skip
def test_terms_are_taken_as_people_write_them(
    tiny: Site, asked: tuple[tuple[str, str], ...]
) -> None:
    assert document(tiny, *asked)["holds"]


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ((), "s="),
        (terms("id:tirra", "rdfs:label", "")[:2], "s="),
        (terms("Tirra", "a", "pact:State"), "s"),
        (terms("javascript:alert(1)", "a", "pact:State"), "s"),
        (terms("data:text/html,x", "a", "pact:State"), "s"),
        (terms("id:tirra", "pact:begin> ?x } #", "pact:State"), "p"),
        (terms("id:tirra", '"words"', "pact:State"), "p"),
        (terms("id:tirra", "a", '"half'), "o"),
        (terms("id:tirra", "a", '"x"@'), "o"),
        (terms("id:tirra", "a", '"x"^^nothing'), "o"),
        (terms("id:tirra", "a", '"\\uD800"'), "o"),
        (terms("id:tirra", "a", '"\\U00110000"'), "character"),
        (terms("id:tirra", "a", '"\\q"'), "escape"),
        (terms("id:tirra", "a", "bare words"), "o"),
        (terms("id:tirra", "a", '"' + "x" * 30_000 + '"'), "o"),
        ((*terms("id:tirra", "a", "pact:State"), ("as-of", "never")), "as-of"),
    ],
)
def test_what_is_no_statement_is_refused_by_name(
    tiny: Site, asked: tuple[tuple[str, str], ...], named: str
) -> None:
    with pytest.raises(BadInput, match=named):
        ask(tiny, "statement", *asked)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, "en", "en-gb"]))
def test_what_n_triples_writes_is_read_back(words: str, language: str | None) -> None:
    literal = Literal(words, language=language) if language else Literal(words)
    assert literal_of(str(literal)) == literal


def test_a_literal_cannot_break_out_of_the_queries(tiny: Site) -> None:
    for words in ('x" } UNION { ?s ?p ?o } #', "\\", "\n", "' } #", "\u2028"):
        told = document(tiny, *terms("id:tirra", "rdfs:label", str(Literal(words))))
        assert not told["holds"]
        assert not told["claims"]
        assert told["statement"]["object"]["value"] == words


def test_hostile_words_are_shown_as_words(hostile: Site) -> None:
    label = hostile.rows("SELECT ?label { id:tirra rdfs:label ?label }").rows[0][0]
    unit = hostile.rows("SELECT ?unit { GRAPH ?claim { ?x pact:unit ?unit } ?claim a pact:Claim }")
    boats = NamedNode(f"{HARBOUR}/thing/boats")
    for asked in (
        terms("id:tirra", "rdfs:label", written(label)),  # type: ignore[arg-type]
        terms(f"<{boats.value}>", "pact:unit", written(unit.rows[0][0])),  # type: ignore[arg-type]
        terms("harbour-2019-05-02/thing/loan", "pact:contributor", "id:tirra"),
        terms("id:tirra-council-of-lagoons-membership", "pact:begin", '"1996"^^xsd:gYear'),
        terms("id:x", "id:script", '"<script>alert(1)</script>"'),
    ):
        found = statement(hostile, *asked)
        assert "\u202e" not in found.text
        assert any(w in found.text for w in ("onerror", "<script>alert(1)</script>", "1996"))
