"""Several who write links at once: each reads what the others wrote, and none waits for ever."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from linking_world import Link

from faulty_servers import Faulty, endpoint
from pactgraph.linking import link_lock
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.candidates import EndpointFinder
from pactgraph.linking.entity import Entity
from pactgraph.linking.link_lock import LinkLock, LinksBusy
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.reviewing import JudgedMeanwhile, Review
from pactgraph.linking.suggesting import Wish, suggest
from pactgraph.source.project import Project

WHO = "https://orcid.org/0000-0002-1825-0097"
MANY = 12


@pytest.fixture
def waiting(root: Path) -> Path:
    """Return a project with many candidates that wait."""
    sets = LinkSets(Project(root))
    rows = [
        {
            "subject_id": "id:maristan",
            "predicate_id": "skos:exactMatch",
            "object_id": f"ex:{100 + number}",
            "mapping_justification": "semapv:LexicalMatching",
            "confidence": "0.5",
        }
        for number in range(MANY)
    ]
    sets.write(sets.candidates("register").with_rows(rows))
    return root


def together(*does: Callable[[], None]) -> None:
    """Do several things at once, and raise what the first of them raises that fails."""
    failed: list[BaseException] = []

    def run(one: Callable[[], None]) -> None:
        try:
            one()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in does]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def objects(root: Path, *, judged: bool) -> list[str]:
    sets = LinkSets(Project(root))
    table = sets.judged("register") if judged else sets.candidates("register")
    return [row["object_id"] for row in table.rows if row["subject_id"] == "id:maristan"]


def test_two_reviewers_at_once_lose_no_judgement_and_make_none_twice(waiting: Path) -> None:
    done: list[str] = []

    def judging(judgement: str) -> Callable[[], None]:
        review = Review(LinkSets(Project(waiting)), ["register"], WHO)

        def judge() -> None:
            for item in review.items:
                try:
                    review.judge(item, judgement)
                except JudgedMeanwhile:
                    continue
                done.append(item.row["object_id"])

        return judge

    together(judging("exact"), judging("reject"))
    every = sorted(f"ex:{100 + number}" for number in range(MANY))
    assert sorted(done) == every
    assert sorted(objects(waiting, judged=True)) == sorted([*every, "ex:17"])
    assert objects(waiting, judged=False) == []


def test_who_waited_for_the_lock_reads_what_was_written_meanwhile(waiting: Path) -> None:
    sets = LinkSets(Project(waiting))
    one, other = (
        Review(sets, ["register"], WHO),
        Review(LinkSets(Project(waiting)), ["register"], WHO),
    )
    other.check(other.items[0])
    with sets.alone():
        judging = threading.Thread(target=other.judge, args=(other.items[1], "reject"))
        judging.start()
        one.judge(one.items[0], "exact")
        one.annotate(one.items[1], "a doubt of mine")
    judging.join()
    judged = {row["object_id"]: row for row in LinkSets(Project(waiting)).judged("register").rows}
    assert {"ex:100", "ex:101"} <= set(judged)
    assert "a doubt of mine" in judged["ex:101"]["comment"]


def test_what_is_judged_while_candidates_are_sought_stays_judged(
    waiting: Path, things: list[Entity], register: Faulty
) -> None:
    sets, others = LinkSets(Project(waiting)), LinkSets(Project(waiting))
    finder = EndpointFinder(endpoint(register.url), sets.authorities)
    maristan = [thing for thing in things if thing.label == "Maristan"]
    review = Review(others, ["register"], WHO)
    reading = threading.Event()

    class Telling(EndpointFinder):
        def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
            found = finder.find(entities)
            reading.set()
            return found

    telling = Telling(endpoint(register.url), sets.authorities)
    wish = Wish(sets=frozenset({"register"}))
    with others.alone():
        seeking = threading.Thread(
            target=suggest,
            args=(maristan, things, telling, sets, wish),
            kwargs={"today": date(2024, 5, 6)},
        )
        seeking.start()
        assert reading.wait(60)
        for item in review.items:
            review.judge(item, "reject")
    seeking.join()
    assert len(objects(waiting, judged=True)) == MANY + 1
    assert objects(waiting, judged=False) == ["ex:18"]


def test_a_reviewer_is_told_of_what_another_judged_and_goes_on(link: Link, waiting: Path) -> None:
    other = Review(LinkSets(Project(waiting)), ["register"], WHO)

    class Answers(io.BytesIO):
        """What a person types, while another judges what is shown and what comes next."""

        lines = iter([b"reject\n", b"note too late\n", b"quit\n"])

        def read1(self, size: int | None = -1) -> bytes:
            line = next(self.lines, b"")
            if line.startswith(b"note"):
                for item in other.items[1:3]:
                    other.judge(item, "exact")
            return line

    ran = link("review", "--reviewer", WHO, input=Answers())
    assert ran.exit_code == 0, ran.output
    assert ran.stderr.count("was judged meanwhile by somebody else") == 2
    assert "1 rejected; 9 are left" in ran.stderr


def test_a_lock_that_another_holds_is_told_and_nothing_is_changed(
    link: Link, waiting: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_lock, "PATIENCE", 0.05)
    before = objects(waiting, judged=False)
    with LinkSets(Project(waiting)).alone():
        ran = link("review", "--reviewer", WHO, input="reject\n")
    assert ran.exit_code == 7
    assert f"process {os.getpid()} is writing links" in ran.stderr
    assert "try again when it is done" in ran.stderr
    assert objects(waiting, judged=False) == before


def test_the_lock_is_let_go_of_whatever_happens(tmp_path: Path) -> None:
    place = tmp_path / "made" / "links.lock"
    one, other = LinkLock(place, 0.05), LinkLock(place, 0.05)
    with one.held(), one.held(), pytest.raises(LinksBusy), other.held():
        raise AssertionError("two hold it")
    with pytest.raises(KeyError), one.held():
        raise KeyError
    with other.held():
        place.unlink()
    with one.held():
        assert place.read_text("ascii") == f"process {os.getpid()}\n"
    assert place.read_text("ascii") == ""
