"""The network: it is the stored query's, on any day, and every line leads to its evidence."""

from __future__ import annotations

import pytest
from charted_worlds import Markup, page, told

from pactgraph.errors import BadInput
from pactgraph.web.network.drawing import draw
from pactgraph.web.site import Site

DAYS = ("2012", "2019")


def rows_of(content: dict) -> set[tuple]:
    return {
        (edge["source"], edge["relation"], edge["target"], edge["weight"], edge["articles"],
         edge["lines"])
        for edge in content["edges"]
    }  # fmt: skip


def test_its_edges_are_the_rows_of_the_stored_query(site: Site) -> None:
    columns = ("source", "relation", "target", "weight", "articles", "lines")
    wanted = {tuple(row[name] for name in columns) for row in site.kg.run("network").rows}
    content = told(site, "network")
    assert rows_of(content) == wanted
    assert len(content["edges"]) == len(wanted)
    ends = {edge[end] for edge in content["edges"] for end in ("source", "target")}
    assert {node["id"] for node in content["nodes"]} == ends


def test_ties_and_passages_are_those_that_the_query_counts(site: Site) -> None:
    for edge in told(site, "network")["edges"]:
        assert len(edge["ties"]) == edge["weight"]
        assert len({iri.partition("#")[0] for iri in edge["passages"]}) == edge["articles"]


def test_the_receipt_of_an_edge_is_that_of_its_row(site: Site) -> None:
    rows = site.kg.run("network").rows
    for edge in told(site, "network")["edges"]:
        parts = dict(pair.split("=") for pair in edge["receipt"].partition("?")[2].split("&"))
        assert parts["query"] == "network"
        row = rows[int(parts["row"])]
        assert (row["source"], row["relation"]) == (edge["source"], edge["relation"])
        assert row["target"] == edge["target"]


def test_ties_say_what_the_bounds_say(site: Site) -> None:
    (kfor,) = (
        edge for edge in told(site, "network")["edges"]
        if edge["relation"] == "contributes to" and edge["target"].endswith("/kfor")
    )  # fmt: skip
    (tie,) = kfor["ties"]
    (said,) = tie["said"]
    assert said["article"] == "azernews-2020-04-13"
    assert said["when"] == "1999 – 2008"


@pytest.fixture(scope="module", params=DAYS)
def day(request: pytest.FixtureRequest, site: Site) -> dict:
    views = {
        certainty: told(site, "network", ("as-of", request.param), ("certainty", certainty))
        for certainty in ("certain", "possible")
    }
    return {"day": request.param, **views}


def ties_in(content: dict) -> set[str]:
    return {tie["thing"] for edge in content["edges"] for tie in edge["ties"]}


def test_what_is_certain_is_possible_and_what_is_possible_is_stated(site: Site, day: dict) -> None:
    certain, possible, every = (
        {edge[:3] for edge in rows_of(content)}
        for content in (day["certain"], day["possible"], told(site, "network"))
    )
    assert certain <= possible <= every
    assert ties_in(day["certain"]) <= ties_in(day["possible"])


def test_a_view_is_the_stored_query_over_that_view(site: Site, day: dict) -> None:
    columns = ("source", "relation", "target", "weight", "articles", "lines")
    with site.kg.view(as_of=day["day"]) as seen:
        wanted = {tuple(row[name] for name in columns) for row in seen.run("network").rows}
        heading = seen.viewed.heading
    assert rows_of(day["certain"]) == wanted
    assert day["certain"]["view"]["heading"] == heading
    assert day["certain"]["notes"]


def test_what_a_view_left_out_is_all_that_is_missing_and_why(site: Site, day: dict) -> None:
    every = {edge["id"]: edge for edge in told(site, "network")["edges"]}.values()
    for certainty in ("certain", "possible"):
        content = day[certainty]
        left = {one["thing"]: one["reason"] for one in content["left_out"]}
        assert all(left.values())
        here = {edge[:3] for edge in rows_of(content)}
        ends = {edge[at] for edge in here for at in (0, 2)}
        assert not (set(left) - ends) & ties_in(content)
        for edge in every:
            things = {edge["source"], edge["target"], *(tie["thing"] for tie in edge["ties"])}
            present = (edge["source"], edge["relation"], edge["target"]) in here
            assert present or things & set(left)


def test_what_had_ended_or_not_begun_is_absent(site: Site) -> None:
    content = told(site, "network", ("as-of", "2012"), ("certainty", "possible"))
    contributed = {e["target"].rpartition("/")[2] for e in content["edges"]
                   if e["relation"] == "contributes to"}  # fmt: skip
    assert "isaf" in contributed
    assert not {"kfor", "rsm"} & contributed


def test_filters_keep_what_fits(site: Site) -> None:
    every = told(site, "network")
    kinds = {node["id"]: node["kind"] for node in every["nodes"]}
    some = told(site, "network", ("kind", "person"), ("kind", "office"))
    assert [e["id"] for e in some["edges"]] == [
        e["id"] for e in every["edges"]
        if {kinds[e["source"]], kinds[e["target"]]} <= {"person", "office"}
    ]  # fmt: skip
    member = told(site, "network", ("relation", "member of"))
    assert {edge["relation"] for edge in member["edges"]} == {"member of"}
    assert len(member["edges"]) == sum(e["relation"] == "member of" for e in every["edges"])


@pytest.mark.parametrize(
    "query",
    [("as-of", "yesterday"), ("as-of", "2020-02-30"), ("known-by", "20"), ("kind", "ships"),
     ("relation", "hates")],
)  # fmt: skip
def test_what_is_no_date_kind_or_relation_is_refused(site: Site, query: tuple[str, str]) -> None:
    with pytest.raises(BadInput):
        told(site, "network", query)


def test_a_day_before_everything_is_an_empty_network_and_still_a_page(site: Site) -> None:
    html = page(site, "network", ("known-by", "1900"))
    assert "nothing is tied" in html
    assert "the certain graph known by 1900-12-31" in html


def test_the_page_has_the_drawing_and_the_table(site: Site) -> None:
    content, seen = told(site, "network"), Markup(page(site, "network"))
    ids, hrefs = set(seen.values("id")), set(seen.values("href"))
    for edge in content["edges"]:
        assert edge["id"] in ids
        assert edge["receipt"] in hrefs
    for node in content["nodes"]:
        assert node["url"] in hrefs
    assert all(href[1:] in ids for href in hrefs if href.startswith("#"))


def test_the_drawing_is_the_same_each_time_and_no_label_covers_another(site: Site) -> None:
    content = told(site, "network")
    edges = [(e["source"], e["target"], e["relation"], e["weight"]) for e in content["edges"]]
    labels = {node["id"]: node["label"] for node in content["nodes"]}
    kinds = {node["id"]: node["kind"] for node in content["nodes"]}
    one, two = draw(edges, labels, kinds), draw(list(reversed(edges)), labels, kinds)
    assert [(n.iri, n.x, n.y) for n in one.nodes] == [(n.iri, n.x, n.y) for n in two.nodes]
    assert len({(n.x, n.y) for n in one.nodes}) == len(one.nodes)
    for at, node in enumerate(one.nodes):
        assert 0 <= node.y <= one.height
        for other in one.nodes[at + 1 :]:
            apart = abs(node.y - other.y) > 20 or abs(node.x - other.x) > 20
            assert apart, (node.label, other.label)
