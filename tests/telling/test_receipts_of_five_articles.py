"""Receipts of the five articles' graph, from each stored query down to words or anchors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.opening import open_graph
from pactgraph.showing import shown
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts

# Dates, too, where a query has them: that is where the most is reckoned.
DAY = "2016-06-01"


@pytest.fixture(scope="module")
def kg(repository: Project, repository_store: Path) -> Iterator[KnowledgeGraph]:
    with open_graph(repository.root, repository_store) as opened:
        opened.texts = Texts(None)
        yield opened


def asked(kg: KnowledgeGraph) -> Iterator[tuple[str, dict[str, object]]]:
    for name, query in kg.queries.items():
        if query.form == "SELECT" and query.runs_without_values:
            yield name, {}
            if query.parameter("asOf") is not None:
                yield name, {"asOf": DAY}


def test_rows_of_every_stored_query_have_receipts_that_read_well(kg: KnowledgeGraph) -> None:
    explained = 0
    for name, values in asked(kg):
        answer = kg.run(name, values=values)
        for receipt in answer.explain_all(sorted({0, len(answer) // 2} if answer else ())):
            text = receipt.text(width=80)
            assert max(map(cell_len, text.splitlines())) <= 80, name
            assert text.startswith("Row "), name
            assert receipt.computed or "What " in text, name
            assert "<https://" not in text, name
            assert json.dumps(receipt.as_json()), name
            explained += 1
    assert explained > 40


def test_the_contribution_to_kfor_rests_on_its_passage(kg: KnowledgeGraph) -> None:
    receipt = kg.explain(
        "contributions", contributor="Azerbaijan", operation="KFOR", asOf="2001-01-01"
    )
    text = receipt.text(width=100)
    assert "  begin        1999  [1]\n  end          2008  [1]\n" in text
    assert "[1] azernews-2020-04-13 (AzerNews, 2020-04-13), characters 3168 to 3271" in text
    assert "Azerbaijan in KFOR had begun by 1999-12-31 (azernews-2020-04-13)" in text
    assert "certainty is certain, because “certain in one article” is true" in text
    absent = "nothing is there of a “strength” (count of: Azerbaijan in KFOR"
    assert f"no personnel or personnel begin or personnel end: {absent}" in " ".join(text.split())


@pytest.mark.articles
def test_with_the_texts_every_quoted_passage_shows_its_words(
    kg: KnowledgeGraph, articles_dir: Path
) -> None:
    texts = Texts(articles_dir)
    with open_graph(kg.project.root, kg.store.path if kg.store else None, articles_dir) as full:
        for name, values in asked(full):
            answer = full.run(name, values=values)
            for receipt in answer.explain_all([0] if answer else []):
                told = " ".join(receipt.text(width=10_000).split())
                for note in receipt.reading.passages.values():
                    text = texts.text(note.slug) or ""
                    assert note.words == " ".join(note.range.of(text).split()), name
                    around = f"{note.before} {note.words} {note.after}"
                    assert "".join(around.split()) in "".join(text.split()), name
                if receipt.wordings:
                    quoted = {note.words for note in receipt.reading.passages.values()}
                    assert any(f"“{shown(words)}”" in told for words in quoted if words), name
