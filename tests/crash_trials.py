"""Kills what writes a store, at seeded moments, and looks at what is left each time.

A program of its own: it forks the process that is killed and the one that looks, and never
opens a store itself, so that each trial starts at once and from the same state.

    python tests/crash_trials.py --trials 300 --seed 1
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from forked import forked, in_child
from store_worlds import NOTHING, Operation, build, change, state_of
from trial_program import tell

# What Python tells of as it touches the file system: a killed process ends before it happens.
TOUCHES = frozenset(
    {"open", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate"}
    | {"shutil.copyfile", "shutil.rmtree", "sqlite3.connect", "fcntl.flock"}
)


OPERATIONS: dict[str, Operation] = {"first build": build, "build": build, "change": change}


def touches_of(operation: Operation, path: Path, before: str, after: str) -> tuple[int, float]:
    """Return how often an operation touches the file system, and how many seconds it takes."""

    def work() -> str:
        count = 0

        def hook(event: str, arguments: object) -> None:
            nonlocal count
            count += event in TOUCHES

        sys.addaudithook(hook)
        began = time.monotonic()
        operation(path, before, after)
        return f"{count} {time.monotonic() - began}"

    count, seconds = in_child(work).split()
    return int(count), float(seconds)


def killed(
    operation: Operation, path: Path, before: str, after: str, *, touch: int, seconds: float
) -> bool:
    """Kill an operation before it touches the file system for the nth time, or after a while.

    Returns whether it was killed before it was done.
    """
    with forked() as (is_child, child):
        if is_child:
            left = touch

            def hook(event: str, arguments: object) -> None:
                nonlocal left
                left -= event in TOUCHES
                if left == 0 and event in TOUCHES:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.addaudithook(hook)
            operation(path, before, after)
    if not touch:
        time.sleep(seconds)
        os.kill(child[0], signal.SIGKILL)
    _, status = os.waitpid(child[0], 0)
    assert status in (0, signal.SIGKILL), f"ended with {status}"
    return status != 0


def run(folder: Path, trials: int, seed: int) -> Counter[str]:
    """Run the trials; return how many ended how. Raises AssertionError for a store that is lost."""
    path = folder / "s"
    draw = random.Random(seed)
    measured = {}
    state = NOTHING
    for name, operation in OPERATIONS.items():
        after = f"measured-{name.replace(' ', '-')}"
        measured[name] = touches_of(operation, path, state, after)
        state = after
    found: Counter[str] = Counter()
    for number in range(trials):
        name = draw.choice(list(OPERATIONS))
        touches, seconds = measured[name]
        # By a touch every step of ours is met, by time what the engine does between them.
        touch = draw.randint(1, touches) if draw.random() < 0.5 else 0
        moment = draw.random() * seconds
        after = f"trial-{number}"
        if name == "first build":
            path, state = path.with_name(f"store-{number}"), NOTHING
        try:
            was_killed = killed(OPERATIONS[name], path, state, after, touch=touch, seconds=moment)
            left = in_child(lambda place=path: state_of(place))
            assert left in (state, after), f"it holds {left or 'nothing'}"
            assert was_killed or left == after, "it was done, and is not there"
            how = "new" if left == after else "old" if left else "no"
            found[f"{name}: {'killed' if was_killed else 'done'}, {how} graph"] += 1
            state = in_child(
                lambda place=path, left=left, n=number: go_on(place, left, f"then-{n}")
            )
        except AssertionError as error:
            raise AssertionError(
                f"seed {seed}, trial {number} ({name}, touch {touch} of {touches},"
                f" {moment:.4f} s): {error}"
            ) from error
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {trials}", end="", file=sys.stderr, flush=True)
    return found


def go_on(path: Path, before: str, after: str) -> str:
    """Write what comes next; what the killed process left behind is gone then."""
    (build if before == NOTHING else change)(path, before, after)
    left = sorted(entry.name.partition("-")[0] for entry in path.iterdir())
    assert left == ["current", "gen", "lock"], left
    return state_of(path)


if __name__ == "__main__":
    tell(__doc__, run, 300)
