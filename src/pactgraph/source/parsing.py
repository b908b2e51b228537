"""The gate through which every RDF file comes in: strict, bounded, and with lines."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import BadInput, Location
from pactgraph.namespaces import XSD
from pactgraph.source import guards
from pactgraph.source.positions import PositionIndex

MAX_BYTES: Final = 64 * 1024 * 1024
"""The largest file that is read."""

SYNTAXES: Final[Mapping[str, ox.RdfFormat]] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
"""The syntax of a file, by how its name ends."""

_MESSAGE: Final = re.compile(r"Parser error at line \d+ (?:between )?(columns? \d+(?: and \d+)?): ")
_NUL: Final = re.compile(r"\x00|\\u0000|\\U00000000")
_NUMERIC: Final = frozenset(
    {XSD.decimal, XSD.integer, XSD.double, XSD.float, XSD.nonNegativeInteger, XSD.long, XSD.int}
)
_BLANK: Final = ("_:", "[", "(", "<<", "{|", "~")
"""Without one of these, no blank node is written in Turtle and its like."""

_WITH_BLANK_MARKS: Final = frozenset(
    {ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS}
)
_MAX_DIGITS: Final = 400
_HUGE_EXPONENT: Final = re.compile(r"[eE][+-]?0*[1-9][0-9]{3,}")


@dataclass(frozen=True)
class ParsedFile:
    """What one file states, and where."""

    path: Path
    display: str
    text: str
    sha256: str
    quads: Sequence[ox.Quad]
    positions: PositionIndex

    def place_of(self, quad: ox.Quad) -> Location | None:
        """Return the file and line of a quad, None if the file does not state it."""
        line = self.positions.line_of(quad)
        return Location(self.display, line) if line is not None or quad in self._stated else None

    @cached_property
    def _stated(self) -> Collection[ox.Quad]:
        # What is no list knows by itself what it holds.
        return frozenset(self.quads) if isinstance(self.quads, list) else self.quads

    def location_of(self, quad: ox.Quad) -> Location:
        """Return the file and line of a quad (the file alone if its line is not known)."""
        return Location(self.display, self.positions.line_of(quad))


def parse_file(
    path: Path,
    *,
    base: str | None,
    graph: ox.NamedNode | None,
    display: str,
    data_file: bool = False,
) -> ParsedFile:
    """Return the quads of an RDF file; its syntax is told by its name's ending.

    Triples that stand in no graph go to ``graph`` (None: they stay in the default
    graph). ``data_file`` holds the laws of ``data/``: no blank node, and no triple
    in no graph. Blank nodes get names made of ``display`` and their order, the same
    each time and different in each file.

    Raises BadInput, with file and line, for what is not UTF-8, not valid RDF, too
    large, nested too deeply, reaching outside itself (a DOCTYPE, a remote JSON-LD
    context), or against those laws.
    """
    syntax = syntax_of(path, display)
    data = read_bytes(path, display)
    text, given = _text_and_quads(data, syntax, base, display)
    quads = _named(given, graph, display)
    positions = PositionIndex(text, quads, syntax=syntax, base=base)
    parsed = ParsedFile(path, display, text, hashlib.sha256(data).hexdigest(), quads, positions)
    _check_values(text, quads, parsed.location_of)
    if data_file:
        _check_laws_of_data(parsed)
    return parsed


def syntax_of(path: Path, display: str) -> ox.RdfFormat:
    """Return the syntax that a file's name tells; raise BadInput if it tells none."""
    syntax = SYNTAXES.get(path.suffix.lower())
    if syntax is None:
        raise BadInput(
            f'a name that ends in "{path.suffix}" does not tell an RDF syntax',
            location=Location(display),
            hint="name the file " + ", ".join(f"*{ending}" for ending in SYNTAXES),
        )
    return syntax


def parse_bytes(
    data: bytes,
    syntax: ox.RdfFormat,
    *,
    base: str | None,
    display: str,
    blank_nodes: str | None = None,
) -> list[ox.Quad]:
    """Return the quads of bytes that came from outside, as strictly as ``parse_file``.

    ``display`` is what messages call them, and what blank nodes get names of, unless
    ``blank_nodes`` says something else: what must keep apart needs different ones. Raises
    BadInput as ``parse_file`` does.
    """
    text, given = _text_and_quads(data, syntax, base, display)
    quads = given
    if any(mark in text for mark in _BLANK) or syntax not in _WITH_BLANK_MARKS:
        quads = _named(given, None, blank_nodes or display)

    def place(quad: ox.Quad) -> Location:
        # Only what is wrong is looked for: in a large file, that takes long.
        positions = PositionIndex(text, quads, syntax=syntax, base=base)
        return Location(display, positions.line_of(quad))

    _check_values(text, quads, place)
    return quads


def _text_and_quads(
    data: bytes, syntax: ox.RdfFormat, base: str | None, display: str
) -> tuple[str, list[ox.Quad]]:
    text = decode(data, display)
    guards.check(text, syntax, display)
    return text, _parse(data, syntax, base, display)


def read_bytes(path: Path, display: str) -> bytes:
    """Return the bytes of a regular file; raise BadInput if it is none, or too large."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadInput("this is not a file", location=Location(display))
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput(
            f"the file cannot be read: {error.strerror}", location=Location(display)
        ) from error
    if len(data) > MAX_BYTES:
        raise BadInput(
            f"the file is larger than {MAX_BYTES // 1024**2} MB",
            location=Location(display),
            hint="split it, or load it into a SPARQL server and query it there",
        )
    return data


def decode(data: bytes, display: str) -> str:
    """Return UTF-8 bytes as text; raise BadInput, with line and byte, if they are not.

    A byte order mark is refused too: RDF's syntaxes have none.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the file is not UTF-8: byte {error.start} of the file",
            location=Location(display, data.count(b"\n", 0, error.start) + 1),
            hint="save it as UTF-8",
        ) from error
    if text.startswith("\ufeff"):
        raise BadInput(
            "the file begins with a byte order mark",
            location=Location(display, 1),
            hint="save it as UTF-8 without a byte order mark",
        )
    return text


def _parse(data: bytes, syntax: ox.RdfFormat, base: str | None, display: str) -> list[ox.Quad]:
    try:
        return list(ox.parse(data, syntax, base_iri=base))
    except SyntaxError as error:
        found = _MESSAGE.match(error.msg)
        message = error.msg[found.end() :] + f" ({found[1]})" if found else error.msg
        raise BadInput(
            f"not valid {syntax.name}: {message}", location=Location(display, error.lineno)
        ) from error
    except (ValueError, MemoryError) as error:
        raise BadInput(f"not readable as {syntax.name}: {error}", location=Location(display)) from (
            error
        )


def _named(given: Sequence[ox.Quad], graph: ox.NamedNode | None, display: str) -> list[ox.Quad]:
    """Return the quads with lasting names for blank nodes, and ``graph`` for no graph."""
    stem = "f" + hashlib.sha256(display.encode()).hexdigest()[:10]
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def node(term: ox.BlankNode) -> ox.BlankNode:
        return names.setdefault(term, ox.BlankNode(f"{stem}b{len(names)}"))

    def triple(term: ox.Triple) -> ox.Triple:
        subject = node(term.subject) if isinstance(term.subject, ox.BlankNode) else term.subject
        return ox.Triple(subject, term.predicate, value(term.object))

    def value(
        term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple,
    ) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
        if isinstance(term, ox.BlankNode):
            return node(term)
        return triple(term) if isinstance(term, ox.Triple) else term

    quads = []
    for quad in given:
        subject, term, context = quad.subject, quad.object, quad.graph_name
        if isinstance(subject, ox.BlankNode):
            subject = node(subject)
        if isinstance(context, ox.BlankNode):
            context = node(context)
        elif graph is not None and isinstance(context, ox.DefaultGraph):
            context = graph
        quads.append(ox.Quad(subject, quad.predicate, value(term), context))
    return quads


def _check_values(
    text: str, quads: Sequence[ox.Quad], place: Callable[[ox.Quad], Location]
) -> None:
    nul = _NUL.search(text) is not None
    for quad in quads:
        term = quad.object
        if not isinstance(term, ox.Literal):
            continue
        if nul and "\x00" in term.value:
            raise BadInput("a literal holds a NUL character", location=place(quad))
        if term.datatype in _NUMERIC and (
            len(term.value) > _MAX_DIGITS or _HUGE_EXPONENT.search(term.value)
        ):
            raise BadInput(
                f'the number "{term.value[:24]}" is too large to be one', location=place(quad)
            )


def _check_laws_of_data(parsed: ParsedFile) -> None:
    for quad in parsed.quads:
        if isinstance(quad.graph_name, ox.DefaultGraph):
            raise BadInput(
                "this statement stands in no graph",
                location=parsed.location_of(quad),
                hint="write it inside GRAPH <…> { … }: the passage that says it, or the record",
            )
        if isinstance(quad.graph_name, ox.BlankNode) or any(
            isinstance(term, (ox.BlankNode, ox.Triple)) for term in (quad.subject, quad.object)
        ):
            raise BadInput(
                "data has no blank nodes and no triple terms",
                location=parsed.location_of(quad),
                hint="give the thing an IRI: id:NAME, or <SLUG/thing/NAME> in an article",
            )
