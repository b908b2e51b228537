"""``pactgraph query``: one question, one answer."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from pactgraph.cli.asking import ask, opened_for, parameter_values, question_options
from pactgraph.cli.console import is_terminal, output, say, warn, write_bytes
from pactgraph.cli.json_text import escaped, write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.cli.view_options import seen, tell_notes, view_options
from pactgraph.query.evidence import NoPassages

if TYPE_CHECKING:
    from pactgraph.answer import Answer

ROWS = ("table", "csv", "tsv", "json", "xml")
GRAPHS = ("ttl", "nt", "jsonld", "rdfxml")
_EXAMPLES = """\b
Examples:
  pactgraph query people
  pactgraph query contributions -p contributor=Azerbaijan -p asOf=2007-01-01
  pactgraph query summits --evidence --articles texts
  pactgraph query timeline --format csv > timeline.csv
  pactgraph query utterances --with-claims
  pactgraph query operations --as-of 2012 --known-by 2020-12-31
  echo 'SELECT ?l { id:kfor rdfs:label ?l }' | pactgraph query -
"""


@click.command("query", epilog=_EXAMPLES)
@question_options
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice([*ROWS, *GRAPHS]),
    help="The format: a table on a terminal and csv in a pipe, if nothing is said; ttl for a "
    "graph. json, xml, csv and tsv are the W3C's SPARQL result formats.",
)
@click.option("--evidence", is_flag=True, help="Add to each row the passages that it rests on.")
@view_options
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows.")
@click.option("--wide", is_flag=True, help="In a table show every column and every passage.")
@click.option(
    "--allow",
    type=click.Choice(["SERVICE"], case_sensitive=False),
    multiple=True,
    help="Allow what is otherwise refused: SERVICE, to ask other endpoints from the query.",
)
@project_options
@pass_settings
def command(
    settings: Settings,
    what: str,
    params: tuple[str, ...],
    format_name: str | None,
    evidence: bool,
    speaker: str | None,
    as_of: str | None,
    known_by: str | None,
    certainty: str | None,
    endpoint: str | None,
    timeout: float | None,
    limit: int | None,
    wide: bool,
    allow: tuple[str, ...],
) -> None:
    """Ask a stored query by NAME, a query in a FILE, or SPARQL on standard input (-).

    The prefixes that `pactgraph prefixes` prints need not be declared. A query runs in a
    process of its own, with a deadline and a memory cap.
    """
    values = parameter_values(params)
    with ExitStack() as opened:
        kg, asked = opened_for(opened, settings, what, endpoint, speaker, with_values=bool(values))
        kg = opened.enter_context(seen(kg, as_of, known_by, certainty))
        try:
            answer = ask(kg, asked, what, values, evidence, timeout, allow)
        except NoPassages as error:
            warn(f"no evidence is shown: {error.message}")
            answer = ask(kg, asked, what, values, False, timeout, allow)
        show(answer, format_name, limit=limit, wide=wide)
        tell_notes(answer)
        if evidence and not kg.texts.at_hand and answer.evidence:
            warn("the article texts are not at hand: anchors are shown, not the full words")


def show(answer: Answer, format_name: str | None, *, limit: int | None, wide: bool) -> None:
    """Print an answer; raises UsageError for a format that it cannot have."""
    if format_name is None:
        if answer.form == "CONSTRUCT":
            format_name = "ttl"
        else:
            format_name = "table" if is_terminal(sys.stdout) else "csv"
    if format_name == "table":
        from pactgraph.cli.rows import print_answer

        print_answer(output(), answer, limit=limit, wide=wide)
        return
    if limit is not None and limit < len(answer):
        say(f"{limit} of {len(answer)} rows")
        answer = answer.first(limit)
    if format_name in GRAPHS:
        if answer.form != "CONSTRUCT":
            raise click.UsageError(
                f"{format_name} is a format of graphs, and this answer is rows: "
                f"one of {', '.join(ROWS)}."
            )
        from pactgraph.graph_formats import write_graph

        write_bytes(write_graph(answer.triples(), format_name))
    elif answer.form == "CONSTRUCT" and format_name in ("json", "xml"):
        raise click.UsageError(
            f"this answer is a graph: {format_name} is for rows; one of {', '.join(GRAPHS)}."
        )
    elif answer.evidence is None:
        data = answer.serialise(format_name)
        if format_name == "json" and sys.stdout.isatty():
            # What a terminal would obey is escaped, so that it is the same JSON.
            data = escaped(data.decode()).encode()
        write_bytes(data)
    elif format_name == "json":
        document = json.loads(answer.serialise("json"))
        document["evidence"] = [[note.as_json() for note in row] for row in answer.evidence]
        write_json(document)
    else:
        write_bytes(answer.with_evidence_columns().serialise(format_name))
