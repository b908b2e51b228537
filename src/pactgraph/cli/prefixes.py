"""``pactgraph prefixes``: what typed queries need not declare."""

from __future__ import annotations

import json

import click

from pactgraph.cli.console import write_bytes
from pactgraph.namespaces import PREFIXES

_EXAMPLES = """\b
Example:
  pactgraph prefixes --format ttl >> data/entities/mine.ttl
"""


@click.command("prefixes", epilog=_EXAMPLES)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["sparql", "ttl", "json"]),
    default="sparql",
    show_default=True,
)
def command(format_name: str) -> None:
    """Print the prefixes that a query may use without declaring them."""
    if format_name == "json":
        text = json.dumps(PREFIXES, indent=1) + "\n"
    elif format_name == "ttl":
        text = "".join(f"@prefix {prefix}: <{base}> .\n" for prefix, base in PREFIXES.items())
    else:
        text = "".join(f"PREFIX {prefix}: <{base}>\n" for prefix, base in PREFIXES.items())
    write_bytes(text.encode())
