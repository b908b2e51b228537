"""One validation: what becomes of its results."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from pactgraph.errors import BadInput, Location
from pactgraph.namespaces import XSD
from pactgraph.shapes import Places, Severity
from pactgraph.shapes.validation import validate

PREFIXES = """
@prefix : <https://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
BOAT = """
:BoatShape a sh:NodeShape ; sh:targetClass :Boat ; sh:property :BoatShape-length, :BoatShape-port .
:BoatShape-length a sh:PropertyShape ; sh:path :length ; sh:datatype xsd:integer ;
    sh:severity sh:Warning ; sh:message "A boat's length is a whole number." .
:BoatShape-port a sh:PropertyShape ; sh:path ( :berth [ sh:inversePath :owns ] ) ; sh:minCount 1 ;
    sh:message "A boat lies in a port." .
"""


def triples(turtle: str) -> list[ox.Triple]:
    return [q.triple for q in ox.parse(PREFIXES + turtle, format=ox.RdfFormat.TURTLE)]


def iri(name: str) -> ox.NamedNode:
    return ox.NamedNode("https://example.org/" + name)


def test_a_result_says_what_is_wrong_and_by_which_shape():
    data = ":gull a :Boat ; :length 'long' ; :berth :b . :harbour :owns :b ."
    (found,) = validate(triples(data), triples(BOAT)).results
    assert found.severity is Severity.WARNING
    assert found.message == "A boat's length is a whole number."
    assert found.focus == iri("gull")
    assert found.path is not None
    assert found.path.predicate == iri("length")
    assert found.value == ox.Literal("long")
    assert found.shape == "https://example.org/BoatShape-length"
    assert found.component == "http://www.w3.org/ns/shacl#DatatypeConstraintComponent"


def test_an_ill_typed_value_is_a_result_and_nothing_is_logged_of_it(caplog):
    data = ':gull a :Boat ; :length "nine fathoms"^^xsd:integer ; :berth :b . :harbour :owns :b .'
    for by_reference in (False, True):
        (found,) = validate(triples(data), triples(BOAT), by_reference=by_reference).results
        assert found.value == ox.Literal("nine fathoms", datatype=XSD.integer)
    assert caplog.records == []


def test_a_path_of_several_steps_is_written_out():
    (found,) = validate(triples(":gull a :Boat ."), triples(BOAT)).results
    assert found.path is not None
    assert found.path.predicate is None
    assert found.path.sparql == "(<https://example.org/berth>/^<https://example.org/owns>)"
    assert found.value is None


def test_a_subclass_counts_only_where_the_hierarchy_is_in_the_context():
    data, hierarchy = ":gull a :Dinghy .", ":Dinghy rdfs:subClassOf :Boat ."
    assert validate(triples(data), triples(BOAT)).conforms
    report = validate(triples(data), triples(BOAT), context=triples(hierarchy))
    assert [result.focus for result in report.results] == [iri("gull")]


def test_nothing_is_reported_of_what_only_the_context_describes():
    context = ":tern a :Boat ."
    report = validate(
        triples(":gull a :Boat ; :beside :tern ."), triples(BOAT), context=triples(context)
    )
    assert [result.focus for result in report.results] == [iri("gull")]


def test_the_parties_of_a_thing_that_is_only_declared_are_not_asked_for():
    declared = ":gull a :Boat ; rdfs:label 'Gull' ; dcterms:description 'A boat.' ."
    assert validate(triples(declared), triples(BOAT)).results == ()
    judged = declared + " :gull <https://w3id.org/pactgraph/ontology#perhapsSameAs> :tern ."
    assert validate(triples(judged), triples(BOAT)).results == ()
    described = declared + " :gull :length 4 ."
    assert len(validate(triples(described), triples(BOAT)).results) == 1


def test_a_shape_may_ask_for_the_properties_that_are_used():
    shapes = ":P a sh:PropertyShape ; sh:targetClass rdf:Property ;"
    shapes += " sh:path :known ; sh:minCount 1 ; sh:message 'Unknown.' ."
    report = validate(triples(":gull :length 4 ."), triples(shapes))
    assert [result.focus for result in report.results] == [iri("length")]


def test_values_that_cannot_be_compared_are_a_result_and_no_crash():
    shapes = ":S a sh:PropertyShape ; sh:targetSubjectsOf :first ; sh:path :first ;"
    shapes += " sh:lessThanOrEquals :last ; sh:message 'Backwards.' ."
    data = ":a :first '2001-05'^^xsd:gYearMonth ; :last true ."
    data += " :b :first '2001'^^xsd:gYear ; :last '2002'^^xsd:gYear ."
    report = validate(triples(data), triples(shapes))
    assert [result.focus for result in report.results] == [iri("a")]


@pytest.mark.parametrize(
    ("first", "last", "conforms"),
    [
        ("'2001'^^xsd:gYear", "'2001'^^xsd:gYear", True),
        ("'2001'^^xsd:gYear", "'2000'^^xsd:gYear", False),
        ("'2001-05-02'^^xsd:date", "'2001-05-01'^^xsd:date", False),
        ("'0999-05-02'^^xsd:date", "'2001-05-01'^^xsd:date", True),
        ("9", "10", True),
    ],
)
def test_dates_and_numbers_are_compared_as_such(first: str, last: str, conforms: bool):
    shapes = ":S a sh:PropertyShape ; sh:targetSubjectsOf :first ; sh:path :first ;"
    shapes += " sh:lessThanOrEquals :last ."
    report = validate(triples(f":a :first {first} ; :last {last} ."), triples(shapes))
    assert report.conforms is conforms


def test_a_sparql_constraint_is_asked_for_each_focus_node():
    beside = "<https://example.org/beside>"
    select = f"SELECT $this ?value WHERE {{ $this {beside}+ $this ; {beside} ?value }}"
    shapes = f""":S a sh:NodeShape ; sh:targetSubjectsOf :beside ; sh:message "Beside itself." ;
        sh:sparql [ sh:select "{select}" ] ."""
    data = ":a :beside :b . :b :beside :a . :c :beside :a ."
    report = validate(triples(data), triples(shapes))
    assert {(r.focus, r.value) for r in report.results} == {
        (iri("a"), iri("b")),
        (iri("b"), iri("a")),
    }


def test_a_nameless_shape_is_called_by_the_named_one_that_holds_it():
    shapes = ":S a sh:NodeShape ; sh:targetClass :Boat ;"
    shapes += " sh:property [ sh:path :port ; sh:maxCount 1 ] ."
    (found,) = validate(triples(":gull a :Boat ; :port 4, 5 ."), triples(shapes)).results
    assert found.shape == "https://example.org/S"


def test_results_are_the_same_however_the_triples_are_ordered():
    data = triples(":b a :Boat . :a a :Boat ; :length 'x', 'y' . :c a :Boat .")
    assert validate(data, triples(BOAT)) == validate(reversed(data), reversed(triples(BOAT)))


@pytest.mark.parametrize(
    "shapes",
    [
        ":S a sh:NodeShape ; sh:targetClass :Boat ; sh:property :Missing .",
        ":S a sh:PropertyShape ; sh:targetClass :Boat ; sh:path :length ; sh:minCount 'one' .",
        ":S a sh:NodeShape ; sh:targetClass :Boat ; sh:sparql [ sh:select"
        " 'SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { $this ?p ?o } }' ] .",
    ],
)
def test_shapes_that_cannot_be_used_are_refused(shapes: str):
    with pytest.raises(BadInput, match="the shapes cannot be used"):
        validate(triples(":gull a :Boat ."), triples(shapes))


def test_a_language_and_a_plain_string_stay_apart():
    """The bridge writes a plain string as rdflib does; sh:in tells ``"x"`` from ``"x"@en``."""
    shapes = ":S a sh:PropertyShape ; sh:targetClass :Boat ; sh:path :length ; sh:in ( 'x' ) ."
    assert validate(triples(":a a :Boat ; :length 'x' ."), triples(shapes)).conforms
    assert not validate(triples(":a a :Boat ; :length 'x'@en ."), triples(shapes)).conforms


def test_places_give_the_offending_statement_or_else_the_first_about_the_node():
    quads = list(
        ox.parse(
            PREFIXES + ":g { :gull a :Boat . } :h { :gull :length 'x' . :gull :length 4 . }",
            format=ox.RdfFormat.TRIG,
        )
    )
    lines = {quad: Location("boats.trig", number) for number, quad in enumerate(quads, 1)}
    report = validate([q.triple for q in quads], triples(BOAT), places=Places(quads, lines.get))
    by_shape = {result.shape.rpartition("-")[2]: result for result in report.results}
    assert [p.line for p in by_shape["length"].locations] == [2]
    assert by_shape["length"].graphs == ("https://example.org/h",)
    assert [p.line for p in by_shape["port"].locations] == [1, 2]
    assert by_shape["port"].graphs == ("https://example.org/g", "https://example.org/h")


def test_the_report_agrees_with_pyshacl_alone():
    import pyshacl

    data = ":a a :Boat ; :length 'x', 4 . :b a :Boat ; :berth :q . :o :owns :q . :c :length 'z' ."
    ours = validate(triples(data), triples(BOAT))
    _, theirs, _ = pyshacl.validate(
        rdflib.Graph().parse(data=PREFIXES + data, format="turtle"),
        shacl_graph=rdflib.Graph().parse(data=PREFIXES + BOAT, format="turtle"),
    )
    expected = {
        (
            str(theirs.value(node, rdflib.SH.focusNode)),
            str(theirs.value(node, rdflib.SH.sourceShape)),
        )
        for node in theirs.objects(None, rdflib.SH.result)
    }
    assert {(r.focus.value, r.shape) for r in ours.results} == expected
    assert len(expected) == 2
