"""The timeline: nothing that has a time is lost, and nothing is drawn as dated that is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from charted_worlds import Markup, assert_harmless, hostile_site, page, told

from pactgraph.errors import BadInput, NotFound
from pactgraph.reasoning.bounds import Bounds
from pactgraph.source.project import Project
from pactgraph.web.site import Site
from pactgraph.web.timeline.axis import TimeAxis, named_days

SIDES = ("beginNotBefore", "beginNotAfter", "endNotBefore", "endNotAfter")
BASE = "https://w3id.org/pactgraph/"


def test_every_thing_with_bounds_is_on_the_timeline_or_listed_as_undated(site: Site) -> None:
    rows = site.kg.query(
        "SELECT ?thing ?article ?a ?b ?c ?d { ?x pact:boundsOf ?thing ; pact:boundsIn ?article "
        + "".join(
            f"OPTIONAL {{ ?x pact:{side} ?{name} }} "
            for side, name in zip(SIDES, "abcd", strict=True)
        )
        + "}"
    ).rows
    wanted = {
        (
            *(row["thing"], str(row["article"]).rpartition("/")[2]),
            *(str(row[name]) if row[name] else None for name in "abcd"),
        )
        for row in rows
    }
    content = told(site, "timeline")
    found = [
        (item["thing"], article["slug"], *(item["bounds"][side] for side in SIDES))
        for item in content["items"] + content["undated"]
        for article in item["articles"]
    ]
    assert len(found) == len(wanted)
    assert set(found) == wanted


def test_dated_is_what_more_than_the_day_of_writing_places(site: Site) -> None:
    content = told(site, "timeline")
    known = ("beginNotBefore", "endNotBefore", "endNotAfter")
    assert all(any(item["bounds"][side] for side in known) for item in content["items"])
    assert not any(item["bounds"][side] for item in content["undated"] for side in known)
    assert not any(item["stated"] for item in content["undated"])


def test_stated_dates_are_the_stored_query_s_and_keep_their_precision(site: Site) -> None:
    wanted = {
        (row["what"], row["moment"], str(row["date"]), row["precision"], row["article"])
        for row in site.kg.run("timeline").rows
    }
    found = {
        (item["thing"], one["moment"], one["date"], one["precision"],
         BASE + "article/" + one["article"])
        for item in told(site, "timeline")["items"]
        for one in item["stated"]
    }  # fmt: skip
    assert found == wanted
    assert {len(one[2]) for one in found} == {4, 7, 10}


def test_each_stated_date_has_the_receipt_of_its_row(site: Site) -> None:
    rows = site.kg.run("timeline").rows
    for item in told(site, "timeline")["items"]:
        for one in item["stated"]:
            _, _, query = one["receipt"].partition("?")
            parts = dict(pair.split("=") for pair in query.split("&"))
            row = rows[int(parts["row"])]
            assert (parts["query"], row["what"]) == ("timeline", item["thing"])
            assert (str(row["date"]), row["moment"]) == (one["date"], one["moment"])


def test_certain_days_are_those_after_the_begin_and_before_the_end(site: Site) -> None:
    (kfor,) = (
        one for one in told(site, "timeline")["items"] if one["label"] == "Azerbaijan in KFOR"
    )
    assert kfor["bounds"] == {
        "beginNotBefore": "1999-01-01", "beginNotAfter": "1999-12-31",
        "endNotBefore": "2008-01-01", "endNotAfter": "2008-12-31",
    }  # fmt: skip
    assert kfor["certain"] == ["1999-12-31", "2008-01-01"]
    assert kfor["when"] == "1999 – 2008"


def test_every_item_stands_on_passages_that_can_be_followed(site: Site) -> None:
    content = told(site, "timeline")
    for item in content["items"] + content["undated"]:
        assert item["passages"]
        for iri in item["passages"]:
            assert content["passages"][iri]["url"].startswith("/page/article/")


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        (("kind", "cycles"), lambda item: item["lane"] == "cycles"),
        (
            ("article", "azernews-2020-01-21"),
            lambda item: "azernews-2020-01-21" in [one["slug"] for one in item["articles"]],
        ),
        (
            ("from", "2016"),
            lambda item: (item["bounds"]["endNotAfter"] or "9999") >= "2016-01-01",
        ),
        (
            ("to", "1994-05"),
            lambda item: (item["bounds"]["beginNotBefore"] or "0000") <= "1994-05-31",
        ),
    ],
)  # fmt: skip
def test_a_filter_keeps_all_that_fits_and_nothing_else(site: Site, query, holds) -> None:
    every = told(site, "timeline")
    some = told(site, "timeline", query)
    for part in ("items", "undated"):
        wanted = [item["thing"] for item in every[part] if holds(item)]
        assert [item["thing"] for item in some[part]] == wanted
    assert 0 < len(some["items"]) < len(every["items"])


def test_about_keeps_the_thing_and_what_it_takes_part_in(site: Site) -> None:
    content = told(site, "timeline", ("about", "KFOR"))
    things = {item["label"] for item in content["items"] + content["undated"]}
    assert {"Azerbaijan in KFOR", "KFOR"} <= things
    assert "NATO summit in Lisbon, 2010" not in things


def test_what_is_not_certain_on_the_day_is_not_in_the_certain_view(site: Site) -> None:
    day = "2012"
    certain, possible = (
        {item["thing"] for part in ("items", "undated") for item in told(
            site, "timeline", ("as-of", day), ("certainty", certainty))[part]}
        for certainty in ("certain", "possible")
    )  # fmt: skip
    assert certain < possible
    assert BASE + "id/azerbaijan-isaf-contribution" in certain
    assert BASE + "id/azerbaijan-rsm-contribution" not in possible


@pytest.mark.parametrize(
    "query",
    [("from", "soon"), ("to", "2020-13"), ("as-of", "2020-02-30"), ("kind", "wars"),
     ("certainty", "possible")],
)  # fmt: skip
def test_what_is_no_date_and_no_kind_is_refused(site: Site, query: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        told(site, "timeline", query)


def test_what_is_not_there_is_not_found(site: Site) -> None:
    for query in (("about", "Atlantis Council of Nowhere"), ("article", "no-such-article")):
        with pytest.raises(NotFound):
            told(site, "timeline", query)


def test_the_page_works_without_scripts(site: Site) -> None:
    content, seen = told(site, "timeline"), Markup(page(site, "timeline"))
    ids = set(seen.values("id"))
    assert {item["id"] for item in content["items"] + content["undated"]} <= ids
    drawn = "".join(seen.text)
    assert "Azerbaijan in KFOR" in drawn
    assert seen.tags.count("h1") == 1
    assert [href for href in seen.values("href") if href.startswith("#y")]
    assert all(href[1:] in ids for href in seen.values("href") if href.startswith("#"))


def test_hostile_labels_are_text(tmp_path: Path, repository: Project) -> None:
    site = hostile_site(tmp_path, repository)
    with site.kg:
        for route in ("timeline", "network", "contributions"):
            assert_harmless(page(site, route))


def test_a_bar_is_certain_only_within_what_is_possible() -> None:
    axis = TimeAxis(date(1990, 1, 1), date(2022, 12, 31), 100, 1000)
    days = [None, date(1992, 3, 1), date(1992, 3, 31), date(2014, 1, 1), date(2022, 1, 18)]
    for first in days:
        for begun in days:
            for held in days:
                for last in days:
                    bounds = Bounds(first, begun, held, last)
                    bar = axis.bar(bounds)
                    if bounds.empty or bar is None:
                        assert bounds.empty or not named_days(bounds)
                        continue
                    assert (bar.left > 0) == (first is None)
                    assert (bar.right > 0) == (last is None)
                    assert bar.x >= 100
                    assert bar.x + bar.width <= 1000.1
                    if bar.certain_x is not None and bar.certain_width is not None:
                        assert bar.x <= bar.certain_x
                        assert bar.certain_x + bar.certain_width <= bar.x + bar.width + 0.2
