"""Pages of a hostile project in a real browser: nothing of it becomes markup, script or link."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hostile_project import IMAGE, SCRIPT, hostile_project
from playwright.sync_api import expect
from served_site import serving
from watched_tab import OpenTab, Tab

PAGES = [
    "/",
    "/search?q=img",
    "/search?q=%3Cimg%20src=x%20onerror=alert(1)%3E",
    "/articles",
    "/page/id/council-of-lagoons",
    "/page/id/tirra",
    "/page/id/bram-tolk",
    "/page/article/harbour-2019-05-02",
    "/page/article/harbour-2019-05-02/claim/three-boats",
    "/receipt?query=members&row=0",
    "/receipt?query=memberships&row=0",
    "/disagreements",
    "/timeline",
    "/network",
    "/contributions",
    "/queries",
    "/queries/members",
    "/queries/network",
    "/queries/counts",
    "/describe?iri=javascript:alert(7)",
]
_AMISS = """() => {
  const links = [...document.querySelectorAll("a, area, form, use")].flatMap((one) =>
    ["href", "action", "xlink:href"].map((name) => one.getAttribute(name)).filter(Boolean));
  const odd = links.filter((one) => !/^(https?:|[/#?]|$)/.test(one));
  const active = [...document.querySelectorAll("*")].filter((one) =>
    [...one.attributes].some((attribute) => attribute.name.startsWith("on"))
    || one.matches("img, iframe, object, embed, base, svg[onload], meta[http-equiv]"));
  const scripts = [...document.scripts].filter((one) =>
    one.src ? !one.src.startsWith(`${location.origin}/static/`) : one.type !== "application/json");
  const told = (some) => some.map((one) => one.outerHTML);
  return { odd, active: told(active), scripts: told(scripts) };
}"""
_NOTHING: dict[str, list[str]] = {"odd": [], "active": [], "scripts": []}


@pytest.fixture(scope="module")
def hostile(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of the hostile project."""
    folder = tmp_path_factory.mktemp("hostile")
    with serving(hostile_project(folder / "project"), folder / "log") as url:
        yield url


def test_no_page_runs_or_links_what_the_data_says(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab(hostile)
    shown = ""
    for path in PAGES:
        tab.expected = {400, 404}
        tab.page.goto(hostile + path)
        assert tab.told(_AMISS) == _NOTHING, path
        shown += tab.told("document.title + document.body.innerText")
    assert IMAGE in shown
    assert SCRIPT in shown
    assert "{{7*7}}" in shown
    assert "49" not in shown.split()


def test_the_completion_shows_names_as_text(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab(hostile)
    page = tab.open("/")
    page.get_by_role("combobox").first.press_sequentially("img")
    option = page.locator("[role=option]").first
    expect(option).to_contain_text(IMAGE)
    assert tab.told(_AMISS) == _NOTHING
    option.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(IMAGE)


def test_what_is_chosen_in_a_drawing_is_shown_as_text(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab(hostile)
    page = tab.open("/network")
    go = page.get_by_label("Go to")
    names = go.locator("option").all_inner_texts()
    go.select_option(index=next(n for n, name in enumerate(names) if IMAGE in name))
    expect(page.locator("#network-detail h3")).to_contain_text(IMAGE)
    assert tab.told(_AMISS) == _NOTHING
    page = tab.open("/timeline")
    page.get_by_role("button", name="Next thing").click()
    expect(page.locator("#timeline-detail")).to_be_visible()
    assert tab.told(_AMISS) == _NOTHING


def test_the_editor_shows_hostile_cells_and_names_as_text(open_tab: OpenTab, hostile: str) -> None:
    tab = open_tab(hostile)
    page = tab.open("/editor")
    _ask(
        tab,
        "SELECT ?x ?label { VALUES (?x ?label) {"
        ' (<javascript:alert(8)> "<img src=x onerror=alert(9)>")'
        ' (id:tirra "<b onclick=alert(1)>x</b>"^^rdf:HTML) } }',
    )
    cells = page.locator("table.rows tbody td")
    expect(cells.nth(1)).to_have_text(IMAGE.replace("alert(1)", "alert(9)"))
    expect(cells.nth(0).locator("a")).to_have_count(0)
    assert tab.told(_AMISS) == _NOTHING


def _ask(tab: Tab, query: str) -> None:
    tab.page.locator(".CodeMirror").click()
    tab.page.keyboard.press("Control+a")
    tab.page.keyboard.insert_text(query)
    tab.page.keyboard.press("Control+Enter")
