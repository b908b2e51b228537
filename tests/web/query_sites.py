"""Sites whose stored queries the tests ask, and requests to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import pactgraph
from pactgraph.web.answering import answer
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"
ORIGIN = "http://127.0.0.1:8000"

HOSTILE = '<img src=x onerror="alert(1)">'

OWN_QUERIES = {
    "echo": "SELECT ?word WHERE { BIND(?_word_string AS ?word) }",
    "tongue": "SELECT ?word WHERE { BIND(?_word_en AS ?word) }",
    "things": "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(STR(?o) = ?_word_string) } ORDER BY ?s ?p",
    "cells": "SELECT ?cell WHERE { VALUES ?cell "
    '{ "=1+1" "+cmd" "-x" "@x" "-5" "+1.5e3" "plain" } }',
    "markup": "SELECT ?what ?whatLabel ?link WHERE { VALUES (?what ?whatLabel ?link) {"
    ' (<javascript:alert(1)> "<img src=x onerror=\\"alert(1)\\">"'
    " <data:text/html,x>) } }",
    "yes": "ASK { ?a ?b ?c }",
    "no": "ASK { ?a ?a ?a }",
    "many": "SELECT ?n WHERE { VALUES ?n { " + " ".join(map(str, range(7))) + " } } ORDER BY ?n",
}
"""Queries about what a hostile value, a truth or a page does."""


@contextmanager
def own_site(folder: Path) -> Iterator[Site]:
    """Open a site of the tiny project with the queries above."""
    root = folder / "tiny"
    shutil.copytree(TINY, root)
    for name, text in OWN_QUERIES.items():
        head = f"#+ summary: The query {name}\n#+ tags:\n#+   - own\n"
        (root / "queries" / f"{name}.rq").write_text(head + text, encoding="utf-8")
    with pactgraph.open(root, articles=root / "texts") as kg:
        yield Site(kg, version="0123456789abcdef")


def ask(
    site: Site,
    name: str,
    parameters: Sequence[tuple[str, str]] = (),
    format_name: str = "srj",
    *,
    extension: str = "",
) -> Document:
    """Ask a stored query as the server would: ``extension`` is that of the URL, if it has one."""
    dot = f".{extension}" if extension else ""
    query = f"?{urlencode(parameters)}" if parameters else ""
    return answer(
        site,
        DocumentRequest(
            "query",
            {"name": name},
            tuple(parameters),
            format_name,
            ORIGIN,
            f"/queries/{quote(name)}{dot}{query}",
        ),
    )


def document(site: Site, route: str, format_name: str) -> Document:
    """Ask for another document."""
    return answer(site, DocumentRequest(route, {}, (), format_name, ORIGIN, "/"))
