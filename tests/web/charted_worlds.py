"""What the tests of the pages with drawings share: asking for documents, and a hostile project."""

from __future__ import annotations

import json
import shutil
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from pactgraph.opening import open_graph
from pactgraph.source.project import Project
from pactgraph.web.answering import answer
from pactgraph.web.document import DocumentRequest
from pactgraph.web.site import Site

SCRIPT = '</title></script><script>alert("x")</script>'
IMAGE = "<img src=x onerror=alert(1)>"
QUOTES = "\"'><svg onload=alert(1)>{{ 7*7 }}"

_TEXT = "In 1999 the two met. From 2001 to 2003 the one lent the other 40 people for the work." + (
    " It joined in 2002 and holds the office now."
)
_DATA = """
@base <https://w3id.org/pactgraph/article/hostile> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

GRAPH <hostile/record> {
  <> a pact:Article ; pact:textDigest "sha256:%(digest)s" ; pact:textLength %(length)d ;
    rdfs:label %(script)s@en ; schema:datePublished "2004-05-06"^^xsd:date .
  <#char=0,20> a pact:Passage ; pact:anchor %(image)s .
  <#char=21,85> a pact:Passage .
  <#char=86,129> a pact:Passage .
}
GRAPH <#char=0,20> {
  id:met a pact:Meeting ; pact:attendee id:one, id:other ; pact:date "1999"^^xsd:gYear .
}
GRAPH <#char=21,85> {
  id:lent a pact:Contribution ; pact:contributor id:one ; pact:operation id:work ;
    pact:begin "2001"^^xsd:gYear ; pact:end "2003"^^xsd:gYear .
  id:strength a pact:Count ; pact:countOf id:lent ; pact:value 40 ;
    pact:countKind pact:level ; pact:comparator pact:atLeast ; pact:unit pact:servicemen ;
    pact:counted %(image)s@en ; pact:begin "2001"^^xsd:gYear ; pact:end "2003"^^xsd:gYear .
}
GRAPH <#char=86,129> {
  id:member a pact:Membership ; pact:member id:one ; pact:organisation id:other ;
    pact:begin "2002"^^xsd:gYear .
}
"""
_THINGS = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
id:one a pact:State ; rdfs:label %(image)s@en ; pact:name %(image)s@en .
id:other a pact:Organisation ; rdfs:label %(script)s@en ; pact:name %(script)s@en .
id:lent a pact:Contribution ; rdfs:label %(script)s@en .
id:strength a pact:Count ; rdfs:label %(quotes)s@en .
id:met a pact:Meeting ; rdfs:label %(image)s@en .
id:member a pact:Membership ; rdfs:label %(quotes)s@en .
id:work a pact:Operation ; rdfs:label %(quotes)s@en ; pact:name %(quotes)s@en .
"""


def hostile_site(root: Path, repository: Project) -> Site:
    """Return the site of a small project whose names and labels are all markup."""
    for name in ("ontology", "queries"):
        shutil.copytree(repository.root / name, root / name)
    for name in ("articles", "entities"):
        (root / "data" / name).mkdir(parents=True)
    words = {
        **{"digest": sha256(_TEXT.encode()).hexdigest(), "length": len(_TEXT)},
        **{
            name: json.dumps(label)
            for name, label in (("script", SCRIPT), ("image", IMAGE), ("quotes", QUOTES))
        },
    }
    (root / "data" / "articles" / "hostile.trig").write_text(_DATA % words)
    (root / "data" / "entities" / "things.ttl").write_text(_THINGS % words)
    return Site(open_graph(root), version="hostile")


def page(site: Site, route: str, *query: tuple[str, str]) -> str:
    """Return a page as text."""
    return answer(site, DocumentRequest(route, query=query)).body.decode()


@cache
def told(site: Site, route: str, *query: tuple[str, str]) -> dict[str, Any]:
    """Return what a page says, as JSON: the same object each time, not to be changed."""
    document = answer(site, DocumentRequest(route, query=query, format="json"))
    assert document.content_type == "application/json; charset=utf-8"
    content: dict[str, Any] = json.loads(document.body)
    return content


class Markup(HTMLParser):
    """What a browser would make of a page: its elements, links, ids and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            assert dict(attrs).get("src") or dict(attrs).get("type") == "application/json"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def values(self, name: str) -> list[str]:
        """Return all values of an attribute."""
        return [value or "" for key, value in self.attributes if key == name]


def assert_harmless(html: str) -> None:
    """Hold that nothing in a page of the hostile project is markup or runs."""
    seen = Markup(html)
    assert "img" not in seen.tags
    names = {name for name, _ in seen.attributes}
    assert not {name for name in names if name.startswith("on")} | (names & {"style"})
    assert not [href for href in seen.values("href") if not href.startswith(("/", "#", "http"))]
    assert "7*7" in html
    assert "49" not in "".join(seen.text).split()
    shown = "".join(seen.text)
    assert any(label in shown for label in (SCRIPT, IMAGE, QUOTES))
