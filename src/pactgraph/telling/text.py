"""A receipt as a text for people: the row, who says so, what follows, what was not found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pyoxigraph import Literal
from rich.text import Text

from pactgraph.namespaces import XSD
from pactgraph.showing import shown
from pactgraph.telling.full_outline import full_outline
from pactgraph.telling.grounds import Grounds
from pactgraph.telling.outline import Node, lines, table
from pactgraph.telling.passage_outline import PassageOutline
from pactgraph.telling.proof_outline import ProofOutline, citing
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.telling.relevance import told
from pactgraph.telling.way import Way
from pactgraph.witness.explaining import ANSWER
from pactgraph.witness.receipt import Members, groups

_LABEL = "Label"
_YES = Literal("true", datatype=XSD.boolean)


def receipt_lines(receipt: ReadableReceipt, *, width: int, full: bool = False) -> Iterator[Text]:
    """Yield the lines of a receipt; none is wider than ``width`` unless that is very narrow."""
    yield from lines(receipt_outline(receipt, full=full), width)


def receipt_outline(receipt: ReadableReceipt, *, full: bool = False) -> list[Node]:
    """Return a receipt as an outline: the row, then what it rests on, from words to reckoning."""
    pruned = told(receipt)
    grounds = Grounds.of(pruned.receipt)
    labels = receipt.reading.labels
    proofs = ProofOutline(labels, grounds)
    passages = PassageOutline(receipt.reading, grounds)
    way = Way(pruned, receipt, labels, grounds)
    outline = [_heading(receipt, way.cites()), *_blank_before([summary(receipt, grounds)])]
    sections = [
        _section("What the words state", passages.cited(reported=False)),
        _section("What the words report that somebody says", passages.cited(reported=True)),
        _section("The same is stated again by", passages.elsewhere()),
        _section("What follows from it", [proofs.derived(p) for p in grounds.derived.values()]),
        _section("What is worked out", proofs.computed(list(grounds.computed.values()))),
        _section("What is on record", passages.recorded()),
        _section("What was walked", way.stood_still()),
        _section("What was counted", way.counted()),
        _section("What the question asked for", way.conditions()),
        _section("How values were reckoned", way.reckoned()),
        _section("What was looked for and is not there", way.absent()),
        _section("Notes", _notes(receipt, grounds, full)),
    ]
    if full:
        sections.append(_section("Every pattern and what it matched", full_outline(receipt)))
    for section in sections:
        if section is not None:
            outline.extend(_blank_before([section]))
    return outline


def _heading(receipt: ReadableReceipt, cites: Mapping[str, set[int]]) -> Node:
    number = "" if receipt.number is None else f" {receipt.number + 1}"
    of = f" of {receipt.reading.total}" if number and receipt.reading.total else ""
    if is_yes(receipt):
        return Node(Text("The answer is yes.", "bold"))
    title = Text(f"Row{number}{of}", "bold")
    if receipt.reading.question:
        title.append(f" of the answer to {shown(receipt.reading.question)}", "default")
    return Node(title, table(list(_cells(receipt, cites))))


def _cells(
    receipt: ReadableReceipt, cites: Mapping[str, set[int]]
) -> Iterator[tuple[str, str | Text]]:
    """Yield the columns that have a value, an IRI by the label in the column beside it."""
    labels = receipt.reading.labels
    for name in receipt.variables:
        value = receipt.row.get(name)
        if value is None:
            continue
        bare = name.removesuffix(_LABEL) or name
        if name != bare and bare in receipt.row:
            continue
        label = receipt.row.get(name + _LABEL)
        cell = Text(shown(labels.of(label or value)), "bold")
        numbers = cites.get(bare, set()) | cites.get(f"{bare}{_LABEL}", set())
        yield shown(bare), cell.append_text(citing(numbers))


def summary(receipt: ReadableReceipt, grounds: Grounds, what: str = "") -> Node:
    """Return in one sentence how many passages, articles and lines a row, or what, rests on."""
    what = what or ("It" if is_yes(receipt) else "This row")
    cut = [group for group in groups(receipt.steps) if group.others]
    some = f", those behind {_shown_of(cut)}" if cut else ""
    if receipt.computed:
        said = f"{what} rests on no statement of the graph: the query itself computed it."
    elif not grounds and cut:
        said = "What was counted is not shown, nor what it rests on."
    elif not grounds:
        said = f"{what} rests on no statement but that its thing is in the graph."
    elif not grounds.cited and cut:
        said = f"On records, not on the words of an article, rest {_shown_of(cut)}."
    elif not grounds.cited:
        said = f"{what} rests on records, not on the words of an article."
    else:
        passages = _many(len(grounds.passages), "passage")
        articles = _many(len(grounds.articles), "article")
        least = "at least " if cut else ""
        lines = _lines(receipt, grounds)
        said = f"{what} rests on {least}{passages} of {articles}{lines}{some}"
        if grounds.elsewhere:
            more = _many(len(grounds.elsewhere), "more passage")
            verb = "states" if len(grounds.elsewhere) == 1 else "state"
            said += f"; {more} {verb} parts of it again"
        said += "."
    return Node(Text(said))


def is_yes(receipt: ReadableReceipt) -> bool:
    """Tell whether the row is the answer to an ASK: yes."""
    return receipt.variables == (ANSWER,) and receipt.row.get(ANSWER) == _YES


def _shown_of(cut: Sequence[Members]) -> str:
    """Return which members of groups are shown, where some are not."""
    if len(cut) > 1:
        return "some of what was counted"
    (group,) = cut
    return f"{len(group.shown)} of the {len(group.shown) + group.others:,} matches"


def _lines(receipt: ReadableReceipt, grounds: Grounds) -> str:
    """Return how many independent texts the cited passages are, if some copy another."""
    notes = [receipt.reading.passages.get(iri) for iri in grounds.passages]
    lines = {note.line for note in notes if note is not None}
    if None in lines or len(lines) >= len(grounds.articles):
        return ""
    independent = _many(len(lines), "independent line")
    return f" in {independent}, as copied text counts once"


def _notes(receipt: ReadableReceipt, grounds: Grounds, full: bool) -> list[Node]:
    notes = [Node(Text(shown(note))) for note in receipt.notes]
    if receipt.others:
        ways = "way leads" if receipt.others == 1 and not receipt.more else "ways lead"
        least = "at least " if receipt.more else ""
        notes.append(Node(Text(f"{least}{receipt.others} more {ways} to this same row")))
    if grounds.plain and not full:
        verb = "match is only a name, a kind or a place"
        if len(grounds.plain) > 1:
            verb = "matches are only names, kinds and places"
        more = f"{len(grounds.plain)} more {verb}; the full receipt shows all"
        notes.append(Node(Text(more, "dim")))
    return notes


def _section(title: str, nodes: list[Node]) -> Node | None:
    return Node(Text(title, "bold underline"), nodes) if nodes else None


def _blank_before(nodes: list[Node]) -> list[Node]:
    return [Node(Text()), *nodes]


def _many(count: int, noun: str, plural: str | None = None) -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
