"""The page on which people write SPARQL; without scripts, a form that shows the answer itself.

Its scripts need no more than the policy of every page: no style in the markup, no script but
the site's own, no font, and no connection but to the site itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded, NotFound, PactgraphError
from pactgraph.namespaces import BASE, PREFIXES
from pactgraph.web.answering import status_of
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.editor.sparql_examples import Example, examples
from pactgraph.web.site import GraphSite, Site
from pactgraph.web.terms import ShownTerm, shown

ROWS: Final = 500
"""How many rows of an answer the page shows."""

_TERMS: Final = 1500

_CLASSES = """
SELECT ?term (MIN(STR(?name)) AS ?label) {
  { { ?term a owl:Class } UNION { ?thing a ?term } FILTER(ISIRI(?term)) }
  OPTIONAL { ?term rdfs:label ?name FILTER(LANG(?name) IN ("en", "")) }
}
GROUP BY ?term ORDER BY STR(?term)
"""
_PROPERTIES = """
SELECT ?term (MIN(STR(?name)) AS ?label) {
  {
    SELECT DISTINCT ?term {
      { ?term a owl:ObjectProperty } UNION { ?term a owl:DatatypeProperty } UNION { ?s ?term ?o }
    }
  }
  OPTIONAL { ?term rdfs:label ?name FILTER(LANG(?name) IN ("en", "")) }
}
GROUP BY ?term ORDER BY STR(?term)
"""


@dataclass(frozen=True)
class Result:
    """An answer as the page shows it; ``receipts`` has the receipt of each row, or None."""

    columns: tuple[str, ...]
    rows: list[tuple[list[ShownTerm], str | None]]
    count: int


def editor(site: GraphSite, request: DocumentRequest) -> Document:
    """Return the page, with ``query`` or the example of the name ``example`` in it.

    With ``run`` the answer to the query is shown beneath it, or what is wrong with it.
    Raises NotFound for an example that is not there.
    """
    offered = examples(site)
    query = _query(request, offered)
    result, error = None, None
    if request.first("run") is not None and isinstance(site, Site):
        try:
            result = _result(site, query)
        except (BadInput, BadQuery, DeadlineExceeded) as problem:
            error = problem
    page = site.page(
        "editor.html",
        request,
        query=query,
        examples=offered,
        chosen=request.first("example"),
        result=result,
        error=error,
        rows_shown=ROWS,
        script=_for_script(site, offered),
    )
    return page if error is None else replace(page, status=status_of(error))


def _query(request: DocumentRequest, offered: list[Example]) -> str:
    given, name = request.first("query"), request.first("example")
    if given is not None:
        return given
    if name is None:
        return offered[0].query
    for example in offered:
        if example.name == name:
            return example.query
    raise NotFound(f"there is no example {name[:80]!r}", hint="the page lists them")


def _result(site: Site, query: str) -> Result:
    answer = site.kg.query(query, timeout=site.timeout)
    labels: dict[str, str] = {}
    rows = [
        ([shown(term, labels) for term in row], _receipt(site, answer, query, number))
        for number, row in enumerate(answer.terms.rows[:ROWS])
    ]
    return Result(answer.variables, rows, len(answer))


def _receipt(site: Site, answer: Answer, query: str, row: int) -> str | None:
    return site.urls.receipt_of(query, row) if answer.form in ("SELECT", "ASK") else None


def _for_script(site: GraphSite, offered: list[Example]) -> dict[str, object]:
    """Return what the editor's script must know: it asks nobody else."""
    return {
        "endpoint": site.urls.sparql,
        "base": BASE,
        "isProject": site.is_project,
        "prefixes": PREFIXES,
        "classes": _terms(site, _CLASSES),
        "properties": _terms(site, _PROPERTIES),
        "examples": [example.as_json() for example in offered],
    }


def _terms(site: GraphSite, sparql: str) -> list[tuple[str, str]]:
    """Return IRIs with their labels; none if there are too many to list them in time."""
    try:
        rows = site.rows(sparql).rows[:_TERMS]
    except PactgraphError:
        return []
    return [
        (term.value, label.value if isinstance(label, Literal) else "")
        for term, label in rows
        if isinstance(term, NamedNode)
    ]
