"""``link enrich`` again: what would be lost, whose licence it is, and what a terminal is shown."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from enrichment_world import GOOD, HEAD, Link, enriched

from faulty_servers import faulty, store_of
from pactgraph.enrichment.loss import MOST_NAMED, Loss, in_words

LESS = """
wd:Q10 wdt:P571 "1961-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q13 wdt:P569 "1931-05-10"^^xsd:date .
<https://en.wikipedia.org/wiki/Tirra> schema:about wd:Q10 .
"""


def test_what_would_be_lost_is_told_and_the_file_stays(run: Link, root: Path) -> None:
    words = ("link", "enrich", "--rate", "1000", "--endpoint")
    path = root / "data/enrichment/wikidata.trig"
    with faulty(store_of(HEAD + GOOD)) as server:
        assert run(*words, server.url).exit_code == 0
    before = path.read_bytes()
    with faulty(store_of(HEAD + LESS)) as server:
        result = run(*words, server.url)
        assert result.exit_code == 3
        assert path.read_bytes() == before
        # The inception has another value now, which is no loss.
        assert (
            """lost would be 3 properties of 2 things
  http://www.wikidata.org/entity/Q10: ISO 3166-1 alpha-2 code, flag
  http://www.wikidata.org/entity/Q12: coordinates
"""
            in result.stderr
        )
        as_json = run(*words, server.url, "--format", "json")
        assert as_json.exit_code == 3
        document = json.loads(as_json.stdout)
        assert document["changed"] is False
        assert document["lost"][1]["properties"] == ["coordinates"]
        assert path.read_bytes() == before
        assert "--replace" in result.stderr
        asked = run(*words, server.url, "--replace", "--format", "json")
    assert asked.exit_code == 0, asked.stderr
    assert "gone: 3 properties of 2 things" in asked.stderr
    assert [one["target"].rpartition("/")[2] for one in json.loads(asked.stdout)["lost"]] == [
        "Q10",
        "Q12",
    ]
    assert b'"TR"' not in path.read_bytes()


def test_of_very_much_that_is_lost_the_first_is_named_a_line_each() -> None:
    lost = [Loss(f"urn:{number:02}", ("flag",)) for number in range(MOST_NAMED + 3)]
    lines = in_words(lost).splitlines()
    assert lines[0] == f"{MOST_NAMED + 3} properties of {MOST_NAMED + 3} things"
    assert lines[1:] == [
        *(f"  {one.target}: flag" for one in lost[:MOST_NAMED]),
        "  and 3 things more",
    ]


def test_where_it_was_written_and_of_what_nothing_was_got_is_told(
    run: Link, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with faulty(store_of(HEAD + GOOD)) as server:
        words = ("link", "enrich", "--rate", "1000", "--endpoint", server.url)
        elsewhere = run(*words)
        monkeypatch.chdir(root / "data")
        beneath = run(*words, "--replace", "--format", "json")
    assert f"wrote {root}/data/enrichment/wikidata.trig: of 3 of 6 things" in elsewhere.stderr
    assert "nothing was got of: http://www.wikidata.org/entity/Q14, " in elsewhere.stderr
    document = json.loads(beneath.stdout)
    assert document["file"] == "enrichment/wikidata.trig"
    assert [iri.rpartition("/")[2] for iri in document["nothingOf"]] == ["Q14", "Q15", "Q17"]


def test_what_is_known_of_things_that_are_linked_no_more_is_no_loss(run: Link, root: Path) -> None:
    words = ("link", "enrich", "--rate", "1000", "--endpoint")
    table = root / "data/links/wikidata.sssom.tsv"
    with faulty(store_of(HEAD + GOOD)) as server:
        assert run(*words, server.url).exit_code == 0
        text = table.read_text("utf-8")
        table.write_text(
            text.replace("id:port-selm\tskos:closeMatch", "id:port-selm\tskos:relatedMatch")
        )
        result = run(*words, server.url)
    assert result.exit_code == 0, result.stderr
    assert "entity/Q12" not in {quad.subject.value for quad in enriched(root)}


def test_a_stored_query_shows_what_was_fetched(run: Link, root: Path) -> None:
    queries = Path(__file__).parents[2] / "queries"
    (root / "queries/external-facts.rq").write_bytes((queries / "external-facts.rq").read_bytes())
    ask = ("query", "external-facts", "-p", "entity=Tirra")
    assert len(run(*ask).stdout.splitlines()) == 1
    with faulty(store_of(HEAD + GOOD)) as server:
        assert run("link", "enrich", "--rate", "1000", "--endpoint", server.url).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(run(*ask).stdout)))
    assert [(row["property"].rpartition("/")[2], row["value"]) for row in rows] == [
        ("about", "https://en.wikipedia.org/wiki/Tirra"),
        ("P297", "TR"),
        ("P41", "http://commons.wikimedia.org/wiki/Special:FilePath/T.svg"),
        ("P571", "1960-01-01T00:00:00Z"),
    ]
    assert {row["entityLabel"] for row in rows} == {"Tirra"}
    assert {row["target"] for row in rows} == {"http://www.wikidata.org/entity/Q10"}
    assert {row["source"] for row in rows} == {server.url}
    assert all(row["time"].startswith("20") for row in rows)
    explained = run("explain", "external-facts", "-p", "entity=Tirra", "--match", "value=TR")
    assert explained.exit_code == 0, explained.stderr
    assert "data/links/wikidata.sssom.tsv:8" in explained.stdout


def test_licence_and_credit_are_those_that_its_user_gives(run: Link, root: Path) -> None:
    licence, credit = "https://example.org/licence", "Data of the Register"
    with faulty(store_of(HEAD + GOOD)) as server:
        words = ("link", "enrich", "--endpoint", server.url)
        result = run(*words, "--licence", licence, "--credit", credit)
        assert run(*words, "--licence", "javascript:alert(1)").exit_code == 3
    assert result.exit_code == 0, result.stderr
    assert "--licence" not in result.stderr
    graph = "https://w3id.org/pactgraph/graph/enrichment/wikidata"
    about = {q.predicate.value: q.object.value for q in enriched(root) if q.subject.value == graph}
    assert about["http://purl.org/dc/terms/license"] == licence
    assert about["http://purl.org/dc/terms/rights"] == credit


HOSTILE_CODE = 'wd:Q10 wdt:P298 "\\u009b31m\\u202eT\\u007f\\u0103" .'


def test_json_holds_nothing_that_a_terminal_obeys(run: Link, root: Path) -> None:
    with faulty(store_of(HEAD + GOOD + HOSTILE_CODE)) as server:
        words = ("link", "enrich", "--endpoint", server.url, "--format", "json")
        piped = run(*words).stdout
        shown = on_a_terminal(root, *words)
    for text in (piped, shown):
        (refused,) = json.loads(text)["refused"]
        assert refused["value"] == "\x9b31m\u202eT\x7fă"
        assert all(character.isprintable() or character in "\r\n" for character in text)
        assert "Tă" not in text
        assert "ă" in text


def on_a_terminal(root: Path, *words: str) -> str:
    """Return what ``pactgraph`` writes to standard output where that is a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pactgraph", "--project", str(root), *words]
    with open(ours, "rb", buffering=0) as screen:
        process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL)
        os.close(theirs)
        said = b""
        # A terminal that nobody writes to any more fails to be read.
        with contextlib.suppress(OSError):
            while piece := screen.read(4096):
                said += piece
        assert process.wait(60) == 0
    return said.decode()
