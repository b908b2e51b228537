"""What the tests of stored queries share: one good query, about invented bodies."""

from __future__ import annotations

from pactgraph.query.stored_query import StoredQuery, parse_query

GOOD = """\
#+ summary: Who holds an office
#+ description: People and the offices they are given, as each article says.
#+ question: Who holds which office, according to whom?
#+ tags:
#+   - people
#+ parameters:
#+   - organisation:
#+       class: pact:Agent
#+       description: the body that the office belongs to
#+   - asOf: a day on which the office is held
#+ defaults:
#+   - asOf: 2020-01-31
#+ key: [person, office]

PREFIX pact: <https://w3id.org/pactgraph/ontology#>

SELECT ?person ?office ?begin
WHERE {
  ?holding pact:holder ?person ; pact:office ?office ; pact:begin ?stated .
  ?passage a pact:Passage .
  GRAPH ?passage { ?holding a pact:OfficeHolding }
  FILTER(!BOUND(?__organisation_iri) || EXISTS { ?office pact:of ?__organisation_iri })
  BIND(COALESCE(STR(?stated), "") AS ?begin)
  FILTER(BOUND(?_asOf_date))
}
ORDER BY ?person ?office
"""


def good() -> StoredQuery:
    return parse_query(GOOD, name="office-holders", file="queries/office-holders.rq")
