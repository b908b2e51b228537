"""Views that pages ask for: kept open for the next page, closed when others are wanted."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from site_worlds import ask, tiny_site

from pactgraph.errors import BadInput, PactgraphError
from pactgraph.web.document import DocumentRequest
from pactgraph.web.open_views import MOST
from pactgraph.web.site import Site


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = tiny_site(tmp_path_factory.mktemp("views") / "store")
    yield site
    site.close()


def on(day: str, **more: str) -> DocumentRequest:
    return DocumentRequest("page", query=(("as-of", day), *more.items()))


def children() -> set[str]:
    own = os.getpid()
    return set(Path(f"/proc/{own}/task/{own}/children").read_text().split())


def test_the_same_view_is_opened_once(tiny: Site) -> None:
    first, again = tiny.seen(on("2015")), tiny.seen(on("2015-12-31", certainty="certain"))
    assert first.kg is again.kg
    assert first.heading == again.heading
    assert tiny.seen(on("2015", certainty="possible")).kg is not first.kg
    assert tiny.seen(DocumentRequest("page")).kg is tiny.kg


def test_a_view_knows_the_queries_that_the_whole_graph_has_read(tiny: Site) -> None:
    assert tiny.seen(on("2015")).kg.queries is tiny.kg.queries


def test_what_falls_out_is_closed_with_its_process(tiny: Site) -> None:
    tiny.kg.ask("ASK { ?a ?b ?c }")
    before = children()
    for year in range(2001, 2001 + 3 * MOST):
        assert tiny.seen(on(str(year))).kg.ask("ASK { ?a ?b ?c }")
    assert len(children() - before) == MOST


@pytest.mark.parametrize(
    "given",
    ["0000", "10000-01-01", "-0001", "2020-02-30", "20201231", "١٩٩٩", "x" * 9999, "2020-01-01T00"],
)
def test_days_outside_the_calendar_are_refused(tiny: Site, given: str) -> None:
    with pytest.raises(BadInput, match="as-of cannot be") as caught:
        tiny.seen(on(given))
    assert len(caught.value.message) < 200


def test_the_first_and_the_last_day_are_days(tiny: Site) -> None:
    assert tiny.seen(on("0001-01-01")).heading
    assert tiny.seen(on("9999-12-31")).heading


@pytest.mark.parametrize(
    ("route", "query", "path"),
    [
        ("page", (("as-of", "soon"),), {"local": "id/nato"}),
        ("page", (("certainty", "possible"),), {"local": "id/nato"}),
        ("query", (("asOf", "2015-01-01"), ("as-of", "2016")), {"name": "state-on-date"}),
        ("query", (), {"name": "no-such-query"}),
        ("receipt", (("query", "state-on-date"), ("row", "0")), {}),
    ],
)
def test_no_hint_speaks_of_the_command_line(
    site: Site, route: str, query: tuple[tuple[str, str], ...], path: dict[str, str]
) -> None:
    with pytest.raises(PactgraphError) as caught:
        ask(site, route, *query, path=path, format="srj" if route == "query" else "html")
    assert caught.value.hint
    assert "--" not in caught.value.message + caught.value.hint
    assert "pactgraph " not in caught.value.hint
