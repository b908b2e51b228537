"""Names of parameters that URLs need themselves, which no stored query may use."""

from __future__ import annotations

import pytest

from pactgraph.query.lint import RESERVED, lint_query
from pactgraph.query.stored_query import parse_query
from pactgraph.web.query.request import OPTIONS
from pactgraph.web.receipt.page import OWN_PARAMETERS
from pactgraph.web.viewed import VIEW_PARAMETERS

QUERY = """#+ summary: Who is there
#+ question: Who is there?
#+ description: One row a person.
#+ tags:
#+   - people
#+ parameters:
#+   {name}: {{class: rdfs:Resource, description: "The one asked for.", example: "NATO"}}

PREFIX pact: <https://w3id.org/pactgraph/ontology#>

SELECT ?person
WHERE {{
  ?person a pact:Person .
  FILTER(!BOUND(?__{name}_iri) || ?person = ?__{name}_iri)
}}
ORDER BY STR(?person)
"""


def found(name: str) -> list[int]:
    query = parse_query(QUERY.format(name=name), name="q", file="q.rq")
    return [one.line for one in lint_query(query) if one.rule == "names"]


@pytest.mark.parametrize("name", ["query", "row", "format", "members", "another", "certainty"])
def test_a_parameter_of_a_reserved_name_is_found(name: str) -> None:
    assert found(name) == [14]


def test_any_other_name_will_do() -> None:
    assert found("rows") == []


def test_every_parameter_that_urls_have_themselves_is_reserved() -> None:
    assert {*OPTIONS, *OWN_PARAMETERS, *VIEW_PARAMETERS} == RESERVED
