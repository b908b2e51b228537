"""The page of an article: its passages, and its text where that is at hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from page_markup import Page
from pyoxigraph import NamedNode
from site_worlds import repository_site, site_without_texts

from pactgraph.errors import NotFound
from pactgraph.model.passages import Range
from pactgraph.opening import open_graph
from pactgraph.web.article.marked_text import open_sentences, paragraphs, share_covered
from pactgraph.web.article.page import article
from pactgraph.web.document import DocumentRequest
from pactgraph.web.site import Site

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
HARBOUR = "harbour-2019-05-02"
SLUGS = ("azernews-2020-01-21", "azernews-2020-04-13", "azernews-2021-10-19",
         "nato-partnership-background", "today-az-2022-01-18")  # fmt: skip


def ask(site: Site, slug: str, **query: str):
    parameters = tuple((name.replace("_", "-"), value) for name, value in query.items())
    return article(site, DocumentRequest("article_page", {"slug": slug}, parameters))


def page(site: Site, slug: str, **query: str) -> Page:
    document = ask(site, slug, **query)
    assert document.status == 200
    return Page(document.body)


class Marked(Page):
    """A page with the runs of its text: the words of each, and the passages over it."""

    def __init__(self, body: bytes) -> None:
        self.runs: list[tuple[str, list[str]]] = []
        self._run: list[str] | None = None
        super().__init__(body)

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        places = dict(attrs).get("data-places")
        if places:
            self.runs.append(("", places.split()))
            self._run = self._open

    def handle_endtag(self, tag):
        super().handle_endtag(tag)
        if tag == "a":
            self._run = None

    def handle_data(self, data):
        super().handle_data(data)
        if self._run is not None:
            words, places = self.runs[-1]
            self.runs[-1] = (words + data, places)


@pytest.fixture(scope="module")
def site():
    return site_without_texts()


@pytest.fixture(scope="module")
def with_texts(articles_dir):
    return repository_site()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    store = tmp_path_factory.mktemp("tiny") / "store"
    with open_graph(TINY, store=store, articles=TINY / "texts") as kg:
        yield Site(kg, version="test")


def passages_of(site: Site, slug: str) -> dict[str, set[tuple[str, str, str]]]:
    """Every passage of an article, and what it states, as the graph has it."""
    iri = NamedNode(f"https://w3id.org/pactgraph/article/{slug}")
    rows = site.rows(
        f"SELECT ?g ?s ?p ?o {{ GRAPH <{iri.value}/record> {{ ?g a pact:Passage }} "
        "OPTIONAL { GRAPH ?g { ?s ?p ?o } } }"
    )
    found: dict[str, set[tuple[str, str, str]]] = {}
    for graph, *triple in rows:
        stated = found.setdefault(graph.value.partition("#")[2], set())
        if triple[0] is not None:
            stated.add(tuple(map(str, triple)))
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_every_passage_is_there_with_all_that_it_states(site, slug):
    found = page(site, slug)
    found.sound()
    passages = passages_of(site, slug)
    assert passages
    assert [i for i in found.ids if i.startswith("char=")] == sorted(
        passages, key=lambda name: [int(n) * sign for n, sign in
                                    zip(re.findall(r"\d+", name), (1, -1), strict=True)]
    )  # fmt: skip
    stated = {triple for triples in passages.values() for triple in triples}
    assert stated <= found.statements
    # Links within the page lead somewhere.
    targets = {href[1:] for href in found.hrefs if href.startswith("#")}
    assert targets <= set(found.ids)


@pytest.mark.parametrize("slug", SLUGS)
def test_without_the_text_only_anchors_and_ranges(site, slug):
    found = page(site, slug)
    assert "The text of this article is not at hand here" in found.text
    assert "data-text" not in {name for _, name, _ in found.attributes}
    rows = site.rows(
        f"SELECT ?a {{ ?p oa:hasSource <https://w3id.org/pactgraph/article/{slug}> ; "
        "pact:anchor ?a }"
    )
    assert all(f"… {anchor.value} …" in found.text for (anchor,) in rows)


@pytest.mark.articles
@pytest.mark.parametrize("slug", SLUGS)
def test_without_the_text_no_run_of_its_words_is_on_the_page(site, articles_dir, slug):
    words = re.findall(r"\w+", (articles_dir / f"{slug}.txt").read_text().casefold())
    shown = " ".join(re.findall(r"\w+", page(site, slug).text.casefold()))
    runs = {" ".join(words[i : i + 12]) for i in range(len(words) - 11)}
    assert not {run for run in runs if run in shown}


@pytest.mark.articles
@pytest.mark.parametrize("slug", SLUGS)
def test_the_text_is_whole_and_marked(with_texts, articles_dir, slug):
    text = (articles_dir / f"{slug}.txt").read_bytes().decode()
    passages = passages_of(with_texts, slug)
    found = Marked(ask(with_texts, slug).body)
    found.sound()
    # Compared without spaces; what differs is told by its place, so that no log has the words.
    shown = "".join("".join(found.texts).split())
    lines = ["".join(line.split()) for line in text.splitlines()]
    assert not [number for number, line in enumerate(lines) if line not in shown]
    astray = []
    for name in passages:
        start, end = map(int, re.findall(r"\d+", name))
        runs = "".join(words for words, places in found.runs if name in places)
        if "".join(runs.split()) != "".join(text[start:end].split()):
            astray.append(name)
    assert not astray
    assert "No sentence is left over" in found.text


def test_nested_and_overlapping_passages_are_marked(tiny):
    text = (TINY / "texts" / f"{HARBOUR}.txt").read_bytes().decode()
    found = Marked(ask(tiny, HARBOUR).body)
    found.sound()
    both = [words for words, places in found.runs if len(places) == 2]
    assert "".join(both) == text[226:247]
    (inner,) = [places for _, places in found.runs if len(places) == 2]
    assert inner == ["char=226,272", "char=169,247"]
    assert all(link["href"][1:] in found.ids for link in found.links if "data-places" in link)
    assert "It only paints the weather." in found.text


def test_what_a_claim_holds_is_told_apart(tiny):
    found = page(tiny, HARBOUR)
    assert "claimed, not stated" in found.text
    assert not any("thing/loan" in subject for subject, _, _ in found.statements)
    assert "Tirra is to put 3 boats" in found.text


def test_what_resolves_a_passage_is_linked(tiny):
    found = page(tiny, HARBOUR)
    assert "What its words leave out is told by" in found.text
    assert "It means" in found.text
    assert "#char=376,419" in found.hrefs


def test_another_text_of_that_name_is_not_shown(tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / f"{HARBOUR}.txt").write_text("A wholly different text. " * 30)
    with open_graph(TINY, store=tmp_path / "store") as kg:
        pass
    with open_graph(TINY, store=tmp_path / "store", articles=texts) as kg:
        found = page(Site(kg, version="test"), HARBOUR)
    assert "not at hand here" in found.text
    assert "wholly different" not in found.text


def test_a_view_before_the_article_has_nothing_of_it(site):
    found = page(site, "today-az-2022-01-18", known_by="2020-12-31")
    found.sound()
    assert "Nothing is known of this by 2020-12-31" in found.text
    assert "/page/article/today-az-2022-01-18" in found.hrefs


def test_a_view_shows_what_it_keeps(site):
    whole = page(site, "azernews-2020-04-13").statements
    seen = page(site, "azernews-2020-04-13", as_of="2005-06-01")
    assert seen.statements < whole
    assert all("as-of=2005-06-01" in href for href in seen.hrefs if href.startswith("/page/id/"))


def test_an_undated_article_tells_when_it_was_written(site):
    text = page(site, "nato-partnership-background").text
    assert "written not before" in text
    assert "2019" in text


def test_copied_text_is_told(site):
    found = page(site, "azernews-2020-04-13")
    assert "copies" in found.text
    assert any(href.startswith("/page/lineage/") for href in found.hrefs)


def test_an_article_that_is_not_there_is_told_with_those_that_are(site):
    with pytest.raises(NotFound) as caught:
        ask(site, "azernews-1999-01-01")
    assert set(SLUGS) <= set(caught.value.candidates)
    with pytest.raises(NotFound):
        ask(site, "../../etc/passwd")


# The marks


def test_runs_are_cut_where_passages_begin_and_end():
    lines = paragraphs("abcdef\n\nghi", [Range(0, 4), Range(2, 9)], {Range(9, 11): "why"})
    assert [[(r.text, len(r.passages), r.reason) for r in line] for line in lines] == [
        [("ab", 1, None), ("cd", 2, None), ("ef", 1, None)],
        [("g", 1, None), ("hi", 0, "why")],
    ]


def test_marks_turn_no_text_round():
    ((run,),) = paragraphs("a\u202eb", [Range(0, 3)], {})
    assert "\u202e" not in run.text


def test_open_sentences_and_the_share_covered():
    text = "One here. Two there. Three."
    assert open_sentences(text, [Range(0, 9), Range(21, 40)]) == [Range(10, 20)]
    assert share_covered("ab cd", [Range(0, 2)]) == 0.5
    assert share_covered("", []) == 1.0


def test_above_a_text_stands_what_may_be_done_with_it(tiny: Site) -> None:
    assert (
        "This text belongs to The Harbour , and its record names no licence"
        in page(tiny, HARBOUR).text
    )
    assert "names no licence" not in page(site_without_texts(), SLUGS[0]).text
