from __future__ import annotations

from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from pactgraph.conflicts import Locator, find_conflicts
from pactgraph.namespaces import PREFIXES, RDF
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.contradictions import find_scoped_contradictions

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ONTOLOGY = """
<urn:Cat> rdfs:subClassOf <urn:Animal> . <urn:Rock> owl:disjointWith <urn:Animal> .
<urn:chases> rdfs:domain <urn:Cat> ; rdfs:range <urn:Animal> ; rdfs:subPropertyOf <urn:near> .
<urn:near> a owl:SymmetricProperty, owl:TransitiveProperty .
<urn:above> owl:propertyChainAxiom ( <urn:near> <urn:chases> ) .
<urn:on> rdfs:range <urn:Rock> . <urn:above> rdfs:domain <urn:Cat> .
"""
RULESET = compile_rules(q.triple for q in parse(HEAD + ONTOLOGY, RdfFormat.TURTLE))
THINGS = [NamedNode(f"urn:{name}") for name in "abcd"]
CLASSES = [NamedNode(f"urn:{name}") for name in ("Cat", "Rock", "Animal")]
PROPERTIES = [NamedNode(f"urn:{name}") for name in ("chases", "near", "on", "above")]
SCOPES = ("urn:scope:1", "urn:scope:2", "urn:scope:3")

things = st.sampled_from(THINGS)
statements = st.one_of(
    st.builds(Triple, things, st.just(RDF.type), st.sampled_from(CLASSES)),
    st.builds(Triple, things, st.sampled_from(PROPERTIES), things),
)
parts = st.lists(statements, max_size=4)


@settings(max_examples=60, deadline=None)
@given(parts, st.tuples(parts, parts, parts))
def test_looking_only_where_a_conflict_can_come_from_finds_what_looking_everywhere_finds(
    ground: list[Triple], scoped: tuple[list[Triple], ...]
) -> None:
    scopes = dict(zip(SCOPES, scoped, strict=True))
    given_triples = list(dict.fromkeys([*ground, *(t for part in scoped for t in part)]))
    graphs = {"urn:ground": ground, **scopes}
    locator = Locator(SimpleNamespace(line_of=lambda _: None), graphs)  # type: ignore[arg-type]
    stopping, between = find_conflicts(
        close(given_triples, RULESET.rules), ground, scopes, RULESET, locator
    )
    everywhere = find_scoped_contradictions(ground, scopes, RULESET)
    assert [(c.scope, c.axiom) for c in stopping] == [
        (scope, finding.rule.label) for scope, finding in everywhere.inside
    ]
    assert [c.axiom for c in between] == [finding.rule.label for finding in everywhere.between]
    for conflict in stopping:
        graphs_of_it = {statement.graph for statement in conflict.statements}
        assert graphs_of_it <= {"urn:ground", conflict.scope}
        assert (conflict.scope is None) == (graphs_of_it <= {"urn:ground"})
    for conflict in between:
        assert len({s.graph for s in conflict.statements} - {"urn:ground"}) > 1
