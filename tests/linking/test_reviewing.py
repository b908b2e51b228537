"""Reviewing: each judgement is on disk at once, can be taken back, and is never asked twice."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import sssom.parsers
from linking_world import Link

from pactgraph.errors import BadInput
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.reviewer import reviewer_id
from pactgraph.linking.reviewing import Review
from pactgraph.linking.sssom_library import Cells
from pactgraph.source.project import Project

WHO = "https://orcid.org/0000-0002-1825-0097"
FOUND = [
    ("id:bram-tolk", "ex:20", "Bram Tolck", "0.91", '"Bram Tolk" and "Bram Tolck"'),
    ("id:bram-tolk", "ex:21", "Bram Tolk (film)", "0.51", "against: kind person here, work there"),
    ("id:port-selm", "ex:25", "Port-Selm", "0.84", "the same but for punctuation"),
]


@pytest.fixture
def waiting(root: Path) -> Path:
    """Return a project with three candidates that wait."""
    sets = LinkSets(Project(root))
    rows = [
        {
            "subject_id": subject,
            "subject_label": subject.removeprefix("id:"),
            "predicate_id": "skos:exactMatch",
            "object_id": value,
            "object_label": label,
            "mapping_justification": "semapv:LexicalMatching",
            "mapping_tool": "a tool",
            "confidence": confidence,
            "comment": comment,
        }
        for subject, value, label, confidence, comment in FOUND
    ]
    sets.write(sets.candidates("register").with_rows(rows))
    return root


def judged(root: Path) -> dict[tuple[str, str], Cells]:
    rows = LinkSets(Project(root)).judged("register").rows
    return {(row["subject_id"], row["object_id"]): row for row in rows}


def left(root: Path) -> set[tuple[str, str]]:
    rows = LinkSets(Project(root)).candidates("register").rows
    return {(row["subject_id"], row["object_id"]) for row in rows}


def files(root: Path) -> dict[str, bytes]:
    return {p.name + p.parent.name: p.read_bytes() for p in (root / "data/links").rglob("*.tsv")}


def test_judgements_move_rows_with_who_when_and_how(link: Link, waiting: Path) -> None:
    ran = link("review", "--reviewer", WHO, input="a he spells it so\nr\nclose\n")
    assert ran.exit_code == 0, ran.output
    assert left(waiting) == set()
    rows = judged(waiting)
    accepted, rejected = rows["id:bram-tolk", "ex:20"], rows["id:bram-tolk", "ex:21"]
    assert accepted["predicate_id"] == "skos:exactMatch"
    assert accepted["reviewer_id"] == WHO
    assert accepted["mapping_justification"] == "semapv:MappingReview"
    assert accepted["confidence"] == "1.0"
    assert accepted["comment"] == 'he spells it so [a tool: "Bram Tolk" and "Bram Tolck"]'
    assert rejected["comment"] == "[a tool: against: kind person here, work there]"
    assert len(accepted["mapping_date"]) == 10
    assert {row["review_date"] for row in (accepted, rejected)} == {accepted["mapping_date"]}
    assert "mapping_tool" not in accepted
    assert rejected["predicate_modifier"] == "Not"
    assert rows["id:port-selm", "ex:25"]["predicate_id"] == "skos:closeMatch"
    assert "2 accepted, 1 rejected; 0 are left" in ran.stderr


def test_an_accepted_match_takes_the_place_of_nothing_found(link: Link, waiting: Path) -> None:
    assert ("id:port-selm", "sssom:NoTermFound") in judged(waiting)
    link("review", "--reviewer", WHO, input="s\ns\na\n")
    assert ("id:port-selm", "sssom:NoTermFound") not in judged(waiting)
    assert ("id:port-selm", "ex:25") in judged(waiting)


def test_a_rejection_leaves_that_nothing_was_found(link: Link, waiting: Path) -> None:
    link("review", "--reviewer", WHO, input="s\ns\nreject\n")
    assert {("id:port-selm", "sssom:NoTermFound"), ("id:port-selm", "ex:25")} <= set(
        judged(waiting)
    )


@pytest.mark.parametrize("word", ["broad", "narrow", "related"])
def test_what_is_another_thing_leaves_that_nothing_was_found(
    link: Link, waiting: Path, word: str
) -> None:
    ran = link("review", "--reviewer", WHO, input=f"s\ns\n{word}\n")
    assert "is gone" not in ran.stderr
    assert {("id:port-selm", "sssom:NoTermFound"), ("id:port-selm", "ex:25")} <= set(
        judged(waiting)
    )
    assert "https://w3id.org/pactgraph/id/port-selm" not in LinkSets(Project(waiting)).linked(
        "register"
    )


def test_a_judgement_has_the_library_look_at_one_row_however_many_there_are(
    waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = Review(LinkSets(Project(waiting)), ["register"], WHO)
    review.check(review.items[0])
    looked: list[int] = []
    real = sssom.parsers.parse_sssom_table

    def counting(stream: io.StringIO, **how: Any) -> object:
        looked.append(sum(not line.startswith("#") for line in stream.getvalue().splitlines()) - 1)
        return real(stream, **how)

    monkeypatch.setattr(sssom.parsers, "parse_sssom_table", counting)
    for item in list(review.items):
        review.judge(item, "exact")
    review.undo()
    assert looked == [1] * len(FOUND)
    assert len(judged(waiting)) > 1


def test_notes_of_two_reviewers_are_both_kept(waiting: Path) -> None:
    one, other = (Review(LinkSets(Project(waiting)), ["register"], WHO) for _ in range(2))
    one.annotate(one.items[0], "seen by one")
    other.annotate(other.items[0], "seen by the other")
    one.judge(one.items[0], "exact")
    comment = judged(waiting)["id:bram-tolk", "ex:20"]["comment"]
    found = '[a tool: "Bram Tolk" and "Bram Tolck"]'
    assert comment == f"{found} Note: seen by one Note: seen by the other"
    with pytest.raises(BadInput, match="judged meanwhile"):
        other.annotate(other.items[0], "too late")


def test_what_another_review_judged_meanwhile_is_not_judged_twice(waiting: Path) -> None:
    one, other = (Review(LinkSets(Project(waiting)), ["register"], WHO) for _ in range(2))
    one.judge(one.items[0], "reject")
    with pytest.raises(BadInput, match="judged meanwhile"):
        other.judge(other.items[0], "exact")
    row = one.items[0].row
    assert judged(waiting)[row["subject_id"], row["object_id"]]["predicate_modifier"] == "Not"


@pytest.mark.parametrize("word", ["exact", "reject", "close"])
def test_undo_leaves_every_row_as_it_was(waiting: Path, word: str) -> None:
    before = judged(waiting), left(waiting)
    review = Review(LinkSets(Project(waiting)), ["register"], WHO)
    for item in list(review.items):
        review.judge(item, word)
    assert left(waiting) == set()
    while review.undo() is not None:
        pass
    assert (judged(waiting), left(waiting)) == before


def test_undo_goes_back_to_the_candidate_and_keeps_what_came_between(
    link: Link, waiting: Path
) -> None:
    before = judged(waiting)
    ran = link("review", "--reviewer", WHO, input="s\ns\n?\nu\nq\n")
    assert "could be taken back" in ran.stderr
    ran = link("review", "--reviewer", WHO, input="a\nn a doubt\nu\nq\n")
    assert ran.exit_code == 0, ran.output
    assert judged(waiting) == before
    assert left(waiting) == {(subject, value) for subject, value, *_ in FOUND}
    comments = [row["comment"] for row in LinkSets(Project(waiting)).candidates("register").rows]
    assert sum("Note: a doubt" in comment for comment in comments) == 1
    assert "nothing was judged; 3 are left" in ran.stderr


def test_undo_brings_back_what_an_accepted_match_took_away(waiting: Path) -> None:
    sets = LinkSets(Project(waiting))
    review = Review(sets, ["register"], WHO)
    start = files(waiting)
    item = review.items[-1]
    assert review.judge(item, "exact") == ["the row that said that nothing was found is gone"]
    assert review.undo() == item
    sets.write(sets.judged("register"))
    assert judged(waiting).keys() >= {("id:port-selm", "sssom:NoTermFound")}
    assert files(waiting)["register.sssom.tsvcandidates"] == start["register.sssom.tsvcandidates"]
    assert review.undo() is None


def test_a_review_goes_on_where_the_last_one_stopped(link: Link, waiting: Path) -> None:
    first = link("review", "--reviewer", WHO, input="a\n")
    assert "1 of 3" in first.stdout
    second = link("review", "--reviewer", WHO, input="q\n")
    assert "1 of 2" in second.stdout
    assert "ex:20" not in second.stdout.split("1 of 2")[1].split("theirs")[1].split("\n")[0]


def test_what_is_likely_comes_first_and_one_thing_stays_together(waiting: Path) -> None:
    sets = LinkSets(Project(waiting))
    table = sets.candidates("register")
    best = {"id:port-selm": "0.95"}
    rows = [{**r, "confidence": best.get(r["subject_id"], r["confidence"])} for r in table.rows]
    sets.write(table.with_rows(rows))
    review = Review(LinkSets(Project(waiting)), ["register"], WHO)
    assert [item.row["object_id"] for item in review.items] == ["ex:25", "ex:20", "ex:21"]


def test_a_candidate_is_shown_with_our_side_and_with_what_speaks_against_it(
    link: Link, waiting: Path
) -> None:
    ran = link("review", "--reviewer", WHO, input="a\nq\n")
    for told in (
        "bram-tolk (person)  id:bram-tolk", "Secretary of the Council of Lagoons.", "Tolk",
        "Bram Tolck  ex:20", "https://example.org/register/20", "0.91, as skos:exactMatch",
        "against: kind person here", "but     ours has skos:exactMatch ex:20 in this set",
    ):  # fmt: skip
        assert told in ran.stdout


@pytest.mark.parametrize(
    ("answers", "taken"),
    [
        ("exact\ny\n", True),
        ("a\nyes\n", True),
        ("a\nn\n", False),
        ("a\n", False),
        ("close\n", True),
    ],
)
def test_one_thing_becomes_two_in_one_set_only_if_that_is_meant(
    link: Link, waiting: Path, answers: str, taken: bool
) -> None:
    ran = link("review", "--reviewer", WHO, input=f"a\n{answers}")
    assert ran.exit_code == 0, ran.output
    assert (("id:bram-tolk", "ex:21") in judged(waiting)) is taken
    asked = 'ours is an exact match of ex:20 "Bram Tolck" already: of this one too? (y/n)'
    assert (asked in ran.stderr) is not answers.startswith("close")
    assert ("it was not taken" in ran.stderr) is (answers == "a\nn\n")


def test_words_of_a_person_without_a_tool_stay_as_they_are(root: Path) -> None:
    sets = LinkSets(Project(root))
    by_hand = {
        "subject_id": "id:bram-tolk",
        "predicate_id": "skos:exactMatch",
        "object_id": "ex:20",
        "mapping_justification": "semapv:ManualMappingCuration",
        "comment": "seen in the register",
    }
    sets.write(sets.candidates("register").with_rows([by_hand]))
    review = Review(sets, ["register"], WHO)
    review.judge(review.items[0], "exact", "and I agree")
    comment = judged(root)["id:bram-tolk", "ex:20"]["comment"]
    assert comment == "and I agree seen in the register"


def test_what_is_no_answer_changes_nothing(link: Link, waiting: Path) -> None:
    before = files(waiting)
    ran = link("review", "--reviewer", WHO, input="perhaps\n\nn\nquit\n")
    assert ran.exit_code == 0
    assert '"perhaps" is no answer' in ran.stderr
    assert files(waiting) == before


def test_a_crash_between_the_two_files_loses_no_judgement(waiting: Path) -> None:
    sets = LinkSets(Project(waiting))
    review = Review(sets, ["register"], WHO)
    candidates = (waiting / "data/links/candidates/register.sssom.tsv").read_bytes()
    review.judge(review.items[0], "exact")
    (waiting / "data/links/candidates/register.sssom.tsv").write_bytes(candidates)
    again = Review(LinkSets(Project(waiting)), ["register"], WHO)
    assert [item.row["object_id"] for item in again.items] == ["ex:25", "ex:21"]
    assert ("id:bram-tolk", "ex:20") in judged(waiting)
    assert left(waiting) == {("id:bram-tolk", "ex:21"), ("id:port-selm", "ex:25")}


def test_a_review_that_is_killed_keeps_what_was_judged(waiting: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pactgraph", "--project", str(waiting), "link", "review"]
    process = subprocess.Popen(
        [*command, "--reviewer", WHO],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path)},
    )
    assert process.stdin is not None
    process.stdin.write(b"reject\n")
    process.stdin.flush()
    path = waiting / "data/links/register.sssom.tsv"
    end = time.monotonic() + 60
    while b"ex:20" not in path.read_bytes() and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    assert judged(waiting)["id:bram-tolk", "ex:20"]["predicate_modifier"] == "Not"
    assert [
        i.row["object_id"] for i in Review(LinkSets(Project(waiting)), ["register"], WHO).items
    ] == [
        "ex:25",
        "ex:21",
    ]


def test_who_judges_has_to_be_said_once(link: Link, waiting: Path, tmp_path: Path) -> None:
    ran = link("review", input="a\n")
    assert ran.exit_code == 3
    assert "nobody said who judges" in ran.stderr
    kept = tmp_path / "config" / "pactgraph" / "reviewer"
    kept.parent.mkdir(parents=True)
    kept.write_text("0000-0002-1825-0097\n")
    assert link("review", input="a\n").exit_code == 0
    assert judged(waiting)["id:bram-tolk", "ex:20"]["reviewer_id"] == WHO


@pytest.mark.parametrize(
    "text", ["", "me", "0000-0002-1825-0098", "ftp://x/y", "https://x/é y", "id:"]
)
def test_what_names_no_reviewer_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        reviewer_id(text)


def test_a_set_that_is_not_there_is_told(link: Link, waiting: Path) -> None:
    ran = link("review", "--set", "nowhere", "--reviewer", WHO)
    assert ran.exit_code == 4
    assert 'no link set "nowhere"' in ran.stderr
    assert "register" in ran.stderr


def test_nothing_to_judge_is_told(link: Link, root: Path) -> None:
    ran = link("review", "--reviewer", WHO)
    assert ran.exit_code == 0
    assert "there is no candidate to judge" in ran.stderr
