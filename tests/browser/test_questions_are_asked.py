"""Stored queries, the editor, the ontology and the pages for programs, used by a person."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from served_site import fetched, fetched_json
from watched_tab import Tab

CONTRIBUTES = "SELECT ?who ?what { ?who pact:contributesTo ?what } ORDER BY ?who ?what"


def _column(page: Page, name: str) -> list[str]:
    heads = page.locator("#answer-table thead th").all_inner_texts()
    place = [head.split()[0] for head in heads].index(name) + 1
    return page.locator(f"#answer-table tbody tr > :nth-child({place})").all_inner_texts()


def test_a_query_is_found_in_the_list(tab: Tab) -> None:
    page = tab.open("/queries")
    page.get_by_role("navigation", name="Topics").get_by_role("link", name="events").click()
    expect(page.locator("#tag-events")).to_be_in_viewport()
    page.get_by_role("link", name="Summits and who attended them").first.click()
    page.wait_for_url("**/queries/summits")
    expect(page.locator("#answer-table")).to_be_visible()


def test_the_form_of_a_query_completes_and_the_answer_is_sorted_and_explained(tab: Tab) -> None:
    page = tab.open("/queries/summits")
    whole = page.locator("#answer-table tbody tr").count()
    field = page.get_by_label("Person")
    field.press_sequentially("aliye")
    page.get_by_role("option", name=re.compile("^Ilham Aliyev")).click()
    expect(field).to_have_value("Ilham Aliyev")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**person=Ilham**")
    rows = page.locator("#answer-table tbody tr")
    assert 0 < rows.count() < whole
    page.locator("#answer-table").get_by_role("button", name="place").click()
    places = _column(page, "place")
    assert places == sorted(places)
    page.locator("#answer-table").get_by_role("button", name="place").click()
    assert _column(page, "place") == places[::-1]
    expect(page.locator("#answer-table th[aria-sort=descending]")).to_have_count(1)
    rows.first.get_by_text(re.compile("passage")).click()
    expect(rows.first.locator(".passage").first).to_be_visible()
    summit = _column(page, "summit")[0]
    rows.first.get_by_role("link", name=re.compile("^Why is row")).click()
    page.wait_for_url("**/receipt?*")
    expect(page.locator("section.row")).to_contain_text(summit)


def test_a_download_holds_the_rows_of_the_page_and_of_the_api(tab: Tab, site: str) -> None:
    page = tab.open("/queries/summits?person=Ilham%20Aliyev")
    shown = page.locator("#answer-table tbody tr").count()
    link = page.get_by_role("link", name="CSV", exact=True)
    address = str(link.get_attribute("href"))
    body = fetched(site + address).decode()
    if "attachment" in _disposition(page, address):
        with page.expect_download() as started:
            link.click()
        assert Path(started.value.path()).read_text("utf-8") == body.replace("\r\n", "\n")
    told = fetched_json(f"{site}/queries/summits?person=Ilham%20Aliyev")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert len(rows) == shown
    bindings = told["results"]["bindings"]  # type: ignore[index]
    assert [{n: c["value"] for n, c in one.items()} for one in bindings] == [
        {name: value for name, value in row.items() if value} for row in rows
    ]
    assert {row["placeLabel"] for row in rows} == set(_column(page, "place"))


def test_an_answer_has_a_chart_with_its_numbers(tab: Tab) -> None:
    page = tab.open("/queries/timeline")
    figure = page.locator("figure.chart")
    bars = figure.locator("svg rect.sure")
    assert bars.count() > 3
    figure.get_by_text("The numbers of the chart").click()
    expect(figure.locator("table tbody tr").first).to_be_visible()


def test_a_wrong_value_is_told_and_the_right_one_offered(tab: Tab) -> None:
    page = tab.open("/queries/summits?person=Ilham%20Alijew", status=400)
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    alert.get_by_role("link", name="Ilham Aliyev").click()
    expect(page.locator("#answer-table")).to_be_visible()


def _disposition(page: Page, address: str) -> str:
    return page.request.get(page.url.split("/queries")[0] + address).headers.get(
        "content-disposition", ""
    )


def _write(page: Page, query: str) -> None:
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)


def test_an_example_is_taken_asked_and_explained(tab: Tab) -> None:
    page = tab.open("/editor")
    editor = page.locator(".yasqe")
    expect(editor).to_be_visible()
    expect(page.locator("#plain")).to_be_hidden()
    page.get_by_label("Examples").select_option(index=1)
    before = editor.inner_text()
    page.get_by_role("button", name="Take it").click()
    expect(editor).not_to_have_text(before)
    _write(page, CONTRIBUTES)
    page.locator(".yasqe_queryButton").click()
    rows = page.locator("table.rows tbody tr")
    expect(rows.first).to_be_visible()
    expect(rows.first.get_by_role("link", name="id:azerbaijan")).to_have_attribute(
        "href", "/page/id/azerbaijan"
    )
    second = str(rows.nth(1).locator("td").nth(1).get_by_role("link").get_attribute("title"))
    rows.nth(1).get_by_role("link", name="Why? Row 2").click()
    page.wait_for_url("**/receipt?*")
    expect(page.get_by_role("heading", name=re.compile("^Row 2 of"))).to_be_visible()
    what = page.locator("section.row dd").last.get_by_role("link").first
    assert second.endswith(str(what.get_attribute("href")).removeprefix("/page/"))


def test_the_answer_of_the_editor_is_downloaded_whole(tab: Tab) -> None:
    page = tab.open("/editor")
    _write(page, CONTRIBUTES)
    page.keyboard.press("Control+Enter")
    rows = page.locator("table.rows tbody tr")
    expect(rows.first).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Download as CSV").click()
    assert started.value.suggested_filename == "answer.csv"
    lines = Path(started.value.path()).read_text("utf-8").splitlines()
    assert lines[0] == "who,what"
    assert len(lines) == rows.count() + 1


def test_the_editor_completes_the_classes_of_the_ontology(tab: Tab) -> None:
    page = tab.open("/editor")
    _write(page, "SELECT ?x { ?x a ")
    page.keyboard.type("pact:Summ", delay=30)
    hints = page.locator(".CodeMirror-hints li")
    expect(hints.filter(has_text="pact:Summit").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".yasqe .CodeMirror-code")).to_contain_text("?x a pact:Summit")


def test_an_error_of_a_query_says_where_it_is(tab: Tab) -> None:
    page = tab.open("/editor")
    tab.expected.add(400)
    _write(page, "SELECT ?x { ?x a pact:Summit ")
    page.keyboard.press("Control+Enter")
    alert = page.locator("#editor").get_by_role("alert")
    expect(alert).to_be_visible()
    expect(alert).to_contain_text(re.compile(r"line 1"))
    _write(page, "SELECT ?x { SERVICE <http://127.0.0.1:9/> { ?x ?y ?z } }")
    page.keyboard.press("Control+Enter")
    expect(alert).to_contain_text("SERVICE")


def test_a_term_of_the_ontology_is_linked_to_and_filtered(tab: Tab) -> None:
    page = tab.open("/page/ontology#Summit")
    target = page.locator(":target")
    expect(target).to_have_id("Summit")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("asked by")
    words = page.get_by_label("Show only terms with these words")
    words.fill("contributor")
    expect(page.locator("#contributor")).to_be_visible()
    expect(page.locator("#Summit")).to_be_hidden()
    expect(page.locator("#term-count")).to_have_text(re.compile(r"^\d+ terms?$"))
    page.locator("#contributor").get_by_role("link", name="ask for all").click()
    expect(page.locator("#editor, #answer-table").first).to_be_visible()


def test_the_page_for_programs_has_examples_that_work(tab: Tab, site: str) -> None:
    page = tab.open("/api")
    told = page.get_by_label("Example for curl").first.inner_text()
    first = re.search(r'curl "([^"]+)"', told)
    assert first is not None
    assert first[1].startswith(site)
    assert fetched(first[1]).count(b"\n") > 1


def test_errors_are_pages_that_say_what_to_do(tab: Tab) -> None:
    page = tab.open("/page/id/nobody-at-all", status=404)
    expect(page.get_by_role("heading", level=1)).to_contain_text("404")
    expect(page.get_by_role("main")).to_contain_text("nobody-at-all")
    page = tab.open("/no/such/path", status=404)
    expect(page.get_by_role("heading", level=1)).to_contain_text("404")
    page = tab.open("/network?as-of=2024-99-99", status=400)
    expect(page.get_by_role("main")).to_contain_text("2024-99-99")
    page.get_by_role("link", name="pactgraph").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What was said")


def test_the_editor_knows_the_prefixes_that_the_endpoint_declares(tab: Tab) -> None:
    page = tab.open("/editor?query=SELECT%20*%20%7B%20id%3Anato%20%3Fp%20%3Fo%20%7D")
    expect(page.locator(".CodeMirror-line .cm-string-2")).to_have_text("id:nato")
    expect(page.locator(".parseErrorIcon")).to_have_count(0)
    page = tab.open("/editor?query=SELECT%20*%20%7B%20none%3Anato%20%3Fp%20%3Fo%20%7D")
    expect(page.locator(".parseErrorIcon")).to_have_count(1)
