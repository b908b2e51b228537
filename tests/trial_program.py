"""What the programs of seeded trials have in common: their options, and what they tell."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from forked import quick_folder


def tell(
    description: str | None, run: Callable[[Path, int, int], Counter[str]], trials: int = 200
) -> None:
    """Read how many trials of which seed are asked for, run them, and print how they ended."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--trials", type=int, default=trials)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        for how, count in sorted(run(Path(folder), chosen.trials, chosen.seed).items()):
            print(f"{how}\t{count}")
