"""The lint over stored queries: each rule finds its fault, at its line, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from query_worlds import GOOD, good

from pactgraph.query.lint import lint_queries, lint_query
from pactgraph.query.stored_query import parse_query


def findings(text: str) -> list[tuple[int, str]]:
    query = parse_query(text, name="q", file="q.rq")
    return [(finding.line, finding.rule) for finding in lint_query(query)]


def test_a_good_query_has_no_finding() -> None:
    assert lint_query(good()) == []


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("#+ summary: Who holds an office\n", "", [(1, "head")]),
        ("whom?", "whom", [(3, "head")]),
        ("#+ tags:\n#+   - people\n", "", [(1, "head")]),
        ("#+   - asOf: a day on which the office is held\n", "", [(6, "head")]),
        ("[person, office]", "[person, office, age]", [(13, "head"), (26, "order")]),
        ("\nSELECT", "PREFIX no: <http://no/>\nSELECT", [(16, "prefixes")]),
        ("PREFIX pact: <https://w3id.org/pactgraph/ontology#>", "", [(19, "valid")]),
        ("WHERE", "where", [(18, "keywords")]),
        ("BOUND(?__", "bound(?__", [(22, "keywords")]),
        ("SELECT ?person ?office ?begin", "SELECT *", [(17, "columns")]),
        ("ORDER BY ?person ?office\n", "", [(17, "order")]),
        ("ORDER BY ?person ?office", "ORDER BY ?person", [(26, "order")]),
        ("#+ key: [person, office]\n", "", [(25, "order")]),
        ("?begin\nWHERE", "?begin ?passage\nWHERE", [(17, "passage")]),
        ("  ?passage a pact:Passage .\n", "", [(20, "graph-passage")]),
        ("GRAPH ?passage { ?h", "GRAPH ?g { ?passage a pact:Passage . ?h", [(21, "graph-passage")]),
        ("?holding a pact:OfficeHolding", "?holding a ?__organisation_iri", [(21, "parameters")]),
        ("|| EXISTS { ?o", "|| EXISTS { GRAPH ?passage { ?office ?p ?_asOf_date } ?o", []),
        ("ORDER BY ?person", "ORDER BY ?stated ?person", [(26, "dates")]),
        ("FILTER(BOUND(?_asOf_date))", "FILTER(?stated < ?_asOf_date)", [(24, "dates")]),
        ("FILTER(BOUND(?_asOf_date))", "FILTER(STR(?stated) < STR(?_asOf_date))", []),
        ("STR(?stated)", "?stated", []),
        ("FILTER(BOUND(?_asOf_date))", "FILTER(?begin < ?_asOf_date)", []),
    ],
)  # fmt: skip
def test_each_rule_finds_its_fault_at_its_line(
    old: str, new: str, expected: list[tuple[int, str]]
) -> None:
    assert findings(changed(old, new)) == expected


P = "PREFIX pact: <https://w3id.org/pactgraph/ontology#>\n"


@pytest.mark.parametrize(
    "pattern",
    [
        "?x pact:date ?d FILTER(?d = ?e)",
        "?x pact:begin|pact:end ?d FILTER(?d > 3)",
        "?x pact:part/pact:end ?d FILTER(?d IN (1, 2))",
        "?x pact:date ?d BIND(COALESCE(?d, 1) AS ?y) FILTER(?y > 1)",
        "?x pact:date ?d BIND(?d + 1 AS ?y)",
        "?x pact:date ?d FILTER NOT EXISTS { ?x pact:end ?f FILTER(?f < 1) }",
        "OPTIONAL { ?x pact:observedOn ?d FILTER(?d < 1) }",
        "{ SELECT (MAX(?d) AS ?m) { ?x pact:lastYear ?d } }",
        "{ SELECT (SAMPLE(?d) AS ?m) { ?x pact:lastYear ?d } } FILTER(?m > 1)",
        "?x pact:date ?d FILTER(YEAR(?d) > 2000)",
    ],
)
def test_stated_dates_are_followed_to_where_they_are_compared(pattern: str) -> None:
    rules = {rule for _, rule in findings(P + "ASK { " + pattern + " }")}
    assert "dates" in rules


@pytest.mark.parametrize(
    "pattern",
    [
        "?b pact:beginNotAfter ?d FILTER(?d < 1)",
        "?x pact:date ?d FILTER(DATATYPE(?d) = ?t)",
        "?x pact:date ?d BIND(STR(?d) AS ?y) FILTER(?y > '1')",
        "{ SELECT (COUNT(?d) AS ?n) { ?x pact:date ?d } } FILTER(?n > 1)",
        "{ SELECT (MIN(STR(?d)) AS ?n) { ?x pact:date ?d } } FILTER(?n > '1')",
        "?x pact:date ?d FILTER(BOUND(?d))",
    ],
)
def test_bounds_and_strings_may_be_compared(pattern: str) -> None:
    rules = {rule for _, rule in findings(P + "ASK { " + pattern + " }")}
    assert "dates" not in rules


def test_a_rule_is_exempted_with_a_reason_and_not_in_vain() -> None:
    text = "#+ exempt:\n#+   - passage: it lists what no passage states\n" + GOOD
    assert findings(text) == [(1, "exempt")]
    assert findings(text.replace("?passage", "?words")) == []
    assert findings(GOOD.replace("?passage", "?words")) == [(17, "passage")]


def test_a_guard_outside_a_subselect_that_does_not_project_it_is_no_guard() -> None:
    text = P + "ASK { ?g a pact:Passage { SELECT ?x { GRAPH ?g { ?x ?y ?z } } } }"
    assert "graph-passage" in {rule for _, rule in findings(text)}
    text = P + "ASK { ?g a pact:Passage { SELECT ?g ?x { GRAPH ?g { ?x ?y ?z } } } }"
    assert "graph-passage" not in {rule for _, rule in findings(text)}


def test_what_only_one_engine_understands_is_no_valid_sparql() -> None:
    text = "ASK { ?a ?b ?c LATERAL { ?c ?d ?e } }"
    assert findings(text) == [(1, "valid")]


def test_two_queries_in_one_file_are_not_valid() -> None:
    assert findings("ASK { }\nASK { }") == [(2, "valid")]


def test_files_are_linted_with_their_names(tmp_path: Path) -> None:
    (tmp_path / "office-holders.rq").write_text(GOOD)
    (tmp_path / "Bad_Name.rq").write_text(GOOD)
    (tmp_path / "broken-head.rq").write_text("#+ tags: x\nASK { }")
    found = lint_queries(sorted(tmp_path.glob("*.rq")), root=tmp_path)
    assert [str(f).partition(": ")[0] + " " + f.rule for f in found] == [
        "Bad_Name.rq:1 file-name",
        "broken-head.rq:1 head",
    ]
