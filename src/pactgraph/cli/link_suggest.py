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
from pactgraph.errors import BadInput
from pactgraph.export.heading import counted

if TYPE_CHECKING:
    from pactgraph.linking.candidates import Finder
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.service import ServiceFinder
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
@click.option("--resume", is_flag=True, help="Go on where the same command was stopped.")
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
    was found is kept when the command is stopped: --resume goes on from there.
    """
    if (endpoint is None) == (service is None):
        raise click.UsageError("give either --endpoint URL or --service URL")
    if namespace is not None and set_name is None:
        raise click.UsageError("--namespace needs --set NAME, the name of the new set")
    from pactgraph.linking.authorities import Authority
    from pactgraph.linking.entity import chosen, read_entities
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.suggesting import LEAST, Summary, Wish
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
        _refuse_our_own(reconciling)
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
    summary = Summary()
    # What makes the answers others than before is another round, as far as --resume is concerned.
    source = " ".join((url, *sorted(languages)))
    try:
        with build_progress() as progress:
            find(wanted, everything, finder, sets, wish,
                 source=source, summary=summary, step=progress)  # fmt: skip
    except KeyboardInterrupt:
        say(f"stopped: {summary.kept}; go on with --resume")
        raise
    if resume and not summary.left_out:
        warn("no such round of suggesting was stopped: everything was looked for")
    if format_name == "json":
        write_json(_as_json(summary))
    else:
        _print(summary, sets, set_name)


def _refuse_our_own(finder: ServiceFinder) -> None:
    """Raise BadInput for a service that gives the things of this graph itself."""
    from pactgraph.namespaces import ID

    if finder.manifest.space == ID.base:
        raise BadInput(
            f'what "{finder.title}" gives are things of this graph itself',
            hint="links lead to other data sets: ask the service of another",
        )


def _print(summary: Summary, sets: LinkSets, set_name: str | None) -> None:
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
    left_out = f", {summary.left_out} before" if summary.left_out else ""
    verb = "was" if summary.asked == 1 else "were"
    what = f"{counted(summary.asked, 'thing')} {verb} looked for{left_out}"
    say(f"{what}, {counted(summary.new, 'candidate')} {'is' if summary.new == 1 else 'are'} new")
    if summary.misfit is not None:
        warn(_misfit(summary.misfit, set_name))
    if summary.without:
        warn(f"nothing was found for {_listed(summary.without)}")
    if summary.nothing_new:
        say(f"nothing new was found for {_listed(summary.nothing_new)}")
    unwritable = sum(found.unwritable for found in summary.sets.values())
    if unwritable:
        warn(f"{unwritable} candidates have identifiers that no table of links can hold")
    if summary.new:
        say("judge them with: pactgraph link review")


def _misfit(base: str, set_name: str | None) -> str:
    """Return what to say where nothing that came was of the sets that were asked for."""
    begins = f"what it answers begins with {base}, which is not that of"
    if set_name is None:
        return f"{begins} any link set; for a new one: --set NAME --namespace {base}"
    return f"{begins} {set_name}: is it the right one to ask, and the right --set?"


def _listed(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f", and {more} more" if more > 0 else "")


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
        "nothingNewFor": summary.nothing_new,
        "leftOut": summary.left_out,
        "answersBeginWith": summary.misfit,
    }
