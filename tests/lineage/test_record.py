"""The lineage as a file: it is read back as it was, and holds no word."""

from __future__ import annotations

import re

import pytest
from lineage_world import DRIFT, FLOOD, TIDE, world
from pyoxigraph import RdfFormat, Triple, parse

from pactgraph.errors import BadInput
from pactgraph.lineage.record import lineage_triples, lineage_turtle
from pactgraph.model.passages import article_iri
from pactgraph.model.shared_text import Lineage, lineage_among, read_lineage
from pactgraph.namespaces import PACT
from pactgraph.reasoning.merging import of_articles

TEXTS = (
    f"{TIDE} {FLOOD}",
    f'{FLOOD.replace("40", "60")} {TIDE.replace("patient", "bitter")} "{DRIFT}"',
    f"{TIDE}\n\u201c{DRIFT}\u201d",
)


def test_what_is_written_is_read_back() -> None:
    lineage = world(*TEXTS)
    assert len(lineage.texts) == 3
    assert {len(text.occurrences) for text in lineage.texts} == {2, 3}
    written = [quad.triple for quad in parse(lineage_turtle(lineage), RdfFormat.TURTLE)]
    assert set(written) == lineage_triples(lineage)
    assert read_lineage(written) == lineage


def test_no_word_of_a_text_is_written() -> None:
    turtle = lineage_turtle(world(*TEXTS)).decode()
    words = set(re.findall(r"[a-z]{4,}", " ".join(TEXTS).casefold()))
    body = turtle.partition("\n")[2].replace("range", "")
    assert words & set(re.findall(r"[a-z]+", body.casefold())) == set()


def test_the_same_articles_give_the_same_bytes() -> None:
    assert lineage_turtle(world(*TEXTS)) == lineage_turtle(world(*TEXTS))
    assert lineage_turtle(Lineage()).count(b"pact:") == 2


@pytest.mark.parametrize("name", ["occurrenceOf", "occursIn", "rangeStart", "likeness"])
def test_an_occurrence_that_is_not_whole_is_refused_by_name(name: str) -> None:
    broken = [t for t in lineage_triples(world(TIDE, TIDE)) if t.predicate != PACT[name]]
    with pytest.raises(BadInput, match=f"pact:{name}"):
        read_lineage(broken)


def test_values_that_are_none_are_refused() -> None:
    held = lineage_triples(world(TIDE, TIDE))

    def with_value(predicate: str, value: object) -> list[Triple]:
        return [
            Triple(t.subject, t.predicate, value) if t.predicate == PACT[predicate] else t
            for t in held
        ]

    with pytest.raises(BadInput, match="likeness"):
        read_lineage(with_value("likeness", PACT.level))
    digest = next(t.object for t in held if t.predicate == PACT.rangeDigest)
    with pytest.raises(BadInput, match="no count"):
        read_lineage(with_value("rangeStart", digest))


# Of some articles alone


def test_some_articles_keep_what_they_share_and_nothing_of_the_others() -> None:
    held = lineage_triples(world(*TEXTS))
    kept = lineage_among(held, [article_iri("b"), article_iri("c")])
    assert "article/a>" not in " ".join(str(t.object) for t in kept)
    found = read_lineage(kept)
    assert len(found.compared) == 2
    assert [len(text.occurrences) for text in found.texts] == [2, 2]
    # The changed number was one between the first two.
    assert not any(t.predicate == PACT.changedIn for t in kept)
    assert any(t.predicate == PACT.changedIn for t in held)
    assert read_lineage(lineage_among(held, [article_iri("b")])).texts == ()


def test_a_graph_of_some_articles_has_the_lineage_of_those() -> None:
    lineage = sorted(lineage_triples(world(*TEXTS)), key=str)
    graph = "https://w3id.org/pactgraph/graph/lineage"
    graphs = {graph: lineage, **{f"{article_iri(s)}/record": [] for s in "abc"}}
    assert of_articles(graphs, None)[graph] == lineage
    kept = of_articles(graphs, ["b", "c"])[graph]
    assert kept == lineage_among(lineage, [article_iri("b"), article_iri("c")])
    assert 0 < len(kept) < len(lineage)
