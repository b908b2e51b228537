"""``pactgraph export``: the graph for other tools."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import click

from pactgraph.cli.asking import EVERYBODY, joined
from pactgraph.cli.console import say, write_bytes
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.cli.view_options import seen, view_options

_FORMATS = ("ttl", "trig", "nt", "nq", "jsonld", "rdfxml", "ttl12", "graphml", "csv")
_EXAMPLES = """\b
Formats:
  ttl      the merged graph as Turtle: stable, sorted, pretty
  trig     every named graph as TriG, with the evidence
  nt, nq   the same two, one statement a line
  jsonld   the merged graph as JSON-LD with a hand-made context
  rdfxml   the merged graph as RDF/XML
  ttl12    the merged graph as RDF 1.2 Turtle, each statement annotated with its passages
  graphml  the network of who deals with whom
  csv      a folder: a table for each stored query that needs no parameter

\b
Examples:
  pactgraph export --format ttl > graph.ttl
  pactgraph export --format trig --output graph.trig
  pactgraph export --format csv --output tables
  pactgraph export --format ttl --known-by 2020-12-31 > known-in-2020.ttl
"""


@click.command("export", epilog=_EXAMPLES)
@click.option("--format", "-f", "format_name", type=click.Choice(_FORMATS), required=True)
@click.option(
    "--output",
    "-o",
    "place",
    type=click.Path(path_type=Path),
    help="The file (for csv: the folder) to write, in place of standard output.",
)
@click.option("--stated-only", is_flag=True, help="Only what the passages state.")
@click.option("--no-inferred", is_flag=True, help="Without what only the axioms add.")
@click.option(
    "--with-claims",
    "speaker",
    metavar="[SPEAKER]",
    is_flag=False,
    flag_value=EVERYBODY,
    help="Let what a speaker asserts (everybody, if none is named) join what is stated.",
)
@view_options
@project_options
@pass_settings
def command(
    settings: Settings,
    format_name: str,
    place: Path | None,
    stated_only: bool,
    no_inferred: bool,
    speaker: str | None,
    as_of: str | None,
    known_by: str | None,
    certainty: str | None,
) -> None:
    """Write the graph in another format; the same graph gives the same bytes.

    Statements are read from the project's files, so that no engine has rewritten a literal;
    --store names the store that graphml and csv get the rows of queries from.
    """
    from pactgraph.exporting import export_bytes, options_for, write_export

    if format_name == "csv" and place is None:
        raise click.UsageError("csv is a folder of tables: name it with --output FOLDER.")
    with ExitStack() as opened:
        kg = opened.enter_context(settings.open_graph())
        options = options_for(kg.project, stated_only=stated_only, no_inferred=no_inferred)
        if speaker is not None:
            kg = opened.enter_context(joined(kg, speaker))
        kg = opened.enter_context(seen(kg, as_of, known_by, certainty))
        if place is not None:
            for path in write_export(kg, format_name, place, options):
                say(f"wrote {path}")
        else:
            for chunk in export_bytes(kg, format_name, options):
                write_bytes(chunk)
        if kg.viewed is not None:
            say(f"this is {kg.viewed.heading}")
