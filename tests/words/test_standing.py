"""A passage stands alone: type and parties of each timed thing stand where it is spoken of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.finding import Check, Finding
from pactgraph.words.verification import verify

HARBOUR = "data/articles/harbour-2019-05-02.trig"
ONTOLOGY = "ontology/tiny.ttl"
CONTRIBUTION = "id:tirra-clear-water-contribution"


def change(file: Path, old: str, new: str) -> None:
    content = file.read_text(encoding="utf-8")
    assert old in content
    file.write_text(content.replace(old, new, 1), encoding="utf-8")


def found_in(root: Path) -> list[Finding]:
    found = verify(Sources.load(Project(root)), Texts(None)).findings
    return [finding for finding in found if finding.check is Check.STANDS_NOT_ALONE]


def test_a_passage_that_leaves_a_defining_party_to_another_is_found(tiny_root: Path) -> None:
    change(tiny_root / HARBOUR, "pact:contributor id:tirra ; pact:operation", "pact:operation")
    (finding,) = found_in(tiny_root)
    assert finding.expected == "pact:contributor"
    assert CONTRIBUTION in finding.message
    assert finding.passage is not None
    assert finding.passage.endswith("#char=169,247")
    assert finding.location is not None
    assert (finding.location.file, finding.location.line is not None) == (HARBOUR, True)


def test_a_passage_that_leaves_the_type_to_the_entity_record_is_found(tiny_root: Path) -> None:
    change(
        tiny_root / HARBOUR,
        f"{CONTRIBUTION} a pact:Contribution ;\n    pact:contributor id:tirra ;",
        CONTRIBUTION,
    )
    (finding,) = found_in(tiny_root)
    assert finding.expected == "a pact:Contribution, pact:contributor"


def test_a_claim_stands_alone_like_a_passage(tiny_root: Path) -> None:
    change(tiny_root / HARBOUR, "pact:contributor id:tirra ; pact:personnel", "pact:personnel")
    (finding,) = found_in(tiny_root)
    assert finding.passage is not None
    assert finding.passage.endswith("#char=274,373"), "the passage that words the claim"
    assert "thing/loan" in finding.message


@pytest.mark.parametrize(
    "axiom",
    [
        "pact:giver rdfs:subPropertyOf pact:contributor .",
        "pact:contributor pact:alternativeParty pact:giver .",
    ],
)
def test_a_property_below_a_party_or_named_as_its_alternative_will_do(
    tiny_root: Path, axiom: str
) -> None:
    declared = 'pact:giver a owl:ObjectProperty ; rdfs:label "giver"@en .\n'
    change(tiny_root / ONTOLOGY, "# Time\n", f"# Time\n{declared}{axiom}\n")
    change(tiny_root / HARBOUR, "pact:contributor id:tirra ;", "pact:giver id:tirra ;")
    assert found_in(tiny_root) == []
    change(tiny_root / HARBOUR, "pact:giver id:tirra ;", "")
    (finding,) = found_in(tiny_root)
    assert finding.expected == "pact:contributor or pact:giver"


def test_classes_below_inherit_the_parties(tiny_root: Path) -> None:
    below = 'pact:Loan a owl:Class ; rdfs:label "loan"@en ; rdfs:subClassOf pact:Contribution .\n'
    change(tiny_root / ONTOLOGY, "# Time\n", f"# Time\n{below}")
    change(
        tiny_root / HARBOUR,
        "loan> a pact:Contribution ;\n    pact:contributor id:tirra ;",
        "loan> a pact:Loan ;",
    )
    (finding,) = found_in(tiny_root)
    assert finding.expected == "pact:contributor"


def test_a_label_alone_says_nothing_that_needs_parties(tiny_root: Path) -> None:
    stub = (
        "GRAPH <#char=33,102> {\n  <harbour-2019-05-02/thing/loan>"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "A loan"@en .'
    )
    change(tiny_root / HARBOUR, "GRAPH <#char=33,102> {", stub)
    assert found_in(tiny_root) == []


def test_a_named_thing_needs_no_parties(tiny_root: Path) -> None:
    change(
        tiny_root / ONTOLOGY,
        'pact:Operation a owl:Class ; rdfs:label "operation"@en ;',
        'pact:Operation a owl:Class ; rdfs:label "operation"@en ; pact:timeScoped true ;',
    )
    change(tiny_root / HARBOUR, "clear-water a pact:Operation ; ", "clear-water ")
    assert found_in(tiny_root) == []
