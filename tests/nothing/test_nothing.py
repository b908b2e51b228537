"""Why an answer is empty: reasons, what nearly matches, who says it, within a budget."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from nothing_worlds import WORLD, World
from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Answer
from pactgraph.errors import BadInput, BadQuery, DeadlineExceeded
from pactgraph.namespaces import ARTICLE, ID, PACT
from pactgraph.nothing.nothing import Effort, Nothing, explain_nothing
from pactgraph.nothing.report import Kind
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery, parse_query
from pactgraph.syntax.writing import write_element

STORED = """\
#+ summary: Contributions
#+ parameters:
#+   contributor: {class: pact:State}
#+   operation: {class: pact:Operation}
#+   state: {class: pact:State}

SELECT ?contribution ?operation WHERE {
  ?contribution pact:contributor ?contributor ; pact:operation ?operation .
  OPTIONAL { ?contribution rdfs:label ?label }
  FILTER(!BOUND(?__contributor_iri) || ?contributor = ?__contributor_iri)
  FILTER(!BOUND(?__operation_iri) || ?operation = ?__operation_iri)
  FILTER(!BOUND(?__state_iri) || EXISTS { ?contribution pact:contributor ?__state_iri })
}
"""
THREE = """
id:a pact:begin id:n ; pact:end id:m .
id:b pact:end id:m ; pact:member id:o .
id:c pact:begin id:n ; pact:member id:o .
"""


def conditions(nothing: Nothing) -> list[list[str]]:
    return [
        [write_element(part.element, short=True) for part in reason.parts]
        for reason in nothing.reasons
    ]


def stored() -> StoredQuery:
    return parse_query(STORED, name="contributions", file="queries/contributions.rq")


def explained(world: World, **values: object) -> Nothing:
    query = stored()
    given = {name: ID[str(value)] for name, value in values.items()}
    return world.explain(bind(query, given), stored=query)


def _never(sparql: str, /, *, timeout: float | None = None) -> Answer:
    raise AssertionError(sparql)


def test_three_patterns_of_which_any_two_match_are_one_set() -> None:
    world = World(THREE)
    nothing = world.explain("SELECT ?x { ?x pact:begin ?b ; pact:end ?e ; pact:member ?m, ?n }")
    assert nothing.complete
    assert [len(reason.parts) for reason in nothing.reasons] == [3, 3]
    assert all(
        part.alone is not None and part.alone.count == 2
        for reason in nothing.reasons
        for part in reason.parts
    )


def test_every_smallest_set_is_told_whatever_the_order_of_the_query() -> None:
    patterns = [
        "?x pact:contributor id:fenland",
        "?x pact:operation id:coast-watch",
        "?x pact:commander ?y",
    ]
    world = World()
    found = []
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        text = " . ".join(patterns[n] for n in order)
        sets = conditions(world.explain(f"SELECT * {{ {text} }}"))
        found.append({frozenset(one) for one in sets})
    assert found[0] == found[1] == found[2]
    assert sorted(map(len, found[0])) == [1, 2]


def test_an_answer_that_is_not_empty_is_refused() -> None:
    world = World()
    for query in ("ASK { ?x a pact:State }", "SELECT (COUNT(*) AS ?n) { ?x pact:commander ?y }"):
        with pytest.raises(BadInput, match="not empty"):
            world.explain(query)


def test_an_empty_describe_is_refused() -> None:
    with pytest.raises(BadQuery, match="DESCRIBE"):
        World().explain("DESCRIBE ?x WHERE { ?x pact:commander ?y }")


def test_a_query_that_the_engine_refuses_is_refused() -> None:
    with pytest.raises(BadQuery):
        World().explain("SELECT ?x { ?x a pact:State . BIND(1 AS ?x) }")


def test_a_parameter_without_match_is_told_by_its_name_with_values_that_match() -> None:
    world = World()
    nothing = explained(world, contributor="heathland")
    assert world.text(nothing).splitlines()[:8] == [
        "Nothing is found.",
        "",
        "Why:",
        "  Nothing matches this:",
        "    • a contribution – contributor: Heathland",
        "",
        "What nearly matches:",
        "  • With another “contributor” than Heathland: Fenland, Moorland",
    ]


def test_two_parameters_that_never_meet() -> None:
    world = World()
    nothing = explained(world, contributor="moorland", operation="river-watch")
    assert world.text(nothing).splitlines()[3:6] == [
        "  Each of these is found, but never both together:",
        "    • a contribution – contributor: Moorland  [alone 1 match]",
        "    • the contribution – operation: River Watch  [alone 1 match]",
    ]
    near = [(n.change.kind, [list(r.values()) for r in n.rows]) for n in nothing.near]
    assert near == [
        (Kind.PARAMETER, [[ID.fenland]]),
        (Kind.PARAMETER, [[ID["coast-watch"]]]),
    ]


def test_a_parameter_inside_exists_has_values_that_match_too() -> None:
    nothing = explained(World(), state="heathland")
    assert nothing.near[0].change.kind is Kind.PARAMETER
    assert [list(r.values()) for r in nothing.near[0].rows] == [[ID.fenland], [ID.moorland]]


def test_a_parameter_of_the_wrong_kind_is_told() -> None:
    nothing = explained(World(), contributor="league")
    assert "contributor takes a thing of the class pact:State, and id:league is none" in [
        doubt.sentence for doubt in nothing.doubts
    ]


def test_parameters_that_are_not_given_are_no_conditions() -> None:
    world = World()
    nothing = explained(world, contributor="heathland")
    assert all("__operation_iri" not in text for one in conditions(nothing) for text in one)


def test_a_claim_that_makes_what_is_missing_is_told_without_joining_claims() -> None:
    world = World()
    nothing = world.explain(
        "ASK { ?x pact:contributor id:heathland }",
        ask_with_claims=_never,
        effort=Effort(join_claims=True),
    )
    (told,) = nothing.told
    assert told.claim.value == ARTICLE.base + "tide/claim/heath"
    assert told.speakers == (ID["anna-reed"],)
    assert [p.value for p in told.passages] == [ARTICLE.base + "tide#char=20,40"]
    assert not told.derived


def test_what_follows_from_a_claim_is_told_where_claims_are_joined() -> None:
    world = World()
    said = "id:heath-coast a pact:Contribution, pact:Situation ; pact:contributor id:heathland ."
    joined = World(f"{said} id:heathland pact:takesPart id:coast-watch . id:league a pact:Body .")
    nothing = world.explain(
        "ASK { id:heath-coast a pact:Situation . id:league a pact:Body }",
        ask_with_claims=joined.ask,
        effort=Effort(join_claims=True),
    )
    (told,) = nothing.told
    assert told.derived
    assert (told.triple.subject, told.triple.object) == (ID["heath-coast"], PACT.Situation)


def test_claims_are_not_joined_unasked_and_that_is_told() -> None:
    nothing = World().explain("ASK { id:league pact:member ?x }", ask_with_claims=_never)
    assert nothing.told == ()
    assert nothing.notes == (
        "What would follow from what speakers assert was not looked at: that takes the graph with"
        " their claims joined.",
    )


def test_a_claim_that_speaks_of_both_ends_is_pointed_to() -> None:
    nothing = World().explain(
        "ASK { id:heathland pact:takesPart id:coast-watch }", ask_with_claims=_never
    )
    assert nothing.notes[1:] == (
        "A claim speaks of id:heathland and id:coast-watch: tide/claim/heath.",
    )


def test_where_claims_have_joined_the_graph_nobody_is_sent_to_them() -> None:
    joined = World(
        WORLD + "id:heath-coast a pact:Contribution ; pact:contributor id:heathland ; "
        "pact:operation id:coast-watch ."
    )
    assert joined.explain("ASK { id:league pact:member ?x }", ask_with_claims=_never).notes == ()


def test_what_a_view_leaves_out_is_told() -> None:
    whole = World()
    declared = "GRAPH graph:ontology { pact:contributor a owl:ObjectProperty }"
    view = World(f"id:moorland a pact:State . {declared}")

    def why_not(thing: NamedNode) -> str | None:
        return "it had not begun" if thing == ID["moor-coast"] else None

    nothing = view.explain(
        "SELECT ?x { ?x pact:contributor id:moorland }", ask_unviewed=whole.ask, why_not=why_not
    )
    assert [(o.thing, o.why) for o in nothing.omissions] == [(ID["moor-coast"], "it had not begun")]
    assert "id:moor-coast: it had not begun" in view.text(nothing)
    assert [d.sentence for d in nothing.doubts] == [
        "pact:contributor is a property of the ontology, and no statement in this view uses it"
    ]


def test_what_a_view_leaves_out_stands_first() -> None:
    view = World("id:moorland a pact:State . GRAPH graph:ontology { pact:begin a owl:Class }")
    found = view.explain("SELECT ?x { ?x pact:contributor id:moorland }", why_not=lambda _: None)
    lines = replace(found, notes=("left out: Moorland: later", "Not all.")).lines()
    assert lines[:5] == [
        "Nothing is found.",
        "",
        "What the view leaves out:",
        "  • Moorland: later",
        "",
    ]
    assert lines[-2:] == ["Note:", "  Not all."]


def test_of_a_view_without_articles_that_alone_is_told() -> None:
    whole = World("<https://w3id.org/pactgraph/article/tide> a pact:Article . id:a pact:begin 1 .")
    view = World("id:moorland a pact:State .")
    found = view.explain("SELECT ?x { ?x pact:begin ?b }", ask_unviewed=whole.ask)
    assert found.lines() == [
        "Nothing is found.",
        "",
        "Why:",
        "  This view holds no article, so nothing is found in it.",
    ]
    assert found.as_json()["empty view"] is True


def test_axioms_are_said_to_be_in_the_graph_of_the_ontology() -> None:
    found = World().explain("SELECT ?x { ?x rdfs:subClassOf pact:Situation }")
    assert [d.sentence for d in found.doubts] == [
        "rdfs:subClassOf is not asked here: merged does not hold the ontology's axioms; "
        "GRAPH <https://w3id.org/pactgraph/graph/ontology> does",
    ]
    inside = World().explain("SELECT ?x { GRAPH graph:ontology { ?x owl:inverseOf pact:begin } }")
    assert not any(d.kind in ("axioms", "no term") for d in inside.doubts)


def test_the_rows_nearest_to_what_a_filter_asks_come_first() -> None:
    world = World(
        'id:a pact:begin "1990"^^xsd:gYear . id:b pact:begin "2019"^^xsd:gYear .'
        'id:c pact:begin "2005"^^xsd:gYear .'
    )
    nothing = world.explain("SELECT ?x ?b { ?x pact:begin ?b . FILTER(?b > '2020'^^xsd:gYear) }")
    assert [row["x"] for row in nothing.near[0].rows] == [ID.b, ID.c, ID.a]


def test_by_any_property_nearly_match_only_things_of_the_same_kind() -> None:
    world = World(WORLD + "id:fenland pact:partOf id:heathland ; pact:member id:league .")
    nothing = world.explain("SELECT ?m { id:fenland ?m id:moorland }")
    assert [[list(row.values()) for row in near.rows] for near in nothing.near] == [
        [[ID.heathland]]
    ]
    assert World().explain("SELECT ?m { id:fenland ?m id:moorland }").near == ()
    assert World().explain("SELECT ?m { id:fenland ?m 'Moorland' }").near == ()


def test_a_budget_that_is_too_small_is_told_and_nothing_false_is_said() -> None:
    world = World()
    query = "SELECT ?x { ?x a pact:Situation ; pact:begin ?b ; pact:end ?e ; rdfs:label ?l }"
    whole = world.explain(query)
    proved = {tuple(one) for one in conditions(whole)}
    for asks in range(0, 40, 3):
        nothing = world.explain(query, effort=Effort(asks=asks))
        for reason, one in zip(nothing.reasons, conditions(nothing), strict=True):
            assert not reason.proved or tuple(one) in proved
        assert nothing.asked <= asks
        if not nothing.complete:
            assert any("Not all was looked at" in note for note in nothing.notes)
    assert not whole.notes


def test_questions_that_take_too_long_are_given_up_and_told() -> None:
    world = World()

    def slow(sparql: str, /, *, timeout: float | None = None) -> Answer:
        if "COUNT" in sparql:
            raise DeadlineExceeded("too slow")
        return world.ask(sparql)

    nothing = explain_nothing("ASK { ?x a pact:Membership ; pact:contributor ?y }", slow)
    assert len(nothing.reasons) == 1
    assert all(part.alone is None for part in nothing.reasons[0].parts)
    assert any("took too long" in note for note in nothing.notes)


def test_the_same_question_has_the_same_explanation() -> None:
    query = "SELECT ?x { ?x a pact:Membership ; pact:contributor id:heathland ; pact:end ?e }"
    first, again = World().explain(query), World().explain(query)
    assert first == again
    assert first.lines() == again.lines()


def test_json_holds_all_that_the_lines_tell() -> None:
    world = World()
    document = world.explain("ASK { ?x a pact:Membership ; pact:contributor id:heathland }")
    found = json.loads(json.dumps(document.as_json()))
    assert found["form"] == "ASK"
    assert [len(reason["conditions"]) for reason in found["reasons"]] == [1]
    condition = found["reasons"][0]["conditions"][0]
    assert condition["condition"] == "{ ?x pact:contributor id:heathland }"
    assert [near["change"] for near in found["near"]] == ["left out"]
    assert found["near"][0]["rows"] == [{"x": {"type": "uri", "value": ID["fen-league"].value}}]
    assert found["complete"] is True


def test_the_explanation_passes_the_guard_and_runs_in_the_child() -> None:
    world = World()
    try:
        nothing = explain_nothing("ASK { ?x pact:comander ?y }", world.engine.query)
    finally:
        world.engine.close()
    assert nothing.doubts[0].candidates == (PACT.commander,)


def test_a_value_that_would_break_out_of_a_question_does_not() -> None:
    world = World()
    hostile = Literal('" } INSERT { id:x id:y "')
    query = f"SELECT ?x {{ ?x pact:name {hostile} }}"
    nothing = world.explain(query)
    assert len(nothing.reasons) == 1


def test_a_question_that_the_guard_refuses_is_told() -> None:
    world = World()

    def guarded(sparql: str, /, *, timeout: float | None = None) -> Answer:
        if "COUNT" in sparql:
            raise BadQuery("too long")
        return world.ask(sparql)

    nothing = explain_nothing("ASK { ?x a pact:Membership ; pact:contributor ?y }", guarded)
    assert "2 questions were too long to be asked." in nothing.notes
