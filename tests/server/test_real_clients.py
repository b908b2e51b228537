"""Programs that people ask endpoints with: each gets its answers from ours."""

from __future__ import annotations

import subprocess
import sys

import pytest
from gateway_world import FOUNDING, PACT, Server
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, XML
from SPARQLWrapper import SPARQLWrapper as Wrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

LABEL = f"SELECT ?label {{ <{PACT}id/tirra> rdfs:label ?label }}"
TRIPLES = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{PACT}id/tirra> }} ?s ?p ?o }}"


@pytest.mark.parametrize(
    ("method", "request_method"), [(GET, None), (POST, None), (POST, POSTDIRECTLY)]
)
def test_sparqlwrapper_asks_in_each_way(
    server: Server, method: str, request_method: str | None
) -> None:
    wrapper = Wrapper(server.endpoint)
    wrapper.setMethod(method)
    if request_method is not None:
        wrapper.setRequestMethod(request_method)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(LABEL)
    (row,) = wrapper.queryAndConvert()["results"]["bindings"]
    assert row["label"]["value"] == "Tirra"
    wrapper.setQuery("ASK { ?s ?p ?o }")
    assert wrapper.queryAndConvert()["boolean"] is True


@pytest.mark.parametrize("form", [XML, JSON, CSV, TSV])
def test_sparqlwrapper_reads_rows_in_each_format(server: Server, form: str) -> None:
    wrapper = Wrapper(server.endpoint)
    wrapper.setReturnFormat(form)
    wrapper.setQuery(LABEL)
    got = wrapper.queryAndConvert()
    text = got.toxml() if form == XML else got if isinstance(got, bytes) else str(got).encode()
    assert "Tirra" in (text if isinstance(text, str) else text.decode())


@pytest.mark.parametrize("form", [RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs_in_each_format(server: Server, form: str) -> None:
    wrapper = Wrapper(server.endpoint)
    wrapper.setReturnFormat(form)
    wrapper.setQuery(TRIPLES)
    got = wrapper.queryAndConvert()
    graph = Graph().parse(got, format="turtle") if isinstance(got, bytes) else got
    assert (URIRef(f"{PACT}id/tirra"), None, None) in graph


def test_sparqlwrapper_is_told_of_a_bad_query(server: Server) -> None:
    wrapper = Wrapper(server.endpoint)
    wrapper.setQuery("SELECT nonsense")
    with pytest.raises(QueryBadFormed):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_the_graph_as_its_own(server: Server, method: str) -> None:
    graph = Graph(store=SPARQLStore(server.endpoint, method=method))
    labels = list(
        graph.objects(
            URIRef(f"{PACT}id/tirra"), URIRef("http://www.w3.org/2000/01/rdf-schema#label")
        )
    )
    assert [str(label) for label in labels] == ["Tirra"]
    (row,) = graph.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{FOUNDING}> {{ ?s ?p ?o }} }}")
    assert isinstance(row[0], Literal)
    assert int(row[0]) == 4


FEDERATED = """
import pyoxigraph, sys
found = pyoxigraph.Store().query(sys.argv[1])
if isinstance(found, pyoxigraph.QueryBoolean):
    print(bool(found))
else:
    for row in found:
        print(row[0].value)
"""


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        (f"SELECT ?label {{ SERVICE <@> {{ <{PACT}id/tirra> rdfs:label ?label }} }}", "Tirra"),
        ("ASK { SERVICE <@> { ?s a pact:Membership } }", "True"),
    ],
)
def test_another_engine_federates_with_ours(server: Server, pattern: str, told: str) -> None:
    prefixes = (
        f"PREFIX pact: <{PACT}ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
    )
    query = prefixes + pattern.replace("@", server.endpoint)
    done = subprocess.run(
        [sys.executable, "-c", FEDERATED, query],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split() == [told]
