"""Bad input, tried through the command line: what is said, where, what to do, the exit code."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

import pytest
from cli_world import DATED, Run
from click.testing import CliRunner

from pactgraph.cli import pactgraph

HARBOUR = "data/articles/harbour-2019-05-02.trig"
THINGS = "data/entities/things.ttl"


@dataclass(frozen=True)
class Case:
    """A tiny project with one thing wrong, and what a command has to say of it."""

    name: str
    file: str
    old: str
    new: str
    command: str
    exit_code: int
    said: tuple[str, ...]
    line_of: str | None = None
    """Words of the broken file whose line must be named."""


CASES = (
    Case(
        "broken Turtle",
        THINGS,
        "id:tirra a pact:State ;",
        "id:tirra a pact:State ,;",
        "build",
        3,
        (f"error: {THINGS}:",),
        "id:tirra a pact:State ,;",
    ),
    Case(
        "a range outside the text",
        HARBOUR,
        "<#char=451,481>",
        "<#char=451,999>",
        "verify",
        1,
        (f"{HARBOUR}:", "error:", "[range-outside-text]"),
        "<#char=451,999>",
    ),
    Case(
        "an anchor that is not there",
        HARBOUR,
        '"lend us"',
        '"lend them"',
        "verify",
        1,
        (f"{HARBOUR}:", "[anchor-not-there]", "hint"),
        '"lend them"',
    ),
    Case(
        "an unknown entity in a passage",
        HARBOUR,
        "pact:place id:port-selm ;\n    pact:date",
        "pact:place id:port-solm ;\n    pact:date",
        "build",
        3,
        (f"{HARBOUR}:", "nothing declares id:port-solm", "[thing-undeclared]"),
        "id:port-solm",
    ),
    Case(
        "a number that the words do not carry",
        HARBOUR,
        "pact:value 40",
        "pact:value 41",
        "verify",
        1,
        (f"{HARBOUR}:", "41", "[number-not-carried]", "the numbers here: 2016, 2018, 40"),
        "pact:value 41",
    ),
    Case(
        "a number that stops the build",
        HARBOUR,
        "pact:value 40",
        "pact:value 41",
        "build",
        3,
        (f"error: {HARBOUR}:", "[number-not-carried]"),
        "pact:value 41",
    ),
    Case(
        "a shape broken",
        HARBOUR,
        "pact:value 40 ; ",
        "",
        "validate",
        1,
        (f"{HARBOUR}:", "violation: A count needs a whole number.", "1 violation"),
        "<harbour-2019-05-02/thing/rangers> a pact:Count",
    ),
    Case(
        "a shape that stops the build",
        HARBOUR,
        "pact:countKind pact:level .\n}",
        'pact:countKind pact:level ; pact:value "many" .\n}',
        "build",
        3,
        ("A count needs a whole number.", f"{HARBOUR}:"),
        '"many"',
    ),
    Case(
        "a contradiction",
        THINGS,
        "id:bram-tolk a pact:Person ;",
        "id:bram-tolk a pact:Person, pact:Place ;",
        "build",
        3,
        (
            f"error: {THINGS}:",
            "cannot all hold",
            "id:bram-tolk a pact:Person",
            "id:bram-tolk a pact:Place",
            "hint: correct the statement",
        ),
        "id:bram-tolk a",
    ),
    Case(
        "a broken head of a query",
        "queries/members.rq",
        "#+ tags:",
        "#+ tags: {",
        "query members",
        3,
        ("error: queries/members.rq:", "the head is not YAML"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_files_are_told_with_file_and_line(run: Run, tiny_root: Path, case: Case) -> None:
    path = tiny_root / case.file
    text = path.read_text("utf-8")
    assert text.count(case.old) >= 1
    broken = text.replace(case.old, case.new)
    path.write_text(broken, "utf-8")
    # The words would tell of a broken number before the shapes do.
    with_words = case.command in ("build", "verify") and "shape" not in case.name
    texts = [f"--articles={tiny_root / 'texts'}"] if with_words else []
    result = run(*case.command.split(), *texts, project=tiny_root)
    assert result.exit_code == case.exit_code, result.output
    for words in case.said:
        assert words in result.output
    if case.line_of is not None:
        line = broken[: broken.index(case.line_of)].count("\n") + 1
        assert f"{case.file}:{line}: " in result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


QUERIES = [
    (
        "a syntax error",
        ["query", "-"],
        "SELECT ?x {\n ?x a }",
        5,
        ["error: query:2", "not valid SPARQL"],
    ),
    ("no query at all", ["query", "-"], "hello", 5, ["error: query", "not valid SPARQL"]),
    ("an update", ["query", "-"], "DELETE WHERE { ?a ?b ?c }", 5, ["belongs to an update"]),
    ("bytes", ["query", "-"], b"\xff\xfe", 3, ["standard input: not UTF-8 at byte 0"]),
    ("SPARQL in place of a name", ["query", "ASK { }"], None, 2, ["give - in its place"]),
    (
        "an unknown query",
        ["query", "mebers"],
        None,
        4,
        ["no stored query 'mebers'", "did you mean: members"],
    ),
    ("an unknown file", ["query", "x.rq"], None, 4, ["error: x.rq: there is no such query file"]),
    ("an unknown command", ["qeury"], None, 2, ["no command 'qeury'", "Did you mean query?"]),
    ("an unknown option", ["query", "members", "--formt", "csv"], None, 2, ["--format"]),
    ("a format that is none", ["query", "members", "--format", "pdf"], None, 2, ["table", "csv"]),
    (
        "an unknown parameter",
        ["query", "office-on-day", "-p", "asof=2019-01-01"],
        None,
        3,
        ["no parameter 'asof'", "did you mean 'asOf'"],
    ),
    ("a parameter that is no pair", ["query", "members", "-p", "Tirra"], None, 2, ["NAME=VALUE"]),
    (
        "a parameter twice",
        ["query", "office-on-day", "-p", "asOf=2019-01-01", "-p", "asOf=2019-01-02"],
        None,
        2,
        ["asOf is given twice"],
    ),
    (
        "a missing parameter",
        ["query", "office-on-day"],
        None,
        3,
        ["needs a value for 'asOf' (The day.)", "hint: give it as a parameter: asOf=2019-05-01"],
    ),
    (
        "a parameter of the wrong type",
        ["query", "office-on-day", "-p", "asOf=tomorrow"],
        None,
        3,
        ["asOf cannot be 'tomorrow'", "YYYY-MM-DD"],
    ),
    (
        "a day that is none",
        ["query", "office-on-day", "-p", "asOf=2019-02-31"],
        None,
        3,
        ["asOf cannot be"],
    ),
    (
        "no choice",
        ["query", "office-on-day", "-p", "asOf=2019-05-01", "-p", "sort=none"],
        None,
        3,
        ["one of all, some"],
    ),
    (
        "nobody of that name",
        ["query", "office-on-day", "-p", "asOf=2019-05-01", "-p", "holder=Oda Well"],
        None,
        4,
        ["no pact:Person is called 'Oda Well'", "did you mean: Oda Vell <id:oda-vell>"],
    ),
    (
        "something else of that name",
        ["query", "office-on-day", "-p", "asOf=2019-05-01", "-p", "holder=Tirra"],
        None,
        4,
        ["what is called so is: ", "pact:State"],
    ),
    (
        "an injection",
        [
            "query",
            "office-on-day",
            "-p",
            "asOf=2019-05-01",
            "-p",
            "holder=x> } UNION { ?s ?p ?o } #",
        ],
        None,
        4,
        ["is called"],
    ),
    (
        "an endpoint that is none",
        ["query", "members", "--endpoint", "ftp://x"],
        None,
        3,
        ["is not the URL"],
    ),
    (
        "claims of an endpoint",
        ["query", "members", "--endpoint", "http://x", "--with-claims"],
        None,
        2,
        ["--with-claims works on"],
    ),
    ("a timeout that is none", ["query", "members", "--timeout", "0"], None, 2, ["--timeout"]),
    (
        "an unknown article",
        ["verify", "harbor"],
        None,
        4,
        ['no article "harbor"', "harbour-2019-05-02"],
    ),
    (
        "texts that are not there",
        ["verify", "--articles", "nowhere"],
        None,
        8,
        ["nowhere is not a folder"],
    ),
    ("no texts to verify with", ["verify"], None, 8, ["were not checked", "hint: give the folder"]),
    ("no texts to measure", ["coverage"], None, 8, ["article texts are needed", "--articles DIR"]),
    (
        "no texts to look in",
        ["locate", "lagoon-2021", "Tirra"],
        None,
        8,
        ["article texts are needed"],
    ),
    ("nothing of that name", ["find", "zzzzqqqq"], None, 4, ["nothing is called anything like"]),
    (
        "a file to validate that is not there",
        ["validate", "x.ttl"],
        None,
        3,
        ["x.ttl", "cannot be read"],
    ),
    (
        "a text that is not there",
        ["article", "new", "x.txt"],
        None,
        4,
        ["x.txt: there is no such text"],
    ),
    ("csv to standard output", ["export", "--format", "csv"], None, 2, ["--output FOLDER"]),
    (
        "a format of exports that is none",
        ["export", "--format", "doc"],
        None,
        2,
        ["ttl", "graphml"],
    ),
]


@pytest.mark.parametrize(
    ("args", "given", "exit_code", "said"),
    [pytest.param(*case[1:], id=case[0]) for case in QUERIES],
)
def test_bad_requests_are_told_with_what_to_do(
    run: Run, args: list[str], given: str | bytes | None, exit_code: int, said: list[str]
) -> None:
    result = run(*args, input=given)
    assert result.exit_code == exit_code, result.output
    assert result.stderr.startswith("error: ")
    for words in said:
        assert words in result.stderr
    assert "Traceback" not in result.output


def test_an_ambiguous_name_lists_who_is_meant(run: Run, tiny_root: Path) -> None:
    (tiny_root / "queries/office-on-day.rq").write_text(DATED, "utf-8")
    path = tiny_root / THINGS
    more = 'id:ada-vell a pact:Person ; rdfs:label "Ada Vell"@en ; pact:name "Oda Vell" .\n'
    path.write_text(path.read_text("utf-8") + more, "utf-8")
    result = run(
        "query",
        "office-on-day",
        "-p",
        "asOf=2019-05-01",
        "-p",
        "holder=Oda Vell",
        project=tiny_root,
    )
    assert result.exit_code == 3
    assert "may mean 2 things" in result.stderr
    assert "<id:ada-vell>" in result.stderr
    assert "<id:oda-vell>" in result.stderr


def test_a_folder_that_is_no_project(run: Run, tmp_path: Path) -> None:
    for command in (["build"], ["query", "members"], ["queries"], ["stats"], ["verify"]):
        result = run(*command, project=tmp_path)
        assert result.exit_code == 4
        assert "is not a pactgraph project: it has no ontology/ and no data/" in result.stderr
        assert "pactgraph init" in result.stderr


def test_a_store_that_is_no_store_is_left_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    for command in (["query", "members"], ["build"], ["stats"]):
        result = run(*command, "--store", str(tmp_path))
        assert result.exit_code == 4
        assert "nothing of it will be overwritten" in result.stderr
    a_file = tmp_path / "notes.txt"
    assert run("query", "members", "--store", str(a_file)).exit_code == 4
    assert a_file.read_text("utf-8") == "mine"


def _full(*args: object, **options: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_leaves_the_old_store_in_place(
    run: Run, tiny_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("build", "--no-validate", project=tiny_root).exit_code == 0
    before = (tiny_root / ".pactgraph/store/current").read_bytes()
    path = tiny_root / THINGS
    path.write_text(path.read_text("utf-8").replace("A coastal state.", "A state."), "utf-8")
    with monkeypatch.context() as full:
        full.setattr("pactgraph.engine.generations.sync_tree", _full)
        result = run("build", "--no-validate", project=tiny_root)
    assert result.exit_code == 7
    assert "No space left on device" in result.stderr
    assert "the store is as it was before" in result.stderr
    assert (tiny_root / ".pactgraph/store/current").read_bytes() == before
    assert run("build", "--no-validate", project=tiny_root).exit_code == 0


def _read_only(*args: object, **options: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_where_nothing_can_be_written_it_says_to_keep_the_store_elsewhere(
    run: Run, tiny_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as fixed:
        fixed.setattr("pactgraph.engine.generations.sync_tree", _read_only)
        result = run("build", "--no-validate", project=tiny_root)
    assert result.exit_code == 7
    assert "Read-only file system" in result.stderr
    assert "nothing was built; name a place that can be written to: --store PATH" in result.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_an_export_to_a_full_disk_fails(run: Run) -> None:
    result = run("export", "--format", "nt", "--output", "/dev/full")
    assert result.exit_code == 7
    assert "error: cannot write /dev/full: No space left on device" in result.stderr


def test_a_folder_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    result = run("export", "--format", "csv", "--output", str(blocked / "tables"))
    assert result.exit_code == 7
    assert "cannot make the folder" in result.stderr


def test_nothing_is_overwritten_by_a_draft_or_a_new_project(tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Low tide. High tide.", "utf-8")
    draft = CliRunner().invoke(pactgraph, ["article", "a", str(text), "-o", str(text)])
    assert (draft.exit_code, text.read_text("utf-8")) == (3, "Low tide. High tide.")
    project = CliRunner().invoke(pactgraph, ["init", str(tmp_path)])
    assert project.exit_code == 3
