"""Proofs with their literals as the files write them, from proofs as an engine has them."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.proof.facts import Facts
from pactgraph.proof.tree import Computed, Derived, Proof, Recorded, Walk, Worded, nodes
from pactgraph.reasoning.rules import Slot, Variable


def as_written(proof: Proof, facts: Facts) -> Proof:
    """Return the proof with each literal as the file writes it that it comes from.

    A leaf has the form of its first graph's file; what a rule derived has the form of the
    premise that its literal comes from.
    """
    found: dict[int, Proof] = {}
    for node in reversed(list(nodes(proof))):
        if id(node) not in found:
            found[id(node)] = _written(node, found, facts)
    return found[id(proof)]


def _written(node: Proof, found: dict[int, Proof], facts: Facts) -> Proof:
    if isinstance(node, Derived):
        premises = tuple(found[id(premise)] for premise in node.premises)
        return replace(node, triple=_head(node, premises), premises=premises)
    if isinstance(node, Worded):
        triple = facts.as_written(node.triple, node.wordings[0].graph)
        return replace(
            node, triple=triple, records=tuple(_of_record(r, facts) for r in node.records)
        )
    if isinstance(node, Recorded):
        return _of_record(node, facts)
    if isinstance(node, Computed):
        inputs = tuple(_of_input(quad, facts) for quad in node.inputs)
        return replace(node, triple=facts.as_written(node.triple), inputs=inputs)
    return replace(node, triple=facts.as_written(node.triple))


def _of_record(leaf: Recorded, facts: Facts) -> Recorded:
    others = tuple(_of_record(other, facts) for other in leaf.others)
    return replace(leaf, triple=facts.as_written(leaf.triple, leaf.graph), others=others)


def _of_input(quad: Quad, facts: Facts) -> Quad:
    graph = quad.graph_name
    if not isinstance(quad.object, Literal) or not isinstance(graph, NamedNode):
        return quad
    triple = facts.as_written(quad.triple, graph)
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _head(node: Derived, premises: tuple[Proof, ...]) -> Triple:
    """Return what the rule derives from premises as they are written."""
    if not isinstance(node.triple.object, Literal) or node.rule.head is None:
        return node.triple
    if isinstance(node, Walk):
        return node.triple
    values: dict[Variable, Slot] = {}
    for pattern, premise in zip(node.rule.body, premises, strict=True):
        for variable, value in (pattern.match(premise.triple) or {}).items():
            values.setdefault(variable, value)
    head = node.rule.head.bind(values)
    return node.triple if list(head.variables()) else head.triple()
