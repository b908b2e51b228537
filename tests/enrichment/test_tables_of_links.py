"""The table of ``link check``: CSV in a pipe, and nothing broken in the middle on a terminal."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from enrichment_world import HEAD, Link
from rich.console import Console

from faulty_servers import faulty, store_of
from pactgraph.cli.grid import Column, Grid

DATA = 'wd:Q10 rdfs:label "Tirra"@en . wd:Q12 rdfs:label "A port of quite another name"@en .'


def test_in_a_pipe_it_is_csv_with_whole_iris(run: Link) -> None:
    with faulty(store_of(HEAD + DATA)) as server:
        words = ("link", "check", "--endpoint", server.url, "--rate", "1000", "--set", "wikidata")
        result = run(*words)
    assert result.exit_code == 1, result.stderr
    rows = {row["object"]: row for row in csv.DictReader(io.StringIO(result.stdout))}
    missing = rows["http://www.wikidata.org/entity/Q13"]
    assert missing["verdict"] == "missing"
    assert missing["subject"] == "https://w3id.org/pactgraph/id/oda-vell"
    assert missing["place"] == "data/links/wikidata.sssom.tsv:11"
    assert "http://www.wikidata.org/entity/Q10" not in rows


def test_on_a_narrow_terminal_target_and_place_are_whole(
    run: Link, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = root / "data/links/wikidata.sssom.tsv"
    table.write_text(table.read_text("utf-8").replace("wd:Q13", "wd:Q1300000000000000000000"))
    with faulty(store_of(HEAD + DATA)) as server:
        words = ("link", "check", "--endpoint", server.url, "--rate", "1000", "--set", "wikidata")
        for width in ("80", "30"):
            monkeypatch.setenv("COLUMNS", width)
            shown = run(*words, "--format", "table").stdout
            assert "wd:Q1300000000000000000000" in shown
            assert "data/links/wikidata.sssom.tsv:11\n" in shown


def test_a_whole_column_is_not_broken_while_others_are() -> None:
    text = io.StringIO()
    console = Console(file=text, width=40)
    whole, words = "x" * 25, "of several words " * 4
    Grid(console, [Column("a", whole=True), Column("b")], [[whole, words]]).print()
    assert whole in text.getvalue()
    assert max(map(len, text.getvalue().splitlines())) <= 40
