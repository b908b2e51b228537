"""A problem as a client wants to read it: as JSON, or as a page in a browser."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from pactgraph.namespaces import BASE
from pactgraph.server.exchange import Exchange
from pactgraph.server.negotiation import choose
from pactgraph.server.problems import MEDIA_TYPE, Problem
from pactgraph.server.reply import Reply
from pactgraph.server.security import Headers, data_headers, header_value, page_headers
from pactgraph.web.menu import static_head, static_header

_HEADERS = {"allow": b"allow", "authenticate": b"www-authenticate"}
"""Members of a problem that HTTP wants told in a header."""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{status} {reason} · pactgraph</title>
<meta name="color-scheme" content="light dark">
{head}</head>
<body>
{header}<main id="main" tabindex="-1">
<h1>{status} {reason}</h1>
<p class="error">{title}</p>
{more}</main>
</body>
</html>
"""


def error_reply(exchange: Exchange, problem: Problem, *, is_project: bool) -> Reply:
    """Return the answer that tells of a problem, escaped where it is a page.

    The page has the header of the site: that of a project, or that of a server of RDF files.
    """
    headers: Headers = [(b"vary", b"Accept, Accept-Encoding"), (b"cache-control", b"no-store")]
    if problem.retry_after is not None:
        headers.append((b"retry-after", b"%d" % problem.retry_after))
    for member, name in _HEADERS.items():
        value = problem.extra.get(member)
        if isinstance(value, str):
            headers.append((name, header_value(value)))
    choice = choose(exchange.header("accept"), ("json", "html"))
    if choice is not None and choice.format == "html":
        page = _page(problem, is_project)
        return Reply(problem.status, choice.content_type, [*page_headers("error"), *headers], page)
    return Reply(problem.status, MEDIA_TYPE, [*data_headers(), *headers], problem.body)


def _page(problem: Problem, is_project: bool) -> bytes:
    lines = []
    if problem.detail:
        lines.append(f'<pre tabindex="0">{escape(problem.detail)}</pre>')
    if problem.hint:
        lines.append(f"<p>{escape(problem.hint)}</p>")
    for name, value in problem.extra.items():
        values = value if isinstance(value, list | tuple) else [value]
        told = ", ".join(_told(str(one)) for one in values)
        if told:
            lines.append(f"<p>{escape(name)}: {told}</p>")
    page = _PAGE.format(
        status=problem.status,
        reason=escape(problem.reason),
        title=escape(problem.title),
        head=static_head(),
        header=static_header(is_project),
        more="".join(f"{line}\n" for line in lines),
    )
    return page.encode("utf-8", "replace")


def _told(value: str) -> str:
    """Return a value as HTML: an IRI of ours leads to what it names."""
    if value.startswith(BASE):
        path = quote(value.removeprefix(BASE), safe="/#=,")
        return f'<a href="/{path}">{escape(value)}</a>'
    return escape(value)
