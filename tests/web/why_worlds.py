"""Links of the pages that show why, followed."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from site_worlds import Page, ask

from pactgraph.web.site import Site

ARTICLE = "https://w3id.org/pactgraph/article/"
HARBOUR = f"{ARTICLE}harbour-2019-05-02"


def followed(site: Site, url: str, format_name: str = "html") -> Page:
    """Return the page that a link of these pages leads to."""
    parts = urlsplit(url)
    route = parts.path.strip("/")
    path = {}
    if route.startswith("page/disagreement/"):
        path, route = {"name": route.rpartition("/")[2]}, "disagreement_page"
    query = parse_qsl(parts.query, keep_blank_values=True)
    return Page(ask(site, route, *query, path=path, url=url, format=format_name).body.decode())


def shared_link(page: Page) -> str:
    """Return the link that a page offers to be shared."""
    (link,) = [str(one["value"]) for one in page.all("input") if one.get("id") == "link"]
    (button,) = [one for one in page.all("button") if "data-copy" in one]
    assert button["data-copy"] == link
    return link
