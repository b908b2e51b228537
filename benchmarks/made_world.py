"""A seeded world of invented members, bodies and operations, with its ontology.

``python -m benchmarks.made_world SIZE FILE [--seed N]`` writes it as N-Triples.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

BASE = "http://example.org/bench#"
ONTOLOGY = f"""
@prefix : <{BASE}> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
:Agent a owl:Class . :Event a owl:Class . :Place a owl:Class .
:Person a owl:Class ; rdfs:subClassOf :Agent .
:Body a owl:Class ; rdfs:subClassOf :Agent .
:Alliance a owl:Class ; rdfs:subClassOf :Body .
:Membership a owl:Class . :Contribution a owl:Class .
:Operation a owl:Class ; rdfs:subClassOf :Event .
:LedOperation a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf (
    :Operation [ a owl:Restriction ; owl:onProperty :ledBy ; owl:someValuesFrom :Alliance ] ) ] .
:Veteran a owl:Class ; owl:equivalentClass [ a owl:Restriction ;
    owl:onProperty :contributesTo ; owl:hasValue :operation0 ] .
:LedOperation rdfs:subClassOf [ a owl:Restriction ;
    owl:onProperty :location ; owl:allValuesFrom :Place ] .
:member a owl:ObjectProperty ; rdfs:domain :Membership ; rdfs:range :Agent .
:organisation a owl:ObjectProperty ; rdfs:domain :Membership ; rdfs:range :Body .
:memberOf a owl:ObjectProperty ; owl:inverseOf :hasMember ;
    owl:propertyChainAxiom ( [ owl:inverseOf :member ] :organisation ) .
:hasMember a owl:ObjectProperty .
:contributor a owl:ObjectProperty ; rdfs:subPropertyOf :involves .
:operation a owl:ObjectProperty ; rdfs:subPropertyOf :involves .
:involves a owl:ObjectProperty .
:contributesTo a owl:ObjectProperty ;
    owl:propertyChainAxiom ( [ owl:inverseOf :contributor ] :operation ) .
:ledBy a owl:ObjectProperty ; rdfs:range :Body .
:location a owl:ObjectProperty .
:directlyContinues a owl:ObjectProperty ; rdfs:subPropertyOf :continues .
:continues a owl:ObjectProperty, owl:TransitiveProperty .
:alliedWith a owl:ObjectProperty, owl:SymmetricProperty .
"""


_IS_A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


def made_world(size: int, seed: int) -> Iterator[ox.Triple]:
    """Yield about ``size`` triples, all different; those of a world are the same each time."""
    draw = random.Random(seed)
    scale = max(4, size // 60)
    made = step = 0
    seen: set[ox.Triple] = set()
    while made < size:
        step += 1
        for triple, is_new in _step(draw, scale, step):
            # What is new in each step need not be remembered.
            if is_new or triple not in seen:
                if not is_new:
                    seen.add(triple)
                made += 1
                yield triple


def _step(draw: random.Random, scale: int, step: int) -> Iterator[tuple[ox.Triple, bool]]:
    """Yield the statements of a step, and whether no other step can have made them."""

    def node(kind: str, number: int | None = None) -> ox.NamedNode:
        # The square makes a few nodes busy and most of them rare, as in real texts.
        chosen = int(draw.random() ** 2 * scale) if number is None else number
        return ox.NamedNode(f"{BASE}{kind}{chosen}")

    def said(subject: ox.NamedNode, predicate: str, value: ox.NamedNode) -> ox.Triple:
        return ox.Triple(subject, ox.NamedNode(f"{BASE}{predicate}"), value)

    def typed(subject: ox.NamedNode, kind: str) -> ox.Triple:
        return ox.Triple(subject, _IS_A, ox.NamedNode(f"{BASE}{kind}"))

    membership, contribution = node("membership", step), node("contribution", step)
    body = node("body")
    yield typed(body, "Alliance" if draw.random() < 0.1 else "Body"), False
    yield said(membership, "member", node("person")), True
    yield said(membership, "organisation", body), True
    operation = node("operation")
    yield typed(operation, "Operation"), False
    yield said(contribution, "contributor", node("person")), True
    yield said(contribution, "operation", operation), True
    yield said(operation, "ledBy", node("body")), False
    yield said(operation, "location", node("place")), False
    if draw.random() < 0.2:
        yield said(node("body"), "alliedWith", node("body")), False
    if draw.random() < 0.2:
        chain = draw.randrange(scale)
        later, earlier = node("programme", chain), node("programme", chain // 2)
        yield said(later, "directlyContinues", earlier), False


def main() -> None:
    """Write a world."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("size", type=int)
    options.add_argument("file", type=Path)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    unfinished = given.file.with_suffix(".part")
    with unfinished.open("wb") as out:
        ox.serialize(made_world(given.size, given.seed), out, ox.RdfFormat.N_TRIPLES)
    unfinished.rename(given.file)


if __name__ == "__main__":
    main()
