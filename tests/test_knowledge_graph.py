"""The graph as Python sees it."""

from __future__ import annotations

import copy
import pickle
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode

import pactgraph
from pactgraph.answer import PandasMissing
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded, NotFound
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.model.dates import Precision
from pactgraph.namespaces import PACT, XSD
from pactgraph.query.evidence import NoPassages
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources, sources_digest
from pactgraph.values import PartialDate, python_value

TINY = Path(__file__).parent / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    store = tmp_path_factory.mktemp("tiny") / "store"
    return pactgraph.open(TINY, store, TINY / "texts")


@pytest.fixture(scope="module")
def whole(repository: Project, repository_store: Path) -> KnowledgeGraph:
    """Return the graph of the repository."""
    return pactgraph.open(repository.root, repository_store)


# Rows and values


def test_rows_are_plain_values_and_terms_lose_nothing(kg: KnowledgeGraph) -> None:
    answer = kg.run("members")
    assert answer.variables == ("member", "memberLabel", "organisation", "begin", "article")
    assert len(answer) == 2
    assert answer[0]["memberLabel"] == "Tirra"
    assert [row["begin"] for row in answer] == ["1996", "1997"]
    assert answer[-1:] == [answer[1]]
    assert answer.column("member") == ["https://w3id.org/pactgraph/id/tirra"] * 2
    assert answer.terms.rows[0][1] == Literal("Tirra", language="en")
    with pytest.raises(BadInput, match="no column 'beginn'"):
        answer.column("beginn")


@pytest.mark.parametrize(
    ("lexical", "datatype", "value"),
    [
        ("7", "integer", 7),
        ("007", "nonNegativeInteger", 7),
        ("1.50", "decimal", Decimal("1.50")),
        ("1e3", "double", 1000.0),
        ("-INF", "float", float("-inf")),
        ("true", "boolean", True),
        ("0", "boolean", False),
        ("2018-07-11", "date", date(2018, 7, 11)),
        ("2018", "gYear", "2018"),
        ("2018-07", "gYearMonth", "2018-07"),
        ("2018-13", "gYearMonth", "2018-13"),
        ("2018-07-11Z", "date", "2018-07-11Z"),
        ("2018-W28-3", "date", "2018-W28-3"),
        ("seven", "integer", "seven"),
        ("1" * 5000, "integer", "1" * 5000),
        ("PT1H", "duration", "PT1H"),
    ],
)
def test_a_literal_is_the_value_it_means_or_its_lexical_form(
    lexical: str, datatype: str, value: object
) -> None:
    found = python_value(Literal(lexical, datatype=XSD[datatype]))
    assert found == value
    assert type(found) is type(value) or isinstance(found, PartialDate)


def test_other_terms_are_strings() -> None:
    assert python_value(NamedNode("urn:x")) == "urn:x"
    assert python_value(BlankNode("x")) == "_:x"
    assert python_value(Literal("x", language="en")) == "x"
    assert python_value(None) is None


def test_a_year_is_a_string_that_knows_its_days() -> None:
    when = python_value(Literal("1997-02", datatype=XSD.gYearMonth))
    assert isinstance(when, PartialDate)
    assert (when.precision, when.first, when.last) == (
        Precision.MONTH,
        date(1997, 2, 1),
        date(1997, 2, 28),
    )
    for same in (copy.deepcopy(when), pickle.loads(pickle.dumps(when))):
        assert same == when
        assert same.last == when.last


def test_a_frame_has_the_columns_and_the_evidence(kg: KnowledgeGraph) -> None:
    frame = kg.run("members", evidence=True).to_pandas()
    assert list(frame.columns) == [*kg.run("members").variables, "passages"]
    assert frame["begin"].tolist() == ["1996", "1997"]
    assert frame["passages"][1] == ["https://w3id.org/pactgraph/article/lagoon-2021#char=115,149"]
    numbers = kg.query("SELECT ?n ?m { VALUES (?n ?m) { (1 2) (3 UNDEF) } }").to_pandas()
    assert numbers["n"].sum() == 4
    assert numbers["m"].isna().tolist() == [False, True]


def test_without_pandas_a_frame_says_what_to_install(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(PandasMissing, match=r"pip install 'pactgraph\[pandas\]'"):
        kg.run("members").to_pandas()


# Asking


def test_typed_queries_need_no_prefixes(kg: KnowledgeGraph) -> None:
    assert kg.query("SELECT ?l { id:tirra rdfs:label ?l }").rows == [{"l": "Tirra"}]
    assert kg.ask("ASK { id:tirra a pact:State }") is True
    with pytest.raises(BadInput, match="not an ASK"):
        kg.ask("SELECT ?l { id:tirra rdfs:label ?l }")


def test_a_construct_is_rows_and_a_graph(kg: KnowledgeGraph) -> None:
    answer = kg.query("CONSTRUCT WHERE { id:tirra rdfs:label ?l }")
    assert answer.rows == [
        {
            "subject": "https://w3id.org/pactgraph/id/tirra",
            "predicate": "http://www.w3.org/2000/01/rdf-schema#label",
            "object": "Tirra",
        }
    ]
    graph = answer.graph()
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == 1
    with pytest.raises(BadInput):
        kg.run("members").graph()


def test_bad_queries_raise_what_they_are(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadQuery):
        kg.query("SELECT ?x { ?x a }")
    with pytest.raises(BadQuery):
        kg.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }")
    with pytest.raises(DeadlineExceeded):
        kg.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.2)
    assert kg.ask("ASK { }")


def test_names_that_are_not_there_come_with_the_nearest(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound) as error:
        kg.run("membres")
    assert error.value.candidates == ("members",)


def test_find_ranks_by_fit(kg: KnowledgeGraph) -> None:
    assert kg.find("Vell")[0].iri == "https://w3id.org/pactgraph/id/oda-vell"
    assert kg.find("Vell", limit=1) == kg.find("Vell")[:1]


def test_articles_tell_what_their_records_say(kg: KnowledgeGraph) -> None:
    harbour, lagoon = kg.articles.values()
    assert (harbour.slug, harbour.published, harbour.author) == (
        "harbour-2019-05-02",
        "2019-05-02",
        "Ines Marrow",
    )
    assert lagoon.published is None
    assert (harbour.passages, harbour.text_at_hand) == (8, True)


# Evidence


def test_evidence_cites_the_words_of_each_row(kg: KnowledgeGraph) -> None:
    answer = kg.run("members", evidence=True)
    assert answer.evidence is not None
    ((first,), (second,)) = answer.evidence
    assert (str(first), first.anchor) == ("harbour-2019-05-02#char=104,136", "joined the council")
    assert first.words == "Tirra joined the council in 1996"
    assert (second.slug, second.published) == ("lagoon-2021", None)
    assert kg.run("members").evidence is None


def test_a_typed_query_can_cite_its_passages_too(kg: KnowledgeGraph) -> None:
    answer = kg.query(
        "SELECT ?holding (COUNT(?x) AS ?n) { GRAPH ?passage { ?holding pact:holder ?x } } "
        "GROUP BY ?holding",
        evidence=True,
    )
    assert answer.evidence is not None
    assert [len(notes) for notes in answer.evidence] == [2]


def test_every_row_of_every_stored_query_rests_on_a_passage(whole: KnowledgeGraph) -> None:
    without, empty = [], []
    for name, query in whole.queries.items():
        if query.form != "SELECT" or "SERVICE" in query.text:
            continue
        values = {p.name: p.example for p in query.parameters if p.required}
        try:
            answer = whole.run(name, evidence=True, values=values)
        except NoPassages:
            without.append(name)
            continue
        assert answer.evidence is not None
        assert len(answer.evidence) == len(answer)
        assert answer.terms.rows == whole.run(name, values=values).terms.rows
        # A row that names no article rests on a record, such as a curator's judgement.
        bare = [
            row
            for row, notes in zip(answer, answer.evidence, strict=True)
            if not notes and row.get("article", name) is not None
        ]
        assert bare == [], f"{name} has rows without a passage"
        if not answer:
            empty.append(name)
    # What is answered from the records of articles and from link sets alone.
    assert set(without) <= {"articles", "external-facts", "external-links"}
    assert empty == []


def test_every_example_of_a_parameter_is_one_that_it_takes(whole: KnowledgeGraph) -> None:
    for name, query in whole.queries.items():
        for parameter in query.parameters:
            assert parameter.example is not None, f"{name}: {parameter.name} has no example"
        if "SERVICE" not in query.text:
            whole.run(name, values={p.name: p.example for p in query.parameters})


# Views and copies


def test_claims_join_a_graph_of_their_own(kg: KnowledgeGraph) -> None:
    asked = "ASK { ?c a pact:Contribution . FILTER(STRENDS(STR(?c), '/loan')) }"
    for speakers in (None, ["Bram Tolk"], ["id:bram-tolk"]):
        with kg.with_claims(speakers) as joined:
            assert joined.ask(asked)
            assert joined.run("members").rows == kg.run("members").rows
    assert not kg.ask(asked)
    with pytest.raises(NotFound):
        kg.with_claims(["Oda Vell"])


def test_the_rdflib_graph_is_merged_with_the_lexical_forms_of_the_files(
    kg: KnowledgeGraph,
) -> None:
    graph = kg.graph()
    assert len(graph) == kg.engine.count()
    assert ("pact", rdflib.URIRef("https://w3id.org/pactgraph/ontology#")) in graph.namespaces()
    assert {(s, p, o.n3()) for s, p, o in graph} == {
        (s, p, o.n3()) for s, p, o in rdflib.Graph().parse(data=graph.serialize())
    }


def test_an_export_is_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    kg.export("nt", tmp_path / "graph.nt")
    lines = (tmp_path / "graph.nt").read_text("utf-8").splitlines()
    assert len([line for line in lines if not line.startswith("#")]) == kg.engine.count()
    kg.export("csv", tmp_path / "tables")
    assert (tmp_path / "tables" / "members.csv").is_file()
    with pytest.raises(NotFound):
        kg.export("doc", tmp_path / "x")


# Opening


def test_opening_says_on_standard_error_that_it_builds(
    tiny_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pactgraph.open(tiny_root) as kg:
        assert kg.store is not None
        digest = kg.store.manifest.digest
    said = capsys.readouterr()
    assert said.out == ""
    assert "there is no store" in said.err
    with pactgraph.open(str(tiny_root)) as kg:
        assert kg.store is not None
        assert kg.store.manifest.digest == digest
    assert capsys.readouterr().err == ""


def test_the_digest_of_the_files_is_that_of_a_build(tiny_project: Project) -> None:
    before = sources_digest(tiny_project)
    assert before == Sources.load(tiny_project).digest
    for name in (
        "ontology/tiny.ttl",
        "data/links/register.sssom.tsv",
        "data/judgements/doubts.ttl",
    ):
        path = tiny_project.root / name
        path.write_text(path.read_text("utf-8") + "\n", "utf-8")
        assert sources_digest(tiny_project) != before
        before = sources_digest(tiny_project)


def test_an_open_graph_stays_what_it_was_while_the_store_is_built_again(tiny_root: Path) -> None:
    with pactgraph.open(tiny_root) as old:
        path = tiny_root / "data/articles/harbour-2019-05-02.trig"
        path.write_text(path.read_text("utf-8").replace('"1996"', '"1995"'), "utf-8")
        with pactgraph.open(tiny_root) as new:
            assert new.run("members")[0]["begin"] == "1995"
        assert old.run("members")[0]["begin"] == "1996"


def test_an_ask_is_as_true_as_its_answer() -> None:
    with pactgraph.open() as kg:
        assert kg.query("ASK { id:nato a pact:Alliance }")
        assert not kg.query("ASK { id:nato a pact:Person }")


def test_joined_claims_are_seen_by_stored_queries_through_the_passages_that_word_them() -> None:
    with pactgraph.open() as kg:
        assert not kg.run("memberships", member="Armenia")
        with kg.with_claims(["James Appathurai"]) as joined:
            answer = joined.run("memberships", member="Armenia", evidence=True)
    assert [row["organisationLabel"] for row in answer] == ["CSTO"]
    assert answer.evidence is not None
    assert all(answer.evidence)


def test_an_empty_answer_is_explained_by_another_name(kg: KnowledgeGraph) -> None:
    empty = kg.query("SELECT ?x { ?x a pact:Nothing }")
    with pytest.raises(BadInput) as refused:
        empty.explain()
    assert "explain_nothing" in str(refused.value.hint)
    assert kg.explain_nothing(empty).reasons


def test_a_row_to_explain_is_a_number(kg: KnowledgeGraph) -> None:
    for row in ("0", 1.5, True):
        with pytest.raises(BadInput, match="whole number"):
            kg.query("SELECT ?l { id:nato rdfs:label ?l }").explain(row)  # type: ignore[arg-type]


def test_a_describe_is_refused_by_name(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadQuery, match="DESCRIBE"):
        kg.explain("DESCRIBE id:tirra")


def test_an_article_is_named_by_its_slug(whole: KnowledgeGraph) -> None:
    slug = next(iter(whole.articles))
    assert whole.names.resolve(slug, PACT.Article).value.endswith(f"/{slug}")
