"""The OpenAPI document: every public path, made from the routes and the stored queries' heads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from pactgraph import __version__
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.api.operations import query_paths
from pactgraph.web.api.parts import (
    NOT_CHANGED,
    answer,
    components,
    content,
    leads_on,
    parameter,
    problems,
    ref,
)
from pactgraph.web.api.route_words import SPARQL, VIEW, WORDS, RouteWords, Taken
from pactgraph.web.api.schemas import Part
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES
from pactgraph.web.linked_data.own_iris import KINDS
from pactgraph.web.routes import ROUTES, Route
from pactgraph.web.site import Site

_ABOUT = (
    "A knowledge graph drawn from articles, whose every answer leads to the words that it rests "
    "on. Reading needs no key. A program asks stored queries by name, or any query in SPARQL; "
    "every IRI of the graph leads to a page or to data."
)
_FORM = "application/x-www-form-urlencoded"
_ANY: Part = {}
_SCHEMAS = {
    "json": _ANY,
    "srj": ref("Results"),
    "jsonld": ref("Graph"),
    "openapi": {"type": "object", "required": ["openapi", "info", "paths"]},
}


def openapi(site: Site, request: DocumentRequest) -> Document:
    """Return the description of this server's interface."""
    document = openapi_document(site.kg.queries.values(), request.origin, site.version)
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Document.of(body, "openapi")


def openapi_document(queries: Iterable[StoredQuery], origin: str, version: str) -> Part:
    """Return the document for stored queries served at ``origin``; ``version`` is the graph's."""
    paths: dict[str, Part] = {}
    for route in ROUTES:
        if route.name == "query":
            for query in queries:
                paths.update(query_paths(query))
        elif route.name == "thing":
            paths.update(_things(route))
        else:
            words = WORDS[route.name]
            paths[_path(route)] = {"get": _operation(route, words)}
            if words.form:
                paths[_path(route)]["post"] = _by_form(route, words)
    paths["/sparql"] = _sparql()
    paths["/health"] = {"get": _health()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pactgraph",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
            "x-graph-version": version,
        },
        "servers": [{"url": origin}],
        "tags": [{"name": name} for name in _tags()],
        "paths": paths,
        "components": components(),
    }


def _tags() -> list[str]:
    return list(dict.fromkeys(["SPARQL", *(words.tag for words in WORDS.values())]))


def _path(route: Route) -> str:
    path = re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path)
    return path + ".{extension}" if route.extensions else path


def _operation(route: Route, words: RouteWords) -> Part:
    taken = [*words.parameters, *(VIEW if words.viewed else ())]
    if route.extensions:
        extensions = [FORMATS[name].extension for name in route.formats]
        taken.append(
            Taken("extension", "The format.", {"type": "string", "enum": extensions},
                  extensions[0], True, "path")
        )  # fmt: skip
    schemas = {**_SCHEMAS, "json": ref(words.answer)} if words.answer else _SCHEMAS
    good = {} if words.redirects else {
        "200": answer(words.summary + ".", content(route.formats, schemas))
    }  # fmt: skip
    return {
        "operationId": route.name,
        "tags": [words.tag],
        "summary": words.summary,
        "parameters": [parameter(one) for one in taken],
        "responses": {
            **good,
            "303": leads_on("Another document tells of it."),
            "304": NOT_CHANGED,
            **problems(writes=bool(words.form)),
        },
    }


def _by_form(route: Route, words: RouteWords) -> Part:
    """Return the operation of a route that is asked by a form as well."""
    asked = _operation(route, RouteWords(words.summary, words.tag, answer=words.answer))
    fields = {one.name: {**one.schema, "description": one.description} for one in words.form}
    form: Part = {
        "type": "object",
        "properties": fields,
        "anyOf": [{"required": [name]} for name in route.form],
    }
    answers = {status: one for status, one in asked["responses"].items() if status == "200"}
    return {
        **asked,
        "operationId": f"{route.name}.post",
        "requestBody": {"required": True, "content": {_FORM: {"schema": form}}},
        "responses": {**answers, **problems(writes=True)},
    }


def _things(route: Route) -> dict[str, Part]:
    """Return a path for each kind of IRI; of the ontology and the shapes there is one alone."""
    words = WORDS[route.name]
    paths = {}
    for kind in sorted(KINDS):
        alone = kind in ("ontology", "shapes")
        own = tuple(p for p in words.parameters if p.name == "local" and not alone)
        told = RouteWords(words.summary, words.tag, own, words.viewed, words.redirects)
        operation = {**_operation(route, told), "operationId": f"thing.{kind}"}
        paths[f"/{kind}" if alone else f"/{kind}/{{local}}"] = {"get": operation}
    return paths


def _sparql() -> Part:
    formats = (*ROWS, *TRIPLES)
    responses = {
        "200": answer(
            "The answer: rows, a truth or a graph; with no query, the service described.",
            content(formats, _SCHEMAS),
        ),
        "303": leads_on("A browser that comes without a query is led to the editor."),
        "304": NOT_CHANGED,
    }
    about = {
        "tags": ["SPARQL"],
        "description": "SPARQL 1.1 Protocol. The prefixes of the graph need not be declared. "
        "A query has a deadline, and caps of memory and rows; SERVICE is refused.",
    }
    form = {
        "type": "object",
        "properties": {one.name: one.schema for one in SPARQL},
        "required": ["query"],
    }
    text = {"schema": {"type": "string"}, "example": SPARQL[0].example}
    bodies = {
        _FORM: {"schema": form},
        "application/sparql-query": text,
    }
    datasets = [parameter(one) for one in SPARQL[1:]]
    return {
        "get": {
            **about,
            "operationId": "sparql.get",
            "summary": "Ask a query by GET",
            "parameters": [parameter(one) for one in SPARQL],
            "responses": {**responses, **problems()},
        },
        "post": {
            **about,
            "operationId": "sparql.post",
            "summary": "Ask a query by POST, as a form or as it is",
            "parameters": datasets,
            "requestBody": {"required": True, "content": bodies},
            "responses": {**responses, **problems(writes=True)},
        },
    }


def _health() -> Part:
    body = {"application/json": {"schema": ref("Health")}}
    return {
        "operationId": "health",
        "tags": ["about"],
        "summary": "Whether the server answers, and from which state of the graph",
        "responses": {
            "200": {"description": "It answers.", "content": body},
            **problems(),
            "503": {"description": "It does not yet.", "content": body},
        },
    }
