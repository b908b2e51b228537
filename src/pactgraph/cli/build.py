"""``pactgraph build``: from the project's files to its store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from pactgraph.cli.console import output, shown
from pactgraph.cli.findings import print_findings
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options

if TYPE_CHECKING:
    from rich.console import Console

    from pactgraph.build import BuildReport
    from pactgraph.graph import Reasoner

_EXAMPLES = """\b
Examples:
  pactgraph build
  pactgraph build --articles texts        with every word checked
  pactgraph build --project harbours --no-validate
  pactgraph build --store http://localhost:7878
"""

KINDS = {
    "merged": "merged: what a query sees",
    "passage": "stated by passages",
    "claim": "asserted by speakers (not merged)",
    "record": "records of the articles",
    "entities": "records of entities",
    "judgements": "judgements",
    "lineage": "records of shared texts",
    "computed": "computed by built-in rules",
    "inferred": "inferred by the ontology's axioms",
    "disagreements": "disagreements that rules found",
    "links": "links to other collections",
    "enrichment": "fetched from elsewhere (not merged)",
    "ontology": "the ontology",
    "other": "other",
}
"""What each kind of graph holds, in a few words."""


@click.command("build", epilog=_EXAMPLES)
@click.option(
    "--validate/--no-validate",
    default=True,
    help="Check the graph against the shapes too; on, if nothing is said.",
)
@click.option(
    "--reasoner",
    type=click.Choice(["own", "owlrl"]),
    default="own",
    show_default=True,
    help="What closes the graph: our rules, or the slow reference.",
)
@project_options
@pass_settings
def command(settings: Settings, validate: bool, reasoner: Reasoner) -> None:
    """Build the graph from the project's files, all of it or nothing.

    Parses every file, checks the words (as far as the article texts are at hand), computes,
    closes, looks for contradictions, validates, and swaps the store for the new one. If
    anything stops it, the store stays as it was. A store on a SPARQL server (--store http://…)
    is loaded aside and then switched; the environment has the name and the password
    (PACTGRAPH_STORE_USER, PACTGRAPH_STORE_PASSWORD).
    """
    from pactgraph.build import build

    project = settings.find_project()
    place = settings.store or project.store_path
    with build_progress() as progress:
        report = build(
            project,
            store=place,
            texts=settings.find_texts(),
            reasoner=reasoner,
            validate=validate,
            progress=progress,
        )
    console = output()
    print_findings(console, report.findings)
    print_summary(console, report)
    console.print(Text(f"The store: {shown(str(place))}"), soft_wrap=True)


def print_summary(console: Console, report: BuildReport) -> None:
    """Print what a build made, how long it took, and what it did not do."""
    seconds = sum(report.timings.values())
    articles = len(report.articles)
    noun = "article" if articles == 1 else "articles"
    console.print(Text(f"Built the graph of {articles} {noun} in {seconds:.1f} s.", "bold"))
    console.print()
    rows = [[KINDS.get(kind, kind), f"{count:,}"] for kind, count in report.counts.items()]
    Grid(console, [Column("statements"), Column("number", numeric=True)], rows).print()
    console.print()
    steps = " · ".join(f"{name} {taken:.2f} s" for name, taken in report.timings.items())
    console.print(Text(f"Steps: {steps}", "dim"))
    for skipped in report.skipped:
        console.print(Text("Not done: ", "yellow").append(shown(skipped), "default"))
    found = len(report.findings)
    console.print(
        Text("Nothing found that needs a look.", "green")
        if not found
        else Text(f"{found} to look at, above; none of it stops the build.", "yellow")
    )
