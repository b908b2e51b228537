"""``pactgraph ingest``: a folder of article files, checked in parallel, into a store."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from pactgraph.cli.console import is_terminal, messages, output, shown, write_bytes
from pactgraph.cli.findings import print_lines
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options

if TYPE_CHECKING:
    from pactgraph.ingest.ingesting import Ingested
    from pactgraph.ingest.outcome import Outcome

_EXAMPLES = """\b
Examples:
  pactgraph ingest data/articles --articles texts
  pactgraph ingest incoming --store corpus --workers 8 > outcomes.jsonl
  pactgraph ingest incoming --store corpus --dask tcp://scheduler:8786
"""


@click.command("ingest", epilog=_EXAMPLES)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--dask",
    "address",
    metavar="ADDRESS",
    help="The scheduler of a Dask cluster whose workers see the same folders; else processes of "
    "this machine.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes of this machine; as many as it has processors, if nothing is said.",
)
@click.option(
    "--validate/--no-validate",
    default=True,
    help="Check the graph against the shapes too; on, if nothing is said.",
)
@project_options
@pass_settings
def command(
    settings: Settings, folder: Path, address: str | None, workers: int | None, validate: bool
) -> int:
    """Load a folder of article files (SLUG.trig, in subfolders too) into a store.

    The articles of DIR take the place of the project's own; ontology, entities and all else are
    the project's. Each article is checked by itself, in parallel, and taken whole or not at all;
    then the graph of those taken is closed, checked and stored at once, the same as
    `pactgraph build` would. What was checked is kept beside the store (STORE.ingest) until all
    are in it, so that a run which was stopped, or whose faults were put right, goes on.

    On a terminal what is refused is shown, with file and line; in a pipe each article is one
    line of JSON as soon as it is done, and a second one if only the graph of all refuses it. The
    exit code is 1 if one was refused.
    """
    from pactgraph.ingest.ingesting import ingest

    if address is not None and workers is not None:
        raise click.UsageError("--workers starts processes here; a cluster has its own.")
    project = settings.find_project()
    place = settings.store_folder("ingest")
    is_shown = is_terminal(sys.stdout)
    with _counting() as count, build_progress() as progress:

        def tell(outcome: Outcome) -> None:
            count(outcome)
            if is_shown:
                _show(outcome)
            else:
                line = json.dumps(outcome.as_json(), ensure_ascii=False)
                write_bytes(f"{line}\n".encode())

        found = ingest(
            folder,
            project,
            place,
            texts=settings.find_texts().directory,
            address=address,
            workers=workers,
            validate=validate,
            tell=tell,
            progress=progress,
        )
    _summary(found, place)
    return 1 if found.refused else 0


def _show(outcome: Outcome) -> None:
    for fault in outcome.faults:
        print_lines(output(), f"error: {fault}")


def _summary(found: Ingested, place: Path) -> None:
    console = messages()
    refused = len(found.refused)
    console.print(
        Text(f"{found.taken:,} articles taken, {refused:,} refused", "bold"), soft_wrap=True
    )
    if found.unread:
        told = f"the words of {found.unread:,} were not checked: their texts are not at hand"
        console.print(Text("Not done: ", "yellow").append(told, "default"), soft_wrap=True)
    console.print(Text(f"The store: {shown(str(place))}"), soft_wrap=True)


@contextmanager
def _counting() -> Iterator[Callable[[Outcome], None]]:
    """Give what counts the articles that are done, on the terminal of who waits."""
    if not is_terminal(sys.stderr):
        yield lambda outcome: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    done = refused = 0
    with Progress(*columns, console=messages(), transient=True) as display:
        task = display.add_task("starting the workers", total=None)

        def count(outcome: Outcome) -> None:
            nonlocal done, refused
            done += 1
            refused += outcome.checked is None
            display.update(task, description=f"{done:,} articles checked, {refused:,} refused")

        yield count
