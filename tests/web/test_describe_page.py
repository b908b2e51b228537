"""The description of any IRI as a page, whoever's it is, and of graphs that are no project's."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from linked_data_world import BASE, NoSuchPath, get, media_type, parsed, repository_site
from site_worlds import HOSTILE, Page, ask, assert_harmless, assert_well_made, page

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import RDFS
from pactgraph.web.linked_data.describe import A_PAGE
from pactgraph.web.site import GraphSite, Site

EX = "http://example.org/"
WIKIDATA_NATO = "http://www.wikidata.org/entity/Q7184"
SHAPED = "https://w3id.org/pactgraph/ontology#Summit"


@pytest.mark.parametrize(
    "iri",
    [
        WIKIDATA_NATO,
        f"<{WIKIDATA_NATO}>",
        "wd:Q7184",
        "id:nato",
        SHAPED,
        "rdf:type",
        f"{BASE}article/azernews-2020-04-13#char=3168,3271",
        f"{BASE}graph/links/wikidata",
        "http://www.w3.org/2004/02/skos/core#exactMatch",
    ],
)
def test_whatever_the_graph_mentions_has_a_page(iri: str) -> None:
    described = page(repository_site(), "describe", ("iri", iri))
    assert_well_made(described)
    assert_harmless(described)
    assert described.all("table")


def test_what_is_said_is_on_the_page() -> None:
    described = page(repository_site(), "describe", ("iri", WIKIDATA_NATO))
    assert "/page/id/nato" in described.links
    assert WIKIDATA_NATO in described.links
    assert "/page/graph/links/wikidata" in described.links
    nato = page(repository_site(), "describe", ("iri", "id:nato"))
    assert "/page/id/nato" in nato.links
    assert "exact match" not in nato.text.lower() or "/describe?iri=" in " ".join(nato.links)
    assert any(link.startswith("/describe?iri=http%3A%2F%2Fwww.wikidata") for link in nato.links)


def test_links_of_the_page_lead_somewhere() -> None:
    described = page(repository_site(), "describe", ("iri", WIKIDATA_NATO))
    for link in sorted(set(described.links)):
        if link.startswith("/describe"):
            try:
                assert get(link).status == 200
            except NoSuchPath:
                pytest.fail(link)


def test_as_data_it_says_the_same_as_the_thing_s_own_document() -> None:
    there = {q.triple for q in parsed(get("/data/id/kfor.nt"), "nt")}
    here = {q.triple for q in parsed(get(f"/describe?iri={BASE}id/kfor", media_type("nt")), "nt")}
    of_document = {t for t in there ^ here if "/data/" not in str(t) and "/describe" not in str(t)}
    assert of_document == set()
    assert len(here) > 30


@pytest.mark.parametrize(
    "given",
    ["", "<script>", "a b", "http://a b", "http://a>b", "http://a/\nb", "no-iri",
     "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "file:///etc/passwd",
     "vbscript:x", "http://[",
     'http://a/"} UNION {'],
)  # fmt: skip
def test_what_is_no_iri_is_refused(given: str) -> None:
    for format_name in ("html", "ttl"):
        with pytest.raises(BadInput):
            ask(repository_site(), "describe", ("iri", given), format=format_name)


def test_a_page_tells_a_few_of_many_and_leads_to_the_next() -> None:
    first = page(repository_site(), "describe", ("iri", "id:azerbaijan"))
    (following,) = [one["href"] for one in first.all("a") if one.get("rel") == "next"]
    assert f"from={A_PAGE}" in str(following)
    assert f"{A_PAGE} of " in " ".join(first.text.split())
    whole = ask(repository_site(), "describe", ("iri", "id:azerbaijan"))
    assert len(whole.body) < 200_000


def test_two_iris_are_one_too_many() -> None:
    with pytest.raises(BadInput):
        ask(repository_site(), "describe", ("iri", "id:nato"), ("iri", "id:kfor"))


@pytest.mark.parametrize("iri", [f"{EX}nothing", f"{BASE}id/nato/", "urn:x:y", f"{BASE}id/NATO"])
def test_what_the_graph_does_not_mention_is_not_found(iri: str) -> None:
    with pytest.raises(NotFound):
        ask(repository_site(), "describe", ("iri", iri))


def test_hostile_labels_are_text(hostile: Site) -> None:
    wanted = f"?s rdfs:label ?label FILTER(STR(?label) = {ox.Literal(HOSTILE)})"
    (iri, *_), *_ = hostile.rows(f"SELECT DISTINCT ?s WHERE {{ {wanted} }}")
    assert isinstance(iri, ox.NamedNode)
    shown = page(hostile, "describe", ("iri", iri.value))
    assert_harmless(shown)
    assert HOSTILE in shown.text
    ontology = page(hostile, "ontology_page")
    assert_harmless(ontology)
    assert "{{7*7}}" in ontology.text


def plain_site() -> GraphSite:
    bad = ox.NamedNode("javascript:alert(1)")
    thing, says = ox.NamedNode(EX + "thing"), ox.NamedNode(EX + "says")
    quads = [
        ox.Quad(thing, RDFS.label, ox.Literal(HOSTILE, language="en")),
        ox.Quad(thing, says, bad),
        ox.Quad(thing, says, ox.Literal(HOSTILE), ox.NamedNode(EX + "graph")),
        ox.Quad(thing, says, ox.BlankNode("b")),
        ox.Quad(ox.BlankNode("b"), says, ox.Literal("inside")),
        ox.Quad(ox.NamedNode(EX + "other"), says, thing, ox.NamedNode(EX + "graph")),
    ]
    return GraphSite(MemoryEngine(quads), version="x")


def test_graphs_of_others_have_descriptions_as_well() -> None:
    site = plain_site()
    described: Page = page(site, "describe", ("iri", f"{EX}thing"))
    assert_well_made(described)
    assert_harmless(described)
    assert HOSTILE in described.text
    assert "inside" in described.text
    links = {link for link in described.links if link.startswith("/describe")}
    assert f"/describe?iri={EX.replace(':', '%3A').replace('/', '%2F')}graph" in links
    assert not [link for link in described.links if "javascript" in link.lower()[:20]]
    for name in (f"{EX}graph", f"{EX}says", f"{EX}other"):
        assert_well_made(page(site, "describe", ("iri", name)))
    with pytest.raises(NotFound):
        ask(site, "describe", ("iri", f"{EX}nobody"))
