"""Finding things by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import ID, PACT, RDF, RDFS
from pactgraph.query.name_table import normalised
from pactgraph.query.names import Names

WORLD = {
    "ada-perez": ("Person", "Ada Pérez", ["Ada Pérez", "Ada Pérez de Soto"], ["Pérez"], []),
    "ben-perez": ("Person", "Ben Pérez", ["Ben Pérez"], ["Pérez"], []),
    "zurland": ("State", "Zurland", ["Zurland", "Republic of Zurland"], [], ["Zurlandic"]),
    "harbour-league": ("Alliance", "Harbour League", ["Harbour League", "HL"], ["League"], []),
    "league-of-towns": ("Forum", "League of Towns", ["League of Towns"], [], []),
    "zurland-day": ("Event", "Zurland day", ["HL"], [], []),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[MemoryEngine]:
    quads: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = []
    for key, (kind, label, names, short, derived) in WORLD.items():
        iri = ID[key]
        quads += [
            (iri, RDF.type, PACT[kind]),
            (iri, RDFS.label, Literal(label, language="en")),
            *((iri, PACT.name, Literal(n)) for n in names),
            *((iri, PACT.shortName, Literal(n)) for n in short),
            *((iri, PACT.derivedForm, Literal(n)) for n in derived),
        ]
    quads += [
        (ID["ada-perez"], RDF.type, PACT.Agent),
        (PACT.State, RDFS.label, Literal("state", language="en")),
        (PACT.League, RDFS.label, Literal("League", language="en")),
        (ID["a-visit"], PACT.visitor, ID["ada-perez"]),
    ]
    made = MemoryEngine(Quad(*triple, DefaultGraph()) for triple in quads)
    yield made
    made.close()


@pytest.fixture(scope="module")
def names(engine: MemoryEngine) -> Names:
    return Names.of_engine(engine)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Ada Pérez", "ada-perez"),
        ("ada perez", "ada-perez"),
        ("  ADA   PEREZ  de soto ", "ada-perez"),
        ("Zurlandic", "zurland"),
        ("ZURLAND", "zurland"),
        ("id:zurland", "zurland"),
        ("https://w3id.org/pactgraph/id/zurland", "zurland"),
        ("<https://w3id.org/pactgraph/id/zurland>", "zurland"),
        ("League", "harbour-league"),
        ("id:a-visit", "a-visit"),
    ],
)
def test_any_recorded_form_finds_the_thing(names: Names, words: str, key: str) -> None:
    assert names.resolve(words) == ID[key]


def test_a_form_of_two_things_lists_both_with_their_iris(names: Names) -> None:
    with pytest.raises(BadInput) as caught:
        names.resolve("Perez")
    assert "Ada Pérez <id:ada-perez>, Ben Pérez <id:ben-perez>" in str(caught.value)


def test_a_class_tells_things_of_one_name_apart(names: Names) -> None:
    with pytest.raises(BadInput):
        names.resolve("HL")
    assert names.resolve("HL", PACT.Alliance) == ID["harbour-league"]
    assert names.resolve("Perez", PACT.Agent) == ID["ada-perez"]


def test_a_thing_of_another_class_is_not_found_and_its_kind_is_told(names: Names) -> None:
    for words in ("Zurland", "id:zurland"):
        with pytest.raises(NotFound, match=r"no pact:Person is called .*pact:State"):
            names.resolve(words, PACT.Person)


def test_a_misspelt_name_gets_candidates(names: Names) -> None:
    with pytest.raises(NotFound) as caught:
        names.resolve("Harbor Leage")
    assert caught.value.candidates[0] == "Harbour League <id:harbour-league>"


def test_an_iri_that_stands_nowhere_is_not_found_with_candidates(names: Names) -> None:
    with pytest.raises(NotFound) as caught:
        names.resolve("id:zurlend")
    assert "Zurland <id:zurland>" in caught.value.candidates


@pytest.mark.parametrize("words", ["javascript:alert(1)", "file:///etc/passwd", "id:a b"])
def test_a_bad_iri_is_refused(names: Names, words: str) -> None:
    with pytest.raises(BadInput):
        names.resolve(words)


def test_terms_of_the_ontology_are_found_only_when_nothing_else_is_called_so(
    names: Names,
) -> None:
    assert names.resolve("state") == PACT.State
    assert names.resolve("League") == ID["harbour-league"]


def test_finding_ranks_exact_before_prefix_before_words_before_misspelt(names: Names) -> None:
    found = names.find("zurland")
    assert [f.iri for f in found][:2] == [ID["zurland"].value, ID["zurland-day"].value]
    assert [f.iri for f in names.find("league")][:2] == [
        ID["harbour-league"].value,
        ID["league-of-towns"].value,
    ]
    assert names.find("towns")[0].iri == ID["league-of-towns"].value
    assert names.find("zurlnad")[0].iri == ID["zurland"].value
    assert names.find("perez", of_class=PACT.State) == []
    assert names.find("   ") == []
    assert len(names.find("e", limit=2)) <= 2


def test_finding_leaves_out_the_ontology(names: Names) -> None:
    assert all(not f.iri.startswith(PACT.base) for f in names.find("state"))


def test_labels_are_told(names: Names) -> None:
    assert names.label(ID["ada-perez"].value) == "Ada Pérez"
    assert names.label(NamedNode("http://example.org/x").value) is None


def test_case_diacritics_spaces_and_quotes_do_not_count() -> None:
    assert normalised("İlham ƏLİYEV") == normalised("ilham aliyev")
    assert normalised("Łódź’s  “x”") == normalised('lodz\'s "x"')
    assert normalised("ﬁne") == "fine"
