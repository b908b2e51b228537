"""Worlds for the pages that show why: a tiny project whose names, gists and claims are hostile."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from site_worlds import HOSTILE, TINY, Page, ask

import pactgraph
from pactgraph.web.site import Site

ARTICLE = "https://w3id.org/pactgraph/article/"
HARBOUR = f"{ARTICLE}harbour-2019-05-02"


def hostile_world(folder: Path) -> Site:
    """Return a tiny site in which what is said, and by whom, is written as an attack."""
    root = Path(shutil.copytree(TINY, folder / "hostile"))
    things = root / "data/entities/things.ttl"
    article = root / "data/articles/harbour-2019-05-02.trig"
    for path, old, new in (
        (things, 'rdfs:label "Tirra"@en', f'rdfs:label "{HOSTILE}\\u202Egnp"@en'),
        (things, 'rdfs:label "Bram Tolk"@en', f'rdfs:label "{HOSTILE}"@en'),
        (article, '"Tirra is to put 3 boats at their disposal no later than 2021."',
         f'"{HOSTILE}"'),
        (article, 'pact:unit "boats"', f'pact:unit "{HOSTILE}"'),
        (article, "GRAPH <harbour-2019-05-02/claim/three-boats> {",
         "GRAPH <harbour-2019-05-02/claim/three-boats> {\n"
         "  <javascript:alert(1)> a pact:Count ."),
    ):  # fmt: skip
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    # With the texts, the check of the words would let none of this into a store.
    texts = folder / "texts"
    texts.mkdir()
    kg = pactgraph.open(root, folder / "store", texts, say=lambda line: None)
    assert kg.store is not None
    return Site(kg, version=kg.store.manifest.digest[:16])


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
