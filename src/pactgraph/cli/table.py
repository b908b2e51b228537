"""Tables for people on a terminal, and as CSV for programs in a pipe."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence

import click

from pactgraph.cli.console import is_terminal, shown, write_bytes

table_option = click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["table", "csv", "json"]),
    help="The format: a table on a terminal and csv in a pipe, if nothing is said.",
)


def chosen_format(name: str | None) -> str:
    """Return the format that was asked for, else the one that suits standard output."""
    return name or ("table" if is_terminal(sys.stdout) else "csv")


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows under titles to standard output (RFC 4180).

    Their texts may be anybody's: what a terminal would obey is escaped.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(titles)
    writer.writerows([shown(cell) for cell in row] for row in rows)
    write_bytes(text.getvalue().encode())
