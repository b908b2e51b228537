from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from pactgraph.errors import BadInput, Location
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import OA, PACT, RDF
from pactgraph.reasoning.bounds import Certainty, says
from pactgraph.reasoning.builtin_rules import BUILTIN_RULES, Computed, compute

PREFIXES = """
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
BASE = "https://w3id.org/pactgraph/article/"
ONTOLOGY = """
pact:Event pact:timeScoped true .
pact:Meeting rdfs:subClassOf pact:Event .
pact:Council rdfs:subClassOf pact:Meeting .
pact:Holding pact:timeScoped true .
pact:Person pact:timeScoped false .
"""
SIDES = {
    PACT.beginNotBefore: "b>=",
    PACT.beginNotAfter: "b<=",
    PACT.endNotBefore: "e>=",
    PACT.endNotAfter: "e<=",
}


def quads(trig: str, slug: str = "a") -> list[Quad]:
    text = PREFIXES + f"@base <{BASE}{slug}> .\n" + trig.replace("SLUG", slug)
    return list(parse(text, RdfFormat.TRIG))


def ontology(turtle: str = ONTOLOGY) -> list[Triple]:
    return [Triple(q.subject, q.predicate, q.object) for q in quads(turtle)]


def computed(*trigs: str, claims: tuple[str, ...] = ()) -> Computed:
    graphs: dict[str, list[Triple]] = defaultdict(list)
    for slug, trig in zip("abc", trigs, strict=False):
        for quad in quads(trig, slug):
            triple = Triple(quad.subject, quad.predicate, quad.object)
            graphs[quad.graph_name.value].append(triple)
    return compute(graphs, ontology(), claims=claims, locate=lambda _: Location("a.trig", 7))


def passage(statements: str, record: str = 'schema:datePublished "2020-06-15"^^xsd:date') -> str:
    return f"""
    GRAPH <SLUG/record> {{ <> a pact:Article ; {record} . <#char=0,9> a pact:Passage . }}
    GRAPH <#char=0,9> {{ {statements} }}
    """


def bounds_of(result: Computed, thing: str, slug: str = "a") -> str:
    """Return the bounds in the computed graph, written like ``b>=1994-01-01 b<=1994-12-31``."""
    node = next(
        t.subject
        for t in result.triples
        if t.predicate == PACT.boundsOf
        and t.object.value.endswith(thing)
        and t.subject.value.startswith(f"{BASE}{slug}/bounds/")
    )
    found = {t.predicate: t.object for t in result.triples if t.subject == node}
    return " ".join(f"{name}{found[p].value}" for p, name in SIDES.items() if p in found)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            'pact:date "1994-05"^^xsd:gYearMonth',
            "b>=1994-05-01 b<=1994-05-31 e>=1994-05-01 e<=1994-05-31",
        ),
        ('pact:begin "1994"^^xsd:gYear', "b>=1994-01-01 b<=1994-12-31 e>=1994-01-01"),
        ('pact:end "2001-03-04"^^xsd:date', "b<=2001-03-04 e>=2001-03-04 e<=2001-03-04"),
        (
            'pact:begin "1994"^^xsd:gYear ; pact:end "1996"^^xsd:gYear',
            "b>=1994-01-01 b<=1994-12-31 e>=1996-01-01 e<=1996-12-31",
        ),
        ('pact:observedOn "2019-02"^^xsd:gYearMonth', "b<=2019-02-28 e>=2019-02-01"),
        ('pact:endedBefore "2020-06-15"^^xsd:date', "b<=2020-06-14 e<=2020-06-14"),
        ('pact:endedBefore "2020"^^xsd:gYear', "b<=2019-12-31 e<=2019-12-31"),
        (
            'pact:firstYear "2017"^^xsd:gYear ; pact:lastYear "2019"^^xsd:gYear',
            "b>=2017-01-01 b<=2017-01-01 e>=2019-12-31 e<=2019-12-31",
        ),
        (
            "pact:intervalLength 2 ; pact:intervalUnit pact:year ;"
            ' pact:intervalUntil "2020-06-15"^^xsd:date',
            "b>=2018-01-01 b<=2018-12-31 e>=2020-06-15",
        ),
        (
            "pact:intervalLength 3 ; pact:intervalUnit pact:month ;"
            ' pact:intervalUntil "2020-01-21"^^xsd:date',
            "b>=2019-10-01 b<=2019-10-31 e>=2020-01-21",
        ),
        ('pact:vagueTime "of late"', "b<=2020-06-15"),
        ("pact:status pact:planned", ""),
        (
            'pact:status pact:planned ; pact:date "2021"^^xsd:gYear',
            "b>=2021-01-01 e>=2021-01-01 e<=2021-12-31",
        ),
        (
            'pact:status pact:cancelled ; pact:date "2020-05-04"^^xsd:date',
            "b>=2020-05-04 e>=2020-05-04 e<=2020-05-04",
        ),
        (
            "pact:durationLength 2 ; pact:durationUnit pact:year ;"
            ' pact:begin "2015-03-01"^^xsd:date',
            "b>=2015-03-01 b<=2015-03-01 e>=2017-01-01 e<=2017-12-31",
        ),
        (
            "pact:durationLength 44 ; pact:durationUnit pact:day ;"
            ' pact:begin "2020-05-20"^^xsd:date',
            "b>=2020-05-20 b<=2020-05-20 e>=2020-05-20 e<=2020-07-03",
        ),
        (
            'pact:durationLength 44 ; pact:durationUnit pact:day ; pact:begin "2020"^^xsd:gYear',
            "b>=2020-01-01 b<=2020-06-15 e>=2020-01-01",
        ),
        (
            "pact:durationLength 2 ; pact:durationUnit pact:year ;"
            ' pact:begin "2015"^^xsd:gYear ; pact:end "2018"^^xsd:gYear',
            "b>=2015-01-01 b<=2015-12-31 e>=2018-01-01 e<=2018-12-31",
        ),
        (
            'pact:date "2020"^^xsd:gYear',
            "b>=2020-01-01 b<=2020-06-15 e>=2020-01-01 e<=2020-12-31",
        ),
        (
            'pact:begin "1994"^^xsd:gYear, "1994-05-04"^^xsd:date',
            "b>=1994-05-04 b<=1994-05-04 e>=1994-05-04",
        ),
    ],
)
def test_each_statement_of_time_bounds_a_thing(statement: str, expected: str) -> None:
    result = computed(passage(f"id:x a pact:Meeting ; {statement} ."))
    assert bounds_of(result, "id/x") == expected
    assert result.notes == []


def test_only_time_scoped_things_have_bounds_also_by_a_kind_further_up_or_in_the_records() -> None:
    result = computed(
        passage(
            "id:c a pact:Council . id:p a pact:Person . id:named rdfs:label 'n' . id:n a id:K ."
        ),
        "GRAPH <https://w3id.org/pactgraph/graph/entities> { id:named a pact:Meeting }",
    )
    things = {t.object.value for t in result.triples if t.predicate == PACT.boundsOf}
    assert things == {f"https://w3id.org/pactgraph/id/{name}" for name in ("c", "named")}


def test_articles_are_bounded_apart_and_each_by_its_own_date() -> None:
    result = computed(
        passage('id:h a pact:Holding ; pact:begin "1996"^^xsd:gYear .'),
        passage("id:h a pact:Holding .", 'schema:datePublished "2019-01"^^xsd:gYearMonth'),
    )
    assert bounds_of(result, "id/h", "a") == "b>=1996-01-01 b<=1996-12-31 e>=1996-01-01"
    assert bounds_of(result, "id/h", "b") == "b<=2019-01-31"


def test_a_time_of_publication_counts_as_its_day() -> None:
    record = 'schema:datePublished "2022-01-18T13:37:00"^^xsd:dateTime'
    assert bounds_of(computed(passage("id:h a pact:Holding .", record)), "id/h") == "b<=2022-01-18"


def test_what_is_during_an_event_takes_its_bounds_where_it_has_none() -> None:
    result = computed(
        passage(
            """
            id:council a pact:Council ; pact:date "2018-07-11"^^xsd:date .
            id:talk a pact:Meeting ; pact:duringEvent id:council .
            id:remark a pact:Meeting ; pact:duringEvent id:talk .
            id:dated a pact:Meeting ; pact:duringEvent id:council ; pact:date "2018"^^xsd:gYear .
            """
        )
    )
    day = "2018-07-11"
    assert bounds_of(result, "id/talk") == f"b>={day} b<={day} e>={day} e<={day}"
    assert bounds_of(result, "id/remark") == bounds_of(result, "id/talk")
    assert bounds_of(result, "id/dated") == (
        "b>=2018-01-01 b<=2018-12-31 e>=2018-01-01 e<=2018-12-31"
    )


def test_events_said_to_be_during_each_other_bound_each_other_alike() -> None:
    result = computed(
        passage(
            """
            id:one a pact:Meeting ; pact:duringEvent id:two ; pact:begin "2018"^^xsd:gYear .
            id:two a pact:Meeting ; pact:duringEvent id:one ; pact:end "2019"^^xsd:gYear .
            """
        )
    )
    assert bounds_of(result, "id/one") == "b>=2018-01-01 b<=2018-12-31 e>=2018-01-01 e<=2019-12-31"
    assert bounds_of(result, "id/two") == "b>=2018-01-01 b<=2019-12-31 e>=2019-01-01 e<=2019-12-31"


def test_what_is_expressed_in_a_meeting_during_a_visit_has_the_bounds_of_the_visit() -> None:
    result = computed(
        passage(
            """
            id:visit a pact:Event ; pact:begin "2018-07-11"^^xsd:date ;
                pact:end "2018-07-12"^^xsd:date .
            id:talk a pact:Meeting ; pact:duringEvent id:visit .
            id:word a pact:Holding ; pact:expressedIn id:talk .
            """
        )
    )
    assert bounds_of(result, "id/word") == bounds_of(result, "id/talk")
    assert bounds_of(result, "id/word") == (
        "b>=2018-07-11 b<=2018-07-12 e>=2018-07-11 e<=2018-07-12"
    )


def test_what_is_expressed_in_a_document_is_not_bound_by_the_time_it_holds() -> None:
    result = computed(
        passage(
            """
            id:treaty a pact:Holding ; pact:begin "2018-07-11"^^xsd:date .
            id:word a pact:Holding ; pact:expressedIn id:treaty .
            """
        )
    )
    assert bounds_of(result, "id/word") == "b<=2020-06-15"


def test_a_membership_ends_with_the_succession_of_its_organisation_where_no_end_is_stated() -> None:
    result = computed(
        passage(
            """
            id:change a pact:Event ; pact:predecessor id:old ; pact:date "1997"^^xsd:gYear .
            id:first a pact:Holding ; pact:organisation id:old ; pact:begin "1992"^^xsd:gYear .
            id:left a pact:Holding ; pact:organisation id:old ; pact:end "1995"^^xsd:gYear .
            id:other a pact:Holding ; pact:organisation id:new ; pact:begin "1992"^^xsd:gYear .
            """
        )
    )
    begun = "b>=1992-01-01 b<=1992-12-31 e>=1992-01-01"
    assert bounds_of(result, "id/first") == f"{begun} e<=1997-12-31"
    assert bounds_of(result, "id/left") == "b<=1995-12-31 e>=1995-01-01 e<=1995-12-31"
    assert bounds_of(result, "id/other") == begun


def test_what_is_during_a_planned_event_has_not_begun() -> None:
    result = computed(
        passage(
            "id:c a pact:Council ; pact:status pact:planned ."
            "id:m a pact:Meeting ; pact:duringEvent id:c ."
        )
    )
    assert bounds_of(result, "id/m") == ""


def test_what_is_planned_or_cancelled_is_certain_on_no_day() -> None:
    for status in ("planned", "cancelled"):
        result = computed(
            passage(
                f"id:m a pact:Meeting ; pact:status pact:{status} ;"
                ' pact:date "2020-05-04"^^xsd:date .'
            )
        )
        bounds = result.bounds["https://w3id.org/pactgraph/id/m", BASE + "a"].bounds
        assert says(bounds, date(2020, 5, 4)) is Certainty.POSSIBLE
        assert says(bounds, date(2020, 5, 5)) is Certainty.EXCLUDED


def test_a_count_of_what_is_cancelled_is_certain_on_no_day() -> None:
    days = 'pact:begin "2020-01-01"^^xsd:date ; pact:end "2020-05-31"^^xsd:date'
    for status, begin in (("cancelled", ""), ("completed", " b<=2020-01-01")):
        result = computed(
            passage(
                f"id:m a pact:Meeting ; pact:status pact:{status} ."
                f"id:n a pact:Meeting ; pact:countOf id:m ; {days} ."
            )
        )
        assert bounds_of(result, "id/n") == f"b>=2020-01-01{begin} e>=2020-05-31 e<=2020-05-31"


def test_a_length_that_is_none_is_told_with_its_place() -> None:
    with pytest.raises(BadInput) as caught:
        computed(
            passage(
                'id:m a pact:Meeting ; pact:begin "2020"^^xsd:gYear ;'
                ' pact:durationLength "x" ; pact:durationUnit pact:year .'
            )
        )
    assert caught.value.location is not None


def test_a_date_ahead_of_the_article_stands_and_is_noted() -> None:
    result = computed(passage('id:m a pact:Meeting ; pact:date "2021-01-01"^^xsd:date .'))
    assert bounds_of(result, "id/m").startswith("b>=2021-01-01 b<=2021-01-01")
    assert [(note.trouble, note.thing[-4:]) for note in result.notes] == [("ahead", "id/m")]


def test_an_article_that_contradicts_itself_prefers_neither_and_is_noted() -> None:
    result = computed(
        passage('id:h a pact:Holding ; pact:begin "1996"^^xsd:gYear, "1998"^^xsd:gYear .')
    )
    assert bounds_of(result, "id/h") == "b>=1996-01-01 b<=1998-12-31 e>=1996-01-01"
    (note,) = result.notes
    assert note.trouble == "inconsistent"
    assert {q.object.value for q in note.statements} == {"1996", "1998"}


UNDATED = """
GRAPH <SLUG/record> {
  <> a pact:Article ; pact:writtenDuring id:cycle ; pact:datedBy <#char=0,9> .
  <#char=0,9> a pact:Passage . <#char=10,19> a pact:Passage .
}
GRAPH <#char=0,9> {
  id:cycle a pact:Holding ; pact:firstYear "2017"^^xsd:gYear ; pact:lastYear "2019"^^xsd:gYear .
}
GRAPH <#char=10,19> {
  id:h a pact:Holding ; pact:begin "1997"^^xsd:gYear . id:m a pact:Meeting .
  id:cycle a pact:Holding ; pact:lastYear "2018"^^xsd:gYear .
}
"""


def test_an_undated_article_was_written_within_what_its_dating_passage_says() -> None:
    result = computed(UNDATED)
    article = NamedNode(BASE + "a")
    written = {t.predicate: t.object.value for t in result.triples if t.subject == article}
    assert written == {PACT.writtenNotBefore: "2017-01-01", PACT.writtenNotAfter: "2019-12-31"}
    assert bounds_of(result, "id/m") == "b<=2019-12-31"


def test_the_date_of_writing_never_dates_what_it_was_taken_from() -> None:
    trig = UNDATED.replace('pact:firstYear "2017"^^xsd:gYear ; ', "")
    assert bounds_of(computed(trig), "id/cycle") == "b<=2019-12-31 e>=2018-12-31 e<=2019-12-31"
    begun = UNDATED.replace("pact:firstYear", "pact:begin").replace("pact:lastYear", "pact:end")
    begun = begun.replace('"2018"^^xsd:gYear', '"2018-09"^^xsd:gYearMonth').replace(
        '"2019"^^xsd:gYear', '"2018"^^xsd:gYear'
    )
    written = {t.predicate: t.object.value for t in computed(begun).triples}
    assert written[PACT.writtenNotAfter] == "2018-12-31"
    assert bounds_of(computed(begun), "id/cycle") == (
        "b>=2017-01-01 b<=2017-12-31 e>=2018-09-01 e<=2018-09-30"
    )


def test_none_of_the_things_that_date_an_article_is_dated_by_another_through_it() -> None:
    trig = UNDATED.replace("pact:writtenDuring id:cycle", "pact:writtenDuring id:cycle, id:plan")
    plan = 'id:plan a pact:Holding ; pact:end "2025"^^xsd:gYear . id:cycle a pact:Holding ;'
    result = computed(trig.replace("id:cycle a pact:Holding ;", plan, 1))
    assert bounds_of(result, "id/plan") == "b<=2025-12-31 e>=2025-01-01 e<=2025-12-31"
    assert bounds_of(result, "id/m") == "b<=2019-12-31"


def test_a_dating_passage_that_gives_no_time_is_refused() -> None:
    with pytest.raises(BadInput, match="says nothing of the time") as caught:
        computed(UNDATED.replace("pact:datedBy <#char=0,9>", "pact:datedBy <#char=5,6>"))
    assert caught.value.iri == BASE + "a"


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('pact:date "soon"', "states no date"),
        ('pact:date "1994-02-30"^^xsd:date', "no day of the calendar"),
        ("pact:begin id:spring", "is no date"),
        ('pact:endedBefore "0001"^^xsd:gYear', "no day is before"),
        (
            'pact:intervalLength "two" ; pact:intervalUnit pact:year ;'
            ' pact:intervalUntil "2020"^^xsd:gYear',
            "is not a length",
        ),
        (
            "pact:intervalLength 2 ; pact:intervalUnit id:week ;"
            ' pact:intervalUntil "2020-01-01"^^xsd:date',
            "is not a unit of time",
        ),
        (
            "pact:intervalLength 2 ; pact:intervalUnit pact:month ;"
            ' pact:intervalUntil "2020"^^xsd:gYear',
            "cannot count months",
        ),
    ],
)
def test_a_value_that_states_no_time_is_refused_with_its_place(
    statement: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        computed(passage(f"id:x a pact:Meeting ; {statement} ."))
    assert caught.value.location == Location("a.trig", 7)
    assert "id/x" in (caught.value.iri or "")


def test_bounds_are_named_after_their_things_and_never_twice() -> None:
    trig = passage(
        "id:visit a pact:Meeting . <SLUG/thing/visit> a pact:Meeting ."
        "<SLUG/thing/z> a pact:Meeting ."
    )
    names = {
        t.object.value: t.subject.value
        for t in computed(trig).triples
        if t.predicate == PACT.boundsOf
    }
    assert names == {
        "https://w3id.org/pactgraph/id/visit": BASE + "a/bounds/visit",
        BASE + "a/thing/visit": BASE + "a/bounds/visit-2",
        BASE + "a/thing/z": BASE + "a/bounds/z",
    }


def test_every_subject_is_described_in_its_passages_and_claims_only_where_they_are_joined() -> None:
    trig = """
    GRAPH <SLUG/record> {
      <#char=0,9> a pact:Passage . <#char=10,19> a pact:Passage .
      <SLUG/claim/c> a pact:Claim ; pact:wordedIn <#char=10,19> .
    }
    GRAPH <#char=0,9> { id:x a pact:Meeting . id:y pact:partOf id:z . }
    GRAPH <SLUG/claim/c> { id:said a pact:Meeting ; pact:date "1990"^^xsd:gYear . }
    """

    def described(result: Computed) -> set[tuple[str, str]]:
        return {
            (t.subject.value.rpartition("/")[2], t.object.value.rpartition("=")[2])
            for t in result.triples
            if t.predicate == PACT.describedIn
        }

    assert described(computed(trig)) == {("x", "0,9"), ("y", "0,9")}
    joined = computed(trig, claims=(BASE + "a/claim/c",))
    assert described(joined) == {("x", "0,9"), ("y", "0,9"), ("said", "10,19")}
    assert bounds_of(joined, "id/said").startswith("b>=1990-01-01")


def test_a_passage_has_its_article_as_source_and_its_range_as_selector() -> None:
    triples = set(computed(passage("id:x a pact:Person .")).triples)
    here, selector = NamedNode(BASE + "a#char=0,9"), NamedNode(BASE + "a/selector/0-9")
    assert Triple(here, OA.hasSource, NamedNode(BASE + "a")) in triples
    assert Triple(here, OA.hasSelector, selector) in triples
    assert Triple(selector, RDF.type, OA.TextPositionSelector) in triples
    values = {t.predicate: str(t.object) for t in triples if t.subject == selector}
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert (values[OA.start], values[OA.end]) == (f'"0"^^<{integer}>', f'"9"^^<{integer}>')


def test_every_computed_triple_names_its_rules_and_what_it_was_computed_from() -> None:
    first = passage(
        """
        id:council a pact:Council ; pact:date "2018-07-11"^^xsd:date .
        id:talk a pact:Meeting ; pact:duringEvent id:council .
        id:m a pact:Meeting .
        """
    )
    given = {*quads(first, "a"), *quads(UNDATED, "b")}
    result = computed(first, UNDATED)
    for triple in result.triples:
        assert all(BUILTIN_RULES[rule.name] is rule for rule in result.rules_of(triple))
        assert result.rules_of(triple)
        inputs = result.inputs_of(triple)
        assert inputs
        assert set(inputs) <= given
        assert len({slug_of(quad.graph_name.value) for quad in inputs}) == 1

    def because(thing: str, predicate: NamedNode) -> tuple[set[str], set[str]]:
        triple = next(
            t
            for t in result.triples
            if t.subject.value.endswith(f"a/bounds/{thing}") and t.predicate == predicate
        )
        return (
            {rule.name for rule in result.rules_of(triple)},
            {
                quad.predicate.value.rpartition("#")[2].rpartition("/")[2]
                for quad in result.inputs_of(triple)
            },
        )

    assert because("council", PACT.beginNotBefore) == ({"bounds-date"}, {"date"})
    assert because("talk", PACT.endNotAfter) == ({"bounds-during"}, {"duringEvent", "date"})
    assert because("m", PACT.beginNotAfter) == ({"bounds-has-begun"}, {"datePublished", "type"})


def test_the_same_graphs_compute_to_the_same_triples_in_the_same_order() -> None:
    one = passage("id:x a pact:Meeting . id:y a pact:Holding .")
    assert computed(one, UNDATED).triples == computed(one, UNDATED).triples
    assert len(set(computed(one).triples)) == len(computed(one).triples)


def test_bounds_tell_a_view_by_date_what_an_article_says_of_a_day() -> None:
    result = computed(
        passage('id:h a pact:Holding ; pact:begin "1996"^^xsd:gYear ; pact:end "1999"^^xsd:gYear .')
    )
    bounds = result.bounds["https://w3id.org/pactgraph/id/h", BASE + "a"].bounds
    verdicts = [says(bounds, date(year, 7, 1)) for year in (1995, 1996, 1997, 1999, 2000)]
    assert verdicts == [
        Certainty.EXCLUDED,
        Certainty.POSSIBLE,
        Certainty.CERTAIN,
        Certainty.POSSIBLE,
        Certainty.EXCLUDED,
    ]
