"""The guide to the stored queries: one page of Markdown, made from their heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import Parameter, StoredQuery

_HEAD = """# The stored queries

One `.rq` a question, SPARQL 1.1 that any tool runs as it is. This page is made from their heads by `make dist`.

A column `xLabel` holds the English label of `x`. The column `certainty` is filled where a day is given as `asOf`.
"""  # noqa: E501


def guide(queries: Mapping[str, StoredQuery]) -> str:
    """Return the page: a table of all queries, then a section for each, in order of names."""
    ordered = [queries[name] for name in sorted(queries)]
    lines = [_HEAD, "| query | question |", "| --- | --- |"]
    lines += [f"| [{q.name}](#{q.name}) | {q.question} |" for q in ordered]
    for query in ordered:
        lines += ["", *_section(query)]
    return "\n".join(lines) + "\n"


def _section(query: StoredQuery) -> Iterable[str]:
    yield f"## {query.name}"
    yield ""
    yield f"{query.summary}. {query.question}"
    if query.description:
        yield ""
        yield " ".join(query.description.split())
    if query.columns:
        yield ""
        yield "Columns: " + ", ".join(f"`{column}`" for column in query.columns)
    if query.parameters:
        yield ""
        yield "| parameter | is | example |"
        yield "| --- | --- | --- |"
        yield from map(_row, query.parameters)
    yield ""
    yield f"Tags: {', '.join(query.tags)}. File: [{query.name}.rq]({query.name}.rq)."


def _row(parameter: Parameter) -> str:
    need = "" if parameter.required else " (optional)"
    what = parameter.description or parameter.type
    return f"| `{parameter.name}`{need} | {what} | `-p {parameter.name}={example_of(parameter)}` |"
