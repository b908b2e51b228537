"""Matching: which thing is found, how surely, and what is said of it, on the repository's graph."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import Literal
from reconciliation_answers import checked
from site_worlds import HOSTILE, ask, assert_harmless, page

from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import ID
from pactgraph.web.reconciliation.asked import LONGEST, MOST_CANDIDATES
from pactgraph.web.reconciliation.manifest import BATCH
from pactgraph.web.reconciliation.suggesting import PAGE
from pactgraph.web.site import Site


def match(site: Site, **query: object) -> list[dict[str, Any]]:
    """Return the candidates for one query."""
    document = ask(site, "reconcile", ("queries", json.dumps({"q0": query})), format="json")
    found: list[dict[str, Any]] = checked("Candidates", document.body)["q0"]["result"]
    return found


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


def extend(site: Site, things: list[str], properties: list[str]) -> dict[str, Any]:
    asked = {"ids": things, "properties": [{"id": one} for one in properties]}
    document = ask(site, "reconcile", ("extend", json.dumps(asked)), format="json")
    found: dict[str, Any] = checked("Extended", document.body)
    return found


def suggest(site: Site, kind: str, prefix: str, **more: str) -> list[dict[str, Any]]:
    query = [("prefix", prefix), *more.items()]
    document = ask(site, "reconcile_suggest", *query, path={"kind": kind}, format="json")
    found: list[dict[str, Any]] = checked("Suggestions", document.body)["result"]
    return found


def test_a_recorded_name_finds_its_thing(site: Site) -> None:
    """Every third name of the identifier space is answered with its thing, as an exact one."""
    rows = site.rows(
        "SELECT DISTINCT ?thing ?form { "
        "?thing pact:name|rdfs:label|pact:shortName|pact:derivedForm ?form "
        f'FILTER(STRSTARTS(STR(?thing), "{ID.base}")) }}'
    )
    assert len(rows) > 200
    asked = sorted((thing.value, form.value) for thing, form in rows)[::3]  # type: ignore[union-attr]
    for start in range(0, len(asked), BATCH):
        some = asked[start : start + BATCH]
        batch = {str(at): {"query": form} for at, (_, form) in enumerate(some)}
        body = ask(site, "reconcile", ("queries", json.dumps(batch)), format="json").body
        answer = checked("Candidates", body)
        for at, (iri, form) in enumerate(some):
            found = answer[str(at)]["result"]
            same = [one for one in found if {"id": "exact_name", "value": True} in one["features"]]
            assert iri.removeprefix(ID.base) in ids(same), form


def test_one_thing_at_most_is_sure_and_it_comes_first(site: Site) -> None:
    for form in ("Aliyev", "NATO", "summit", "Baku", "Foreign Ministry", "Ilham Aliyev", "KFOR"):
        found = match(site, query=form, limit=MOST_CANDIDATES)
        scores = [one["score"] for one in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 100 for score in scores)
        assert not any(one["match"] for one in found[1:]), form


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("KFOR", "kfor"),
        ("  ilham   ALIYEV ", "ilham-aliyev"),
        ("Mircea Geoana", "mircea-geoana"),
        ("Republic of Azerbaijan", "azerbaijan"),
        ("https://w3id.org/pactgraph/id/eapc", "eapc"),
        ("id:eapc", "eapc"),
    ],
)
def test_a_name_of_one_thing_is_a_sure_match(site: Site, words: str, thing: str) -> None:
    first = match(site, query=words)[0]
    assert (first["id"], first["match"], first["score"]) == (thing, True, 100)


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("Aliyev", "heydar-aliyev"),  # two people are called so for short
        ("Aliyev", "ilham-aliyev"),
        ("Sargsyan", "armen-sargsyan"),  # others than those of the articles are too
        ("Baku", "azerbaijan"),  # a capital that stands for its government
        ("Foreign Ministry", "foreign-ministry-azerbaijan"),  # of which state is not said
        ("Azerbajan", "azerbaijan"),  # misspelt
        ("NATO Secretary General", "nato-secretary-general"),  # in another order
        ("eapc", "eapc"),  # a word that is an identifier by chance
    ],
)
def test_what_may_be_another_is_found_and_not_sure(site: Site, words: str, thing: str) -> None:
    found = match(site, query=words)
    assert thing in ids(found)
    assert not any(one["match"] for one in found)


def test_a_slip_comes_before_a_part_and_chance_comes_not_at_all(site: Site) -> None:
    slip = match(site, query="Azerbajan")
    assert ids(slip)[0] == "azerbaijan"
    part = match(site, query="Brussels summit")
    assert set(ids(part)[:2]) == {"nato-summit-brussels-2018", "nato-summit-brussels-2021"}
    assert slip[0]["score"] > part[0]["score"]
    assert match(site, query="Utrecht") == match(site, query="USA") == []


def test_a_type_restricts_through_the_classes(site: Site) -> None:
    everything = match(site, query="Azerbaijan", limit=MOST_CANDIDATES)
    states = match(site, query="Azerbaijan", type="State")
    agents = match(site, query="Azerbaijan", type=["Agent"], limit=MOST_CANDIDATES)
    assert ids(states)[0] == ids(agents)[0] == "azerbaijan"
    assert len(states) < len(agents) < len(everything)
    assert all("State" in [kind["id"] for kind in one["type"]] for one in states)
    for same in ("pact:State", "https://w3id.org/pactgraph/ontology#State", ["State", "Person"]):
        assert "azerbaijan" in ids(match(site, query="Azerbaijan", type=same))
    assert match(site, query="Azerbaijan", type=["Place", "Person"], type_strict="all") == []
    assert match(site, query="Azerbaijan", type=["Place", "State"], type_strict="all")[0]["match"]


def test_what_is_asked_for_is_read_and_not_the_graph(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a request reads is of the things that its words may mean, however many there are."""
    (row,) = site.rows(
        f'SELECT (COUNT(*) AS ?n) {{ ?x ?p ?o FILTER(STRSTARTS(STR(?x), "{ID.base}")) }}'
    )
    read: list[int] = []

    def counting(sparql: str) -> Rows:
        read.append(len(rows(sparql)))
        return rows(sparql)

    rows = site.rows
    monkeypatch.setattr(site, "rows", counting)
    assert match(site, query="KFOR", properties=[{"pid": "rdfs:label", "v": "KFOR"}])[0]["match"]
    assert extend(site, ["kfor"], ["rdfs:label"])["rows"]["kfor"]["rdfs:label"]
    assert isinstance(row[0], Literal)
    assert 0 < sum(read) < int(row[0].value) / 10


def test_types_are_told_from_narrow_to_wide(site: Site) -> None:
    (first, *_) = match(site, query="KFOR")
    kinds = [one["id"] for one in first["type"]]
    assert kinds.index("PeacekeepingForce") < kinds.index("Operation") < kinds.index("Event")


def test_what_is_not_known_finds_nothing_and_is_no_error(site: Site) -> None:
    assert match(site, query="NATO", type="Submarine") == []
    assert match(site, properties=[{"pid": "colour", "v": "blue"}]) == []
    assert match(site, query="") == match(site, query="  ") == []
    assert match(site, query="N" * (LONGEST + 1)) == []
    told = extend(site, ["nobody", "nato"], ["colour", "holdsOffice"])
    assert told["rows"] == {
        "nobody": {"colour": [], "holdsOffice": []},
        "nato": {"colour": [], "holdsOffice": []},
    }
    assert told["meta"][0] == {"id": "colour", "name": "colour"}


def test_a_property_that_is_not_known_speaks_for_and_against_nothing(site: Site) -> None:
    alone = match(site, query="Aliyev")
    beside = match(site, query="Aliyev", properties=[{"pid": "colour", "v": "blue"}])
    assert ids(beside) == ids(alone)
    assert alone
    (sure, *_) = match(site, query="NATO", properties=[{"pid": "colour", "v": "blue"}])
    assert sure["match"]
    assert "property:colour" not in [feature["id"] for feature in sure["features"]]


def test_a_name_that_others_may_have_is_told_as_such(site: Site) -> None:
    (first, *_) = match(site, query="Deputy Secretary General")
    told = {feature["id"]: feature["value"] for feature in first["features"]}
    assert (told["exact_name"], told["unambiguous_name"], first["match"]) == (True, False, False)
    (sure, *_) = match(site, query="NATO")
    assert {"id": "unambiguous_name", "value": True} in sure["features"]


@pytest.mark.parametrize(
    "value",
    [
        "Azerbaijan",
        "republic of azerbaijan",
        "azerbaijan",
        {"id": "azerbaijan"},
        {"id": "Q227", "name": "Azerbaijan"},
        ["Ruritania", "Azerbaijan"],
    ],
)
def test_what_else_is_known_makes_a_name_sure(site: Site, value: object) -> None:
    """Of which state a foreign minister is, the office's name leaves open."""
    alone = match(site, query="Foreign Minister")[0]
    beside = match(site, query="Foreign Minister", properties=[{"pid": "officeOf", "v": value}])[0]
    assert alone["id"] == beside["id"] == "foreign-minister-azerbaijan"
    assert not alone["match"]
    assert beside["match"]
    assert _met(beside, "officeOf") == 100


@pytest.mark.parametrize("value", ["Armenia", {"id": "armenia"}, {"id": "Q399"}, 7])
def test_another_value_is_held_against(site: Site, value: object) -> None:
    alone = match(site, query="Foreign Minister")[0]
    beside = match(site, query="Foreign Minister", properties=[{"pid": "officeOf", "v": value}])[0]
    assert not beside["match"]
    assert beside["score"] < alone["score"]


def test_two_conditions_on_one_property_are_both_to_hold(site: Site) -> None:
    values = ["Azerbaijan", "Armenia"]
    for order in (values, values[::-1]):
        conditions = [{"pid": "officeOf", "v": value} for value in order]
        assert not match(site, query="Foreign Minister", properties=conditions)[0]["match"]


def test_namesakes_are_put_in_order(site: Site) -> None:
    """What is stated of one of them lifts it; as long as the other may be meant, none is sure."""
    late = match(site, query="Aliyev", properties=[{"pid": "deceased", "v": True}])
    assert ids(late)[0] == "heydar-aliyev"
    summit = [{"pid": "^attendee", "v": {"id": "nato-summit-lisbon-2010"}}]
    guest = match(site, query="Aliyev", properties=summit)
    assert ids(guest)[0] == "ilham-aliyev"
    assert not any(one["match"] for one in late + guest)


def test_a_wrong_office_is_held_against(site: Site) -> None:
    plain = match(site, query="Ilham Aliyev")[0]
    against = match(
        site,
        query="Ilham Aliyev",
        properties=[{"pid": "holdsOffice", "v": "Secretary General of NATO"}],
    )[0]
    assert plain["match"]
    assert not against["match"]
    assert against["score"] < plain["score"]


@pytest.mark.parametrize(
    ("day", "fits"),
    [("2004", True), ("2004-05-06T00:00:00Z", True), (2004, True), ("2005", False), ("x", False)],
)
def test_a_date_fits_as_far_as_it_is_precise(site: Site, day: object, fits: bool) -> None:
    label = site.kg.names.label(ID.base + "azerbaijan-ipap-accession")
    found = match(site, query=label, properties=[{"pid": "date", "v": day}])
    (meant,) = [one for one in found if one["id"] == "azerbaijan-ipap-accession"]
    assert _met(meant, "date") == (100 if fits else 0)
    assert meant["match"] is fits


def test_an_identifier_of_another_set_finds_the_thing(site: Site) -> None:
    """Links make a column of Wikidata identifiers a way in, with no name at all."""
    (only,) = match(site, properties=[{"pid": "skos:exactMatch", "v": "Q159470"}])
    assert (only["id"], only["match"], only["score"]) == ("kfor", True, 100)
    both = match(site, query="KFOR", properties=[{"pid": "skos:exactMatch", "v": "Q159470"}])
    assert both[0]["match"]
    none = match(site, properties=[{"pid": "skos:exactMatch", "v": "Q1"}])
    assert none == []


def _met(candidate: dict[str, Any], pid: str) -> float | None:
    told = {one["id"]: one["value"] for one in candidate["features"]}
    return told.get(f"property:{pid}")


def test_values_are_told_as_the_graph_states_them(site: Site) -> None:
    properties = ["holdsOffice", "skos:exactMatch", "rdfs:label", "^holder", "date", "cycleNumber"]
    told = extend(
        site,
        ["ilham-aliyev", "id:azerbaijan-ipap-accession", "azerbaijan-ipap-cycle-1"],
        properties,
    )
    president = told["rows"]["ilham-aliyev"]
    assert {"id": "president-of-azerbaijan", "name": "President of Azerbaijan"} in president[
        "holdsOffice"
    ]
    assert {"str": "http://www.wikidata.org/entity/Q57371"} in president["skos:exactMatch"]
    assert president["rdfs:label"] == [{"str": "Ilham Aliyev"}]
    assert told["rows"]["id:azerbaijan-ipap-accession"]["date"] == [{"str": "2004"}]
    assert told["rows"]["azerbaijan-ipap-cycle-1"]["cycleNumber"] == [{"int": 1}]
    for pid in properties:
        rows = site.rows(
            f"SELECT ?v {{ ?v pact:{pid[1:]} id:ilham-aliyev }}"
            if pid.startswith("^")
            else f"SELECT ?v {{ id:ilham-aliyev {pid if ':' in pid else 'pact:' + pid} ?v }}"
        )
        assert len(rows) == len(president[pid]), pid


def test_proposed_properties_have_values(site: Site) -> None:
    document = ask(site, "reconcile_properties", ("type", "Person"), format="json")
    proposed = checked("ProposedProperties", document.body)["properties"]
    assert {"holdsOffice", "servesIn", "name", "rdfs:label"} <= set(ids(proposed))
    people = [
        thing.value.removeprefix(ID.base)  # type: ignore[union-attr]
        for (thing,) in site.rows(
            f'SELECT ?p {{ ?p a pact:Person FILTER(STRSTARTS(STR(?p), "{ID.base}")) }}'
        )
    ]
    told = extend(site, people, ids(proposed)[:50])
    for pid in ids(proposed)[:50]:
        assert any(row[pid] for row in told["rows"].values()), pid
    few = ask(site, "reconcile_properties", ("type", "Person"), ("limit", "2"), format="json")
    assert checked("ProposedProperties", few.body) == {
        "properties": proposed[:2],
        "type": "Person",
        "limit": 2,
    }
    none = ask(site, "reconcile_properties", ("type", "Submarine"), format="json")
    assert checked("ProposedProperties", none.body)["properties"] == []


def test_suggestions_begin_with_what_was_typed(site: Site) -> None:
    assert ids(suggest(site, "entity", "Stolt"))[:1] == ["jens-stoltenberg"]
    assert ids(suggest(site, "entity", "jens-stoltenberg"))[:1] == ["jens-stoltenberg"]
    assert ids(suggest(site, "type", "peacek"))[:1] == ["PeacekeepingForce"]
    assert ids(suggest(site, "property", "holds"))[:1] == ["holdsOffice"]
    assert ids(suggest(site, "property", "skos:exact"))[:1] == ["skos:exactMatch"]


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
def test_every_name_that_is_suggested_is_suggested_for_itself(site: Site, kind: str) -> None:
    seen: list[str] = []
    while some := suggest(site, kind, "", cursor=str(len(seen))):
        assert len(some) <= PAGE
        seen += ids(some)
    assert len(seen) == len(set(seen)) > PAGE
    for one in seen[::7]:
        assert suggest(site, kind, one)[0]["id"] == one
    assert suggest(site, kind, "", cursor="999999999") == []


def test_what_is_no_kind_or_no_number_is_told_so(site: Site) -> None:
    with pytest.raises(NotFound, match="that kind"):
        suggest(site, "article", "x")
    for cursor in ("-1", "x", "1.5", "9" * 20):
        with pytest.raises(BadInput, match="cursor"):
            suggest(site, "entity", "x", cursor=cursor)
    with pytest.raises(BadInput, match="limit"):
        ask(site, "reconcile_properties", ("limit", "0"), format="json")


def test_a_preview_is_small_and_harmless(site: Site, hostile: Site) -> None:
    shown = page(site, "reconcile_preview", ("id", "kfor"))
    assert_harmless(shown)
    assert len(shown.all("h1")) == 1
    assert not shown.all("script")
    assert shown.links == ["http://127.0.0.1/page/id/kfor"]
    assert "A NATO-led peacekeeping force in Kosovo." in shown.text
    attacked = page(hostile, "reconcile_preview", ("id", "tirra"))
    assert_harmless(attacked)
    assert HOSTILE in attacked.text
    for wrong in ("nobody", "<script>", "../id/nato", "\ud800"):
        with pytest.raises(NotFound):
            page(site, "reconcile_preview", ("id", wrong))
    with pytest.raises(BadInput, match="which thing"):
        page(site, "reconcile_preview")
