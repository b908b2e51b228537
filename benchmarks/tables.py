"""What a benchmark found, as tables in Markdown: on the terminal, and in a file if asked."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown.

    >>> print(table(["size", "s"], [["10", "0.5"]]))
    | size | s |
    | --- | --- |
    | 10 | 0.5 |
    """
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def machine() -> str:
    """Return what it was measured on, without a date."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = platform.python_version()
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {python}."


def with_results(options: argparse.ArgumentParser) -> None:
    """Add the option that says where tables, and what else is measured, are written."""
    options.add_argument("--to", type=Path, help="a folder for what is found, also printed")


def report(folder: Path | None, name: str, *parts: str) -> None:
    """Print the parts of a report, and write them to ``name``.md if there is a folder."""
    text = "\n\n".join(parts) + "\n"
    print(text, flush=True)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
