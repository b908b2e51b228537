"""Side by side: the forward closure and owlrl on one seeded world, at several sizes.

Run it as ``python benchmarks/closure.py [--sizes N,N…] [--owlrl-up-to N]``. Figures
of one run are comparable with each other, not with those of another machine.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import pyoxigraph as ox

from pactgraph.reasoning.closure import close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.owlrl_reasoner import close_with_owlrl

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


def made_world(size: int, seed: int) -> list[ox.Triple]:
    """Return about ``size`` triples about invented members, bodies and operations."""
    draw = random.Random(seed)
    scale = max(4, size // 60)

    def node(kind: str, number: int | None = None) -> ox.NamedNode:
        # The square makes a few nodes busy and most of them rare, as in real texts.
        chosen = int(draw.random() ** 2 * scale) if number is None else number
        return ox.NamedNode(f"{BASE}{kind}{chosen}")

    found: dict[ox.Triple, None] = {}

    def say(subject: ox.NamedNode, predicate: str, value: ox.NamedNode) -> None:
        name = ox.NamedNode(f"{BASE}{predicate}")
        found[ox.Triple(subject, name, value)] = None

    def typed(subject: ox.NamedNode, kind: str) -> None:
        is_a = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        found[ox.Triple(subject, is_a, ox.NamedNode(f"{BASE}{kind}"))] = None

    step = 0
    while len(found) < size:
        step += 1
        membership, contribution = node("membership", step), node("contribution", step)
        body = node("body")
        typed(body, "Alliance" if draw.random() < 0.1 else "Body")
        say(membership, "member", node("person"))
        say(membership, "organisation", body)
        operation = node("operation")
        typed(operation, "Operation")
        say(contribution, "contributor", node("person"))
        say(contribution, "operation", operation)
        say(operation, "ledBy", node("body"))
        say(operation, "location", node("place"))
        if draw.random() < 0.2:
            say(node("body"), "alliedWith", node("body"))
        if draw.random() < 0.2:
            chain = draw.randrange(scale)
            say(node("programme", chain), "directlyContinues", node("programme", chain // 2))
    return list(found)


T = TypeVar("T")


def timed(work: Callable[[], T], runs: int) -> tuple[float, T]:
    """Return the median time of some runs in seconds, and the last result."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return sorted(times)[runs // 2], result


def main(arguments: list[str]) -> int:
    """Print the table; return 1 if the two disagree anywhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,3000,10000,100000")
    parser.add_argument("--owlrl-up-to", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    ontology = [q.triple for q in ox.parse(ONTOLOGY, format=ox.RdfFormat.TURTLE)]
    rules = compile_rules(ontology).rules
    print(f"{'triples':>9} {'derived':>9} {'closure s':>10} {'owlrl s':>9} {'ratio':>8}  same")
    disagree = False
    for size in map(int, options.sizes.split(",")):
        triples = made_world(size, options.seed)
        ours, closure = timed(lambda t=triples: close(t, rules), runs=3)  # type: ignore[misc]
        row = f"{len(triples):>9} {len(closure.derived):>9} {ours:>10.4f}"
        if size <= options.owlrl_up_to:
            theirs, derived = timed(
                lambda t=triples: close_with_owlrl(t, ontology),  # type: ignore[misc]
                runs=1,
            )
            same = derived == closure.derived
            disagree |= not same
            row += f" {theirs:>9.2f} {theirs / ours:>8.0f}  {'yes' if same else 'NO'}"
        else:
            row += f" {'-':>9} {'-':>8}  not run"
        print(row)
    return int(disagree)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
