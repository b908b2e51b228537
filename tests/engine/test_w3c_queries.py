"""The W3C's own queries: the guard lets all through but SERVICE, and columns are read right."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph
import pytest

from pactgraph.engine.guard import check
from pactgraph.engine.outline import outline
from pactgraph.errors import BadQuery

pytestmark = pytest.mark.w3c


@pytest.fixture(scope="module")
def valid_queries(w3c_dir: Path) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    """Return each query that the engine takes, with the columns of its answer if it has rows."""
    store = pyoxigraph.Store()
    found = {}
    for path in sorted((w3c_dir / "sparql").rglob("*.rq")):
        text = path.read_text("utf-8")
        if "SERVICE" in text.upper():
            found[str(path)] = (text, None)
            continue
        try:
            answer = store.query(text, base_iri="http://example.org/")
        except (SyntaxError, RuntimeError):  # invalid, or a function of the test's own
            continue
        columns = None
        if isinstance(answer, pyoxigraph.QuerySolutions):
            columns = tuple(variable.value for variable in answer.variables)
        found[str(path)] = (text, columns)
    return found


def test_only_service_is_refused(
    valid_queries: dict[str, tuple[str, tuple[str, ...] | None]],
) -> None:
    assert len(valid_queries) > 600
    wrong = []
    for name, (text, _) in valid_queries.items():
        try:
            check(text)
            refused = False
        except BadQuery:
            refused = True
        if refused != ("SERVICE" in text.upper()):
            wrong.append(name)
    assert wrong == []


def test_columns_are_those_of_the_projection(
    valid_queries: dict[str, tuple[str, tuple[str, ...] | None]],
) -> None:
    read = {
        name: (outline(text).projection, columns)
        for name, (text, columns) in valid_queries.items()
        if columns is not None and "*" not in text
    }
    assert len(read) > 300
    assert {name: pair for name, pair in read.items() if pair[0] != pair[1]} == {}
