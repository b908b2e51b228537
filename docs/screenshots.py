"""Take the pictures of the README: ``make screenshots``, or ``python docs/screenshots.py [NAME…]``.

The server is started without the articles' texts, which belong to their publishers: a picture
shows anchors and ranges only. Each picture is the window of a headless Chromium, on a page as a
person would have it before them. The same graph on the same machine gives the same pictures.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 250_000
# What the pages say of their own address: the port is another one in every run.
ADDRESS = "http://localhost:8000"

_QUERY = """PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?person ?office {
  ?holding pact:holder/rdfs:label ?person ;
    pact:office/rdfs:label ?office .
}
ORDER BY ?person ?office"""


def _nothing(page: Page) -> None:
    """Leave the page as it is."""


def _at(selector: str) -> Callable[[Page], None]:
    """Return what scrolls to an element."""

    def scroll(page: Page) -> None:
        page.locator(selector).first.evaluate("at => at.scrollIntoView({ block: 'start' })")

    return scroll


def _evidence(page: Page) -> None:
    page.locator("details.evidence > summary").first.click()


def _timeline(page: Page) -> None:
    page.locator("#timeline-canvas .vis-item").first.wait_for()
    _at("#chart-heading")(page)


def _editor(page: Page) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(_QUERY)
    page.keyboard.press("Control+Enter")
    page.locator("table.rows tbody tr").first.wait_for()
    page.keyboard.press("Control+Home")
    page.evaluate("document.activeElement.blur()")
    # How long it took is another time in every run.
    page.locator(".yasr_response_chip").evaluate("chip => { chip.hidden = true }")
    _at("#examples")(page)


@dataclass(frozen=True)
class Picture:
    """A picture: where it is taken, what it shows, and what is done before."""

    name: str
    path: str
    shows: str
    prepare: Callable[[Page], None] = _nothing
    scheme: str = "light"
    size: tuple[int, int] = (1280, 800)

    @property
    def file(self) -> Path:
        """Where the picture is kept."""
        return FOLDER / f"{self.name}.png"


PICTURES = (
    Picture("home", "/", "The first page: a search over every name, and questions with answers"),
    Picture("entity", "/page/id/kfor", "A thing: what it is, and the words that say so", _evidence),
    Picture("network", "/network", "Who is tied to whom, and by what", _at("#slider")),
    Picture("timeline", "/timeline", "Everything that has a date, in lanes", _timeline, "dark"),
    Picture(
        "receipt",
        "/receipt?sparql=SELECT%20%3Fwho%20%7B%20%3Fwho%20pact%3AcontributesTo%20id%3Akfor%20%7D"
        "&row=0",
        "Why a row is in an answer, down to the words",
        _at("section.row"),
    ),
    Picture("disagreements", "/disagreements", "Where articles and speakers disagree", _at("h2")),
    Picture("query", "/queries/cycles", "A stored query: its form, its chart, its rows"),
    Picture("editor", "/editor", "SPARQL, with a receipt for every row", _editor),
    Picture("ontology", "/page/ontology", "The ontology, term by term", _at("#Contribution")),
    Picture("phone", "/", "The first page on a phone, in the dark", scheme="dark", size=(360, 740)),
)


@contextmanager
def _served() -> Iterator[str]:
    """Run a server of this repository's graph, without texts; yield its address."""
    command = [sys.executable, "-m", "pactgraph", "serve", "--project", str(ROOT), "--port", "0"]
    command += ["--log-format", "json", "--base-url", ADDRESS]
    environment = {k: v for k, v in os.environ.items() if k != "PACTGRAPH_ARTICLES"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment
        )
        assert process.stdout is not None
        try:
            started = process.stdout.readline()
            log.seek(0)
            written = log.read()
            if not started:
                sys.exit(f"the server did not start:\n{written}")
            lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
            port = next(line["port"] for line in lines if line.get("event") == "serving")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


def _take(browser: Browser, address: str, picture: Picture) -> None:
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
        device_scale_factor=1,
    )
    try:
        page = context.new_page()
        answer = page.goto(address + picture.path, wait_until="networkidle")
        if answer is None or not answer.ok:
            sys.exit(f"{picture.path} could not be had: {answer and answer.status}")
        picture.prepare(page)
        page.wait_for_load_state("networkidle")
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=picture.file, animations="disabled", caret="hide")
    finally:
        context.close()
    weight = picture.file.stat().st_size
    print(f"{picture.file.relative_to(ROOT)}: {weight:,} bytes")
    if weight > MOST_BYTES:
        sys.exit(f"{picture.file.name} is heavier than {MOST_BYTES:,} bytes")


def main(names: list[str]) -> None:
    """Take the pictures of these names, or all."""
    unknown = set(names) - {picture.name for picture in PICTURES}
    if unknown:
        sys.exit(f"there is no picture {', '.join(sorted(unknown))}")
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("there is no chromium on the path: install Debian's package chromium")
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    options = ["--disable-gpu", "--disable-partial-raster", "--disable-skia-runtime-opts"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        for picture in PICTURES:
            if not names or picture.name in names:
                _take(browser, address, picture)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
