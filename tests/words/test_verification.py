"""The check of the words: each law broken on purpose is found, and what holds is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactgraph.errors import NotFound, TextsNotAtHand
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.finding import Check, Severity
from pactgraph.words.verification import Verification, verify

HARBOUR = "data/articles/harbour-2019-05-02.trig"
LAGOON = "data/articles/lagoon-2021.trig"


def check(root: Path, texts: Path | None = None) -> Verification:
    return verify(Sources.load(Project(root)), Texts(texts or root / "texts"))


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


def test_the_tiny_project_holds_every_law(tiny_root: Path) -> None:
    found = check(tiny_root)
    assert [str(finding) for finding in found.findings] == []
    assert found.articles == ("harbour-2019-05-02", "lagoon-2021")
    assert found.unread == ()
    found.demand_texts()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected", "line_holds"),
    [
        (HARBOUR, "sha256:c3", "sha256:c4", Check.TEXT_DIGEST, "textDigest"),
        (HARBOUR, "textLength 482", "textLength 481", Check.TEXT_LENGTH, "textLength"),
        (HARBOUR, "pact:value 40", "pact:value 41", Check.NUMBER, "pact:value 41"),
        (HARBOUR, "pact:value 3 ;", "pact:value 4 ;", Check.NUMBER, "pact:value 4 ;"),
        (LAGOON, "pact:number 4", "pact:number 5", Check.NUMBER, "pact:number 5"),
        (HARBOUR, '"1994-03-04"', '"1994-03-05"', Check.DATE, "1994-03-05"),
        (HARBOUR, '"1996"', '"1997"', Check.DATE, '"1997"'),
        (HARBOUR, '"2019-04-30"', '"2018-04-30"', Check.DATE, "2018-04-30"),
        (LAGOON, 'pact:lastYear "2021"', 'pact:lastYear "2022"', Check.DATE, '"2022"'),
        (HARBOUR, "pact:place id:port-selm", "pact:place id:maristan", Check.THING, "id:maristan"),
        (LAGOON, "about id:maristan", "about id:tirra", Check.THING, "id:tirra"),
        (HARBOUR, "Tirra is to put 3", "Maristan is to put 3", Check.THING, "Maristan"),
        (HARBOUR, "is to put 3", "is to put 4", Check.NUMBER, "is to put 4"),
        (HARBOUR, "later than 2021", "later than 2022", Check.DATE, "2022"),
        (HARBOUR, "pact:moreThan", "pact:approximately", Check.INDIVIDUAL, "approximately"),
        (HARBOUR, "pact:act pact:thanking", "pact:act pact:saying", Check.INDIVIDUAL, "saying"),
        (HARBOUR, 'unit "boats"', 'unit "ships"', Check.WORDS, '"ships"'),
        (LAGOON, 'vagueTime "late"', 'vagueTime "early"', Check.WORDS, "early"),
        (HARBOUR, "id:bram-tolk ; pact:act", "id:bram-talk ; pact:act", Check.THING_UNDECLARED,
         "id:bram-talk ; pact:act"),
        (HARBOUR, "pact:exactly", "pact:exacly", Check.TERM_UNKNOWN, "exacly"),
        (LAGOON, "lagoon-2021/thing/u1> a", "harbour-2019-05-02/thing/u1> a",
         Check.THING_ELSEWHERE, "pact:Utterance"),
        (HARBOUR, "founded in Port Selm", "founded in Port Salm", Check.ANCHOR_NOT_THERE, "anchor"),
        (HARBOUR, "founded in Port Selm", "founded in port Selm", Check.ANCHOR_NOT_THERE, "anchor"),
        (HARBOUR, "founded in Port Selm", "ounded in Port Selm", Check.ANCHOR_NOT_THERE, "anchor"),
        (HARBOUR, "joined the council", "one two three four five six seven eight nine ten eleven",
         Check.ANCHOR_TOO_LONG, "anchor"),
        (HARBOUR, "<#char=104,136>", "<#char=105,136>", Check.RANGE_SPLITS_WORD, "105,136"),
        (HARBOUR, "<#char=104,136>", "<#char=104,135>", Check.RANGE_SPLITS_WORD, "104,135"),
        (HARBOUR, "<#char=104,136>", "<#char=103,136>", Check.RANGE_SPLITS_WORD, "103,136"),
        (HARBOUR, "<#char=104,136>", "<#char=104,900>", Check.RANGE_OUTSIDE, "104,900"),
        (HARBOUR, "<#char=451,481>", "<#char=451,900>", Check.RANGE_OUTSIDE, "451,900"),
        (HARBOUR, "<#char=226,272> a pact:Passage .",
         "<#char=226,272> a pact:Passage ; pact:resolvedBy <#char=1,16> .",
         Check.RESOLVER_IDLE, "resolvedBy"),
        (HARBOUR, "<#char=226,272> a pact:Passage .",
         "<#char=226,272> a pact:Passage ; pact:resolvedBy <#char=226,272> .",
         Check.RESOLVER_ITSELF, "resolvedBy"),
        (HARBOUR, "<#char=1,16> a pact:Passage .",
         "<#char=1,16> a pact:Passage . <#char=6,16> a pact:Passage .",
         Check.PASSAGE_UNUSED, "6,16"),
        (HARBOUR, "<#char=226,272> a pact:Passage .",
         "<#char=226,272> a pact:Passage, pact:SilentPassage ; pact:reason 'none' .",
         Check.PASSAGE_SILENT, "reason"),
        (HARBOUR, "pact:place id:port-selm ;\n    pact:gist",
         "pact:place id:port-selm ; pact:impliedBy <#char=3,9> ;\n    pact:gist",
         Check.PASSAGE_UNDECLARED, "impliedBy"),
        (HARBOUR, "pact:resolution <harbour-2019-05-02/resolution/he>, ", "pact:resolution ",
         Check.THING, "bram-tolk"),
        (HARBOUR, "pact:resolvedThing id:oda-vell", "pact:resolvedThing id:tirra",
         Check.PAIR_IDLE, "421,449"),
        (HARBOUR, "pact:resolvingPassage <#char=376,419>", "pact:resolvingPassage <#char=33,102>",
         Check.PAIR_CARRIES_NOT, "bram-tolk"),
        (HARBOUR, ";\n    pact:content <harbour-2019-05-02/claim/three-boats>", "",
         Check.CLAIM_UNSAID, "three-boats> a pact:Claim"),
        (HARBOUR, "pact:content <harbour-2019-05-02/claim/three-boats>",
         "pact:content <harbour-2019-05-02/claim/three-boats>, <harbour-2019-05-02/claim/x>",
         Check.CLAIM_WITHOUT_GRAPH, "claim/x"),
    ],
)  # fmt: skip
def test_a_broken_law_is_found_where_it_is_broken(
    tiny_root: Path, file: str, old: str, new: str, expected: Check, line_holds: str
) -> None:
    content = (tiny_root / file).read_text(encoding="utf-8")
    whole = old.startswith("<#char=104") or old.startswith("<#char=451")
    (tiny_root / file).write_text(
        content.replace(old, new) if whole else content.replace(old, new, 1), encoding="utf-8"
    )
    assert old in content
    findings = [f for f in check(tiny_root).findings if f.check is expected]
    assert findings
    assert all(f.severity is Severity.ERROR for f in findings)
    lines = (tiny_root / file).read_text(encoding="utf-8").splitlines()
    shown = []
    for finding in findings:
        assert finding.location is not None
        assert finding.location.file == file
        assert finding.location.line is not None
        shown.append(lines[finding.location.line - 1])
    assert any(line_holds in line for line in shown), shown


def test_a_changed_number_gives_one_finding_that_tells_all(tiny_root: Path) -> None:
    change(tiny_root / HARBOUR, "pact:value 40", "pact:value 41")
    (finding,) = check(tiny_root).findings
    article = "https://w3id.org/pactgraph/article/harbour-2019-05-02"
    assert finding.article == article
    assert finding.passage == f"{article}#char=169,247"
    assert finding.expected == "the number 41, here or in a passage named by pact:resolvedBy"
    text = (tiny_root / "texts/harbour-2019-05-02.txt").read_text(encoding="utf-8")
    assert finding.words == text[169:247]
    assert finding.hint == "the numbers here: 2016, 2018, 40"
    lines = (tiny_root / HARBOUR).read_text(encoding="utf-8").splitlines()
    (line,) = (n for n, line in enumerate(lines, start=1) if "pact:value 41" in line)
    assert str(finding).splitlines()[0] == (
        f"{HARBOUR}:{line}: error: the words do not carry the number 41 [number-not-carried]"
    )


def test_another_text_is_not_checked_against_and_its_words_are_not_shown(tiny_root: Path) -> None:
    change(tiny_root / HARBOUR, "pact:value 40", "pact:value 41")
    change(tiny_root / "texts/harbour-2019-05-02.txt", "grey", "gray")
    (finding,) = check(tiny_root).findings
    assert finding.check is Check.TEXT_DIGEST
    assert finding.words is None


def test_without_texts_what_needs_none_is_checked_and_the_rest_is_owned_up_to(
    tiny_root: Path,
) -> None:
    change(tiny_root / HARBOUR, "pact:value 40", "pact:value 41")
    change(tiny_root / HARBOUR, "pact:comparator pact:exactly", "pact:comparator pact:exacly")
    change(tiny_root / HARBOUR, "lend us", "one two three four five six seven eight nine ten and")
    found = verify(Sources.load(Project(tiny_root)), Texts(None))
    assert sorted(f.check for f in found.findings) == [Check.ANCHOR_TOO_LONG, Check.TERM_UNKNOWN]
    assert found.unread == found.articles == ("harbour-2019-05-02", "lagoon-2021")
    with pytest.raises(TextsNotAtHand, match="words of 2 of 2 articles"):
        found.demand_texts()


def test_one_missing_text_is_named(tiny_root: Path) -> None:
    (tiny_root / "texts/lagoon-2021.txt").unlink()
    found = check(tiny_root)
    assert found.unread == ("lagoon-2021",)
    with pytest.raises(TextsNotAtHand, match="lagoon-2021"):
        found.demand_texts()


def test_one_article_can_be_checked_alone(tiny_root: Path) -> None:
    sources, texts = Sources.load(Project(tiny_root)), Texts(tiny_root / "texts")
    assert verify(sources, texts, slugs=["lagoon-2021"]).articles == ("lagoon-2021",)
    with pytest.raises(NotFound, match="lagune"):
        verify(sources, texts, slugs=["lagune"])


def test_the_same_files_give_the_same_findings_in_order_of_place(tiny_root: Path) -> None:
    for old, new in (("pact:value 40", "pact:value 41"), ('"1996"', '"1995"'), ("lend us", "us")):
        change(tiny_root / HARBOUR, old, new)
    first, second = check(tiny_root).findings, check(tiny_root).findings
    assert first == second
    places = [(f.location.file, f.location.line) for f in first if f.location]
    assert places == sorted(places)
    assert len(places) == len(first) > 1


def test_anchors_that_quote_too_much_together_are_found(tiny_root: Path) -> None:
    anchors = {
        "<#char=169,247> a pact:Passage": "Between 2016 and 2018 Tirra sent more than 40",
    }
    for passage, anchor in anchors.items():
        change(tiny_root / HARBOUR, passage, f'{passage} ; pact:anchor "{anchor}"')
    (finding,) = check(tiny_root).findings
    assert finding.check is Check.ANCHORS_TOO_MUCH
    assert "18 of the article's 88 words" in finding.message


def test_an_anchor_that_is_a_whole_sentence_is_found(tiny_root: Path) -> None:
    change(
        tiny_root / HARBOUR,
        "<#char=421,449> a pact:Passage",
        '<#char=421,449> a pact:Passage ; pact:anchor "He thanked her for the boats"',
    )
    assert Check.ANCHOR_IS_SENTENCE in {f.check for f in check(tiny_root).findings}
