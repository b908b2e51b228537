"""Suggesting: what is found is written, what was judged stays judged, what is there stays."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from linking_world import Link, reconciling

from faulty_servers import Faulty, endpoint, hasty, refusing, reply, served, sparql, store_of
from pactgraph.linking import link_sets
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.candidates import EndpointFinder
from pactgraph.linking.courtesy import AskingFailed
from pactgraph.linking.entity import Entity
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.service import ServiceFinder
from pactgraph.linking.sssom_library import Cells
from pactgraph.linking.suggesting import Summary, Wish, suggest
from pactgraph.source.links import read_links
from pactgraph.source.project import Project

TODAY = date(2024, 5, 6)
FILE = Path("data/links/candidates/register.sssom.tsv")


def looked(
    root: Path, things: Sequence[Entity], server: Faulty, wish: Wish | None = None, **how: int
) -> Summary:
    sets = LinkSets(Project(root))
    finder = EndpointFinder(endpoint(server.url), sets.authorities, **how)
    return suggest(things, things, finder, sets, wish or Wish(), today=TODAY)


def rows(root: Path, name: str = "register") -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = {}
    for row in LinkSets(Project(root)).candidates(name).rows:
        found.setdefault(row["subject_id"], []).append(row)
    return {
        key: sorted(group, key=lambda r: -float(r["confidence"])) for key, group in found.items()
    }


def wants_all_names(query: str) -> bool:
    """Say whether a query asks for the names of all that is there, and of nothing in particular."""
    return "?s ?p ?name" in query and re.search(r"VALUES \?(s|name) ", query) is None


def test_every_name_is_looked_for_and_the_best_comes_first(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    summary = looked(root, things, register)
    found = rows(root)
    first = {key: group[0]["object_id"] for key, group in found.items()}
    assert first["id:maristan"] == "ex:18"
    assert first["id:bram-tolk"] == "ex:20"
    assert first["id:council-of-lagoons"] == "ex:23"
    assert first["id:port-selm"] == "ex:25"
    assert first["id:oda-vell"] == "ex:26"
    assert first["id:tidewatch"] == "ex:27"
    assert summary.sets["register"].new == sum(map(len, found.values()))
    assert "Operation Clear Water" in summary.without


def test_each_row_says_which_names_met_and_what_speaks_for_it_and_against(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    looked(root, things, register)
    (tolck, *others) = rows(root)["id:bram-tolk"]
    assert tolck["mapping_justification"] == "semapv:CompositeMatching"
    assert tolck["match_string"] == "Bram Tolk"
    assert tolck["mapping_date"] == "2024-05-06"
    assert 0.7 < float(tolck["confidence"]) < 1
    assert '"Bram Tolk" and "Bram Tolck" (rdfs:label)' in tolck["comment"]
    assert "kind person" in tolck["comment"]
    film = next(row for row in others if row["object_id"] == "ex:21")
    assert "against: kind person here, work" in film["comment"]
    assert "predicate_modifier" not in tolck


def test_files_are_read_once_however_many_candidates_there_are(
    root: Path, things: list[Entity], register: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    real = link_sets._digest

    def counting(path: Path) -> str:
        read.append(path)
        return real(path)

    monkeypatch.setattr(link_sets, "_digest", counting)
    summary = looked(root, things, register)
    candidates = sum(found.new for found in summary.sets.values())
    assert candidates > 12
    assert max(Counter(read).values()) < 10


def test_other_data_sets_are_found_by_title_page_and_what_is_the_same(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    looked(root, things, register)
    assert rows(root, "wikidata")["id:tirra"][0]["object_id"] == "wd:Q5002"
    assert rows(root, "wikidata")["id:maristan"][0]["object_id"] == "wd:Q5001"
    (dbpedia,) = rows(root, "dbpedia")["id:tirra"]
    assert dbpedia["object_id"] == "dbr:Tirra_(country)"
    (geonames,) = rows(root, "geonames")["id:tirra"]
    assert geonames["object_id"] == "geonames:777/"
    assert "said to be the same as wd:Q5002" in geonames["comment"]
    assert rows(root, "geonames")["id:port-selm"][0]["object_id"] == "geonames:778/"


def test_a_large_endpoint_is_asked_by_exact_name_and_then_by_other_forms(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    register.queries.clear()
    looked(root, things, register, whole=5)
    assert not any(map(wants_all_names, register.queries))
    found = rows(root)
    assert found["id:maristan"][0]["object_id"] == "ex:18"
    assert found["id:council-of-lagoons"][0]["object_id"] == "ex:23"
    assert found["id:port-selm"][0]["object_id"] == "ex:25"
    assert rows(root, "dbpedia")["id:tirra"][0]["object_id"] == "dbr:Tirra_(country)"


def test_a_server_that_does_not_give_all_its_names_is_asked_for_each(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    def none(handler: BaseHTTPRequestHandler) -> None:
        reply(handler, b'{"results": {"bindings": []}}')

    register.queries.clear()
    register.faults[:] = [none, refusing(504)]
    looked(root, things, register)
    assert wants_all_names(register.queries[1])
    assert not any(map(wants_all_names, register.queries[2:]))
    assert rows(root)["id:maristan"][0]["object_id"] == "ex:18"


def test_what_was_judged_never_comes_back(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    summary = looked(root, things, register, Wish(linked=True))
    subjects = {(row["subject_id"], row["object_id"]) for g in rows(root).values() for row in g}
    assert ("id:tirra", "ex:17") not in subjects
    assert ("id:maristan", "ex:17") not in subjects
    assert summary.sets["register"].judged >= 1


def test_a_thing_that_is_linked_is_not_looked_for_in_that_set_unless_wished(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    summary = looked(root, things, register)
    assert "id:tirra" not in rows(root)
    assert summary.sets["register"].linked == 1
    assert "id:tirra" in rows(root, "wikidata")


def test_looking_again_changes_nothing_and_a_row_that_is_there_is_kept(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    looked(root, things, register)
    sets = LinkSets(Project(root))
    table = sets.candidates("register")
    noted = [{**row, "comment": "a note of mine"} for row in table.rows]
    sets.write(table.with_rows(noted))
    before = (root / FILE).read_bytes()
    summary = looked(root, things, register)
    assert (root / FILE).read_bytes() == before
    assert summary.sets["register"].new == 0
    assert summary.sets["register"].there == len(noted)


def test_what_was_found_is_kept_when_the_server_gives_up(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    class Breaking(EndpointFinder):
        calls = 0

        def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
            self.calls += 1
            if self.calls == 2:
                register.faults[:] = [refusing(500)]
            return super().find(entities)

    sets = LinkSets(Project(root))
    by_hand = {
        "subject_id": "id:oda-vell",
        "predicate_id": "skos:exactMatch",
        "object_id": "ex:77",
        "mapping_justification": "semapv:ManualMappingCuration",
        "confidence": "0.5",
    }
    sets.write(sets.candidates("register").with_rows([by_hand]))
    finder = Breaking(endpoint(register.url), sets.authorities)
    others = [replace(things[0], iri=f"{things[0].iri}-{n}") for n in range(8)]
    order = [*things[:2], *others, *things[2:]]
    with pytest.raises(AskingFailed, match=r"it failed \(500\)[^$]*10 things is kept, \d+ new"):
        suggest(order, things, finder, sets, Wish(), today=TODAY)
    register.faults.clear()
    assert len(LinkSets(Project(root)).candidates("register").rows) > 1
    other = looked(root, things[:2], register, Wish(resume=True, per_thing=1))
    assert (other.asked, other.left_out) == (2, 0), "another wish is another round"
    summary = looked(root, order, register, Wish(resume=True))
    assert (summary.asked, summary.left_out) == (len(things) - 2, 10)
    assert "ex:26" in {row["object_id"] for row in rows(root)["id:oda-vell"]}
    again = looked(root, things, register, Wish(resume=True))
    assert (again.asked, again.left_out) == (len(things), 0), "a round that ended is over"


def test_a_round_that_is_interrupted_says_what_is_kept(
    link: Link, root: Path, things: list[Entity], register: Faulty, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = EndpointFinder.find
    chunks: list[int] = []

    def interrupted(self: EndpointFinder, some: Sequence[Entity]) -> dict[str, list[Candidate]]:
        if chunks:
            raise KeyboardInterrupt
        chunks.append(len(some))
        return real(self, some)

    monkeypatch.setattr(EndpointFinder, "find", interrupted)
    monkeypatch.setattr("pactgraph.linking.suggesting._AT_ONCE", 4)
    ask = ("suggest", "--endpoint", register.url, "--rate", "1000")
    ran = link(*ask)
    assert ran.exit_code == 130
    assert "stopped: what was found for 4 things is kept" in ran.stderr
    assert "go on with --resume" in ran.stderr
    monkeypatch.setattr(EndpointFinder, "find", real)
    ran = link(*ask, "--resume")
    assert ran.exit_code == 0, ran.output
    assert f"{len(things) - 4} things were looked for, 4 before" in ran.stderr
    assert "no such round" in link(*ask, "--resume", "--kind", "state").stderr


def test_what_is_known_already_is_not_called_unfound(
    link: Link, root: Path, register: Faulty
) -> None:
    ask = ("suggest", "--endpoint", register.url, "--rate", "1000", "--set", "register")
    both = ("--entity", "Tirra", "--entity", "Operation Clear Water")
    ran = link(*ask, *both)
    assert "nothing was found for Operation Clear Water\n" in ran.stderr
    assert "nothing new was found for Tirra\n" in ran.stderr
    for wish in (("--least", "0.99"), ("--linked",)):
        told = json.loads(link(*ask, *both, *wish, "--format", "json").stdout)
        assert told["nothingFoundFor"] == ["Operation Clear Water"]
        assert told["nothingNewFor"] == ["Tirra"]
    told = json.loads(link(*ask, "--entity", "Maristan", "--least", "1", "-f", "json").stdout)
    assert (told["nothingFoundFor"], told["nothingNewFor"]) == ([], ["Maristan"])


def test_what_is_all_of_another_set_is_told(link: Link, root: Path) -> None:
    data = '<https://example.net/thing/9> <http://xmlns.com/foaf/0.1/name> "Maristan" .'
    with served(sparql(store_of(data)), "query") as server:
        ask = ("suggest", "--endpoint", server.url, "--rate", "1000", "--entity", "Maristan")
        ran = link(*ask, "--set", "geonames")
        told = json.loads(link(*ask, "--set", "geonames", "--format", "json").stdout)
        without = link(*ask)
    begins = "what it answers begins with https://example.net/thing/, which is not that of"
    assert f"{begins} geonames" in ran.stderr
    assert "1 thing was looked for, 0 candidates are new" in ran.stderr
    assert told["answersBeginWith"] == "https://example.net/thing/"
    assert f"{begins} any link set" in without.stderr
    assert "--set NAME --namespace https://example.net/thing/" in without.stderr


def test_a_service_of_our_own_things_is_no_other_data_set(link: Link) -> None:
    answer = reconciling({}, identifierSpace="unused")

    def ours(queries: str) -> tuple[str, bytes]:
        media_type, body = answer(queries)
        register = b"https://example.org/register/"
        return media_type, body.replace(register, b"https://w3id.org/pactgraph/id/")

    with served(ours, "queries") as server:
        ran = link("suggest", "--service", server.url, "--rate", "1000")
    assert ran.exit_code == 3
    assert 'what "The Register" gives are things of this graph itself' in ran.stderr


def test_a_judgement_made_meanwhile_is_not_undone(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    sets = LinkSets(Project(root))

    class Judging(EndpointFinder):
        def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
            found = super().find(entities)
            others = LinkSets(Project(root))
            table = others.judged("register")
            row = {
                "subject_id": "id:maristan",
                "predicate_id": "skos:exactMatch",
                "predicate_modifier": "Not",
                "object_id": "ex:18",
                "mapping_justification": "semapv:ManualMappingCuration",
            }
            if row not in table.rows:
                others.write(table.with_rows([*table.rows, row]))
            return found

    suggest(
        things, things, Judging(endpoint(register.url), sets.authorities), sets, Wish(), today=TODAY
    )
    assert "ex:18" not in [row["object_id"] for row in rows(root).get("id:maristan", [])]
    assert (
        "https://w3id.org/pactgraph/id/maristan",
        "https://example.org/register/18",
    ) in LinkSets(Project(root)).judged_pairs("register")


def test_no_more_candidates_than_wished_and_none_below_the_least(
    root: Path, things: list[Entity], register: Faulty
) -> None:
    looked(root, things, register, Wish(per_thing=1, least=0.8))
    found = rows(root)
    assert {len(group) for group in found.values()} == {1}
    assert all(float(row["confidence"]) >= 0.8 for group in found.values() for row in group)


def test_a_service_is_asked_by_every_name_and_its_score_counts(
    root: Path, things: list[Entity]
) -> None:
    results: dict[str, list[dict[str, object]]] = {
        "Bram Tolk": [
            {
                "id": "20",
                "name": "B. Tolck",
                "score": 90,
                "match": False,
                "type": [{"id": "Person", "name": "person"}],
            },
            {
                "id": "21",
                "name": "Bram Tolk",
                "score": 30,
                "type": [{"id": "Film", "name": "film"}],
            },
        ],
        "COL": [{"id": "23", "name": "Council of Lagoons", "score": 12}],
    }
    with served(reconciling(results), "queries") as server:
        sets = LinkSets(Project(root))
        finder = ServiceFinder(hasty(server.url))
        suggest(things, things, finder, sets, Wish(), today=TODAY)
        assert finder.title == "The Register"
    found = rows(root)
    assert found["id:council-of-lagoons"][0]["object_id"] == "ex:23"
    assert {row["object_id"] for row in found["id:bram-tolk"]} == {"ex:20", "ex:21"}
    assert (
        "the service gives it 0.90"
        in found["id:bram-tolk"][0]["comment"] + found["id:bram-tolk"][1]["comment"]
    )
    assert any(row.get("object_category") == "person" for row in found["id:bram-tolk"])


@pytest.mark.parametrize(
    "answer", [b"[]", b"{}", b'{"identifierSpace": ""}', b"<html>", b'{"identifierSpace": 3}']
)
def test_what_is_no_reconciliation_service_is_told(answer: bytes) -> None:
    with (
        served(lambda query: ("application/json", answer), "queries") as server,
        pytest.raises(AskingFailed, match="reconciliation service"),
    ):
        ServiceFinder(hasty(server.url))


def test_the_command_writes_candidates_and_says_what_it_did(
    link: Link, root: Path, register: Faulty
) -> None:
    ran = link("suggest", "--endpoint", register.url, "--kind", "person", "--rate", "1000")
    assert ran.exit_code == 0, ran.output
    assert "register" in ran.stdout
    assert str(FILE) in ran.stdout
    assert "2 things were looked for" in ran.stderr
    assert set(rows(root)) == {"id:bram-tolk", "id:oda-vell"}
    again = link("suggest", "--endpoint", register.url, "--format", "json", "--rate", "1000")
    told = json.loads(again.stdout)
    assert told["sets"]["register"]["there"] >= 2
    assert told["lookedFor"] > 2


def test_one_thing_and_one_set_may_be_asked_for(link: Link, root: Path, register: Faulty) -> None:
    ran = link(
        "suggest", "--endpoint", register.url, "--entity", "Maristan", "--set", "wikidata",
        "--rate", "1000",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert set(rows(root, "wikidata")) == {"id:maristan"}
    assert not (root / FILE).exists()


def test_a_new_set_is_begun_by_its_namespace(link: Link, root: Path) -> None:
    data = '<https://example.net/thing/9> <http://xmlns.com/foaf/0.1/name> "Maristan" .'
    with served(sparql(store_of(data)), "query") as server:
        ran = link(
            "suggest", "--endpoint", server.url, "--set", "things", "--namespace",
            "https://example.net/thing/", "--rate", "1000",
        )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    text = (root / "data/links/candidates/things.sssom.tsv").read_text("utf-8")
    assert 'things: "https://example.net/thing/"' in text
    assert "things:9" in text
    judged = link("review", "--set", "things", "--reviewer", "https://x.org/me", input="accept\n")
    assert judged.exit_code == 0, judged.output
    rows = read_links(root / "data/links/things.sssom.tsv", "things").rows
    assert [row.object.value for row in rows if row.accepted] == ["https://example.net/thing/9"]


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ((), 2, "either --endpoint URL or --service URL"),
        (("--endpoint", "http://h/", "--service", "http://h/"), 2, "either"),
        (("--endpoint", "file:///etc/passwd"), 3, "not the URL of a server on the web"),
        (("--endpoint", "http://127.0.0.1:9/", "--kind", "unicorn"), 4, 'of the kind "unicorn"'),
        (("--endpoint", "http://127.0.0.1:9/", "--entity", "Nobody"), 4, "Nobody"),
        (("--endpoint", "http://127.0.0.1:9/", "--set", "nowhere"), 4, 'no link set "nowhere"'),
        (("--endpoint", "http://127.0.0.1:9/", "--namespace", "http://x/"), 2, "--namespace needs"),
    ],
)
def test_what_cannot_be_asked_is_told(
    link: Link, options: tuple[str, ...], code: int, says: str
) -> None:
    ran = link("suggest", *options)
    assert ran.exit_code == code
    assert says in ran.stderr


@pytest.mark.parametrize(
    "tag", ["", "english!", "en_GB", "*", 'en") || true', "e", "en-", "abcdefghi", "en\n"]
)
def test_what_is_no_language_tag_is_refused(link: Link, tag: str) -> None:
    ran = link("suggest", "--endpoint", "http://127.0.0.1:9/", "--language", tag)
    assert ran.exit_code == 2
    assert "is no language tag (BCP 47)" in ran.stderr


@pytest.mark.parametrize(
    "tag",
    ["de", "AZ", "sr-Latn-RS", "zh-yue", "es-419", "sl-rozaj-1994", "en-a-bbb-x-c", "x-y", "i-lux"],
)
def test_names_are_asked_for_in_any_language(link: Link, register: Faulty, tag: str) -> None:
    register.queries.clear()
    ran = link(
        "suggest", "--endpoint", register.url, "--language", tag, "--entity", "Maristan",
        "--rate", "1000",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output


def test_hostile_labels_steer_no_terminal(link: Link, root: Path, register: Faulty) -> None:
    link("suggest", "--endpoint", register.url, "--rate", "1000")
    assert "Tidewatch" in (root / FILE).read_text("utf-8")
    ran = link("review", "--reviewer", "id:curators", input="s\n" * 60)
    assert ran.exit_code == 0, ran.output
    assert "Tidewatch" in ran.stdout
    assert "\x1b" not in ran.output
    assert "\u202e" not in ran.output


def test_a_register_of_nothing_gives_nothing(root: Path, things: list[Entity]) -> None:
    with served(sparql(store_of("")), "query") as server:
        summary = looked(root, things, server)
    assert summary.sets == {}
    assert len(summary.without) == len(things)
    assert not (root / FILE).exists()


@pytest.mark.parametrize("name", ["../../x", "a b", "Ärger", ""])
def test_a_set_has_a_name_that_a_file_can_have(link: Link, register: Faulty, name: str) -> None:
    done = link(
        "suggest", "--endpoint", register.url, "--set", name, "--namespace", "https://x.org/"
    )
    assert done.exit_code == 3
    assert "cannot be called" in done.stderr


def test_a_set_that_is_known_stays_what_it_is(link: Link, register: Faulty) -> None:
    done = link(
        "suggest", "--endpoint", register.url, "--set", "gnd", "--namespace", "https://x.org/"
    )
    assert done.exit_code == 3
    assert '"gnd" links to' in done.stderr


@pytest.mark.parametrize(
    ("name", "namespace", "says"),
    [
        ("skos", "https://x.org/", "the prefix stands for http://www.w3.org/2004/02/skos/core#"),
        ("id", "https://x.org/", "the prefix stands for https://w3id.org/pactgraph/id/"),
        ("ours", "https://w3id.org/pactgraph/id/", "things of this graph itself"),
    ],
)
def test_a_set_takes_no_prefix_of_all_sets_and_is_none_of_our_own_things(
    link: Link, root: Path, register: Faulty, name: str, namespace: str, says: str
) -> None:
    done = link("suggest", "--endpoint", register.url, "--set", name, "--namespace", namespace)
    assert done.exit_code == 3
    assert says in done.stderr
    assert not (root / f"data/links/candidates/{name}.sssom.tsv").exists()
