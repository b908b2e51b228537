"""The pages of stored queries: forms, tables, charts, errors, and nothing that data can inject."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest
from query_sites import HOSTILE, ask, document, own_site

from pactgraph.web.query.chart_choice import chart_of
from pactgraph.web.site import Site


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with own_site(tmp_path_factory.mktemp("own")) as made:
        yield made


class Page(HTMLParser):
    """A page read: its elements with their attributes and their text."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.source = html.decode()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


def page(site: Site, name: str, *parameters: tuple[str, str]) -> Page:
    return Page(ask(site, name, parameters, "html").body)


def test_a_form_has_a_field_for_each_parameter_and_keeps_what_was_given(site: Site) -> None:
    read = page(site, "disagreements", ("kind", "time"), ("about", "James Appathurai"))
    (kind,) = read.all("select", name="kind")
    assert kind["id"] == "field-kind"
    assert [one["value"] for one in read.all("option") if "selected" in one][:1] == ["time"]
    (about,) = read.all("input", name="about")
    assert about["value"] == "James Appathurai"
    assert "data-completion" in about
    (article,) = read.all("input", name="article")
    assert article["data-completion-class"] == "https://w3id.org/pactgraph/ontology#Article"
    labelled = {one["for"] for one in read.all("label")}
    fields = [*read.all("input"), *read.all("select")]
    assert {one["id"] for one in fields if one.get("type") != "hidden"} - {"theme"} <= labelled
    dates = page(site, "timeline").all("input", name="from")
    assert dates[0]["pattern"] == "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def test_labels_stand_for_iris_and_each_row_has_its_receipt(site: Site) -> None:
    answer = site.kg.run("contributions", contributor="Azerbaijan")
    read = page(site, "contributions", ("contributor", "Azerbaijan"))
    (table,) = read.all("table", id="answer-table")
    assert "data-sortable" in table
    heads = read.source.split('<th scope="col"')[1:]
    assert len([one for one in heads if ">contributor<" in one]) == 1
    assert not [one for one in heads if "Label" in one.partition("</th>")[0]]
    assert read.all("a", href="/page/id/kfor")
    receipts = [
        dict(parse_qsl(urlsplit(one["href"] or "").query))
        for one in read.all("a")
        if (one["href"] or "").startswith("/receipt")
    ]
    assert [one["row"] for one in receipts] == [str(row) for row in range(len(answer))]
    assert all(one["contributor"] == "Azerbaijan" for one in receipts)


def test_downloads_and_editor_keep_the_question(site: Site) -> None:
    read = page(site, "contributions", ("contributor", "Azerbaijan"), ("as-of", ""))
    links = {one["href"] for one in read.all("a")}
    for extension in ("srj", "srx", "csv", "tsv"):
        assert f"/queries/contributions.{extension}?contributor=Azerbaijan" in links
    (editor,) = (link for link in links if link and link.startswith("/editor?"))
    sparql = dict(parse_qsl(urlsplit(editor).query))["query"]
    assert sparql == site.kg.run("contributions", contributor="Azerbaijan").sparql


def test_a_missing_value_gives_the_form_and_a_wrong_one_says_what_is_near(site: Site) -> None:
    missing = ask(site, "describe", (), "html")
    assert missing.status == 200
    assert "required" in Page(missing.body).all("input", name="entity")[0]
    wrong = ask(site, "contributions", [("contributor", "Azerbajan"), ("page", "1")], "html")
    assert wrong.status == 400
    read = Page(wrong.body)
    (field,) = read.all("input", name="contributor")
    assert field["value"] == "Azerbajan"
    assert field["aria-invalid"] == "true"
    assert read.all("a", href="/queries/contributions?contributor=id%3Aazerbaijan")


def test_an_empty_answer_says_why(site: Site) -> None:
    read = page(site, "cycles", ("asOf", "2011-06-01"))
    assert "Nothing is found." in read.text
    assert "What nearly matches:" in read.text
    assert "Individual Partnership Action Plan" in read.text
    assert "--with-claims" not in read.text
    assert not read.all("table", id="answer-table")


def test_a_truth_is_told_in_a_word(own: Site) -> None:
    assert "Yes." in page(own, "yes").text
    assert "No." in page(own, "no").text


def test_a_long_answer_has_pages(site: Site) -> None:
    read = page(site, "claims", ("page", "2"))
    assert "Rows 51 to 100 of" in read.text
    links = [one["href"] for one in read.all("a") if one.get("class") == "chip"]
    assert "/queries/claims?page=3" in links
    assert "/queries/claims" in links


def test_nothing_in_data_or_parameters_becomes_markup(own: Site) -> None:
    for read in (
        page(own, "markup"),
        page(own, "echo", ("word", HOSTILE)),
        page(own, "echo", ("wrd", HOSTILE)),
        page(own, "echo", (HOSTILE, "x")),
    ):
        assert not read.all("img")
        assert not [a for _, a in read.elements if any(k.startswith("on") for k in a)]
        assert not [a for _, a in read.elements if "style" in a]
        links = [one["href"] or "" for one in read.all("a")]
        assert not [link for link in links if link.startswith(("javascript:", "data:"))]
        assert not [one for one in read.all("script") if "src" not in one]
    assert HOSTILE in page(own, "markup").text


def test_the_list_has_each_question_under_each_of_its_tags(site: Site) -> None:
    read = Page(document(site, "queries", "html").body)
    for stored in site.kg.queries.values():
        assert stored.question in read.text
        found = [one for one in read.all("a") if one["href"] == f"/queries/{stored.name}"]
        assert len(found) == len(stored.tags)


# ---- Charts ----


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("contributions", "spans"),
        ("cycles", "spans"),
        ("timeline", "columns"),
        ("counts", "bars"),
        ("personnel", "bars"),
        ("topics", "bars"),
        ("disagreements-between", "bars"),
        ("network", "bars"),
        ("describe", None),
        # Each of its bars would be as long as the others.
        ("summits", None),
    ],
)
def test_a_chart_is_chosen_by_the_columns(site: Site, name: str, kind: str | None) -> None:
    values = {"entity": "KFOR"} if name == "describe" else {}
    answer = site.kg.run(name, values=values)
    chart = chart_of(answer, site.labels)
    assert (chart.kind if chart else None) == kind
    read = page(site, name, *values.items())
    drawings = read.source.split("<svg")[1:]
    assert bool(drawings) == (kind is not None)
    for drawing in drawings:
        ElementTree.fromstring("<svg" + drawing.partition("</svg>")[0] + "</svg>")


def test_columns_count_the_rows_of_each_year(site: Site) -> None:
    answer = site.kg.run("timeline")
    chart = chart_of(answer, site.labels)
    assert chart is not None
    years = [str(row["date"])[:4] for row in answer]
    assert dict(chart.numbers) == {year: str(years.count(year)) for year in years}


def test_bars_of_one_kind_share_a_scale(site: Site) -> None:
    chart = chart_of(site.kg.run("counts"), site.labels)
    assert chart is not None
    (group,) = (one for one in chart.groups if one.name == "servicemen, level at a time")
    widths = {mark.value: mark.width for mark in group.marks}
    assert widths["exactly 94"] / widths["exactly 120"] == pytest.approx(94 / 120, rel=0.01)


def test_spans_begin_and_end_as_stated(site: Site) -> None:
    chart = chart_of(site.kg.run("contributions", operation="KFOR"), site.labels)
    # One row alone needs no chart.
    assert chart is None
    chart = chart_of(site.kg.run("contributions"), site.labels)
    assert chart is not None
    bars = {mark.title: bar for mark, bar in chart.spans}
    kfor = bars["Azerbaijan · KFOR: 1999 to 2008"]
    assert kfor.certain_x is not None
    # What began in 1999 and ended in 2008 was on for certain from the end of the one year on.
    assert kfor.x < kfor.certain_x < kfor.x + kfor.width
    assert (kfor.left, kfor.right) == (0, 0)
    since = bars["Azerbaijan · NATO missions in Afghanistan: 2002 to not said"]
    assert since.right > 0
