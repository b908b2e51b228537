"""Texts are read as they lie, when somebody holds them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pactgraph.errors import BadInput, TextsNotAtHand
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts


def test_a_text_keeps_every_character_and_its_digest(tmp_path: Path) -> None:
    data = "\ufeff 𝄞 line\r\nnext\rend\n".encode()
    (tmp_path / "x.txt").write_bytes(data)
    texts = Texts(tmp_path)
    assert texts.text("x") == data.decode()
    assert texts.digest("x") == "sha256:" + hashlib.sha256(data).hexdigest()


def test_what_is_not_at_hand_is_none(tmp_path: Path) -> None:
    assert Texts(tmp_path).text("x") is None
    assert Texts(None).text("x") is None
    assert Texts(None).digest("x") is None


def test_the_option_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.delenv("PACTGRAPH_ARTICLES", raising=False)
    assert not Texts.find().at_hand
    with pytest.raises(TextsNotAtHand, match="needed to check the words") as caught:
        Texts.find().needed_for("check the words")
    assert caught.value.exit_code == 8
    monkeypatch.setenv("PACTGRAPH_ARTICLES", str(tmp_path))
    assert Texts.find().directory == tmp_path
    assert Texts.find(other).directory == other
    Texts.find(other).needed_for("check the words")
    with pytest.raises(TextsNotAtHand, match="is not a folder"):
        Texts.find(tmp_path / "absent")


def test_a_text_that_is_not_utf_8_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"one\ntwo \xff")
    with pytest.raises(BadInput, match=r"x\.txt:2: .*byte 8"):
        Texts(tmp_path).text("x")


def test_a_slug_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("x")
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(BadInput, match="slug"):
        Texts(inside).text("../secret")


def test_the_records_of_the_tiny_project_fit_their_texts(tiny_project: Project) -> None:
    texts = Texts(tiny_project.root / "texts")
    articles = Sources.load(tiny_project).articles
    assert set(articles) == {"harbour-2019-05-02", "lagoon-2021"}
    for slug, article in articles.items():
        text = texts.text(slug)
        assert text is not None
        assert (article.length, article.digest) == (len(text), texts.digest(slug))
        for passage in article.passages.values():
            words = passage.range.of(text)
            assert words == words.strip()
            assert len(words) == len(passage.range)
            assert (passage.anchor or "") in words


@pytest.mark.articles
def test_the_records_of_the_repository_fit_the_texts_at_hand(
    repository: Project, articles_dir: Path
) -> None:
    texts = Texts(articles_dir)
    for slug, article in Sources.load(repository).articles.items():
        text = texts.text(slug)
        assert text is not None
        assert (article.length, article.digest) == (len(text), texts.digest(slug))
