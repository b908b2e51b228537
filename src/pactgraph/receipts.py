"""Receipts of a graph's answers: explained, proved, and made readable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Answer, Rows
from pactgraph.errors import NotFound
from pactgraph.source.texts import Texts

if TYPE_CHECKING:
    from pactgraph.proof.prover import Prover
    from pactgraph.proof.tree import Proof
    from pactgraph.telling.readable import ReadableReceipt, Reader
    from pactgraph.witness.receipt import Receipt

SHOWN = 5
"""How many members of a group a receipt shows if nothing is said."""

NO_OTHER = "no statement of this row has another proof"

_AT_ONCE = 20


@dataclass(frozen=True)
class Asked:
    """What was asked: the query as the engine got it, what people call it, what it came to."""

    sparql: str
    rows: Rows
    name: str | None = None
    notes: tuple[str, ...] = ()


@dataclass
class Receipts:
    """Makes receipts of the answers of one engine.

    ``prover`` and ``reader`` are asked for when they are first needed: what proves the
    statements of the graph, and the engine that knows its labels and passages.
    """

    engine: Engine
    prover: Callable[[], Prover]
    reader: Callable[[], Engine]
    texts: Texts
    omitted: Callable[[str], tuple[str, ...]] = lambda sparql: ()
    """What a view left out that a query could be about."""

    def of(
        self,
        asked: Asked,
        which: Iterable[int] | None = None,
        *,
        members: int | None = SHOWN,
        another: bool = False,
        timeout: float | None = None,
    ) -> Iterator[ReadableReceipt]:
        """Yield the receipts of rows of an answer, by their indexes; of all if none are given.

        ``members`` is how many members of a group are shown (None: all); with ``another``
        a derived statement comes with another proof than its first, if there is one.

        Raises BadQuery for a query that cannot be explained, naming what in it; BadInput for
        a row that is not there; and as the engine does.
        """
        from pactgraph.witness.explaining import Explainer

        def ask(sparql: str) -> Answer:
            return self.engine.query(sparql, timeout=timeout, source="explain")

        explainer = Explainer(ask, self._another if another else self._prove, members=members)
        wanted = list(range(len(asked.rows)) if which is None else which)
        notes = (*asked.notes, *self.omitted(asked.sparql))
        # An answer without rows is refused by the explainer, which knows why.
        for start in range(0, max(len(wanted), 1), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            found = explainer.receipts(asked.sparql, asked.rows, some)
            if another:
                found = [self._told_of_others(receipt) for receipt in found]
            yield from self._reader.readable(
                (replace(r, notes=(*r.notes, *notes)) for r in found),
                question=asked.name,
                total=len(asked.rows),
            )

    @cached_property
    def _reader(self) -> Reader:
        from pactgraph.telling.readable import Reader

        return Reader(self.reader(), self.texts)

    def _prove(self, triple: Triple, graph: NamedNode | None) -> Proof | None:
        return self._written(self._found(triple, graph))

    def _another(self, triple: Triple, graph: NamedNode | None) -> Proof | None:
        proof = self._found(triple, graph)
        if proof is None:
            return None
        return self._written(self.prover().another(triple, proof) or proof)

    def _told_of_others(self, receipt: Receipt) -> Receipt:
        from pactgraph.witness.receipt import matches

        has_other = any(
            match.proof != self._prove(match.triple, match.graph)
            for match in matches(receipt.steps)
        )
        return receipt if has_other else replace(receipt, notes=(*receipt.notes, NO_OTHER))

    def _found(self, triple: Triple, graph: NamedNode | None) -> Proof | None:
        try:
            # The prover remembers what it proved, up to a bound.
            return self.prover().prove(triple, graph)
        except NotFound:
            # A graph that is not ours to prove: another's endpoint, a set of links.
            return None

    def _written(self, proof: Proof | None) -> Proof | None:
        from pactgraph.proof.lexical import as_written

        return None if proof is None else as_written(proof, self.prover().facts)
