"""The lineage of a project: found from its texts, stored, checked, asked for, and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from lineage_world import DRIFT, FLOOD, SALT, TIDE

from pactgraph.cli import pactgraph
from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadInput, TextsNotAtHand
from pactgraph.graph import build_graph
from pactgraph.lineage.detection import find_lineage
from pactgraph.lineage.lines import lines_of, support_of
from pactgraph.lineage.order import dated_articles
from pactgraph.lineage.record import FILE, is_stale, lineage_turtle, store_lineage, stored
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import article_iri
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import VARIABLE, Texts, text_digest
from pactgraph.words.verification import verify

HEAD = """\
@base <https://w3id.org/pactgraph/article/{slug}> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
GRAPH <{slug}/record> {{
  <> a pact:Article ; pact:textDigest "{digest}" ; pact:textLength {length} ;
    schema:datePublished "{day}"^^xsd:date .
{passages}}}
"""


def add(root: Path, slug: str, day: str, *sentences: str) -> None:
    """Add an article whose passages are its sentences."""
    text = "\n".join(sentences)
    passages, start = [], 0
    for sentence in sentences:
        passages.append(f"  <#char={start},{start + len(sentence)}> a pact:Passage .\n")
        start += len(sentence) + 1
    (root / "texts" / f"{slug}.txt").write_text(text, "utf-8", newline="")
    (root / "data" / "articles" / f"{slug}.trig").write_text(
        HEAD.format(
            slug=slug,
            digest=text_digest(text.encode()),
            length=len(text),
            day=day,
            passages="".join(passages),
        ),
        "utf-8",
    )


@pytest.fixture
def project(tiny_root: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return the tiny project with three articles more, two of which copy."""
    monkeypatch.delenv(VARIABLE, raising=False)
    add(tiny_root, "reef-1", "2020-01-01", TIDE, FLOOD)
    add(tiny_root, "reef-2", "2020-02-01", FLOOD.replace("40", "60"), DRIFT)
    add(tiny_root, "reef-3", "2020-03-01", SALT, TIDE.replace("patient", "long"))
    return Project(tiny_root)


def texts(project: Project) -> Texts:
    return Texts(project.root / "texts")


def load(project: Project) -> Sources:
    """Return the sources as they are now: a project keeps the list of its files."""
    return Sources.load(Project(project.root))


def found_and_stored(project: Project) -> Sources:
    store_lineage(project, find_lineage(load(project), texts(project)))
    return load(project)


def run(project: Project, *args: str) -> Result:
    return CliRunner().invoke(pactgraph, ["--project", str(project.root), "lineage", *args])


def test_an_undated_article_stands_where_its_content_allows(project: Project) -> None:
    found = dated_articles(load(project))
    assert [article.slug for article in found] == [
        "harbour-2019-05-02",
        "reef-1",
        "reef-2",
        "reef-3",
        "lagoon-2021",
    ]
    assert (str(found[-1].first), str(found[-1].last)) == ("2020-01-01", "2021-12-31")


def test_what_is_stored_is_what_was_found_and_goes_stale_with_a_new_article(
    project: Project,
) -> None:
    sources = found_and_stored(project)
    lineage = stored(sources)
    assert len(lineage.texts) == 2
    assert lineage == find_lineage(sources, texts(project))
    assert not is_stale(project, lineage)
    add(project.root, "reef-4", "2020-04-01", SALT)
    again = find_lineage(load(project), texts(project))
    assert is_stale(project, again)
    assert len(again.texts) == 3


def test_without_every_text_nothing_is_compared(project: Project) -> None:
    sources = load(project)
    with pytest.raises(TextsNotAtHand):
        find_lineage(sources, Texts(None))
    (project.root / "texts" / "reef-2.txt").unlink()
    with pytest.raises(TextsNotAtHand, match="reef-2"):
        find_lineage(sources, texts(project))


def test_a_text_that_is_another_than_the_records_is_refused(project: Project) -> None:
    (project.root / "texts" / "reef-2.txt").write_text(TIDE, "utf-8")
    with pytest.raises(BadInput, match="not the one the record was written from"):
        find_lineage(load(project), texts(project))


def test_copies_are_one_line_in_the_graph(project: Project) -> None:
    graph = build_graph(found_and_stored(project))
    assert LINEAGE.value in graph.graphs
    engine = MemoryEngine(graph.dataset())
    first, second = len(TIDE) + 1, len(FLOOD)
    sent = [
        f"{article_iri('reef-1')}#char={first},{first + len(FLOOD)}",
        f"{article_iri('reef-2')}#char=0,{second}",
    ]
    own = f"{article_iri('reef-2')}#char={second + 1},{second + 1 + len(DRIFT)}"
    assert str(support_of(engine, sent)) == "2 articles, 1 independent line"
    assert lines_of(engine, [*sent, own]) == 2
    assert lines_of(engine, ["urn:none"]) == 0
    assert support_of(MemoryEngine(()), sent).lines == support_of(engine, sent).articles
    engine.close()


def test_a_graph_without_the_first_article_tells_lines_anew(project: Project) -> None:
    sources = found_and_stored(project)
    graph = build_graph(sources, articles=["reef-2", "reef-3"])
    lines = {str(t.object) for t in graph.merged if t.predicate.value.endswith("#inLine")}
    assert lines == {f"<{article_iri(slug)}>" for slug in ("reef-2", "reef-3")}


# The check of the words


def checks(project: Project, at_hand: bool = True) -> list[str]:
    given = texts(project) if at_hand else Texts(None)
    found = verify(load(project), given).findings
    wanted = ("shared-text", "article-not-compared", "range-outside")
    return [f.check.value for f in found if f.check.value.startswith(wanted)]


def alter(project: Project, old: str, new: str) -> None:
    path = project.root / FILE
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_stored_range_that_is_right_is_no_finding(project: Project) -> None:
    found_and_stored(project)
    assert checks(project) == []


def test_a_project_that_keeps_no_lineage_is_not_asked_for_one(project: Project) -> None:
    assert checks(project) == []


def test_a_range_whose_digest_does_not_match_is_a_finding_with_its_line(project: Project) -> None:
    found_and_stored(project)
    alter(project, f"pact:rangeEnd {len(FLOOD)} ", f"pact:rangeEnd {len(FLOOD) - 5} ")
    found = [
        finding
        for finding in verify(load(project), texts(project)).errors
        if finding.check.value == "shared-text-differs"
    ]
    assert len(found) == 1
    assert found[0].location is not None
    assert found[0].location.file == FILE
    assert found[0].location.line is not None
    assert checks(project, at_hand=False) == []


def test_a_range_after_the_end_of_the_text_is_a_finding_without_the_text_too(
    project: Project,
) -> None:
    found_and_stored(project)
    alter(project, f"pact:rangeEnd {len(FLOOD)} ", "pact:rangeEnd 9999 ")
    assert checks(project, at_hand=False) == ["range-outside-text"]


def test_a_range_of_no_article_and_an_article_not_compared_are_told(project: Project) -> None:
    found_and_stored(project)
    (project.root / "data/articles/reef-3.trig").unlink()
    assert checks(project) == ["shared-text-of-no-article"]
    add(project.root, "reef-4", "2020-04-01", SALT)
    assert sorted(checks(project)) == ["article-not-compared", "shared-text-of-no-article"]


@pytest.mark.parametrize(
    "statement",
    ["<urn:x> pact:occursIn <urn:y> ; pact:member <urn:z> .", "<urn:x> a pact:Membership ."],
)
def test_the_lineage_graph_holds_nothing_else(project: Project, statement: str) -> None:
    found_and_stored(project)
    path = project.root / FILE
    path.write_text(path.read_text("utf-8") + statement, "utf-8")
    with pytest.raises(BadInput, match="the lineage graph holds"):
        load(project)


# The command


def test_the_command_shows_what_it_finds_and_stores_it(project: Project) -> None:
    folder = f"--articles={project.root / 'texts'}"
    result = run(project, folder)
    assert result.exit_code == 0
    assert "2 shared texts in 3 articles" in result.stdout
    assert "the number differs: 60 for 40" in result.stdout
    assert "has “long” for “patient”" in result.stdout
    assert "is stale" in result.stderr
    assert run(project, folder, "--check").exit_code == 1
    assert run(project, folder, "--write").exit_code == 0
    checked = run(project, folder, "--check")
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert (project.root / FILE).read_bytes() == run(project, folder, "-f", "ttl").stdout_bytes


def test_without_the_texts_it_shows_what_is_stored_and_says_so(project: Project) -> None:
    found_and_stored(project)
    result = run(project)
    assert result.exit_code == 0
    assert "2 shared texts in 3 articles" in result.stdout
    assert "the number differs: 60 for 40" in result.stdout
    assert "patient" not in result.stdout
    assert "the words were not looked at" in result.stderr
    (project.root / "texts" / "reef-3.txt").unlink()
    some = run(project, f"--articles={project.root / 'texts'}")
    assert some.exit_code == 0
    assert FLOOD in " ".join(some.stdout.split())
    assert "not all texts are at hand" in some.stderr
    assert run(project, "--check").exit_code == 8
    assert run(project, "--write").exit_code == 8
    assert run(project, "nowhere").exit_code == 4


def test_json_has_ranges_changes_passages_and_who_copies_whom(project: Project) -> None:
    folder = f"--articles={project.root / 'texts'}"
    told = json.loads(run(project, folder, "-f", "json", "reef-2").stdout)
    (text,) = told["texts"]
    assert told["stale"] is True
    first, second = text["occurrences"]
    assert (first["article"], second["article"]) == ("reef-1", "reef-2")
    assert second["numbers"] == [{"first": "40", "here": "60"}]
    assert second["text"] == FLOOD.replace("40", "60")
    assert second["passages"] == [f"{article_iri('reef-2')}#char=0,{len(FLOOD)}"]
    (article,) = told["articles"]
    assert article["copiedFrom"] == {"reef-1": 1}
    assert article["passages"] == 2


def test_an_article_that_was_not_compared_is_told(project: Project) -> None:
    found_and_stored(project)
    add(project.root, "reef-4", "2020-04-01", SALT)
    assert 'the article "reef-4" was not compared' in run(project).stderr


# The articles of the repository


@pytest.mark.articles
def test_what_is_stored_of_the_articles_is_what_a_fresh_run_finds(
    repository: Project, articles_dir: Path
) -> None:
    lineage = find_lineage(Sources.load(repository), Texts(articles_dir))
    assert (repository.root / FILE).read_bytes() == lineage_turtle(lineage)
    assert not is_stale(repository, lineage)


def test_the_articles_share_what_a_reader_sees_them_share(repository: Project) -> None:
    lineage = stored(Sources.load(repository))
    shared = sorted("+".join(iri.rpartition("/")[2] for iri in t.articles) for t in lineage.texts)
    background, january, april = (
        "nato-partnership-background",
        "azernews-2020-01-21",
        "azernews-2020-04-13",
    )
    assert shared == sorted(
        [
            *[f"{background}+{january}+{april}"] * 2,
            *[f"{background}+{january}"] * 3,
            *[f"{background}+{april}"] * 4,
            *[f"{january}+{april}"] * 2,
        ]
    )
    assert all(text.first_is_certain for text in lineage.texts)
    assert not any(found.changes for text in lineage.texts for found in text.occurrences)


def test_a_statement_never_has_more_lines_than_articles_here(repository: Project) -> None:
    engine = MemoryEngine(build_graph(Sources.load(repository)).dataset())
    answer = engine.query(
        """SELECT ?s WHERE {
          SELECT ?s ?p ?o (COUNT(DISTINCT ?article) AS ?articles) (COUNT(DISTINCT ?line) AS ?lines)
          WHERE { GRAPH ?g { ?s ?p ?o } ?g a pact:Passage ; oa:hasSource ?article ;
                  pact:inLine ?line }
          GROUP BY ?s ?p ?o HAVING (?lines > ?articles || ?lines < 1) }""",
        trusted=True,
    )
    assert list(answer) == []
    engine.close()
