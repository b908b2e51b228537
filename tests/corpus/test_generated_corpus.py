"""A generated corpus: it passes every check, and what is found in it is what was planted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from benchmarks.corpus import (
    BLOCK,
    beside,
    compose,
    entity_quads,
    hub_quads,
    lay_out,
    quads,
    shape_of,
    shape_of_project,
    trig,
    write_articles,
)
from benchmarks.corpus.__main__ import main
from benchmarks.corpus.dispute_plan import ACROSS, WITHIN, dispute_by, own_trouble
from benchmarks.corpus.invented_words import FILLERS, stem
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_world import ARTICLES, SEED, Written, written
from pactgraph.build import prepare
from pactgraph.graph import Graph
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.lineage.detection import find_lineage
from pactgraph.model.passages import slug_of
from pactgraph.shapes.results import Severity
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.words.numerals import written_numbers
from pactgraph.words.sayings import sayings
from pactgraph.words.tokens import Tokens

GRAPH = "https://w3id.org/pactgraph/graph/"
ENTITIES = f"{GRAPH}entities"
JUDGEMENTS = f"{GRAPH}judgements"

seeds = st.integers(0, 2**32)
numbers = st.integers(0, 10**7)


def test_the_words_carry_every_value_and_the_graph_builds_and_breaks_no_shape(tmp_path):
    # Some of the articles are enough: each tells of something in every way.
    small = written(tmp_path, 8)
    _, report = prepare(small.project, texts=small.texts, validate=True)
    assert report.words.findings == ()
    assert report.words.unread == ()
    assert report.skipped == ()
    assert report.claim_conflicts == ()
    assert report.identities == ()
    assert report.shapes is not None
    broken = {(result.shape, result.severity) for result in report.shapes.results}
    # What is planted within one article is warned of; nothing else is.
    assert all(severity is Severity.WARNING for _, severity in broken)
    assert {shape.rpartition("#")[2] for shape, _ in broken} <= {"PartCount", "Enumeration"}


def test_every_disagreement_that_is_planted_is_found_and_nothing_else(
    corpus: Written, corpus_graph: Graph
):
    planted = {
        (told["rule"], tuple(told["named"]), told["matter"]): set(told["articles"])
        for told in corpus.truth["disagreement"]
    }
    found = {
        (one.rule, tuple(thing.value for thing in one.named_by), one.matter): {
            slug_of(voice.article) for voice in one.voices
        }
        for one in corpus_graph.found.findings
    }
    assert found.keys() == planted.keys()
    assert len(planted) == len(corpus.truth["disagreement"])
    assert [key for key, articles in planted.items() if not articles <= found[key]] == []


def test_disagreements_of_every_kind_are_planted(corpus: Written):
    plans = [dispute_by(SEED, number) for number in range(ARTICLES)]
    assert {plan.kind for plan in plans if plan} == set(ACROSS)
    assert {own_trouble(SEED, number) for number in range(ARTICLES)} == {*WITHIN, None}
    assert len({told["rule"] for told in corpus.truth["disagreement"]}) == len(ACROSS + WITHIN)


def test_the_shared_texts_are_those_that_were_copied(corpus: Written, corpus_graph: Graph):
    copied = {
        (*sorted((one["article"], one["start"], one["end"]) for one in told["between"]),): told[
            "likeness"
        ]
        for told in corpus.truth["shared-text"]
    }
    found = {}
    for text in find_lineage(corpus_graph.sources, corpus.texts).texts:
        first, *others = (
            (slug_of(one.article), one.range.start, one.range.end) for one in text.occurrences
        )
        for place, one in zip(others, text.occurrences[1:], strict=True):
            found[(*sorted((first, place)),)] = one.likeness.value.value.rpartition("#")[2]
    assert found == copied
    assert {"sameWords", "alteredWords", "alteredNumbers"} == set(copied.values())


def test_stored_queries_answer_with_the_rows_that_the_articles_were_made_to_tell(
    corpus: Written, corpus_graph: Graph
):
    expected = defaultdict(set)
    for told in corpus.truth["row"]:
        ((name, value),) = told["parameters"].items()
        expected[told["query"], name, value].add(frozenset(told["row"].items()))
    assert {query for query, _, _ in expected} == {"contributions", "office-holders", "visits"}
    assert max(map(len, expected.values())) > 1
    with KnowledgeGraph.in_memory(corpus_graph, corpus.texts) as graph:
        for (query, name, value), rows in expected.items():
            answer = graph.run(query, **{name: value})
            assert {
                frozenset(
                    (column, term.value)
                    for column, term in zip(answer.variables, row, strict=True)
                    if term is not None
                )
                for row in answer.terms.rows
            } == rows


def test_a_duplicate_of_a_thing_is_declared_beside_it(corpus: Written, corpus_graph: Graph):
    declared = {str(triple.subject.value) for triple in corpus_graph.graphs[ENTITIES]}
    doubted = {
        frozenset((triple.subject.value, triple.object.value))
        for triple in corpus_graph.graphs[JUDGEMENTS]
        if triple.predicate.value.endswith("perhapsSameAs")
    }
    assert corpus.truth["identity"]
    for told in corpus.truth["identity"]:
        assert set(told["same"]) <= declared
        assert (frozenset(told["same"]) in doubted) is told["judged"]


def test_the_first_articles_of_a_corpus_are_a_smaller_corpus(
    corpus: Written, corpus_graph: Graph, tmp_path: Path
):
    small = written(tmp_path, 9)
    for path in (small.root / "data/articles").rglob("*.trig"):
        larger = corpus.root / path.relative_to(small.root)
        assert path.read_bytes() == larger.read_bytes()
        text = f"texts/{path.stem}.txt"
        assert (small.root / text).read_bytes() == (corpus.root / text).read_bytes()
    lines = (small.root / "truth.jsonl").read_text().splitlines()
    assert (corpus.root / "truth.jsonl").read_text().splitlines()[: len(lines)] == lines
    sources, all_sources = Sources.load(small.project), corpus_graph.sources
    for graph in ("entities", "judgements"):
        ours, theirs = (set(one.graphs[f"{GRAPH}{graph}"]) for one in (sources, all_sources))
        assert ours < theirs


@settings(max_examples=25)
@given(seeds, numbers)
def test_an_article_is_a_function_of_the_seed_and_its_number(seed: int, number: int):
    once, again, other = compose(seed, number), compose(seed, number), compose(seed + 1, number)
    assert (once.text, trig(once), once.truth) == (again.text, trig(again), again.truth)
    assert once.text != other.text
    assert {thing.node for thing in once.things}.isdisjoint(
        thing.node for thing in compose(seed, number + 1).things
    )


def test_workers_may_write_any_blocks(tmp_path: Path):
    lay_out(tmp_path)
    for start in (2 * BLOCK, 5 * BLOCK):
        write_articles(tmp_path, SEED, range(start, start + 2), truth=tmp_path / f"{start}")
    files = sorted(path.name for path in tmp_path.rglob("*.trig"))
    assert files == [f"article-{number:08d}.trig" for number in (2000, 2001, 5000, 5001)]
    with pytest.raises(ValueError, match="inside a block"):
        write_articles(tmp_path, SEED, range(1, 3))


def test_statements_without_files_are_those_of_the_files(corpus_graph: Graph):
    sources = corpus_graph.sources
    stated = {(one.graph_name.value, one.triple) for one in quads(SEED, range(ARTICLES))}
    records = {one.triple for one in chain(hub_quads(SEED), entity_quads(SEED, range(ARTICLES)))}
    assert records == set(sources.graphs[ENTITIES])
    assert stated == {
        (graph, triple)
        for record in sources.articles.values()
        for graph, triples in record.graphs.items()
        for triple in triples
    }


def test_a_folder_that_holds_data_is_left_alone_and_the_shape_is_shown(tmp_path: Path, capsys):
    project = ["--articles", "2", "--to", str(tmp_path / "new"), "--shape"]
    main(project)
    assert "class Utterance" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(project)
    assert "holds data already" in capsys.readouterr().err


def near(rows: list[tuple[str, float, float]], factor: float) -> Iterator[Any]:
    for name, real, made in rows:
        if not real / factor <= made <= real * factor:
            yield name, real, made


def test_a_corpus_has_the_shape_of_the_five_articles(corpus: Written, repository: Project):
    real, made = shape_of_project(repository.root), shape_of_project(corpus.root)
    sizes = beside(real, made, 0)
    assert list(near(sizes, 2.0)) == []
    commonest = [row for row in beside(real, made, 30) if row not in sizes]
    common = [row for row in commonest if row[1] >= 1.5]
    assert len(common) > 50
    assert list(near(common, 2.0)) == []
    # A few things are in nearly all articles, and most are in one or two.
    used = made.use()
    assert used[0] >= 0.8 * made.articles
    assert sum(count <= 2 for count in used) > 0.7 * len(used)


def test_how_often_things_are_named_falls_as_a_power_of_their_rank():
    made = shape_of((compose(SEED, number).quads() for number in range(150)), ())
    used = made.use()
    for rank in (4, 16, 64):
        # From one rank to four times that, a fall to a sixth at most, and no even use.
        assert used[rank] / 6 <= used[4 * rank] < used[rank]


def test_no_filler_is_a_number_a_verb_of_saying_or_a_name():
    words = " ".join(FILLERS)
    assert len(set(FILLERS)) == len(FILLERS)
    assert written_numbers(words) == []
    assert sayings(Tokens(words)) == []
    assert all(re.fullmatch(r"[a-z]+u", word) for word in FILLERS)
    names = {stem(SEED, number) for number in range(2000)}
    assert len(names) == 2000
    assert not any(name.endswith("u") for name in names)
