"""Stored queries with SERVICE, asked of real SPARQL servers; and when there is none."""

from __future__ import annotations

import csv
import io
import re
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from enrichment_world import Link

import pactgraph
from faulty_servers import Faulty, faulty, hasty, reply, store_of
from pactgraph.cli import pactgraph as command_line
from pactgraph.enrichment.federation import ask_federated, is_federated
from pactgraph.errors import BadQuery, DeadlineExceeded
from pactgraph.linking.courtesy import AskingFailed
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import load_queries, parse_query
from pactgraph.source.project import Project

QUERIES = Path(__file__).parents[2] / "queries"
FEDERATED = ("external-coordinates", "external-labels")

Ask = Callable[..., Result]


@pytest.fixture
def ask(repository: Project, repository_store: Path) -> Ask:
    options = ["--project", str(repository.root), "--store", str(repository_store)]
    return lambda *words: CliRunner().invoke(command_line, [*options, "query", *words])


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_these_ask_other_endpoints_and_no_others() -> None:
    queries = load_queries(QUERIES.glob("*.rq"))
    assert tuple(name for name in queries if is_federated(queries[name])) == FEDERATED
    assert not any(queries[name].runs_without_values for name in FEDERATED)


@pytest.mark.external
def test_labels_of_a_linked_thing(ask: Ask, held: str) -> None:
    found = rows(ask("external-labels", "-p", f"endpoint={held}", "-p", "entity=OSCE"))
    labels = {(row["target"].rpartition("/")[2], row["theirLabel"]) for row in found}
    assert ("Q81299", "Organization for Security and Co-operation in Europe") in labels


@pytest.mark.external
def test_labels_of_all_that_is_linked(ask: Ask, held: str) -> None:
    found = rows(ask("external-labels", "-p", f"endpoint={held}"))
    labels = {row["target"].rpartition("/")[2]: row["theirLabel"] for row in found}
    assert labels["Q57371"] == "Ilham Aliyev"
    assert labels["Q100973202"] == "Minister of Defense"
    # A thing that the endpoint does not name has a row without a name.
    assert "" in labels.values()


@pytest.mark.external
def test_where_our_places_lie(ask: Ask, held: str) -> None:
    found = rows(ask("external-coordinates", "-p", f"endpoint={held}", "-p", "place=Kabul"))
    assert found
    for row in found:
        assert 34 < float(row["latitude"]) < 35
        assert 69 < float(row["longitude"]) < 70


@pytest.mark.parametrize("name", FEDERATED)
def test_without_an_endpoint_it_says_what_it_needs(ask: Ask, name: str) -> None:
    result = ask(name)
    assert result.exit_code == 3
    assert "needs a value for 'endpoint'" in result.stderr


@pytest.mark.parametrize("value", ["NATO", "file:///etc/passwd", "https://me:secret@example.org/"])
def test_what_is_no_endpoint_is_refused(ask: Ask, value: str) -> None:
    result = ask("external-labels", "-p", f"endpoint={value}")
    assert result.exit_code == 3
    assert "secret" not in result.stderr


def test_an_endpoint_is_said_to_be_an_address(repository: Project) -> None:
    words = ["--project", str(repository.root), "queries", "external-labels"]
    (line,) = [
        line
        for line in CliRunner().invoke(command_line, words).stdout.splitlines()
        if line.startswith("endpoint ")
    ]
    assert line.split()[1:4] == ["an", "address", "yes"]


def test_an_endpoint_that_is_not_there_is_told(repository: Project, repository_store: Path) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}/sparql"
    with pactgraph.open(repository.root, repository_store) as kg:
        query = kg.stored_query("external-labels")
        with pytest.raises(AskingFailed, match="cannot be reached") as failed:
            ask_federated(kg, query, {"endpoint": url}, manners=hasty)
    assert failed.value.iri == url
    assert failed.value.exit_code == 7


PREFIXES = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
"""
TURTLE = f"""{PREFIXES}
wd:Q10 rdfs:label "Tirra\\" }} DROP ALL # \\u001b[31m"@en, "Tirre"@fr .
wd:Q12 rdfs:label "Port Selm" ; wdt:P625 "Point(1.5 2.5)"^^geo:wktLiteral .
wd:Q11 rdfs:label "Maristan"@en .
"""


@pytest.fixture
def tiny_root_with_queries(root: Path) -> Path:
    for name in FEDERATED:
        (root / "queries" / f"{name}.rq").write_bytes((QUERIES / f"{name}.rq").read_bytes())
    return root


@pytest.fixture
def kg(tiny_root_with_queries: Path) -> object:
    with pactgraph.open(tiny_root_with_queries) as opened:
        yield opened


@pytest.fixture
def server() -> object:
    with faulty(store_of(TURTLE)) as one:
        yield one


def test_only_what_is_linked_is_asked_about(kg: pactgraph.KnowledgeGraph, server: Faulty) -> None:
    query = kg.stored_query("external-labels")
    answer = ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    labels = {(row["target"].rpartition("/")[2], row["theirLabel"]) for row in answer}
    assert ("Q10", 'Tirra" } DROP ALL # \x1b[31m') in labels
    assert ("Q12", "Port Selm") in labels
    assert all("Q11>" not in asked for asked in server.queries)
    assert all(agent.startswith("pactgraph/") for agent in server.agents)
    assert "was asked about" in answer.notes[0]
    assert answer.variables == query.columns


def test_datatypes_of_what_comes_back_are_kept(
    kg: pactgraph.KnowledgeGraph, server: Faulty
) -> None:
    query = kg.stored_query("external-coordinates")
    answer = ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    (point,) = answer.terms.column("point")
    assert str(point) == '"Point(1.5 2.5)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'


def test_what_is_no_term_of_the_web_does_not_come_in(
    kg: pactgraph.KnowledgeGraph, server: Faulty
) -> None:
    body = (
        b'{"head": {"vars": []}, "results": {"bindings": [{"target": {"type": "uri", "value": '
        b'"javascript:alert(1)"}, "theirLabel": {"type": "literal", "value": "x"}}]}}'
    )
    nothing = b'{"head": {"vars": []}, "results": {"bindings": []}}'
    # The second is what comes after the first page: no more.
    server.faults += [lambda handler: reply(handler, body), lambda handler: reply(handler, nothing)]
    query = kg.stored_query("external-labels")
    answer = ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    assert "x" not in {row["theirLabel"] for row in answer}
    assert "left out of its answer: 1" in answer.notes[-1]


def test_what_can_be_read_as_an_escape_does_not_come_in(kg: pactgraph.KnowledgeGraph) -> None:
    label = "\\\\u0041 } DROP ALL"
    with faulty(store_of(f'{PREFIXES} wd:Q10 rdfs:label "{label}", "Tirra" .')) as server:
        query = kg.stored_query("external-labels")
        answer = ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    assert {row["theirLabel"] for row in answer} == {"Tirra", None}
    assert "left out of its answer: 1" in answer.notes[-1]


OTHER_SPELLINGS = f"""{PREFIXES}
<http://sws.geonames.org/77> rdfs:label "Port Selm"@en ; wdt:P625 "Point(1 2)"^^geo:wktLiteral .
<https://www.wikidata.org/entity/Q10> rdfs:label "Tirra"@en .
"""
GEONAMES = """\
# curie_map:
#   id: https://w3id.org/pactgraph/id/
#   skos: http://www.w3.org/2004/02/skos/core#
#   semapv: https://w3id.org/semapv/vocab/
#   gn: https://sws.geonames.org/
subject_id\tpredicate_id\tobject_id\tmapping_justification
id:port-selm\tskos:exactMatch\tgn:77/\tsemapv:ManualMappingCuration
"""


@pytest.fixture
def two_sets(tiny_root_with_queries: Path) -> object:
    (tiny_root_with_queries / "data/links/geonames.sssom.tsv").write_text(GEONAMES, "utf-8")
    with pactgraph.open(tiny_root_with_queries) as opened:
        yield opened


def test_an_endpoint_that_spells_otherwise_is_understood(
    two_sets: pactgraph.KnowledgeGraph,
) -> None:
    with faulty(store_of(OTHER_SPELLINGS)) as server:
        where = {"endpoint": server.url}
        labels, points = (
            ask_federated(two_sets, two_sets.stored_query(name), where, manners=hasty)
            for name in ("external-labels", "external-coordinates")
        )
    said = {(row["target"], row["theirLabel"]) for row in labels}
    # One row a target: that its other spellings have no label is not said.
    assert {one for one in said if "Q10" in one[0] or "geonames" in one[0]} == {
        ("http://www.wikidata.org/entity/Q10", "Tirra"),
        ("https://sws.geonames.org/77/", "Port Selm"),
    }
    assert [(row["target"], row["point"]) for row in points] == [
        ("https://sws.geonames.org/77/", "Point(1 2)")
    ]


def test_a_well_known_host_is_asked_about_its_own_alone(
    two_sets: pactgraph.KnowledgeGraph, server: Faulty
) -> None:
    def asked(endpoint: str, **more: str) -> tuple[str, Sequence[str], set[str]]:
        server.queries.clear()
        answer = ask_federated(
            two_sets, two_sets.stored_query("external-labels"), {"endpoint": endpoint, **more},
            manners=lambda url: hasty(server.url),
        )  # fmt: skip
        return " ".join(server.queries), answer.notes, {row["target"] for row in answer}

    geonames = "https://sws.geonames.org/77/"
    sent, notes, targets = asked("https://query.wikidata.org/sparql")
    assert "geonames" not in sent
    assert "entity/Q12>" in sent
    # That of GeoNames, and that of the register.
    assert "it was not asked about 2 things of other data sets than its own" in notes
    assert geonames not in targets
    assert "geonames" in asked("https://wikidata.org.example.org/sparql")[0]
    assert asked(server.url)[2] > {geonames}
    assert asked(server.url, set="geonames")[2] == {geonames}
    sent, notes, targets = asked("https://query.wikidata.org/sparql", set="geonames")
    assert (sent, targets) == ("", set())
    assert "was not asked: nothing here is linked to what it could say" in notes[0]


def test_an_endpoint_that_has_nothing_is_told(kg: pactgraph.KnowledgeGraph) -> None:
    with faulty(store_of(PREFIXES)) as server:
        query = kg.stored_query("external-coordinates")
        answer = ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    assert len(answer) == 0
    assert answer.notes[0].endswith("and gave 0 rows")
    assert answer.notes[1].startswith("it says nothing of what was asked, however")


HEAVY = """SELECT (COUNT(*) AS ?n) {
  GRAPH ?source { id:tirra ?predicate ?target }
  SERVICE ?_endpoint_iri { ?target rdfs:label ?label }
  ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?a) != STR(?d) || STR(?f) != STR(?i))
}"""


def test_what_comes_back_is_joined_before_the_deadline_or_not_at_all(
    kg: pactgraph.KnowledgeGraph, server: Faulty
) -> None:
    query = parse_query(HEAVY, name="heavy", file="heavy.rq")
    with pytest.raises(DeadlineExceeded):
        ask_federated(kg, query, {"endpoint": server.url}, timeout=0.5, manners=hasty)
    assert server.queries


def test_what_comes_back_is_bounded(kg: pactgraph.KnowledgeGraph) -> None:
    labels = ", ".join(f'"{number}{"x" * 1_900}"' for number in range(40))
    with faulty(store_of(f"{PREFIXES} wd:Q10 rdfs:label {labels} .")) as server:
        query = kg.stored_query("external-labels")
        with pytest.raises(AskingFailed, match=r"65,536 are allowed") as failed:
            ask_federated(kg, query, {"endpoint": server.url}, manners=hasty)
    assert failed.value.iri == server.url
    assert "ask about less" in str(failed.value.hint)


HOLDERS = """SELECT DISTINCT ?who ?theirLabel {
  GRAPH ?passage { ?holding pact:holder ?who }
  ?passage a pact:Passage .
  GRAPH ?source { ?who skos:exactMatch ?target }
  SERVICE ?_endpoint_iri { ?target rdfs:label ?theirLabel }
} ORDER BY STR(?who) STR(?theirLabel)"""


def test_evidence_and_receipts_are_of_our_side_and_theirs_is_quoted(
    kg: pactgraph.KnowledgeGraph,
) -> None:
    query = parse_query(HOLDERS, name="holders", file="holders.rq")
    with faulty(store_of(f'{PREFIXES} wd:Q13 rdfs:label "Oda Vell"@en .')) as server:
        answer = ask_federated(
            kg, query, {"endpoint": server.url}, evidence=True, manners=hasty
        )  # fmt: skip
        (row,) = answer
        assert row["theirLabel"] == "Oda Vell"
        assert answer.evidence is not None
        assert {note.slug for note in answer.evidence[0]} == {"harbour-2019-05-02", "lagoon-2021"}
        receipt = answer.explain(0)
    assert {wording.passage.value for wording in receipt.wordings} <= {
        note.iri for note in answer.evidence[0]
    }
    assert receipt.wordings
    whom, quoted = receipt.as_json()["notes"][:2]
    assert re.match(rf"{server.url} was asked about 1 thing at 20\S+Z, and gave 1 row$", whom)
    assert quoted.startswith("quoted from that answer: ?theirLabel. Nothing here proves")


def test_the_command_says_what_a_receipt_proves_and_what_it_quotes(
    run: Link, tiny_root_with_queries: Path, server: Faulty
) -> None:
    words = ("external-labels", "-p", f"endpoint={server.url}", "-p", "entity=Tirra")
    result = run("explain", *words, "--match", "target=http://www.wikidata.org/entity/Q10")
    assert result.exit_code == 0, result.stderr
    assert "data/links/wikidata.sssom.tsv:8" in result.stdout
    assert f"{server.url} was asked about 2 things at 20" in result.stdout
    assert "quoted from that answer: ?theirLabel" in result.stdout
    assert "\x1b" not in result.stdout


def test_evidence_that_cannot_be_shown_is_told_before_anybody_is_asked(
    run: Link, tiny_root_with_queries: Path, server: Faulty
) -> None:
    words = ("query", "external-labels", "-p", f"endpoint={server.url}")
    asked_once = run(*words).exit_code, len(server.queries)
    result = run(*words, "--evidence")
    assert (result.exit_code, len(server.queries)) == (asked_once[0], 2 * asked_once[1])
    assert "no evidence is shown: the query has no ?passage" in result.stderr
    assert "quoted from that answer: ?theirLabel" in result.stderr


def test_whoever_asks_the_graph_directly_is_refused(
    kg: pactgraph.KnowledgeGraph, server: Faulty
) -> None:
    with pytest.raises(BadQuery, match=r"SERVICE .* would ask another endpoint"):
        kg.run("external-labels", endpoint=server.url)
    assert server.queries == []


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("SERVICE ?_endpoint_iri { ?target rdfs:label ?l }", "shares no variable"),
        ("?t ?p ?o SERVICE ?_endpoint_iri { ?a ?b ?c }", "shares no variable"),
        ("?t ?p ?o OPTIONAL { SERVICE <https://e.org/> { ?t ?b ?c } } FILTER(?_endpoint_iri = ?t)",
         "inner group"),
        ("?t ?p ?o SERVICE ?x { ?t ?b ?c } FILTER(?_endpoint_iri = ?t)", "names no endpoint"),
        ("?t ?p ?o SERVICE ?_endpoint_iri { ?t ?b ?c } SERVICE <https://e.org/> { ?t ?d ?e }",
         "one SERVICE"),
    ],
)  # fmt: skip
def test_a_query_of_another_form_is_refused(
    kg: pactgraph.KnowledgeGraph, server: Faulty, where: str, told: str
) -> None:
    query = parse_query(f"SELECT DISTINCT ?t {{ {where} }}", name="other", file="other.rq")
    with pytest.raises(BadQuery, match=told):
        ask_federated(kg, query, {"endpoint": "https://w3id.org/pactgraph/id/tirra"})
    assert server.queries == []


def test_what_service_asks_is_written_in_its_place() -> None:
    text = "SELECT ?a { ?a ?b ?__c_string SERVICE ?_endpoint_iri { ?a ?d ?e } }"
    query = parse_query(text, name="q", file="q.rq")
    bound = bind(query, {"endpoint": "https://example.org/sparql", "c": "x"})
    assert "SERVICE <https://example.org/sparql> { ?a" in bound
    assert '{ VALUES (?__c_string) { ("x") }' in bound
    assert "_endpoint_iri" not in bound
