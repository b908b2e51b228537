"""The dataset of an update that is given beside it: written into the update, or refused."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from pactgraph.server.problems import Problem
from pactgraph.server.update_dataset import with_dataset

A, B = "http://example.org/a", "http://example.org/b"


def store() -> ox.Store:
    found = ox.Store()
    found.update(
        f"INSERT DATA {{ <s> <p> 0 . GRAPH <{A}> {{ <s> <p> 1 }} GRAPH <{B}> {{ <s> <p> 2 }} }}",
        base_iri="http://example.org/",
    )
    return found


def after(update: str, graphs: list[str], named: list[str]) -> set[tuple[str, str]]:
    """Return the values of <s> <p> after an update, each with the graph that it stands in."""
    changed = store()
    changed.update(with_dataset(update, graphs, named), base_iri="http://example.org/")
    return {
        (quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else "", o.value)
        for quad in changed
        if isinstance(o := quad.object, ox.Literal)
    }


ALL = {("", "0"), (A, "1"), (B, "2")}


def test_without_a_dataset_the_text_stays_as_it_is() -> None:
    assert with_dataset("DELETE WHERE { ?s ?p 1 }", [], []) == "DELETE WHERE { ?s ?p 1 }"


@pytest.mark.parametrize(
    "update",
    [
        "DELETE { ?s ?p ?o } INSERT { ?s ?p 9 } WHERE { ?s ?p ?o }",
        "delete{?s ?p ?o}insert{?s ?p 9}where{?s ?p ?o}",
        "PREFIX w: <http://example.org/where#> DELETE { ?s ?p ?o } INSERT { ?s ?p 9 } # WHERE\n"
        'WHERE { ?s ?p ?o FILTER("WHERE {" != "USING") }',
    ],
)
def test_patterns_are_matched_in_the_given_default_graph(update: str) -> None:
    # What the template names in no graph is deleted from and put into the default graph.
    assert after(update, [A], []) == ALL | {("", "9")}
    assert after(update, [], []) == (ALL - {("", "0")}) | {("", "9")}


def test_delete_where_gets_a_template_of_its_own() -> None:
    assert after("DELETE WHERE { ?s ?p 0 }", [A], []) == ALL
    assert after("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", [], [B]) == ALL - {(B, "2")}


def test_each_operation_of_a_request_gets_the_dataset() -> None:
    two = (
        "INSERT { ?s ?p 7 } WHERE { ?s ?p 1 } ; INSERT DATA { <x> <p> 8 } ; "
        "INSERT { ?s ?p 9 } WHERE { ?s ?p 2 }"
    )
    assert after(two, [A], []) == ALL | {("", "7"), ("", "8")}


@pytest.mark.parametrize(
    "update",
    [
        f"WITH <{A}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p 3 }} USING <{A}> WHERE {{ ?s ?p ?o }}",
        f"INSERT {{ ?s ?p 3 }} using named <{A}> WHERE {{ ?s ?p ?o }}",
    ],
)
def test_two_datasets_are_refused(update: str) -> None:
    with pytest.raises(Problem) as refused:
        with_dataset(update, [B], [])
    assert refused.value.status == 400


@pytest.mark.parametrize("iri", ["a> DELETE", "a b", "a\nb", 'a"b', "a{b"])
def test_what_is_no_iri_is_refused(iri: str) -> None:
    with pytest.raises(Problem) as refused:
        with_dataset("DELETE WHERE { ?s ?p 1 }", [iri], [])
    assert refused.value.status == 400
