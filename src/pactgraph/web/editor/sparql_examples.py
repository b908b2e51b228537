"""The queries that the editor offers: some to begin with, and the project's stored ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.site import GraphSite, Site


@dataclass(frozen=True)
class Example:
    """A query to begin with: ``name`` tells it from the others, ``words`` say what it asks."""

    name: str
    words: str
    group: str
    query: str

    def as_json(self) -> dict[str, str]:
        """Return it as the editor's script takes it."""
        return {"name": self.name, "query": self.query}


_ANY = "Any graph"
_FIRST = "To begin with"
_STORED = "Stored queries"

_OF_ANY: Final = (
    Example("some-triples", "Some of the triples", _ANY, "SELECT * { ?s ?p ?o } LIMIT 50"),
    Example(
        "classes",
        "The classes, by how many things they have",
        _ANY,
        """SELECT ?class (COUNT(DISTINCT ?thing) AS ?things) {
  ?thing a ?class .
}
GROUP BY ?class
ORDER BY DESC(?things) ?class""",
    ),
    Example(
        "named-graphs",
        "The named graphs, by size",
        _ANY,
        """SELECT ?graph (COUNT(*) AS ?triples) {
  GRAPH ?graph { ?s ?p ?o }
}
GROUP BY ?graph
ORDER BY DESC(?triples) ?graph""",
    ),
)

_OF_PROJECTS: Final = (
    Example(
        "who-serves-where",
        "Who contributes to which operation",
        _FIRST,
        """PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT DISTINCT ?who ?operation {
  ?contribution a pact:Contribution ;
    pact:contributor/rdfs:label ?who ;
    pact:operation/rdfs:label ?operation .
}
ORDER BY ?who ?operation""",
    ),
    Example(
        "words-behind",
        "Which passages speak of NATO, and by which words they are found",
        _FIRST,
        """PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX id: <https://w3id.org/pactgraph/id/>
PREFIX oa: <http://www.w3.org/ns/oa#>

SELECT DISTINCT ?article ?passage {
  GRAPH ?passage {
    { id:nato ?property ?value } UNION { ?subject ?property id:nato }
  }
  ?passage a pact:Passage ;
    oa:hasSource ?article .
}
ORDER BY ?article ?passage""",
    ),
    Example(
        "in-force",
        "What was certainly in force on 1 January 2020",
        _FIRST,
        """PREFIX pact: <https://w3id.org/pactgraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>

SELECT DISTINCT ?what ?since {
  ?bounds pact:boundsOf ?thing ;
    pact:beginNotAfter ?since ;
    pact:endNotBefore ?until .
  ?thing a pact:Situation ;
    rdfs:label ?what .
  FILTER(?since <= "2020-01-01"^^xsd:date && ?until >= "2020-01-01"^^xsd:date)
}
ORDER BY ?since ?what""",
    ),
    Example(
        "as-triples",
        "All that is stated of KFOR, as triples",
        _FIRST,
        """PREFIX id: <https://w3id.org/pactgraph/id/>

CONSTRUCT { id:kfor ?property ?value . ?subject ?relation id:kfor }
WHERE { { id:kfor ?property ?value } UNION { ?subject ?relation id:kfor } }""",
    ),
)


def examples(site: GraphSite) -> list[Example]:
    """Return the queries that the editor of this site offers, the ones to begin with first."""
    if not isinstance(site, Site):
        return list(_OF_ANY)
    stored = [
        Example(query.name, query.summary or query.name, _STORED, without_head(query))
        for query in site.kg.queries.values()
    ]
    return [*_OF_PROJECTS, *stored, *_OF_ANY]


def without_head(query: StoredQuery) -> str:
    """Return a stored query's text without the head that says what it is."""
    lines = [line for line in query.text.splitlines() if not line.startswith("#+")]
    question = f"# {query.question}\n\n" if query.question else ""
    return question + "\n".join(lines).strip() + "\n"
