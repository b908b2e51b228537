"""Names that fit and names that do not, and scores that say why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pactgraph.linking.authorities import Authorities, can_be_written
from pactgraph.linking.candidate import TITLE, Candidate, TheirName
from pactgraph.linking.candidates import rank
from pactgraph.linking.entity import Entity
from pactgraph.linking.name_match import compare
from pactgraph.linking.scoring import OurNames, score

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
WD = "http://www.wikidata.org/entity/"


def thing(label: str, kind: str, *names: str, **known: object) -> Entity:
    return Entity(f"urn:ours:{label}", label, kind, names=names, **known)  # type: ignore[arg-type]


def found(key: str, *names: str, given_by: str = LABEL, **known: object) -> Candidate:
    told = [TheirName(name, given_by) for name in names]
    return Candidate(WD + key, told, **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ours", "theirs", "least", "most"),
    [
        ("Jens Stoltenberg", "Jens Stoltenberg", 1.0, 1.0),
        ("Mircea Geoană", "mircea  geoana", 0.98, 0.98),
        ("Euro-Atlantic Partnership Council", "Euro–Atlantic Partnership Council", 0.98, 0.98),
        ("Office of the President", "President Office", 0.96, 0.96),
        ("CSTO", "Collective Security Treaty Organisation", 0.9, 0.9),
        ("Organisation of States", "Organization of States", 0.85, 0.95),
        ("Armen Sargsyan", "Armen Sarkissian", 0.8, 0.9),
        ("Armen Sargsyan", "Serzh Sargsyan", 0.0, 0.3),
        ("NATO summit 2018", "NATO summit 2008", 0.3, 0.4),
        ("Lisbon", "Warsaw", 0.0, 0.0),
    ],
)
def test_names_fit_as_far_as_their_words_do(
    ours: str, theirs: str, least: float, most: float
) -> None:
    match = compare(ours, theirs, of_person=True)
    assert least <= match.score <= most
    assert match.how


def test_the_country_is_chosen_and_not_its_namesake() -> None:
    georgia = thing("Georgia", "state", "Georgia")
    country = found("Q230", "Georgia", kinds={"state": "has wdt:P297"})
    state = found("Q1428", "Georgia", kinds={"region": "type U.S. state"})
    singer = found("Q5", "Georgia", kinds={"person": "type human"})
    scores = [score(georgia, one).value for one in (country, state, singer)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[1] > scores[2]
    assert "kind state here, person (type human) there" in score(georgia, singer).against


def test_brackets_in_a_title_tell_the_kind() -> None:
    georgia = thing("Georgia", "state", "Georgia")
    country = found("a", "Georgia (country)", given_by=TITLE)
    film = found("b", "Georgia (film)", given_by=TITLE)
    assert score(georgia, country).value > score(georgia, film).value
    assert "country" in score(georgia, country).explanation


def test_dates_and_countries_count_for_and_against() -> None:
    summit = thing("NATO summit in Lisbon, 2010", "event", years=frozenset({2010}))
    same = found("a", "NATO summit in Lisbon", years={2010})
    other = found("b", "NATO summit in Lisbon", years={1990})
    assert score(summit, same).value > score(summit, other).value
    assert "year 2010 here, 1990 there" in score(summit, other).explanation
    minister = thing(
        "Defence Minister of Tirra", "office", "Defence Minister", countries=("Tirra",)
    )
    ours = found("c", "Minister of Defense", countries={"Tirra"})
    theirs = found("d", "Minister of Defense", countries={"Maristan"})
    assert score(minister, ours).value > score(minister, theirs).value + 0.2


def test_an_office_that_somebody_held_speaks_for_him() -> None:
    person = thing("Oda Vell", "person", "Oda Vell", offices=("President of Tirra",))
    president = found("a", "Oda Well", offices={"President of Tirra"})
    other = found("b", "Oda Well")
    assert score(person, president).value > score(person, other).value


def test_what_has_the_name_of_another_thing_of_ours_is_not_this_one() -> None:
    takeover = thing("Taliban takeover of Kabul", "event")
    kabul = thing("Kabul", "city", "Kabul")
    city, fall = found("a", "Kabul"), found("b", "Fall of Kabul", kinds={"event": "has wdt:P585"})
    ours = OurNames([takeover, kabul])
    assert score(takeover, fall, ours).value > score(takeover, city, ours).value
    assert 'it is called as our "Kabul" is' in score(takeover, city, ours).against


def test_what_has_no_name_is_scored_by_what_is_said_to_be_the_same() -> None:
    tirra = thing("Tirra", "state", "Tirra")
    named = found("a", "Tirra", kinds={"state": "type country"})
    unnamed = Candidate("https://d-nb.info/gnd/4-1", through=named)
    through = score(tirra, unnamed)
    assert 0.8 < through.value < score(tirra, named).value
    assert "said to be the same as wd:a" in through.explanation


def test_one_identifier_in_two_spellings_is_ranked_once() -> None:
    person = thing("Mircea Geoană", "person", "Mircea Geoană")
    spelt = [
        Candidate(f"http://dbpedia.org/resource/{tail}", [TheirName("Mircea Geoană", TITLE)])
        for tail in ("Mircea_Geoană", "Mircea_Geoan%C4%83", "Mircea_Geoan%c4%83")
    ]
    ranked = rank(person, spelt, Authorities(), 0.1)
    assert [len(group) for group in ranked.values()] == [1]
    canonical = Authorities().canonical(ranked["dbpedia"][0].candidate.iri)
    assert canonical == "http://dbpedia.org/resource/Mircea_Geoan%C4%83"
    assert can_be_written(canonical)


def test_equal_scores_stand_in_one_order_the_larger_place_first() -> None:
    city = thing("Baku", "city", "Baku")
    places = [found("Q2", "Baku", population=10), found("Q1", "Baku", population=5)]
    for order in (places, places[::-1]):
        ranked = rank(city, order, Authorities(), 0.1)["wikidata"]
        assert [one.candidate.population for one in ranked] == [10, 5]


def test_spellings_lead_to_one_identifier_and_back() -> None:
    every = Authorities().spellings("https://sws.geonames.org/778/")
    assert "http://sws.geonames.org/778" in every
    assert {Authorities().canonical(one) for one in every} == {"https://sws.geonames.org/778/"}
    braces = Authorities().canonical("http://dbpedia.org/resource/A%2FB_{c}_%28d%29")
    assert braces == "http://dbpedia.org/resource/A%2FB_%7Bc%7D_(d)"


def test_the_score_is_never_more_than_one() -> None:
    dated = thing("War of 2020", "event", "War of 2020", years=frozenset({2020}))
    best = found("a", "War of 2020", kinds={"event": "x"}, years={2020})
    assert score(dated, best).value == 1.0
    assert score(replace(dated, kind="person"), best).value < 1.0
