"""The command line: ``python -m benchmarks.corpus --articles 1000 --seed 7 --to DIR``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from .project_folder import REPOSITORY, lay_out, write_articles, write_hubs
from .shape import beside, shape_of_project


def main(arguments: Sequence[str] | None = None) -> None:
    """Write a corpus, and say how large it is and how long it took."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    options.add_argument("--articles", type=int, required=True, help="how many articles")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--to", type=Path, required=True, help="the project's folder, a new one")
    options.add_argument("--texts", type=Path, help="a folder for the texts of the articles")
    options.add_argument("--truth", type=Path, help="a file for what must be found, as JSON lines")
    options.add_argument("--shape", action="store_true", help="show its shape beside the real one")
    given = options.parse_args(arguments)
    if (given.to / "data").exists():
        options.error(f"{given.to} holds data already: what is written would mix with it")

    begun = perf_counter()
    lay_out(given.to)
    if given.texts:
        given.texts.mkdir(parents=True, exist_ok=True)
    if given.truth:
        given.truth.write_text("", encoding="utf-8")
    written = write_hubs(given.to, given.seed) + write_articles(
        given.to, given.seed, range(given.articles), texts=given.texts, truth=given.truth
    )
    print(f"{given.articles:,} articles, {written:,} quads, {perf_counter() - begun:.1f} s")
    if given.shape:
        Console().print(_shapes(given.to))


def _shapes(folder: Path) -> Table:
    table = Table("an article has", "real", "made", title="shape", title_justify="left")
    for name, real, made in beside(shape_of_project(REPOSITORY), shape_of_project(folder)):
        table.add_row(name, f"{real:.1f}", f"{made:.1f}")
    return table


if __name__ == "__main__":
    main()
