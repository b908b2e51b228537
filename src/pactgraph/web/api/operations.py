"""The stored queries as operations of OpenAPI, made from their heads."""

from __future__ import annotations

from typing import Any

from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.telling.labels import in_words
from pactgraph.web.api.parts import (
    NOT_CHANGED,
    leads_on,
    parameter,
    problems,
    query_answer,
)
from pactgraph.web.api.route_words import ANSWER, VIEW, Taken
from pactgraph.web.api.schemas import Part
from pactgraph.web.formats import FORMATS
from pactgraph.web.query.form import PATTERNS
from pactgraph.web.query.heads import formats_of, is_graph
from pactgraph.web.urls import Urls

_TAG = "stored queries"


def query_paths(query: StoredQuery) -> dict[str, Part]:
    """Return the paths of a stored query: negotiated, and by file extension."""
    formats = formats_of(query)
    graph = is_graph(query)
    extensions = [FORMATS[name].extension for name in formats]
    if not graph:
        extensions.append("json")
    chosen = Taken("extension", "The format.", {"type": "string", "enum": extensions},
                   extensions[0], True, "path")  # fmt: skip
    path = Urls().query(query.name)
    return {
        path: {"get": _operation(query, query.name, query_answer(graph=graph, page=True))},
        f"{path}.{{extension}}": {
            "get": _operation(
                query, f"{query.name}.file", query_answer(graph=graph, page=False), chosen
            )
        },
    }


def _operation(query: StoredQuery, name: str, good: Part, *first: Taken) -> Part:
    taken = [*first, *(_taken(one) for one in query.parameters), *ANSWER, *VIEW]
    names = [one.name for one in taken]
    taken = [one for at, one in enumerate(taken) if one.name not in names[:at]]
    columns = ", ".join(query.columns)
    what = "a graph" if is_graph(query) else f"rows with the columns {columns}"
    return {
        "operationId": f"query.{name}",
        "tags": [_TAG],
        "summary": query.question or query.summary or query.name,
        "description": f"{query.description or query.summary}\n\nIt answers with {what}.",
        "parameters": [parameter(one) for one in taken],
        "responses": {
            "200": good,
            "303": leads_on("With explain=N: where the receipt of that row is."),
            "304": NOT_CHANGED,
            **problems(),
        },
    }


def _taken(one: Parameter) -> Taken:
    words = one.description or f"The {in_words(one.name)}."
    if one.type == "iri":
        kind = one.of_class.value if one.of_class else ""
        words += " Any recorded name, id:name, or an IRI" + (f" of a <{kind}>." if kind else ".")
    if one.default is not None:
        words += f" If nothing is said: {one.default}."
    return Taken(one.name, words, schema_of(one), example_of(one), one.required)


def schema_of(one: Parameter) -> dict[str, Any]:
    """Return the schema of a parameter: what its type and its choices let through."""
    schema: dict[str, Any] = {"type": "string", "maxLength": 20_000}
    if one.choices:
        schema = {"type": "string", "enum": list(one.choices)}
    elif one.type == "boolean":
        schema = {"type": "string", "enum": ["true", "false"]}
    elif one.type in PATTERNS:
        schema = {"type": "string", "pattern": f"^{PATTERNS[one.type][0]}$"}
        if one.type == "date":
            schema["format"] = "date"
    if one.default is not None:
        schema["default"] = one.default
    return schema
