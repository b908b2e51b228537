"""What people read about an empty answer, in a small world whose every statement is known."""

# ruff: noqa: E501

from __future__ import annotations

from textwrap import dedent

import pytest
from nothing_worlds import WORLD, World

TEXTS = [
    (
        "a_misspelt_property_is_named_with_what_may_be_meant",
        "SELECT ?x { ?x pact:comander ?y }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • x – comander: y

        Whether the graph could say it:
          • pact:comander is no term of the ontology; did you mean pact:commander?
        """,
    ),
    (
        "a_class_is_widened_along_the_ontology",
        "SELECT ?x { ?x a pact:Secondment ; pact:contributor ?c }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • x is a secondment

        What nearly matches:
          • With “situation” instead of “secondment”: 2 matches
              x: Fenland in River Watch (a contribution)
              x: Moorland in Coast Watch (a contribution)

        Whether the graph could say it:
          • pact:Secondment is a class of the ontology, and nothing is one
        """,
    ),
    (
        "two_patterns_that_each_match_never_match_together",
        "SELECT ?x { ?x pact:contributor id:fenland ; pact:operation id:coast-watch }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • x – contributor: Fenland  [alone 1 match]
            • x – operation: Coast Watch  [alone 1 match]

        What nearly matches:
          • With another value than Fenland in “x – contributor: Fenland”: Moorland
          • With another value than Coast Watch in “x – operation: Coast Watch”: River Watch
        """,
    ),
    (
        "what_is_not_stated_is_told_of_what_nearly_matches",
        "SELECT ?x { ?x pact:contributor id:moorland ; pact:operation ?o ; pact:end ?end }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • x – contributor: Moorland  [alone 1 match]
            • x – end: an end  [alone 1 match]

        What nearly matches:
          • With another value than Moorland in “x – contributor: Moorland”: Fenland
          • All but “x – end: an end”: 1 match
              x: Moorland in Coast Watch
        """,
    ),
    (
        "a_filter_that_nothing_passes",
        "SELECT ?x { ?x pact:begin ?begin . FILTER(STR(?begin) > '2016') }",
        """\
        Nothing is found.

        Why:
          This is found:
            • x – begin: a begin  [2 matches]
          and none of the 2 passes this:
            • “begin” is more than “2016”

        What nearly matches:
          • Without the test (“begin” is more than “2016”): 2 matches
              x: Fenland in the League; begin: 2001
              x: Moorland in Coast Watch; begin: 2015
        """,
    ),
    (
        "a_comparison_with_a_type_that_the_property_does_not_have",
        "SELECT ?x { ?x pact:begin ?day . FILTER(?day < '2000-01-01'^^xsd:date) }",
        """\
        Nothing is found.

        Why:
          This is found:
            • x – begin: a day  [2 matches]
          and none of the 2 passes this:
            • “day” is before 2000-01-01

        What nearly matches:
          • Without the test (“day” is before 2000-01-01): 2 matches
              x: Fenland in the League; day: 2001
              x: Moorland in Coast Watch; day: 2015

        Whether the graph could say it:
          • pact:begin has xsd:gYear here, and the question compares with xsd:date (2000-01-01)
        """,
    ),
    (
        "a_variable_that_nothing_binds",
        "SELECT ?x { ?x pact:begin ?begin FILTER(?begn > 1) }",
        """\
        Nothing is found.

        Why:
          This never holds:
            • “begn” is more than 1

        What nearly matches:
          • Without the test (“begn” is more than 1): 2 matches
              x: Fenland in the League
              x: Moorland in Coast Watch

        Whether the graph could say it:
          • ?begn is tested, and nothing in the question binds it; did you mean ?begin?
        """,
    ),
    (
        "all_matches_are_removed_by_not_exists",
        "SELECT ?x { ?x a pact:State . FILTER NOT EXISTS { ?x rdfs:label ?l } }",
        """\
        Nothing is found.

        Why:
          This is found:
            • x is a state  [3 matches]
          and all 3 matches are removed by this:
            • nothing like this is there (NOT EXISTS): x – label: l

        What nearly matches:
          • Without the test (nothing like this is there (NOT EXISTS): x – label: l): 3 matches
              x: Fenland
              x: Heathland
              x: Moorland
        """,
    ),
    (
        "all_matches_are_removed_by_minus",
        "SELECT ?x { ?x a pact:State . MINUS { ?x pact:name ?n } }",
        """\
        Nothing is found.

        Why:
          This is found:
            • x is a state  [3 matches]
          and all 3 matches are removed by this:
            • what is taken away (MINUS): x – name: n

        What nearly matches:
          • All but “what is taken away (MINUS): x – name: n”: 3 matches
              x: Fenland
              x: Heathland
              x: Moorland
        """,
    ),
    (
        "what_must_exist_is_a_condition_like_any_other",
        "SELECT ?x { ?x pact:contributor ?state . FILTER EXISTS { ?state a pact:Person } }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • x – contributor: a state  [alone 2 matches]
            • the state is a person  [alone 1 match]

        What nearly matches:
          • All but “x – contributor: a state”: 1 match
              state: Anna Reed
          • All but “a state is a person”: 2 matches
              x: Fenland in River Watch; state: Fenland
              x: Moorland in Coast Watch; state: Moorland
        """,
    ),
    (
        "each_alternative_of_a_union_has_its_reason",
        "SELECT ?x { { ?x pact:member id:moorland } UNION { ?x pact:contributor id:league } }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • one of 2 alternatives
            In alternative 1:
              Nothing matches this:
                • x – member: Moorland
            In alternative 2:
              Nothing matches this:
                • x – contributor: League

        What nearly matches:
          • With another value than Moorland in “x – member: Moorland”: Fenland
          • With another value than League in “x – contributor: League”: Fenland, Moorland
        """,
    ),
    (
        "a_graph_that_does_not_hold_it",
        "SELECT ?x { GRAPH graph:entities { ?x pact:contributor ?c } }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • x – contributor: c (in the graph “entities”)

        What nearly matches:
          • In another graph than graph:entities: 2 matches
              x: Moorland in Coast Watch; tide, characters 1 to 9
              x: id:heath-coast; claim “heath”
        """,
    ),
    (
        "no_one_graph_holds_both",
        "SELECT ?x { GRAPH ?passage { ?x pact:contributor ?c ; pact:begin ?b } }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • x – contributor: c (in a passage)  [alone 2 matches]
            • x – begin: b (in the passage)  [alone 1 match]

        What nearly matches:
          • If “x – contributor: c” need not stand in the same graph as the rest: 1 match
              x: Moorland in Coast Watch; c: Moorland
          • If “x – begin: b” need not stand in the same graph as the rest: 1 match
              x: Moorland in Coast Watch; b: 2015
        """,
    ),
    (
        "a_question_inside_that_finds_nothing",
        "SELECT ?x { { SELECT ?x { ?x a pact:Membership ; pact:contributor ?c } } ?x rdfs:label ?l }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • what a question inside finds: x is a membership; x – contributor: c
            Inside it:
              Each of these is found, but never both together:
                • x is a membership  [alone 1 match]
                • x – contributor: c  [alone 2 matches]

        What nearly matches:
          • With “situation” instead of “membership”: 2 matches
              x: Fenland in River Watch (a contribution)
              x: Moorland in Coast Watch (a contribution)
          • All but “what a question inside finds: x is a membership; x – contributor: c”: 11 matches
              x: Anna Reed
              x: Coast Watch
              x: Fenland in the League
              x: Fenland in River Watch
              x: Fenland
              …
        """,
    ),
    (
        "a_path_without_edges",
        "SELECT ?x { id:river-watch pact:partOf+ ?x }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • River Watch – part of (once or more): x

        What nearly matches:
          • With another value than River Watch in “River Watch – part of (once or more): x”: Coast Watch
        """,
    ),
    (
        "values_of_which_none_matches",
        "SELECT ?x { VALUES ?who { id:league id:anna-reed } ?x pact:contributor ?who }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • who is one of League, Anna Reed  [alone 2 matches]
            • x – contributor: a who  [alone 2 matches]

        What nearly matches:
          • Without “who is one of League, Anna Reed”: Fenland, Moorland
        """,
    ),
    (
        "values_at_the_end_that_agree_with_nothing",
        "SELECT ?x { ?x a pact:State } VALUES ?x { id:league }",
        """\
        Nothing is found.

        Why:
          Each of these is found, but never both together:
            • x is a state  [alone 3 matches]
            • x is League  [alone 1 match]

        What nearly matches:
          • Without “x is League”: Fenland, Heathland, Moorland
        """,
    ),
    (
        "only_a_speaker_asserts_it",
        "ASK { ?x pact:contributor id:heathland ; pact:operation id:coast-watch }",
        """\
        The answer is no.

        Why:
          Nothing matches this:
            • x – contributor: Heathland

        What nearly matches:
          • With another value than Heathland in “x – contributor: Heathland”: Moorland

        Who says it:
          No article states it in its own voice, but:
          • Anna Reed asserts: id:heath-coast – contributor: Heathland (claim tide/claim/heath, worded in tide#char=20,40)
          • Anna Reed asserts: id:heath-coast – operation: Coast Watch (claim tide/claim/heath, worded in tide#char=20,40)
        """,
    ),
    (
        "a_false_ask_with_the_property_turned_round",
        "ASK { id:fenland pact:member id:fen-league }",
        """\
        The answer is no.

        Why:
          Nothing matches this:
            • Fenland – member: Fenland in the League

        What nearly matches:
          • With “member” the other way round: 1 match
        """,
    ),
    (
        "a_spelling_of_a_string",
        "SELECT ?x { ?x rdfs:label 'moorland' }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • x – label: moorland

        What nearly matches:
          • With “moorland” written as it is here: Moorland

        Whether the graph could say it:
          • rdfs:label has rdf:langString here, and the question asks for xsd:string (moorland)
        """,
    ),
    (
        "something_that_nothing_is_said_about",
        "SELECT ?x { ?x pact:contributor id:moorlands }",
        """\
        Nothing is found.

        Why:
          Nothing matches this:
            • x – contributor: id:moorlands

        What nearly matches:
          • With another value than id:moorlands in “x – contributor: id:moorlands”: Fenland, Moorland

        Whether the graph could say it:
          • nothing is said about id:moorlands; did you mean id:moorland?
        """,
    ),
    (
        "groups_of_which_none_passes_having",
        "SELECT ?c (COUNT(*) AS ?n) { ?x pact:contributor ?c } GROUP BY ?c HAVING (COUNT(*) > 5)",
        """\
        Nothing is found.

        Why:
          Of 2 groups none passes what is asked of a group (HAVING):
            • the number of solutions is more than 5
        """,
    ),
    (
        "an_offset_past_the_end",
        "SELECT ?x { ?x a pact:State } OFFSET 9",
        """\
        Nothing is found.

        Why:
          There are 3 rows, and OFFSET passes over all of them.
        """,
    ),
    (
        "a_template_that_nothing_fills",
        "CONSTRUCT { ?x pact:member ?z } WHERE { ?x a pact:State }",
        """\
        No statement is made.

        Why:
          The pattern has 3 matches, but no statement can be made of them.

        Whether the graph could say it:
          • ?z of the template is bound by nothing in the pattern
        """,
    ),
    (
        "a_test_of_what_an_optional_would_bind",
        "SELECT ?x { ?x a pact:State . OPTIONAL { ?x pact:motto ?motto } FILTER(BOUND(?motto)) }",
        """\
        Nothing is found.

        Why:
          This is found:
            • x is a state  [3 matches]
            • where there may be: x – motto: a motto
          and none of the 3 passes this:
            • there is a value for “motto”

        What nearly matches:
          • Without the test (there is a value for “motto”): 3 matches
              x: Fenland
              x: Heathland
              x: Moorland
        """,
    ),
]


@pytest.mark.parametrize(
    ("sparql", "text"),
    [pytest.param(sparql, text, id=name) for name, sparql, text in TEXTS],
)
def test_an_empty_answer_is_explained_in_words(sparql: str, text: str) -> None:
    world = World()
    assert world.text(world.explain(sparql)) == dedent(text).rstrip()


RECKONED = """
SELECT ?state ?begin {
  ?share a pact:Contribution ; pact:contributor ?state .
  OPTIONAL { ?share pact:begin ?begin }
  BIND(EXISTS { ?dates pact:boundsOf ?share ; pact:beginNotAfter ?day } AS ?certainlyBegun)
  BIND(EXISTS { ?share pact:commander ?who } AS ?underCommand)
  FILTER(?certainlyBegun || ?underCommand)
}
"""


def test_a_test_of_what_is_reckoned_is_told_by_its_names_and_of_different_things() -> None:
    world = World(WORLD + "id:moor-coast pact:contributor id:heathland .")
    text = dedent("""\
        Nothing is found.

        Why:
          There are 2 contributions.
          “certainly begun” is true of none of them, and “under command” is true of none of them.
          What is asked for: “certainly begun” is true, or “under command” is true.

        What nearly matches:
          • Without the test (“certainly begun” is true, or “under command” is true): 3 matches
              state: Heathland; begin: 2015
              state: Moorland; begin: 2015
              state: Fenland
        """)
    assert world.text(world.explain(RECKONED)) == text.rstrip()


def test_things_are_counted_beside_matches_and_those_without_dates_show_their_bounds() -> None:
    world = World(
        WORLD
        + """
        GRAPH <https://w3id.org/pactgraph/article/tide#char=70,80> { id:moor-coast a pact:Contribution }
        GRAPH <https://w3id.org/pactgraph/article/tide#char=90,99> { id:fen-river a pact:Contribution }
        id:bounds pact:boundsOf id:fen-river ; pact:endNotAfter "2018-12-31"^^xsd:date .
        """
    )
    text = world.text(
        world.explain("""
        SELECT ?label {
          GRAPH ?passage { ?share a pact:Contribution }
          OPTIONAL { ?share rdfs:label ?label }
          BIND(EXISTS { ?share pact:commander ?who } AS ?underCommand)
          FILTER(?underCommand)
        }""")
    )
    assert "There are 3 contributions (5 matches)." in text
    assert (
        "share: Fenland in River Watch; label: Fenland in River Watch (end not after 2018-12-31)"
        in text
    )
