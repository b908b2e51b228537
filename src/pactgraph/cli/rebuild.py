"""``pactgraph rebuild``: the store restored from the files, whatever state it is in."""

from __future__ import annotations

import click
from rich.text import Text

from pactgraph.cli.console import output, shown
from pactgraph.cli.findings import print_lines
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options

_EXAMPLES = """\b
Examples:
  pactgraph verify --store
  pactgraph rebuild
  pactgraph rebuild --store /var/lib/pactgraph/store
"""


@click.command("rebuild", epilog=_EXAMPLES)
@project_options
@pass_settings
def command(settings: Settings) -> None:
    """Restore the store from the project's files, however damaged it is.

    Says what was damaged, builds as `pactgraph build --no-validate` does, and checks every byte
    of what was written. Where the old store's manifest can still be read and the files are the
    same, the new one must hold the same statements, by digest. Until the new store is whole,
    the old one stays.
    """
    from pactgraph.rebuilding import rebuild

    project = settings.find_project()
    place = settings.store_folder("rebuild")
    with build_progress() as progress:
        found = rebuild(project, place, texts=settings.find_texts(), progress=progress)
    console = output()
    for damage in found.damage:
        print_lines(console, f"was damaged: {damage}")
    manifest = found.manifest
    known = "the same as before" if found.is_known_same else "what it held before is not known"
    console.print(Text(f"The store: {shown(str(place))}"), soft_wrap=True)
    console.print(
        Text(f"Rebuilt and checked: {manifest.total:,} statements, {known}.", "green"),
        soft_wrap=True,
    )
    console.print(Text(f"Digest: {manifest.digest}", "dim"), soft_wrap=True)
