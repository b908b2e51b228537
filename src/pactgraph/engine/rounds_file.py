"""Writes the rounds of a closure as the file that a store keeps of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyoxigraph
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.engine.statement_lines import is_rewritten
from pactgraph.engine.statement_rounds import FACTORS, MAGIC, Term, digest_of_term
from pactgraph.namespaces import XSD

_Numbers = NDArray[np.int64]
_BESIDE: Final = np.iinfo(np.int64).max


@dataclass(frozen=True)
class RoundColumns:
    """Every triple of a closure as numbers of its terms, with its round (0: it was given).

    ``beside`` are triples of merged that had no part in the closure.
    """

    terms: Sequence[Term]
    subjects: _Numbers
    predicates: _Numbers
    objects: _Numbers
    rounds: NDArray[Any]
    beside: Iterable[Triple] = ()


def write_rounds(path: Path, columns: RoundColumns) -> None:
    """Write the file that ``StatementRounds`` reads; raises OSError if it cannot be written."""
    hashes, numbers = _kept(columns)
    with path.open("wb") as file:
        head = [MAGIC, len(hashes), numbers.dtype.itemsize]
        file.write(np.array(head, dtype="<u8").tobytes())
        file.write(hashes.astype("<u8", copy=False).tobytes())
        file.write(numbers.tobytes())


def _kept(columns: RoundColumns) -> tuple[NDArray[np.uint64], NDArray[Any]]:
    """Return the sorted hashes of what was not given, and the number that stands for each."""
    terms, rows, rounds = _with_beside(columns)
    if not len(rounds):
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint8)
    hashes_of_terms, same = _as_stored(terms, rows)
    with np.errstate(over="ignore"):
        hashes = sum(
            hashes_of_terms[part] * np.uint64(factor)
            for part, factor in zip(rows, FACTORS, strict=True)
        )
    assert isinstance(hashes, np.ndarray)
    order = np.argsort(hashes)
    hashes, rounds, rows = hashes[order], rounds[order], same[rows[:, order]]
    is_repeat = np.concatenate(([False], hashes[1:] == hashes[:-1]))
    differs = np.concatenate(([False], (rows[:, 1:] != rows[:, :-1]).any(axis=0)))
    begins = np.flatnonzero(~is_repeat)
    # Of triples that the engine makes one, the earliest round counts.
    clashes = np.logical_or.reduceat(is_repeat & differs, begins)
    firsts = np.minimum.reduceat(rounds, begins)
    firsts = np.where(clashes, np.maximum.reduceat(rounds, begins), firsts)
    kept = firsts > 0
    hashes, firsts, clashes = hashes[begins][kept], firsts[kept], clashes[kept]
    counted = firsts[firsts != _BESIDE]
    # The two greatest numbers stand for no round.
    width = np.min_scalar_type(int(counted.max(initial=0)) + 2)
    most = np.iinfo(width).max
    firsts = np.where(firsts == _BESIDE, most, firsts)
    return hashes, np.where(clashes, most - 1, firsts).astype(width)


def _with_beside(columns: RoundColumns) -> tuple[list[Term], _Numbers, _Numbers]:
    """Return terms, triples as three rows of numbers, and rounds: with the triples beside."""
    terms = list(columns.terms)
    numbers = {term: number for number, term in enumerate(terms)}
    beside = []
    for triple in columns.beside:
        for term in triple:
            if term not in numbers:
                numbers[term] = len(terms)
                terms.append(term)
        beside.append([numbers[term] for term in triple])
    more = np.array(beside, dtype=np.int64).reshape(-1, 3).T
    rows = np.stack((columns.subjects, columns.predicates, columns.objects))
    rounds = np.concatenate((columns.rounds.astype(np.int64), np.full(len(beside), _BESIDE)))
    return terms, np.concatenate((rows, more), axis=1), rounds


def _as_stored(terms: Sequence[Term], rows: _Numbers) -> tuple[NDArray[np.uint64], _Numbers]:
    """Return each term's hash as the engine has the term, and one number for each that it has."""
    is_used = np.zeros(len(terms), dtype=np.bool_)
    is_used[rows] = True
    used = np.flatnonzero(is_used)
    numbers = used.tolist()
    stored = _stored_literals(terms, numbers)
    digests = b"".join([digest_of_term(stored.get(n) or terms[n]) for n in numbers])
    hashes = np.zeros(len(terms), dtype=np.uint64)
    hashes[used] = np.frombuffer(digests, dtype="<u8")
    same = np.arange(len(terms), dtype=np.int64)
    first: dict[Term, int] = {}
    for number, term in stored.items():
        same[number] = first.setdefault(term, number)
    return hashes, same


def _stored_literals(terms: Sequence[Term], numbers: Iterable[int]) -> dict[int, Term]:
    """Return the literals that the engine may rewrite as it gives them back, by their numbers."""
    store = pyoxigraph.Store()
    store.bulk_extend(
        Quad(NamedNode(f"urn:{number}"), XSD.string, term)
        for number in numbers
        if isinstance(term := terms[number], Literal) and is_rewritten(term)
    )
    found: dict[int, Term] = {}
    for quad in store:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            found[int(quad.subject.value.removeprefix("urn:"))] = quad.object
    return found
