"""Labels from data never steer a terminal, and no other format loses a character of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_world import Run
from rich.console import Console

from pactgraph.cli.console import shown
from pactgraph.cli.grid import Column, Grid

HOSTILE = "[red]Tir\x1b[31mra\x07[/red] \u202egnp.exe\u2066 [link=http://x]x[/link] :smile: \x9b2J"


@pytest.fixture
def hostile(tiny_root: Path) -> Path:
    escaped = "".join(f"\\u{ord(c):04X}" if not c.isprintable() else c for c in HOSTILE)
    path = tiny_root / "data/entities/things.ttl"
    text = path.read_text("utf-8")
    path.write_text(text.replace('rdfs:label "Tirra"@en', f'rdfs:label "{escaped}"@en'), "utf-8")
    return tiny_root


def test_a_table_shows_them_as_text(run: Run, hostile: Path) -> None:
    for command in (["query", "members", "--format", "table"], ["find", "Tirra"]):
        said = "".join(run(*command, project=hostile).stdout.split())
        for sign in "\x1b\x07\u202e\u2066\x9b":
            assert sign not in said
        assert "".join([r"[red]Tir\x1b[31mra\x07[/red]"]) in said
        assert ":smile:" in said


def test_json_and_csv_lose_nothing(run: Run, hostile: Path) -> None:
    document = json.loads(run("query", "members", "--format", "json", project=hostile).stdout)
    labels = {row["memberLabel"]["value"] for row in document["results"]["bindings"]}
    assert labels == {HOSTILE}
    csv = run("query", "members", "--format", "csv", project=hostile)
    assert HOSTILE.encode() in csv.stdout_bytes


def test_an_error_shows_them_as_text(run: Run) -> None:
    result = run("query", "x\x1b[31mred\x1b[0m")
    assert "\x1b" not in result.stderr
    assert r"x\x1b[31mred" in result.stderr


def test_letters_of_every_script_are_shown_as_they_are() -> None:
    for text in ("Geoană", "Əliyev", "Нагорный", "اذربيجان", "日本", "🕊", "zero\u200dwidth"):
        assert shown(text) == text


def test_a_grid_keeps_its_columns_whatever_the_width(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["日本語の名前", "x" * 60, "7"], ["", "short", "1234"]]
    columns = [Column("a"), Column("b"), Column("n", numeric=True)]
    for width in (30, 60, 100):
        Grid(Console(width=width), columns, rows).print()
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= width
    assert lines[2].endswith("     7")


def test_many_columns_become_a_list_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    columns = [Column(f"column{n}") for n in range(12)]
    Grid(Console(width=80), columns, [["a longer value"] * 12]).print()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "column0   a longer value"
    assert len(lines) == 13
