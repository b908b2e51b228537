"""Home, search, things, articles, statements, receipts and disagreements, used by a person."""

from __future__ import annotations

import os
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect
from watched_tab import Tab

needs_texts = pytest.mark.skipif(
    not os.environ.get("PACTGRAPH_ARTICLES"),
    reason="PACTGRAPH_ARTICLES is not set: the article texts are not at hand",
)


def test_a_name_is_completed_by_keyboard_and_leads_to_the_thing(tab: Tab) -> None:
    page = tab.open("/")
    field = page.get_by_role("combobox", name="Search for a person")
    field.press_sequentially("allian")
    expect(field).to_have_attribute("aria-expanded", "true")
    options = page.get_by_role("listbox", name="Names that fit").get_by_role("option")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    chosen = options.and_(page.get_by_role("option", selected=True))
    expect(chosen).to_contain_text("NATO")
    expect(field).to_have_attribute("aria-activedescendant", str(chosen.get_attribute("id")))
    field.press("Enter")
    page.wait_for_url("**/page/id/nato")
    expect(page.get_by_role("heading", level=1)).to_have_text("NATO")


def test_escape_closes_the_completion_and_enter_searches(tab: Tab) -> None:
    page = tab.open("/")
    field = page.get_by_role("combobox", name="Search for a person")
    field.press_sequentially("kfor")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("Enter")
    page.wait_for_url("**/search?q=kfor")
    page.get_by_role("main").get_by_role("link", name="KFOR", exact=True).click()
    page.wait_for_url("**/page/id/kfor")


def test_a_headline_of_home_leads_to_its_evidence(tab: Tab) -> None:
    page = tab.open("/")
    page.get_by_role("link", name=re.compile("^Why")).first.click()
    page.wait_for_url("**/receipt?*")
    expect(page.get_by_role("heading", name=re.compile(r"^Row \d+ of \d+$"))).to_be_visible()


def test_the_evidence_of_a_thing_leads_to_the_passage_in_the_article(tab: Tab) -> None:
    page = tab.open("/page/id/kfor")
    group = page.locator("details.group").filter(has_text="Contributions").first
    if not group.evaluate("group => group.open"):
        group.locator("summary").first.click()
    group.locator("details.evidence > summary").first.click()
    told = group.locator("details.evidence .told").first
    expect(told).to_be_visible()
    told.locator(".place a").click()
    page.wait_for_url(re.compile(r"/page/article/azernews-2020-04-13#char=3168,3271$"))
    target = page.locator(":target")
    expect(target).to_have_id("char=3168,3271")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("Azerbaijan in KFOR")
    other = page.locator(".block:not(:target)").first
    assert target.evaluate(_LOOK) != other.evaluate(_LOOK)


def test_a_thing_is_seen_as_of_a_day(tab: Tab) -> None:
    page = tab.open("/page/id/kfor")
    page.get_by_text("View:").click()
    page.get_by_label("True on the day").fill("2012-06-01")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**as-of=2012-06-01**")
    expect(page.locator("details.view > summary")).to_contain_text("2012-06-01")
    # The links within stay in the view.
    links = page.locator("main a[href^='/page/id/']")
    hrefs = [str(link.get_attribute("href")) for link in links.all()]
    assert all("as-of=2012-06-01" in href for href in hrefs if href != "/page/id/kfor"), hrefs
    page.get_by_role("link", name="All days").click()
    expect(page.locator("details.view > summary")).to_contain_text("any day")


@needs_texts
def test_the_text_shows_what_a_run_of_it_states(tab: Tab) -> None:
    page = tab.open("/page/article/nato-partnership-background")
    run = page.locator("[data-text] a.run").first
    run.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Azerbaijan–NATO relationship")
    expect(page.locator("a.run.lit").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.mouse.move(1, 1)
    page.locator("[data-text]").focus()
    page.keyboard.press("Tab")
    expect(run).to_be_focused()
    expect(card).to_be_visible()
    expect(run).to_have_attribute("aria-describedby", str(card.get_attribute("id")))
    page.keyboard.press("Enter")
    expect(card).to_have_count(0)
    expect(page.locator(":target")).to_be_in_viewport()
    assert tab.path.endswith(str(run.get_attribute("href")))


def test_a_statement_tells_which_words_state_it_and_when_it_holds(tab: Tab) -> None:
    page = tab.open("/page/id/azerbaijan-kfor-contribution")
    page.locator("a.why").filter(has_text="operation").first.click()
    page.wait_for_url("**/statement?*")
    expect(page.get_by_role("heading", name="It is in the graph")).to_be_visible()
    expect(
        page.get_by_role("link", name=re.compile("azernews-2020-04-13, characters"))
    ).to_be_visible()
    page.get_by_label("As of a day", exact=True).fill("1990-01-01")
    page.get_by_role("button", name="Is it there then?").click()
    expect(page.get_by_role("heading", name="It is not in this view of the graph")).to_be_visible()


def test_a_receipt_is_opened_down_to_the_words_and_shared(tab: Tab) -> None:
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked = "SELECT ?who ?what { ?who pact:contributesTo ?what } ORDER BY ?who ?what"
    page = tab.open(f"/receipt?{urlencode({'sparql': asked, 'row': 0})}")
    proof = page.locator("section[aria-labelledby=follows] details").first
    premises = proof.locator(".premises").first
    expect(premises).to_be_visible()
    proof.locator("summary").first.click()
    expect(premises).to_be_hidden()
    proof.locator("summary").first.click()
    premises.locator("a.cite").first.click()
    expect(page.locator(":target .words")).to_be_visible()
    page.get_by_role("link", name="next row").click()
    expect(page.get_by_role("heading", name=re.compile(r"^Row 2 of \d+$"))).to_be_visible()
    row = page.locator("section.row").inner_text()
    address = page.url
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = tab.told("navigator.clipboard.readText()")
    assert copied == page.get_by_label("A link to just this page").input_value()
    tab.open("/queries")
    page.goto(copied)
    assert page.locator("section.row").inner_text() == row
    assert parse_qsl(urlsplit(copied).query) == parse_qsl(urlsplit(address).query)


def test_every_step_of_a_receipt_can_be_shown(tab: Tab) -> None:
    page = tab.open("/receipt?query=summits&row=1")
    page.get_by_text("Show every step").click()
    expect(page.locator("ol.steps code.pattern").first).to_be_visible()


def test_disagreements_are_filtered_and_one_is_opened(tab: Tab) -> None:
    page = tab.open("/disagreements")
    findings = page.locator("article.finding")
    whole = findings.count()
    kinds = page.get_by_label("In which respect")
    kinds.select_option("time")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**kind=time**")
    kept = findings.count()
    assert 0 < kept < whole
    expect(page.locator("main > div > [role=status]")).to_contain_text(
        f"{kept} of {whole} disagreements"
    )
    expect(kinds).to_have_value("time")
    gist = findings.first.get_by_role("heading", level=4).inner_text()
    findings.first.get_by_role("heading", level=4).get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(gist)
    expect(page.get_by_role("group", name="Side")).to_have_count(2)


def test_a_filter_of_disagreements_completes_names(tab: Tab) -> None:
    page = tab.open("/disagreements")
    field = page.get_by_label("About a thing")
    field.press_sequentially("armen")
    page.get_by_role("option", name="Armenia").first.click()
    expect(field).to_have_value("Armenia")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**about=Armenia**")
    expect(page.locator("main > div > [role=status]")).to_contain_text(
        re.compile(r"\d of \d+ disagreements")
    )


def test_the_articles_are_listed_and_one_is_opened(tab: Tab) -> None:
    page = tab.open("/articles")
    page.get_by_role("main").get_by_role("link", name="NATO official praises ties").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("praises ties"))


_LOOK = """block => {
  const { backgroundColor, outlineStyle, borderColor, boxShadow } = getComputedStyle(block);
  return [backgroundColor, outlineStyle, borderColor, boxShadow].join(" | ");
}"""


def test_an_error_leads_on_by_menu_and_search(tab: Tab) -> None:
    page = tab.open("/no/such/path", status=404)
    page.get_by_label("Search by any name").fill("KFOR")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**/search?q=KFOR")
    page = tab.open("/page/id/nobody-at-all", status=404)
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Network").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Network")
