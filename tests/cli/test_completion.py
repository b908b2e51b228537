"""Completion in the shell: names of queries, parameters, values, articles."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from pactgraph.cli import pactgraph
from pactgraph.cli.completing import Bash


def completed(args: list[str], incomplete: str) -> list[str]:
    complete = ShellComplete(pactgraph, {}, "pactgraph", "_PACTGRAPH_COMPLETE")
    return [item.value for item in complete.get_completions(args, incomplete)]


def test_commands_and_queries_complete(built_tiny: Path) -> None:
    assert completed([], "que") == ["query", "queries"]
    assert completed(["--project", str(built_tiny), "query"], "m") == ["members"]
    assert completed(["query", "--project", str(built_tiny)], "o") == ["office-on-day"]


def test_parameters_and_the_names_they_take_complete(built_tiny: Path) -> None:
    args = ["--project", str(built_tiny), "query", "office-on-day", "--param"]
    assert completed(args, "") == ["asOf=", "holder=", "sort="]
    assert completed(args, "sort=s") == ["sort=some"]
    # Of the class that the parameter takes, and nothing else of that beginning.
    assert completed(args, "holder=o") == ["holder=Oda Vell"]
    assert completed(args, "holder=T") == ["holder=Tolk"]


def test_slugs_and_formats_complete(built_tiny: Path) -> None:
    assert completed(["--project", str(built_tiny), "verify"], "l") == ["lagoon-2021"]
    assert completed(["export", "--format"], "g") == ["graphml"]


def test_completing_never_builds_and_never_fails(tiny_root: Path, tmp_path: Path) -> None:
    assert completed(["--project", str(tiny_root), "query", "members", "--param"], "x=y") == []
    assert completed(["--project", str(tmp_path), "query"], "m") == []
    assert not (tiny_root / ".pactgraph").exists()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    result = CliRunner().invoke(pactgraph, ["completion", shell])
    assert result.exit_code == 0
    assert "_PACTGRAPH_COMPLETE" in result.stdout


def in_bash(monkeypatch: pytest.MonkeyPatch, *words: str) -> list[str]:
    monkeypatch.setenv("COMP_WORDS", shlex.join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    said = Bash(pactgraph, {}, "pactgraph", "_PACTGRAPH_COMPLETE").complete()
    return [line.partition(",")[2] for line in said.splitlines()]


def test_bash_gets_what_stands_after_the_equals_sign(
    built_tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = ("pactgraph", "--project", str(built_tiny), "query", "office-on-day", "-p")
    assert in_bash(monkeypatch, *before, "hol") == ["holder="]
    assert in_bash(monkeypatch, *before, "sort", "=") == ["all", "some"]
    assert in_bash(monkeypatch, *before, "holder", "=", "T") == ["Tolk"]
