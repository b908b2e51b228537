"""``pactgraph find``: things by any of their names, or by what is said of them."""

from __future__ import annotations

import click

from pactgraph.cli.console import output, shown
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound
from pactgraph.namespaces import PACT
from pactgraph.showing import short_iri

_EXAMPLES = """\b
Examples:
  pactgraph find Colomina
  pactgraph find partnership for peace
  pactgraph find --gists reforms
"""


@click.command("find", epilog=_EXAMPLES)
@click.argument("words", nargs=-1, required=True)
@click.option("--gists", is_flag=True, help="Look for WORDS in what is said or done instead.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, metavar="N")
@click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json"]), default="table"
)
@project_options
@pass_settings
def command(
    settings: Settings, words: tuple[str, ...], gists: bool, limit: int, format_name: str
) -> None:
    """List the things that WORDS may mean, best first.

    Names, short names, derived forms and labels are looked through, whatever the case and
    the accents; misspelt words are forgiven. With --gists, our sentences on what is said or
    done are looked through for ones that have all the words, or words that begin so. The exit
    code is 4 if nothing comes near.
    """
    looked_for = " ".join(words)
    if gists:
        _list_gists(settings, looked_for, limit, format_name)
        return
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
        write_json(things)
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


def _list_gists(settings: Settings, words: str, limit: int, format_name: str) -> None:
    with settings.open_graph() as kg:
        found = kg.gists(words, limit=limit)
    if not found:
        raise NotFound(f"no gist has the words {words!r}")
    if format_name == "json":
        told = [{"iri": one.iri, "gist": one.text} for one in found]
        write_json(told)
        return
    rows = [[shown(one.text), shown(short_iri(one.iri))] for one in found]
    Grid(output(), [Column("gist"), Column("name in queries")], rows).print()


_GENERAL = ("Agent", "Event", "Situation", "Organisation", "Operation", "InternationalOrganisation")


def _kinds(types: frozenset[str]) -> list[str]:
    """Return the names of the classes of our own, the most general last."""
    own = [iri.removeprefix(PACT.base) for iri in types if iri in PACT]
    return sorted(own, key=lambda name: (name in _GENERAL, name))
