"""``pactgraph queries``: what can be asked."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

import click
from rich.console import Console
from rich.text import Text

from pactgraph.cli.completing import complete_queries
from pactgraph.cli.console import output, shown
from pactgraph.cli.grid import Column, Grid
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.query.parameters import example_of
from pactgraph.query.project_queries import queries_of, query_named
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.showing import short_iri

_EXAMPLES = """\b
Examples:
  pactgraph queries
  pactgraph queries contributions
"""


@click.command("queries", epilog=_EXAMPLES)
@click.argument("name", required=False, shell_complete=complete_queries)
@click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json"]), default="table"
)
@project_options
@pass_settings
def command(settings: Settings, name: str | None, format_name: str) -> None:
    """List the stored queries, or show one: its parameters, its columns, an example.

    A parameter in brackets may be left out.
    """
    queries = queries_of(settings.find_project())
    chosen = queries.values() if name is None else [query_named(name, queries)]
    if format_name == "json":
        write_json([_as_json(query) for query in chosen])
    elif name is None:
        _list(output(), chosen)
    else:
        _show(output(), queries[name])


def example_call(query: StoredQuery) -> str:
    """Return a command line that asks a stored query: required parameters, else the first."""
    given = [p for p in query.parameters if p.required] or list(query.parameters[:1])
    parts = ["pactgraph", "query", query.name]
    for parameter in given:
        parts += ["--param", f"{parameter.name}={example_of(parameter)}"]
    return shlex.join(parts)


def _list(console: Console, queries: Iterable[StoredQuery]) -> None:
    rows = [
        [query.name, shown(query.question or query.summary), _parameters(query)]
        for query in queries
    ]
    Grid(console, [Column("name"), Column("question"), Column("parameters")], rows).print()
    console.print(Text(f"{len(rows)} queries; `pactgraph queries NAME` shows one", "dim"))


def _parameters(query: StoredQuery) -> str:
    return " ".join(p.name if p.required else f"[{p.name}]" for p in query.parameters)


def _show(console: Console, query: StoredQuery) -> None:
    console.print(Text(shown(f"{query.name}: {query.summary}"), "bold"))
    if query.question:
        console.print(Text(shown(query.question), "italic"))
    if query.description:
        console.print()
        console.print(Text(shown(query.description)))
    if query.parameters:
        console.print()
        rows = [
            [p.name, _takes(p), "yes" if p.required else "no", shown(p.description or "")]
            for p in query.parameters
        ]
        titles = ("parameter", "takes", "needed", "which is")
        Grid(console, [Column(title) for title in titles], rows).print()
    console.print()
    if query.columns:
        console.print(Text("Columns: ", "bold").append(", ".join(query.columns), "default"))
    else:
        console.print(Text("Answers with a graph.", "bold"))
    console.print(Text("File:    ", "bold").append(shown(query.file), "default"))
    console.print(Text("Example: ", "bold").append(shown(example_call(query)), "default"))


def _takes(parameter: Parameter) -> str:
    if parameter.names_service:
        return "an address"
    if parameter.choices:
        return " or ".join(parameter.choices)
    if parameter.type == "iri":
        kind = short_iri(parameter.of_class.value) if parameter.of_class else "rdfs:Resource"
        return "any thing" if kind == "rdfs:Resource" else f"a {kind}"
    return {"date": "a day, YYYY-MM-DD"}.get(parameter.type, parameter.type)


def _as_json(query: StoredQuery) -> dict[str, object]:
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "description": query.description,
        "tags": list(query.tags),
        "form": query.form,
        "columns": list(query.columns),
        "file": query.file,
        "example": example_call(query),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "class": p.of_class.value if p.of_class else None,
                "required": p.required,
                "default": p.default,
                "choices": list(p.choices),
                "description": p.description,
                "example": example_of(p),
            }
            for p in query.parameters
        ],
    }
