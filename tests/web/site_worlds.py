"""Sites for the tests of pages, documents asked of them, and a reader of what they say."""

from __future__ import annotations

import json
import shutil
import tempfile
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import pactgraph
from pactgraph.build import build
from pactgraph.source.project import Project
from pactgraph.web.answering import answer
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import GraphSite, Site

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "fixtures" / "tiny"

_KEPT: list[tempfile.TemporaryDirectory[str]] = []

HOSTILE = "<img src=x onerror=alert(1)></script><b>{{7*7}}"
"""A name as somebody with bad intentions would choose it."""


@cache
def repository_site() -> Site:
    """Return the site of this repository's graph: one for all tests, never closed.

    It is built here: what a checkout holds may be of an earlier state of the code.
    """
    return _site(pactgraph.open(ROOT, _store()))


@cache
def site_without_texts() -> Site:
    """Return the site of this repository's graph on a machine that has no article's text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PACTGRAPH_ARTICLES", raising=False)
        return _site(pactgraph.open(ROOT, _store()))


@cache
def _store() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="pactgraph-site-")
    _KEPT.append(folder)
    store = Path(folder.name) / "store"
    build(Project(ROOT), store=store)
    return store


def tiny_site(store: Path) -> Site:
    """Return the site of the tiny project, whose texts are at hand."""
    return _site(pactgraph.open(TINY, store, TINY / "texts"))


def hostile_site(folder: Path) -> Site:
    """Return the site of a tiny project in which all that people write is an attack.

    Things, gists, units, a claim and a query are called badly.
    """
    root = Path(shutil.copytree(TINY, folder / "hostile"))
    things = root / "data/entities/things.ttl"
    article = root / "data/articles/harbour-2019-05-02.trig"
    for path, old, new in (
        (things, 'label "Council of Lagoons"', f'label "{HOSTILE}"'),
        (things, 'rdfs:label "Tirra"@en', f'rdfs:label "{HOSTILE}\\u202Egnp"@en'),
        (things, 'rdfs:label "Bram Tolk"@en', f'rdfs:label "{HOSTILE}"@en'),
        (article, '"Tirra is to put 3 boats at their disposal no later than 2021."',
         f'"{HOSTILE}"'),
        (article, 'pact:unit "boats"', f'pact:unit "{HOSTILE}"'),
        (article, "GRAPH <harbour-2019-05-02/claim/three-boats> {",
         "GRAPH <harbour-2019-05-02/claim/three-boats> {\n"
         "  <javascript:alert(1)> a pact:Count ."),
        (root / "queries/members.rq", "Who belongs", f"{HOSTILE} Who belongs"),
    ):  # fmt: skip
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
    # With the texts, the check of the words would let none of this into a store.
    texts = folder / "texts"
    texts.mkdir()
    return _site(pactgraph.open(root, folder / "store", texts, say=lambda line: None))


def _site(kg: pactgraph.KnowledgeGraph) -> Site:
    assert kg.store is not None
    return Site(kg, version=kg.store.manifest.digest[:16])


def ask(site: GraphSite, route: str, *query: tuple[str, str], **more: Any) -> Document:
    """Return a document of a route."""
    return answer(site, DocumentRequest(route, query=query, **more))


def page(site: GraphSite, route: str, *query: tuple[str, str], **more: Any) -> Page:
    """Return a page of a route, read."""
    return Page(ask(site, route, *query, **more).body.decode())


class Page(HTMLParser):
    """A page, read: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.json: dict[str, Any] = {}
        self._script: str | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.elements.append((tag, found))
        self._script = found.get("id") if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._script:
            self.json[self._script] = json.loads(data)
            self._script = None
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of every element of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        """Return where the page's links lead."""
        return [str(one["href"]) for one in self.all("a") if "href" in one]


def good_page(site: GraphSite, route: str, *query: tuple[str, str], **more: Any) -> Page:
    """Return a page of a route, which is well made and harmless."""
    found = page(site, route, *query, **more)
    assert_well_made(found)
    assert_harmless(found)
    return found


def assert_harmless(page: Page) -> None:
    """Hold that a page has no markup but its own, and asks for nothing from elsewhere."""
    assert not page.all("img")
    assert not page.all("b")
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
    for script in page.all("script"):
        own = str(script.get("src", "")).startswith("/static/")
        assert own or script.get("type") == "application/json"
    for link in page.links:
        assert link.startswith(("/", "#", "http://", "https://"))
    for sheet in page.all("link"):
        assert str(sheet["href"]).startswith("/static/")


def assert_well_made(page: Page) -> None:
    """Hold what every page of the site has: one heading of the first rank, names, a language."""
    assert len(page.all("h1")) == 1
    assert page.all("html")[0]["lang"] == "en"
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    labelled = {label.get("for") for label in page.all("label")}
    for name in ("input", "select", "textarea"):
        for field in page.all(name):
            assert field.get("type") == "hidden" or field.get("id") in labelled, field
    ranks = [int(tag[1]) for tag, _ in page.elements if tag in ("h1", "h2", "h3", "h4")]
    assert all(after <= before + 1 for before, after in pairwise(ranks))
