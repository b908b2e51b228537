"""The reading order is total, and puts numbers in the order of numbers."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from export_worlds import CLAIM, COMPUTED, EARLY, ENTITIES, INFERRED, LATE, ONTOLOGY, RECORD, SLUG
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.export.ordering import (
    ReadingOrder,
    Term,
    graph_key,
    natural,
    predicate_key,
    term_key,
)
from pactgraph.namespaces import ARTICLE, DCTERMS, GRAPH, ID, PACT, RDF, RDFS, XSD

T = TypeVar("T")


def mixed(values: Sequence[T], seed: int = 7) -> list[T]:
    return random.Random(seed).sample(values, len(values))


@given(st.lists(st.integers(0, 10**30), min_size=2))
def test_numbers_in_names_sort_as_numbers(numbers: list[int]) -> None:
    names = [f"mole-{number}" for number in numbers]
    assert sorted(names, key=natural) == [f"mole-{number}" for number in sorted(numbers)]


@given(st.lists(st.text("01a#/é"), unique=True), st.integers())
def test_no_two_terms_share_a_place(texts: list[str], seed: int) -> None:
    terms: list[Term] = [
        *(Literal(text) for text in texts),
        *(Literal(text, language="en") for text in texts),
        *(Literal(text, datatype=XSD.integer) for text in texts),
        *(ID[text.replace("#", "")] for text in texts),
    ]
    assert sorted(mixed(terms, seed), key=term_key) == sorted(terms, key=term_key)
    assert len({term_key(term) for term in terms}) == len(set(terms))


def test_subjects_go_from_things_to_articles_to_the_ontology_to_the_rest() -> None:
    order: list[Term] = [
        ID["mole-9"],
        ID["mole-10"],
        SLUG,
        NamedNode(EARLY),
        NamedNode(LATE),
        NamedNode(f"{SLUG.value}/bounds/x"),
        NamedNode(CLAIM),
        ARTICLE["harbour-2019-05-02-copy"],
        GRAPH.computed,
        PACT.Passage,
        NamedNode("https://example.org/a"),
        Literal("9"),
        Literal("10"),
        BlankNode("c14n9"),
        BlankNode("c14n10"),
    ]
    assert sorted(mixed(order), key=term_key) == order


def test_predicates_go_from_type_to_names_to_the_rest() -> None:
    order = [RDF.type, RDFS.label, PACT.name, DCTERMS.description, DCTERMS.title, PACT.begin]
    assert sorted(mixed(order), key=predicate_key) == order


def test_graphs_go_from_entities_through_each_article_to_what_is_derived() -> None:
    other = ARTICLE["harbour-2019-05-02-copy"].value
    order = [
        ENTITIES,
        RECORD,
        EARLY,
        LATE,
        CLAIM,
        f"{other}/record",
        f"{other}#char=0,9",
        GRAPH.judgements.value,
        GRAPH["links/a"].value,
        COMPUTED,
        INFERRED,
        GRAPH["enrichment/a"].value,
        ONTOLOGY,
        "https://example.org/other",
    ]
    assert sorted(mixed(order), key=graph_key) == order


def test_a_block_holds_all_of_a_subject() -> None:
    triples = {
        Triple(ID.b, PACT.about, Literal("10")),
        Triple(ID.b, PACT.about, Literal("9")),
        Triple(ID.a, PACT.about, ID.b),
        Triple(ID.b, RDF.type, PACT.Place),
    }
    assert ReadingOrder().blocks(triples) == [
        (ID.a, [(PACT.about, [ID.b])]),
        (ID.b, [(RDF.type, [PACT.Place]), (PACT.about, [Literal("9"), Literal("10")])]),
    ]
