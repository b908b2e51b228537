"""The menu at the head of every page: where its entries lead, and which routes are theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactgraph.web.static_urls import static_url


@dataclass(frozen=True)
class Entry:
    """An entry: its words, where it leads, and the routes that it marks, its own first."""

    words: str
    href: str
    routes: tuple[str, ...]


OF_PROJECTS: Final = (
    Entry("Articles", "/articles", ("articles", "article_page")),
    Entry("Timeline", "/timeline", ("timeline",)),
    Entry("Network", "/network", ("network",)),
    Entry("Contributions", "/contributions", ("contributions",)),
    Entry("Disagreements", "/disagreements", ("disagreements", "disagreement_page")),
    Entry("Queries", "/queries", ("queries", "query")),
    Entry("SPARQL", "/editor", ("editor",)),
    Entry("Ontology", "/page/ontology", ("ontology_page",)),
)
"""The menu of a project's site."""

OF_FILES: Final = (
    Entry("Overview", "/", ("home",)),
    Entry("SPARQL", "/editor", ("editor",)),
)
"""The menu of a server of RDF files."""

_HEAD: Final = """\
<link rel="icon" href="{icon}" type="image/svg+xml">
<link rel="stylesheet" href="{style}">
<script src="{theme}"></script>
<script type="module" src="{script}"></script>
"""
_HEADER: Final = """\
<a class="skip" href="#main">Skip to the content</a>
<header class="site-header">
<div class="bar">
<a class="brand" href="/">pactgraph</a>
<details class="site-menu"><summary>Menu</summary><nav aria-label="Main">
{links}</nav></details>
{search}</div>
<nav class="site-nav" aria-label="Main">
{links}</nav>
</header>
"""
_SEARCH: Final = """\
<form class="site-search" role="search" action="/search">
<label class="visually-hidden" for="site-q">Search by any name</label>
<input id="site-q" name="q" type="search" placeholder="Search by any name"
 autocomplete="off" data-completion>
<button>Search</button>
</form>
"""


def static_head() -> str:
    """Return what the head of a page loads, for one that no template makes."""
    return _HEAD.format(
        icon=static_url("icon.svg"),
        style=static_url("site.css"),
        theme=static_url("bundle/theme.js"),
        script=static_url("bundle/site.js"),
    )


def static_header(is_project: bool) -> str:
    """Return the header of a page that no template makes, as ``base.html`` has it."""
    entries = OF_PROJECTS if is_project else OF_FILES
    items = "".join(f'<li><a href="{one.href}">{one.words}</a></li>\n' for one in entries)
    return _HEADER.format(links=f"<ul>\n{items}</ul>", search=_SEARCH if is_project else "")
