"""The W3C's evaluation tests: each explained by statements that suffice, or refused by name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.errors import BadQuery, EngineFailure
from pactgraph.witness.explaining import EmptyAnswer, Explainer
from w3c_tests import W3CQuery, query_tests
from witness_checks import gives, witnesses

pytestmark = pytest.mark.w3c

REFUSED = {
    "sparql11/aggregates#agg-empty-group-count-graph": "which graph",
    "sparql11/bindings#graph": "which graph",
    "sparql11/functions#bnode01": "BNODE",
    "sparql11/functions#bnode02": "BNODE",
    "sparql11/functions#now01": "NOW",
    "sparql11/functions#rand01": "RAND",
    "sparql11/functions#struuid01": "STRUUID",
    "sparql11/functions#uuid01": "UUID",
    "sparql11/functions#uuid02": "UUID",
    "sparql11/service#service7": "SERVICE",
    "sparql11/subquery#subquery01": "which graph",
    "sparql11/subquery#subquery03": "which graph",
    "sparql11/subquery#subquery04": "which graph",
    "sparql11/subquery#subquery05": "which graph",
}
"""What is refused, and the words that say why. The engine leaves the variable of GRAPH around
a sub-select unbound, so that it cannot be told which graph a row came from."""

NOT_ANSWERED = {
    "sparql10/expr-builtin#case-insensitive-booleans": "the engine takes no TRUE for true",
    "sparql11/service#service1": "asks another endpoint",
    "sparql11/service#service2": "asks another endpoint",
    "sparql11/service#service3": "asks another endpoint",
    "sparql11/service#service4a": "asks another endpoint",
    "sparql11/service#service5": "asks another endpoint",
    "sparql11/service#service6": "asks another endpoint",
}
"""What has no answer to explain, and why."""


def outcome(test: W3CQuery) -> tuple[str, str]:
    """Return what became of a test: explained, empty, refused, wrong; and its reason."""
    engine = MemoryEngine(test.quads())

    def ask(sparql: str):  # type: ignore[no-untyped-def]
        return engine.query(sparql, trusted=True)

    try:
        receipts = Explainer(ask, members=None).receipts(test.text)
    except EmptyAnswer:
        return "empty", ""
    except BadQuery as error:
        kind = "refused" if "cannot be explained" in str(error) else "wrong"
        return kind, str(error)
    for receipt in receipts:
        if not gives(test.text, witnesses(receipt), receipt):
            return "wrong", f"the statements do not give {receipt.row}"
    return "explained", ""


def answered(test: W3CQuery) -> bool:
    if test.name in NOT_ANSWERED:
        return False
    try:
        MemoryEngine(test.quads()).query(test.text, trusted=True)
    except (BadQuery, EngineFailure):
        return False
    return True


def test_every_evaluation_test_is_explained_or_refused_by_name(w3c_dir: Path) -> None:
    tests = [test for test in query_tests(w3c_dir) if test.evaluated]
    assert {test.name for test in tests if not answered(test)} == set(NOT_ANSWERED)
    outcomes = {test.name: outcome(test) for test in tests if test.name not in NOT_ANSWERED}
    counts = Counter(kind for kind, _ in outcomes.values())
    print(f"\n{len(tests)} tests: {dict(counts)}, not answered {len(NOT_ANSWERED)}")
    assert {name: why for name, (kind, why) in outcomes.items() if kind == "wrong"} == {}
    refused = {name: why for name, (kind, why) in outcomes.items() if kind == "refused"}
    assert refused.keys() == REFUSED.keys()
    assert [name for name, why in refused.items() if REFUSED[name] not in why] == []
    assert counts["explained"] + counts["empty"] >= 0.96 * len(tests)
