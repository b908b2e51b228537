"""Kills what adds, revises and retracts articles, at seeded moments, and looks at what is left.

A program of its own, as ``crash_trials.py``: the store is opened in processes that are forked off.

    python tests/amendment_trials.py --trials 200 --seed 1
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from crash_trials import TOUCHES
from forked import forked, in_child
from pactgraph.amendment.amending import amend
from pactgraph.amendment.ground import Ground
from pactgraph.build import build
from pactgraph.source.project import Project
from pactgraph.store import Store
from trial_program import tell

TINY = Path(__file__).parent / "fixtures" / "tiny"

Held = frozenset[Path]
"""The files of the articles that a store holds."""


class World:
    """A project, files of its articles as they were and revised, and the stores of each choice."""

    def __init__(self, folder: Path) -> None:
        root = Path(shutil.copytree(TINY, folder / "tiny"))
        self.files: dict[str, list[Path]] = {}
        for path in Project(root).article_files:
            later = folder / "revised" / path.name
            later.parent.mkdir(exist_ok=True)
            later.write_text(path.read_text("utf-8") + "\n# read again\n", "utf-8")
            self.files[path.stem] = [path, later]
        self.project = Project(root)
        self.ground = Ground.read(self.project)
        self._folder = folder
        self._digests: dict[Held, str] = {}

    def digest(self, held: Held) -> str:
        """Return the digest of the store that a build of these files gives."""
        if held not in self._digests:
            place = self._folder / f"fresh-{len(self._digests)}"
            self._digests[held] = in_child(lambda: self._built(held, place))
        return self._digests[held]

    def _built(self, held: Held, place: Path) -> str:
        build(self.project.holding(sorted(held)), store=place)
        return digest_of(place)

    def step(self, draw: random.Random, held: Held) -> tuple[list[Path], list[str], Held]:
        """Return what to add, what to retract, and what is held afterwards."""
        slug = draw.choice(sorted(self.files))
        mine = [path for path in held if path.stem == slug]
        if mine and len(held) > 1 and draw.random() < 0.5:
            return [], [slug], held - set(mine)
        (other, *_) = [path for path in self.files[slug] if path not in held]
        return [other], [], (held - set(mine)) | {other}


def digest_of(place: Path) -> str:
    """Return the digest of a store, having looked at each byte of it."""
    with Store.open(place) as store:
        assert store.verify_digests() == [], store.verify_digests()
        files = [f"{file.display} {file.sha256}" for file in store.articles]
        return "\n".join([store.manifest.digest, *files])


def killed(
    world: World, place: Path, add: list[Path], retract: list[str], draw: random.Random
) -> bool:
    """Carry out an amendment, and kill it at some moment; return whether it was not done."""
    touch = draw.randint(1, 120) if draw.random() < 0.7 else 0
    with forked() as (is_child, child):
        if is_child:
            left = touch

            def hook(event: str, arguments: object) -> None:
                nonlocal left
                if event in TOUCHES:
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            amend(world.ground, place, add=add, retract=retract, validate=False)
    if not touch:
        time.sleep(draw.random() * 0.5)
        os.kill(child[0], signal.SIGKILL)
    _, status = os.waitpid(child[0], 0)
    assert status in (0, signal.SIGKILL), f"ended with {status}"
    return status != 0


def amended(world: World, place: Path, add: list[Path], retract: list[str]) -> str:
    """Carry out an amendment; nothing of a killed one is left in the way."""
    amend(world.ground, place, add=add, retract=retract, validate=False)
    left = sorted(entry.name.partition("-")[0] for entry in place.iterdir())
    assert left == ["current", "gen", "lock"], left
    return digest_of(place)


def run(folder: Path, trials: int, seed: int) -> Counter[str]:
    """Run the trials; return how many ended how. Raises AssertionError for a store that is lost."""
    draw = random.Random(seed)
    world, place = World(folder), folder / "store"
    held: Held = frozenset(paths[0] for paths in world.files.values())
    in_child(lambda: world._built(held, place))
    found: Counter[str] = Counter()
    for number in range(trials):
        add, retract, after = world.step(draw, held)
        done = "retract" if retract else "add"
        try:
            was_killed = killed(world, place, add, retract, draw)
            left = in_child(lambda: digest_of(place))
            assert left in (world.digest(held), world.digest(after)), "it holds something else"
            assert was_killed or left == world.digest(after), "it was done, and is not there"
            is_new = left == world.digest(after)
            how = f"{'killed' if was_killed else 'done'}, {'new' if is_new else 'old'} graph"
            found[f"{done}: {how}"] += 1
            held = after if is_new else held
            more, less, then = world.step(draw, held)
            said = in_child(lambda more=more, less=less: amended(world, place, more, less))
            assert said == world.digest(then), "what comes next is something else"
            held = then
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, trial {number} ({done}): {error}") from error
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {trials}", end="", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    tell(__doc__, run)
