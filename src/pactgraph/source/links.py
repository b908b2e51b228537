"""Link sets: what our entities are called elsewhere, as SSSOM tables."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import pyoxigraph as ox

from pactgraph.errors import BadInput, Location
from pactgraph.model.graphs import links_graph
from pactgraph.namespaces import OWL, PREFIXES, RDF, RDFS, SEMAPV, SKOS
from pactgraph.source.parsing import decode, read_bytes

SUFFIX: Final = ".sssom.tsv"
SSSOM: Final = "https://w3id.org/sssom/"
NO_TERM_FOUND: Final = ox.NamedNode(SSSOM + "NoTermFound")
"""The object of a row that says that nothing was found."""

SAME: Final = frozenset({SKOS.exactMatch, SKOS.closeMatch, OWL.sameAs})
"""The predicates that lead to our thing itself.

What is only broader, narrower or related is another thing: who has but that is not linked.
"""

# The prefixes that a table may use without declaring them (SSSOM, "CURIE map").
_BUILT_IN: Final = {
    "owl": OWL.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "semapv": SEMAPV.base,
    "skos": SKOS.base,
    "sssom": SSSOM,
}
_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_ENCODED: Final = re.compile(r"(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
_HEAD: Final = re.compile(r"( *)(?:- +)?(?:([^:\s]+):(?: +(.*))?|(.*))")


@dataclass(frozen=True)
class LinkRow:
    """One row of a link set: a mapping, its refusal, or that nothing was found."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode
    negated: bool
    justification: str
    cells: Mapping[str, str]
    location: Location

    @property
    def accepted(self) -> bool:
        """Whether the row says that the match holds."""
        return not self.negated and NO_TERM_FOUND not in (self.subject, self.object)

    @property
    def is_same(self) -> bool:
        """Whether the row says that our thing itself is found there: then it is linked."""
        return self.accepted and self.predicate in SAME

    @property
    def triple(self) -> ox.Triple:
        """The row's subject, predicate and object, accepted or not."""
        return ox.Triple(self.subject, self.predicate, self.object)


@dataclass(frozen=True)
class LinkSet:
    """A file of links: its rows in order, and what its head says of all of them."""

    name: str
    display: str
    sha256: str
    head: Mapping[str, str]
    prefixes: Mapping[str, str]
    rows: tuple[LinkRow, ...] = field(repr=False)

    @property
    def graph(self) -> ox.NamedNode:
        """The graph that holds the accepted matches."""
        return links_graph(self.name)

    @property
    def quads(self) -> list[ox.Quad]:
        """The accepted matches, in the graph of the link set, each once."""
        accepted = dict.fromkeys(row.triple for row in self.rows if row.accepted)
        return [ox.Quad(t.subject, t.predicate, t.object, self.graph) for t in accepted]


def read_links(path: Path, display: str) -> LinkSet:
    """Return the rows of an SSSOM table (``NAME.sssom.tsv``, SSSOM 1.0, "SSSOM/TSV").

    Raises BadInput, with file and line, if a needed column is missing, a row has
    more cells than there are columns, a CURIE has a prefix nobody declared, or one pair is
    both accepted and refused.
    """
    data = read_bytes(path, display)
    lines = list(io.StringIO(decode(data, display), newline=""))
    size = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head, declared = _read_head(lines[:size])
    prefixes = {**PREFIXES, **_BUILT_IN, **declared}
    reader = csv.reader(lines[size:], delimiter="\t", strict=True)
    rows: list[LinkRow] = []
    columns: list[str] | None = None
    line = size + 1
    try:
        for cells in reader:
            location, line = Location(display, line), size + reader.line_num + 1
            if columns is None:
                columns = _columns(cells, location)
            elif any(cells):
                rows.append(_row(columns, cells, prefixes, location))
    except csv.Error as error:
        raise BadInput(f"not a table of tabs: {error}", location=Location(display, line)) from error
    if columns is None:
        _columns([], Location(display, size + 1))
    _check_judgements(rows)
    name = path.name.removesuffix(SUFFIX)
    digest = hashlib.sha256(data).hexdigest()
    return LinkSet(name, display, digest, head, prefixes, tuple(rows))


def _read_head(lines: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the single values of the commented head, and its map of prefixes."""
    head: dict[str, str] = {}
    prefixes: dict[str, str] = {}
    section = ""
    for line in lines:
        match = _HEAD.fullmatch(line[1:].rstrip().removeprefix(" "))
        if match is None or match[2] is None:
            continue
        value = (match[3] or "").strip().strip("\"'")
        if not match[1]:
            section = match[2]
            if value:
                head[section] = value
        elif section == "curie_map":
            prefixes[match[2].strip("\"'")] = value
    return head, prefixes


def _columns(cells: list[str], location: Location) -> list[str]:
    missing = [name for name in _NEEDED if name not in cells]
    if missing:
        raise BadInput(
            "the table of links has no column " + ", ".join(missing),
            location=location,
            hint="the first line after the head names the columns, with tabs between them",
        )
    return cells


def _row(
    columns: list[str], cells: list[str], prefixes: Mapping[str, str], location: Location
) -> LinkRow:
    if len(cells) > len(columns):
        raise BadInput(
            f"the row has {len(cells)} cells for {len(columns)} columns", location=location
        )
    named = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    missing = [name for name in _NEEDED if name not in named]
    if missing:
        raise BadInput("the row has no " + ", ".join(missing), location=location)
    modifier = named.get("predicate_modifier", "")
    if modifier not in ("", "Not"):
        raise BadInput(
            f'the predicate_modifier is "{modifier}"',
            location=location,
            hint='SSSOM knows only "Not"; leave it empty otherwise',
        )
    subject, predicate, value = (_expand(named[name], prefixes, location) for name in _NEEDED[:3])
    return LinkRow(
        subject,
        predicate,
        value,
        modifier == "Not",
        named["mapping_justification"],
        named,
        location,
    )


def _check_judgements(rows: list[LinkRow]) -> None:
    """Raise BadInput where a row accepts a pair that another refuses: a pair is judged once."""
    first: dict[tuple[ox.NamedNode, ox.NamedNode], LinkRow] = {}
    for row in rows:
        other = first.setdefault((row.subject, row.object), row)
        if other.negated is not row.negated:
            refusing, accepting = sorted((row, other), key=lambda one: not one.negated)
            raise BadInput(
                f"{row.cells['subject_id']} and {row.cells['object_id']} are accepted at "
                f"{accepting.location} and refused (Not) at {refusing.location}",
                location=row.location,
                hint="a pair is judged once: keep the row that holds",
            )


def _decoded(encoded: re.Match[str]) -> str:
    """Return what a URI encodes as an IRI has it, letters and not bytes (RFC 3987, section 3.2).

    A table of links holds ASCII alone; DBpedia's names have letters of any script. What cannot
    be seen, as the marks that turn the direction of writing, stays encoded.
    """
    try:
        text = unquote(encoded[0], errors="strict")
    except UnicodeDecodeError:
        return encoded[0]
    return text if text.isprintable() else encoded[0]


def _expand(curie: str, prefixes: Mapping[str, str], location: Location) -> ox.NamedNode:
    prefix, colon, local = curie.partition(":")
    if local.startswith("//"):
        iri = curie
    elif colon and prefix in prefixes:
        iri = prefixes[prefix] + local
    else:
        raise BadInput(
            f'"{curie}" has no prefix that the file declares',
            location=location,
            hint="declare it under curie_map in the head",
        )
    try:
        return ox.NamedNode(_ENCODED.sub(_decoded, iri))
    except ValueError as error:
        raise BadInput(f"{iri} is not an IRI: {error}", location=location) from error
