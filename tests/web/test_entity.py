"""The page of a thing: every one answers, and no statement of it is missing."""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from linked_data_world import stands_for_others
from page_markup import Page
from pyoxigraph import NamedNode, Triple
from site_worlds import site_without_texts

from pactgraph.errors import BadInput, NotFound
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import BASE
from pactgraph.opening import open_graph
from pactgraph.web.document import DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.thing.bars import Timed, picture_of
from pactgraph.web.thing.bounds import ThingBounds
from pactgraph.web.thing.neighbourhood import Connections, radial
from pactgraph.web.thing.page import entity
from pactgraph.web.urls import Urls

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


def ask(site: Site, local: str, **query: str):
    parameters = tuple((name.replace("_", "-"), value) for name, value in query.items())
    return entity(site, DocumentRequest("page", {"local": local}, parameters))


def page(site: Site, local: str, **query: str) -> Page:
    document = ask(site, local, **query)
    assert document.status == 200
    assert document.content_type == "text/html; charset=utf-8"
    return Page(document.body)


@pytest.fixture(scope="module")
def site():
    return site_without_texts()


@pytest.fixture(scope="module")
def quads(site):
    rows = site.rows("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }")
    return [row for row in rows if kind_of(row[0].value) is not GraphKind.ONTOLOGY]


def things(quads) -> list[str]:
    """Everything of ours in the data that has a page of its own."""
    found = {term.value for g, s, _, _ in quads for term in (g, s) if isinstance(term, NamedNode)}
    articles = re.compile(re.escape(BASE) + r"article/[^/]+")
    return sorted(
        iri[len(BASE) :]
        for iri in found
        if iri.startswith(BASE) and "#" not in iri and not articles.fullmatch(iri)
    )


def hrefs(site: Site, local: str, **query: str) -> set[str]:
    """The links of a page, read without its whole markup: there are many pages."""
    document = ask(site, local, **query)
    assert document.status == 200, local
    return {unescape(href) for href in re.findall(r'href="([^"]*)"', document.body.decode())}


def why(triple: Triple) -> str:
    return Urls().statement(triple)


def test_every_thing_has_a_page_on_which_no_statement_is_missing(site, quads):
    stated = defaultdict(set)
    cited = defaultdict(set)
    for graph, subject, predicate, value in quads:
        if kind_of(graph.value) is GraphKind.PASSAGE:
            for term in {subject, value}:
                if isinstance(term, NamedNode):
                    stated[term.value].add(Triple(subject, predicate, value))
                    cited[term.value].add(graph.value)
    chosen = [local for local in things(quads) if stands_for_others(BASE + local)]
    assert len(chosen) > 100
    for local in chosen:
        links = hrefs(site, local)
        for href in [link for link in links if "kind=" in link]:
            links |= hrefs(site, local, **dict(parse_qsl(urlsplit(href).query)))
        iri = BASE + local
        missing = {triple for triple in stated[iri] if why(triple) not in links}
        assert not missing, local
        assert {f"/page/{passage[len(BASE) :]}" for passage in cited[iri]} <= links, local


@pytest.mark.parametrize(
    "local",
    ["id/nato", "id/azerbaijan", "id/kfor", "id/james-appathurai", "graph/inferred",
     "id/hajiyev-nato-headquarters-visit-2020-01-20", "graph/links/wikidata",
     "article/azernews-2020-04-13/claim/georgia-help", "article/azernews-2020-04-13/record"],
)  # fmt: skip
def test_a_page_is_sound_markup(site, local):
    page(site, local).sound()


def test_a_row_tells_of_a_contribution(site):
    text = page(site, "id/kfor").text
    assert "A NATO-led peacekeeping force in Kosovo." in text
    assert "from 1999 to 2008 Azerbaijan in KFOR as operation supported contributor Azerbaijan" in (
        text
    )


def test_what_is_derived_claimed_and_stated_are_told_apart(site):
    text = page(site, "id/kfor").text
    assert "Azerbaijan contributes to KFOR" in text.partition("What no article says in words")[2]
    georgia = page(site, "id/georgia").text
    assert "Claims that speak of it" in georgia
    claim = page(site, "article/azernews-2020-04-13/claim/georgia-help")
    assert "holds" in claim.text
    assert not any(
        "claim" in s for triple in claim.statements for s in triple[:1] if "help" not in s
    )


def test_names_links_out_and_data(site):
    found = page(site, "id/kfor")
    wikidata = [link for link in found.links if "wikidata.org" in link.get("href", "")]
    assert wikidata
    assert all("nofollow" in link["rel"] for link in wikidata)
    assert {"/data/id/kfor.ttl", "/data/id/kfor.jsonld", "/data/id/kfor.nt"} <= set(found.hrefs)
    text = page(site, "id/nato").text
    assert "names NATO North Atlantic alliance" in text
    assert "short name Alliance" in text


def test_a_disagreement_and_a_doubt_that_touch_a_thing(site):
    found = page(site, "id/james-appathurai")
    assert any("/disagreement/" in href for href in found.hrefs)
    assert "Two people hold what may be one office" in found.text
    assert "Perhaps one:" in page(site, "id/parp").text


def test_a_view_leaves_out_what_it_excludes_and_says_so(site):
    inside = page(site, "id/kfor", as_of="2005-06-01")
    assert "contributor Azerbaijan" in inside.text
    outside = page(site, "id/kfor", as_of="2012-06-01")
    assert "contributor Azerbaijan" not in outside.text
    for found in (inside, outside):
        assert "2005-06-01" in found.text or "2012-06-01" in found.text
        found.sound()
    links = [href for href in inside.hrefs if href.startswith("/page/id/azerbaijan")]
    assert links
    assert all("as-of=2005-06-01" in href for href in links)


def test_a_thing_that_a_view_has_not_says_why(site):
    known = "article/today-az-2022-01-18/thing/evacuation"
    found = page(site, known, known_by="2020-12-31")
    assert "Nothing is known of this by 2020-12-31" in found.text
    assert "2022-01-18" in found.text
    assert f"/page/{known}" in found.hrefs
    found.sound()


def test_who_is_named_later_only_has_no_name_yet(site):
    found = page(site, "id/jens-stoltenberg", known_by="2020-02-01")
    assert "Nothing is known of this by 2020-02-01" in found.text
    assert "Stoltenberg" not in found.text
    assert "jens-stoltenberg" in found.text
    found.sound()
    assert "Jens Stoltenberg" in page(site, "id/jens-stoltenberg", as_of="2020-02-01").text
    assert "Mircea Geoană" in page(site, "id/mircea-geoana", known_by="2020-02-01").text


def test_of_many_groups_the_first_are_open(site):
    body = ask(site, "id/azerbaijan").body.decode()
    groups = re.findall(r'<details class="group" id="[^"]+"( open)?>.*?(?=<details class="group")',
                        body, re.DOTALL)  # fmt: skip
    opened = [bool(group) for group in groups]
    assert opened[0]
    assert not all(opened)
    # Only the first ones: after one that is closed all are.
    assert opened == sorted(opened, reverse=True)


def test_a_certainty_without_a_day_is_refused(site):
    with pytest.raises(BadInput, match="without a day"):
        ask(site, "id/kfor", certainty="possible")


def test_what_is_not_there_has_near_names(site):
    with pytest.raises(NotFound) as caught:
        ask(site, "id/javier-colomina-piris")
    assert BASE + "id/javier-colomina" in caught.value.candidates
    with pytest.raises(NotFound):
        ask(site, "id/a b<c>")


def test_a_group_is_shown_whole_and_page_by_page(site):
    found = page(site, "id/azerbaijan", kind="Contribution")
    assert "Contributions" in found.text
    assert found.headings == [1, 2]
    with pytest.raises(NotFound) as caught:
        ask(site, "id/azerbaijan", kind="Picnic")
    assert "Contribution" in caught.value.candidates
    assert "There is no page 9" in page(site, "id/azerbaijan", kind="Contribution", page="9").text
    for wrong in ("0", "-1", "x", "1" * 40):
        with pytest.raises(BadInput):
            ask(site, "id/azerbaijan", page=wrong)


def test_a_graph_shows_what_it_holds_in_pages(site):
    first = page(site, "graph/inferred")
    second = page(site, "graph/inferred", page="2")
    assert len(first.statements) == len(second.statements) == 100
    assert not first.statements & second.statements


def test_other_kinds_of_iri_lead_to_their_pages(site):
    assert ask(site, "query/summits").headers["Location"] == "/queries/summits"
    passage = ask(site, "article/azernews-2020-04-13#char=3168,3271")
    assert passage.status == 303
    assert passage.headers["Location"] == "/page/article/azernews-2020-04-13#char=3168,3271"


def test_without_texts_only_anchors_are_shown(site):
    text = page(site, "id/kfor").text
    assert "… NATO-led peacekeeping …" in text


@pytest.mark.articles
def test_with_texts_the_words_are_shown(repository, articles_dir):
    with open_graph(repository.root, articles=articles_dir) as kg:
        body = page(Site(kg, version="test"), "id/kfor").text
        words = (articles_dir / "azernews-2020-04-13.txt").read_text()[3168:3271]
        assert " ".join(words.split()) in body


# What others wrote

MEAN = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile") / "tiny"
    shutil.copytree(TINY, root)
    named = root / "data/entities/things.ttl"
    quoted = MEAN.replace('"', '\\"')
    named.write_text(
        named.read_text()
        .replace('rdfs:label "Maristan"@en', f'rdfs:label "{quoted}"@en')
        .replace('"An inland state."', f'"{quoted} \\u202Egnp.exe"')
        .replace('pact:name "Maristan"', f'pact:name "Maristan", "{quoted}"')
    )
    judged = root / "data/judgements/doubts.ttl"
    judged.write_text(
        judged.read_text()
        + "\n<https://w3id.org/pactgraph/id/maristan> "
        + "<https://w3id.org/pactgraph/ontology#perhapsSameAs> <javascript:alert(1)>, "
        + "<data:text/html,hello>, <https://example.org/fine?a=%22%3E> .\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PACTGRAPH_ARTICLES", raising=False)
        kg = open_graph(root)
    with kg:
        yield Site(kg, version="test")


def test_hostile_names_and_iris_are_text(hostile):
    found = page(hostile, "id/maristan")
    found.sound()
    assert "img" not in found.tags
    assert MEAN in found.text
    assert "javascript:alert(1)" in found.text
    assert "https://example.org/fine?a=%22%3E" in found.hrefs
    assert not [h for h in found.hrefs if h.startswith(("javascript:", "data:"))]
    assert "\u202e" not in "".join(found.texts)


def test_hostile_names_are_text_on_the_pages_of_others(hostile):
    local = "id/operation-clear-water"
    for found in (page(hostile, local), page(hostile, "graph/judgements")):
        found.sound()
        assert "img" not in found.tags


# Pictures


def bounds(*days: str | None) -> ThingBounds:
    return ThingBounds(*(date.fromisoformat(day) if day else None for day in days), articles=("a",))


def sorts(*days: str | None) -> list[str]:
    picture = picture_of([Timed("x", None, "", bounds(*days))])
    return [stretch.sort for stretch in picture.bars[0].stretches]


def test_a_bar_is_solid_only_where_it_is_certain():
    year = ("2004-01-01", "2004-12-31", "2004-01-01", "2004-12-31")
    assert sorts(*year) == ["possible"]
    known = ("1999-01-01", "1999-12-31", "2008-01-01", "2008-12-31")
    assert sorts(*known) == ["possible", "certain"]
    assert sorts(None, "2020-01-20", "2020-01-20", None) == ["open", "open", "possible", "certain"]
    assert sorts("1992-03-01", "1992-03-31", None, None) == ["open", "possible"]


def test_the_certain_part_lies_within_the_possible_and_the_picture():
    picture = picture_of(
        [Timed("x", None, "", bounds("1999-01-01", "1999-12-31", "2008-01-01", "2008-12-31")),
         Timed("y", None, "", bounds("1990-01-01", None, None, "2022-01-01"))]
    )  # fmt: skip
    possible, certain = picture.bars[0].stretches
    assert possible.x < certain.x
    assert certain.x + certain.width < possible.x + possible.width
    for bar in picture.bars:
        for stretch in bar.stretches:
            assert stretch.x >= 0
            assert stretch.x + stretch.width <= picture.width
    assert picture_of([Timed("x", None, "", bounds(None, None, None, None))]) is None


def test_a_picture_of_the_ends_of_time_is_drawn():
    picture = picture_of([Timed("x", None, "", bounds("0001-01-01", None, None, "9999-12-31"))])
    assert picture is not None
    assert len(picture.ticks) <= 21


def test_the_closest_neighbours_are_in_the_picture():
    counted = Connections()
    for n in range(40):
        for _ in range(n):
            counted.add(f"n{n}", "visit")
    shown = {iri: (iri, f"/page/id/{iri}") for iri in counted.iris}
    neighbours = counted.neighbours(shown)
    assert neighbours[0].name == "n39"
    assert neighbours[0].through == "visit (39)"
    picture = radial(neighbours)
    assert "n39" in {node.label for node in picture.nodes}
    assert all(
        0 <= node.x <= picture.width and 0 <= node.y <= picture.height for node in picture.nodes
    )
    assert radial([]) is None
