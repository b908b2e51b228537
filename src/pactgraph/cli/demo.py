"""``pactgraph demo``: the graph built, validated, and asked, before your eyes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
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
from pactgraph.errors import NotFound

if TYPE_CHECKING:
    from pactgraph.build import BuildReport
    from pactgraph.knowledge_graph import KnowledgeGraph

_ROWS = 5


@dataclass(frozen=True)
class Question:
    """A headline question: in words, and as a stored query with its parameters."""

    words: str
    query: str
    values: dict[str, object]

    @property
    def call(self) -> str:
        """Return the command line that asks it."""
        given = [f' -p {name}="{value}"' for name, value in self.values.items()]
        return f"pactgraph query {self.query}{''.join(given)} --evidence"


QUESTIONS = (
    Question(
        "Which operations has Azerbaijan contributed to?",
        "contributions",
        {"contributor": "Azerbaijan"},
    ),
    Question("Who has held which office of NATO?", "office-holders", {"organisation": "NATO"}),
    Question("What was in force on 1 June 2018?", "state-on-date", {"asOf": "2018-06-01"}),
    Question("Who attended which summits?", "summits", {}),
    Question(
        "What has James Appathurai said about Azerbaijan?",
        "utterances",
        {"speaker": "James Appathurai", "about": "Azerbaijan"},
    ),
)
"""What ``make run`` asks of the five articles."""


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
    """Build the graph, validate it, and answer five questions with their evidence.

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
        for number, question in enumerate(_askable(kg), 2):
            _title(console, f"{number}. {question.words}")
            asked = perf_counter()
            answer = kg.run(question.query, values=question.values, evidence=True)
            taken = perf_counter() - asked
            print_answer(console, answer, limit=rows, wide=False, hints=False)
            console.print(Text(f"{question.call}   ({taken:.2f} s)", "dim"), soft_wrap=True)
        _ending(console, kg, perf_counter() - started)


def _build(settings: Settings) -> BuildReport:
    from pactgraph.build import build

    project = settings.find_project()
    with build_progress() as progress:
        return build(
            project,
            store=settings.store or project.store_path,
            texts=settings.find_texts(),
            validate=True,
            progress=progress,
        )


def _askable(kg: KnowledgeGraph) -> Iterator[Question]:
    """Yield the questions that this project can be asked; its own ones if it has none of ours."""
    ours = [question for question in QUESTIONS if _knows(kg, question)]
    if ours:
        yield from ours
        return
    for name, query in list(kg.queries.items())[:_ROWS]:
        if query.form == "SELECT" and query.runs_without_values:
            yield Question(query.question or query.summary, name, {})


def _knows(kg: KnowledgeGraph, question: Question) -> bool:
    query = kg.queries.get(question.query)
    if query is None or query.form != "SELECT":
        return False
    for name, value in question.values.items():
        parameter = query.parameter(name)
        if parameter is None:
            return False
        try:
            if parameter.type == "iri":
                kg.names.resolve(str(value), parameter.of_class)
        except NotFound:
            return False
    return True


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
