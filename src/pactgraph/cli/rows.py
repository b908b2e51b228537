"""An answer on a terminal: what is shown of its rows, and the words they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode
from rich.console import Console
from rich.text import Text

from pactgraph.answer import Answer
from pactgraph.cli.console import shown
from pactgraph.cli.grid import Column, Grid, quoted
from pactgraph.engine.results import Term
from pactgraph.evidence import PassageNote
from pactgraph.namespaces import ARTICLE, XSD
from pactgraph.showing import short_iri

_LABEL = "Label"
_NUMBERS = frozenset({XSD.integer, XSD.decimal, XSD.double, XSD.float})
_PASSAGES_SHOWN = 4


def cell(term: Term | None) -> str:
    """Return a term as a cell of a table shows it."""
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return shown(short_iri(term.value))
    return shown(term.value if isinstance(term, Literal) else str(term))


def print_answer(
    console: Console, answer: Answer, *, limit: int | None, wide: bool, hints: bool = True
) -> None:
    """Print an answer as a table, with the passages of each row beneath it, and a last line.

    Unless ``wide``, an IRI is not shown beside its label, nor that of a thing without a
    name, nor a column without any value; the last line tells what is not shown.
    """
    if answer.form == "ASK":
        console.print("yes" if answer[0]["answer"] else "no")
        return
    rows = answer.terms.rows if limit is None else answer.terms.rows[:limit]
    columns, left_out = _columns(answer.variables, rows, wide)
    if rows:
        cells = [[_cell(row, column) for column in columns] for row in rows]
        heads = [
            Column(_title(answer.variables[first], wide), _is_numeric(rows, first))
            for first, _ in columns
        ]
        evidence = answer.evidence or ()
        notes = [list(_notes(row, console.width, wide)) for row in evidence[: len(rows)]]
        Grid(console, heads, cells).print(notes)
    total = len(answer)
    count = f"{total:,} row" + ("" if total == 1 else "s")
    if len(rows) < total:
        count = f"{len(rows):,} of {count}"
    hint = (
        f" (not shown: {', '.join(left_out)}; --wide shows all)"
        if left_out and rows and hints
        else ""
    )
    console.print(Text(f"{count}{hint}", "dim"))


def _columns(
    variables: Sequence[str], rows: Sequence[Sequence[Term | None]], wide: bool
) -> tuple[list[tuple[int, int | None]], list[str]]:
    """Return the columns to show, each with that of its label, and what is left out."""
    index = {name: i for i, name in enumerate(variables)}
    if wide:
        return [(i, None) for i in range(len(variables))], []
    found: list[tuple[int, int | None]] = []
    beside, nameless, empty = False, [], []
    for name, i in index.items():
        if name.endswith(_LABEL) and name.removesuffix(_LABEL) in index:
            continue
        label = index.get(name + _LABEL)
        if all(row[i] is None for row in rows):
            empty.append(shown(name))
        elif label is None and all(_is_minted(row[i]) for row in rows):
            nameless.append(shown(name))
        else:
            beside |= label is not None and any(row[label] is not None for row in rows)
            found.append((i, label))
    if not found:
        return [(i, None) for i in index.values()], []
    left_out = ["IRIs beside their labels"] if beside else []
    left_out += [f"IRIs without a label ({', '.join(nameless)})"] if nameless else []
    left_out += [f"empty columns ({', '.join(empty)})"] if empty else []
    return found, left_out


def _is_minted(term: Term | None) -> bool:
    """Tell whether this is a thing of one article, which nobody has given a name."""
    return isinstance(term, NamedNode) and term.value in ARTICLE and "/thing/" in term.value


def _title(variable: str, wide: bool) -> str:
    bare = variable.removesuffix(_LABEL)
    return shown(variable if wide or not bare else bare)


def _cell(row: Sequence[Term | None], column: tuple[int, int | None]) -> str:
    first, label = column
    if label is not None and row[label] is not None:
        return cell(row[label])
    return cell(row[first])


def _is_numeric(rows: Sequence[Sequence[Term | None]], index: int) -> bool:
    values = [row[index] for row in rows if row[index] is not None]
    return bool(values) and all(isinstance(v, Literal) and v.datatype in _NUMBERS for v in values)


def _notes(passages: Sequence[PassageNote], width: int, wide: bool) -> Iterator[Text]:
    if not passages:
        yield Text("    no passage: this row rests on records, not on words", "dim")
    some = passages if wide else passages[:_PASSAGES_SHOWN]
    before: PassageNote | None = None
    for note in some:
        inside = before is not None and before.slug == note.slug and note.range in before.range
        yield from passage_lines(note, width, inside=inside)
        before = before if inside else note
    if len(some) < len(passages):
        rest = len(passages) - len(some)
        noun = "passage" if rest == 1 else "passages"
        yield Text(f"    and {rest} more {noun} (--wide shows all)", "dim")


def passage_lines(note: PassageNote, width: int, *, inside: bool = False) -> Iterator[Text]:
    """Yield the lines that show one passage: its place, and its words or its anchor.

    The words of one that lies ``inside`` the passage before are there already.
    """
    line = Text("    ").append(shown(str(note)), "cyan")
    if note.words is None:
        if note.anchor is not None:
            line.append(f"  “…{shown(note.anchor)}…”", "italic")
        yield line
        return
    if inside:
        yield line.append("  (inside the one above)", "dim")
        return
    yield line
    for words in quoted(shown(note.words), width - 4, 6):
        yield Text(words, "italic")
