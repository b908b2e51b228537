"""Any RDF file that a user hands in."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from pactgraph.errors import BadInput, DeadlineExceeded
from pactgraph.shapes import to_text
from pactgraph.shapes.file_validation import validate_file

VISITS = """
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix : <https://example.org/> .

:visit a pact:Visit ;
    pact:visitor :ada .
"""


def test_a_file_without_passages_is_validated_and_the_rest_listed(tmp_path, shapes, ontology):
    path = tmp_path / "visits.ttl"
    path.write_text(VISITS, encoding="utf-8")
    report = validate_file(path, shapes=shapes, ontology=ontology, display="visits.ttl")
    text = to_text(report)
    assert text.startswith("visits.ttl:5: violation: A visit has no destination: ")
    assert "not applied, since the file has no passages: shape:Anchor-anchor, " in text
    assert "shape:MintedThing-evidence" in text
    assert text.endswith("\n1 violation, 0 warnings\n")


def test_a_file_with_passages_is_held_to_the_shapes_of_evidence(shapes, ontology):
    world = Path(__file__).parent / "worlds" / "valid.trig"
    report = validate_file(world, shapes=shapes, ontology=ontology)
    assert report.results == ()
    assert report.not_applied == ()


@pytest.mark.parametrize("syntax", ["nt", "nq", "rdf", "jsonld"])
def test_every_syntax_gives_the_same_results(tmp_path, shapes, ontology, syntax):
    path = tmp_path / f"visits.{syntax}"
    formats = {
        "nt": ox.RdfFormat.N_TRIPLES,
        "nq": ox.RdfFormat.N_QUADS,
        "rdf": ox.RdfFormat.RDF_XML,
        "jsonld": ox.RdfFormat.JSON_LD,
    }
    quads = ox.parse(VISITS, format=ox.RdfFormat.TURTLE)
    path.write_bytes(ox.serialize((q.triple for q in quads), format=formats[syntax]))
    report = validate_file(path, shapes=shapes, ontology=ontology)
    assert [result.shape.rpartition("#")[2] for result in report.results] == ["Visit-destination"]
    assert all(place.file == str(path) for place in report.results[0].locations)


def test_a_file_may_rely_on_entities_that_it_does_not_repeat(tmp_path, shapes, ontology):
    path = tmp_path / "visits.ttl"
    path.write_text(VISITS.replace("a pact:Visit", "pact:destination :port"), encoding="utf-8")
    kind = "https://w3id.org/pactgraph/ontology#"
    context = ox.parse(
        f"<https://example.org/visit> a <{kind}Visit>, <{kind}Meeting> .",
        format=ox.RdfFormat.TURTLE,
    )
    report = validate_file(
        path, shapes=shapes, ontology=ontology, entities=[q.triple for q in context]
    )
    assert [result.shape.rpartition("#")[2] for result in report.results] == ["Meeting-attendee"]


def test_a_file_that_is_no_rdf_is_refused_with_its_line(tmp_path, shapes):
    path = tmp_path / "broken.ttl"
    path.write_text("<a> <b> .\n", encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        validate_file(path, shapes=shapes, display="broken.ttl")
    assert str(caught.value.location) == "broken.ttl:1"


def test_a_file_that_is_not_there_is_refused(tmp_path, shapes):
    with pytest.raises(BadInput, match="cannot be read"):
        validate_file(tmp_path / "none.ttl", shapes=shapes)


def test_work_that_does_not_end_is_stopped_at_its_deadline(tmp_path):
    path = tmp_path / "slow.ttl"
    path.write_text(f'<https://x.org/a> <https://x.org/p> "{"a" * 60}!" .', encoding="utf-8")
    slow = ox.parse(
        "<https://x.org/S> a <http://www.w3.org/ns/shacl#PropertyShape> ;"
        " <http://www.w3.org/ns/shacl#targetSubjectsOf> <https://x.org/p> ;"
        " <http://www.w3.org/ns/shacl#path> <https://x.org/p> ;"
        ' <http://www.w3.org/ns/shacl#pattern> "^(a+)+$" .',
        format=ox.RdfFormat.TURTLE,
    )
    with pytest.raises(DeadlineExceeded, match="took more than 4 seconds"):
        validate_file(path, shapes=[q.triple for q in slow], timeout=4)
