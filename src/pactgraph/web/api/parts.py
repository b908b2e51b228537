"""The parts that an OpenAPI document repeats: parameters, answers, and the schemas of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pactgraph.web.api.reconciliation import RECONCILIATION
from pactgraph.web.api.route_words import ANSWER, VIEW, Taken
from pactgraph.web.api.schemas import SCHEMAS, Part
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES

PROBLEM: Final = "application/problem+json"
_PROBLEMS: Final = {
    "400": "What was asked cannot be taken; the problem says what, and what to do.",
    "404": "There is no such document.",
    "405": "It can be read, and nothing else.",
    "406": "It does not come in any format asked for.",
    "414": "The URL is too long.",
    "431": "The headers are too long.",
    "500": "The server failed.",
    "503": "The server is busy, or the answer too large; Retry-After says when to come again.",
    "504": "It took longer than the deadline.",
}
_WRITTEN: Final = {
    "400": _PROBLEMS["400"],
    "403": "No updates are taken here.",
    "413": "The body is too long.",
    "415": "The body is of a type that is not taken.",
    **{status: words for status, words in _PROBLEMS.items() if status > "400"},
}


def ref(name: str) -> Part:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def parameter(taken: Taken) -> Part:
    """Return a parameter, by reference where many operations take it."""
    if taken in _SHARED:
        return {"$ref": f"#/components/parameters/{taken.name}"}
    return _parameter(taken)


def _parameter(taken: Taken) -> Part:
    found: Part = {
        "name": taken.name,
        "in": taken.place,
        "description": taken.description,
        "required": taken.required,
        "schema": taken.schema,
    }
    if taken.example is not None:
        found["example"] = taken.example
    return found


def content(formats: Iterable[str], schemas: dict[str, Part] | None = None) -> dict[str, Part]:
    """Return what a body may be in each of these formats, with the schema of those given."""
    found: dict[str, Part] = {}
    for name in formats:
        schema = (schemas or {}).get(name, {"type": "string"})
        one = FORMATS[name]
        found.setdefault(one.media_type, {"schema": schema})
        # Who asks for a format by another of its names gets it under that name.
        for other in one.also:
            found.setdefault(other, {"schema": schema})
    return found


def answer(
    description: str, body: dict[str, Part], headers: Sequence[tuple[str, str]] = ()
) -> Part:
    """Return a good answer; headers come as name and description."""
    found: Part = {"description": description, "content": body}
    if headers:
        found["headers"] = {
            name: {"description": words, "schema": {"type": "string"}} for name, words in headers
        }
    return found


def problems(*, writes: bool = False) -> dict[str, Part]:
    """Return references to the answers that are errors."""
    told = _WRITTEN if writes else _PROBLEMS
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in told}


def leads_on(description: str) -> Part:
    """Return the answer that leads to another document (303)."""
    location = {"description": "Where it is.", "schema": {"type": "string"}}
    return {"description": description, "headers": {"Location": location}}


def query_answer(*, graph: bool, page: bool) -> Part:
    """Return a reference to the answer to a stored query, with or without its page."""
    return {"$ref": f"#/components/responses/{_answer_name(graph, page)}"}


def components() -> Part:
    """Return what the references of the other parts lead to."""
    body = {PROBLEM: {"schema": ref("Problem")}, "text/html": {"schema": {"type": "string"}}}
    told = {**_PROBLEMS, **_WRITTEN}
    return {
        "schemas": {**SCHEMAS, **RECONCILIATION},
        "parameters": {taken.name: _parameter(taken) for taken in _SHARED},
        "responses": {
            "NotChanged": {
                "description": "What the client has (If-None-Match) is still so."
            },
            **{f"Problem{status}": {"description": words, "content": body}
               for status, words in told.items()},
            **{_answer_name(graph, page): _query_answer(graph, page)
               for graph in (True, False) for page in (True, False)},
        },
    }  # fmt: skip


def _answer_name(graph: bool, page: bool) -> str:
    return ("Graph" if graph else "Rows") + ("OrPage" if page else "")


def _query_answer(graph: bool, page: bool) -> Part:
    formats = (*(("html",) if page else ()), *(TRIPLES if graph else ROWS))
    what = "A graph" if graph else "Rows, or a truth"
    schemas = {"srj": ref("Results"), "jsonld": ref("Graph")}
    return answer(f"{what}.", content(formats, schemas), _HEADERS)


NOT_CHANGED: Final[Part] = {"$ref": "#/components/responses/NotChanged"}
_SHARED: Final = (*VIEW, *ANSWER)
_HEADERS: Final = (
    ("Link", "The first, previous, next and last page, where there are pages, and this one."),
    ("X-Total-Count", "The number of all rows (of a graph: triples). Not on pages."),
    ("X-Notes", "What a reader of the answer must know, as a JSON array. Where there is any."),
    ("ETag", "This answer, in this state of the graph."),
)
