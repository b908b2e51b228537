"""What the documentation says of speed stands in the tables that the benchmarks wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks/results"
# `<!-- NAME.md -->`, rows of that table of the results, `<!-- -->`.
QUOTED = re.compile(r"<!-- ([\w/]+\.md) -->\n(.*?)\n<!-- -->", re.DOTALL)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCKS = [
    pytest.param(name, rows, id=f"{page.name}: {name}")
    for page in PAGES
    for name, rows in QUOTED.findall(page.read_text("utf-8"))
]


@pytest.mark.parametrize(("name", "block"), BLOCKS)
def test_a_quoted_table_is_that_of_the_benchmark(name: str, block: str) -> None:
    rows = [line for line in block.splitlines() if line.startswith("|")]
    written = (RESULTS / name).read_text("utf-8").splitlines()
    assert len(rows) > 2
    assert [row for row in rows if row not in written] == []


def test_the_readme_quotes_tables() -> None:
    assert {block.values[0] for block in BLOCKS} >= {"queries.md", "large/text_search.md"}


def test_every_block_that_begins_ends() -> None:
    for page in PAGES:
        begun = re.findall(r"<!-- [\w/]+\.md -->", page.read_text("utf-8"))
        assert len(begun) == len(QUOTED.findall(page.read_text("utf-8"))), page.name


def test_a_plot_and_its_figures_stand_beside_the_table() -> None:
    for table in RESULTS.rglob("*.md"):
        if (plot := table.with_suffix(".png")).exists():
            assert plot.stat().st_size > 0
            assert table.with_suffix(".csv").stat().st_size > 0
    assert (RESULTS / "queries.png").exists()
