"""``pactgraph explain``: why a row is in an answer, down to the words that it rests on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from pactgraph.cli.asking import ask, opened_for, parameter_values, question_options
from pactgraph.cli.console import output, say, shown, warn, write_bytes
from pactgraph.cli.rows_chosen import chosen_rows
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.cli.view_options import seen, tell_notes, view_options
from pactgraph.errors import BadInput
from pactgraph.telling.outline import Node, lines

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.knowledge_graph import KnowledgeGraph
    from pactgraph.telling.readable import ReadableReceipt

_MEMBERS = 5
_EXAMPLES = """\b
Examples:
  pactgraph explain summits
  pactgraph explain contributions -p contributor=Azerbaijan --match operation=KFOR
  pactgraph explain network --row 3 --full
  pactgraph explain cycles --all --format json
  echo 'ASK { id:azerbaijan pact:contributesTo id:kfor }' | pactgraph explain -
"""


def _print_limitations(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    if not value or context.resilient_parsing:
        return
    from pactgraph.syntax.refusals import ALL_REFUSALS

    console = output()
    console.print("What cannot be explained is refused by name, never passed over:")
    for refusal in ALL_REFUSALS:
        console.print(Text(f"  {refusal.name}", "bold").append(f": {refusal.reason}", "default"))
    context.exit()


@click.command("explain", epilog=_EXAMPLES)
@question_options
@click.option("--row", type=click.IntRange(min=1), metavar="N", help="Explain the row of number N.")
@click.option(
    "--match",
    "-m",
    "match",
    metavar="COLUMN=VALUE",
    multiple=True,
    help="Explain the rows with this value in a column: what the table shows, or any name or "
    "IRI of the thing; may be given again, and then all must fit.",
)
@click.option("--all", "every", is_flag=True, help="Explain every row.")
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["text", "json", "ttl"]),
    default="text",
    show_default=True,
    help="text for people; json: a list, one object a row; ttl: PROV-O in Turtle.",
)
@click.option("--full", is_flag=True, help="In text also list every pattern and triple, by IRI.")
@click.option(
    "--members",
    type=click.IntRange(min=0),
    default=_MEMBERS,
    show_default=True,
    metavar="N",
    help="How many members of a group to show; 0 shows all.",
)
@click.option(
    "--another",
    is_flag=True,
    help="Of a statement that follows, show another proof than the first, if there is one.",
)
@view_options
@click.option(
    "--limitations",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_limitations,
    help="List what cannot be explained, and why.",
)
@project_options
@pass_settings
def command(
    settings: Settings,
    what: str,
    params: tuple[str, ...],
    row: int | None,
    match: tuple[str, ...],
    every: bool,
    format_name: str,
    full: bool,
    members: int,
    another: bool,
    speaker: str | None,
    as_of: str | None,
    known_by: str | None,
    certainty: str | None,
    endpoint: str | None,
    timeout: float | None,
) -> None:
    """Say why a row is in the answer to a question: who states it, and what follows from what.

    The question is a stored query by NAME, a query in a FILE, or SPARQL on standard input
    (-). Rows are counted from 1, as the table shows them; without --row, --match or --all
    it is the first.
    """
    values = parameter_values(params)
    with ExitStack() as opened:
        kg, asked = opened_for(opened, settings, what, endpoint, speaker, with_values=bool(values))
        kg = opened.enter_context(seen(kg, as_of, known_by, certainty))
        answer = ask(kg, asked, what, values, False, timeout, ())
        if not answer:
            _show_nothing(kg, answer, format_name)
            return
        which = chosen_rows(kg, answer, row, match, every=every)
        receipts = answer.explain_all(
            which, members=members or None, another=another, timeout=timeout
        )
        _show(receipts, format_name, full=full)
        if len(answer) > 1 and row is None and not match and not every:
            say(f"row 1 of {len(answer):,}; --row N, --match COLUMN=VALUE or --all for others")
        _tell(kg, answer, format_name)


def _show(receipts: Iterator[ReadableReceipt], format_name: str, *, full: bool) -> None:
    if format_name == "json":
        _show_json(receipts)
    elif format_name == "ttl":
        from pactgraph.graph_formats import write_graph
        from pactgraph.telling.prov import receipts_triples

        write_bytes(write_graph(receipts_triples(receipts), "ttl"))
    else:
        _show_text(output(), receipts, full=full)


def _show_text(console: Console, receipts: Iterator[ReadableReceipt], *, full: bool) -> None:
    from pactgraph.telling.text import receipt_lines

    for number, receipt in enumerate(receipts):
        if number:
            console.print(Rule(style="dim"))
        for line in receipt_lines(receipt, width=console.width, full=full):
            console.print(line, soft_wrap=True)


def _show_json(receipts: Iterator[ReadableReceipt]) -> None:
    """Write one object after another, so that nobody waits for the last to read the first."""
    start = b"[\n"
    for receipt in receipts:
        document = json.dumps(receipt.as_json(), ensure_ascii=False, indent=1)
        write_bytes(start + document.encode())
        start = b",\n"
    write_bytes(b"\n]\n" if start == b",\n" else b"[]\n")


def _show_nothing(kg: KnowledgeGraph, answer: Answer, format_name: str) -> None:
    """Say why there is no row; in JSON as one object, in place of the list of receipts."""
    from pactgraph.telling.labels import Labels

    if format_name == "ttl":
        raise BadInput(
            "the answer has no row whose receipt could be written",
            hint="--format text says why it is empty",
        )
    nothing = kg.explain_nothing(answer)
    labels = Labels.of_engine(kg.reader, nothing.iris)
    if format_name == "json":
        document = json.dumps(nothing.as_json(labels), ensure_ascii=False, indent=1)
        write_bytes(document.encode() + b"\n")
        return
    console = output()
    for line in nothing.lines(labels):
        margin = len(line) - len(line.lstrip())
        for wrapped in lines([Node(Text(line[margin:]))], console.width, " " * margin):
            console.print(wrapped, soft_wrap=True)
    told = frozenset(nothing.notes)
    tell_notes(replace(answer, notes=tuple(note for note in answer.notes if note not in told)))


def _tell(kg: KnowledgeGraph, answer: Answer, format_name: str) -> None:
    """Tell what a reader of the receipts must know."""
    tell_notes(answer)
    if kg.endpoint is not None:
        warn(
            f"the rows are those of {shown(kg.endpoint)}; what they rest on is shown as "
            "the files of this project have it"
        )
    if format_name == "text" and not kg.texts.at_hand:
        warn("the article texts are not at hand: anchors are shown, not the full words")
