"""What a program is told of a stored query: its head, and where it is asked."""

from __future__ import annotations

from pactgraph.namespaces import QUERY
from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES
from pactgraph.web.urls import Urls

_URLS = Urls()


def is_graph(query: StoredQuery) -> bool:
    """Tell whether a query answers with a graph, and not with rows or a truth."""
    return query.form in ("CONSTRUCT", "DESCRIBE")


def formats_of(query: StoredQuery) -> tuple[str, ...]:
    """Return the formats of data that a query's answer comes in."""
    return TRIPLES if is_graph(query) else ROWS


def head_as_json(query: StoredQuery, origin: str) -> dict[str, object]:
    """Return what a query's head says, with links that begin with ``origin``."""
    links = {
        FORMATS[name].extension: origin + _URLS.query(query.name, FORMATS[name].extension)
        for name in formats_of(query)
    }
    return {
        "name": query.name,
        "iri": QUERY[query.name].value,
        "summary": query.summary,
        "question": query.question,
        "description": query.description,
        "tags": list(query.tags),
        "form": query.form,
        "columns": list(query.columns),
        "parameters": [_parameter(parameter) for parameter in query.parameters],
        "links": {"html": origin + _URLS.query(query.name), **links},
    }


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "type": parameter.type,
        "class": parameter.of_class.value if parameter.of_class else None,
        "required": parameter.required,
        "default": parameter.default,
        "choices": list(parameter.choices),
        "description": parameter.description,
        "example": example_of(parameter),
    }
