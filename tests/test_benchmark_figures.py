"""What the README says of speed stands in the tables that the benchmarks wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks/results"
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", ["queries", "text_search"])
def test_the_tables_of_the_readme_are_those_of_the_benchmarks(name: str) -> None:
    quoted = re.search(rf"<!-- {name}\.md -->\n(.*?)\n<!-- -->", README, re.DOTALL)
    assert quoted is not None
    rows = [line for line in quoted[1].splitlines() if line.startswith("|")]
    written = (RESULTS / f"{name}.md").read_text("utf-8").splitlines()
    assert len(rows) > 2
    assert [row for row in rows if row not in written] == []


def test_every_picture_and_table_is_there() -> None:
    for name in ("queries.csv", "queries.md", "queries.png", "text_search.md"):
        assert (RESULTS / name).stat().st_size > 0
