"""``pactgraph query``: one question, one answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pactgraph.cli.completing import complete_parameters, complete_queries
from pactgraph.cli.console import is_terminal, output, say, warn, write_bytes
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import BadInput, BadQuery, Location, NotFound
from pactgraph.query.evidence import NoPassages

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.knowledge_graph import KnowledgeGraph
    from pactgraph.query.stored_query import StoredQuery

ROWS = ("table", "csv", "tsv", "json", "xml")
GRAPHS = ("ttl", "nt", "jsonld", "rdfxml")
_EVERYBODY = "*"
_EXAMPLES = """\b
Examples:
  pactgraph query people
  pactgraph query contributions -p contributor=Azerbaijan -p asOf=2007-01-01
  pactgraph query summits --evidence --articles texts
  pactgraph query timeline --format csv > timeline.csv
  pactgraph query utterances --with-claims
  echo 'SELECT ?l { id:kfor rdfs:label ?l }' | pactgraph query -
"""


@click.command("query", epilog=_EXAMPLES)
@click.argument("what", metavar="NAME|FILE|-", shell_complete=complete_queries)
@click.option(
    "--param",
    "-p",
    "params",
    metavar="K=V",
    multiple=True,
    shell_complete=complete_parameters,
    help="A parameter of the query; may be given again. A thing is given by any recorded "
    "name, by id:NAME, or by its IRI.",
)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice([*ROWS, *GRAPHS]),
    help="The format: a table on a terminal and csv in a pipe, if nothing is said; ttl for a "
    "graph. json, xml, csv and tsv are the W3C's SPARQL result formats.",
)
@click.option("--evidence", is_flag=True, help="Add to each row the passages that it rests on.")
@click.option(
    "--with-claims",
    "speaker",
    metavar="[SPEAKER]",
    is_flag=False,
    flag_value=_EVERYBODY,
    help="Let what a speaker asserts (everybody, if none is named) join what is stated.",
)
@click.option("--endpoint", metavar="URL", help="Ask a remote SPARQL endpoint instead.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="The deadline; 60 seconds if nothing is said.",
)
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="Show the first N rows.")
@click.option("--wide", is_flag=True, help="In a table show every column and every passage.")
@click.option(
    "--allow",
    type=click.Choice(["SERVICE"], case_sensitive=False),
    multiple=True,
    help="Allow what is otherwise refused: SERVICE, to ask other endpoints from the query.",
)
@project_options
@pass_settings
def command(
    settings: Settings,
    what: str,
    params: tuple[str, ...],
    format_name: str | None,
    evidence: bool,
    speaker: str | None,
    endpoint: str | None,
    timeout: float | None,
    limit: int | None,
    wide: bool,
    allow: tuple[str, ...],
) -> None:
    """Ask a stored query by NAME, a query in a FILE, or SPARQL on standard input (-).

    The prefixes that `pactgraph prefixes` prints need not be declared. A query runs in a
    process of its own, with a deadline and a memory cap.
    """
    values = _values(params)
    if endpoint is not None and speaker is not None:
        raise click.UsageError(
            "--with-claims works on the project's own graph: not with --endpoint."
        )
    kg = _graph(settings, endpoint)
    try:
        asked = _read(what, kg, with_values=bool(values))
        if speaker is not None:
            kg = _joined(kg, speaker)
        try:
            answer = _answer(kg, asked, what, values, evidence, timeout, allow)
        except NoPassages as error:
            warn(f"no evidence is shown: {error.message}")
            answer = _answer(kg, asked, what, values, False, timeout, allow)
        show(answer, format_name, limit=limit, wide=wide)
        if evidence and not kg.texts.at_hand and answer.evidence:
            warn("the article texts are not at hand: anchors are shown, not the full words")
    finally:
        kg.close()


def _answer(
    kg: KnowledgeGraph,
    asked: StoredQuery | str,
    what: str,
    values: Mapping[str, object],
    evidence: bool,
    timeout: float | None,
    allow: Collection[str],
) -> Answer:
    if isinstance(asked, str):
        source = "query" if what == "-" else what
        return kg.query(asked, timeout=timeout, evidence=evidence, allow=allow, source=source)
    return kg.ask_stored(asked, values, evidence, timeout)


def show(answer: Answer, format_name: str | None, *, limit: int | None, wide: bool) -> None:
    """Print an answer; raises UsageError for a format that it cannot have."""
    if format_name is None:
        if answer.form == "CONSTRUCT":
            format_name = "ttl"
        else:
            format_name = "table" if is_terminal(sys.stdout) else "csv"
    if format_name == "table":
        from pactgraph.cli.rows import print_answer

        print_answer(output(), answer, limit=limit, wide=wide)
        return
    if limit is not None and limit < len(answer):
        say(f"{limit} of {len(answer)} rows")
        answer = answer.first(limit)
    if format_name in GRAPHS:
        if answer.form != "CONSTRUCT":
            raise click.UsageError(
                f"{format_name} is a format of graphs, and this answer is rows: "
                f"one of {', '.join(ROWS)}."
            )
        from pactgraph.graph_formats import write_graph

        write_bytes(write_graph(answer.triples(), format_name))
    elif answer.form == "CONSTRUCT" and format_name in ("json", "xml"):
        raise click.UsageError(
            f"this answer is a graph: {format_name} is for rows; one of {', '.join(GRAPHS)}."
        )
    elif answer.evidence is None:
        write_bytes(answer.serialise(format_name))
    elif format_name == "json":
        document = json.loads(answer.serialise("json"))
        document["evidence"] = [[note.as_json() for note in row] for row in answer.evidence]
        write_bytes((json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
    else:
        write_bytes(answer.with_evidence_columns().serialise(format_name))


def _values(params: tuple[str, ...]) -> dict[str, object]:
    values: dict[str, object] = {}
    for given in params:
        name, equals, value = given.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--param takes NAME=VALUE, not {given!r}.")
        if name in values:
            raise click.UsageError(f"--param {name} is given twice.")
        values[name] = value
    return values


def _graph(settings: Settings, endpoint: str | None) -> KnowledgeGraph:
    if endpoint is None:
        return settings.open_graph()
    from pactgraph.opening import open_remote

    return open_remote(
        endpoint, settings.find_project(), settings.find_texts(), settings.open_graph
    )


def _joined(kg: KnowledgeGraph, speaker: str) -> KnowledgeGraph:
    everybody = speaker == _EVERYBODY
    try:
        joined = kg.with_claims(None if everybody else [speaker])
    finally:
        kg.close()
    count = len(joined.built().joined_claims)
    claims = "1 claim" if count == 1 else f"{count} claims"
    has = "has" if count == 1 else "have"
    whose = "of every speaker" if everybody else f"of {speaker}"
    say(
        f"{claims} {whose} {has} joined the graph for this answer, computed and closed "
        "again: what they say is asserted, not stated"
    )
    return joined


def _read(what: str, kg: KnowledgeGraph, *, with_values: bool) -> StoredQuery | str:
    """Return a stored query, or the text of one that has no head and gets no values."""
    if what == "-":
        text = _decoded(sys.stdin.buffer.read(), "standard input")
        return _parsed(text, "query", "query") if _has_head(text) or with_values else text
    path = Path(what)
    is_file = path.suffix in (".rq", ".sparql") or len(path.parts) > 1
    if not is_file:
        if what not in kg.queries and "{" in what:
            raise click.UsageError("SPARQL is read from standard input: give - in its place.")
        return kg.stored_query(what)
    try:
        text = _decoded(path.read_bytes(), what)
    except FileNotFoundError as error:
        raise NotFound("there is no such query file", location=Location(what)) from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", location=Location(what)) from error
    return _parsed(text, path.stem, what) if _has_head(text) or with_values else text


def _parsed(text: str, name: str, file: str) -> StoredQuery:
    from pactgraph.engine.outline import outline
    from pactgraph.query.stored_query import parse_query

    try:
        outline(text)
    except BadQuery as error:
        raise BadQuery(error.message, location=Location(file), hint=error.hint) from error
    return parse_query(text, name=name, file=file)


def _has_head(text: str) -> bool:
    return any(line.startswith("#+") for line in text.splitlines())


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"not UTF-8 at byte {error.start}", location=Location(name), hint="save it as UTF-8"
        ) from error
