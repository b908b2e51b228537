"""``link enrich``: what it takes, what it writes, and what a fault leaves as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import Result
from enrichment_world import GOOD, HEAD, Link, enriched

from faulty_servers import (
    Fault,
    Faulty,
    answering,
    cutting,
    endpoint,
    faulty,
    hasty,
    stalling,
    store_of,
)
from pactgraph.enrichment.asked_statements import statements
from pactgraph.enrichment.enrichment_file import without_secrets
from pactgraph.enrichment.fetching import MOST_VALUES, fetch
from pactgraph.enrichment.targets import Targets
from pactgraph.linking.courtesy import AskingFailed
from pactgraph.source.project import Project

HOSTILE = """
wd:Q10 wdt:P298 "<script>" ; wdt:P18 <javascript:alert%281%29> ; owl:sameAs wd:Q11 ;
  rdfs:label "\\u001b[31mTirra\\u202e"@en ; wdt:P570 "2003-12-12" .
wd:Q11 wdt:P297 "MQ" .
wd:Q16 wdt:P297 "TW" .
wd:Q13 wdt:P570 "not a day\\u202e"^^xsd:date .
<https://en.wikipedia.org/wiki/T%0Aevil> schema:about wd:Q10 .
<https://de.wikipedia.org/wiki/Tirra> schema:about wd:Q10 .
"""


@pytest.fixture
def server() -> Iterator[Faulty]:
    with faulty(store_of(HEAD + GOOD + HOSTILE)) as one:
        yield one


def test_what_is_wanted_comes_in_and_nothing_else(run: Link, server: Faulty, root: Path) -> None:
    result = run("link", "enrich", "--endpoint", server.url, "--rate", "1000")
    assert result.exit_code == 0, result.stderr
    quads = enriched(root)
    graph = "https://w3id.org/pactgraph/graph/enrichment/wikidata"
    assert {quad.graph_name.value for quad in quads} == {graph}
    facts = {quad.triple for quad in quads if quad.subject.value != graph}
    wanted = store_of(HEAD + GOOD)
    assert facts == {quad.triple for quad in wanted}
    about = {quad.predicate.value.rpartition("/")[2]: quad.object.value for quad in quads
             if quad.subject.value == graph}  # fmt: skip
    assert about["source"] == server.url
    assert "license" not in about
    assert about["rights"] == "The licence of what 127.0.0.1 gives is not known"
    assert "--licence" in result.stderr
    assert "prov#generatedAtTime" in about
    assert "latitude" not in result.stdout
    assert result.stderr.count("not taken:") == 5
    assert "\x1b" not in result.stderr
    assert "\u202e" not in result.stderr


def test_what_is_unjudged_rejected_or_only_related_is_not_asked_about(
    run: Link, server: Faulty
) -> None:
    run("link", "enrich", "--endpoint", server.url, "--rate", "1000")
    asked = " ".join(server.queries)
    assert "entity/Q10>" in asked
    assert "entity/Q11>" not in asked
    assert "entity/Q16>" not in asked
    assert all(agent.startswith("pactgraph/") for agent in server.agents)


def test_a_second_run_touches_the_file_only_if_something_changed(run: Link, root: Path) -> None:
    words = ("link", "enrich", "--rate", "1000", "--format", "json", "--endpoint")
    path = root / "data/enrichment/wikidata.trig"
    store = store_of(HEAD + GOOD)
    with faulty(store) as server:
        assert json.loads(run(*words, server.url).stdout)["changed"] is True
        before = path.read_bytes()
        assert json.loads(run(*words, server.url).stdout)["changed"] is False
        assert path.read_bytes() == before
        store.update('INSERT DATA { wd:Q10 wdt:P298 "TIR" }', prefixes={
            "wd": "http://www.wikidata.org/entity/",
            "wdt": "http://www.wikidata.org/prop/direct/",
        })  # fmt: skip
        assert json.loads(run(*words, server.url).stdout)["changed"] is True
    assert b'"TIR"' in path.read_bytes()


ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": '


@pytest.mark.parametrize(
    ("fault", "code", "told"),
    [
        (stalling(1.5), 6, "did not answer within 1 seconds"),
        (answering(b"busy", code=429, Retry_After="9999"), 7, "left alone for 9999 seconds"),
        (answering(b"down", code=500), 7, "it failed (500)"),
        (cutting, 7, "broke off"),
        (answering(b"{"), 7, "not SPARQL JSON"),
        (answering(ROWS + b"7}}"), 7, "no results.bindings"),
        (answering(ROWS + b'[{"s": {"type": "uri", "value": 7}}]}}'), 7, "no RDF term"),
        (answering(b"[" * 100_000), 7, "not SPARQL JSON"),
        (answering(b"<html>hello", media_type="text/html"), 7, "not SPARQL JSON"),
    ],
    ids=["slow", "429", "500", "cut", "syntax", "shape", "term", "deep", "page"],
)
@pytest.mark.parametrize("before", [0, 1], ids=["at once", "half way"])
def test_a_fault_is_told_and_leaves_the_file_as_it_was(
    run: Link, server: Faulty, root: Path, fault: Fault, code: int, told: str, before: int
) -> None:
    path = root / "data/enrichment/wikidata.trig"
    path.parent.mkdir()
    path.write_bytes(b"# as it was\n")
    good = [answering(b'{"head": {"vars": []}, "results": {"bindings": []}}')] * before
    server.faults += [*good, *[fault] * 9]
    result = run(
        "link", "enrich", "--endpoint", server.url, "--rate", "1000", "--timeout", "1"
    ) if fault is not cutting else _impatient(run, server)  # fmt: skip
    assert result.exit_code == code, result.stderr
    assert told in result.stderr
    assert server.url in result.stderr
    assert path.read_bytes() == b"# as it was\n"
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def _impatient(run: Link, server: Faulty) -> Result:
    """Run it with pauses that a test can wait for."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pactgraph.cli.enrich.courtesy", lambda url, rate, timeout: hasty(url))
        return run("link", "enrich", "--endpoint", server.url)


def test_after_429_it_waits_as_long_as_it_is_told_and_goes_on(
    run: Link, server: Faulty, root: Path
) -> None:
    server.faults.append(answering(b"busy", code=429, Retry_After="0"))
    result = run("link", "enrich", "--endpoint", server.url, "--rate", "1000")
    assert result.exit_code == 0, result.stderr
    assert server.queries[0] == server.queries[1]
    assert "asking again" in result.stderr
    assert len(enriched(root)) > 5


def test_an_endpoint_that_holds_nothing_leaves_the_file_as_it_was(run: Link, root: Path) -> None:
    path = root / "data/enrichment/wikidata.trig"
    path.parent.mkdir()
    path.write_bytes(b"# as it was\n")
    with faulty(ox.Store()) as server:
        result = run("link", "enrich", "--endpoint", server.url)
    assert result.exit_code == 4
    assert "holds nothing that can be taken" in result.stderr
    assert path.read_bytes() == b"# as it was\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--set", "dbpedia"), 3, "share-alike"),
        (("--set", "nowhere"), 4, 'no link set "nowhere"'),
        (("--set", "geonames"), 4, 'no link set "geonames"'),
    ],
)
def test_a_set_that_is_not_taken_or_not_there_is_told(
    run: Link, words: tuple[str, ...], code: int, told: str
) -> None:
    with faulty(ox.Store()) as server:
        result = run("link", "enrich", "--endpoint", server.url, *words)
        assert server.queries == []
    assert result.exit_code == code
    assert told in result.stderr.replace("shared alike", "share-alike")


def test_a_password_in_the_address_is_refused_and_none_is_kept(run: Link, root: Path) -> None:
    result = run("link", "enrich", "--endpoint", "https://me:secret@127.0.0.1:1/sparql")
    assert result.exit_code == 3
    assert "secret" not in result.stderr
    assert not (root / "data/enrichment").exists()
    assert without_secrets("https://a:b@c.org/q?apikey=d#e") == "https://c.org/q"


def test_too_many_values_of_one_property_are_none(root: Path) -> None:
    images = " ".join(f"<https://example.org/{n}>," for n in range(MOST_VALUES))
    text = HEAD + f'wd:Q10 wdt:P18 {images} <https://example.org/x> ; wdt:P297 "TR" .'
    with faulty(store_of(text)) as server:
        targets = Targets.of_project(Project(root), "wikidata")
        fetched = fetch(endpoint(server.url), targets, lambda line: None)
    assert [str(triple.object) for triple in fetched.triples] == ['"TR"']
    assert f"{MOST_VALUES + 1} values" in fetched.refused[0].why


def test_pages_are_asked_for_one_by_one(root: Path) -> None:
    targets = Targets.of_project(Project(root), "wikidata")
    with faulty(store_of(HEAD + GOOD)) as server:
        whole = fetch(endpoint(server.url), targets, lambda line: None)
        few = len(server.queries)
        parts = fetch(endpoint(server.url, page=1), targets, lambda line: None)
        assert len(server.queries) > 2 * few
    assert parts == whole


def test_an_endpoint_that_pages_for_ever_is_left() -> None:
    row = b'{"s": {"type": "uri", "value": "urn:s"}, "p": {"type": "uri", "value": "urn:p"}, '
    row += b'"o": {"type": "uri", "value": "urn:o"}}'
    page = ROWS + b"[" + b", ".join([row] * 700) + b"]}}"
    with faulty(ox.Store()) as server:
        server.faults += [answering(page)] * 5
        with pytest.raises(AskingFailed, match="more than"):
            list(statements(endpoint(server.url, page=1), ["urn:s"], ["urn:p"]))


def test_what_was_not_asked_for_is_passed_over() -> None:
    row = b'[{"s": {"type": "uri", "value": "urn:x"}, "p": {"type": "uri", "value": "urn:p"}, '
    row += b'"o": {"type": "uri", "value": "urn:o"}}]}}'
    with faulty(ox.Store()) as server:
        server.faults += [answering(ROWS + row)]
        assert list(statements(endpoint(server.url), ["urn:s"], ["urn:p"])) == []
