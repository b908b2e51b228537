"""Values from elsewhere come in only if they are what they ought to be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactgraph.enrichment.asked_statements import Asked
from pactgraph.enrichment.fetched_value import NotTaken, taken_iri, taken_page, taken_value
from pactgraph.enrichment.licence import licence_of
from pactgraph.enrichment.wanted import WANTED
from pactgraph.errors import BadInput
from pactgraph.namespaces import XSD

WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"
SORTS = sorted({wanted.sort for wanted in WANTED if not wanted.inverse})


def asked(value: str, datatype: str = "", *, is_iri: bool = False, language: str = "") -> Asked:
    return Asked("urn:s", "urn:p", value, is_iri, datatype, language)


@pytest.mark.parametrize(
    ("sort", "value", "datatype"),
    [
        ("two letters", "AZ", ""),
        ("three letters", "AZE", XSD.string.value),
        ("three digits", "031", ""),
        ("date", "1961-12-24", XSD.date.value),
        ("date", "1961-12-24T00:00:00Z", XSD.dateTime.value),
        ("date", "1994-05", XSD.gYearMonth.value),
        ("date", "1994", XSD.gYear.value),
        ("point", "Point(49.88 40.37)", WKT),
        ("latitude", "40.37", XSD.decimal.value),
        ("longitude", "-179.5", XSD.double.value),
        ("count", "33699947", ""),
        ("count", "12", XSD.integer.value),
    ],
)
def test_a_good_value_keeps_its_form(sort: str, value: str, datatype: str) -> None:
    term = taken_value(asked(value, datatype), sort)
    assert term.value == value


@pytest.mark.parametrize(
    ("sort", "value", "datatype", "why"),
    [
        ("two letters", "az", "", "code"),
        ("two letters", "AZ", XSD.integer.value, "plain text"),
        ("two letters", "AZ\u202e", "", "code"),
        ("date", "1961-02-30", XSD.date.value, "calendar"),
        ("date", "1961-12-24", "", "string"),
        ("date", "-0044-03-15", XSD.date.value, "our era"),
        ("date", "1961-12-24T10:00:00Z", XSD.dateTime.value, "not written"),
        ("point", "Point(49.88 400.37)", WKT, "point"),
        ("point", "<http://www.wikidata.org/entity/Q405> Point(1 2)", WKT, "point"),
        ("point", "Point(1 2)", "", "wktLiteral"),
        ("latitude", "90.1", XSD.decimal.value, "degrees"),
        ("latitude", "NaN", XSD.double.value, "degrees"),
        ("count", "-1", "", "whole number"),
        ("count", "1.0E6", XSD.double.value, "whole number"),
        ("three digits", "٠٣١", "", "code"),
    ],
)
def test_a_wrong_value_is_refused_with_the_reason(
    sort: str, value: str, datatype: str, why: str
) -> None:
    with pytest.raises(NotTaken, match=why):
        taken_value(asked(value, datatype), sort)


@pytest.mark.parametrize("sort", SORTS)
def test_a_long_text_and_a_text_in_a_language_are_refused_everywhere(sort: str) -> None:
    with pytest.raises(NotTaken):
        taken_value(asked("9" * 201), sort)
    with pytest.raises(NotTaken):
        taken_value(asked("AZ", language="en"), sort)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/a",
        "http:///nowhere",
        "https://me:secret@example.org/",
        "https://example.org/a b",
        "https://example.org/\u202egpj.exe",
        "https://example.org/<b>",
        "https://example.org/" + "a" * 1000,
        "https://[::1",
        "",
    ],
)
def test_only_addresses_of_the_web_are_taken(text: str) -> None:
    with pytest.raises(NotTaken):
        taken_iri(text)


def test_an_image_is_an_address_and_never_a_text() -> None:
    place = "http://commons.wikimedia.org/wiki/Special:FilePath/Flag%20of%20Tirra.svg"
    assert taken_value(asked(place, is_iri=True), "link").value == place
    with pytest.raises(NotTaken, match="ought to be an address"):
        taken_value(asked(place), "link")
    with pytest.raises(NotTaken, match="ought to be a value"):
        taken_value(asked(place, is_iri=True), "date")


@pytest.mark.parametrize(
    ("page", "good"),
    [
        ("https://en.wikipedia.org/wiki/Ilham_Aliyev", True),
        ("https://en.wikipedia.org/wiki/Mircea_Geoan%C4%83", True),
        ("https://en.wikipedia.org.example.org/wiki/A", False),
        ("https://en.wikipedia.org/w/index.php?title=A", False),
        ("https://en.wikipedia.org/wiki/A#b", False),
        ("https://en.wikipedia.org/wiki/A%0AB", False),
        ("https://en.wikipedia.org/wiki/", False),
        ("https://de.wikipedia.org/wiki/A", False),
    ],
)
def test_a_page_is_one_of_the_english_wikipedia(page: str, good: bool) -> None:
    statement = Asked(page, "http://schema.org/about", "http://www.wikidata.org/entity/Q1", True)
    if good:
        assert taken_page(statement).value == page
        return
    with pytest.raises(NotTaken):
        taken_page(statement)


@given(st.sampled_from(SORTS), st.text(max_size=250), st.sampled_from(["", XSD.date.value, WKT]))
def test_nothing_but_a_term_or_a_refusal_comes_of_any_text(
    sort: str, value: str, datatype: str
) -> None:
    try:
        term = taken_value(asked(value, datatype, is_iri=sort == "link"), sort)
    except NotTaken:
        return
    assert term.value == value
    assert value.isprintable()
    assert len(value) <= 1000


CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.mark.parametrize(
    ("endpoint", "name", "iri"),
    [
        ("https://query.wikidata.org/sparql", "wikidata", CC0),
        ("https://query.wikidata.org/sparql", "geonames", CC0),
        ("https://sparql.dnb.de/api/gnd", "gnd", CC0),
        ("https://query.wikidata.org.example.org/sparql", "wikidata", ""),
        ("https://notwikidata.org/sparql", "wikidata", ""),
        ("http://127.0.0.1:8000/sparql", "wikidata", ""),
    ],
)
def test_the_licence_is_that_of_whoever_is_asked(endpoint: str, name: str, iri: str) -> None:
    licence = licence_of(endpoint, name)
    assert licence.iri == iri
    assert ("is not known" in licence.credit) is not licence.is_known
    assert licence_of(endpoint, name, "https://example.org/l").iri == "https://example.org/l"


@pytest.mark.parametrize(
    ("endpoint", "name"),
    [
        ("https://dbpedia.org/sparql", "wikidata"),
        ("https://de.dbpedia.org/sparql", "geonames"),
        ("http://127.0.0.1:8890/sparql", "dbpedia"),
        ("http://linkedgeodata.org/sparql", "wikidata"),
    ],
)
def test_what_is_share_alike_is_left_out(endpoint: str, name: str) -> None:
    with pytest.raises(BadInput, match=r"nothing is fetched from .* be shared alike"):
        licence_of(endpoint, name, "https://example.org/l")
