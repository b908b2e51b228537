"""``pactgraph link suggest``: candidates from an endpoint or a reconciliation service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pactgraph.cli.console import output, say, shown, warn
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.language_tag import checked_tags
from pactgraph.cli.link_options import asking_options, courtesy, format_option
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options

if TYPE_CHECKING:
    from pactgraph.linking.candidates import Finder
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.suggesting import Summary

_EXAMPLES = """\b
Examples:
  pactgraph link suggest --endpoint https://query.wikidata.org/sparql --kind person
  pactgraph link suggest --service https://wikidata.reconci.link/en/api --set wikidata
  pactgraph link suggest --endpoint http://127.0.0.1:8000/sparql --entity "Lisbon"
"""
_SHOWN = 12


@click.command("suggest", epilog=_EXAMPLES)
@click.option("--endpoint", metavar="URL", help="A SPARQL endpoint to look in.")
@click.option("--service", metavar="URL", help="A reconciliation service (API 0.2) to ask.")
@click.option(
    "--kind", "kinds", metavar="KIND", multiple=True, help="Only things of this kind; again."
)
@click.option(
    "--entity",
    "entities",
    metavar="NAME",
    multiple=True,
    help="Only this thing: any recorded name, id:NAME, or an IRI; again.",
)
@click.option("--set", "set_name", metavar="NAME", help="Only candidates for this link set.")
@click.option(
    "--namespace",
    metavar="IRI",
    help="How the identifiers of a new set begin; it needs --set.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=50),
    default=3,
    show_default=True,
    metavar="N",
    help="How many candidates for one thing in one set.",
)
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    metavar="SCORE",
    help="Leave out what scores less, from 0 to 1.  [default: 0.35]",
)
@click.option("--linked", is_flag=True, help="Look also for things that have a match in a set.")
@click.option("--resume", is_flag=True, help="Leave out things that have candidates.")
@click.option(
    "--language",
    "languages",
    callback=checked_tags,
    metavar="TAG",
    multiple=True,
    default=("en",),
    show_default=True,
    help="A language of the names to ask for; again.",
)
@asking_options
@format_option
@project_options
@pass_settings
def suggest(
    settings: Settings,
    endpoint: str | None,
    service: str | None,
    kinds: tuple[str, ...],
    entities: tuple[str, ...],
    set_name: str | None,
    namespace: str | None,
    limit: int,
    least: float | None,
    linked: bool,
    resume: bool,
    languages: tuple[str, ...],
    rate: float,
    timeout: float,
    format_name: str,
) -> None:
    """Find what our things may be called elsewhere, and keep it for a person to judge.

    Every recorded name is looked for: as it is, then in other case, accents and punctuation,
    then, where the endpoint is small, by its words. Names, kind, dates, country and office
    make the score, and each row says how. Candidates go to data/links/candidates/NAME.sssom.tsv;
    a pair that was judged never comes back, a candidate that is there keeps its row, and what
    was found is kept when the command is stopped.
    """
    if (endpoint is None) == (service is None):
        raise click.UsageError("give either --endpoint URL or --service URL")
    if namespace is not None and set_name is None:
        raise click.UsageError("--namespace needs --set NAME, the name of the new set")
    from pactgraph.linking.authorities import Authority
    from pactgraph.linking.entity import chosen, read_entities
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.suggesting import LEAST, Wish
    from pactgraph.linking.suggesting import suggest as find

    url = endpoint or service or ""
    asking = courtesy(url, rate, timeout)
    sets = LinkSets(settings.find_project())
    if set_name is not None and namespace is not None:
        sets.know(Authority(set_name, set_name, set_name.replace("-", "_"), (namespace,)))
    with settings.open_graph() as kg:
        everything = read_entities(kg)
        wanted = chosen(everything, kg, kinds, entities)
    finder: Finder
    if service is not None:
        from pactgraph.linking.service import ServiceFinder

        reconciling = ServiceFinder(asking)
        if set_name is not None and sets.authorities.of(reconciling.manifest.iri_of("x")) is None:
            sets.know(reconciling.authority(set_name))
        finder = reconciling
    else:
        from pactgraph.linking.candidates import EndpointFinder
        from pactgraph.linking.endpoint import Endpoint

        finder = EndpointFinder(Endpoint(asking), sets.authorities, languages=languages)
    if set_name is not None:
        sets.authorities.named(set_name)
    wish = Wish(
        sets=None if set_name is None else frozenset((set_name,)),
        per_thing=limit,
        least=LEAST if least is None else least,
        linked=linked,
        resume=resume,
    )
    with build_progress() as progress:
        summary = find(wanted, everything, finder, sets, wish, step=progress)
    if format_name == "json":
        write_json(_as_json(summary))
    else:
        _print(summary, sets)


def _print(summary: Summary, sets: LinkSets) -> None:
    titles = ("set", "new", "there", "judged", "linked", "file")
    rows = [
        [
            shown(name),
            str(found.new),
            str(found.there),
            str(found.judged),
            str(found.linked),
            shown(sets.candidates(name).display) if found.new or found.there else "",
        ]
        for name, found in sorted(summary.sets.items())
    ]
    console = output()
    if rows:
        Grid(console, [Column(t, t not in ("set", "file")) for t in titles], rows).print()
    new = sum(found.new for found in summary.sets.values())
    say(f"{summary.asked} things were looked for, {new} candidates are new")
    if summary.without:
        names = ", ".join(summary.without[:_SHOWN])
        more = len(summary.without) - _SHOWN
        warn(f"nothing was found for {names}" + (f", and {more} more" if more > 0 else ""))
    unwritable = sum(found.unwritable for found in summary.sets.values())
    if unwritable:
        warn(f"{unwritable} candidates have identifiers that no table of links can hold")
    if new:
        say("judge them with: pactgraph link review")


def _as_json(summary: Summary) -> dict[str, Any]:
    return {
        "lookedFor": summary.asked,
        "sets": {
            name: {
                "new": found.new,
                "there": found.there,
                "judged": found.judged,
                "linked": found.linked,
                "unwritable": found.unwritable,
            }
            for name, found in sorted(summary.sets.items())
        },
        "nothingFoundFor": summary.without,
    }
