"""``pactgraph init``: a new project with a worked example."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from pactgraph.cli.console import output, shown

_EXAMPLES = """\b
Example:
  pactgraph init harbours
"""


@click.command("init", epilog=_EXAMPLES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Lay out a new project in DIR, with an invented article to replace by your own.

    DIR must not be there yet, or be empty. The project has the ontology and the shapes of
    pactgraph; it builds, verifies and validates as it is.
    """
    from pactgraph.scaffold import lay_out

    written = lay_out(folder)
    console = output()
    console.print(
        Text(f"A project of {len(written)} files is in {shown(str(folder))}. Go on with:"),
        soft_wrap=True,
    )
    for line in (
        f"cd {shown(str(folder))}",
        "pactgraph build --articles texts",
        "pactgraph query memberships --evidence --articles texts",
        "pactgraph verify --articles texts",
    ):
        console.print(Text(f"  {line}"), soft_wrap=True)
