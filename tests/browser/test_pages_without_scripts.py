"""Every main page without JavaScript: what it holds is there, and its forms work."""

from __future__ import annotations

import re

import pytest
from pages_of_the_site import MAIN
from playwright.sync_api import expect
from watched_tab import OpenTab, Tab

_HOLDS = {
    "home": "Questions, answered",
    "search": "Azerbaijan",
    "articles": "Background to the partnership",
    "entity": "Azerbaijan in KFOR",
    "article": "Azerbaijan–NATO relationship",
    "statement": "azernews-2020-04-13",
    "receipt": "Row 2 of",
    "disagreements": "Side 2",
    "timeline": "Azerbaijan in KFOR",
    "network": "Every relation",
    "contributions": "Resolute Support",
    "queries": "Summits and who attended them",
    "query": "Istanbul",
    "editor": "Query",
    "ontology": "pact:Summit",
    "api": "/sparql",
}


@pytest.fixture
def plain(open_tab: OpenTab, site: str) -> Tab:
    """Return a tab in which no script runs."""
    return open_tab(site, java_script_enabled=False)


def test_every_main_page_holds_its_content(plain: Tab) -> None:
    assert _HOLDS.keys() == MAIN.keys()
    for name, path in MAIN.items():
        page = plain.open(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert _HOLDS[name] in page.get_by_role("main").inner_text(), name


def test_the_drawings_are_there(plain: Tab) -> None:
    for path in ("/timeline", "/network", "/contributions"):
        page = plain.open(path)
        drawing = page.locator("svg.chart").first
        expect(drawing).to_be_visible()
        assert drawing.get_by_role("link").count() > 10


def test_a_search_leads_to_a_thing(plain: Tab) -> None:
    page = plain.open("/")
    page.get_by_label("Search for a person").fill("kfor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="KFOR", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("KFOR")
    page.get_by_text("View:").click()
    page.get_by_label("True on the day").fill("2012-06-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("details.view > summary")).to_contain_text("2012-06-01")


def test_the_forms_of_the_drawings_work(plain: Tab) -> None:
    page = plain.open("/network")
    whole = page.locator("#network-table tbody tr").count()
    page.get_by_label("As of the day").fill("2010")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("region", name="Which graph this is")).to_contain_text("2010")
    assert 0 < page.locator("#network-table tbody tr").count() < whole
    page = plain.open("/contributions")
    page.get_by_label("Operation or fund").fill("KFOR")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#contributions-table tbody tr")).to_have_count(1)
    page = plain.open("/disagreements")
    page.get_by_label("In which respect").select_option("time")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("main > div > [role=status]")).to_contain_text(re.compile(r"\d of \d"))


def test_a_stored_query_is_asked(plain: Tab) -> None:
    page = plain.open("/queries/summits")
    page.get_by_label("Person").fill("Ilham Aliyev")
    page.get_by_role("button", name="Ask").click()
    rows = page.locator("#answer-table tbody tr")
    assert rows.count() > 1
    rows.first.get_by_role("link", name=re.compile("^Why is row")).click()
    expect(page.get_by_role("heading", name=re.compile("^Row 1 of"))).to_be_visible()


def test_a_query_is_written_and_asked(plain: Tab) -> None:
    page = plain.open("/editor")
    query = page.get_by_label("Query", exact=True)
    query.fill("SELECT ?what { id:azerbaijan pact:contributesTo ?what } ORDER BY ?what")
    page.get_by_role("button", name="Run", exact=True).click()
    rows = page.locator("#answer table tbody tr")
    assert rows.count() > 1
    rows.first.get_by_role("link", name="Why? Row 1").click()
    expect(page.get_by_role("heading", name=re.compile("^Row 1 of"))).to_be_visible()
    page = plain.open("/editor")
    page.get_by_label("Examples").select_option(index=2)
    page.get_by_role("button", name="Take it").click()
    page.wait_for_url("**example=**")
    assert "SELECT" in page.get_by_label("Query", exact=True).input_value()
