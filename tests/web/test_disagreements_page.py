"""The pages of disagreements: all sides with their words, filters, and who stands against whom."""

from __future__ import annotations

from collections import Counter
from urllib.parse import parse_qsl, urlsplit

import pytest
from site_worlds import (
    Page,
    ask,
    assert_harmless,
    assert_well_made,
    page,
)
from why_worlds import followed, shared_link

from pactgraph.disagreement.finding import Kind, Severity
from pactgraph.disagreement.reading import read_findings
from pactgraph.errors import BadInput, NotFound
from pactgraph.evidence import passage_notes
from pactgraph.model.passages import slug_of
from pactgraph.web.disagreement.findings import opposed_pairs
from pactgraph.web.site import Site


def disagreements(site: Site, *query: tuple[str, str]) -> Page:
    """Return the page, which is well made and harmless."""
    found = page(site, "disagreements", *query)
    assert_well_made(found)
    assert_harmless(found)
    return found


def shown_findings(found: Page) -> set[str]:
    """Return the names of the findings that a page has a card of."""
    cards = [one for one in found.all("article") if "finding" in str(one.get("class"))]
    return {str(one["id"]) for one in cards}


def stored(site: Site, **values: str) -> set[str]:
    """Return the names of the findings that the stored query finds."""
    rows = site.kg.run("disagreements", values=values).rows
    return {str(row["finding"]).rpartition("/")[2] for row in rows}


def test_every_finding_is_shown_with_the_words_and_voices_of_every_side(site: Site) -> None:
    found = disagreements(site)
    text = " ".join(found.text.split())
    every = read_findings(site.kg.engine)
    assert shown_findings(found) == stored(site) == {one.iri.rpartition("/")[2] for one in every}
    grave = sum(one.severity is Severity.CONTRADICTION for one in every)
    plural = "" if grave == 1 else "s"
    assert (
        f"{len(every)} disagreements: {grave} contradiction{plural}, "
        f"{len(every) - grave} only to check." in text
    )
    notes = passage_notes(site.kg.engine, {i for o in every for i in o.passages}, site.kg.texts)
    for one in every:
        assert one.gist in text
        assert site.urls.disagreement(one.iri) in found.links
        for iri in one.passages:
            assert site.urls.page(iri) in found.links
            assert (notes[iri].words or notes[iri].anchor or "") in text
        for said in one.statements:
            assert all(speaker.label in text for speaker in said.speakers)
            assert said.value.label in text
        assert one.reconciliation is None or one.reconciliation in text
        assert all(judgement.label in text for judgement in one.judgements)


def test_they_come_by_severity_and_kind(site: Site) -> None:
    headings = [h for h in ("Contradiction", "To check") if h in disagreements(site).text]
    every = read_findings(site.kg.engine)
    assert len(headings) == len({one.severity for one in every})
    text = disagreements(site).text
    places = [text.index(f"{one.gist}") for one in every]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "values",
    [
        *({"kind": kind.value} for kind in Kind),
        *({"severity": severity.value} for severity in Severity),
        {"article": "azernews-2021-10-19"},
        {"kind": "time", "severity": "to-check"},
        {"kind": "time", "article": "today-az-2022-01-18"},
        {"about": "James Appathurai"},
        {},
    ],
)
def test_the_filters_leave_what_the_stored_query_leaves(site: Site, values: dict[str, str]) -> None:
    given = {name: f"article:{v}" if name == "article" else v for name, v in values.items()}
    found = shown_findings(disagreements(site, *values.items()))
    # About a thing, the page also finds what the thing takes part in.
    assert found >= stored(site, **given) if "about" in values else found == stored(site, **given)


def test_the_filters_stay_in_the_form(site: Site) -> None:
    found = disagreements(site, ("kind", "time"), ("severity", "to-check"), ("about", "NATO"))
    chosen = {str(one.get("value")) for one in found.all("option") if "selected" in one}
    assert {"time", "to-check"} <= chosen
    assert "NATO" in [one.get("value") for one in found.all("input")]
    assert "Show all" in found.text


def test_the_matrix_counts_what_the_stored_query_counts(site: Site) -> None:
    wanted: Counter[tuple[str, str]] = Counter()
    for row in site.kg.run("disagreements-between").rows:
        pair = (slug_of(str(row["article"])), slug_of(str(row["otherArticle"])))
        wanted[min(pair), max(pair)] += int(str(row["disagreements"]))
    assert opposed_pairs(read_findings(site.kg.engine)) == wanted
    found = disagreements(site)
    cells = [one for one in found.all("a") if " and " in str(one.get("aria-label", ""))
             and str(one["href"]).startswith("/disagreements?article=")]  # fmt: skip
    assert len(cells) == 2 * len(wanted)
    for cell in cells[:: len(cells) // 4]:
        pair = [value for _, value in parse_qsl(urlsplit(str(cell["href"])).query)]
        number = wanted[min(pair), max(pair)]
        assert str(cell["aria-label"]).startswith(f"{number},")
        assert len(shown_findings(followed(site, str(cell["href"])))) == number


def test_each_finding_has_a_page_of_its_own_that_can_be_shared(site: Site) -> None:
    for one in read_findings(site.kg.engine):
        name = one.iri.rpartition("/")[2]
        found = page(site, "disagreement_page", path={"name": name})
        assert_well_made(found)
        assert_harmless(found)
        assert one.gist in found.text
        assert one.rule in found.text
        assert all(site.urls.page(iri) in found.links for iri in one.passages)
        assert followed(site, shared_link(found)).text == found.text


def test_the_statements_of_the_sides_lead_to_pages_that_know_of_it(site: Site) -> None:
    one = read_findings(site.kg.engine)[0]
    found = page(site, "disagreement_page", path={"name": one.iri.rpartition("/")[2]})
    links = [link for link in found.links if link.startswith("/statement?")]
    assert links
    for link in links:
        assert site.urls.disagreement(one.iri) in followed(site, link).links


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ((("kind", "quarrel"),), BadInput),
        ((("severity", "high"),), BadInput),
        ((("article", "nothing-of-the-sort"),), NotFound),
        ((("about", "Nobody at all who is known"),), NotFound),
        ((("unheard", "1"),), BadInput),
        ((("as-of", "never"),), BadInput),
    ],
)
def test_filters_that_are_none_are_refused(
    site: Site, query: tuple[tuple[str, str], ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(site, "disagreements", *query)


@pytest.mark.parametrize("name", ["0000000000000000", "../../etc/passwd", "<script>", "x" * 5000])
def test_a_finding_that_is_not_there_is_not_found(site: Site, name: str) -> None:
    with pytest.raises(NotFound):
        ask(site, "disagreement_page", path={"name": name})


def test_hostile_words_are_shown_as_words_and_views_are_kept(hostile: Site) -> None:
    (one,) = read_findings(hostile.kg.engine)
    name = one.iri.rpartition("/")[2]
    for found in (
        disagreements(hostile),
        disagreements(hostile, ("about", "Tirra")),
        page(hostile, "disagreement_page", path={"name": name}),
    ):
        assert_harmless(found)
        assert_well_made(found)
        assert "\u202e" not in found.text
        assert "1996" in found.text
        assert "1997" in found.text
    later = disagreements(hostile, ("as-of", "2020-01-01"), ("certainty", "possible"))
    assert "the possible graph as of 2020-01-01" in later.text
    links = [link for link in later.links if link.startswith(("/statement?", "/page/disagree"))]
    assert links
    assert all("as-of=2020-01-01" in link for link in links)
