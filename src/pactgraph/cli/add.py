"""``pactgraph add``: articles come into a built store, or in place of what it has of them."""

from __future__ import annotations

from pathlib import Path

import click

from pactgraph.cli.amended import amend_and_tell
from pactgraph.cli.settings import Settings, pass_settings, project_options

_EXAMPLES = """\b
Examples:
  pactgraph add data/articles/harbour-2021.trig
  pactgraph add drafts/*.trig --store trial --articles texts
  pactgraph add data/articles/harbour-2021.trig --store http://localhost:7878
"""


@click.command("add", epilog=_EXAMPLES)
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@project_options
@pass_settings
def command(settings: Settings, files: tuple[Path, ...]) -> None:
    """Add articles to the built store, each FILE one article, SLUG.trig.

    An article that the store has already is replaced. What follows from the articles, what is
    disagreed on and what breaks a shape is worked out beside them alone; the store is then the
    one that a build of the same files gives. If anything stops it, the store stays as it was.
    A store on a SPARQL server (--store http://…) is sent what changed; the first time, a copy of
    it is built in a folder of yours, in which that is worked out.

    The files stay where they are, and the store keeps to them: add a file again when it changed.
    """
    amend_and_tell(settings, add=files)
