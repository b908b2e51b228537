"""``pactgraph link check``: whether accepted links still lead where they should."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from pactgraph.cli.console import output, say, shown, warn
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.link_options import asking_options, courtesy, set_option
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.cli.table import chosen_format, table_option, write_csv

if TYPE_CHECKING:
    from pactgraph.linking.checking import Checked

_EXAMPLES = """\b
Examples:
  pactgraph link check --endpoint https://query.wikidata.org/sparql --set wikidata
  pactgraph link check --endpoint https://dbpedia.org/sparql --set dbpedia --format json
"""
_CSV = (
    "set",
    "subject",
    "subjectLabel",
    "predicate",
    "object",
    "verdict",
    "told",
    "movedTo",
    "place",
)


@click.command("check", epilog=_EXAMPLES)
@click.option("--endpoint", metavar="URL", required=True, help="The SPARQL endpoint to ask.")
@set_option
@click.option("--all", "everything", is_flag=True, help="Show also the links that are fine.")
@asking_options
@table_option
@project_options
@pass_settings
def check(
    settings: Settings,
    endpoint: str,
    set_names: tuple[str, ...],
    everything: bool,
    rate: float,
    timeout: float,
    format_name: str | None,
) -> int:
    """Ask an endpoint whether the target of each accepted link is there, and still the same.

    A target may be missing, have moved (merged, or a redirect), be of another kind, or have
    another name than when it was accepted: then the exit code is 1. That its names are unlike
    ours is told, and no fault: a person accepted it. What the endpoint does not hold cannot
    be checked there, and is named.
    """
    from pactgraph.linking.checking import FAULTS, Verdict, check_links
    from pactgraph.linking.endpoint import Endpoint
    from pactgraph.linking.entity import read_entities
    from pactgraph.linking.link_sets import LinkSets

    asking = courtesy(endpoint, rate, timeout)
    sets = LinkSets(settings.find_project(), reading=True)
    names = sets.chosen(set_names)
    with settings.open_graph() as kg:
        entities = {entity.iri: entity for entity in read_entities(kg)}
    with build_progress() as progress:
        checked = check_links(names, sets, entities, Endpoint(asking), step=progress)
    faults = sum(one.verdict in FAULTS for one in checked)
    form = chosen_format(format_name)
    if form == "json":
        write_json([_as_json(one) for one in checked])
        return 1 if faults else 0
    quiet = () if everything else (Verdict.FINE, Verdict.NOT_HELD)
    kept = [one for one in checked if one.verdict not in quiet]
    if form == "csv":
        write_csv(_CSV, map(_as_cells, kept))
    else:
        _print(kept)
    counted = Counter(one.verdict for one in checked)
    told = ", ".join(f"{counted[verdict]} {verdict}" for verdict in Verdict if counted[verdict])
    say(f"{len(checked)} accepted links: {told or 'none to check'}")
    unheld = Counter(one.set_name for one in checked if one.verdict is Verdict.NOT_HELD)
    if unheld:
        listed = ", ".join(f"{name} ({number})" for name, number in sorted(unheld.items()))
        warn(f"the endpoint holds nothing of these sets, which were not checked: {listed}")
    return 1 if faults else 0


def _print(checked: list[Checked]) -> None:
    if not checked:
        return
    columns = [
        Column("set"),
        Column("our thing"),
        Column("target", whole=True),
        Column("verdict"),
        Column("what was found"),
    ]
    rows = [
        [
            shown(one.set_name),
            shown(_our_label(one)),
            shown(one.row.cells["object_id"]),
            str(one.verdict),
            shown(one.told),
        ]
        for one in checked
    ]
    places = [[Text("    ").append(shown(str(one.row.location)), "cyan")] for one in checked]
    Grid(output(), columns, rows).print(places)


def _our_label(one: Checked) -> str:
    return one.row.cells.get("subject_label", one.row.subject.value)


def _as_cells(one: Checked) -> list[str]:
    return [
        one.set_name,
        one.row.subject.value,
        _our_label(one),
        one.row.predicate.value,
        one.row.object.value,
        str(one.verdict),
        one.told,
        one.moved_to or "",
        str(one.row.location),
    ]


def _as_json(one: Checked) -> dict[str, Any]:
    from pactgraph.linking.checking import FAULTS

    known: dict[str, Any] = {
        "set": one.set_name,
        "subject": one.row.subject.value,
        "predicate": one.row.predicate.value,
        "object": one.row.object.value,
        "verdict": str(one.verdict),
        "fault": one.verdict in FAULTS,
        "told": one.told,
        "place": str(one.row.location),
    }
    if one.moved_to:
        known["movedTo"] = one.moved_to
    return known
