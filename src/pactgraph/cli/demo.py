"""``pactgraph demo``: the graph built, validated, and asked, before your eyes."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from pactgraph.cli.build import print_summary
from pactgraph.cli.console import output, shown
from pactgraph.cli.findings import print_findings
from pactgraph.cli.progress import build_progress
from pactgraph.cli.rows import print_answer
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.headline_questions import Question, askable

if TYPE_CHECKING:
    from pactgraph.build import BuildReport
    from pactgraph.knowledge_graph import KnowledgeGraph

_ROWS = 5


@click.command("demo")
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    default=_ROWS,
    metavar="N",
    show_default=True,
    help="How many rows of each answer to show.",
)
@project_options
@pass_settings
def command(settings: Settings, rows: int) -> None:
    """Build the graph, validate it, and answer the headline questions with their evidence.

    Each row is followed by the passages that it rests on: article and range of characters,
    and the words in full where the article texts are at hand (--articles).
    """
    started = perf_counter()
    console = output()
    _title(console, "1. From files to a graph")
    report = _build(settings)
    print_findings(console, report.findings)
    print_summary(console, report)
    with settings.open_graph() as kg:
        for number, question in enumerate(askable(kg), 2):
            _title(console, f"{number}. {question.words}")
            asked = perf_counter()
            answer = kg.run(question.query, values=question.values, evidence=True)
            taken = perf_counter() - asked
            print_answer(console, answer, limit=rows, wide=False, hints=False)
            console.print(Text(f"{_call(question)}   ({taken:.2f} s)", "dim"), soft_wrap=True)
        _ending(console, kg, perf_counter() - started)


def _build(settings: Settings) -> BuildReport:
    from pactgraph.build import build

    project = settings.find_project()
    with build_progress() as progress:
        return build(
            project,
            store=settings.store_folder("demo"),
            texts=settings.find_texts(),
            validate=True,
            progress=progress,
        )


def _call(question: Question) -> str:
    """Return the command line that asks a question."""
    given = [f' -p {name}="{value}"' for name, value in question.values.items()]
    return f"pactgraph query {question.query}{''.join(given)} --evidence"


def _title(console: Console, words: str) -> None:
    console.print()
    console.print(Rule(Text(shown(words), "bold"), align="left", style="dim"))
    console.print()


def _own_name() -> str:
    """Return how this command is called from here: by its path where no PATH leads to it."""
    called = Path(sys.argv[0])
    if called.name != "pactgraph" or shutil.which("pactgraph"):
        return "pactgraph"
    near = os.path.relpath(called)
    return str(called) if near.startswith("..") else near


def _ending(console: Console, kg: KnowledgeGraph, seconds: float) -> None:
    _title(console, f"Done in {seconds:.0f} s. How to go on")
    own = _own_name()
    asked = [name for name in ("timeline", "people", *sorted(kg.queries)) if name in kg.queries]
    lines = [(f"{own} queries", "what else can be asked")]
    lines += [(f"{own} query {name}", "one question") for name in asked[:1]]
    lines += [
        (f"{own} query {name} --format csv", "for other programs: csv, tsv, json, xml")
        for name in asked[1:2]
    ]
    lines += [
        (f"{own} find WORDS", "things by any of their names"),
        (f"{own} export --format ttl > graph.ttl", "the graph for other tools"),
        (f"{own} init my-graph", "a project of your own"),
        (f"{own} --help", "everything"),
    ]
    width = max(len(call) for call, _ in lines) + 2
    for call, what in lines:
        console.print(Text(f"  {call:<{width}}").append(what, "dim"), soft_wrap=True)
    if not kg.texts.at_hand:
        console.print()
        console.print(
            Text("The texts of the articles stay with their publishers: ")
            .append(
                "words were neither checked nor shown in full. Whoever has them sees both with "
            )
            .append("pactgraph demo --articles DIR", "bold")
            .append(".")
        )
