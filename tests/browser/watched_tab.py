"""A tab of the browser that writes down everything that is not as it should be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Page, Request, Response

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 360, "height": 740}

# The browser says so of every answer with an error's status; those are written down themselves.
_OF_A_STATUS = "Failed to load resource: the server responded with a status of"
_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""

_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Tab:
    """A page of the browser, the site that it is on, and what went wrong on it so far."""

    page: Page
    site: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen to the page."""
        page = self.page
        page.add_init_script(_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("dialog", self._dialog)

    def open(self, path: str, *, status: int = 200) -> Page:
        """Go to a path of the site, and return the page when its scripts have run."""
        if status >= 400:
            self.expected.add(status)
        answer = self.page.goto(self.site + path, wait_until="load")
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status} {answer.text()[:2000]}"
        return self.page

    @property
    def path(self) -> str:
        """The path of the page, with its query and fragment."""
        assert self.page.url.startswith(f"{self.site}/")
        return self.page.url.removeprefix(self.site)

    def hidden_beyond(self) -> int:
        """Return how many pixels of the page lie beyond the right edge of the window."""
        beyond: int = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        return beyond

    def wear(self, *, viewport: dict[str, int], color_scheme: str) -> None:
        """Show the page in a window of this size and in these colours."""
        self.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        self.page.emulate_media(color_scheme=color_scheme)  # type: ignore[arg-type]
        self.settle()

    def settle(self) -> None:
        """Wait until what was begun, a scroll for one, has been drawn."""
        self.page.evaluate(_DRAWN)

    def told(self, script: str, *arguments: Any) -> Any:
        """Return what a script says in the page."""
        return self.page.evaluate(script, *arguments)

    def close(self) -> None:
        """Close it, with what its site has stored taken out."""
        if self.page.url.startswith(f"{self.site}/"):
            self.page.evaluate("localStorage.clear()")
        self.page.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_OF_A_STATUS):
            self.troubles.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("data", "blob"):
            return
        if not request.url.startswith(f"{self.site}/"):
            self.troubles.append(f"another host is asked: {request.url}")

    def _failed(self, request: Request) -> None:
        # What a script gave up itself, or what a new page put an end to, is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"request failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"status {response.status}: {response.url}")

    def _dialog(self, dialog: Dialog) -> None:
        self.troubles.append(f"dialog: {dialog.message}")
        dialog.dismiss()


OpenTab: TypeAlias = Callable[..., Tab]
"""What opens a tab on a site, with the options of a browser's context."""
