"""``pactgraph link enrich`` and ``link compare``: what other data sets say of our things."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.text import Text

from pactgraph.cli.console import output, say, shown, warn
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.link_options import asking_options, courtesy, format_option
from pactgraph.cli.rows import passage_lines
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.cli.table import chosen_format, table_option, write_csv
from pactgraph.errors import BadInput, NotFound

if TYPE_CHECKING:
    from pactgraph.enrichment.comparison import Comparison
    from pactgraph.enrichment.fetching import Fetched
    from pactgraph.enrichment.our_statements import OurStatements
    from pactgraph.evidence import PassageNote

_ENRICH = """\b
Examples:
  pactgraph link enrich --endpoint https://query.wikidata.org/sparql
  pactgraph link enrich --endpoint http://127.0.0.1:8000/sparql --set geonames \\
      --licence https://creativecommons.org/licenses/by/4.0/ --credit 'Data from GeoNames'
"""
_COMPARE = """\b
Examples:
  pactgraph link compare --endpoint https://query.wikidata.org/sparql
  pactgraph link compare --endpoint http://127.0.0.1:8000/sparql --kind tenure --all
  pactgraph link compare --endpoint https://query.wikidata.org/sparql --format json
"""
_KINDS = ("title", "tenure", "jurisdiction", "membership", "event", "place")
_VERDICTS = ("agrees", "differs", "compatible", "not comparable")
_SHOWN = 20
_set_option = click.option(
    "--set", "name", default="wikidata", show_default=True, metavar="NAME", help="The link set."
)
_endpoint_option = click.option(
    "--endpoint", metavar="URL", required=True, help="The SPARQL endpoint to ask."
)


@click.command("enrich", epilog=_ENRICH)
@_endpoint_option
@_set_option
@click.option(
    "--licence",
    "--license",
    "licence_iri",
    metavar="IRI",
    default="",
    help="Under which licence the endpoint gives what it holds; that of a well-known one is known.",
)
@click.option(
    "--credit", metavar="TEXT", default="", help="What is to be said of where it is from."
)
@click.option(
    "--replace", is_flag=True, help="Take the place of an earlier fetch that had more than this."
)
@asking_options
@format_option
@project_options
@pass_settings
def enrich(
    settings: Settings,
    endpoint: str,
    name: str,
    licence_iri: str,
    credit: str,
    replace: bool,
    rate: float,
    timeout: float,
    format_name: str,
) -> None:
    """Fetch chosen properties of what our things are linked to, into a graph of its own.

    Fetched are coordinates, ISO 3166 codes, dates of birth, death and inception, flags and
    images as addresses alone, pages of the English Wikipedia, feature codes and populations of
    GeoNames. They go to data/enrichment/NAME.trig, with the endpoint, the licence and the time;
    the graph is never merged with what is stated. The file is written whole or not at all, and
    not touched where nothing has changed, nor, without --replace, where a value of a linked
    thing would be lost. Values that are not what they ought to be stay out, and are listed. The
    licence is that of the endpoint that was asked; where nobody says it, it is said not to be
    known. DBpedia's content is left out, as its licence is share-alike.
    """
    from pactgraph.enrichment.enrichment_file import (
        Retrieval,
        enrichment_path,
        fetched_before,
        without_secrets,
        write_enrichment,
    )
    from pactgraph.enrichment.fetching import fetch
    from pactgraph.enrichment.licence import licence_of
    from pactgraph.enrichment.loss import check_losses, in_words, losses
    from pactgraph.enrichment.targets import Targets
    from pactgraph.linking.endpoint import Endpoint

    asking = courtesy(endpoint, rate, timeout)
    licence = licence_of(endpoint, name, licence_iri, credit)
    project = settings.find_project()
    if project.is_packaged:
        raise BadInput(
            "the packaged graph is not to be written to",
            hint="work in a project of your own: pactgraph init DIR, or --project DIR",
        )
    targets = Targets.of_project(project, name)
    time = datetime.now(UTC)
    fetched = fetch(Endpoint(asking), targets, say)
    file = _place(enrichment_path(project, name))
    if not fetched.triples:
        _tell_refused(fetched)
        raise NotFound(
            f"the endpoint holds nothing that can be taken of the {len(targets.iris)} things "
            f'that the set "{name}" links to; {file} is as it was',
            iri=without_secrets(endpoint),
        )
    lost = losses(fetched_before(project, name), fetched.triples, targets)
    is_kept = bool(lost) and not replace
    run = Retrieval(name, endpoint, licence, time)
    changed = not is_kept and write_enrichment(project, fetched.triples, run)
    if format_name == "json":
        document = {
            "file": file,
            "changed": changed,
            "targets": len(targets.iris),
            "enriched": len(targets.iris) - len(fetched.bare),
            "nothingOf": list(fetched.bare),
            "statements": fetched.counts,
            "licence": licence.iri or None,
            "credit": licence.credit,
            "lost": [{"target": one.target, "properties": one.properties} for one in lost],
            "refused": [
                {"target": r.target, "property": r.property, "value": r.value, "why": r.why}
                for r in fetched.refused
            ],
        }
        write_json(document)
    if is_kept:
        check_losses(lost, file, without_secrets(endpoint))
    if lost:
        warn(f"the endpoint gives less than was fetched before; gone: {in_words(lost)}")
    if not licence.is_known:
        warn(f"{licence.credit}: if you know it, say so with --licence and --credit")
    if format_name == "json":
        return
    rows = [[what, str(number)] for what, number in fetched.counts.items()]
    Grid(output(), [Column("fetched"), Column("statements", numeric=True)], rows).print()
    _tell_refused(fetched)
    if fetched.bare:
        some = ", ".join(fetched.bare[:_SHOWN])
        more = len(fetched.bare) - _SHOWN
        warn(f"nothing was got of: {some}{f', and {more} things more' if more > 0 else ''}")
    things = f"{len(targets.iris) - len(fetched.bare)} of {len(targets.iris)} things"
    if changed:
        say(f"wrote {file}: of {things}; the next build takes it in")
    else:
        say(f"{file} holds the same already, of {things}, and was not touched")


def _place(path: Path) -> str:
    """Return a file's path, from the current folder if it lies in it, and else the whole."""
    full, here = path.resolve(), Path.cwd().resolve()
    return full.relative_to(here).as_posix() if full.is_relative_to(here) else str(full)


def _tell_refused(fetched: Fetched) -> None:
    for one in fetched.refused[:_SHOWN]:
        warn(f"not taken: {one.target} {one.property} {one.value!r}: {one.why}")
    if len(fetched.refused) > _SHOWN:
        warn(f"{len(fetched.refused) - _SHOWN} more values were not taken")


@click.command("compare", epilog=_COMPARE)
@_endpoint_option
@_set_option
@click.option("--kind", "kinds", type=click.Choice(_KINDS), multiple=True, help="Only this; again.")
@click.option(
    "--verdict",
    "verdicts",
    type=click.Choice(_VERDICTS),
    multiple=True,
    help="Only what has this verdict; again.",
)
@click.option("--all", "everything", is_flag=True, help="Show also what cannot be compared.")
@asking_options
@table_option
@project_options
@pass_settings
def compare(
    settings: Settings,
    endpoint: str,
    name: str,
    kinds: tuple[str, ...],
    verdicts: tuple[str, ...],
    everything: bool,
    rate: float,
    timeout: float,
    format_name: str | None,
) -> None:
    """Set what the articles say beside what a linked data set says of the same things.

    Compared are titles of offices, who holds an office and when, whose an office is,
    memberships, dates of events, and places. Our dates are bounds, so dates are compared as
    intervals: they differ only where nothing fits both. A difference is no error on either
    side: nothing is asserted, and the graph stays as it is. What the data set is silent on is
    not comparable.
    """
    from pactgraph.enrichment.comparing import CELLS, as_cells, as_json, passages_of
    from pactgraph.enrichment.comparing import compare as compared
    from pactgraph.enrichment.comparison import Kind
    from pactgraph.enrichment.targets import Targets
    from pactgraph.evidence import passage_notes
    from pactgraph.linking.endpoint import Endpoint

    asking = Endpoint(courtesy(endpoint, rate, timeout))
    with settings.open_graph() as kg:
        targets = Targets.of_project(kg.project, name)
        wanted = [Kind(kind) for kind in kinds] or list(Kind)
        ours, found = compared(kg, asking, targets, wanted, say)
        notes = passage_notes(kg.engine, passages_of(found), kg.texts)
        form = chosen_format(format_name)
        quiet = {"not comparable"} if not (everything or verdicts or form == "json") else set()
        kept = [
            one
            for one in found
            if one.verdict.value not in quiet and (not verdicts or one.verdict.value in verdicts)
        ]
        if form == "json":
            write_json([as_json(one, ours, notes) for one in kept])
            return
        if form == "csv":
            write_csv(CELLS, (as_cells(one, ours, notes) for one in kept))
        else:
            _print(kept, ours, notes)
        counted = Counter(one.verdict.value for one in found)
        told = ", ".join(f"{counted[word]} {word}" for word in _VERDICTS if counted[word])
        say(f"{len(found)} compared: {told or 'there was nothing to compare'}")
        if counted["not comparable"] and "not comparable" in quiet:
            say("--all shows what cannot be compared, and why")


def _print(kept: list[Comparison], ours: OurStatements, notes: dict[str, PassageNote]) -> None:
    from pactgraph.enrichment.comparing import speakers_of, their_words, why

    if not kept:
        return
    titles = ("verdict", "of", "an article says", "they say", "why")
    rows = []
    for one in kept:
        speakers = speakers_of(one, ours)
        says = f"{one.ours.slug}{f' ({speakers})' if speakers else ''}: {one.says}"
        theirs = "; ".join(map(their_words, one.theirs[:3]))
        rows.append(
            [one.verdict.value, one.kind.value, shown(says), shown(theirs), shown(why(one))]
        )
    width = output().width
    Grid(output(), [Column(title) for title in titles], rows).print(
        [list(_beneath(one, notes, width)) for one in kept]
    )


def _beneath(one: Comparison, notes: dict[str, PassageNote], width: int) -> Iterator[Text]:
    for passage in one.ours.passages[:3]:
        if passage in notes:
            yield from passage_lines(notes[passage], width)
    for theirs in one.theirs[:3]:
        line = Text("    ").append(shown(theirs.iri), "cyan")
        if theirs.references:
            line.append(f"  after {shown(theirs.references[0])}", "dim")
        yield line
