"""Conditions in words, and which of their parts are told."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import ID, PACT, XSD
from pactgraph.telling.labels import Labels
from pactgraph.telling.pattern_words import PatternWords, slots_of
from pactgraph.telling.phrases import Phrases
from pactgraph.telling.reasons import Reasons, read_expression
from pactgraph.telling.truth import truth
from pactgraph.witness.receipt import Bindings, Matched

TRUE = Literal("true", datatype=XSD.boolean)
FALSE = Literal("false", datatype=XSD.boolean)
LABELS = Labels({ID.tirra.value: "Tirra", PACT.end.value: "end"})


def day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)


def number(value: int) -> Literal:
    return Literal(str(value), datatype=XSD.integer)


@pytest.mark.parametrize(
    ("text", "values", "words"),
    [
        ("?a = id:tirra", {"a": ID.tirra}, "Tirra (a) is Tirra"),
        ("?a != ?b", {"a": ID.tirra}, "Tirra (a) is not “b”"),
        ("?n > 3", {"n": number(5)}, "5 (n) is more than 3"),
        ("?d <= ?__asOf_date", {"d": day("2001-01-01"), "__asOf_date": day("2002-01-01")},
         "2001-01-01 (d) is not after 2002-01-01 (the given “as of”)"),
        ("BOUND(?d) && ?d < ?e", {"d": day("2001-01-01")}, "2001-01-01 (d) is before “e”"),
        ("?k IN (id:tirra, 1)", {"k": number(1)}, "1 (k) is one of Tirra, 1"),
        ("?k NOT IN (1)", {}, "“k” is none of 1"),
        ("REGEX(STR(?l), '^T', 'i')", {"l": Literal("Tirra")}, "“Tirra” (l) fits the pattern “^T”"),
        ("!BOUND(?end)", {}, "there is no end"),
        ("!(?a || ?b)", {}, "not: “a”, or “b”"),
        ("COUNT(DISTINCT ?tie) > 1", {}, "the number of different values of “tie” is more than 1"),
        ("COUNT(*)", {}, "the number of solutions"),
        ("<urn:f>(?a)", {}, "urn:f(“a”)"),
        ("?a + 1", {"a": number(1)}, "1 (a) + 1"),
    ],
)  # fmt: skip
def test_an_expression_in_words(text: str, values: Bindings, words: str) -> None:
    expression = read_expression(text)
    assert expression is not None
    assert Phrases(LABELS).words(expression, values) == words


def test_a_text_that_cannot_be_read_alone_is_shortened() -> None:
    assert read_expression("?a )") is None
    assert Phrases(LABELS).shortened("x " * 200).endswith("…")
    assert Phrases(LABELS).shortened(f"?a = {ID.tirra}") == "?a = “Tirra”"


@pytest.mark.parametrize(
    ("text", "values", "told"),
    [
        ("!BOUND(?__h_iri) || ?h = ?__h_iri", {}, ""),
        ("!BOUND(?__h_iri) || ?h = ?__h_iri", {"h": ID.a, "__h_iri": ID.a},
         "id:a (h) is id:a (the given “h”)"),
        ("?a || ?b", {"a": FALSE, "b": TRUE}, "“b” is true"),
        ("?a || !?b", {"a": TRUE, "b": FALSE}, "“a” is true"),
        ("?a && !?b", {"a": TRUE, "b": FALSE}, "“a” is true, and “b” is false"),
        ("!?idle", {"idle": FALSE}, ""),
    ],
)  # fmt: skip
def test_only_the_part_that_settles_it_is_told(text: str, values: Bindings, told: str) -> None:
    expression = read_expression(text)
    assert expression is not None
    reasons = Reasons(frozenset({"idle"})).of(expression, values, True)
    assert Phrases(Labels()).reasons(reasons, values) == told


def test_what_was_counted_and_types_settle_a_choice() -> None:
    of_count = read_expression("IF(COUNT(DISTINCT ?l) > 0, COUNT(DISTINCT ?l), 1 / 0)")
    assert of_count is not None
    part, _ = Reasons().of_value(of_count, {"COUNT(DISTINCT ?l)": number(7)})
    assert part is not None
    assert Phrases(LABELS).words(part, {}) == "the number of different values of “l”"

    of_type = read_expression(
        'IF(DATATYPE(?d) = xsd:gYear, "year", IF(DATATYPE(?d) = xsd:gYearMonth, "month", "day"))'
    )
    assert of_type is not None
    values = {"d": Literal("1999-05", datatype=XSD.gYearMonth)}
    part, why = Reasons().of_value(of_type, values)
    assert part == Literal("month")
    assert Phrases(LABELS).reasons(why, values) == "1999-05 (d) is given as a month"


def test_of_a_choice_only_the_branch_taken_is_told() -> None:
    expression = read_expression('IF(BOUND(?__d_date), IF(?sure && !?out, "yes", "no"), ?none)')
    assert expression is not None
    values = {"__d_date": day("2001-01-01"), "sure": FALSE, "out": FALSE}
    part, why = Reasons().of_value(expression, values)
    assert part == Literal("no")
    assert Phrases(LABELS).reasons(why, values) == "“sure” is false"
    assert Reasons().of_value(expression, {}) == (None, [])


@pytest.mark.parametrize(
    ("text", "values", "result"),
    [
        ("?a < ?b", {"a": number(9), "b": number(10)}, True),
        ("?a < ?b", {"a": day("2001-02-01"), "b": day("2001-01-01")}, False),
        ("?a = ?b", {"a": ID.a, "b": ID.b}, False),
        ("?a = 1", {}, None),
        ("?a = 'x'", {"a": number(1)}, None),
        ("?a < ?b", {"a": Literal("1999", datatype=XSD.gYear),
                     "b": Literal("2000", datatype=XSD.gYear)}, None),
        ("?a || ?b", {"a": TRUE}, True),
        ("?a && ?b", {"a": TRUE}, None),
        ("STR(?a) = 'urn:x'", {"a": NamedNode("urn:x")}, True),
        ("?a IN (1, 2)", {"a": number(2)}, True),
        ("?a NOT IN (1, 2)", {"a": number(3)}, True),
    ],
)  # fmt: skip
def test_what_a_condition_comes_to(text: str, values: Bindings, result: bool | None) -> None:
    expression = read_expression(text)
    assert expression is not None
    assert truth(expression, values) is result


def test_what_a_pattern_looks_for() -> None:
    words = PatternWords(LABELS, {"stay": ID.tirra})
    assert words.looked_for("?stay pact:end ?end") == "Tirra (any end)"
    assert words.missing("?stay pact:end ?end") == ("Tirra", "no end")
    assert words.missing("?other pact:end ?end") is None
    path = words.looked_for("?stay (pact:end/^pact:begin)*|!pact:part ?x")
    assert path == (
        "Tirra (any end, then the other way round of begin (any number of times) "
        "or anything but part)"
    )
    assert words.is_technical("?stay rdfs:label ?l . GRAPH ?p { ?p a pact:Passage }")
    assert words.looked_for("not a pattern") == "“not a pattern”"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?stay a pact:Visit VALUES ?stay { id:a }", None),
        ("{ ?stay a pact:Visit } UNION { ?stay a pact:Stay }", None),
        ("?stay pact:end ?end OPTIONAL { ?stay pact:begin ?b }", None),
        ("?stay pact:end ?day ; pact:begin ?day", None),
        ("?stay a ?kind", ("Tirra", "is of no class")),
        ("?stay a pact:Visit", ("Tirra", "is not a visit")),
        (
            "?stay a pact:Visit ; pact:end ?e ; pact:begin 1",
            ("Tirra", "not all: is a visit; any end; begin: 1"),
        ),
    ],
)
def test_what_is_missing(text: str, expected: tuple[str, str] | None) -> None:
    assert PatternWords(LABELS, {"stay": ID.tirra}).missing(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("?stay a ?c VALUES ?c { 1 2 }", "Tirra (is a “c”), where “c” is one of 1, 2"),
        ("?stay pact:end ?e OPTIONAL { ?stay pact:begin ?b }", "Tirra (any end)"),
        ("{ ?stay pact:end 1 } UNION { ?stay pact:end 2 }",
         "either Tirra (end: 1), or Tirra (end: 2)"),
        ("?stay pact:end ?e MINUS { ?stay pact:begin ?e }",
         "Tirra (any end), leaving out Tirra (any begin)"),
        ("?stay pact:end ?d ; pact:begin ?d", "Tirra (end: any “d”; begin: any “d”)"),
        ("{ SELECT ?x { ?x pact:end 1 } }", "a “x” (end: 1)"),
        ("{ SELECT (COUNT(*) AS ?n) { ?x pact:end 1 } }", None),
        ("{ SELECT ?x { ?x pact:end ?y } } ?x pact:begin ?y", None),
        ("GRAPH id:a { ?stay pact:end 1 }", None),
        ("?stay pact:end 1 { ?stay pact:end 1 } UNION { ?stay pact:end 2 }", None),
        ("?stay pact:end 1 OPTIONAL { ?stay pact:begin ?b } FILTER(?b = 1)", None),
        ("?stay pact:end ?e VALUES (?e ?f) { (1 2) (2 1) }", None),
    ],
)  # fmt: skip
def test_absent_patterns_have_true_words_or_stay_as_written(
    text: str, expected: str | None
) -> None:
    assert PatternWords(LABELS, {"stay": ID.tirra}).looked_for(text) == (expected or f"“{text}”")


def test_variables_of_a_match_are_read_from_its_pattern() -> None:
    from pyoxigraph import Triple

    match = Matched("?stay pact:end ?end", Triple(ID.tirra, PACT.end, number(1)))
    assert slots_of(match) == {"stay": ID.tirra, "end": number(1)}
    assert slots_of(Matched("?!", match.triple)) == {}
