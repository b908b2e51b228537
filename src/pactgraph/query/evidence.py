"""The passages behind each row of a stored query, asked for beside its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.outline import Outline, outline
from pactgraph.engine.results import Row, Rows
from pactgraph.engine.tokens import Token
from pactgraph.errors import BadInput

PASSAGE = "passage"
_MORE = "Passage"
_COLUMN = "passages_"
_AGGREGATES = ("COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT")


class NoPassages(BadInput):
    """A query that does not say which passages its rows rest on."""


@dataclass(frozen=True)
class Evidence:
    """The rows of a query, and for each the IRIs of its passages, sorted."""

    rows: Rows
    passages: list[tuple[str, ...]]


def with_passages(sparql: str) -> str:
    """Return a SELECT that also returns its passages, in one column more.

    Those are its ``?passage`` and every ``GRAPH ?somethingPassage`` that a row may bind.
    Where the query groups, the column holds all passages of the group; elsewhere those of
    one solution, so that rows repeat (``gather`` brings them together). LIMIT and OFFSET
    are left out, because they would count the repeated rows.

    Raises:
        NoPassages: it is no SELECT with named columns, or has no ``?passage`` in reach.

    >>> with_passages("SELECT ?a { ?passage ?b ?a } LIMIT 9")
    'SELECT ?a (COALESCE(STR(?passage), "") AS ?passages_) { ?passage ?b ?a } '
    """
    shape = outline(sparql)
    if shape.form != "SELECT" or not shape.projection or shape.group is None:
        raise NoPassages("only a SELECT with named columns can show its evidence")
    names = _passage_variables(shape)
    if PASSAGE not in names:
        raise NoPassages(
            "the query has no ?passage to show as evidence",
            hint="match the passage of each fact: GRAPH ?passage { … } ?passage a pact:Passage",
        )
    head = shape.tokens[shape.form_at + 1 : shape.group[0]]
    last = next((i for i, t in enumerate(head) if t.is_word("FROM", "WHERE")), len(head))
    at = head[last - 1].end
    each = ', " ", '.join(f'COALESCE(STR(?{name}), "")' for name in names)
    passages = f"CONCAT({each})" if len(names) > 1 else each
    if _groups(shape):
        passages = f'GROUP_CONCAT(DISTINCT {passages}; SEPARATOR=" ")'
    rest = shape.tokens[shape.group[1]].end
    return (
        f"{sparql[:at]} ({passages} AS ?{_COLUMN}){sparql[at:rest]}"
        f"{_without_slice(sparql, rest, shape.after)}"
    )


def gather(answer: Rows) -> Evidence:
    """Bring together the rows that differ only in their passages; the first keeps its place."""
    index = answer.variables.index(_COLUMN)
    found: dict[Row, set[str]] = defaultdict(set)
    for row in answer:
        passages = found[row[:index] + row[index + 1 :]]
        cell = row[index]
        if isinstance(cell, NamedNode | Literal):
            passages.update(cell.value.split())
    columns = answer.variables[:index] + answer.variables[index + 1 :]
    return Evidence(Rows(columns, list(found)), [tuple(sorted(p)) for p in found.values()])


def passages_of(sparql: str, answer: Rows, evidence: Evidence) -> list[tuple[str, ...]]:
    """Return the passages of each row of an answer to ``sparql``, in the order of its rows.

    Where the query groups, rows are matched by what they are grouped by: an aggregate
    such as GROUP_CONCAT need not come out the same twice.
    """
    keys = _keys(sparql, answer.variables)

    def key(rows: Rows, row: Row) -> Row:
        return tuple(row[rows.variables.index(name)] for name in keys)

    known: dict[Row, set[str]] = defaultdict(set)
    for row, passages in zip(evidence.rows, evidence.passages, strict=True):
        known[key(evidence.rows, row)].update(passages)
    return [tuple(sorted(known.get(key(answer, row), ()))) for row in answer]


def _passage_variables(shape: Outline) -> tuple[str, ...]:
    """Return ``passage`` and the like, as far as the outermost SELECT can see them."""
    found: dict[str, None] = {}
    visible = list(_visible(shape.inside))
    for before, token in zip([None, *visible], visible, strict=False):
        name = token.variable
        is_graph = before is not None and before.is_word("GRAPH")
        if name == PASSAGE or (name and is_graph and name.endswith(_MORE)):
            found[name] = None
    return tuple(sorted(found, key=lambda name: name != PASSAGE))


def _visible(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens of a group whose variables are those of the group around it."""
    hidden = [False]
    for index, token in enumerate(tokens):
        if token.is_mark("{"):
            following = tokens[index + 1] if index + 1 < len(tokens) else token
            before = tokens[index - 1] if index else token
            own = following.is_word("SELECT") or before.is_word("EXISTS", "MINUS")
            hidden.append(hidden[-1] or own)
        elif token.is_mark("}"):
            hidden.pop()
        if not hidden[-1]:
            yield token


def _without_slice(sparql: str, start: int, after: Sequence[Token]) -> str:
    kept, at = [], start
    for index, token in enumerate(after[:-1]):
        if token.is_word("LIMIT", "OFFSET"):
            kept.append(sparql[at : token.start])
            at = after[index + 1].end
    return "".join([*kept, sparql[at:]])


def _groups(shape: Outline) -> bool:
    if any(token.is_word("GROUP") for token in shape.after):
        return True
    end = shape.group[0] if shape.group else None
    return any(token.is_word(*_AGGREGATES) for token in shape.tokens[shape.form_at : end])


def _keys(sparql: str, columns: Sequence[str]) -> tuple[str, ...]:
    shape = outline(sparql)
    if not _groups(shape) or shape.group is None:
        return tuple(columns)
    depth, plain = 0, set()
    for token in shape.tokens[shape.form_at + 1 : shape.group[0]]:
        depth += token.is_mark("(") - token.is_mark(")")
        if depth == 0 and token.variable is not None:
            plain.add(token.variable)
    return tuple(name for name in columns if name in plain)
