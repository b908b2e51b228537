"""The timeline, the network and the contributions, moved and filtered by a person."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from watched_tab import DESKTOP, PHONE, Tab

_DRAWN = """() => [...document.querySelectorAll('#network-canvas canvas')]
  .map((canvas) => canvas.toDataURL()).join()"""


def test_the_timeline_is_zoomed_with_buttons_and_keys(tab: Tab) -> None:
    page = tab.open("/timeline?kind=contributions")
    items = page.locator("#timeline-canvas .vis-item")
    expect(items.first).to_be_visible()
    expect(page.locator("#timeline-still")).to_be_hidden()
    item = items.filter(has_text="Azerbaijan in KFOR").first
    before = item.bounding_box()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_function(_WIDER, arg=[item.element_handle(), before["width"] * 1.2])  # type: ignore[index]
    page.get_by_role("button", name="Show all").click()
    page.locator("#timeline-canvas").focus()
    zoomed = item.bounding_box()
    page.keyboard.press("+")
    page.wait_for_function(_WIDER, arg=[item.element_handle(), zoomed["width"] * 1.2])  # type: ignore[index]


def test_a_thing_on_the_timeline_is_chosen_and_tells_its_words(tab: Tab) -> None:
    page = tab.open("/timeline?kind=contributions")
    detail = page.get_by_role("region", name="What is chosen")
    expect(detail).to_be_hidden()
    item = page.locator("#timeline-canvas .vis-item").filter(has_text="Azerbaijan in KFOR").first
    item.click()
    expect(detail).to_be_visible()
    expect(detail.get_by_role("link", name="Azerbaijan in KFOR")).to_be_visible()
    expect(detail.locator(".passages a").first).to_be_visible()
    detail.get_by_role("button", name="Close").click()
    expect(detail).to_be_hidden()
    page.get_by_role("button", name="Next thing").click()
    expect(detail).to_be_visible()
    page.get_by_role("button", name="Previous thing").click()
    detail.get_by_role("link", name=re.compile("^begin|^end")).first.click()
    page.wait_for_url("**/receipt?*")


def test_the_timeline_is_filtered_by_thing_years_and_kind(tab: Tab) -> None:
    page = tab.open("/timeline")
    whole = page.locator("ul.events > li").count()
    page.get_by_text("Choose by name, day, article or kind").click()
    page.get_by_label("About").fill("Ilham Aliyev")
    page.get_by_label("From", exact=True).fill("2004")
    page.get_by_label("To", exact=True).fill("2012")
    page.get_by_role("checkbox", name=re.compile("Meetings and visits")).check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**about=Ilham**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ilham Aliyev")
    shown = page.locator("ul.events > li .what > a").all_inner_texts()
    assert 0 < len(shown) < whole
    assert any("Istanbul" in one for one in shown), shown
    assert not any("Warsaw" in one for one in shown), shown
    page.get_by_role("link", name="Everything").click()
    expect(page.locator("ul.events > li")).to_have_count(whole)


def test_the_slider_of_the_network_shows_it_as_of_a_day(tab: Tab) -> None:
    page = tab.open("/network")
    rows = page.locator("#network-table tbody tr")
    nodes = page.locator("#network-go option")
    whole, named = rows.count(), nodes.count()
    drawn = tab.told(_DRAWN)
    slider = page.get_by_role("slider", name="The day")
    expect(slider).to_have_attribute("aria-valuetext", "no day: everything")
    with page.expect_response(lambda answer: "as-of=" in answer.url):
        slider.focus()
        slider.evaluate("slider => { slider.value = (2004 * 12).toString(); }")
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "as of the end of 2004-02")
    view = page.get_by_role("region", name="Which graph this is")
    expect(view).to_contain_text("2004-02")
    assert 0 < rows.count() < whole
    assert 1 < nodes.count() < named
    assert tab.told(_DRAWN) != drawn
    assert "as-of=2004-02" in tab.path
    view.locator("summary").click()
    expect(view.locator("li").first).to_be_visible()
    # The day is a page of its own, with the same in it.
    shown = rows.count()
    page.reload()
    expect(rows).to_have_count(shown)


def test_the_network_is_filtered_by_kind(tab: Tab) -> None:
    page = tab.open("/network")
    whole = page.locator("#network-table tbody tr").count()
    page.get_by_text("Only some kinds or relations").click()
    page.get_by_role("checkbox", name=re.compile("^states")).check()
    page.get_by_role("checkbox", name=re.compile("^organisations")).check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**kind=**")
    rows = page.locator("#network-table tbody tr")
    assert 0 < rows.count() < whole
    expect(page.get_by_role("checkbox", name=re.compile("^states"))).to_be_checked()


def test_a_node_of_the_network_is_gone_to_and_tells_its_relations(tab: Tab) -> None:
    page = tab.open("/network")
    detail = page.get_by_role("region", name="What is chosen")
    page.get_by_label("Go to").select_option(label="KFOR")
    expect(detail.get_by_role("heading", name="KFOR")).to_be_visible()
    expect(detail.get_by_role("link", name="Azerbaijan", exact=True)).to_be_visible()
    canvas = page.locator("#network-canvas")
    canvas.scroll_into_view_if_needed()
    before = tab.told(_DRAWN)
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"before => ({_DRAWN})() !== before", arg=before)
    moved = tab.told(_DRAWN)
    page.keyboard.press("+")
    page.wait_for_function(f"before => ({_DRAWN})() !== before", arg=moved)
    detail.get_by_role("link", name="why?").first.click()
    page.wait_for_url("**/receipt?*")


def test_a_node_of_the_network_is_clicked(tab: Tab) -> None:
    page = tab.open("/network")
    page.get_by_label("Go to").select_option(label="NATO")
    detail = page.get_by_role("region", name="What is chosen")
    expect(detail.get_by_role("heading", name="NATO")).to_be_visible()
    # It is in the middle now. What is told of it goes away, and a click brings it again.
    detail.evaluate("detail => { detail.firstElementChild.textContent = '' }")
    canvas = page.locator("#network-canvas")
    canvas.scroll_into_view_if_needed()
    tab.settle()
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(detail.get_by_role("heading", name="NATO")).to_be_visible()


def test_a_bar_of_the_contributions_says_what_it_means(tab: Tab) -> None:
    page = tab.open("/contributions")
    readout = page.locator("#contributions-readout")
    expect(readout).to_contain_text("Point at a bar")
    page.locator("#contributions-chart .row rect.certain").first.hover()
    expect(readout).to_contain_text(re.compile(r"\d{4}-\d\d · .+: Azerbaijan"))
    page.get_by_label("Operation or fund").fill("KFOR")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**operation=KFOR**")
    rows = page.locator("#contributions-table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("1999")
    rows.first.get_by_role("link", name=re.compile("^why")).click()
    page.wait_for_url("**/receipt?*")


_WIDER = "([item, width]) => item.getBoundingClientRect().width > width"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_timeline_begins_above_the_fold(tab: Tab, viewport: dict[str, int]) -> None:
    page = tab.open("/timeline")
    tab.wear(viewport=viewport, color_scheme="light")
    expect(page.locator(".vis-item").first).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "drawing", "mark"),
    [
        ("/contributions", "#contributions-chart", "rect.possible"),
        ("/page/id/kfor", "svg.timeline:not(.labels)", "rect.possible"),
        ("/queries/cycles", "figure.chart svg:not(.labels)", "rect.open"),
    ],
)
def test_a_phone_sees_bars_and_what_they_are_of(
    tab: Tab, path: str, drawing: str, mark: str
) -> None:
    page = tab.open(path)
    tab.wear(viewport=PHONE, color_scheme="light")
    bars = page.locator(drawing)
    bars.scroll_into_view_if_needed()
    assert any(bar.bounding_box()["x"] < PHONE["width"] for bar in bars.locator(mark).all())
    labels = page.locator("svg.labels").first
    before = labels.bounding_box()["x"]
    labels.evaluate("labels => { labels.closest('.scroll').scrollLeft = 200 }")
    assert abs(labels.bounding_box()["x"] - before) < 2


def test_names_in_the_network_are_readable_and_more_are_told_nearer(tab: Tab) -> None:
    page = tab.open("/network")
    named = tab.told(_NAMED)
    assert named["meeting"] == []
    assert {"Azerbaijan", "NATO"} <= set(named["names"])
    assert len(named["names"]) < named["nodes"]
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()
    nearer = tab.told(_NAMED)
    assert len(nearer["names"]) > len(named["names"])


_NAMED = """() => {
  const { cy } = document.getElementById("network-canvas")._cyreg;
  const named = cy.nodes(".named");
  const box = (node) => node.renderedBoundingBox({ includeNodes: false, includeEdges: false });
  const meet = (a, b) => a.x1 + 4 < b.x2 && b.x1 + 4 < a.x2 && a.y1 + 4 < b.y2 && b.y1 + 4 < a.y2;
  const boxes = named.map((node) => [node.data("label"), box(node)]);
  const meeting = boxes.flatMap(([one, a], at) =>
    boxes.slice(at + 1).filter(([, b]) => meet(a, b)).map(([other]) => [one, other]));
  return { names: named.map((node) => node.data("label")), nodes: cy.nodes().length, meeting };
}"""
