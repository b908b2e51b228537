"""The first draft of an article's file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactgraph.errors import BadInput
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.coverage import coverage
from pactgraph.words.finding import Check
from pactgraph.words.stub import article_stub
from pactgraph.words.tokens import Tokens
from pactgraph.words.verification import verify

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


def test_a_stub_parses_and_asks_for_each_of_its_passages(tiny_root: Path) -> None:
    text = (tiny_root / "texts/harbour-2019-05-02.txt").read_bytes().decode("utf-8")
    (tiny_root / "texts/draft.txt").write_text(text, encoding="utf-8", newline="")
    (tiny_root / "data/articles/draft.trig").write_text(article_stub("draft", text))
    sources, texts = Sources.load(Project(tiny_root)), Texts(tiny_root / "texts")
    found = verify(sources, texts, slugs=["draft"])
    assert {finding.check for finding in found.findings} == {Check.PASSAGE_UNUSED}
    assert len(found.findings) == len(sources.articles["draft"].passages) == 8
    draft = next(one for one in coverage(sources, texts) if one.slug == "draft")
    assert (draft.stated, len(draft.open_sentences)) == (0, 8)


@settings(max_examples=20, deadline=None)
@given(st.text("zQ .\n\u2019", max_size=60))
def test_a_stub_of_any_text_is_read_and_holds_none_of_its_words(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    if not len(Tokens(text)):
        with pytest.raises(BadInput, match="no words"):
            article_stub("draft", text)
        return
    root = tmp_path_factory.getbasetemp() / "stub-world"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(TINY / "ontology", root / "ontology")
    (root / "data/articles").mkdir(parents=True)
    (root / "data/articles/draft.trig").write_text(article_stub("draft", text))
    record = Sources.load(Project(root)).articles["draft"]
    assert record.length == len(text)
    inside = [index for p in record.passages.values() for index in Tokens(text).within(p.range)]
    assert inside == list(range(len(Tokens(text))))
    assert set("zQ").isdisjoint(article_stub("draft", text))


def test_a_slug_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(BadInput, match="slug"):
        article_stub("two words", "Low tide.")
