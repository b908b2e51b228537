"""A page as its markup has it: ids, links, headings, what must not be in it."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

VOID = {"meta", "link", "input", "br", "img", "hr", "wbr", "source", "col"}
SVG = {"rect", "line", "circle", "path", "stop", "use"}


class Page(HTMLParser):
    """Parses a page; raises AssertionError where elements are not closed in order."""

    def __init__(self, body: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[dict[str, str]] = []
        self.headings: list[int] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(body.decode())
        self.close()
        assert not self._open, f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open[-1:] == [tag], f"</{tag}> closes {self._open[-3:]}"
        self._open.pop()

    def handle_data(self, data):
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    @property
    def hrefs(self) -> list[str]:
        return [link["href"] for link in self.links if "href" in link]

    @property
    def statements(self) -> set[tuple[str, str, str]]:
        """The statements that links ask the reason of, as N-Triples writes their terms."""
        found = set()
        for href in self.hrefs:
            parts = urlsplit(href)
            if parts.path == "/statement":
                asked = parse_qs(parts.query)
                found.add((asked["s"][0], asked["p"][0], asked["o"][0]))
        return found

    def sound(self) -> None:
        """Assert what holds of every page: one heading, ids once, headings in order, no script."""
        assert len(self.ids) == len(set(self.ids)), [i for i in self.ids if self.ids.count(i) > 1]
        assert self.headings.count(1) == 1
        levels = zip(self.headings, self.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in levels), self.headings
        for tag, name, value in self.attributes:
            assert not name.startswith("on"), (tag, name)
            assert name != "style", tag
            if name in {"href", "src", "action", "formaction"}:
                scheme = value.strip().lower().partition(":")[0]
                assert ":" not in value.partition("/")[0] or scheme in {"http", "https"}, value
