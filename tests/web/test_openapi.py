"""The OpenAPI document: valid, whole, and the same as the heads of the queries and the routes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi_spec_validator import validate
from query_sites import ORIGIN, document

from pactgraph.web.api.openapi import openapi_document
from pactgraph.web.api.route_words import ANSWER, VIEW, WORDS
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES
from pactgraph.web.routes import ROUTES
from pactgraph.web.site import Site


@pytest.fixture(scope="module")
def described(site: Site) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(document(site, "openapi", "openapi").body)
    return found


def resolved(described: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found = described
    for step in part["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def test_it_is_valid(described: dict[str, Any]) -> None:
    validate(described)
    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": ORIGIN}]


def test_every_route_is_described(described: dict[str, Any]) -> None:
    assert set(WORDS) == {route.name for route in ROUTES}
    known = {
        operation["operationId"].partition(".")[0]
        for path in described["paths"].values()
        for operation in path.values()
    }
    assert known == {route.name for route in ROUTES} | {"sparql", "health"}


def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [o["operationId"] for path in described["paths"].values() for o in path.values()]
    assert len(names) == len(set(names))


def test_a_query_is_described_as_its_head_says(site: Site, described: dict[str, Any]) -> None:
    for name, stored in site.kg.queries.items():
        operation = described["paths"][f"/queries/{name}"]["get"]
        taken = [resolved(described, one) for one in operation["parameters"]]
        by_name = {one["name"]: one for one in taken}
        general = [one.name for one in (*ANSWER, *VIEW)]
        assert list(by_name) == [*(p.name for p in stored.parameters), *general]
        for parameter in stored.parameters:
            told = by_name[parameter.name]
            assert told["required"] == parameter.required
            assert told["schema"].get("enum", []) == list(parameter.choices)
            assert parameter.example is None or told["example"] == parameter.example
            if parameter.type == "date":
                assert told["schema"]["format"] == "date"
        is_graph = stored.form == "CONSTRUCT"
        answer = resolved(described, operation["responses"]["200"])
        types = {FORMATS[form].media_type for form in (TRIPLES if is_graph else ROWS)}
        assert types | {"text/html"} <= set(answer["content"])
        by_ending = described["paths"][f"/queries/{name}.{{extension}}"]["get"]
        ending = by_ending["parameters"][0]["schema"]["enum"]
        endings = [FORMATS[form].extension for form in (TRIPLES if is_graph else ROWS)]
        assert ending == endings + ([] if is_graph else ["json"])


def test_errors_are_problems(described: dict[str, Any]) -> None:
    for path in described["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if status >= "400" and operation["operationId"] != "health":
                    content = resolved(described, answer)["content"]
                    schema = resolved(described, content["application/problem+json"]["schema"])
                    assert {"type", "title", "status"} <= set(schema["required"])


def test_it_changes_with_the_queries(site: Site) -> None:
    some = [site.kg.queries["summits"]]
    made = openapi_document(some, ORIGIN, "0")
    asked = [path for path in made["paths"] if path.startswith("/queries/")]
    assert asked == ["/queries/summits", "/queries/summits.{extension}"]


def test_the_page_for_programs_tells_every_path(site: Site) -> None:
    page = document(site, "api", "html").body.decode()
    for route in ROUTES:
        assert route.path.replace(":path", "").replace(":name", "") in page
    for words in (*ANSWER, *VIEW):
        assert f"<code>{words.name}</code>" in page
    assert f'curl "{ORIGIN}/queries/' in page
