"""Every triple of the repository's graph is proved, and each step of a proof holds by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.build import prepare, write
from pactgraph.engine.statement_lines import AsStored
from pactgraph.graph import Graph
from pactgraph.namespaces import OWL, RDF, RDFS, XSD
from pactgraph.proof.graph_facts import GraphFacts
from pactgraph.proof.prover import Prover
from pactgraph.proof.store_facts import StoreFacts
from pactgraph.proof.tree import Computed, Derived, Proof, Worded, depth, leaves, nodes
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.owlrl_reasoner import close_with_owlrl
from pactgraph.reasoning.rules import Term
from pactgraph.source.project import Project
from pactgraph.store import Store


@pytest.fixture(scope="module")
def built(
    repository: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Graph, Store]]:
    """Return the repository's graph, and the store of it."""
    path = tmp_path_factory.mktemp("proofs") / "store"
    graph, report = prepare(repository)
    write(graph, report, path)
    with Store.open(path) as store:
        yield graph, store


@pytest.fixture(scope="module")
def graph(built: tuple[Graph, Store]) -> Graph:
    return built[0]


@pytest.fixture(scope="module")
def prover(graph: Graph) -> Prover:
    return Prover.of_graph(graph)


def test_every_triple_is_proved_as_deep_as_its_round(graph: Graph, prover: Prover) -> None:
    kinds = Counter[str]()
    for triple in graph.merged:
        proof = prover.prove(triple)
        assert depth(proof) == (graph.round_of(triple) or 0)
        assert isinstance(proof, Derived) == bool(graph.round_of(triple))
        kinds[type(proof).__name__] += 1
    assert kinds["Derived"] == len(graph.inferred) > 2000
    assert min(kinds[name] for name in ("Worded", "Recorded", "Axiom", "Computed")) > 300


def test_leaves_alone_derive_each_triple_again(graph: Graph, prover: Prover) -> None:
    """Closed together, the leaves of all proofs give every triple.

    Those of one proof, closed by no rules but its own, give its triple.
    """
    proofs = {triple: prover.prove(triple) for triple in graph.inferred}
    shapes: dict[tuple[str, ...], tuple[Triple, Proof]] = {}
    for triple, proof in proofs.items():
        # The same rules over the same bodies derive alike, whatever the leaves are called.
        names = tuple(n.rule.name if isinstance(n, Derived) else "" for n in nodes(proof))
        shapes.setdefault(names, (triple, proof))
    for triple, proof in shapes.values():
        rules = {node.rule.name: node.rule for node in nodes(proof) if isinstance(node, Derived)}
        assert triple in close((leaf.triple for leaf in leaves(proof)), rules.values())
    everything = {leaf.triple for proof in proofs.values() for leaf in leaves(proof)}
    assert everything <= set(graph.closed)
    assert set(close(everything, graph.ruleset.rules).derived) >= proofs.keys()


def test_each_step_follows_by_the_reference_from_its_axiom_and_premises(
    graph: Graph, prover: Prover
) -> None:
    """Renaming changes no entailment, so that steps of one form are asked of owlrl once."""
    forms: dict[tuple[Triple, ...], Triple] = {}
    for triple in graph.inferred:
        for node in nodes(prover.prove(triple)):
            if isinstance(node, Derived):
                assert node.rule.axioms
                premises = [premise.triple for premise in node.premises]
                *told, head = _renamed([*node.rule.axioms, *premises, node.triple])
                forms[tuple(told)] = head
    assert 10 < len(forms) < 100
    for told, head in forms.items():
        axioms = [t for t in told if _is_axiom(t)]
        assert head in close_with_owlrl([t for t in told if t not in axioms], axioms)


def test_the_store_gives_the_same_proofs_with_rounds_and_without(
    built: tuple[Graph, Store], prover: Prover
) -> None:
    graph, store = built
    with_rounds = Prover.of_store(store)
    without = Prover(StoreFacts(store, rounds=False), with_rounds.facts.ruleset)  # type: ignore[attr-defined]
    in_memory = Prover(GraphFacts(graph, rounds=False), graph.ruleset)
    stored = AsStored()
    for number, triple in enumerate(graph.merged):
        expected = _normal(prover.prove(triple), stored)
        # What was given is looked up alike with rounds and without; searching takes its time.
        searched = graph.round_of(triple) and number % 4 == 0
        by_others = (without, in_memory) if searched else ()
        for other in (with_rounds, *by_others):
            assert _normal(other.prove(triple), stored) == expected


def test_a_proof_in_a_named_graph_is_of_that_graph_alone(
    built: tuple[Graph, Store], prover: Prover
) -> None:
    graph, store = built
    stored, normal = Prover.of_store(store), AsStored()
    for name, triples in graph.graphs.items():
        for triple in triples[:3]:
            proof = prover.prove(triple, NamedNode(name))
            assert _normal(stored.prove(triple, NamedNode(name)), normal) == _normal(proof, normal)
            if isinstance(proof, Worded):
                assert [wording.graph.value for wording in proof.wordings] == [name]


def test_another_proof_of_the_repositorys_triples_is_one(graph: Graph, prover: Prover) -> None:
    found = 0
    for triple in graph.inferred:
        proof = prover.prove(triple)
        other = prover.another(triple, proof)
        if other is None:
            continue
        found += 1
        assert isinstance(proof, Derived)
        assert isinstance(other, Derived)
        assert (other.rule, [p.triple for p in other.premises]) != (
            proof.rule,
            [p.triple for p in proof.premises],
        )
        assert triple not in {node.triple for node in list(nodes(other))[1:]}
    assert found > 100


def test_every_rule_of_the_repository_says_its_axiom_in_words(graph: Graph) -> None:
    for rule in (*graph.ruleset.rules, *graph.ruleset.contradictions):
        assert rule.label
        assert "Variable" not in rule.label
        assert "://" not in rule.label


def _normal(proof: Proof, stored: AsStored) -> object:
    """Return a proof without what two ways of reading the files may write in two ways."""
    triple = stored.triple(proof.triple)
    if isinstance(proof, Derived):
        premises = tuple(_normal(premise, stored) for premise in proof.premises)
        return type(proof), triple, proof.rule.name, premises
    if isinstance(proof, Computed):
        inputs = [_stored_quad(quad, stored) for quad in proof.inputs]
        return Computed, triple, proof.rules, inputs, proof.wordings
    fields = [getattr(proof, name) for name in type(proof).__slots__ if name != "triple"]
    return type(proof), triple, repr(fields)


def _stored_quad(quad: Quad, stored: AsStored) -> tuple[Triple, object]:
    return stored.triple(quad.triple), quad.graph_name


def _renamed(triples: Iterable[Triple]) -> list[Triple]:
    names: dict[Term, Term] = {}

    def name(term: Term) -> Term:
        if isinstance(term, NamedNode) and any(term.value in n for n in (RDF, RDFS, OWL, XSD)):
            return term
        if term not in names:
            number = len(names)
            names[term] = (
                Literal(f"literal {number}")
                if isinstance(term, Literal)
                else BlankNode(f"b{number}")
                if isinstance(term, BlankNode)
                else NamedNode(f"http://example.org/n{number}")
            )
        return names[term]

    return [Triple(*(name(term) for term in triple)) for triple in triples]  # type: ignore[arg-type]


def _is_axiom(triple: Triple) -> bool:
    terms = (triple.predicate, triple.object)
    return any(
        isinstance(term, NamedNode) and any(term.value in space for space in (RDFS, OWL))
        for term in terms
    ) or isinstance(triple.subject, BlankNode)
