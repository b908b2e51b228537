"""The rounds beside a store: each triple's own, or said not to be known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

import pactgraph.engine.rounds_file
import pactgraph.engine.statement_rounds
from pactgraph.engine.rounds_file import RoundColumns, write_rounds
from pactgraph.engine.statement_lines import AsStored
from pactgraph.engine.statement_rounds import HEAD, StatementRounds, hash_of_term
from pactgraph.namespaces import XSD


def node(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def number(lexical: str) -> Literal:
    return Literal(lexical, datatype=XSD.integer)


def columns(rounds: dict[Triple, int], *beside: Triple) -> RoundColumns:
    terms = list(dict.fromkeys(term for triple in rounds for term in triple))
    rows = np.array([[terms.index(t) for t in triple] for triple in rounds], dtype=np.int64)
    s, p, o = rows.reshape(-1, 3).T
    return RoundColumns(terms, s, p, o, np.array(list(rounds.values()), dtype=np.int64), beside)


def written(path: Path, rounds: dict[Triple, int], *beside: Triple) -> StatementRounds:
    write_rounds(path, columns(rounds, *beside))
    return StatementRounds(path)


name = st.sampled_from([node(f"n{i}") for i in range(6)])
value = st.sampled_from([number("1"), number("2"), Literal("x"), Literal("y", language="en-GB")])
statement = st.builds(Triple, name, name, name | value)


@given(
    st.dictionaries(statement, st.integers(0, 9), max_size=20),
    st.sets(statement, max_size=4),
)
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_every_triple_has_the_round_that_was_written(
    tmp_path_factory: pytest.TempPathFactory, rounds: dict[Triple, int], beside: set[Triple]
) -> None:
    beside -= rounds.keys()
    kept = written(tmp_path_factory.mktemp("r") / "rounds", rounds, *beside)
    assert {triple: kept.number_of(triple) for triple in rounds} == rounds
    assert {kept.number_of(triple) for triple in beside} <= {StatementRounds.BESIDE}
    kept.close()


def test_it_takes_a_byte_for_each_round_and_eight_for_each_triple(tmp_path: Path) -> None:
    triples = [Triple(node(f"s{i}"), node("p"), node("o")) for i in range(100)]
    written(tmp_path / "r", {t: i % 10 for i, t in enumerate(triples)}).close()
    assert (tmp_path / "r").stat().st_size == HEAD + 9 * 90


@pytest.mark.parametrize("most", [253, 254, 255, 256, 65533, 65534, 70000])
def test_more_rounds_than_a_byte_holds_are_kept(tmp_path: Path, most: int) -> None:
    first, last, beside = (Triple(node(n), node("p"), node("o")) for n in "abc")
    kept = written(tmp_path / "r", {first: 1, last: most}, beside)
    assert kept.number_of(first) == 1
    assert kept.number_of(last) == most
    assert kept.number_of(beside) == StatementRounds.BESIDE
    kept.close()


def test_of_two_triples_that_the_engine_makes_one_the_earlier_round_counts(tmp_path: Path) -> None:
    x, p = node("x"), node("p")
    plain, padded = Triple(x, p, number("1")), Triple(x, p, number("01"))
    assert AsStored().triple(padded) == plain
    for rounds, expected in (({padded: 0, plain: 2}, 0), ({padded: 3, plain: 2}, 2)):
        kept = written(tmp_path / str(expected), rounds)
        assert kept.number_of(plain) == expected
        kept.close()


def test_a_hash_that_two_triples_have_tells_no_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def few(term: object) -> bytes:
        return (len(str(term)) % 3).to_bytes(8, "little")

    monkeypatch.setattr(pactgraph.engine.rounds_file, "digest_of_term", few)
    monkeypatch.setattr(pactgraph.engine.statement_rounds, "digest_of_term", few)
    hash_of_term.cache_clear()
    p = node("p")
    alone = Triple(node("x"), node("pp"), node("x"))
    inferred, given_too = Triple(node("a"), p, node("b")), Triple(node("c"), p, node("d"))
    both_given = [Triple(node(s), p, node("two")) for s in "ab"]
    beside = Triple(node("aaaa"), p, node("bb"))
    rounds = {alone: 4, inferred: 1, given_too: 0, **dict.fromkeys(both_given, 0)}
    kept = written(tmp_path / "r", rounds, beside)
    assert kept.number_of(alone) == 4
    assert kept.number_of(inferred) == kept.number_of(given_too) == StatementRounds.UNSURE
    assert [kept.number_of(triple) for triple in both_given] == [0, 0]
    kept.close()
    hash_of_term.cache_clear()


@pytest.mark.parametrize("size", [0, 5, HEAD, HEAD + 8, HEAD + 13])
def test_a_file_that_is_not_whole_is_not_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "r"
    written(path, {Triple(node("a"), node("p"), node(o)): 1 for o in "xy"}).close()
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ValueError, match=r"not whole|empty"):
        StatementRounds(path)


def test_another_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "r").write_bytes(b"something else that is long enough to be one")
    with pytest.raises(ValueError, match="not whole"):
        StatementRounds(tmp_path / "r")


def test_the_engine_rewrites_no_string(tmp_path: Path) -> None:
    """Strings pass unlooked at, since Oxigraph gives each back as it was."""
    for text in ("", "01", " x ", "é", "é"):
        for literal in (Literal(text), Literal(text, language="EN-latn-gb")):
            store = pyoxigraph.Store()
            store.add(pyoxigraph.Quad(node("a"), node("p"), literal))
            assert next(iter(store)).object == literal
