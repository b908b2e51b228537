"""Kills an ingest and its workers, at seeded moments, and looks at what is left each time.

A program of its own, as ``crash_trials.py``: each ingest is forked off, and starts workers of its
own. Most are forked too, which costs a sixth of what starting them as a user does.

    python tests/ingest_trials.py --trials 200 --seed 1
"""

from __future__ import annotations

import ctypes
import json
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, ClassVar, Final

import dask
import distributed.nanny
from distributed.process import AsyncProcess

import pactgraph.ingest.ingesting
from amendment_trials import digest_of
from crash_trials import TOUCHES
from forked import forked, in_child
from ingest_world import IngestWorld
from pactgraph.errors import NotFound
from pactgraph.ingest import scheduling
from pactgraph.ingest.checking import Batch, check_batch
from pactgraph.ingest.ingesting import ingest
from pactgraph.ingest.outcome import Outcome
from pactgraph.rebuilding import rebuild
from store_worlds import NOTHING
from trial_program import tell

BATCH: Final = 1
STARTING, CHECKING, GATHERING, STORING = "starting", "checking", "gathering", "storing"
DONE: Final = "done"
PHASES: Final = {"read what was checked": GATHERING, "store": STORING}
"""The phases that begin when an ingest tells of these steps; checking does with a worker's work."""
CHECK_TOUCHES: Final = 6 * BATCH
"""How often a worker touches the work folder for a batch."""
METHOD: Final = "distributed.worker.multiprocessing-method"
SPAWNED: Final = 0.1
"""The share of ingests whose workers are started as a user starts them."""
SET_CHILD_SUBREAPER: Final = 36  # linux/prctl.h
END_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Moment:
    """When an ingest is killed.

    In a ``phase``, before it touches a file for the nth time (while it checks: before the worker
    of the article ``victim`` does), or some ``seconds`` after it began. ``alone`` tells that the
    workers are not killed with it, and the next one ``overtakes`` them if it does not wait for
    them to end.
    """

    phase: str
    touch: int
    seconds: float
    victim: str
    alone: bool
    overtakes: bool

    @classmethod
    def drawn(cls, draw: random.Random, slugs: Sequence[str], usual: Heard) -> Moment:
        """Draw one; ``usual`` is what was heard of an ingest that was left alone."""
        phase = draw.choice([STARTING, CHECKING, GATHERING, STORING])
        # By a touch every step of ours is met, by time what goes on between them.
        alone = draw.random() < 0.4
        is_timed = phase == STARTING or draw.random() < 0.4
        most = CHECK_TOUCHES if phase == CHECKING else usual.touches[phase]
        # The same draws follow, however often this machine touches them.
        touch = 1 + int(draw.random() * most)
        return cls(
            phase,
            0 if is_timed else touch,
            draw.random() * usual.seconds(phase),
            draw.choice(slugs),
            alone,
            alone and draw.random() < 0.5,
        )

    def kill(self, leader: int) -> None:
        """Kill the ingest, and its workers unless it is to die alone."""
        (os.kill if self.alone else os.killpg)(leader, signal.SIGKILL)


NEVER: Final = Moment("never", 0, 0.0, "", alone=False, overtakes=False)


@dataclass
class Heard:
    """What an ingest told of itself, in lines of a file: it can be killed at any of them."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    touches: dict[str, int] = field(default_factory=dict)
    """How often it touched files, by phase; told at the end."""

    def hear(self, line: str) -> None:
        kind, what = line.split(" ", 1)
        if kind == "outcome":
            outcome = Outcome.read(what)
            self.outcomes[outcome.article] = outcome
        elif kind == "phase":
            self.began[what.strip()] = time.monotonic()
        else:
            self.touches = json.loads(what)
            self.began[DONE] = time.monotonic()

    @property
    def phase(self) -> str:
        """The last phase that began."""
        return list(self.began)[-1] if self.began else ""

    def seconds(self, phase: str) -> float:
        """Return how long a phase took, of an ingest that is done."""
        (later, *_) = [began for began in self.began.values() if began > self.began[phase]]
        return later - self.began[phase]


class ForkedWorker(AsyncProcess):
    """A worker's process, forked off, that holds nothing which keeps another one alive.

    A worker ends when the pipe to its parent is closed. One that is forked inherits the pipes of
    those beside it: two of them would wait for each other after their parent's death. Those that
    are started as a user starts them inherit nothing.
    """

    lock = threading.Lock()
    pipes: ClassVar[list[Connection]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        with self.lock:
            super().__init__(*args, **kwargs)
            self.pipes.append(self._keep_child_alive)

    @classmethod
    def take_place(cls) -> None:
        """Have the workers of this process be such from now on."""
        distributed.nanny.AsyncProcess = cls
        os.register_at_fork(
            before=cls.lock.acquire,
            after_in_parent=cls.lock.release,
            after_in_child=cls.let_go,
        )

    @classmethod
    def let_go(cls) -> None:
        """Close the pipes in the child."""
        for pipe in cls.pipes:
            pipe.close()
        cls.lock.release()


def dying(moment: Moment, leader: int, batch: Batch) -> list[Outcome]:
    """Check a batch; if it is that of the victim, kill the ingest on the way."""
    left = moment.touch

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in TOUCHES and str(arguments[0]).startswith(batch.work):
            left -= 1
            if left == 0:
                moment.kill(leader)

    if moment.phase == CHECKING and any(Path(p).stem == moment.victim for p, _ in batch.files):
        sys.addaudithook(hook)
    return check_batch(batch)


def carried_out(world: IngestWorld, number: int, place: Path, told: Path, moment: Moment) -> None:
    """Ingest a folder in this process, which leads a group, and tell of it in a file."""
    os.setpgid(0, 0)
    touches = Counter[str]()
    phase = ""
    out = told.open("a", encoding="utf-8", buffering=1)

    def begin(name: str) -> None:
        nonlocal phase
        if name != phase:
            phase = name
            out.write(f"phase {phase}\n")

    def tell(outcome: Outcome) -> None:
        if phase == STARTING:
            begin(CHECKING)
        out.write(f"outcome {outcome.text()}\n")

    def step(name: str, done: float | None) -> None:
        begin(PHASES.get(name, phase))

    def hook(event: str, arguments: object) -> None:
        if event in TOUCHES:
            touches[phase] += 1
            if phase in PHASES.values() and (phase, touches[phase]) == (moment.phase, moment.touch):
                moment.kill(os.getpid())

    begin(STARTING)
    if dask.config.get(METHOD) == "fork":
        ForkedWorker.take_place()
    sys.addaudithook(hook)
    scheduling.check_batch = partial(dying, moment, os.getpid())
    pactgraph.ingest.ingesting._BATCH = BATCH
    texts = world.project.root / "texts"
    folder = world.folders[number]
    ingest(
        folder,
        world.project,
        place,
        texts=texts,
        workers=2,
        validate=False,
        tell=tell,
        progress=step,
    )
    out.write(f"touches {json.dumps(touches)}\n")


def ingested(world: IngestWorld, number: int, place: Path, moment: Moment) -> tuple[Heard, bool]:
    """Ingest a folder; return what was heard, and whether it was killed before it was done."""
    heard = Heard()
    told = place.with_name("told")
    told.write_text("", "utf-8")
    with forked() as (is_child, child):
        if is_child:
            carried_out(world, number, place, told, moment)
    with told.open(encoding="utf-8") as lines:
        while (ended := os.waitpid(child[0], os.WNOHANG)) == (0, 0):
            for line in lines:
                heard.hear(line)
            if not moment.touch and heard.phase == moment.phase:
                time.sleep(moment.seconds)
                moment.kill(child[0])
                ended = os.waitpid(child[0], 0)
                break
            time.sleep(0.002)
        for line in lines:
            heard.hear(line)
    assert ended[1] in (0, signal.SIGKILL), f"ended with {ended[1]}"
    return heard, ended[1] != 0


def all_ended() -> None:
    """Wait for whoever a killed ingest left behind, children of this process now."""
    until = time.monotonic() + END_SECONDS
    try:
        while time.monotonic() < until:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
    except ChildProcessError:
        return
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text("ascii").split():
            # It would hold the pipes of this process open, and whoever reads them would wait.
            os.kill(int(child), signal.SIGKILL)
    raise AssertionError("a process of it is left")


def noted(work: Path) -> set[str]:
    """Return the articles whose check is whole in a work folder."""
    notes = [json.loads(note.read_text("utf-8")) for note in work.glob("*/*.json")]
    return {
        note["article"]
        for note in notes
        if note["checked"] is None or (work / note["checked"]).is_file()
    }


def held(place: Path) -> str:
    """Return what a store holds, having looked at each byte of it."""
    try:
        return digest_of(place)
    except NotFound:
        return NOTHING


def rebuilt(world: IngestWorld, place: Path) -> str:
    """Restore a store from its files; return what it holds then."""
    found = rebuild(world.project, place)
    assert found.is_known_same
    assert found.damage == ()
    return held(place)


def run(folder: Path, trials: int, seed: int) -> Counter[str]:
    """Run the trials; return how many ended how. Raises AssertionError for a store that is lost."""
    # Whoever is orphaned becomes a child of this process, and so cannot be overlooked.
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
    draw = random.Random(seed)
    world, place = IngestWorld(folder), folder / "stores" / "store"
    place.parent.mkdir()
    work = place.with_name(f"{place.name}.ingest")
    for number in (1, 0):
        # What one loads is at hand for the next.
        usual, _ = ingested(world, number, place, NEVER)
    state = world.digests[0]
    found: Counter[str] = Counter()
    for trial in range(trials):
        if draw.random() < 0.2:
            shutil.rmtree(place)
            state = NOTHING
        number = trial % 2 if state == NOTHING else 1 - world.digests.index(state)
        moment = Moment.drawn(draw, world.slugs(number), usual)
        method = "spawn" if draw.random() < SPAWNED else "fork"
        shutil.rmtree(work, ignore_errors=True)
        try:
            with dask.config.set({METHOD: method}):
                how = killed_once(world, number, place, moment, state)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}, trial {trial} ({moment}): {error}") from error
        found[how] += 1
        state = world.digests[number]
        if sys.stderr.isatty():
            print(f"\r{trial + 1} of {trials}", end="", file=sys.stderr, flush=True)
    return found


def killed_once(world: IngestWorld, number: int, place: Path, moment: Moment, state: str) -> str:
    """Kill an ingest, look at what is left, and go on; return how it ended."""
    after, work = world.digests[number], place.with_name(f"{place.name}.ingest")
    heard, was_killed = ingested(world, number, place, moment)
    if not moment.overtakes:
        all_ended()
    left = in_child(lambda: held(place))
    assert left in (state, after), "it holds something else"
    if left and moment.alone:
        assert in_child(lambda: rebuilt(world, place)) == left, "it is restored as something else"
    assert was_killed or left == after, "it was done, and is not there"
    before = noted(work)
    assert before >= heard.outcomes.keys() or left == after, "what was told is not kept"
    again, _ = ingested(world, number, place, NEVER)
    all_ended()
    assert again.outcomes.keys() == set(world.slugs(number))
    kept = {slug for slug, outcome in again.outcomes.items() if outcome.kept}
    assert kept >= before, f"{len(before)} were checked, {len(kept)} kept"
    assert kept == before or moment.overtakes, "it says kept of what was not checked"
    assert in_child(lambda: held(place)) == after, "what comes next is something else"
    phase = moment.phase if moment.touch else heard.phase
    graph = "new" if left == after else "old" if left else "no"
    who = "" if not was_killed else " alone" if moment.alone else " with its workers"
    return f"{phase}: {'killed' if was_killed else 'done'}{who}, {graph} graph"


if __name__ == "__main__":
    tell(__doc__, run)
