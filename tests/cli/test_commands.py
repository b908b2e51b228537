"""The commands beside ``query``: what each prints, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph
import pytest
from cli_world import TINY, Run
from click.testing import CliRunner
from pyoxigraph import RdfFormat

from pactgraph import __version__
from pactgraph.cli import pactgraph
from pactgraph.cli.application import COMMANDS
from pactgraph.namespaces import PREFIXES

TEXTS = str(TINY / "texts")


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(pactgraph, ["--version"]).stdout == f"pactgraph {__version__}\n"


def test_help_names_every_command_and_every_exit_code() -> None:
    for args in (["--help"], ["-h"], []):
        said = CliRunner().invoke(pactgraph, args).output
        for name in COMMANDS:
            assert f"\n  {name} " in said
        for code in (0, 1, 2, 3, 4, 5, 6, 7, 8, 130):
            assert f"\n    {code} " in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_fits_a_terminal(name: str) -> None:
    result = CliRunner().invoke(pactgraph, [name, "--help"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"Usage: pactgraph {name}")
    assert max(map(len, lines)) <= 100
    assert "Example" in result.stdout or name in ("demo", "completion")


def test_build_says_what_it_made_and_what_it_did_not_do(run: Run, tiny_root: Path) -> None:
    result = run("build", project=tiny_root)
    assert result.exit_code == 0
    assert "Built the graph of 2 articles in " in result.stdout
    assert "merged: what a query sees" in result.stdout
    assert "validate " in result.stdout
    assert "the words of 2 of 2 articles were not checked" in " ".join(result.stdout.split())
    assert str(tiny_root / ".pactgraph") in result.stdout
    whole = run("build", "--articles", TEXTS, "--no-validate", project=tiny_root)
    assert "were not checked" not in whole.stdout
    assert "not validated against the shapes" in whole.stdout


def test_build_shows_what_a_person_should_look_at(run: Run, tiny_root: Path) -> None:
    path = tiny_root / "data/articles/harbour-2019-05-02.trig"
    text = path.read_text("utf-8")
    silent = text.replace('pact:anchor "lend us" ;\n', "")
    path.write_text(silent.replace("pact:organisation id:council-of-lagoons ;", ""), "utf-8")
    lagoon = tiny_root / "data/articles/lagoon-2021.trig"
    stated = lagoon.read_text("utf-8")
    lagoon.write_text(stated.replace("pact:organisation id:council-of-lagoons ;", ""), "utf-8")
    result = run("build", project=tiny_root)
    assert result.exit_code == 0
    assert "warning: A membership should name its organisation." in result.stdout
    assert "1 to look at" in result.stdout


def test_the_reference_reasoner_builds_the_same(run: Run, tiny_root: Path) -> None:
    assert run("build", "--no-validate", "--reasoner", "owlrl", project=tiny_root).exit_code == 0
    digest = json.loads(run("stats", "--format", "json", project=tiny_root).stdout)["digest"]
    assert run("build", "--no-validate", project=tiny_root).exit_code == 0
    again = json.loads(run("stats", "--format", "json", project=tiny_root).stdout)["digest"]
    assert digest == again


def test_queries_are_listed_with_question_and_parameters(run: Run) -> None:
    said = run("queries").stdout
    assert "members" in said
    assert "Who held which office on a given day?" in said
    assert "asOf [holder]" in said
    assert "2 queries" in said


def test_one_query_is_shown_with_an_example_that_runs(run: Run) -> None:
    said = run("queries", "office-on-day").stdout
    for words in (
        *("asOf", "a day, YYYY-MM-DD", "a pact:Person", "all or some", "The person asked for."),
        *("holder, holding", "queries/office-on-day.rq"),
    ):
        assert words in said
    example = next(line for line in said.splitlines() if line.startswith("Example: "))
    command = example.removeprefix("Example: pactgraph ").split()
    assert run(*command).exit_code == 0
    assert run("queries", "offices-on-day").exit_code == 4


def test_queries_as_json_hold_what_a_program_needs(run: Run) -> None:
    (_, query) = json.loads(run("queries", "--format", "json").stdout)
    assert query["name"] == "office-on-day"
    assert [p["name"] for p in query["parameters"] if p["required"]] == ["asOf"]
    assert query["parameters"][1]["class"].endswith("#Person")


def test_find_takes_any_name_and_forgives_a_slip(run: Run) -> None:
    for words in (["Vell"], ["oda", "vell"], ["Oda", "Vel"]):
        assert "id:oda-vell" in run("find", *words).stdout.splitlines()[2]
    (first, *_) = json.loads(run("find", "COL", "--format", "json").stdout)
    assert first["iri"].endswith("council-of-lagoons")
    assert (first["label"], first["matched"]) == ("Council of Lagoons", "COL")


def test_find_looks_for_words_in_gists(run: Run) -> None:
    assert "is grateful to Oda Vell" in run("find", "--gists", "BOATS", "grate").stdout
    (gist,) = json.loads(run("find", "--gists", "rangers", "--format", "json").stdout)
    assert gist["iri"].endswith("lagoon-2021/thing/u1")
    assert run("find", "--gists", "rangers", "boats").exit_code == 4


def test_stats_count_by_kind_article_and_class(run: Run) -> None:
    counts = json.loads(run("stats", "--format", "json").stdout)
    assert counts["statements"]["claim"] == 8
    assert counts["classes"]["State"] == 2
    assert counts["articles"]["lagoon-2021"]["passages"] == 6
    said = run("stats").stdout
    assert counts["digest"] in said
    assert "undated" in said


def test_verify_tells_errors_by_exit_code_and_json(run: Run, tiny_root: Path) -> None:
    clean = run("verify", "--articles", TEXTS)
    assert (clean.exit_code, clean.stdout.splitlines()[-1]) == (
        0,
        "0 errors and 0 warnings in 2 articles; 2 checked against the words",
    )
    path = tiny_root / "data/articles/lagoon-2021.trig"
    path.write_text(path.read_text("utf-8").replace("pact:value 80", "pact:value 81"), "utf-8")
    broken = run("verify", "--articles", TEXTS, "--format", "json", project=tiny_root)
    document = json.loads(broken.stdout)
    assert (broken.exit_code, document["errors"]) == (1, 1)
    (finding,) = document["findings"]
    assert (finding["file"], finding["check"]) == (
        "data/articles/lagoon-2021.trig",
        "number-not-carried",
    )
    other = run("verify", "harbour-2019-05-02", "--articles", TEXTS, project=tiny_root)
    assert other.exit_code == 0


def test_verify_without_the_texts_checks_what_it_can_and_says_so(run: Run) -> None:
    result = run("verify")
    assert result.exit_code == 8
    assert "0 checked against the words" in result.stdout


def test_coverage_lists_what_nobody_has_read(run: Run, tiny_root: Path) -> None:
    whole = run("coverage", "harbour-2019-05-02", "--articles", TEXTS)
    path = tiny_root / "data/articles/harbour-2019-05-02.trig"
    text = path.read_text("utf-8")
    start = text.index("  <#char=451,481>")
    end = text.index("\n", text.index("pact:reason"))
    path.write_text(text[:start] + text[end:], "utf-8")
    result = run("coverage", "harbour-2019-05-02", "--articles", TEXTS, project=tiny_root)
    assert result.exit_code == 1
    assert "harbour-2019-05-02#char=451,48" in result.stdout
    assert "“The harbour was grey that day" in result.stdout
    assert whole.stdout.count("“") == result.stdout.count("“") - 1
    (article,) = json.loads(
        run(
            *("coverage", "harbour-2019-05-02", "--articles", TEXTS, "--format", "json"),
            project=tiny_root,
        ).stdout
    )
    assert article["open"][-1]["start"] == 451


def test_validate_takes_a_file_of_anybodys(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(
        "@prefix pact: <https://w3id.org/pactgraph/ontology#> .\n"
        "<urn:x:m> a pact:Membership ;\n  pact:organisation <urn:x:o> .\n",
        "utf-8",
    )
    result = run("validate", str(path))
    assert result.exit_code == 1
    assert f"{path}:2: violation: A membership needs a member." in result.stdout
    document = json.loads(run("validate", str(path), "--format", "json").stdout)
    assert document["violations"] == 1
    report = run("validate", str(path), "--format", "ttl")
    triples = list(pyoxigraph.parse(report.stdout_bytes, format=RdfFormat.TURTLE))
    assert any("sh" in str(t.predicate) and "conforms" in str(t.predicate) for t in triples)
    path.write_text("<urn:x> <urn:y", "utf-8")
    assert run("validate", str(path)).exit_code == 3


def test_locate_prints_ranges_with_what_is_around_them(run: Run) -> None:
    result = run("locate", "harbour-2019-05-02", "FOUNDED IN port selm", "--articles", TEXTS)
    assert result.exit_code == 0
    assert result.stdout.startswith("#char=66,86  …")
    assert "founded in Port Selm" in result.stdout
    assert run("locate", "harbour-2019-05-02", "ound", "--articles", TEXTS).exit_code == 4
    assert run("locate", "harbor", "Tirra", "--articles", TEXTS).exit_code == 4


def test_a_draft_holds_no_word_of_the_text(tmp_path: Path) -> None:
    text = tmp_path / "lagoon.txt"
    text.write_bytes(b"Low tide.\r\nHigh tide.")
    place = tmp_path / "lagoon.trig"
    result = CliRunner().invoke(pactgraph, ["article", "lagoon", str(text), "-o", str(place)])
    assert result.exit_code == 0
    draft = place.read_text("utf-8")
    assert "tide" not in draft
    assert "pact:textLength 21" in draft
    assert "<#char=11,21> a pact:Passage" in draft
    shown = CliRunner().invoke(pactgraph, ["article", "lagoon", str(text)])
    assert shown.stdout_bytes == place.read_bytes()


@pytest.mark.parametrize("name", ["ttl", "trig", "nt", "nq", "jsonld", "rdfxml", "ttl12"])
def test_an_export_to_a_file_and_to_a_pipe_are_the_same_bytes(
    run: Run, tmp_path: Path, name: str
) -> None:
    place = tmp_path / "graph"
    piped = run("export", "--format", name)
    assert run("export", "--format", name, "--output", str(place)).exit_code == 0
    assert piped.stdout_bytes == place.read_bytes()
    assert len(piped.stdout_bytes) > 1000


def test_exports_hold_as_much_as_is_asked_for(run: Run) -> None:
    def lines(*options: str) -> set[str]:
        said = run("export", "--format", "nt", *options).stdout
        return {line for line in said.splitlines() if not line.startswith("#")}

    whole, stated, uninferred = lines(), lines("--stated-only"), lines("--no-inferred")
    claims = lines("--with-claims")
    assert stated < uninferred < whole < claims
    assert any("thing/loan" in line for line in claims - whole)


def test_tables_are_written_for_queries_that_need_no_value(run: Run, tmp_path: Path) -> None:
    result = run("export", "--format", "csv", "--output", str(tmp_path / "tables"))
    assert result.exit_code == 0
    assert [path.name for path in (tmp_path / "tables").iterdir()] == ["members.csv"]
    assert (tmp_path / "tables/members.csv").read_bytes().count(b"\r\n") == 3
    assert run("export", "--format", "csv", "--stated-only", "-o", str(tmp_path)).exit_code == 3


def test_a_network_needs_its_query(run: Run) -> None:
    result = run("export", "--format", "graphml")
    assert result.exit_code == 4
    assert "columns source, relation and target" in result.stderr


def test_prefixes_are_those_that_queries_need_not_declare(run: Run) -> None:
    declared = run("prefixes").stdout
    asked = f"{declared} ASK {{ id:tirra rdfs:label ?l }}"
    assert run("query", "-", input=asked).stdout == "true\n"
    assert json.loads(run("prefixes", "--format", "json").stdout) == PREFIXES
    turtle = run("prefixes", "--format", "ttl").stdout
    assert not list(pyoxigraph.parse(turtle, format=RdfFormat.TURTLE))


def test_demo_falls_back_to_the_projects_own_queries(run: Run, tiny_root: Path) -> None:
    result = run("demo", "--articles", TEXTS, project=tiny_root)
    assert result.exit_code == 0, result.output
    assert "Built the graph of 2 articles" in result.stdout
    assert "Who belongs to which organisation" in result.stdout
    assert "“Tirra joined the council in 1996”" in result.stdout
    without = run("demo", project=tiny_root)
    assert "pactgraph demo --articles DIR" in " ".join(without.stdout.split())


def test_a_damaged_store_is_named_and_rebuilt_as_it_was(run: Run, tiny_root: Path) -> None:
    assert run("verify", "--store", project=tiny_root).exit_code == 4
    assert run("build", "--no-validate", project=tiny_root).exit_code == 0
    store = tiny_root / ".pactgraph" / "store"
    whole = json.loads(run("verify", "--store", "--format", "json", project=tiny_root).stdout)
    assert (whole["store"], whole["damage"]) == (str(store), [])
    table = next(store.glob("gen-*/db/*.sst"))
    table.write_bytes(table.read_bytes()[:-20])
    name = table.relative_to(store).as_posix()
    told = run("verify", f"--store={store}", project=tiny_root)
    assert told.exit_code == 1
    assert told.stdout.startswith(f"error: {name}: has ")
    assert "pactgraph rebuild" in told.stdout
    rebuilt = run("rebuild", project=tiny_root)
    assert rebuilt.exit_code == 0
    assert f"was damaged: {name}" in rebuilt.stdout
    assert "statements, the same as before" in rebuilt.stdout
    again = run("--store", str(store), "verify", "--store", project=tiny_root)
    assert (again.exit_code, again.stdout.count("all as built")) == (0, 1)
    (store / "current").unlink()
    lost = run("verify", "--store", "--format", "json", project=tiny_root)
    assert json.loads(lost.stdout)["damage"] == [{"file": "current", "what": "missing"}]
    assert "is not known" in run("rebuild", project=tiny_root).stdout
    assert json.loads(run("verify", "--store", "-f", "json", project=tiny_root).stdout) == {
        **whole,
        "generation": next(store.glob("gen-*")).name,
    }


def test_verify_store_takes_no_articles_and_rebuild_no_other_store(
    run: Run, built_tiny: Path, tiny_root: Path
) -> None:
    assert run("verify", "lagoon-2021", "--store").exit_code == 2
    server = run("verify", "--store", "http://127.0.0.1:1")
    assert server.exit_code == 3
    assert "needs a store in a folder, and this is a server" in server.stderr
    assert "about: http://127.0.0.1:1\n" in server.stderr
    other = run("rebuild", "--store", str(built_tiny / ".pactgraph/store"), project=tiny_root)
    assert other.exit_code == 3
    assert "another project" in other.stderr
