"""Values for the parameters of stored queries, drawn from what a graph holds."""

from __future__ import annotations

import random
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode

from pactgraph.namespaces import PREFIXES
from pactgraph.query.stored_query import Parameter, StoredQuery

DAY: Final = "2015-06-01"
_OF: Final = {
    "about": "?other pact:about ?value",
    "article": "?other oa:hasSource ?value",
    "contributor": "?other pact:contributor ?value",
    "entity": "?other pact:party|pact:operation|pact:about|pact:holder|pact:member ?value",
    "member": "?other pact:member ?value",
    "of": "?other pact:countOf ?value",
    "operation": "?other pact:operation ?value",
    "organisation": "?other pact:officeOf ?value",
    "partner": "?other pact:participant|pact:party ?value",
    "party": "?other pact:party|pact:firstParty ?value",
    "person": "?other pact:attendee|pact:visitor ?value",
    "programme": "?other pact:cycleOf ?value",
    "speaker": "?other pact:speaker ?value",
    ("disagreements", "about"): "?other pact:disagreementAbout ?value",
    ("topics", "of"): "?value pact:topic ?other",
    ("shared-text", "article"): "?other pact:occursIn ?value",
}
"""What gives a parameter's values: of the query that is named, or of all."""


def things(query: StoredQuery) -> list[Parameter]:
    """Return the parameters of a query that name a thing of the graph."""
    return [p for p in query.parameters if p.type == "iri" and not p.names_service]


def drawn(
    store: pyoxigraph.Store, query: StoredQuery, parameter: Parameter, number: int
) -> list[NamedNode]:
    """Return so many of the values that a parameter can have an answer for, the same each time."""
    pattern = _OF.get((query.name, parameter.name)) or _OF[parameter.name]
    found = store.query(
        f"SELECT DISTINCT ?value {{ {pattern} FILTER(ISIRI(?value)) }}", prefixes=PREFIXES
    )
    assert isinstance(found, pyoxigraph.QuerySolutions)
    values = sorted((row["value"] for row in found), key=str)
    return random.Random(query.name).sample(values, min(number, len(values)))
