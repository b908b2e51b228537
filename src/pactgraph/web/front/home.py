"""The first page: what this is, its search, headline questions with their answers, its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.front.articles import entries
from pactgraph.web.front.headlines import headlines
from pactgraph.web.site import Site

_DISAGREEMENTS: Final = 3

_FIGURES = """
SELECT ?passages ?stated ?claimed ?derived ?things ?contradictions ?tocheck {
  { SELECT (COUNT(?p) AS ?passages) { ?p a pact:Passage } }
  { SELECT (COUNT(*) AS ?stated) {
      { SELECT DISTINCT ?s ?p ?o { ?g a pact:Passage . GRAPH ?g { ?s ?p ?o } } } } }
  { SELECT (COUNT(*) AS ?claimed) { ?g a pact:Claim . GRAPH ?g { ?s ?p ?o } } }
  { SELECT (COUNT(*) AS ?derived) {
      { GRAPH graph:computed { ?s ?p ?o } } UNION { GRAPH graph:inferred { ?s ?p ?o } } } }
  { SELECT (COUNT(DISTINCT ?t) AS ?things) { ?t pact:name ?n } }
  { SELECT (COUNT(?c) AS ?contradictions) { ?c pact:severity pact:contradiction } }
  { SELECT (COUNT(?d) AS ?tocheck) { ?d pact:severity pact:toCheck } }
}
"""

_FIGURE_WORDS: Final = (
    ("passages", "passages", "passage"),
    ("stated", "statements in them", "statement in them"),
    ("claimed", "statements that speakers assert", "statement that a speaker asserts"),
    ("derived", "statements derived from them", "statement derived from them"),
    ("things", "named things", "named thing"),
    ("contradictions", "contradictions found", "contradiction found"),
    ("tocheck", "differences to check", "difference to check"),
)

_NEWEST = """
SELECT ?finding ?gist ?kindLabel ?severityLabel (MAX(COALESCE(STR(?day), "")) AS ?newest) {
  ?finding a pact:Disagreement ;
    pact:gist ?gist ;
    pact:disagreementKind/rdfs:label ?kindLabel ;
    pact:severity/rdfs:label ?severityLabel .
  OPTIONAL {
    ?finding pact:opposes/pact:statedIn/oa:hasSource ?article .
    OPTIONAL { ?article schema:datePublished ?published }
    OPTIONAL { ?article pact:writtenNotAfter ?written }
    BIND(COALESCE(?published, ?written) AS ?day)
  }
}
GROUP BY ?finding ?gist ?kindLabel ?severityLabel
ORDER BY DESC(?newest) ?severityLabel STR(?finding)
"""


@dataclass(frozen=True)
class Difference:
    """A disagreement as the first page shows it."""

    gist: str
    kind: str
    severity: str
    url: str


def home(site: Site, request: DocumentRequest) -> Document:
    """Return the first page of a project's site."""
    return site.page(
        "home.html",
        request,
        headlines=headlines(site),
        articles=entries(site),
        figures=figures(site),
        differences=newest_disagreements(site),
    )


def figures(site: Site) -> list[tuple[str, int]]:
    """Return how much the graph holds: words and number, without what it has none of."""
    rows = site.rows(_FIGURES)
    counted = dict(zip(rows.variables, rows.rows[0], strict=True))
    numbers = [(int(_text(counted[name])), words) for name, *words in _FIGURE_WORDS]
    return [(one if number == 1 else many, number) for number, (many, one) in numbers if number]


def newest_disagreements(site: Site, most: int = _DISAGREEMENTS) -> list[Difference]:
    """Return the disagreements in which the latest articles take a side, those first."""
    found = []
    for finding, gist, kind, severity, _ in site.rows(_NEWEST).rows[:most]:
        assert isinstance(finding, NamedNode)
        url = site.urls.page(finding.value)
        found.append(Difference(_text(gist), _text(kind), _text(severity), url))
    return found


def _text(term: Term | None) -> str:
    assert isinstance(term, Literal)
    return term.value
