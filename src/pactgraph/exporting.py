"""Exports of an open graph: those made of its triples, and those made of its queries' rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, NotFound
from pactgraph.export import (
    FORMATS,
    ExportOptions,
    export,
    export_tables,
    network,
    node_notes,
    write_atomically,
)
from pactgraph.source.project import Project

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.graph import Graph
    from pactgraph.query.stored_query import StoredQuery
    from pactgraph.views.view import View

_NETWORK = "network"


class Exportable(Protocol):
    """An open graph, as far as exports ask for it."""

    project: Project
    viewed: View | None

    @property
    def queries(self) -> dict[str, StoredQuery]:
        """The stored queries by name."""
        ...

    def run(self, name: str) -> Answer:
        """Return the answer to a stored query."""
        ...

    def built(self) -> Graph:
        """Return the graph in memory."""
        ...


def export_bytes(
    kg: Exportable, format_name: str, options: ExportOptions | None = None
) -> Iterator[bytes]:
    """Return the graph in a format that is one file, in chunks.

    Raises NotFound for a format that is not there, and BadInput for ``csv`` (a folder) and
    for options that the format cannot have.
    """
    chosen = options or options_for(kg.project)
    if kg.viewed is not None and kg.viewed.viewpoint.restricts:
        chosen = replace(chosen, view=kg.viewed.heading)
    _check(format_name, chosen)
    if format_name == "csv":
        raise BadInput("csv is a folder of tables, not a file", hint="name a folder for it")
    if format_name != "graphml":
        return export(kg.built().snapshot, format_name, chosen)
    if _NETWORK not in kg.queries:
        raise NotFound(
            f"graphml is made of a stored query {_NETWORK!r}, which the project has not",
            hint="give it one with the columns source, relation and target",
        )
    answer = kg.run(_NETWORK)
    return iter([network(answer.terms, node_notes(kg.built().snapshot), chosen)])


def write_export(
    kg: Exportable, format_name: str, path: Path, options: ExportOptions | None = None
) -> list[Path]:
    """Write the graph to a file, or with ``csv`` to a folder; returns the files written.

    Raises what ``export_bytes`` raises, and WriteFailed if the system refuses.
    """
    _check(format_name, options or options_for(kg.project))
    if format_name == "csv":
        return export_tables(tables(kg), path)
    write_atomically(path, export_bytes(kg, format_name, options))
    return [path]


def options_for(
    project: Project, *, stated_only: bool = False, no_inferred: bool = False
) -> ExportOptions:
    """Return the options of a project's export: its title, and what is known of its licence."""
    scope = ExportOptions(stated_only=stated_only, no_inferred=no_inferred)
    packaged = Project.packaged()
    if packaged is not None and packaged.root.resolve() == project.root.resolve():
        return scope
    title = project.root.resolve().name
    return replace(scope, title=title, licence="not stated here; ask the project's owner")


def tables(kg: Exportable) -> dict[str, Rows]:
    """Return the rows of every stored query that needs no parameter, by name."""
    return {
        name: kg.run(name).terms
        for name, query in kg.queries.items()
        if query.form == "SELECT" and query.runs_without_values
    }


def _check(format_name: str, options: ExportOptions) -> None:
    known = FORMATS.get(format_name)
    if known is None:
        raise NotFound(f'there is no export format "{format_name}"', candidates=tuple(FORMATS))
    if known.exporter is None and (options.stated_only or options.no_inferred):
        raise BadInput(
            f"{format_name} is made of the answers of stored queries, which need the whole graph",
            hint="leave out --stated-only and --no-inferred, or choose another format",
        )
