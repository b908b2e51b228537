"""What single rows of the stored queries say, on a small world of one article."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.result_formats import write_results
from pactgraph.engine.results import Rows
from pactgraph.graph import build_graph
from pactgraph.namespaces import ARTICLE, PREFIXES
from pactgraph.query.names import Names
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import load_queries
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

REPOSITORY = Path(__file__).parents[2]
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
ENTITIES = """
id:tirra a pact:State ; rdfs:label "Tirra"@en ; pact:name "Tirra" .
id:maristan a pact:State ; rdfs:label "Maristan"@en ; pact:name "Maristan" .
id:council a pact:Organisation ; rdfs:label "Council"@en ; pact:name "Council of Lagoons" .
id:clear-water a pact:Operation ; rdfs:label "Clear Water"@en ; pact:name "Operation Clear Water" .
id:storm a pact:Event ; rdfs:label "The storm"@en ; pact:name "The Storm" .
id:accord a pact:Agreement ; rdfs:label "Reef Accord"@en ; pact:name "Reef Accord" .
id:charter a pact:Declaration ; rdfs:label "Tide Charter"@en ; pact:name "Tide Charter" .
id:lagoon-summit a pact:Summit ; rdfs:label "Lagoon summit"@en ; pact:name "Lagoon Summit" .
id:reef-summit a pact:Summit ; rdfs:label "Reef summit"@en ; pact:name "Reef Summit" .
id:osel a pact:State ; rdfs:label "Osel"@en ; pact:name "Osel" .
"""
PASSAGES = (
    """id:tirra-contribution a pact:Contribution ; pact:contributor id:tirra ;
        pact:operation id:clear-water ; pact:begin "2015"^^xsd:gYear ;
        pact:observedOn "2020-05-01"^^xsd:date .
    <news/thing/before> a pact:Count ; pact:value 10 ; pact:countKind pact:level ;
        pact:unit pact:servicemen ; pact:comparator pact:exactly ;
        pact:countOf id:tirra-contribution ; pact:end "2018-01"^^xsd:gYearMonth .
    <news/thing/after> a pact:Count ; pact:value 20 ; pact:countKind pact:level ;
        pact:unit pact:servicemen ; pact:comparator pact:exactly ;
        pact:countOf id:tirra-contribution ; pact:begin "2018-01"^^xsd:gYearMonth .""",
    """id:maristan-contribution a pact:Contribution ; pact:contributor id:maristan ;
        pact:operation id:clear-water .
    <news/thing/storm-guards> a pact:Count ; pact:value 5 ; pact:countKind pact:totalInInterval ;
        pact:unit pact:servicemen ; pact:comparator pact:exactly ;
        pact:countOf id:maristan-contribution ; pact:duringEvent id:storm .""",
    """id:tirra-secondment a pact:Secondment ; pact:contributor id:tirra ;
        pact:hostedIn id:council ; pact:begin "2011"^^xsd:gYear .
    <news/thing/seconded> a pact:Count ; pact:value 30 ; pact:countKind pact:totalSoFar ;
        pact:unit pact:officers ; pact:comparator pact:moreThan ; pact:countOf id:tirra-secondment ;
        pact:observedOn "2020-05-01"^^xsd:date .""",
    """id:council-visits a pact:VisitSeries ; pact:visitor id:tirra ; pact:destination id:maristan .
    <news/thing/times> a pact:Count ; pact:value 4 ; pact:countKind pact:totalSoFar ;
        pact:unit pact:visitsUnit ; pact:comparator pact:exactly ; pact:countOf id:council-visits .
    id:one-visit a pact:Visit ; pact:visitor id:maristan ; pact:destination id:tirra .""",
    """<news/thing/backing> a pact:Utterance, pact:Stance ; pact:speaker id:council ;
        pact:act pact:supporting ; pact:gist "The council is for Tirra."@en .
    <news/thing/thanks> a pact:Utterance ; pact:speaker id:council ;
        pact:act pact:thanking ; pact:gist "The council thanked Tirra."@en .""",
    """<news/thing/no-ally> a pact:Denial ; pact:denialSubject id:tirra ;
        pact:denialRelation pact:allyOf ; pact:denialObject id:maristan .""",
    """id:osel-contribution a pact:Contribution ; pact:contributor id:osel ;
        pact:operation id:clear-water .
    <news/thing/sailors> a pact:Count ; pact:value 410 ; pact:countKind pact:level ;
        pact:unit pact:servingPeople ; pact:comparator pact:exactly ;
        pact:countOf id:osel-contribution .
    <news/thing/frigates> a pact:Count ; pact:value 2 ; pact:countKind pact:level ;
        pact:unit pact:piecesUnit ; pact:comparator pact:exactly ;
        pact:countOf id:osel-contribution .
    <news/thing/dead> a pact:Count ; pact:value 3 ; pact:countKind pact:casualties ;
        pact:unit pact:servingPeople ; pact:comparator pact:exactly ;
        pact:countOf id:osel-contribution .
    <news/thing/most> a pact:Count ; pact:value 1200 ; pact:countKind pact:ceiling ;
        pact:unit pact:servingPeople ; pact:comparator pact:atMost ;
        pact:countOf id:osel-contribution .""",
    """<news/thing/talks> a pact:Meeting ; rdfs:label "Talks"@en ; pact:host id:osel ;
        pact:attendee id:tirra, id:maristan ; pact:date "2020-04-20"^^xsd:date .
    <news/thing/plan> a pact:Meeting ; rdfs:label "Planned talks"@en ; pact:status pact:planned ;
        pact:attendee id:tirra, id:council ; pact:date "2020-06-20"^^xsd:date .
    <news/thing/off> a pact:Meeting ; rdfs:label "Cancelled talks"@en ;
        pact:status pact:cancelled ;
        pact:attendee id:maristan, id:council ; pact:date "2020-04-21"^^xsd:date .""",
    "<news/thing/off> pact:status pact:planned .",
    """id:accord a pact:Agreement .
    <news/thing/resigning> a pact:Signing ; pact:signed id:accord ; pact:signatory id:osel ;
        pact:status pact:planned ; pact:date "2020-07-01"^^xsd:date .
    id:reef-summit a pact:Summit ; pact:status pact:cancelled ; pact:attendee id:osel ;
        pact:date "2020-03-01"^^xsd:date .""",
    """id:lagoon-summit a pact:Summit ; pact:begin "2019-07-03"^^xsd:date ;
        pact:end "2019-07-04"^^xsd:date ; pact:attendee id:council .
    id:accord a pact:Agreement .
    <news/thing/signing> a pact:Signing ; pact:signed id:accord ; pact:signatory id:tirra ;
        pact:date "2019-07-04"^^xsd:date .
    id:charter a pact:Declaration ; pact:adoptedAt id:lagoon-summit .
    <news/thing/notes> a pact:Document ; rdfs:label "Notes"@en .""",
    """<news/thing/watching> a pact:Observership ; pact:observer id:osel ;
        pact:observedOrganisation id:council .
    <news/thing/belonging> a pact:Membership ; pact:member id:tirra ;
        pact:organisation id:council .""",
)
JUDGEMENTS = """
<https://w3id.org/pactgraph/judgement/which> a pact:Judgement ; pact:reason "Either."@en ;
    pact:judgedThing id:council-visits, id:one-visit .
<https://w3id.org/pactgraph/judgement/one> a pact:Judgement ; pact:reason "Both are Tirra's."@en ;
    pact:judgedThing id:tirra-contribution, id:tirra-secondment .
id:tirra-secondment pact:perhapsSameAs id:tirra-contribution .
"""


class World:
    """The small world, asked stored queries."""

    def __init__(self, root: Path) -> None:
        (root / "ontology").symlink_to(REPOSITORY / "ontology")
        for folder in ("articles", "entities", "judgements"):
            (root / "data" / folder).mkdir(parents=True)
        (root / "queries").mkdir()
        (root / "data/entities/things.ttl").write_text(HEAD + ENTITIES, "utf-8")
        (root / "data/judgements/doubts.ttl").write_text(HEAD + JUDGEMENTS, "utf-8")
        spans = [f"<#char={at * 10},{at * 10 + 9}>" for at in range(len(PASSAGES))]
        record = [
            f'<> a pact:Article ; pact:textDigest "sha256:{"0" * 64}" ; pact:textLength 100 ;'
            ' schema:datePublished "2020-05-01"^^xsd:date .',
            *(f"{span} a pact:Passage ." for span in spans),
        ]
        graphs = [("<news/record>", " ".join(record)), *zip(spans, PASSAGES, strict=True)]
        text = "\n".join(f"GRAPH {name} {{ {triples} }}" for name, triples in graphs)
        base = f"@base <{ARTICLE.base}news> .\n"
        (root / "data/articles/news.trig").write_text(base + HEAD + text, "utf-8")
        self.engine = MemoryEngine(build_graph(Sources.load(Project(root))).dataset())
        self.names = Names.of_engine(self.engine)
        self.queries = load_queries(sorted((REPOSITORY / "queries").glob("*.rq")))

    def ask(self, name: str, *columns: str, **values: str) -> list[tuple[str, ...]]:
        """Return these columns of a stored query's rows, as plain words."""
        query = bind(self.queries[name], values, resolver=self.names)
        rows = self.engine.query(query, trusted=True)
        assert isinstance(rows, Rows)
        head, *lines = (
            line.split("\t") for line in write_results(rows, "tsv").decode().split("\n")
        )
        at = [head.index(f"?{column}") for column in columns]
        return [tuple(_plain(line[i]) for i in at) for line in lines if len(line) == len(head)]


def _plain(term: str) -> str:
    word = term.partition("^^")[0].rpartition("@")[0] if term.endswith("@en") else term
    return word.partition("^^")[0].strip('"<>')


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("world"))


LEVELS = ("personnel", "personnelCertainty", "certainty")


@pytest.mark.parametrize(
    ("day", "rows"),
    [
        ("2016-06-01", [("10", "possible", "certain")]),
        ("2018-01-15", [("10", "possible", "certain"), ("20", "possible", "certain")]),
        ("2019-06-01", [("20", "possible", "certain")]),
        ("2014-06-01", []),
    ],
)
def test_a_number_out_of_its_time_makes_no_row_beside_another(
    world: World, day: str, rows: list[tuple[str, ...]]
) -> None:
    assert world.ask("contributions", *LEVELS, contributor="Tirra", asOf=day) == rows


def test_without_a_day_every_number_has_a_row_and_nothing_is_certain(world: World) -> None:
    rows = world.ask("contributions", *LEVELS, contributor="Tirra")
    assert rows == [("10", "", ""), ("20", "", "")]


def test_what_is_certain_on_a_day_comes_before_what_is_possible(world: World) -> None:
    rows = world.ask("state-on-date", "certainty", "kindLabel", asOf="2018-06-01")
    assert [certainty for certainty, _ in rows] == ["certain", *["possible"] * 4]
    assert rows[0][1] == "contribution"


def test_a_count_tells_its_event_or_since_when_it_counts(world: World) -> None:
    told = {("5", "The storm", ""), ("30", "", "2011"), ("10", "", ""), ("20", "", "")}
    for name in ("counts", "personnel"):
        rows = world.ask(name, "value", "duringLabel", "countedSince", "unitLabel")
        assert {row[:3] for row in rows if row[3] in ("servicemen", "officers")} == told


def test_people_who_serve_are_neither_ships_nor_casualties_nor_a_ceiling(world: World) -> None:
    assert world.ask("contributions", "personnel", contributor="Osel") == [("410",)]
    assert world.ask("personnel", "value", "unitLabel", contributor="Osel") == [
        ("410", "personnel")
    ]
    counted = {row[0] for row in world.ask("counts", "value", of="Osel")}
    assert counted == {"410", "2", "3", "1200"}


def test_a_host_is_no_participant_and_a_status_is_told(world: World) -> None:
    assert world.ask("meetings", "meetingLabel", "participants", "status") == [
        ("Talks", "Maristan; Tirra", ""),
        ("Cancelled talks", "Council; Maristan", "cancelled"),
        ("Planned talks", "Council; Tirra", "planned"),
    ]
    assert world.ask("meetings", "meetingLabel", person="Osel") == [("Talks",)]
    told = world.ask("timeline", "whatLabel", "status", entity="Council of Lagoons")
    assert ("Planned talks", "planned") in told


def test_what_is_planned_or_cancelled_ties_nobody(world: World) -> None:
    rows = world.ask("network", "sourceLabel", "relation", "targetLabel")
    assert [row for row in rows if row[1] == "met"] == [("Maristan", "met", "Tirra")]


def test_who_observes_does_not_belong(world: World) -> None:
    assert world.ask("memberships", "memberLabel") == [("Tirra",)]


def test_a_summit_of_several_days_has_its_first_as_date(world: World) -> None:
    assert world.ask("summits", "summitLabel", "year", "date", "end") == [
        ("Lagoon summit", "2019", "2019-07-03", "2019-07-04")
    ]


def test_a_document_has_a_row_for_its_signing_or_its_adoption(world: World) -> None:
    assert world.ask("agreements", "agreementLabel", "date", "signatoryLabel") == [
        ("Notes", "", ""),
        ("Reef Accord", "2019-07-04", "Tirra"),
        ("Tide Charter", "2019-07-03", ""),
    ]


def test_visits_tell_of_a_series_how_many_times(world: World) -> None:
    rows = world.ask("visits", "visitorLabel", "toLabel", "times")
    assert sorted(rows) == [("Maristan", "Tirra", ""), ("Tirra", "Maristan", "4")]


def test_a_stance_is_no_act_of_speech(world: World) -> None:
    rows = world.ask("utterances", "gist", "kindLabel")
    assert sorted(rows) == [
        ("The council is for Tirra.", "stance"),
        ("The council thanked Tirra.", "utterance"),
    ]


def test_a_denial_says_in_its_columns_that_it_is_one(world: World) -> None:
    columns = ("deniedSubjectLabel", "deniedRelationLabel", "deniedObjectLabel")
    assert world.ask("denials", *columns) == [("Tirra", "ally of", "Maristan")]


def test_a_doubt_is_of_sameness_only_where_two_things_may_be_one(world: World) -> None:
    why = {(row[0].rpartition("/")[2], row[1]) for row in world.ask("unresolved", "what", "why")}
    same, doubt = "perhaps the same as another", "in doubt"
    assert why == {
        ("council-visits", doubt),
        ("one-visit", doubt),
        ("tirra-contribution", same),
        ("tirra-secondment", same),
    }
