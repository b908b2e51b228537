"""Strings that quote: ten words of a text together at most, and no whole sentence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import Literal

import pactgraph.words.quoting
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.finding import Check
from pactgraph.words.quoting import Quotable, words_of
from pactgraph.words.verification import known_things, verify

HARBOUR = "data/articles/harbour-2019-05-02.trig"
THINGS = "data/entities/things.ttl"
DOUBTS = "data/judgements/doubts.ttl"
TEN = "Between 2016 and 2018 Tirra sent more than 40 rangers"
ELEVEN = f"{TEN} to"
ELSEWHERE = "Tirra has been a member since 1997. In the past the country"


def checks_after(root: Path, file: str, old: str, new: str) -> list[Check]:
    path = root / file
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")
    found = verify(Sources.load(Project(root)), Texts(root / "texts")).findings
    assert all(finding.location and finding.location.file == file for finding in found)
    return [finding.check for finding in found]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (HARBOUR, "Bram Tolk is grateful", "{} Bram Tolk is grateful"),
        (HARBOUR, "It only paints the weather.", "{}"),
        (THINGS, "A coastal state.", "A state: {}."),
        (THINGS, '"Tirra"@en', '"{}"@en'),
        (DOUBTS, "The words do not say at which", "{}"),
    ],
)
def test_eleven_words_of_a_text_in_a_string_of_our_own_are_found_and_ten_are_not(
    tiny_root: Path, file: str, old: str, new: str
) -> None:
    assert Check.OWN_WORDS_QUOTE not in checks_after(tiny_root, file, old, new.format(TEN))
    assert Check.OWN_WORDS_QUOTE in checks_after(
        tiny_root, file, new.format(TEN), new.format(ELEVEN)
    )


def test_the_words_of_another_article_are_no_more_our_own(tiny_root: Path) -> None:
    found = checks_after(tiny_root, HARBOUR, "It only paints the weather.", ELSEWHERE)
    assert found == [Check.OWN_WORDS_QUOTE]


def test_case_marks_and_quotes_do_not_hide_a_run() -> None:
    quotable = Quotable.of({"x": "a b c d e f g h i j-j k\u2019s l"})
    assert quotable.quoted_in("so: A, b (c) d e f g h i J\u2011J K!") == "x"
    assert quotable.quoted_in("a b c d e f g h i j-j") is None


def test_the_name_of_a_thing_may_be_long() -> None:
    name = "Bureau of a b c d e f g h i"
    quotable = Quotable.of({"x": f"The {name} met."}, [name])
    assert quotable.quoted_in(f"head of {name}") is None
    assert quotable.quoted_in(f"The {name}") == "x"


def test_a_string_that_repeats_the_article_is_short_and_no_sentence(tiny_root: Path) -> None:
    unit = 'pact:unit "rangers"'
    longer = f'pact:unit "{TEN.removeprefix("Between ")}"'
    assert Check.QUOTE_TOO_LONG not in checks_after(tiny_root, HARBOUR, unit, longer)
    found = checks_after(tiny_root, HARBOUR, longer, f'pact:unit "{ELEVEN}"')
    assert Check.QUOTE_TOO_LONG in found
    said = 'pact:vagueTime "He thanked her for the boats."'
    gist = 'pact:gist "Bram Tolk is grateful'
    found = checks_after(tiny_root, HARBOUR, gist, f"{said} ; {gist}")
    assert Check.QUOTE_IS_SENTENCE in found


def test_each_name_is_cut_into_words_once_for_all_articles(
    tiny_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = Sources.load(Project(tiny_root))
    forms = Counter(form.written for form in known_things(sources).lexicon.forms)
    cut: Counter[str] = Counter()

    def counted(text: str) -> list[str]:
        cut[text] += 1
        return words_of(text)

    monkeypatch.setattr(pactgraph.words.quoting, "words_of", counted)
    assert len(sources.articles) == 2
    verify(sources, Texts(tiny_root / "texts"))
    written = Counter(q.object.value for q in sources.quads if isinstance(q.object, Literal))
    names = [name for name in forms if written[name] == forms[name]]
    assert len(names) > 5
    # For the runs of its words, and for the names that a string may be.
    assert {cut[name] / forms[name] for name in names} == {2}
