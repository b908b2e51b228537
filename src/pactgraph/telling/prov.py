"""Receipts as RDF in the terms of PROV-O: what was used, by what rule, quoted from where.

A receipt is a ``prov:Entity`` that is derived from the statements its row matched; the row
stands in it in the terms of the W3C's result-set vocabulary. A statement is an
``rdf:Statement``, named by the digest of its triple, so that receipts of many rows and many
answers join; one that words make is ``prov:wasQuotedFrom`` each passage (and attributed to
the speakers, where it is reported), one of a record ``prov:hadPrimarySource`` its graph. A rule
that fired is a ``prov:Activity`` that used its premises, with the rule as its plan; so is a
built-in rule. All names are made of digests: the same receipt has the same triples.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.model.graphs import ONTOLOGY, GraphKind, kind_of
from pactgraph.model.passages import parse_passage_iri
from pactgraph.namespaces import PROV, RDF, RDFS, RECEIPT, RS
from pactgraph.proof.tree import Axiom, Computed, Derived, Proof, Recorded, Worded
from pactgraph.reasoning.rules import Rule
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.witness.receipt import Receipt, matches

_OURS: Final = RECEIPT["pactgraph"]


def receipt_triples(receipt: Receipt) -> list[Triple]:
    """Return a receipt as triples of PROV-O, each once, in the order of the receipt."""
    return list(dict.fromkeys(_receipt(receipt)))


def receipts_triples(receipts: Iterable[Receipt]) -> list[Triple]:
    """Return several receipts as the triples of one graph, in which they share statements."""
    return list(dict.fromkeys(triple for receipt in receipts for triple in _receipt(receipt)))


def _receipt(receipt: Receipt) -> Iterator[Triple]:
    question = receipt.reading.question if isinstance(receipt, ReadableReceipt) else None
    proved = {match.triple: match.proof for match in matches(receipt.steps)}
    row = [f"{name}={receipt.row[name]}" for name in receipt.variables if name in receipt.row]
    named = _named("row", [question or "", *row, *sorted(map(str, proved))])
    yield Triple(named, RDF.type, PROV.Entity)
    yield Triple(named, RDFS.label, Literal(_title(receipt, question)))
    for number, name in enumerate(receipt.variables):
        value = receipt.row.get(name)
        if value is not None:
            cell = NamedNode(f"{named.value}-{number + 1}")
            yield Triple(named, RS.binding, cell)
            yield Triple(cell, RS.variable, Literal(name))
            yield Triple(cell, RS.value, value)
    for note in receipt.notes:
        yield Triple(named, RDFS.comment, Literal(note))
    for triple, proof in proved.items():
        # The proof writes values as the files do, the engine as it pleases.
        stated = triple if proof is None else proof.triple
        yield Triple(named, PROV.wasDerivedFrom, _statement(stated))
        if proof is None:
            yield from _of_statement(stated)
        else:
            yield from _of_proof(proof)


def _of_statement(triple: Triple) -> Iterator[Triple]:
    statement = _statement(triple)
    yield Triple(statement, RDF.type, RDF.Statement)
    yield Triple(statement, RDF.type, PROV.Entity)
    yield Triple(statement, RDF.subject, triple.subject)
    yield Triple(statement, RDF.predicate, triple.predicate)
    yield Triple(statement, RDF.object, triple.object)


def _of_proof(proof: Proof) -> Iterator[Triple]:
    statement = _statement(proof.triple)
    yield from _of_statement(proof.triple)
    match proof:
        case Worded(_, wordings):
            for wording in wordings:
                yield Triple(statement, PROV.wasQuotedFrom, wording.passage)
                yield from _of_passage(wording.passage)
                for voice in wording.voices:
                    for speaker in voice.speakers:
                        yield Triple(statement, PROV.wasAttributedTo, speaker)
        case Recorded(_, graph):
            yield Triple(statement, PROV.hadPrimarySource, graph)
        case Axiom():
            yield Triple(statement, PROV.hadPrimarySource, ONTOLOGY)
        case Computed(triple, rules, inputs):
            names = [name for name, _ in rules]
            yield from _firing(
                triple, "; ".join(says for _, says in rules), names, [q.triple for q in inputs]
            )
            for quad in inputs:
                yield from _of_statement(quad.triple)
                if isinstance(quad.graph_name, NamedNode):
                    yield from _of_input(quad.triple, quad.graph_name)
        case Derived(triple, rule, premises):
            used = [premise.triple for premise in premises]
            yield from _firing(triple, rule.label or str(rule), [rule.name], used)
            yield from _of_rule(_firing_name(triple, [rule.name], used), rule)
            for premise in premises:
                yield from _of_proof(premise)


def _of_input(triple: Triple, graph: NamedNode) -> Iterator[Triple]:
    if kind_of(graph.value) is GraphKind.PASSAGE:
        yield Triple(_statement(triple), PROV.wasQuotedFrom, graph)
        yield from _of_passage(graph)
    else:
        yield Triple(_statement(triple), PROV.hadPrimarySource, graph)


def _of_passage(passage: NamedNode) -> Iterator[Triple]:
    parts = parse_passage_iri(passage.value)
    yield Triple(passage, RDF.type, PROV.Entity)
    if parts is not None:
        yield Triple(passage, PROV.hadPrimarySource, NamedNode(parts[0]))


def _firing(
    triple: Triple, label: str, rules: list[str], used: Iterable[Triple]
) -> Iterator[Triple]:
    premises = list(used)
    activity = _firing_name(triple, rules, premises)
    yield Triple(_statement(triple), PROV.wasGeneratedBy, activity)
    yield Triple(activity, RDF.type, PROV.Activity)
    yield Triple(activity, RDFS.label, Literal(label))
    for premise in premises:
        yield Triple(activity, PROV.used, _statement(premise))
        yield Triple(_statement(triple), PROV.wasDerivedFrom, _statement(premise))


def _of_rule(activity: NamedNode, rule: Rule) -> Iterator[Triple]:
    association = NamedNode(f"{activity.value}-association")
    plan = _named("rule", [rule.name])
    yield Triple(activity, PROV.wasAssociatedWith, _OURS)
    yield Triple(activity, PROV.qualifiedAssociation, association)
    yield Triple(association, RDF.type, PROV.Association)
    yield Triple(association, PROV.agent, _OURS)
    yield Triple(association, PROV.hadPlan, plan)
    yield Triple(_OURS, RDF.type, PROV.SoftwareAgent)
    yield Triple(plan, RDF.type, PROV.Plan)
    yield Triple(plan, RDF.type, PROV.Entity)
    yield Triple(plan, RDFS.label, Literal(rule.label or rule.name))
    yield Triple(plan, RDFS.comment, Literal(str(rule)))


def _statement(triple: Triple) -> NamedNode:
    terms = (triple.subject, triple.predicate, triple.object)
    # Blank nodes have no name that lasts; the ontology's alone are any.
    return _named("statement", ["_:" if isinstance(t, BlankNode) else str(t) for t in terms])


def _firing_name(triple: Triple, rules: list[str], used: list[Triple]) -> NamedNode:
    return _named("firing", [str(triple), *rules, *map(str, used)])


def _named(sort: str, parts: Iterable[str]) -> NamedNode:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return RECEIPT[f"{sort}-{digest[:32]}"]


def _title(receipt: Receipt, question: str | None) -> str:
    number = "A row" if receipt.number is None else f"Row {receipt.number + 1}"
    return f"{number} of the answer to {question}" if question else number
