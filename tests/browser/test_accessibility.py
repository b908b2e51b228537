"""Every page as those have it who see little, use no mouse, or a small screen."""

from __future__ import annotations

from typing import Any

import pytest
from pages_of_the_site import ERRORS, FURTHER, MAIN
from playwright.sync_api import expect
from watched_tab import DESKTOP, PHONE, OpenTab, Tab

MODES: dict[str, dict[str, Any]] = {
    "light desktop": {"viewport": DESKTOP, "color_scheme": "light"},
    "dark phone": {"viewport": PHONE, "color_scheme": "dark"},
}
PAGES = {**{name: (path, 200) for name, path in {**MAIN, **FURTHER}.items()}, **ERRORS}

# Of what a page repeats often, its first few stand for all; the rest is taken out, and so is
# what is not shown.
_REPEATED = [
    "main [hidden] > *",
    ".vis-foreground .vis-item:nth-of-type(n + 5)",
    ".block:nth-of-type(n + 6)",
    "[data-text] p:nth-of-type(n + 4)",
    "article.term:nth-of-type(n + 4)",
    ".tree ul ul ul",
    "ul.events > li:nth-of-type(n + 3)",
    "table.rows tbody tr:nth-of-type(n + 5)",
    "article.finding ~ article.finding",
]
_AXE = """async (repeated) => {
  for (const one of document.querySelectorAll(repeated.join())) one.remove();
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map(({ id, impact, nodes }) =>
    `${id} (${impact}): ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
_UNSEEN = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  const told = at.outerHTML.slice(0, 120);
  return [told, style.outlineStyle, parseFloat(style.outlineWidth), box.width];
}"""


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_is_cut_off(tab: Tab, axe: str, name: str) -> None:
    path, status = PAGES[name]
    page = tab.open(path, status=status)
    page.evaluate(f"{axe};0")
    for mode, look in MODES.items():
        tab.wear(**look)
        if name == "timeline":
            expect(page.locator(".vis-item").first).to_be_visible()
        assert tab.hidden_beyond() <= 0, mode
        if name in MAIN or mode == "dark phone":
            assert page.evaluate(_AXE, _REPEATED) == [], mode


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(tab: Tab) -> None:
    page = tab.open("/page/id/kfor")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["/", "/queries/summits", "/network"])
def test_the_keyboards_place_is_always_seen(tab: Tab, path: str) -> None:
    page = tab.open(path)
    for _ in range(25):
        page.keyboard.press("Tab")
        told, outline, width, wide = page.evaluate(_UNSEEN)
        assert outline != "none", told
        assert width >= 2, told
        assert wide > 0, told


def test_the_menu_of_the_phone_opens_and_leads_on(open_tab: OpenTab, site: str) -> None:
    tab = open_tab(site, **MODES["dark phone"])
    page = tab.open("/articles")
    menu = page.get_by_role("navigation", name="Main")
    expect(menu.get_by_role("link", name="Timeline")).to_be_hidden()
    page.locator(".site-menu > summary").click()
    menu.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Timeline")


def test_the_colours_that_are_chosen_are_kept(tab: Tab) -> None:
    page = tab.open("/")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = tab.told(ground)
    page.get_by_label("Colours").select_option("dark")
    dark = tab.told(ground)
    assert dark != light
    tab.open("/articles")
    assert tab.told(ground) == dark
