from __future__ import annotations

import random
from collections import defaultdict

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from pactgraph.errors import NotFound
from pactgraph.namespaces import GRAPH, PREFIXES
from pactgraph.reasoning.claims import claims_by_speaker, every_claim, resolve_claims
from pactgraph.reasoning.merging import (
    merge,
    merged_graph,
    of_articles,
    ontology_facts,
    with_derived_graphs,
)

BASE = "https://w3id.org/pactgraph/article/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
WORLD = """
GRAPH <a#char=0,9> { id:said pact:in id:two . id:only-a pact:p id:x }
GRAPH <b#char=5,7> { id:said pact:in id:two .
  <b/thing/u> pact:speaker id:vell ; pact:content <b/claim/one> .
  <b/thing/v> pact:speaker id:vell, id:tolk ; pact:content <b/claim/two> }
GRAPH <a/record> { <a> a pact:Article }
GRAPH <b/claim/one> { id:claimed pact:p id:x }
GRAPH <b/claim/two> { id:claimed pact:q id:x }
GRAPH <b/claim/nobody> { id:claimed pact:r id:x }
GRAPH graph:entities { id:named a pact:State }
GRAPH graph:judgements { id:doubt pact:reason "why" }
GRAPH graph:links\\/register { id:named skos:exactMatch <urn:elsewhere> }
GRAPH graph:enrichment\\/more { id:named pact:fetched "later" }
GRAPH graph:ontology {
  pact:State rdfs:label "state" ; rdfs:subClassOf pact:Agent ; pact:timeScoped true .
  [] a owl:AllDisjointClasses ; rdfs:comment "no name" .
}
GRAPH <urn:other> { id:other pact:p id:x }
"""


def world() -> dict[str, list[Triple]]:
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for quad in parse(HEAD + WORLD, RdfFormat.TRIG, base_iri=BASE):
        graphs[quad.graph_name.value].append(quad.triple)
    return dict(graphs)


def short(triples: list[Triple]) -> list[str]:
    return [
        " ".join(term.value.rpartition("/")[2].rpartition("#")[2] for term in triple)
        for triple in triples
    ]


def test_merged_is_a_set_of_what_is_stated_recorded_judged_and_computed() -> None:
    computed = [Triple(GRAPH.a, GRAPH.b, GRAPH.c)]
    assert short(merge(world(), computed)) == [
        "said in two",
        "only-a p x",
        "a type Article",
        "u speaker vell",
        "u content one",
        "v speaker vell",
        "v speaker tolk",
        "v content two",
        "named type State",
        "doubt reason why",
        "a b c",
    ]


def test_a_claim_is_merged_only_where_it_is_named() -> None:
    joined = short(merge(world(), claims=[BASE + "b/claim/two"]))
    assert "claimed q x" in joined
    assert {"claimed p x", "claimed r x"}.isdisjoint(joined)


def test_the_default_graph_adds_what_is_inferred_the_matches_and_the_labels_of_named_terms() -> (
    None
):
    closed = merge(world())
    inferred = [Triple(GRAPH.a, GRAPH.b, GRAPH.c), closed[0]]
    assert short(merged_graph(closed, inferred, world()))[len(closed) :] == [
        "a b c",
        "named exactMatch urn:elsewhere",
        "State label state",
    ]


def test_the_order_of_the_graphs_does_not_change_the_merged_list() -> None:
    graphs = world()
    names = list(graphs)
    random.Random(7).shuffle(names)
    shuffled = {name: graphs[name] for name in names}
    assert list(shuffled) != list(graphs)
    assert merge(shuffled) == merge(graphs)
    assert merged_graph([], [], shuffled) == merged_graph([], [], graphs)
    assert list(with_derived_graphs(shuffled, [], [])) == sorted(
        [*graphs, GRAPH.computed.value, GRAPH.inferred.value]
    )


def test_a_set_of_articles_leaves_what_belongs_to_none() -> None:
    graphs = world()
    left = set(of_articles(graphs, {"a"}))
    assert {graph for graph in graphs if graph not in left} == {
        BASE + name for name in ("b#char=5,7", "b/claim/one", "b/claim/two", "b/claim/nobody")
    }
    assert of_articles(graphs, None) == graphs


def test_the_ontology_asserts_kinds_of_its_individuals_and_annotations_are_no_facts() -> None:
    ontology = [
        quad.triple
        for quad in parse(
            HEAD + "pact:note a owl:AnnotationProperty . pact:year a pact:Unit ;"
            ' pact:note "n" ; pact:near pact:month ; rdfs:label "l" ; rdfs:isDefinedBy pact: ;'
            ' skos:definition "d" .',
            RdfFormat.TURTLE,
        )
    ]
    assertions = [triple for triple in ontology if triple.subject.value.endswith("year")]
    assert short(ontology_facts(ontology, assertions)) == ["year type Unit", "year near month"]


def test_claims_are_found_by_who_asserts_them() -> None:
    graphs = world()
    one, two = BASE + "b/claim/one", BASE + "b/claim/two"
    vell, tolk = PREFIXES["id"] + "vell", PREFIXES["id"] + "tolk"
    assert claims_by_speaker(graphs) == {vell: {one, two}, tolk: {two}}
    assert resolve_claims(graphs, [tolk, one]) == {one, two}
    assert resolve_claims(graphs, []) == frozenset()
    assert every_claim(graphs) == {one, two, BASE + "b/claim/nobody"}


def test_a_name_under_which_nothing_is_claimed_is_not_found_and_others_are_offered() -> None:
    with pytest.raises(NotFound) as caught:
        resolve_claims(world(), [PREFIXES["id"] + "maristan"])
    assert caught.value.candidates == (PREFIXES["id"] + "tolk", PREFIXES["id"] + "vell")
