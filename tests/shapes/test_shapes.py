"""Every shape, against a world it accepts and the one thing it objects to."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from shape_cases import CASES, Case

from pactgraph.namespaces import OWL, PACT, RDF, SH, SHAPE
from pactgraph.shapes import Report, Severity, to_text
from pactgraph.shapes.file_validation import Job, validate_parsed

VALID = Path(__file__).parent / "worlds" / "valid.trig"


@pytest.fixture(scope="module")
def broken(tmp_path_factory, shapes, ontology) -> Report:
    """The valid world and every broken thing beside it, validated at once."""
    world = tmp_path_factory.mktemp("world") / "broken.trig"
    texts = [VALID.read_text(encoding="utf-8"), *(case.trig for case in CASES)]
    world.write_text("\n".join(texts), encoding="utf-8")
    return validate_parsed(Job(world, "broken.trig", shapes, ontology, []))


def test_the_valid_world_conforms(shapes, ontology):
    report = validate_parsed(Job(VALID, "valid.trig", shapes, ontology, []))
    assert to_text(report) == "0 violations, 0 warnings\n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_thing_is_found_by_the_shapes_made_for_it(case: Case, broken: Report):
    violations, warnings = set(), set()
    for result in broken.results:
        if case.token in f"{result.focus} {result.value}":
            kind = violations if result.severity is Severity.VIOLATION else warnings
            kind.add(result.shape.removeprefix(SHAPE.base))
    assert (violations, warnings) == (case.violations, case.warnings)


def test_nothing_else_is_found(broken: Report):
    strays = [r for r in broken.results if not re.search("K-.+-K", f"{r.focus} {r.value}")]
    assert strays == []


def test_every_result_has_a_line_where_its_thing_is_stated_in_a_file(broken: Report):
    assert all(result.locations for result in broken.results)
    assert all(place.line for result in broken.results for place in result.locations)


def test_every_shape_that_reports_has_a_case(shapes):
    reporting = {
        t.subject.value.removeprefix(SHAPE.base)
        for t in shapes
        if t.predicate == SH.message and isinstance(t.subject, ox.NamedNode)
    }
    of_style = {t.subject.value.removeprefix(SHAPE.base) for t in shapes if t.object == SHAPE.Style}
    tried = {name for case in CASES for name in case.violations | case.warnings}
    assert reporting - of_style == tried


def test_every_class_with_things_of_its_own_is_covered_by_a_shape_of_evidence(shapes, ontology):
    targets = {
        t.object
        for t in shapes
        if t.predicate == SH.targetClass and t.subject == SHAPE["MintedThing-evidence"]
    }
    parents: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for t in ontology:
        if t.predicate.value.endswith("#subClassOf") and isinstance(t.object, ox.NamedNode):
            parents.setdefault(t.subject, set()).add(t.object)

    def covered(name: ox.NamedNode) -> bool:
        return name in targets or any(covered(parent) for parent in parents.get(name, ()))

    classes = {
        t.subject
        for t in ontology
        if t.object == OWL.Class and str(t.subject)[1:].startswith(PACT.base)
    }
    infrastructure = {
        PACT.Article, PACT.Passage, PACT.SilentPassage, PACT.Claim, PACT.Resolution,
        PACT.Judgement, PACT.Bounds, PACT.Status, PACT.TimeUnit, PACT.SpeechAct, PACT.CountKind,
        PACT.Comparator, PACT.CountUnit, PACT.PersonnelUnit, PACT.Outcome,
        PACT.SharedText, PACT.CopiedText, PACT.SharedQuotation,
        PACT.TextOccurrence, PACT.NumberChange, PACT.TextComparison, PACT.TextLikeness,
        PACT.Disagreement, PACT.DisagreementKind, PACT.Severity, PACT.Voice,
        PACT.OpposedStatement,
    }  # fmt: skip
    assert {name for name in classes if not covered(name)} == infrastructure


def test_only_structural_links_and_computed_values_have_a_most(shapes):
    """Law: what an article says may be said otherwise by another, so it has no maximum."""
    bounded = {t.subject for t in shapes if t.predicate == SH.maxCount}
    style = {t.subject for t in shapes if t.object == SHAPE.Style}
    allowed = {
        "Anchor-anchor", "Article-textDigest", "Article-textLength", "Bounds-boundsOf",
        "Bounds-boundsIn", "Bounds-beginNotBefore", "Bounds-beginNotAfter",
        "Bounds-endNotBefore", "Bounds-endNotAfter", "Claim-wordedIn", "Passage-source",
        "Resolution-resolvedThing", "Resolution-resolvingPassage", "SilentPassage-describes",
        "Passage-inLine", "TextOccurrence-occurrenceOf", "TextOccurrence-occursIn",
        "TextOccurrence-occurrenceNumber", "TextOccurrence-rangeStart", "TextOccurrence-rangeEnd",
        "TextOccurrence-rangeDigest", "TextOccurrence-likeness", "TextOccurrence-rangeWords",
        "TextOccurrence-sharedWords", "NumberChange-changedIn",
    }  # fmt: skip
    assert {shape.value.removeprefix(SHAPE.base) for shape in bounded - style} == allowed


def test_no_pattern_can_run_away(shapes):
    """A repetition of a repetition takes exponential time on a hostile string."""
    patterns = {t.object.value for t in shapes if t.predicate == SH.pattern}
    assert len(patterns) > 5
    nested = re.compile(r"[+*}]\)[+*]")
    assert [pattern for pattern in patterns if nested.search(pattern)] == []


def test_shapes_and_messages_are_well_made(shapes):
    by_subject: dict[object, dict[str, list[object]]] = {}
    for t in shapes:
        by_subject.setdefault(t.subject, {}).setdefault(t.predicate.value, []).append(t.object)
    kinds = (SH.NodeShape, SH.PropertyShape)
    declared = {s: p for s, p in by_subject.items() if set(p.get(RDF.type.value, [])) & set(kinds)}
    assert declared
    for subject, properties in declared.items():
        assert isinstance(subject, ox.NamedNode), subject
        assert subject.value.startswith(SHAPE.base)
        messages = properties.get(SH.message.value, [])
        constrained = SH.path.value in properties or SH.sparql.value in properties
        assert len(messages) == (1 if constrained or messages else 0), subject
        for message in messages:
            assert re.fullmatch(r"(pact:)?\w.*\.", message.value), message
            assert len(properties[SH.severity.value]) == 1, subject
