"""The graphs that no words are checked for: structure and names, no statement of the world."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactgraph.errors import BadInput
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

HARBOUR = "data/articles/harbour-2019-05-02.trig"
THINGS = "data/entities/things.ttl"
DOUBTS = "data/judgements/doubts.ttl"
SLUG = "harbour-2019-05-02"


def load_with(root: Path, file: str, addition: str) -> Sources:
    path = root / file
    path.write_text(path.read_text(encoding="utf-8") + addition, encoding="utf-8")
    return Sources.load(Project(root))


def in_record(statement: str) -> str:
    return (
        "\n@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> ."
        "\n@prefix owl: <http://www.w3.org/2002/07/owl#> ."
        f"\nGRAPH <{SLUG}/record> {{ {statement} }}\n"
    )


OWL = "\n@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"


@pytest.mark.parametrize(
    ("file", "addition", "predicate", "subject"),
    [
        (HARBOUR, in_record("id:tirra pact:ledBy id:maristan ."), "pact:ledBy", "id/tirra"),
        (HARBOUR, in_record("id:tirra a pact:State ."), "rdf:type", "id/tirra"),
        (HARBOUR, in_record("<> pact:ledBy id:tirra ."), "pact:ledBy", SLUG),
        (HARBOUR, in_record("<> a pact:Meeting ."), "rdf:type", SLUG),
        (HARBOUR, in_record("<#char=1,16> pact:place id:tirra ."), "pact:place", "#char=1,16"),
        (HARBOUR, in_record(f"<{SLUG}/thing/m> a pact:Meeting ."), "rdf:type", "thing/m"),
        (HARBOUR, in_record(f"<{SLUG}/thing/m> rdfs:label 'x' ."), "rdfs:label", "thing/m"),
        (HARBOUR, in_record(f"<{SLUG}/claim/three-boats> pact:about id:tirra ."), "pact:about",
         "claim/three-boats"),
        (HARBOUR, in_record(f"<{SLUG}/resolution/he> pact:date 'x' ."), "pact:date",
         "resolution/he"),
        (HARBOUR, in_record("<> owl:sameAs <https://example.org/x> ."), "owl:sameAs", SLUG),
        (HARBOUR, OWL + "GRAPH <#char=33,102> { id:tirra owl:sameAs id:maristan }", "owl:sameAs",
         "id/tirra"),
        (THINGS, "\nid:tirra pact:memberOf id:council-of-lagoons .", "pact:memberOf", "id/tirra"),
        (THINGS, f"\n<article/{SLUG}/thing/m> a pact:Meeting .", "rdf:type", "thing/m"),
        (THINGS, OWL + "id:tirra owl:sameAs id:maristan .", "owl:sameAs", "id/tirra"),
        (DOUBTS, "\nid:bram-tolk pact:memberOf id:tirra .", "pact:memberOf", "id/bram-tolk"),
        (DOUBTS, "\nid:bram-tolk a pact:Person .", "rdf:type", "id/bram-tolk"),
    ],
)  # fmt: skip
def test_a_statement_that_no_words_are_checked_for_is_refused_with_its_place(
    tiny_root: Path, file: str, addition: str, predicate: str, subject: str
) -> None:
    with pytest.raises(BadInput) as caught:
        load_with(tiny_root, file, addition)
    error = caught.value
    assert f"{subject}> {predicate}: " in error.message
    assert error.location is not None
    assert error.location.file == file
    lines = (tiny_root / file).read_text(encoding="utf-8").splitlines()
    line = lines[(error.location.line or 0) - 1]
    assert line in [part for part in addition.splitlines() if "@prefix" not in part]
    assert error.hint is not None


def test_what_is_structure_or_a_name_is_taken(tiny_root: Path) -> None:
    load_with(
        tiny_root,
        HARBOUR,
        in_record("<> rdfs:label 'A day'@en ; pact:section 'News' ; pact:carriedFrom id:x ."),
    )
    load_with(tiny_root, THINGS, "\nid:topic a pact:Topic ; pact:inScheme id:scheme .")
    load_with(tiny_root, DOUBTS, "\nid:tirra pact:perhapsSameAs id:maristan .")
