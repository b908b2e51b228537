"""What ``add`` and ``retract`` do and tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from pactgraph.cli.build import KINDS
from pactgraph.cli.console import output, say, shown
from pactgraph.cli.findings import print_findings
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings
from pactgraph.engine.place import is_address

if TYPE_CHECKING:
    from rich.console import Console

    from pactgraph.amendment.report import Amendment


def amend_and_tell(
    settings: Settings, *, add: Sequence[Path] = (), retract: Sequence[str] = ()
) -> None:
    """Amend the store that is meant, and print what came of it; raises as ``amend_store``."""
    from pactgraph.amendment.server_amendment import amend_server
    from pactgraph.amendment.store_amendment import amend_store

    project = settings.find_project()
    place = settings.store or project.store_path
    with build_progress() as progress:
        given: dict[str, Any] = {
            "add": add,
            "retract": retract,
            "texts": settings.find_texts(),
            "say": say,
            "progress": progress,
        }
        if is_address(place):
            done = amend_server(project, place, **given)
        else:
            done = amend_store(project, Path(place), **given)
    console = output()
    if done.words is not None:
        print_findings(console, done.words.findings)
    print_findings(console, (*done.claim_conflicts, *done.times))
    _print(console, done)
    console.print(Text(f"The store: {shown(str(place))}"), soft_wrap=True)
    if done.is_amended:
        told = "It keeps to the articles it was given; `pactgraph build` takes the project's again."
        console.print(Text(told, "dim"), soft_wrap=True)


def _print(console: Console, done: Amendment) -> None:
    told = (
        ("Added", done.added),
        ("Replaced", done.replaced),
        ("Retracted", done.retracted),
        ("As it was", done.unchanged),
    )
    for word, slugs in told:
        if slugs:
            console.print(Text(f"{word}: ", "bold").append(", ".join(slugs), "default"))
    if done.counts:
        rows = [[KINDS.get(kind, kind), f"{n:+,}"] for kind, n in done.counts.items()]
        console.print()
        Grid(console, [Column("statements"), Column("change", numeric=True)], rows).print()
    for lead, style, gists in (
        ("Now disagreed on", "yellow", done.new),
        ("No longer disagreed on", "green", done.settled),
    ):
        for gist in gists:
            console.print(Text(f"{lead}: ", style).append(shown(gist), "default"), soft_wrap=True)
    console.print()
    steps = " · ".join(f"{name} {taken:.2f} s" for name, taken in done.timings.items())
    if steps:
        console.print(Text(f"Steps: {steps}", "dim"))
    unread = done.words.unread if done.words else ()
    if unread:
        console.print(
            Text("Not done: ", "yellow").append(
                f"the words of {', '.join(unread)} were not checked: their texts are not at hand",
                "default",
            )
        )
