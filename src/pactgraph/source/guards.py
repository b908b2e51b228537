"""What a file must not be before a parser sees it: too deep, or reaching outside itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

import pyoxigraph as ox

from pactgraph.errors import BadInput, Location
from pactgraph.source.positions import Lines
from pactgraph.source.turtle_tokens import too_deep

MAX_DEPTH: Final = 100
"""How deep brackets, JSON values and XML elements may nest."""

_JSON_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


def check(text: str, syntax: ox.RdfFormat, display: str) -> None:
    """Raise BadInput, with file and line, if a text is not safe to parse."""
    if syntax == ox.RdfFormat.RDF_XML:
        _check_xml(text, display)
    elif syntax == ox.RdfFormat.JSON_LD:
        _check_json(text, display)
    else:
        offset = too_deep(text, MAX_DEPTH)
        if offset is not None:
            raise _depth(display, Lines(text).at(offset))


def _depth(display: str, line: int) -> BadInput:
    return BadInput(
        f"the file nests deeper than {MAX_DEPTH} levels",
        location=Location(display, line),
        hint="name the inner things and refer to them",
    )


def _check_xml(text: str, display: str) -> None:
    parser = expat.ParserCreate()
    depth = 0

    def doctype(name: str, system: str | None, public: str | None, subset: bool) -> None:
        raise BadInput(
            "the file has a DOCTYPE, which can read other files or grow without end",
            location=Location(display, parser.CurrentLineNumber),
            hint="take it out and write the entities' values in their place",
        )

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise _depth(display, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise BadInput(
            f"not valid XML: {expat.ErrorString(error.code)} (column {error.offset + 1})",
            location=Location(display, error.lineno),
        ) from error


def _check_json(text: str, display: str) -> None:
    depth = 0
    for match in _JSON_TOKEN.finditer(text):
        if match[0] in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _depth(display, Lines(text).at(match.start()))
        elif match[0] in "]}":
            depth -= 1
    try:
        document = json.loads(text, parse_int=str)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"not valid JSON: {error.msg} (column {error.colno})",
            location=Location(display, error.lineno),
        ) from error
    for iri in _contexts(document):
        offset = text.find(json.dumps(iri, ensure_ascii=False))
        raise BadInput(
            f"the file refers to a JSON-LD context elsewhere, {iri}, which is not fetched",
            location=Location(display, Lines(text).at(offset) if offset >= 0 else None),
            hint="write the context into the file",
        )


def _contexts(value: object) -> Iterator[str]:
    """Yield the IRIs of the contexts that a JSON-LD document takes from elsewhere."""
    if isinstance(value, list):
        for item in value:
            yield from _contexts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("@context", "@import"):
                for context in item if isinstance(item, list) else [item]:
                    if isinstance(context, str):
                        yield context
            yield from _contexts(item)
