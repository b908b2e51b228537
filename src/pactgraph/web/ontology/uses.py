"""Where the terms of the ontology are used: in statements, and in stored queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.engine.tokens import Kind, tokenise
from pactgraph.namespaces import PACT, PREFIXES
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.site import GraphSite

_OF_CLASSES: Final = """
SELECT ?term (COUNT(DISTINCT ?s) AS ?n) (MIN(?s) AS ?first)
WHERE { ?s a ?term } GROUP BY ?term
"""
_OF_PROPERTIES: Final = """
SELECT ?term (COUNT(*) AS ?n) (MIN(?s) AS ?first) WHERE { ?s ?term ?o } GROUP BY ?term
"""
_OF_VALUES: Final = f"""
SELECT ?term (COUNT(*) AS ?n) (MIN(?s) AS ?first) WHERE {{
  ?s ?p ?term
  FILTER(STRSTARTS(STR(?term), "{PACT.base}") && ?p != rdf:type)
}} GROUP BY ?term
"""


@dataclass
class Use:
    """How many statements use a term, and one of them (None if none does)."""

    count: int = 0
    example: Triple | None = None


def uses(site: GraphSite, kinds: Mapping[str, str]) -> dict[str, Use]:
    """Return how the graph uses terms, whose kinds are given by IRI."""
    found: dict[str, Use] = {}
    by_kind = (("class",), _OF_CLASSES), (("object", "data", "annotation"), _OF_PROPERTIES)
    for wanted, query in (*by_kind, (("individual",), _OF_VALUES)):
        for term, count, first in site.rows(query):
            if isinstance(term, NamedNode) and kinds.get(term.value) in wanted:
                assert isinstance(count, Literal)
                example = _example(site, term, first, wanted[0])
                found[term.value] = Use(int(count.value), example)
    return found


def _example(site: GraphSite, term: NamedNode, first: object, kind: str) -> Triple | None:
    if not isinstance(first, NamedNode):
        return None
    pattern = {
        "class": f"BIND(rdf:type AS ?p) BIND({term} AS ?o)",
        "object": f"BIND({term} AS ?p) {first} ?p ?o",
        "individual": f"BIND({term} AS ?o) {first} ?p ?o FILTER(?p != rdf:type)",
    }[kind]
    for p, o in site.rows(f"SELECT ?p ?o WHERE {{ {pattern} }} ORDER BY STR(?p) STR(?o) LIMIT 1"):
        if isinstance(p, NamedNode) and isinstance(o, NamedNode | Literal):
            return Triple(first, p, o)
    return None


def queries_by_term(queries: Iterable[StoredQuery]) -> dict[str, list[str]]:
    """Return the names of the stored queries that have each of our terms in their text."""
    found: dict[str, list[str]] = {}
    for query in queries:
        for iri in sorted(_terms_in(query.text)):
            found.setdefault(iri, []).append(query.name)
    return found


def _terms_in(text: str) -> set[str]:
    names = [token.text for token in tokenise(text) if token.kind in (Kind.NAME, Kind.IRI)]
    full = [
        PREFIXES.get(prefix, "?") + local if colon else name
        for name in names
        for prefix, colon, local in [name.strip("<>").partition(":")]
    ]
    return {iri for iri in (*full, *(name.strip("<>") for name in names)) if iri in PACT}
