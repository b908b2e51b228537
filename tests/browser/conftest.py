"""Fixtures of the tests in a browser: one server a run, one browser a module, a tab a test.

Tabs of one kind share a context, and so the files that they have loaded; what a test stored in
the browser is taken out when it ends.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_site import ROOT, serving
from watched_tab import DESKTOP, OpenTab, Tab

BUNDLE = ROOT / "src" / "pactgraph" / "web" / "static" / "bundle"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 30_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder that opens a tab."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "open_tab" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser's path; skip the test if it or the pages' scripts are missing."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("there is no chromium on the path: install Debian's package chromium")
    if not (BUNDLE / "site.js").is_file():
        pytest.skip("the scripts of the pages are not bundled: python frontend/build.py")
    return found


# Not for the session: its event loop would run on under the tests of other folders.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    """Return the browser, which finds no host but this machine."""
    from playwright.sync_api import expect, sync_playwright

    options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=options)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def site(
    chromium: str, repository_store: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of a server of the repository's graph, with texts if they are at hand."""
    log = tmp_path_factory.mktemp("served") / "log"
    articles = os.environ.get("PACTGRAPH_ARTICLES")
    with serving(ROOT, log, articles=articles, store=repository_store) as url:
        yield url


@pytest.fixture(scope="module")
def contexts(browser: Any) -> Iterator[dict[str, Any]]:
    """Return the contexts that are open, by their options."""
    found: dict[str, Any] = {}
    yield found
    for context in found.values():
        context.close()


@pytest.fixture
def open_tab(browser: Any, contexts: dict[str, Any]) -> Iterator[OpenTab]:
    """Return what opens a tab on a site; whatever goes wrong in one of them fails the test."""
    tabs: list[Tab] = []

    def opened(site: str, **options: Any) -> Tab:
        options = {"viewport": DESKTOP, "reduced_motion": "reduce", **options}
        context = contexts.get(repr(options))
        if context is None:
            context = contexts[repr(options)] = browser.new_context(**options)
            context.set_default_timeout(PATIENCE)
        tabs.append(Tab(context.new_page(), site))
        return tabs[-1]

    yield opened
    for tab in tabs:
        tab.close()
    assert [trouble for tab in tabs for trouble in tab.troubles] == []


@pytest.fixture
def tab(open_tab: OpenTab, site: str) -> Tab:
    """Return a tab on the repository's site, as a person at a desk has it."""
    return open_tab(site)


@pytest.fixture(scope="session")
def axe() -> str:
    """Return axe-core's script; skip the test if it is not at hand."""
    if not AXE.is_file():
        pytest.skip("axe-core is not at hand: python frontend/build.py --packages")
    return AXE.read_text("utf-8")
