"""``pactgraph retract``: articles go from a built store, with all that rests on them alone."""

from __future__ import annotations

import click

from pactgraph.cli.amended import amend_and_tell
from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.settings import Settings, pass_settings, project_options

_EXAMPLES = """\b
Examples:
  pactgraph retract harbour-2021
  pactgraph retract harbour-2020 harbour-2021 --store trial
"""


@click.command("retract", epilog=_EXAMPLES)
@click.argument("slugs", metavar="SLUG...", nargs=-1, required=True, shell_complete=complete_slugs)
@project_options
@pass_settings
def command(settings: Settings, slugs: tuple[str, ...]) -> None:
    """Take articles out of the built store, with all that rests on them alone.

    What other articles state as well stays. No file is removed: an article of the project's
    folder is left out of this store until it is added, or the project is built, again.
    """
    amend_and_tell(settings, retract=slugs)
