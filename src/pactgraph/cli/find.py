"""``pactgraph find``: things by any of their names."""

from __future__ import annotations

import json

import click

from pactgraph.cli.console import output, shown, write_bytes
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound
from pactgraph.namespaces import PACT
from pactgraph.showing import short_iri

_EXAMPLES = """\b
Examples:
  pactgraph find Colomina
  pactgraph find partnership for peace
"""


@click.command("find", epilog=_EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N")
@click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json"]), default="table"
)
@project_options
@pass_settings
def command(settings: Settings, words: tuple[str, ...], limit: int, format_name: str) -> None:
    """List the things that WORDS may mean, best first.

    Names, short names, derived forms and labels are looked through, whatever the case and
    the accents; misspelt words are forgiven. The exit code is 4 if nothing comes near.
    """
    looked_for = " ".join(words)
    with settings.open_graph() as kg:
        found = kg.find(looked_for, limit=limit)
        labels = {thing.iri: kg.names.label(thing.iri) or "" for thing in found}
    if not found:
        raise NotFound(f"nothing is called anything like {looked_for!r}")
    if format_name == "json":
        things = [
            {
                "iri": thing.iri,
                "label": labels[thing.iri],
                "matched": thing.form,
                "as": thing.sort,
                "kinds": _kinds(thing.types),
                "score": thing.score,
            }
            for thing in found
        ]
        write_bytes((json.dumps(things, ensure_ascii=False, indent=1) + "\n").encode())
        return
    rows = [
        [
            shown(labels[thing.iri]),
            shown(short_iri(thing.iri)),
            ", ".join(_kinds(thing.types)[:1]),
            "" if thing.form == labels[thing.iri] else shown(f"{thing.form} ({thing.sort})"),
        ]
        for thing in found
    ]
    columns = [Column("label"), Column("name in queries"), Column("kind"), Column("matched as")]
    Grid(output(), columns, rows).print()


_GENERAL = ("Agent", "Event", "Situation", "Organisation", "Operation", "InternationalOrganisation")


def _kinds(types: frozenset[str]) -> list[str]:
    """Return the names of the classes of our own, the most general last."""
    own = [iri.removeprefix(PACT.base) for iri in types if iri in PACT]
    return sorted(own, key=lambda name: (name in _GENERAL, name))
