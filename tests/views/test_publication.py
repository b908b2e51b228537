from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from views_worlds import built, published

from pactgraph.views.publication import Publication
from pactgraph.views.whole import Whole

YEAR = [
    'id:cycle a pact:Cycle ; pact:firstYear "2018"^^xsd:gYear ; pact:lastYear "2019"^^xsd:gYear .'
]


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Publication]:
    graph = built(
        tmp_path,
        {
            "day": (published("2020-04-13"), []),
            "month": (published("2020-04"), []),
            "timed": ('<> schema:datePublished "2020-04-13T22:00:00"^^xsd:dateTime .', []),
            "undated": ("<> pact:writtenDuring id:cycle ; pact:datedBy <#char=0,9> .", YEAR),
            "silent": ("", []),
        },
    )
    return Whole(lambda: graph).publications


@pytest.mark.parametrize(
    ("day", "certain", "possible"),
    [
        ("2017-12-31", [], ["silent"]),
        ("2018-01-01", [], ["silent", "undated"]),
        ("2019-12-31", ["undated"], ["silent"]),
        ("2020-04-12", ["undated"], ["month", "silent"]),
        ("2020-04-13", ["day", "timed", "undated"], ["month", "silent"]),
        ("2020-04-30", ["day", "month", "timed", "undated"], ["silent"]),
    ],
)
def test_an_article_is_out_by_its_date_or_its_bounds_of_writing(
    found: dict[str, Publication], day: str, certain: list[str], possible: list[str]
) -> None:
    said = {slug: p.by(date.fromisoformat(day)).value for slug, p in found.items()}
    assert sorted(slug for slug, value in said.items() if value == "certain") == certain
    assert sorted(slug for slug, value in said.items() if value == "possible") == possible


def test_a_publication_is_told_by_what_is_known_of_it(found: dict[str, Publication]) -> None:
    assert {str(publication) for publication in found.values()} == {
        "day of 2020-04-13",
        "month of 2020-04",
        "timed of 2020-04-13",
        "undated (undated, written not before 2018-01-01 and not after 2019-12-31)",
        "silent (undated)",
    }
