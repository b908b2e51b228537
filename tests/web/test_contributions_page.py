"""Contributions: what each article states, side by side, and nothing that none states."""

from __future__ import annotations

from pathlib import Path

import pytest
from charted_worlds import Markup, hostile_site, page, told

from pactgraph.errors import BadInput, NotFound
from pactgraph.source.project import Project
from pactgraph.web.contributions.chart import chart_of
from pactgraph.web.contributions.rows import contributions_of
from pactgraph.web.site import Site
from pactgraph.web.viewed import Viewed

ARTICLE = "https://w3id.org/pactgraph/article/"
COLUMNS = ("contributor", "operation", "begin", "end", "personnel", "article", "certainty")


def rows_of(content: dict) -> list[tuple]:
    return [
        (each["contributor"], each["operation"], row["begin"], row["end"], row["personnel"],
         ARTICLE + row["article"], row["certainty"])
        for each in content["contributions"]
        for row in each["rows"]
    ]  # fmt: skip


def plain(rows: list[dict]) -> list[tuple]:
    return [
        tuple(
            str(row[name]) if name in ("begin", "end") and row[name] else row[name]
            for name in COLUMNS
        )
        for row in rows
    ]


def test_its_rows_are_those_of_the_stored_query(site: Site) -> None:
    assert rows_of(told(site, "contributions")) == plain(site.kg.run("contributions").rows)


def test_a_receipt_is_that_of_its_row_also_when_filtered(site: Site) -> None:
    for query, values in (((), {}), ((("operation", "RSM"),), {"operation": "RSM"})):
        rows = site.kg.run("contributions", **values).rows
        for each in told(site, "contributions", *query)["contributions"]:
            for row in each["rows"]:
                parts = dict(p.split("=") for p in row["receipt"].partition("?")[2].split("&"))
                of = rows[int(parts["row"])]
                assert of["operation"] == each["operation"]
                assert of["personnel"] == row["personnel"]
                assert of["article"] == ARTICLE + row["article"]
                assert [parts.get(name) for name in values] == list(values.values())


def test_numbers_are_those_that_count_a_contribution(site: Site) -> None:
    wanted = {
        (row["c"], row["v"])
        for row in site.kg.query(
            "SELECT ?c ?v { ?c pact:countOf ?of ; pact:value ?v . ?of a pact:Contribution }"
        ).rows
    }
    found = [
        (number["count"], number["value"])
        for each in told(site, "contributions")["contributions"]
        for number in each["numbers"]
    ]
    assert set(found) == wanted
    assert len(found) == len(wanted)
    assert {value for _, value in found} >= {94, 120}


def test_levels_are_steps_and_what_is_part_of_a_level_is_none(site: Site) -> None:
    found, _ = contributions_of(site, Viewed(site.kg), {"operation": "RSM"})
    chart = chart_of(found)
    assert chart is not None
    (band,) = chart.bands
    (levels,) = band.levels
    assert [step.shown for step in levels.steps] == ["94", "120"]
    before, after = levels.steps
    assert before.y > after.y
    assert before.rise_to == after.y
    # Neither article nor bounds say that one of them held on any day but by its change.
    assert before.certain_x1 is None
    assert {row.slug for row in band.said} == {
        "azernews-2020-01-21", "azernews-2020-04-13", "today-az-2022-01-18",
    }  # fmt: skip


def test_what_no_article_dates_is_not_drawn(site: Site) -> None:
    chart = chart_of(contributions_of(site, Viewed(site.kg), {})[0])
    assert chart is not None
    rows = {(band.contributed.operation_label, row.slug): row for band in chart.bands
            for row in band.said}  # fmt: skip
    undated = rows["Peace-support operations led by NATO", "azernews-2021-10-19"]
    assert undated.bar is None
    assert undated.words.startswith("no date stated")


@pytest.mark.parametrize("day", ["2012", "2019"])
def test_what_is_certain_is_possible_and_the_rest_is_told(site: Site, day: str) -> None:
    certain, possible = (
        told(site, "contributions", ("as-of", day), ("certainty", certainty))
        for certainty in ("certain", "possible")
    )
    pairs = [
        {(each["contributor"], each["operation"]) for each in content["contributions"]}
        for content in (certain, possible)
    ]
    assert pairs[0] <= pairs[1]
    with site.kg.view(as_of=day) as seen:
        assert rows_of(certain) == plain(seen.run("contributions").rows)
    every = told(site, "contributions")["contributions"]
    for content, kept in zip((certain, possible), pairs, strict=True):
        left = {one["thing"] for one in content["left_out"]}
        for each in every:
            things = {each["operation"], *(one["contribution"] for one in each["said"])}
            assert (each["contributor"], each["operation"]) in kept or things & left


def test_a_level_that_had_ended_by_the_day_is_gone(site: Site) -> None:
    content = told(site, "contributions", ("as-of", "2019"), ("certainty", "possible"))
    numbers = {n["value"] for each in content["contributions"] for n in each["numbers"]}
    assert 120 in numbers
    assert 94 not in numbers
    assert any("until January" in one["label"] for one in content["left_out"])


def test_what_is_no_date_is_refused_and_who_is_not_there_not_found(site: Site) -> None:
    for query in (("as-of", "never"), ("as-of", "2020-02-30"), ("certainty", "possible")):
        with pytest.raises(BadInput):
            told(site, "contributions", query)
    with pytest.raises(NotFound):
        told(site, "contributions", ("contributor", "Atlantis Kingdom Nowhere"))


def test_the_page_has_the_chart_and_each_row_with_its_receipt(site: Site) -> None:
    content, seen = told(site, "contributions"), Markup(page(site, "contributions"))
    hrefs, ids = set(seen.values("href")), set(seen.values("id"))
    for each in content["contributions"]:
        assert each["operationUrl"] in hrefs
        assert {row["receipt"] for row in each["rows"]} <= hrefs
    assert "contributions-chart" in ids
    assert all(href[1:] in ids for href in hrefs if href.startswith("#"))


def test_a_comparator_is_marked(tmp_path: Path, repository: Project) -> None:
    site = hostile_site(tmp_path, repository)
    with site.kg as kg:
        (each,), _ = contributions_of(site, Viewed(kg), {})
        (number,) = each.numbers
        assert number.shown == "≥ 40"
        assert each.sign_of(each.rows[0]) == "≥ "
        assert "≥ 40" in "".join(Markup(page(site, "contributions")).text)


def test_what_the_form_of_a_query_promises_is_for_programs(site: Site) -> None:
    asked = ("as-of", "2015-06-01")
    assert any("OPTIONAL" in note for note in told(site, "contributions", asked)["notes"])
    assert "OPTIONAL" not in page(site, "contributions", asked)
