"""The page of an error: it has the site's header, and leads on."""

from __future__ import annotations

import pytest
from site_worlds import Page, assert_well_made, page

from pactgraph.server.error_page import error_reply
from pactgraph.server.exchange import Exchange
from pactgraph.server.limits import HttpLimits
from pactgraph.server.problems import Problem
from pactgraph.web.site import Site


def refused(problem: Problem, *, is_project: bool = True) -> Page:
    """Return the page that a browser gets of a problem."""
    scope = {
        "method": "GET",
        "raw_path": b"/nowhere",
        "query_string": b"",
        "http_version": "1.1",
        "headers": [(b"accept", b"text/html")],
    }

    async def nothing(*_: object) -> dict[str, object]:
        return {}

    exchange = Exchange(scope, nothing, nothing, HttpLimits())
    reply = error_reply(exchange, problem, is_project=is_project)
    assert reply.status == problem.status
    return Page(bytes(reply.body).decode())


@pytest.mark.parametrize("status", [400, 404, 406, 503])
def test_it_has_the_header_of_every_page(site: Site, status: int) -> None:
    found = refused(Problem(status, "it cannot be had", hint="ask again"))
    assert_well_made(found)
    whole = page(site, "articles")
    menu = [one.href for one in site.menu]
    assert [link for link in found.links if link in menu] == 2 * menu
    assert [link for link in whole.links if link in menu] == 2 * menu
    (search,) = found.all("form")
    assert search == next(one for one in whole.all("form") if one["role"] == "search")
    assert "ask again" in found.text


def test_a_server_of_files_leads_to_what_it_has() -> None:
    found = refused(Problem(404, "there is no such page"), is_project=False)
    assert {link for link in found.links if link.startswith("/")} == {"/", "/editor"}
    assert not found.all("form")
