"""``pactgraph validate``: the graph, or somebody's file, against the shapes."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pactgraph.cli.console import output, write_bytes
from pactgraph.cli.findings import print_lines
from pactgraph.cli.progress import build_progress
from pactgraph.cli.settings import Settings, pass_settings, project_options

if TYPE_CHECKING:
    from pactgraph.shapes.results import Report
    from pactgraph.source.sources import Sources

_EXAMPLES = """\b
Examples:
  pactgraph validate
  pactgraph validate mine.ttl
  pactgraph validate mine.ttl --format ttl > report.ttl
"""


@click.command("validate", epilog=_EXAMPLES)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["text", "json", "ttl"]),
    default="text",
    help="Text, JSON, or a SHACL report as Turtle.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    metavar="SECONDS",
    help="How long a FILE may take; 60 seconds if nothing is said.",
)
@project_options
@pass_settings
def command(settings: Settings, file: Path | None, format_name: str, timeout: float) -> int:
    """Check the project's graph, or an RDF FILE of yours, against the shapes.

    A violation makes the exit code 1; a warning only shows. A FILE (.ttl, .trig, .nt, .nq,
    .jsonld or .rdf) may rely on the project's ontology and entities; where it has no
    passages, the shapes of evidence are not applied, and are listed.
    """
    sources = settings.load_sources()
    if file is None:
        report = _of_project(sources)
    else:
        from pactgraph.model.graphs import ENTITIES
        from pactgraph.shapes.file_validation import validate_file

        report = validate_file(
            file,
            shapes=sources.shapes,
            ontology=sources.ontology,
            entities=sources.graphs.get(ENTITIES.value, ()),
            display=str(file),
            timeout=timeout,
        )
    _print(report, format_name)
    return 0 if report.conforms else 1


def _of_project(sources: Sources) -> Report:
    from pactgraph.build import validated
    from pactgraph.graph import build_graph

    with build_progress() as progress:
        graph = build_graph(sources, progress=progress)
        if progress is None:
            return validated(graph)
        progress("validate", None)
        return validated(graph, progress=partial(progress, "validate"))


def _print(report: Report, format_name: str) -> None:
    from pactgraph.shapes.report import to_json, to_text, to_turtle

    if format_name == "text":
        print_lines(output(), to_text(report))
    else:
        text = to_json(report) if format_name == "json" else to_turtle(report)
        write_bytes(text.encode())
