"""Every step of a receipt as it is: patterns, triples with their IRIs, files and lines."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Triple
from rich.text import Text

from pactgraph.proof.tree import Axiom, Computed, Derived, Proof, Recorded, Worded
from pactgraph.reasoning.rules import display
from pactgraph.showing import shown
from pactgraph.telling.outline import Node
from pactgraph.witness.receipt import (
    Absent,
    Bindings,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Members,
    Present,
    Receipt,
    Reckoned,
    Step,
    Supplied,
    Walked,
)


def full_outline(receipt: Receipt) -> list[Node]:
    """Return every step with every triple, for those who read SPARQL."""
    return list(_steps(receipt.steps))


def _steps(steps: tuple[Step, ...]) -> Iterator[Node]:
    for step in steps:
        yield _step(step)


def _step(step: Step) -> Node:
    match step:
        case Matched():
            return _matched(step)
        case Walked():
            node = _line(f"path {step.path}: {_term(step.start)} to {_term(step.end)}")
            node.children = [_matched(edge) for edge in step.edges]
        case Maybe():
            node = _line("OPTIONAL matched" if step.matched else f"OPTIONAL not: {step.text}")
            node.children = list(_steps(step.steps))
        case Branch():
            node = _line(f"UNION, branch {step.number} of {step.of}")
            node.children = list(_steps(step.steps))
        case Kept():
            node = _line(f"FILTER {step.text}{_values(step.values)}")
            node.children = list(_steps(step.steps))
        case Reckoned():
            value = "unbound" if step.value is None else _term(step.value)
            node = _line(f"?{step.variable} = {value} from {step.text}{_values(step.values)}")
            node.children = list(_steps(step.steps))
        case Supplied():
            node = _line(f"VALUES{_values(step.values)}")
        case Present():
            node = _line(f"EXISTS {step.text}")
            node.children = list(_steps(step.steps))
        case Absent():
            node = _line(f"{step.kind} {step.text}")
            for blocker in step.blockers:
                found = node.add("blocked by", guided=True)
                found.children = list(_steps(blocker))
        case Inner():
            node = _line(f"sub-select{_values(step.row)}")
            node.children = list(_steps(step.steps))
        case Members():
            rest = f", {len(step.shown)} of them shown" if step.others else ""
            node = _line(f"group of {step.count}{_values(step.keys)}{rest}")
            for number, member in enumerate(step.shown, 1):
                found = node.add(f"member {number}", guided=True)
                found.children = list(_steps(member))
    return node


def _matched(match: Matched) -> Node:
    note = " (only that the node is in the graph)" if match.anchor else ""
    node = _line(match.pattern + note)
    where = "" if match.graph is None else f"  in {match.graph}"
    node.add(Text(shown(_triple(match.triple) + where)))
    if match.proof is not None:
        node.children.append(_proof(match.proof, match.triple))
    return node


def _proof(proof: Proof, said: Triple | None = None) -> Node:
    same = said is not None and _triple(said) == _triple(proof.triple)
    triple = "" if same else f" {_triple(proof.triple)}"
    match proof:
        case Worded():
            node = _line(f"worded{triple}")
            for wording in proof.wordings:
                place = f"  {wording.location}" if wording.location else ""
                node.add(Text(shown(f"{wording.graph}{place}")))
        case Recorded():
            place = f"  {proof.location}" if proof.location else ""
            node = _line(f"recorded{triple} in {proof.graph}{place}")
        case Axiom():
            place = f"  {proof.location}" if proof.location else ""
            node = _line(f"ontology{triple}{place}")
        case Computed():
            names = ", ".join(name for name, _ in proof.rules)
            node = _line(f"computed{triple} by {names}")
            for quad in proof.inputs:
                node.add(Text(shown(f"{_triple(quad.triple)}  in {quad.graph_name}")))
        case Derived():
            node = _line(f"derived{triple} by {proof.rule.construct}: {proof.rule}")
            node.children = [_proof(premise) for premise in proof.premises]
    return node


def _line(text: str) -> Node:
    return Node(Text(shown(" ".join(text.split()))), guided=True)


def _triple(triple: Triple) -> str:
    return f"{_term(triple.subject)} {_term(triple.predicate)} {_term(triple.object)}"


def _term(term: object) -> str:
    return display(term)


def _values(values: Bindings) -> str:
    if not values:
        return ""
    return " with " + ", ".join(f"?{name} = {_term(value)}" for name, value in values.items())
