"""A CONSTRUCT's template read backwards: which of its patterns can give a triple, and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import BlankNode

from pactgraph.engine.results import Row
from pactgraph.syntax.tree import Blank, TriplePattern, Var
from pactgraph.witness.receipt import Term


def patterns_giving(
    template: Sequence[TriplePattern], rows: Sequence[Row]
) -> Iterator[tuple[tuple[str, ...], list[tuple[int, dict[str, Term | None]]]]]:
    """Yield for each pattern its variables, and the rows that it can give.

    A row is its index and what the variables then stand for. A blank node of the template
    is a new one for each solution, so that it tells nothing.
    """
    for pattern in dict.fromkeys(template):
        matching = []
        for index, row in enumerate(rows):
            values = _unified(pattern, row)
            if values is not None:
                matching.append((index, values))
        if matching:
            yield tuple(matching[0][1]), matching


def _unified(pattern: TriplePattern, row: Row) -> dict[str, Term | None] | None:
    values: dict[str, Term | None] = {}
    for slot, term in zip((pattern.subject, pattern.predicate, pattern.object), row, strict=True):
        if isinstance(slot, Var):
            if values.setdefault(slot.name, term) != term:  # type: ignore[arg-type]
                return None
        elif isinstance(slot, Blank):
            if not isinstance(term, BlankNode):
                return None
        elif slot != term:
            return None
    return values
