"""Generated requests against a real server: what it answers is what its description says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from gateway_world import Server, serving
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

import pactgraph

REPOSITORY = Path(__file__).parent.parent.parent
TINY = REPOSITORY / "tests" / "fixtures" / "tiny"
ASKED = ("contributions", "describe", "disagreements", "timeline")
EXAMPLES = 1
DAY = "2018"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server of a small project with a few of the repository's own queries."""
    root = tmp_path_factory.mktemp("described") / "tiny"
    shutil.copytree(TINY, root)
    for name in ASKED:
        shutil.copy(REPOSITORY / "queries" / f"{name}.rq", root / "queries")
    with pactgraph.open(root) as kg:
        for certainty in ("certain", "possible"):
            kg.view(as_of=DAY, certainty=certainty).close()
    pages = {"pages": {"least": 1}}
    with serving(
        root, tmp_path_factory.mktemp("errors"), "--workers", "1", limits=pages
    ) as running:
        yield running


@pytest.fixture(scope="module")
def operations(site: Server) -> list[Any]:
    """Return what the server's description says can be asked."""
    load_all_checks()
    schema = schemathesis.openapi.from_dict(site.ask("/openapi.json").json)
    schema.config.update(base_url=site.url)
    return [operation.ok() for operation in schema.get_all_operations()]


def on_a_day_at_hand(case: Any) -> None:
    """Give a good day as one whose view is there: each new one would have to be built."""
    query = case.query or {}
    for name in ("as-of", "known-by"):
        if re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", str(query.get(name))):
            query.update({"as-of": DAY})
            query.pop("known-by", None)


def test_generated_requests_are_answered_as_described(operations: list[Any]) -> None:
    """No generated request gives a 5xx, or what the description does not know."""
    wrong: dict[str, str] = {}
    asked: set[str] = set()
    failed: list[str] = []

    def ask(case: Any) -> None:
        on_a_day_at_hand(case)
        response = case.call(timeout=20, allow_redirects=False)
        if response.status_code in (503, 504):
            # A busy machine: a client that is told so comes again.
            response = case.call(timeout=20, allow_redirects=False)
        asked.add(case.operation.label)
        if response.status_code >= 500:
            failed.append(f"{response.status_code} {response.request.url}")
        case.validate_response(response, checks=CHECKS)

    for operation in operations:
        for mode in GenerationMode:
            run = settings(
                max_examples=EXAMPLES,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )(given(operation.as_strategy(generation_mode=mode))(ask))
            try:
                run()
            except Unsatisfiable:
                # What takes no parameter cannot be asked wrongly.
                assert mode is GenerationMode.NEGATIVE
            except FailureGroup as group:
                wrong[operation.label] = "; ".join(map(str, group.exceptions))
    assert not failed
    assert not wrong
    assert asked == {operation.label for operation in operations}
    assert len(asked) > 30


NAMES = (
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/members",
    "members%00",
    "members%00.csv",
    "/etc/passwd",
    "CON",
    "x" * 5000,
    "members/",
    "members.rq",
    "..\\members",
)


@pytest.mark.parametrize("name", NAMES, ids=[name[:20] for name in NAMES])
def test_a_name_leads_to_no_file(site: Server, name: str) -> None:
    answer = site.ask(f"/queries/{name}", headers={"Accept": "text/csv"})
    assert answer.status == 404
    assert b"root:" not in answer.body
    assert b"SELECT" not in answer.body
    assert str(REPOSITORY).encode() not in answer.body


def test_one_answer_by_accept_by_extension_and_kept(site: Server) -> None:
    named = site.ask("/queries/members", headers={"Accept": "text/csv"})
    ending = site.ask("/queries/members.csv")
    assert named.status == ending.status == 200
    assert named.body == ending.body
    assert named.media_type == ending.media_type == "text/csv"
    assert ending.headers["content-disposition"] == 'attachment; filename="members.csv"'
    assert "content-disposition" not in named.headers
    again = site.ask("/queries/members.csv", headers={"If-None-Match": ending.headers["etag"]})
    assert again.status == 304


def test_json_is_what_a_program_asks_for(site: Server) -> None:
    asked = site.ask("/queries/members", headers={"Accept": "application/json"})
    assert asked.media_type == "application/json"
    ending = site.ask("/queries/members.json")
    assert ending.media_type == "application/sparql-results+json"
    assert asked.json == ending.json
    graph = site.ask("/queries/describe.json?entity=Vespera")
    assert graph.media_type in ("application/ld+json", "application/problem+json")


def test_an_error_is_a_problem_and_in_a_browser_a_page(site: Server) -> None:
    path = "/queries/contributions?contributor=%3Cscript%3Ealert(1)%3C%2Fscript%3E"
    problem = site.ask(path, headers={"Accept": "text/csv"})
    assert problem.status == 400
    assert problem.media_type == "application/problem+json"
    assert "contributor" in problem.json["title"]
    page = site.ask(path, headers={"Accept": "text/html"})
    assert page.status == 400
    assert page.media_type == "text/html"
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert" in page.text
    wrong = site.ask("/queries/members", headers={"Accept": "text/turtle"})
    assert wrong.status == 406
    assert wrong.media_type == "application/problem+json"
