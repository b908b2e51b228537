"""Requests to the reconciliation service that are wrong, or mean ill: told so, or answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reconciliation_answers import checked
from site_worlds import ask

from pactgraph.errors import BadInput
from pactgraph.web.reconciliation.asked import MOST_PROPERTIES, read_batch, read_extension
from pactgraph.web.reconciliation.manifest import BATCH
from pactgraph.web.reconciliation.service import MOST_IDS
from pactgraph.web.site import Site

REFERENCES = st.fixed_dictionaries({"id": st.text()}, optional={"name": st.text()})
VALUES = st.one_of(
    st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans(),
    REFERENCES,
)  # fmt: skip
PIDS = st.one_of(
    st.text(),
    st.sampled_from(["name", "memberOf", "^memberOf", "date", "rdf:type", "skos:exactMatch"]),
)
CONDITIONS = st.fixed_dictionaries({"pid": PIDS, "v": st.one_of(VALUES, st.lists(VALUES))})
TYPES = st.one_of(st.text(), st.sampled_from(["Person", "pact:State", "foaf:Agent"]))
WORDS = st.one_of(
    st.text(),
    st.sampled_from(['"} UNION { ?s ?p ?o', "id:", "https://w3id.org/pactgraph/id/", "Tirra", "^"]),
)
QUERIES = st.fixed_dictionaries(
    {"query": WORDS},
    optional={
        "type": st.one_of(TYPES, st.lists(TYPES)),
        "limit": st.integers(min_value=1),
        "properties": st.lists(CONDITIONS, max_size=5),
        "type_strict": st.sampled_from(["any", "should", "all"]),
    },
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text(), st.sampled_from(["query", "properties", "ids", "id", "pid", "v"])),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(batch=st.dictionaries(st.text(), QUERIES, max_size=3))
def test_whatever_is_in_a_table_is_answered(tiny: Site, batch: dict[str, Any]) -> None:
    """Each query gets an answer of its own, and what is sure is one thing."""
    document = ask(tiny, "reconcile", ("queries", json.dumps(batch)), format="json")
    answer = json.loads(document.body)
    if batch:
        checked("Candidates", document.body)
        assert list(answer) == list(batch)
        for one in answer.values():
            assert sum(candidate["match"] for candidate in one["result"]) <= 1


@settings(max_examples=40, deadline=None)
@given(ids=st.lists(st.text(), max_size=4), pids=st.lists(PIDS, max_size=4))
def test_whatever_is_to_be_extended_is_answered(
    tiny: Site, ids: list[str], pids: list[str]
) -> None:
    asked = {"ids": ids, "properties": [{"id": one} for one in pids]}
    document = ask(tiny, "reconcile", ("extend", json.dumps(asked)), format="json")
    answer = checked("Extended", document.body)
    assert set(answer["rows"]) == set(ids)
    assert [one["id"] for one in answer["meta"]] == list(dict.fromkeys(pids))


@settings(max_examples=80, deadline=None)
@given(content=ANYTHING, name=st.sampled_from(["queries", "extend"]))
def test_any_other_json_is_told_to_be_wrong_or_answered(
    tiny: Site, content: object, name: str
) -> None:
    try:
        document = ask(tiny, "reconcile", (name, json.dumps(content)), format="json")
    except BadInput as error:
        told = error.message
    else:
        told = name if json.loads(document.body) is not None else ""
    assert told.startswith(name)


@settings(max_examples=60, deadline=None)
@given(prefix=st.text(), kind=st.sampled_from(["entity", "type", "property"]))
def test_whatever_is_typed_gets_suggestions(tiny: Site, prefix: str, kind: str) -> None:
    query = ("prefix", prefix)
    document = ask(tiny, "reconcile_suggest", query, path={"kind": kind}, format="json")
    checked("Suggestions", document.body)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"q0": {"query": "a"}', "line 1, column 22"),
        ('{\n"q0": nope}', "line 2, column 7"),
        ('{"q0": "NATO"}', "queries.q0 is no object"),
        ('{"q0": {}}', "queries.q0 has neither 'query' nor 'properties'"),
        ('{"q0": {"properties": []}}', "queries.q0 has neither"),
        ('{"q0": {"query": 7}}', "queries.q0.query is no text"),
        ('{"q0": {"query": "a", "limit": 0}}', "queries.q0.limit is no positive number"),
        ('{"q0": {"query": "a", "limit": true}}', "queries.q0.limit"),
        ('{"q0": {"query": "a", "limit": NaN}}', "number"),
        ('{"q0": {"query": "a", "type": 7}}', "queries.q0.type is no text"),
        ('{"q0": {"query": "a", "type_strict": "maybe"}}', "queries.q0.type_strict is none of"),
        ('{"q0": {"query": "a", "properties": {}}}', "queries.q0.properties is no array"),
        ('{"q0": {"query": "a", "properties": [{"v": 1}]}}', "properties[0] has no 'pid'"),
        ('{"q0": {"query": "a", "properties": [{"pid": "p"}]}}', "properties[0] has no 'v'"),
        ('{"q0": {"query": "a", "properties": [{"pid": "p", "v": {}}]}}', "v has no 'id'"),
        ('{"q0": {"query": "a", "properties": [{"pid": "p", "v": null}]}}', "v is no text"),
        ('{"q0": {"query": "\\ud800"}}', "surrogate"),
        ("[" * 200_000, "nested"),
        ('{"q0": {"query": "a", "limit": ' + "9" * 5000 + "}}", "number"),
    ],
)
def test_what_is_wrong_in_a_batch_is_told_with_its_place(text: str, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_batch(text)
    assert says in caught.value.message
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"ids": []}, "extend has no 'properties'"),
        ({"ids": "nato", "properties": []}, "extend.ids is no array"),
        ({"ids": [7], "properties": []}, "extend.ids[0] is no text"),
        ({"ids": [], "properties": ["name"]}, "extend.properties[0] is no object"),
        ({"ids": [], "properties": [{}]}, "extend.properties[0] has no 'id'"),
        ({"ids": [], "properties": [{"id": str(n)} for n in range(MOST_PROPERTIES + 1)]},
         f"{MOST_PROPERTIES} are taken"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_extension_is_told_with_its_place(content: object, says: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_extension(json.dumps(content))
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("reconcile", {}),
        ("reconcile_suggest", {"kind": "entity"}),
        ("reconcile_properties", {}),
        ("reconcile_preview", {}),
    ],
)
def test_no_view_is_offered(tiny: Site, route: str, path: dict[str, str]) -> None:
    """Whoever asks for one would take the answer for that of the day."""
    with pytest.raises(BadInput, match="not from a view: as-of"):
        ask(tiny, route, ("as-of", "2018"), path=path)


def test_a_request_that_is_too_large_is_told_to_come_in_parts(tiny: Site) -> None:
    many = {str(n): {"query": "Tirra"} for n in range(BATCH + 1)}
    too_many = {"ids": [str(n) for n in range(MOST_IDS + 1)], "properties": []}
    for name, content in (("queries", many), ("extend", too_many)):
        refused = ask(tiny, "reconcile", (name, json.dumps(content)), format="json")
        assert refused.status == 413
        assert refused.content_type == "application/problem+json"
        assert "several requests" in json.loads(refused.body)["hint"]
