"""Answers written as SPARQL 1.1 Protocol clients ask for them, by the engine itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph
from pyoxigraph import QueryResultsFormat, RdfFormat, Triple

from pactgraph.engine.output import Output, Stop
from pactgraph.engine.row_count import RowCap
from pactgraph.namespaces import PREFIXES, RDF

_OF_ROWS = {
    "srj": QueryResultsFormat.JSON,
    "srx": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_OF_TRIPLES = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}

# What XML 1.0 cannot carry, not even as a character reference (section 2.2, Char).
_NOT_XML = re.compile(b"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")

# The end of an IRI that can be an element's name, and the names that do not stand for
# themselves there (RDF/XML, sections 2.6 and 5.1).
_ELEMENT_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
_TAKEN_NAMES = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
)


def write_answer(
    result: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples,
    request: dict[str, Any],
    out: Output,
) -> None:
    """Write an answer in the format that the request names for its form.

    ``row_format`` is srj, srx, csv or tsv, ``graph_format`` ttl, nt, jsonld, rdf, trig or nq,
    and None for a form that is not wanted. ``rows`` is how many rows or triples there may be.

    Raises Stop: ``format`` for a form that is not wanted or an answer that the format cannot
    carry, ``rows`` for too many.
    """
    if isinstance(result, pyoxigraph.QueryTriples):
        name = _wanted(request["graph_format"], _OF_TRIPLES, "triples", "a graph")
        _tell(out, "triples", name)
        _write_triples(_each_once(result, request["rows"]), name, out)
        return
    name = _wanted(request["row_format"], _OF_ROWS, "rows or a truth", "a SPARQL result")
    if isinstance(result, pyoxigraph.QueryBoolean):
        _tell(out, "truth", name)
    else:
        _tell(out, "rows", name)
        _cap_rows(out, RowCap(name, request["rows"]))
    if name == "srx":
        _keep_to_xml(out)
    result.serialize(out, format=_OF_ROWS[name])  # type: ignore[arg-type]


def _wanted(name: object, known: dict[str, Any], form: str, noun: str) -> str:
    if name is None:
        raise Stop("format", f"the answer is {form}, and no format of {noun} is accepted")
    if name not in known:
        raise Stop("format", f"no format of {noun} is called {name!r}")
    return str(name)


def _tell(out: Output, form: str, name: str) -> None:
    out.form(json.dumps({"form": form, "format": name}))


def _cap_rows(out: Output, cap: RowCap) -> None:
    def count(piece: bytes) -> bytes:
        if not out.is_whole or cap.could_be_reached_by(out.size):
            cap.take(piece)
        return piece

    out.check = count


def _keep_to_xml(out: Output) -> None:
    counted, tail = out.check, b""

    def check(piece: bytes) -> bytes:
        nonlocal tail
        if counted is not None:
            counted(piece)
        if found := _NOT_XML.search(tail + piece):
            character = ord(found.group().decode())
            raise Stop("format", f"XML cannot carry the character U+{character:04X} of a value")
        tail = piece[-2:]
        # A carriage return would reach the reader as a line feed (XML 1.0, section 2.11).
        return piece.replace(b"\r", b"&#13;")

    out.check = check


def _each_once(triples: Iterable[Triple], most: int) -> Iterator[Triple]:
    """Yield each triple once: a CONSTRUCT's answer is a set (SPARQL 1.1 Query, 16.2)."""
    seen: set[Triple] = set()
    for triple in triples:
        if triple in seen:
            continue
        if len(seen) == most:
            raise Stop("rows", f"the answer has more than {most:,} triples")
        seen.add(triple)
        yield triple


def _write_triples(triples: Iterator[Triple], name: str, out: Output) -> None:
    prefixes: dict[str, str] | None = None
    if name in ("ttl", "trig"):
        prefixes, out.finish_small = PREFIXES, _used_prefixes_alone
    elif name == "rdf":
        triples = _with_element_names(triples)
        _keep_to_xml(out)
    try:
        pyoxigraph.serialize(triples, out, format=_OF_TRIPLES[name], prefixes=prefixes)  # type: ignore[arg-type]
    except OSError as error:
        if "does not support RDF 1.2" in str(error):
            raise Stop("format", f"{name} cannot carry a triple inside a triple") from error
        raise


def _with_element_names(triples: Iterator[Triple]) -> Iterator[Triple]:
    """Yield triples; raises Stop at a predicate that RDF/XML cannot write."""
    known: set[str] = set()
    for triple in triples:
        predicate = triple.predicate.value
        if predicate not in known:
            if predicate in _TAKEN_NAMES or not _ELEMENT_NAME.search(predicate):
                raise Stop("format", f"RDF/XML cannot write the predicate <{predicate}>")
            known.add(predicate)
        yield triple


def _used_prefixes_alone(document: bytes) -> bytes:
    r"""Return a Turtle or TriG document without the declarations that it does not need.

    >>> _used_prefixes_alone(b"@prefix a: <x:> .\n@prefix b: <y:> .\na:c a a:d .\n")
    b'@prefix a: <x:> .\na:c a a:d .\n'
    """
    lines = document.split(b"\n")
    heading = 0
    while heading < len(lines) and lines[heading].startswith(b"@prefix "):
        heading += 1
    body = b"\n".join(lines[heading:])
    # A name in a string keeps its declaration too, which does no harm.
    declared = [line for line in lines[:heading] if line.split(b" ", 2)[1] in body]
    return b"\n".join([*declared, body])
