"""What the tests of the command line share: the tiny project, and a query with parameters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"

DATED = """#+ summary: Who held an office on a day
#+ question: Who held which office on a given day?
#+ parameters:
#+   asOf: {description: The day., example: "2019-05-01"}
#+   holder: {class: pact:Person, description: The person asked for., example: Oda Vell}
#+ enumerate:
#+   - sort: [all, some]
PREFIX pact: <https://w3id.org/pactgraph/ontology#>
SELECT ?holder ?holding WHERE {
  GRAPH ?passage { ?holding pact:holder ?holder }
  ?passage a pact:Passage .
  ?bounds pact:boundsOf ?holding .
  FILTER(BOUND(?_asOf_date) || BOUND(?_asOf_date))
  FILTER(!BOUND(?__holder_iri) || ?holder = ?__holder_iri)
  FILTER(!BOUND(?__sort) || ?__sort = "all")
}
ORDER BY STR(?holder) STR(?holding)
"""
