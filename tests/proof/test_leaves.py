"""Leaves: in which words, records, axioms and built-in rules proofs end; memory and store alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.build import build
from pactgraph.errors import NotFound
from pactgraph.graph import build_graph
from pactgraph.model.graphs import COMPUTED, DISAGREEMENTS, ENTITIES, INFERRED, JUDGEMENTS, ONTOLOGY
from pactgraph.namespaces import ARTICLE, ID, OA, PACT, RDF, RDFS, XSD
from pactgraph.proof.graph_facts import GraphFacts
from pactgraph.proof.lexical import as_written
from pactgraph.proof.prover import Prover
from pactgraph.proof.store_facts import StoreFacts
from pactgraph.proof.tree import (
    Axiom,
    Computed,
    Derived,
    Proof,
    Recorded,
    Worded,
    leaves,
    wordings,
)
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store

HARBOUR, LAGOON = ARTICLE["harbour-2019-05-02"], ARTICLE["lagoon-2021"]
Provers = dict[str, Prover]


def passage(article: NamedNode, start: int, end: int) -> NamedNode:
    return NamedNode(f"{article.value}#char={start},{end}")


def part(article: NamedNode, rest: str) -> NamedNode:
    return NamedNode(f"{article.value}/{rest}")


@pytest.fixture
def provers(tiny_root: Path, tmp_path: Path) -> Iterator[Callable[..., Provers]]:
    """Return what makes provers over the tiny project, in memory and stored, after edits."""
    opened: list[Store] = []

    def made(*edits: tuple[str, str, str], **options: object) -> Provers:
        for name, old, new in edits:
            path = tiny_root / name
            text = path.read_text("utf-8")
            assert old in text
            path.write_text(text.replace(old, new), "utf-8")
        project = Project(tiny_root)
        build(project, store=tmp_path / "store", **options)  # type: ignore[arg-type]
        opened.append(Store.open(tmp_path / "store"))
        graph = build_graph(Sources.load(project), **options)  # type: ignore[arg-type]
        return {
            "memory": Prover.of_graph(graph),
            "store": Prover.of_store(opened[-1]),
            "memory without rounds": Prover(GraphFacts(graph, rounds=False), graph.ruleset),
            "store without rounds": Prover(StoreFacts(opened[-1], rounds=False), graph.ruleset),
        }

    yield made
    for store in opened:
        store.close()


def the_one(found: list[Proof]) -> Proof:
    """Return what all of them are."""
    assert len({repr(proof) for proof in found}) == 1
    return found[0]


def proved(
    provers: Provers, s: NamedNode, p: NamedNode, o: object, graph: NamedNode | None = None
) -> Proof:
    triple = Triple(s, p, o)  # type: ignore[arg-type]
    return the_one([prover.prove(triple, graph) for prover in provers.values()])


FOUNDING = (ID["council-of-lagoons-founding"], PACT.founded, ID["council-of-lagoons"])


def test_words_of_every_article_that_says_it(provers: Callable[..., Provers]) -> None:
    leaf = proved(provers(), *FOUNDING)
    assert isinstance(leaf, Worded)
    first, second = leaf.wordings
    assert first.passage == first.graph == passage(HARBOUR, 33, 102)
    assert second.passage == passage(LAGOON, 0, 112)
    assert str(first.location).startswith("data/articles/harbour-2019-05-02.trig:")
    assert first.voices == first.resolved_by == leaf.records == ()
    assert not first.narrated


def test_what_resolves_the_words_and_what_resolves_another_thing_in_them(
    provers: Callable[..., Provers],
) -> None:
    made = provers()
    holding = (ID["oda-vell-presidency"], PACT.holder, ID["oda-vell"])
    leaf = proved(made, *holding, graph=passage(HARBOUR, 376, 419))
    assert isinstance(leaf, Worded)
    assert leaf.wordings[0].resolved_by == (passage(HARBOUR, 1, 16),)
    thanks = part(HARBOUR, "thing/u2")
    here = passage(HARBOUR, 421, 449)
    about = {PACT.speaker: ID["bram-tolk"], PACT.act: PACT.thanking}
    resolvers = [
        wording.resolved_by
        for predicate, value in about.items()
        for wording in wordings(proved(made, thanks, predicate, value, here))
    ]
    assert resolvers == [(passage(HARBOUR, 376, 419),), ()]


def test_a_statement_in_words_and_in_a_record_is_worded_and_names_the_record(
    provers: Callable[..., Provers],
) -> None:
    operation = (ID["operation-clear-water"], RDF.type, PACT.Operation)
    made = provers()
    leaf = proved(made, *operation)
    assert isinstance(leaf, Worded)
    assert [wording.graph for wording in leaf.wordings] == [passage(HARBOUR, 226, 272)]
    assert [record.graph for record in leaf.records] == [ENTITIES]
    recorded = proved(made, *operation, graph=ENTITIES)
    assert isinstance(recorded, Recorded)
    assert recorded.location == leaf.records[0].location


def test_records_axioms_and_matches_by_file_and_line(provers: Callable[..., Provers]) -> None:
    made = provers()
    entity = proved(made, ID.tirra, RDF.type, PACT.State)
    assert isinstance(entity, Recorded)
    assert (entity.graph, entity.location.file) == (ENTITIES, "data/entities/things.ttl")  # type: ignore[union-attr]
    record = proved(made, passage(HARBOUR, 1, 16), RDF.type, PACT.Passage)
    assert isinstance(record, Recorded)
    assert record.graph == part(HARBOUR, "record")
    label = proved(made, PACT.State, RDFS.label, Literal("state", language="en"))
    assert isinstance(label, Axiom)
    assert label.location is not None
    individual = proved(made, PACT.moreThan, RDF.type, PACT.Comparator)
    assert isinstance(individual, Axiom)


def test_what_came_after_the_closure_is_a_leaf_of_its_graph(
    provers: Callable[..., Provers],
) -> None:
    made = provers()
    store = made["store"].facts
    links = [t for t in made["memory"].facts._graph.merged if store.round_of(t) is None]  # type: ignore[attr-defined]
    leaves_of = {triple: proved(made, *triple) for triple in links}
    assert {type(leaf) for leaf in leaves_of.values()} == {Recorded, Axiom, Computed}
    assert any("/links/" in g.value for t in links for g in store.graphs_of(t))
    assert JUDGEMENTS not in {g for t in links for g in store.graphs_of(t)}


def test_what_is_computed_names_the_rule_and_what_it_read(provers: Callable[..., Provers]) -> None:
    made = provers()
    selector = proved(made, passage(HARBOUR, 1, 16), OA.hasSource, HARBOUR)
    assert isinstance(selector, Computed)
    assert [name for name, _ in selector.rules] == ["selector"]
    assert selector.wordings == ()
    bounds = part(LAGOON, "bounds/tirra-council-of-lagoons-membership")
    day = Literal("1997-01-01", datatype=XSD.date)
    begin = proved(made, bounds, PACT.beginNotBefore, day)
    assert isinstance(begin, Computed)
    assert [name for name, _ in begin.rules] == ["bounds-begin"]
    assert [str(quad.object) for quad in begin.inputs] == [
        '"1997"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    ]
    assert [wording.passage for wording in begin.wordings] == [passage(LAGOON, 115, 149)]
    assert begin.wordings[0].resolved_by == (passage(LAGOON, 0, 112),)
    assert isinstance(proved(made, bounds, PACT.beginNotBefore, day, COMPUTED), Computed)


def test_a_finding_rests_on_a_rule_and_on_the_words_of_all_its_sides(
    provers: Callable[..., Provers],
) -> None:
    made = provers()
    graph = made["memory"].facts._graph  # type: ignore[attr-defined]
    assert graph.found.findings
    for triple, finding in graph.found.finding_of.items():
        for leaf in (proved(made, *triple), proved(made, *triple, graph=DISAGREEMENTS)):
            assert isinstance(leaf, Computed)
            ((name, sentence),) = leaf.rules
            assert name == finding.rule
            assert sentence
            assert {w.passage for w in leaf.wordings} == {s.passage for _, s in finding.statements}
            assert {q.triple for q in leaf.inputs} == {
                Triple(said.subject, said.predicate, said.value) for _, said in finding.statements
            }


def test_everything_is_proved_alike_wherever_it_is_looked_up(
    provers: Callable[..., Provers],
) -> None:
    made = provers()
    kinds = {
        type(proved(made, *triple)).__name__
        for triple in made["memory"].facts._graph.merged  # type: ignore[attr-defined]
    }
    assert kinds == {"Worded", "Recorded", "Axiom", "Computed", "Derived"}


VOICES = (
    "data/articles/harbour-2019-05-02.trig",
    "pact:content <harbour-2019-05-02/claim/three-boats> .",
    """pact:content <harbour-2019-05-02/claim/three-boats> ;
    pact:accordingTo <harbour-2019-05-02/thing/u0> .
  <harbour-2019-05-02/thing/u0> a pact:Utterance ;
    pact:speaker id:oda-vell ; pact:act pact:saying ; pact:outlet id:port-selm ;
    pact:gist "Oda Vell passes on what Bram Tolk has in mind."@en .""",
)
LOAN = (part(HARBOUR, "thing/loan"), PACT.contributor, ID.tirra)
CLAIM = part(HARBOUR, "claim/three-boats")


def test_a_claim_is_heard_through_everyone_who_passed_it_on(
    provers: Callable[..., Provers],
) -> None:
    made = provers(VOICES)
    leaf = proved(made, *LOAN, graph=CLAIM)
    (wording,) = wordings(leaf)
    assert (wording.graph, wording.passage) == (CLAIM, passage(HARBOUR, 274, 373))
    assert [voice.speakers for voice in wording.voices] == [(ID["bram-tolk"],), (ID["oda-vell"],)]
    assert [voice.outlets for voice in wording.voices] == [(), (ID["port-selm"],)]
    assert [voice.act for voice in wording.voices] == [PACT.saying, PACT.saying]
    for prover in made.values():
        with pytest.raises(NotFound):
            prover.prove(Triple(*LOAN))


def test_a_joined_claim_is_a_leaf_of_merged_with_its_voices(
    tiny_root: Path, provers: Callable[..., Provers]
) -> None:
    graph = build_graph(Sources.load(Project(tiny_root)), with_claims=[CLAIM.value])
    prover = Prover.of_graph(graph)
    leaf = prover.prove(Triple(*LOAN))
    assert [w.voices[0].speakers for w in wordings(leaf)] == [(ID["bram-tolk"],)]
    # A query finds it in the passage that words the claim.
    assert prover.prove(Triple(*LOAN), passage(HARBOUR, 274, 373)) == leaf
    derived = prover.prove(Triple(ID.tirra, PACT.contribution, LOAN[0]))
    assert isinstance(derived, Derived)
    assert [w.graph for w in wordings(derived)] == [CLAIM]
    with pytest.raises(NotFound):
        prover.prove(Triple(*LOAN), passage(HARBOUR, 1, 16))


def test_narration_is_told(provers: Callable[..., Provers]) -> None:
    edit = (
        "data/articles/harbour-2019-05-02.trig",
        "<#char=33,102> a pact:Passage ;",
        "<#char=33,102> a pact:Passage ; pact:narrated true ;",
    )
    told = wordings(proved(provers(edit), *FOUNDING))
    assert [wording.narrated for wording in told] == [True, False]


def test_a_proof_of_the_store_reads_as_the_files_are_written(
    provers: Callable[..., Provers],
) -> None:
    made = provers(
        ("data/articles/harbour-2019-05-02.trig", "pact:value 40", 'pact:value "+040"^^xsd:short'),
        (
            "ontology/tiny.ttl",
            'pact:value a owl:DatatypeProperty ; rdfs:label "value"@en ;',
            'pact:figure a owl:DatatypeProperty ; rdfs:label "figure"@en .\n'
            'pact:value a owl:DatatypeProperty ; rdfs:label "value"@en ;'
            " rdfs:subPropertyOf pact:figure ; rdfs:domain pact:Count ;",
        ),
    )
    rangers = part(HARBOUR, "thing/rangers")
    stored = Literal("40", datatype=XSD.integer)
    written = Literal("+040", datatype=XSD.short)
    for predicate, kind in ((PACT.value, Worded), (PACT.figure, Derived)):
        by_memory = made["memory"].prove(Triple(rangers, predicate, written))
        assert isinstance(by_memory, kind)
        assert made["memory"].prove(Triple(rangers, predicate, stored)) == by_memory
        for literal in (stored, written):
            by_store = made["store"].prove(Triple(rangers, predicate, literal))
            assert by_store.triple.object == stored
            again = as_written(by_store, made["store"].facts)
            assert repr(again) == repr(by_memory)
            assert {leaf.triple.object for leaf in leaves(again)} == {written}


def test_a_graph_that_does_not_hold_it_is_no_leaf(provers: Callable[..., Provers]) -> None:
    for prover in provers().values():
        for graph in (ENTITIES, COMPUTED, INFERRED, ONTOLOGY, passage(HARBOUR, 1, 16), CLAIM):
            with pytest.raises(NotFound, match=r"does not hold"):
                prover.prove(Triple(*FOUNDING), graph)
        with pytest.raises(NotFound, match="merged does not hold"):
            prover.prove(Triple(ID.tirra, RDF.type, PACT.Person))


def test_a_store_of_the_reference_reasoner_is_explained(provers: Callable[..., Provers]) -> None:
    made = provers(reasoner="owlrl")
    assert not list(made["store"].facts._store.folder.glob("rounds"))  # type: ignore[attr-defined]
    assert isinstance(proved(made, ID.tirra, RDF.type, PACT.Agent), Derived)
    for triple in made["memory"].facts._graph.inferred:  # type: ignore[attr-defined]
        assert isinstance(proved(made, *triple), Derived)


@pytest.mark.parametrize("damage", ["deleted", "empty", "cut short", "scrambled", "zeroed"])
def test_a_store_whose_rounds_are_damaged_is_explained(
    tiny_project: Project, tmp_path: Path, damage: str
) -> None:
    build(tiny_project, store=tmp_path / "store")
    graph = build_graph(Sources.load(tiny_project))
    with Store.open(tmp_path / "store") as store:
        path = store.folder / "rounds"
    whole = path.read_bytes()
    if damage == "deleted":
        path.unlink()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "cut short": whole[:-3],
                # The hashes lose their order, and no round is its triple's.
                "scrambled": whole[:24] + whole[24:][::-1],
                "zeroed": whole[:24] + bytes(len(whole) - 24),
            }[damage]
        )
    expected = Prover.of_graph(graph)
    with Store.open(tmp_path / "store") as store:
        assert [finding.partition(":")[0] for finding in store.verify_digests()] == ["rounds"]
        prover = Prover.of_store(store)
        for triple in graph.merged:
            assert repr(prover.prove(triple)) == repr(expected.prove(triple))
