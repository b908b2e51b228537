"""Whatever befalls a store: the old graph or the new one, or it says that it is damaged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forked import quick_folder
from pactgraph.store import Store
from store_worlds import change, world

HERE = Path(__file__).parent
# More of each in a run by hand: the programs say how.
TRIALS = os.environ.get("PACTGRAPH_TRIALS", "14")
# What the operating system holds of a disk in memory that nobody else sees.
ALONE = ["unshare", "--user", "--map-root-user", "--mount"]


def told(program: str, *arguments: str, before: tuple[str, ...] = ()) -> str:
    """Return what one of the programs of trials says; fail as it does."""
    command = [*before, sys.executable, str(HERE / program), *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=quick_folder()) as name:
        yield Path(name)


def test_who_is_killed_leaves_the_old_graph_or_the_new_one() -> None:
    said = told("crash_trials.py", "--trials", TRIALS, "--seed", "5")
    counts = dict(line.split("\t") for line in said.splitlines())
    assert sum(map(int, counts.values())) == int(TRIALS)
    assert {how.split(": ")[0] for how in counts} == {"first build", "build", "change"}
    assert any("killed, old" in how for how in counts)


WAYS = ["flipped", "cut", "deleted"]


@pytest.fixture(scope="module")
def damages(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told("damage_trials.py", str(folder), *WAYS).splitlines()]


@pytest.mark.parametrize("way", WAYS)
def test_no_damage_of_any_file_gives_another_answer_or_goes_unnoticed(
    damages: list[dict[str, Any]], way: str
) -> None:
    found = [damage for damage in damages if damage["way"] == way]
    files = {damage["file"].partition("/")[2] or damage["file"] for damage in found}
    assert {"current", "manifest.json", "lines.sqlite", "rounds", "db/CURRENT"} <= files
    kinds = {Path(file).name.partition("-")[0] for file in files}
    assert {"MANIFEST", "OPTIONS", "IDENTITY"} <= kinds
    assert {Path(file).suffix for file in files} >= {".sst", ".log"}
    for damage in found:
        assert damage["answer"] == "same" or damage["answer"].startswith("refused: "), damage
        # The check names the file, whatever was read of it before.
        assert damage["file"] in [file for file, _ in damage["damage"]], damage
        if Path(damage["file"]).suffix != ".sst" and not damage["file"].endswith("rounds"):
            assert damage["answer"] != "same", damage


def can_mount() -> bool:
    return subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0


def test_where_the_system_refuses_it_is_told_and_the_store_is_as_before(folder: Path) -> None:
    place = folder / "refusals"
    place.mkdir()
    disks = can_mount()
    options = ["--disks"] if disks else []
    said = told(
        "refusal_trials.py", str(place), "--step=3", *options, before=tuple(ALONE if disks else ())
    )
    trials = [json.loads(line) for line in said.splitlines()]
    kinds = {"few files", "small files"} | ({"full disk", "read-only disk"} if disks else set())
    assert {trial["kind"] for trial in trials} == kinds
    for kind in kinds:
        assert any(t["said"] != "done" for t in trials if t["kind"] == kind), kind
    for trial in trials:
        assert trial["after"] == ("new" if trial["said"] == "done" else "old"), trial
        if trial["said"] != "done":
            assert "cannot be" in trial["said"], trial
            assert "hint: " in trial["said"], trial
        if trial["kind"] == "full disk" and trial["said"] != "done":
            assert "free some space" in trial["said"]
        if trial["kind"] != "few files":
            assert trial["read"] == "done", trial


def test_all_of_a_generation_is_on_the_disk_before_it_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "far" / "s"
    synced: dict[int, int] = {}
    fsync, replace = os.fsync, Path.replace
    switched = []

    def noted(descriptor: int) -> None:
        status = os.fstat(descriptor)
        synced[status.st_ino] = status.st_mtime_ns
        fsync(descriptor)

    def switching(self: Path, target: Path) -> Path:
        if target.name == "current":
            place = path / self.read_text().strip()
            for file in [self, path, place, *place.rglob("*")]:
                status = file.stat()
                assert synced.get(status.st_ino) == status.st_mtime_ns or file == path, file
            switched.append(place.name)
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr(Path, "replace", switching)
    Store.create(path, world("one")).close()
    for folder in (path.parent, tmp_path):
        assert folder.stat().st_ino in synced
    change(path, "one", "two")
    assert len(switched) == 2
    # The switch itself too.
    assert synced[path.stat().st_ino] >= (path / "current").stat().st_mtime_ns
