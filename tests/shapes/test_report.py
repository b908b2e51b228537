"""The report, as people and programs read it."""

from __future__ import annotations

import dataclasses
import json

import pyoxigraph as ox
import pyshacl
import rdflib

from pactgraph.errors import Location
from pactgraph.shapes import (
    ByReference,
    NotApplied,
    PropertyPath,
    Report,
    Result,
    Severity,
    to_json,
    to_text,
    to_turtle,
)

SHAPES = "https://w3id.org/pactgraph/shapes#"
CORE = "http://www.w3.org/ns/shacl#"
REPORT = Report.of(
    [
        Result(
            Severity.WARNING,
            'A visit is "short".',
            ox.NamedNode("https://w3id.org/pactgraph/id/visit"),
            PropertyPath(
                "(<https://x.org/a>/^<https://x.org/b>)",
                f"( <https://x.org/a> [ <{CORE}inversePath> <https://x.org/b> ] )",
                None,
            ),
            ox.Literal("x", language="en"),
            SHAPES + "Visit-short",
            CORE + "MinCountConstraintComponent",
        ),
        Result(
            Severity.VIOLATION,
            "A visit has no visitor.",
            ox.NamedNode("https://w3id.org/pactgraph/article/harbour/thing/visit"),
            PropertyPath.of(ox.NamedNode("https://w3id.org/pactgraph/ontology#visitor")),
            ox.Literal("4", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
            SHAPES + "Visit-visitor",
            CORE + "MinCountConstraintComponent",
            (Location("data/articles/harbour.trig", 7), Location("data/entities/visits.ttl", 3)),
            ("https://w3id.org/pactgraph/article/harbour/claim/c1",),
        ),
    ],
    [NotApplied(SHAPES + "Passage", "the file has no passages")],
    [ByReference(SHAPES + "Visit-short", "it refers to itself")],
)

TEXT = """\
data/articles/harbour.trig:7: violation: A visit has no visitor. [shape:Visit-visitor]
  about: <https://w3id.org/pactgraph/article/harbour/thing/visit>
  path: pact:visitor
  value: "4"^^xsd:integer
  in: <https://w3id.org/pactgraph/article/harbour/claim/c1>
  also: data/entities/visits.ttl:3
warning: A visit is "short". [shape:Visit-short]
  about: id:visit
  path: (<https://x.org/a>/^<https://x.org/b>)
  value: "x"@en
not applied, since the file has no passages: shape:Passage
left to pySHACL (it refers to itself): shape:Visit-short
1 violation, 1 warning
"""

TURTLE = """\
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://w3id.org/pactgraph/shapes#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

[] a sh:ValidationReport ;
    sh:conforms false ;
    sh:result [
        a sh:ValidationResult ;
        sh:resultSeverity sh:Violation ;
        sh:focusNode <https://w3id.org/pactgraph/article/harbour/thing/visit> ;
        sh:resultPath pact:visitor ;
        sh:value "4"^^xsd:integer ;
        sh:sourceShape shape:Visit-visitor ;
        sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
        sh:resultMessage "A visit has no visitor."
    ], [
        a sh:ValidationResult ;
        sh:resultSeverity sh:Warning ;
        sh:focusNode id:visit ;
        sh:resultPath ( <https://x.org/a> [ sh:inversePath <https://x.org/b> ] ) ;
        sh:value "x"@en ;
        sh:sourceShape shape:Visit-short ;
        sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
        sh:resultMessage "A visit is \\"short\\"."
    ] .
"""


def test_the_text_has_what_is_worst_first_and_what_was_left_out_last():
    assert to_text(REPORT) == TEXT


def test_an_empty_report_says_so():
    assert to_text(Report(())) == "0 violations, 0 warnings\n"
    assert "sh:conforms true ." in to_turtle(Report(()))


def test_the_turtle_is_a_shacl_report_and_the_same_each_time():
    assert to_turtle(REPORT) == TURTLE


def test_the_turtle_satisfies_shacl_itself():
    """SHACL's own shapes for a report: each result has its five things once (3.6.2)."""
    shapes = rdflib.Graph().parse(
        data="""
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <https://x.org/> .
        x:S a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
            sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ],
                [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ],
                [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ],
                [ sh:path sh:resultPath ; sh:maxCount 1 ], [ sh:path sh:value ; sh:maxCount 1 ],
                [ sh:path [ sh:inversePath sh:result ] ; sh:minCount 1 ] .
        """,
        format="turtle",
    )
    conforms, _, text = pyshacl.validate(
        rdflib.Graph().parse(data=to_turtle(REPORT), format="turtle"), shacl_graph=shapes
    )
    assert conforms, text


def test_the_json_holds_everything():
    document = json.loads(to_json(REPORT))
    assert document["conforms"] is False
    assert (document["violations"], document["warnings"]) == (1, 1)
    assert document["results"][0]["locations"][0] == {
        "file": "data/articles/harbour.trig",
        "line": 7,
    }
    assert document["results"][0]["graphs"] == [
        "https://w3id.org/pactgraph/article/harbour/claim/c1"
    ]
    assert document["results"][1]["value"] == '"x"@en'
    assert document["notApplied"] == [
        {"shape": SHAPES + "Passage", "reason": "the file has no passages"}
    ]
    assert document["byReference"] == [
        {"shape": SHAPES + "Visit-short", "reason": "it refers to itself"}
    ]


def test_warnings_alone_conform():
    assert Report.of(REPORT.warnings).conforms
    assert not REPORT.conforms


def test_no_two_results_have_one_place_in_the_order():
    one = REPORT.results[1]
    other = dataclasses.replace(one, component=CORE + "ClassConstraintComponent", path=None)
    assert one.sort_key != other.sort_key


def test_reports_add_up_without_doubles():
    assert REPORT + REPORT == REPORT
