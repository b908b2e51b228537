from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.build import build, build_graph, prepare
from pactgraph.build_note import BuildNote
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadInput, Contradiction, DoesNotConform, EngineFailure, NotFound
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import ID, PACT, RDF, RDFS, SKOS
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.store import Store

HARBOUR = "data/articles/harbour-2019-05-02.trig"
LAGOON = "data/articles/lagoon-2021.trig"
ENTITIES = "data/entities/things.ttl"
CLAIM = "https://w3id.org/pactgraph/article/harbour-2019-05-02/claim/three-boats"
CLAIMED = Triple(
    NamedNode("https://w3id.org/pactgraph/article/harbour-2019-05-02/thing/loan"),
    PACT.contributor,
    ID.tirra,
)


def edit(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def add(project: Project, file: str, text: str) -> None:
    path = project.root / file
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def state(project: Project, article: str, passage: str, statements: str) -> None:
    """Add statements to the graph of the passage that states something of a thing."""
    path = project.root / article
    head, found, rest = path.read_text("utf-8").partition(f"  {passage}")
    assert found
    path.write_text(f"{head}  {statements}\n{found}{rest}", "utf-8")


def graph_of(project: Project, **options: object):
    return build_graph(Sources.load(project), **options)  # type: ignore[arg-type]


def texts_of(project: Project) -> Texts:
    return Texts(project.root / "texts")


# What a build makes


def test_merged_holds_what_is_stated_computed_inferred_and_called_each_triple_once(
    tiny_project: Project,
) -> None:
    graph = graph_of(tiny_project)
    merged = set(graph.merged)
    assert len(merged) == len(graph.merged)
    for name, triples in graph.graphs.items():
        kind = kind_of(name)
        if kind is GraphKind.CLAIM:
            assert not merged & set(triples)
        elif kind is not GraphKind.ONTOLOGY:
            assert merged >= set(triples)
    assert Triple(ID.tirra, PACT.memberOf, ID["council-of-lagoons"]) in graph.inferred
    assert Triple(ID.tirra, SKOS.exactMatch, NamedNode("https://example.org/register/17")) in merged
    assert Triple(PACT.Membership, RDFS.label, Literal("membership", language="en")) in merged
    assert Triple(PACT.State, RDFS.subClassOf, PACT.Organisation) not in merged


def test_a_triple_of_two_passages_counts_once_in_merged_and_stands_in_both(
    tiny_project: Project,
) -> None:
    graph = graph_of(tiny_project)
    founding = Triple(ID["council-of-lagoons-founding"], RDF.type, PACT.Founding)
    holding = {name for name, triples in graph.graphs.items() if founding in triples}
    assert {kind_of(name) for name in holding} == {GraphKind.PASSAGE, GraphKind.ENTITIES}
    assert len(holding) == 3
    engine = MemoryEngine(graph.dataset())
    (found,) = engine.query(
        "SELECT (COUNT(*) AS ?n) { id:council-of-lagoons-founding a pact:Founding }", trusted=True
    ).rows
    assert found[0].value == "1"
    engine.close()


def test_rounds_tell_what_was_given_from_what_follows(tiny_project: Project) -> None:
    graph = graph_of(tiny_project)
    assert {graph.round_of(triple) for triple in graph.closed} == {0}
    rounds = {graph.round_of(triple) for triple in graph.inferred}
    assert None not in rounds
    assert 0 not in rounds
    assert graph.round_of(Triple(ID.tirra, PACT.memberOf, ID.maristan)) is None


def test_the_reference_reasoner_makes_the_same_graph(tiny_project: Project) -> None:
    ours, reference = graph_of(tiny_project), graph_of(tiny_project, reasoner="owlrl")
    assert set(reference.merged) == set(ours.merged)
    assert set(reference.inferred) == set(ours.inferred)
    assert reference.round_of(ours.inferred[0]) is None


def test_the_same_files_make_the_same_graph_in_the_same_order(tiny_project: Project) -> None:
    first, second = graph_of(tiny_project), graph_of(tiny_project)
    assert list(first.dataset()) == list(second.dataset())
    assert first.digest == second.digest
    assert first.counts == second.counts


def test_counts_are_of_merged_and_of_each_kind_of_graph(tiny_project: Project) -> None:
    graph = graph_of(tiny_project)
    assert graph.counts["merged"] == len(graph.merged)
    assert graph.counts["claim"] == 8
    assert graph.counts["links"] == 1
    assert sum(graph.counts.values()) == len(list(graph.dataset()))


def test_the_snapshot_for_exports_is_of_this_graph(tiny_project: Project) -> None:
    graph = graph_of(tiny_project, with_claims=[CLAIM])
    snapshot = graph.snapshot
    assert snapshot.merged is graph.merged
    assert snapshot.graphs is graph.graphs
    assert snapshot.joined_claims == {CLAIM}


def test_every_statement_of_a_file_has_its_line(tiny_project: Project) -> None:
    graph = graph_of(tiny_project)
    places = {quad: (file, line) for quad, file, line in graph.positions()}
    assert places.keys() >= set(graph.sources.quads)
    derived = {GraphKind.COMPUTED, GraphKind.INFERRED}
    assert all(kind_of(quad.graph_name.value) not in derived for quad in places)
    quad = next(q for q in places if q.predicate == PACT.begin and q.object.value == "1997")
    file, line = places[quad]
    assert '"1997"' in (tiny_project.root / file).read_text("utf-8").splitlines()[line - 1]


# A set of articles, and claims


def test_a_graph_of_some_articles_is_that_of_a_project_that_has_no_others(
    tiny_project: Project,
) -> None:
    some = graph_of(tiny_project, articles=["lagoon-2021"])
    (tiny_project.root / HARBOUR).unlink()
    alone = graph_of(Project(tiny_project.root))
    assert list(some.dataset()) == list(alone.dataset())
    assert some.articles == ("lagoon-2021",)
    owners = {article_of_graph(name) for name in some.graphs} - {None}
    assert owners == {"https://w3id.org/pactgraph/article/lagoon-2021"}


def test_an_article_that_there_is_not_is_not_found(tiny_project: Project) -> None:
    with pytest.raises(NotFound) as caught:
        graph_of(tiny_project, articles=["lagoon"])
    assert caught.value.candidates == ("harbour-2019-05-02", "lagoon-2021")


@pytest.mark.parametrize("wanted", [CLAIM, ID["bram-tolk"].value])
def test_a_claim_joins_by_its_name_or_its_speaker_and_is_closed_again(
    tiny_project: Project, wanted: str
) -> None:
    without, joined = graph_of(tiny_project), graph_of(tiny_project, with_claims=[wanted])
    assert CLAIMED not in without.merged
    assert CLAIMED in joined.merged
    inverse = Triple(CLAIMED.object, PACT.contribution, CLAIMED.subject)
    assert inverse in joined.inferred
    assert inverse not in without.merged
    assert joined.digest != without.digest


def test_nobody_is_merged_who_says_nothing(tiny_project: Project) -> None:
    with pytest.raises(NotFound, match="no article reports a claim"):
        graph_of(tiny_project, with_claims=[ID["oda-vell"].value])


def test_rules_compiled_before_make_the_same_graph(tiny_project: Project) -> None:
    sources = Sources.load(tiny_project)
    ruleset = compile_rules(sources.ontology)
    assert build_graph(sources, ruleset=ruleset).merged == build_graph(sources).merged


# Contradictions and disagreements


def test_a_contradiction_inside_one_passage_stops_with_both_statements_and_lines(
    tiny_project: Project,
) -> None:
    state(
        tiny_project,
        LAGOON,
        "id:tidewatch-cycle-4 a pact:Cycle",
        "<lagoon-2021/thing/x> a pact:Person . <lagoon-2021/thing/x> a pact:State .",
    )
    with pytest.raises(Contradiction, match="cannot all hold") as caught:
        graph_of(tiny_project)
    (conflict,) = caught.value.findings
    assert {s.triple.object for s in conflict.statements} == {PACT.Person, PACT.State}
    text = (tiny_project.root / LAGOON).read_text("utf-8").splitlines()
    for statement in conflict.statements:
        assert statement.location.file == LAGOON
        assert "lagoon-2021/thing/x" in text[statement.location.line - 1]
        assert statement.graph == conflict.scope
        assert str(statement.location) in str(caught.value)


def test_a_passage_that_contradicts_an_entity_s_kind_stops_with_both_files(
    tiny_project: Project,
) -> None:
    edit(
        tiny_project,
        HARBOUR,
        "pact:holder id:oda-vell",
        "pact:holder id:oda-vell, id:port-selm",
    )
    with pytest.raises(Contradiction) as caught:
        graph_of(tiny_project)
    (conflict,) = caught.value.findings
    assert {s.location.file for s in conflict.statements} == {HARBOUR, ENTITIES}
    assert {s.triple.predicate for s in conflict.statements} == {PACT.holder, RDF.type}


def test_entity_records_that_contradict_themselves_stop_without_any_article(
    tiny_project: Project,
) -> None:
    add(tiny_project, ENTITIES, "\nid:bram-tolk a pact:Place .\n")
    with pytest.raises(Contradiction) as caught:
        graph_of(tiny_project, articles=[])
    (conflict,) = caught.value.findings
    assert conflict.scope is None
    assert {s.location.file for s in conflict.statements} == {ENTITIES}


@pytest.mark.parametrize("reasoner", ["own", "owlrl"])
def test_passages_that_contradict_each_other_are_a_disagreement_that_stays_in_the_graph(
    tiny_project: Project, reasoner: str
) -> None:
    thing = "<https://w3id.org/pactgraph/article/harbour-2019-05-02/thing/x>"
    state(tiny_project, LAGOON, "id:tidewatch-cycle-4 a pact:Cycle", f"{thing} a pact:Person .")
    state(tiny_project, HARBOUR, "id:operation-clear-water a", f"{thing} a pact:Place .")
    graph = graph_of(tiny_project, reasoner=reasoner)
    (disagreement,) = graph.disagreements
    assert {s.location.file for s in disagreement.statements} == {HARBOUR, LAGOON}
    assert {s.triple for s in disagreement.statements} <= set(graph.merged)
    assert "cannot all hold" in str(disagreement)


def test_a_claim_that_contradicts_an_article_disagrees_with_it_only_where_it_is_joined(
    tiny_project: Project,
) -> None:
    thing = "<harbour-2019-05-02/thing/x>"
    state(tiny_project, HARBOUR, "<harbour-2019-05-02/thing/boats> a", f"{thing} a pact:Place .")
    state(tiny_project, HARBOUR, "id:operation-clear-water a", f"{thing} a pact:Person .")
    assert graph_of(tiny_project).disagreements == ()
    (disagreement,) = graph_of(tiny_project, with_claims=[CLAIM]).disagreements
    assert CLAIM in {s.graph for s in disagreement.statements}


def test_an_identity_is_a_finding_and_nothing_is_merged_by_it(tiny_project: Project) -> None:
    add(tiny_project, "ontology/tiny.ttl", "\npact:holder a owl:FunctionalProperty .\n")
    edit(
        tiny_project,
        HARBOUR,
        "pact:holder id:oda-vell",
        "pact:holder id:oda-vell, id:bram-tolk",
    )
    graph, report = prepare(tiny_project)
    (identity,) = report.identities
    assert {identity.first, identity.second} == {ID["oda-vell"], ID["bram-tolk"]}
    assert {s.location.file for s in identity.statements} == {HARBOUR, LAGOON}
    assert not [t for t in graph.merged if t.predicate.value.endswith("sameAs")]
    assert identity in report.findings


def test_two_things_with_one_exact_match_elsewhere_are_a_finding(tiny_project: Project) -> None:
    links = "data/links/register.sssom.tsv"
    edit(tiny_project, links, "skos:exactMatch\tNot\tex:17", "skos:exactMatch\t\tex:17")
    _, report = prepare(tiny_project)
    (identity,) = report.identities
    assert {identity.first, identity.second} == {ID.tirra, ID.maristan}
    assert {s.location.file for s in identity.statements} == {links}


def test_two_passages_of_one_article_whose_dates_clash_are_a_finding(
    tiny_project: Project,
) -> None:
    membership = (
        "id:tirra-council-of-lagoons-membership a pact:Membership ;"
        ' pact:member id:tirra ; pact:organisation id:council-of-lagoons ; pact:begin "1998"'
        "^^xsd:gYear ."
    )
    state(tiny_project, HARBOUR, "id:operation-clear-water a", membership)
    _, report = prepare(tiny_project)
    (found,) = report.times
    assert found.trouble == "inconsistent"
    assert {s.location.file for s in found.statements} == {HARBOUR}
    assert len({s.graph for s in found.statements}) == 2
    assert "states times that cannot all hold" in str(found)


@pytest.mark.parametrize(
    "clashing",
    [
        'pact:begin "1996"^^xsd:gYear, "1998"^^xsd:gYear',
        'pact:begin "1996"^^xsd:gYear ; pact:end "1995-12-31"^^xsd:date',
        'pact:observedOn "1996"^^xsd:gYear ; pact:endedBefore "1996"^^xsd:gYear',
    ],
)
def test_dates_that_clash_within_one_passage_stop_with_both_statements_and_lines(
    tiny_project: Project, clashing: str
) -> None:
    edit(tiny_project, HARBOUR, 'pact:begin "1996"^^xsd:gYear', clashing)
    with pytest.raises(Contradiction, match="no begin and end of") as caught:
        graph_of(tiny_project)
    (conflict,) = caught.value.findings
    assert len(conflict.statements) == 2
    for statement in conflict.statements:
        assert statement.graph == conflict.scope
        assert statement.location.file == HARBOUR
        assert statement.location.line is not None
        assert str(statement) in str(caught.value)


def test_dates_within_one_passage_that_can_all_hold_stop_nothing(tiny_project: Project) -> None:
    dates = 'pact:begin "1996"^^xsd:gYear, "1996-05"^^xsd:gYearMonth ; pact:end "1996"^^xsd:gYear'
    edit(tiny_project, HARBOUR, 'pact:begin "1996"^^xsd:gYear', dates)
    assert prepare(tiny_project)[1].times == ()


# Claims


@pytest.mark.parametrize(
    ("said", "files"),
    [
        ("<harbour-2019-05-02/thing/x> a pact:Person, pact:State .", {HARBOUR}),
        ("id:port-selm a pact:Person .", {HARBOUR, ENTITIES}),
        (
            "<harbour-2019-05-02/thing/loan>"
            ' pact:begin "2021"^^xsd:gYear ; pact:end "2020"^^xsd:gYear .',
            {HARBOUR},
        ),
    ],
)
@pytest.mark.parametrize("joined", [(), (CLAIM,)])
def test_a_claim_that_contradicts_itself_or_an_entity_s_kind_is_a_finding_that_stops_nothing(
    tiny_project: Project, said: str, files: set[str], joined: tuple[str, ...]
) -> None:
    state(tiny_project, HARBOUR, "<harbour-2019-05-02/thing/boats> a", said)
    _, report = prepare(tiny_project, with_claims=joined)
    (conflict,) = report.claim_conflicts
    assert conflict in report.findings
    assert conflict.scope == CLAIM
    assert {s.location.file for s in conflict.statements} == files
    assert all(s.location.line is not None for s in conflict.statements)
    assert str(conflict).startswith("warning: within one claim")


def test_what_a_claim_holds_against_a_passage_is_no_finding_of_the_claim(
    tiny_project: Project,
) -> None:
    thing = "<harbour-2019-05-02/thing/x>"
    state(tiny_project, HARBOUR, "<harbour-2019-05-02/thing/boats> a", f"{thing} a pact:Place .")
    state(tiny_project, HARBOUR, "id:operation-clear-water a", f"{thing} a pact:Person .")
    assert prepare(tiny_project)[1].claim_conflicts == ()


# The whole build


def test_a_build_writes_a_store_that_answers_and_knows_what_it_was_made_of(
    tiny_project: Project, tmp_path: Path
) -> None:
    report = build(tiny_project, store=tmp_path / "store", texts=texts_of(tiny_project))
    with Store.open(tmp_path / "store") as store:
        engine = store.engine()
        assert engine.count() == report.counts["merged"]
        found = engine.query(
            "ASK { GRAPH ?g { ?m pact:begin ?d } ?g a pact:Passage }", trusted=True
        )
        engine.close()
        note = BuildNote.of(store.manifest)
        files, unchecked = list(store.articles), store.articles.unchecked()
    assert found
    assert note is not None
    assert note.graph == report.digest
    assert note.counts == report.counts
    assert not note.is_validated
    assert [file.slug for file in files] == list(report.articles)
    assert [tiny_project.path_of(file.display) for file in files] == [*tiny_project.article_files]
    assert unchecked == 0


def test_what_was_not_checked_is_said(tiny_project: Project) -> None:
    unchecked = build(tiny_project)
    assert any("2 of 2 articles were not checked" in line for line in unchecked.skipped)
    assert any("not validated" in line for line in unchecked.skipped)
    checked = build(tiny_project, texts=texts_of(tiny_project), validate=True)
    assert checked.skipped == ()
    assert checked.shapes is not None


def test_each_step_tells_when_it_begins_and_ends(tiny_project: Project) -> None:
    heard: list[tuple[str, float | None]] = []
    report = build(
        tiny_project, validate=True, progress=lambda step, share: heard.append((step, share))
    )
    steps = [
        "parse",
        "check the words",
        "compile the rules",
        "compute",
        "merge",
        "close",
        "look for contradictions",
        "look for disagreements",
        "validate",
    ]
    told = {step: [share for _, share in each] for step, each in groupby(heard, lambda x: x[0])}
    assert list(told) == steps
    assert len(heard) == sum(map(len, told.values()))
    validating = told.pop("validate")
    assert set(map(tuple, told.values())) == {(None, 1.0)}
    assert validating[0] is None
    assert validating[1:] == sorted(set(validating[1:]))
    assert (len(validating) > 3, validating[-1]) == (True, 1.0)
    assert list(report.timings) == steps


def test_two_reports_of_one_graph_are_equal_whatever_time_they_took(tiny_project: Project) -> None:
    first, second = build(tiny_project), build(tiny_project)
    assert first.timings != {}
    assert first == second


def _broken_turtle(project: Project) -> None:
    add(project, ENTITIES, "\nid:x a pact:State ;;; .\n id:y a")


def _wrong_number(project: Project) -> None:
    edit(project, HARBOUR, "pact:value 40", "pact:value 41")


def _no_such_axiom(project: Project) -> None:
    add(project, "ontology/tiny.ttl", "\npact:member owl:madeUp pact:holder .\n")


def _broken_shape(project: Project) -> None:
    edit(project, HARBOUR, "pact:member id:tirra ; ", "")
    edit(project, LAGOON, "pact:member id:tirra ; ", "")


def _contradiction(project: Project) -> None:
    add(project, ENTITIES, "\nid:bram-tolk a pact:Place .\n")


def _no_date(project: Project) -> None:
    edit(project, HARBOUR, '"1996"^^xsd:gYear', '"then"')


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (_broken_turtle, BadInput, ENTITIES),
        (_wrong_number, DoesNotConform, "the check of the words found errors: 1"),
        (_no_such_axiom, BadInput, "ontology/tiny.ttl"),
        (_broken_shape, DoesNotConform, "A membership needs a member"),
        (_contradiction, Contradiction, ENTITIES),
        (_no_date, BadInput, HARBOUR),
    ],
)
def test_bad_input_refuses_the_build_with_its_place_and_leaves_the_store_as_it_was(
    tiny_project: Project, tmp_path: Path, spoil, error: type[BadInput], message: str
) -> None:
    store = tmp_path / "store"
    before = build(tiny_project, store=store)
    spoil(tiny_project)
    texts = texts_of(tiny_project) if spoil is _wrong_number else None
    with pytest.raises(error) as caught:
        build(tiny_project, store=store, texts=texts, validate=spoil is _broken_shape)
    assert message in str(caught.value)
    assert caught.value.location is not None
    with Store.open(store) as kept:
        assert kept.manifest.extra["graph"] == before.digest
        assert kept.verify_digests() == []


def test_a_folder_that_is_no_store_is_left_alone(tiny_project: Project, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises((NotFound, EngineFailure)):
        build(tiny_project, store=tmp_path)
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


def test_an_unknown_reasoner_is_refused(tiny_project: Project) -> None:
    with pytest.raises(BadInput, match="no reasoner"):
        graph_of(tiny_project, reasoner="oracle")


def test_the_graph_of_this_repository_builds(repository: Project) -> None:
    graph, report = prepare(repository)
    assert set(graph.articles) == set(graph.sources.articles)
    assert report.counts["merged"] == len(set(graph.merged))
    assert report.times == ()
    for (_, article), combined in graph.computed.bounds.items():
        assert combined.consistent
        assert article in {record.iri for record in graph.sources.articles.values()}


def test_every_computed_triple_of_this_repository_comes_from_statements_of_its_files(
    repository: Project,
) -> None:
    graph = graph_of(repository)
    stated: set[Quad] = set(graph.sources.quads)
    for triple in graph.computed.triples:
        assert graph.computed.rules_of(triple)
        inputs = graph.computed.inputs_of(triple)
        assert inputs
        assert stated >= set(inputs)
