"""Receipts as JSON: the schema that the module states, and nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyoxigraph import Literal, Quad, Triple
from receipt_worlds import QUERIES, tiny

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.namespaces import ID, PACT
from pactgraph.proof.tree import Axiom, Computed, Derived, Recorded
from pactgraph.reasoning.rules import Rule
from pactgraph.telling.document import receipt_document
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.witness.receipt import (
    Absent,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Members,
    Present,
    Reckoned,
    Step,
    Supplied,
    Walked,
)

KEYS = {
    "matched": {"pattern", "triple", "graph", "proof", "anchor"},
    "walked": {"path", "start", "end", "edges"},
    "maybe": {"text", "matched", "steps", "blockers", "graph"},
    "branch": {"number", "of", "steps"},
    "kept": {"text", "values", "steps"},
    "reckoned": {"variable", "text", "value", "values", "steps"},
    "supplied": {"values"},
    "present": {"text", "steps"},
    "absent": {"kind", "text", "blockers", "graph"},
    "inner": {"row", "steps"},
    "members": {"keys", "count", "shown", "others"},
}
PROOF_KEYS = {
    "worded": {"wordings"},
    "recorded": {"graph", "location"},
    "ontology": {"location"},
    "computed": {"rules", "inputs"},
    "derived": {"rule", "premises"},
}


@pytest.fixture(scope="module")
def kg() -> Iterator[KnowledgeGraph]:
    with tiny(texts=True) as opened:
        yield opened


def check_step(step: dict[str, Any], proofs: int) -> None:
    assert set(step) == {"step", *KEYS[step["step"]]}
    if step["step"] == "matched":
        assert step["proof"] is None or 0 <= step["proof"] < proofs
        assert set(step["triple"]) == {"subject", "predicate", "object"}
    inside = [*step.get("steps", ()), *step.get("edges", ())]
    for several in (*step.get("blockers", ()), *step.get("shown", ())):
        inside += several
    for inner in inside:
        check_step(inner, proofs)


def check_proof(proof: dict[str, Any]) -> set[str]:
    """Check a proof against the schema; return the passages that its leaves name."""
    assert set(proof) == {"proof", "triple", "passages", *PROOF_KEYS[proof["proof"]]}
    found = {wording["passage"] for wording in proof.get("wordings", ())}
    for premise in proof.get("premises", ()):
        found |= check_proof(premise)
    if proof["proof"] != "computed":
        assert proof["passages"] == sorted(found)
    return set(proof["passages"])


def check(document: dict[str, Any]) -> None:
    """Check a document against the schema that the module states."""
    assert set(document) == {
        *("number", "variables", "row", "computed", "witnesses", "others", "more", "proofs"),
        *("complete", "passages", "notes", "labels"),
    }
    assert set(document["row"]) <= set(document["variables"])
    for term in document["row"].values():
        assert term["type"] in ("uri", "literal", "bnode")
    (witness,) = document["witnesses"]
    for step in witness["steps"]:
        check_step(step, len(document["proofs"]))
    ends = set().union(*map(check_proof, document["proofs"]))
    assert ends <= {note["passage"] for note in document["passages"]}


@pytest.mark.parametrize("asked", QUERIES)
def test_receipts_of_every_sort_of_query_keep_the_schema(kg: KnowledgeGraph, asked: str) -> None:
    for receipt in kg.query(asked).explain_all():
        document = json.loads(json.dumps(receipt.as_json()))
        check(document)
        cited = {wording.passage.value for wording in receipt.wordings}
        assert cited <= {note["passage"] for note in document["passages"]}


def test_every_step_and_proof_has_its_form() -> None:
    one, true = Literal("1"), Literal("yes", language="en")
    triple = Triple(ID.gull, PACT.partOf, ID.flock)
    rule = Rule("r", "prp-trp", (), None, (), "pact:partOf is transitive")
    recorded, axiom = Recorded(triple, ID.record, None), Axiom(triple, None)
    computed = Computed(
        triple,
        (("bounds", "A rule."),),
        (Quad(triple.subject, triple.predicate, triple.object, ID.graph),),
        (),
    )
    proofs = [recorded, axiom, computed, Derived(triple, rule, (recorded, axiom))]
    # Each proof is of another triple, as in a receipt.
    matched = [
        Matched("?x ?p ?y", Triple(ID[f"t{n}"], PACT.partOf, one), None, proof)
        for n, proof in enumerate(proofs)
    ]
    steps: tuple[Step, ...] = (
        matched[0],
        Walked("pact:partOf*", ID.gull, ID.gull, ()),
        Maybe("?x ?y ?z", True, (matched[1],)),
        Maybe("?x ?y ?z", False, (), ((matched[2],),)),
        Branch(2, 3, (matched[3],)),
        Kept("?x > 1", {"x": one}),
        Reckoned("x", "1", one, {}),
        Reckoned("y", "1/0", None, {"z": true}),
        Supplied({"x": one}),
        Present("?x ?y ?z", ()),
        Absent("MINUS", "?x ?y ?z", ((matched[0],),)),
        Inner({"x": one}, ()),
        Members({"x": one}, 7, ((), ())),
    )
    document = receipt_document(ReadableReceipt({"x": true}, ("x",), 4, steps, 2, True, ("n",)))
    check(json.loads(json.dumps(document)))
    assert {step["step"] for step in document["witnesses"][0]["steps"]} == set(KEYS)  # type: ignore[index]
    assert document["number"] == 5
    assert document["row"] == {"x": {"type": "literal", "value": "yes", "xml:lang": "en"}}


def test_a_proof_that_two_steps_share_is_written_once() -> None:
    triple = Triple(ID.gull, PACT.partOf, ID.flock)
    match = Matched("?x ?p ?y", triple, None, Recorded(triple, ID.record, None))
    document = receipt_document(ReadableReceipt({}, (), 0, (match, match)))
    assert [step["proof"] for step in document["witnesses"][0]["steps"]] == [0, 0]  # type: ignore[index]
    assert len(document["proofs"]) == 1  # type: ignore[arg-type]


def test_passages_come_with_their_words_where_they_are_at_hand(kg: KnowledgeGraph) -> None:
    document = kg.explain("members", 0).as_json()
    (note,) = document["passages"]  # type: ignore[misc]
    assert note == {
        "passage": "https://w3id.org/pactgraph/article/harbour-2019-05-02#char=104,136",
        "article": "harbour-2019-05-02",
        "start": 104,
        "end": 136,
        "published": "2019-05-02",
        "anchor": "joined the council",
        "words": "Tirra joined the council in 1996",
        "publisher": "The Harbour",
        "after": ", two years after its founding.",
        "line": "https://w3id.org/pactgraph/article/harbour-2019-05-02",
    }
