"""What commands that ask a question share: how it is given, and to which graph it is put."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pactgraph.cli.completing import complete_parameters, complete_queries
from pactgraph.cli.console import say
from pactgraph.cli.settings import Settings
from pactgraph.errors import BadInput, BadQuery, Location, NotFound
from pactgraph.query.project_queries import queries_of, query_named

if TYPE_CHECKING:
    from pactgraph.answer import Answer
    from pactgraph.knowledge_graph import KnowledgeGraph
    from pactgraph.query.stored_query import StoredQuery

_Function = TypeVar("_Function", bound=Callable[..., Any])
EVERYBODY = "*"
"""The speaker that means all of them."""

_OPTIONS = (
    click.argument("what", metavar="NAME|FILE|-", shell_complete=complete_queries),
    click.option(
        "--param",
        "-p",
        "params",
        metavar="K=V",
        multiple=True,
        shell_complete=complete_parameters,
        help="A parameter of the query; may be given again. A thing is given by any recorded "
        "name, by id:NAME, or by its IRI.",
    ),
    click.option(
        "--with-claims",
        "speaker",
        metavar="[SPEAKER]",
        is_flag=False,
        flag_value=EVERYBODY,
        help="Let what a speaker asserts (everybody, if none is named) join what is stated.",
    ),
    click.option("--endpoint", metavar="URL", help="Ask a remote SPARQL endpoint instead."),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="The deadline; 60 seconds if nothing is said.",
    ),
)


def question_options(function: _Function) -> _Function:
    """Add the question and how it is asked: what, params, speaker, endpoint and timeout."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def opened_for(
    opened: ExitStack,
    settings: Settings,
    what: str,
    endpoint: str | None,
    speaker: str | None,
    *,
    with_values: bool,
) -> tuple[KnowledgeGraph, StoredQuery | str]:
    """Return the graph that is asked, to be closed with ``opened``, and the question as read.

    Raises UsageError for options that do not go together, NotFound and BadInput for a
    question that cannot be read.
    """
    if endpoint is not None and speaker is not None:
        raise click.UsageError(
            "--with-claims works on the project's own graph: not with --endpoint."
        )
    # Before a graph is built, or a server asked, for a question that is none.
    asked = _read(what, settings, with_values=with_values)
    kg = opened.enter_context(_graph(settings, endpoint))
    if speaker is not None:
        kg = opened.enter_context(joined(kg, speaker))
    return kg, asked


def ask(
    kg: KnowledgeGraph,
    asked: StoredQuery | str,
    what: str,
    values: Mapping[str, object],
    evidence: bool,
    timeout: float | None,
    allow: Collection[str],
) -> Answer:
    """Return the answer to a question; raises as ``KnowledgeGraph.query`` and ``ask_stored``.

    A stored query with SERVICE asks the endpoint that its parameter names, with etiquette, and
    raises as ``ask_federated``.
    """
    if isinstance(asked, str):
        source = "query" if what == "-" else what
        return kg.query(asked, timeout=timeout, evidence=evidence, allow=allow, source=source)
    if "SERVICE" in asked.text.upper():
        from pactgraph.enrichment.federation import ask_federated, is_federated
        from pactgraph.linking.courtesy import Courtesy

        if is_federated(asked):
            return ask_federated(
                kg,
                asked,
                values,
                evidence=evidence,
                timeout=timeout,
                say=say,
                manners=lambda url: Courtesy(url, timeout=timeout or 30.0, say=say),
            )
    return kg.ask_stored(asked, values, evidence, timeout)


def parameter_values(params: tuple[str, ...]) -> dict[str, object]:
    """Return what --param gave; raises UsageError for what is no NAME=VALUE."""
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


def joined(kg: KnowledgeGraph, speaker: str) -> KnowledgeGraph:
    """Return the graph with a speaker's claims (``EVERYBODY``: all) joined, and tell so."""
    everybody = speaker == EVERYBODY
    try:
        result = kg.with_claims(None if everybody else [speaker])
    finally:
        kg.close()
    count = len(result.built().joined_claims)
    claims = "1 claim" if count == 1 else f"{count} claims"
    has = "has" if count == 1 else "have"
    whose = "of every speaker" if everybody else f"of {speaker}"
    say(
        f"{claims} {whose} {has} joined the graph for this answer, computed and closed "
        "again: what they say is asserted, not stated"
    )
    return result


def _read(what: str, settings: Settings, *, with_values: bool) -> StoredQuery | str:
    """Return a stored query, or the text of one that has no head and gets no values."""
    if what == "-":
        text = _decoded(sys.stdin.buffer.read(), "standard input")
        return _parsed(text, "query", "query") if _has_head(text) or with_values else text
    path = Path(what)
    is_file = path.suffix in (".rq", ".sparql") or len(path.parts) > 1
    if not is_file:
        queries = queries_of(settings.find_project())
        if what not in queries and "{" in what:
            raise click.UsageError("SPARQL is read from standard input: give - in its place.")
        return query_named(what, queries)
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
