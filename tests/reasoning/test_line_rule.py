"""The built-in rule of lines: where the words of a passage stand first, among some articles."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from pactgraph.errors import BadInput
from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import Range
from pactgraph.namespaces import PACT, PREFIXES
from pactgraph.reasoning.builtin_rules import BUILTIN_RULES, Computed, compute
from pactgraph.reasoning.line import LINE, Lines

BASE = "https://w3id.org/pactgraph/article/"
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
EVERY = [BASE + slug for slug in "abcd"]


def lineage(*texts: str, kind: str = "pact:CopiedText") -> list[Triple]:
    """Return a lineage graph; a text is written as ``a:0-10 b:5-15``, in order of time."""
    found = []
    for number, text in enumerate(texts):
        found.append(f"<urn:t{number}> a {kind} .")
        for count, place in enumerate(text.split(), 1):
            slug, _, ends = place.partition(":")
            start, _, end = ends.partition("-")
            found.append(
                f"<urn:t{number}/occurrence/{count}> a pact:TextOccurrence ;"
                f" pact:occurrenceOf <urn:t{number}> ; pact:occurrenceNumber {count} ;"
                f" pact:occursIn <{slug}> ; pact:rangeStart {start} ; pact:rangeEnd {end} ;"
                f' pact:rangeDigest "x" ; pact:likeness pact:sameWords ;'
                " pact:sharedWords 9 ; pact:rangeWords 9 ."
            )
    data = HEAD + "\n".join(found)
    return [quad.triple for quad in parse(data, RdfFormat.TURTLE, base_iri=BASE)]


def line(triples: list[Triple], article: str, start: int, end: int, among: str = "abcd") -> str:
    lines = Lines(triples, [BASE + slug for slug in among])
    return lines.line_of(BASE + article, Range(start, end))[0].removeprefix(BASE)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(100, 200, "a"), (120, 140, "a"), (50, 150, "b"), (51, 150, "a"), (149, 250, "a"),
     (150, 250, "b"), (300, 400, "b"), (200, 210, "b"), (90, 210, "a")],
)  # fmt: skip
def test_a_passage_is_in_anothers_line_where_more_than_half_of_it_is_copied(
    start: int, end: int, expected: str
) -> None:
    assert line(lineage("a:0-100 b:100-200"), "b", start, end) == expected


def test_the_first_article_keeps_its_own_line() -> None:
    assert line(lineage("a:0-100 b:100-200"), "a", 0, 100) == "a"


def test_several_copies_in_a_passage_count_together_and_the_most_decides() -> None:
    triples = lineage("a:0-40 c:0-40", "b:0-30 c:40-70")
    assert line(triples, "c", 0, 70) == "a"
    assert line(triples, "c", 30, 70) == "b"
    assert line(triples, "c", 0, 141) == "c"


def test_what_is_copied_from_a_copy_is_in_the_line_of_the_first() -> None:
    triples = lineage("a:0-100 b:0-100", "b:10-100 c:0-90")
    assert line(triples, "c", 0, 90) == "a"


def test_without_the_first_article_the_earliest_of_the_others_is_first() -> None:
    triples = lineage("a:0-100 b:0-100 c:0-100")
    assert line(triples, "c", 0, 100, among="bc") == "b"
    assert line(triples, "b", 0, 100, among="bc") == "b"
    assert line(triples, "c", 0, 100, among="c") == "c"


def test_a_quotation_that_articles_share_leaves_each_in_its_own_line() -> None:
    assert line(lineage("a:0-9 b:0-9", kind="pact:SharedQuotation"), "b", 0, 9) == "b"


def test_copies_in_a_circle_come_to_an_end() -> None:
    assert line(lineage("a:0-9 b:0-9", "b:0-9 a:0-9"), "b", 0, 9) in ("a", "b")


def test_a_lineage_that_is_not_whole_is_refused() -> None:
    triples = [t for t in lineage("a:0-9 b:0-9") if t.predicate != PACT.rangeEnd]
    with pytest.raises(BadInput, match="one pact:rangeEnd"):
        Lines(triples, EVERY)


# In the computed graph


RECORD = """
GRAPH <{0}/record> {{ <{0}> a pact:Article ; schema:datePublished "2020"^^xsd:gYear .
  <{0}#char=0,90> a pact:Passage . <{0}#char=100,190> a pact:Passage . }}
"""


def computed(slugs: str, *texts: str) -> Computed:
    graphs: dict[str, list[Triple]] = {LINEAGE.value: lineage(*texts)}
    data = HEAD + "".join(RECORD.format(slug) for slug in slugs)
    for quad in parse(data, RdfFormat.TRIG, base_iri=BASE):
        graphs.setdefault(quad.graph_name.value, []).append(quad.triple)
    return compute(graphs, [])


def lines(found: Computed) -> dict[str, str]:
    return {
        triple.subject.value.removeprefix(BASE): triple.object.value.removeprefix(BASE)
        for triple in found.triples
        if triple.predicate == PACT.inLine
    }


def test_without_a_lineage_every_passage_is_in_the_line_of_its_article() -> None:
    assert lines(computed("ab")) == {
        f"{slug}#char={place}": slug for slug in "ab" for place in ("0,90", "100,190")
    }


def test_the_line_of_a_copy_rests_on_both_occurrences() -> None:
    found = computed("ab", "a:0-90 b:95-195")
    assert lines(found)["b#char=100,190"] == "a"
    assert lines(found)["b#char=0,90"] == "b"
    triple = Triple(NamedNode(BASE + "b#char=100,190"), PACT.inLine, NamedNode(BASE + "a"))
    assert found.rules_of(triple) == (LINE,)
    assert LINE is BUILTIN_RULES["line"]
    inputs = found.inputs_of(triple)
    assert {quad.subject.value for quad in inputs if quad.graph_name == LINEAGE} == {
        "urn:t0/occurrence/1",
        "urn:t0/occurrence/2",
    }
    own = Triple(NamedNode(BASE + "b#char=0,90"), PACT.inLine, NamedNode(BASE + "b"))
    assert [quad.graph_name.value for quad in found.inputs_of(own)] == [BASE + "b/record"]
