"""The search: every recorded name is found, as a page and as JSON, and nothing becomes markup."""

from __future__ import annotations

import json

import pytest
from site_worlds import HOSTILE, ask, assert_harmless, assert_well_made, page

from pactgraph.errors import BadInput
from pactgraph.web.front.search import COMPLETIONS, find
from pactgraph.web.site import Site


def completion(site: Site, *query: tuple[str, str]) -> list[dict[str, str]]:
    document = ask(site, "search", *query, format="json")
    assert document.content_type == "application/json; charset=utf-8"
    found: list[dict[str, str]] = json.loads(document.body)
    return found


def test_every_recorded_name_finds_its_thing(site: Site) -> None:
    """Each form of each named thing leads to it."""
    rows = site.rows(
        "SELECT DISTINCT ?thing ?form { ?thing pact:name|pact:shortName|pact:derivedForm ?form }"
    )
    assert len(rows) > 100
    for thing, form in rows:
        found = find(site, form.value, 12)  # type: ignore[union-attr]
        assert thing.value in [hit.iri for hit in found], form  # type: ignore[union-attr]


@pytest.mark.parametrize("letter", "aknz")
def test_one_letter_completes_to_names_that_begin_with_it(site: Site, letter: str) -> None:
    found = completion(site, ("q", letter))
    assert 0 < len(found) <= COMPLETIONS
    assert any(word.startswith(letter) for one in found for word in one["form"].casefold().split())


def test_a_completion_says_what_it_is_and_where_it_leads(site: Site) -> None:
    (first, *_) = completion(site, ("q", "Colomina"))
    assert (first["label"], first["kind"]) == ("Javier Colomina Piriz", "person")
    assert first["form"] == "Colomina"
    assert first["url"] == "/page/id/javier-colomina"
    assert site.kg.names.resolve(first["value"]).value == first["iri"]


def test_the_value_of_a_completion_means_the_one_thing(site: Site) -> None:
    """What is filled into a parameter is never ambiguous, even where a name is."""
    for words in ("NATO", "Aliyev", "Azerbaijan", "visit", "mission", "a"):
        for one in completion(site, ("q", words)):
            assert site.kg.names.resolve(one["value"]).value == one["iri"]


def test_a_class_restricts_what_is_found(site: Site) -> None:
    everything = completion(site, ("q", "NATO"))
    people = completion(site, ("q", "Ilham"), ("class", "pact:Person"))
    assert {one["kind"] for one in people} == {"person"}
    assert "person" not in {one["kind"] for one in everything[:1]}
    with pytest.raises(BadInput, match="no class"):
        completion(site, ("q", "NATO"), ("class", "people who matter"))


def test_no_words_find_nothing(site: Site) -> None:
    assert completion(site) == []
    assert completion(site, ("q", "   ")) == []
    assert_well_made(page(site, "search"))


def test_results_are_grouped_and_say_which_form_fitted(site: Site) -> None:
    shown = page(site, "search", ("q", "Colomina"))
    assert_well_made(shown)
    assert_harmless(shown)
    assert "People" in shown.text
    assert "found as short name “Colomina”" in shown.text
    assert "/page/id/javier-colomina" in shown.links


def test_a_slip_of_the_keyboard_is_forgiven(site: Site) -> None:
    assert completion(site, ("q", "azerbajan"))[0]["label"] == "Azerbaijan"


def test_what_is_like_no_name_is_said_to_be(site: Site) -> None:
    shown = page(site, "search", ("q", "zzzzqqqq"))
    assert "Nothing is called anything like “zzzzqqqq”" in shown.text


@pytest.mark.parametrize("words", [HOSTILE, '"><script>alert(1)</script>', "‮gnp", "\x00'"])
def test_hostile_words_are_shown_as_words(site: Site, words: str) -> None:
    shown = page(site, "search", ("q", words))
    assert_harmless(shown)
    (field,) = [one for one in shown.all("input") if one.get("id") == "q"]
    assert field["value"] == words
    completion(site, ("q", words))


def test_words_longer_than_any_name_are_refused(site: Site) -> None:
    with pytest.raises(BadInput, match="no name has more than 200"):
        ask(site, "search", ("q", "a" * 201))


def test_the_group_of_the_best_hit_comes_first(site: Site) -> None:
    shown = page(site, "search", ("q", "NATO"))
    results = [link for link in shown.links if link.startswith("/page/id/")]
    assert results[0] == "/page/id/nato"
    assert "The 60 that fit best are shown." in shown.text
