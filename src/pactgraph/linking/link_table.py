"""A table of links as a file: read whole or refused, changed, written whole."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Final

import yaml

from pactgraph.errors import BadInput, Location
from pactgraph.export.atomic import make_folder, write_atomically
from pactgraph.linking.authorities import Authority
from pactgraph.linking.sssom_library import Cells, alike, checked, written
from pactgraph.namespaces import ID, OWL, RDF, RDFS, SEMAPV, SKOS
from pactgraph.source.links import SSSOM, SUFFIX, LinkSet, read_links

COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "object_category",
    "mapping_justification",
    "author_id",
    "author_label",
    "reviewer_id",
    "reviewer_label",
    "object_source",
    "mapping_tool",
    "mapping_tool_version",
    "mapping_date",
    "review_date",
    "confidence",
    "match_string",
    "similarity_score",
    "see_also",
    "comment",
)
"""The columns that we write, in the order in which SSSOM lists them."""

_BUILT_IN: Final = {
    "owl": OWL.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "semapv": SEMAPV.base,
    "skos": SKOS.base,
    "sssom": SSSOM,
}
_DECLARED: Final = {"id": ID.base, "semapv": SEMAPV.base, "skos": SKOS.base, "sssom": SSSOM}
PREFIXES_OF_ALL: Final = {**_BUILT_IN, **_DECLARED}
"""The prefixes that mean the same in every table."""

_NEEDED: Final = ("subject_id", "predicate_id", "object_id", "mapping_justification")
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"

_TAKEN_FOR_MISSING: Final = frozenset(
    {"#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"}
    | {"<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
)
"""Words that readers of tables take for an empty cell; they would be lost on the next reading."""


class Taken(dict[str, str]):
    """A row as the library read or wrote it under a head: under that it is not asked again.

    A big table is written again for every judgement, and what is asked of each row adds up.
    """

    __slots__ = ("head", "order")

    def __init__(self, cells: Cells, head: tuple[str, ...]) -> None:
        super().__init__(cells)
        self.head = head
        self.order = _order(cells)


@dataclass(frozen=True)
class LinkTable:
    """The rows of a table of links, and the head of its file, line by line."""

    path: Path
    display: str
    head: tuple[str, ...]
    rows: tuple[Cells, ...]

    def with_rows(self, rows: Iterable[Cells]) -> LinkTable:
        """Return the table with other rows."""
        return replace(self, rows=tuple(rows))

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that the head declares, and those that SSSOM has without declaring."""
        text = "\n".join(line.lstrip("#") for line in self.head)
        head = yaml.safe_load(text) if text.strip() else None
        declared = head.get("curie_map") if isinstance(head, dict) else None
        if not isinstance(declared, dict):
            declared = {}
        return {**_BUILT_IN, **{str(name): str(base) for name, base in declared.items()}}

    def curie(self, iri: str) -> str:
        """Return an IRI as a row of this file writes it: with a declared prefix, else whole."""
        fitting = [
            (len(base), name) for name, base in self.prefixes.items() if iri.startswith(base)
        ]
        if not fitting:
            return iri
        length, name = max(fitting)
        local = iri[length:]
        # A colon in the first part, or a fragment, makes a CURIE that the library refuses.
        unfit = not local or ":" in local.partition("/")[0] or "#" in local
        return iri if unfit else f"{name}:{local}"

    def expand(self, curie: str) -> str:
        """Return the IRI that a cell of this file names; raises BadInput for an unknown prefix."""
        name, colon, local = curie.partition(":")
        if local.startswith("//"):
            return curie
        if colon and name in self.prefixes:
            return self.prefixes[name] + local
        raise BadInput(
            f'"{curie}" has no prefix that the file declares', location=Location(self.display)
        )

    @property
    def name(self) -> str:
        """The name of the link set."""
        return self.path.name.removesuffix(SUFFIX)


def read_table(path: Path, display: str) -> LinkTable:
    """Return a table of links with all its rows.

    Raises BadInput, with file and line, for what our own reader refuses, and for a row that
    the sssom library would leave out or change; LibraryMissing.
    """
    links = read_links(path, display)
    text = path.read_text("utf-8")
    checked(text, _located(links))
    head = tuple(line for line in text.splitlines() if line.startswith("#"))
    return LinkTable(path, display, head, tuple(Taken(row.cells, head) for row in links.rows))


def new_table(
    path: Path, display: str, authority: Authority, title: str, description: str, graph: str
) -> LinkTable:
    """Return an empty table of links to a data set, with a head of its own."""
    head = [
        f"# mapping_set_id: {json.dumps(graph)}",
        f"# mapping_set_title: {json.dumps(title, ensure_ascii=False)}",
        f"# mapping_set_description: {json.dumps(description, ensure_ascii=False)}",
        f"# license: {json.dumps(LICENCE)}",
        "# curie_map:",
    ]
    id_, *others = _DECLARED.items()
    prefixes = dict([id_, (authority.prefix, authority.base), *others])
    head += [f"#   {name}: {json.dumps(base)}" for name, base in prefixes.items()]
    return LinkTable(path, display, tuple(head), ())


def write_table(table: LinkTable) -> LinkTable:
    """Write a table of links, in the order of its identifiers, whole or not at all.

    The library reads and writes each row that it has not taken yet, and our own reader all of
    the text that they stand in: what either would refuse never reaches the disk. Returns the
    table as it stands there. Raises BadInput, WriteFailed, LibraryMissing.
    """
    known: list[Taken] = []
    fresh: list[Cells] = []
    for row in table.rows:
        if isinstance(row, Taken) and row.head == table.head:
            known.append(row)
        else:
            fresh.append(row)
    rows = sorted([*known, *_taken(fresh, table)], key=lambda row: row.order)
    text = _text(table.head, rows)
    if fresh:
        _as_read(text, table)
    make_folder(table.path.parent)
    write_atomically(table.path, [text.encode()])
    return table.with_rows(rows)


def _taken(rows: list[Cells], table: LinkTable) -> list[Taken]:
    """Return rows as the library writes them; raises BadInput for those that it does not take."""
    if not rows:
        return []
    text = _text(table.head, rows)
    library = checked(text, _located(_as_read(text, table)))
    text = "".join([*(line + "\n" for line in table.head), *written(library)])
    again = [row.cells for row in _as_read(text, table).rows]
    if not alike(again, rows):
        raise BadInput(
            "the sssom library wrote other rows than it was given",
            location=Location(table.display),
        )
    return [Taken(cells, table.head) for cells in again]


def cell(text: str, limit: int = 400) -> str:
    """Return text as it may stand in a cell: one line, no bar, nothing taken for a gap.

    >>> cell("a  b|c"), cell("NA")
    ('a b¦c', '')
    """
    plain = " ".join(text.split()).replace("|", "¦")
    plain = "".join(c for c in plain if c.isprintable() or c == " ").strip()
    if len(plain) > limit:
        plain = plain[: limit - 1].rstrip() + "…"
    return "" if plain in _TAKEN_FOR_MISSING else plain


def _as_read(text: str, table: LinkTable) -> LinkSet:
    """Return a text as our own reader reads it, called by the name of its file to be."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / table.path.name
        scratch.write_text(text, "utf-8", newline="")
        return read_links(scratch, table.display)


def _located(links: LinkSet) -> list[tuple[Location, Cells]]:
    return [(row.location, row.cells) for row in links.rows]


def _text(head: Iterable[str], rows: Sequence[Cells]) -> str:
    used = {column for row in rows for column, value in row.items() if value}
    columns: list[str] = [name for name in COLUMNS if name in used or name in _NEEDED]
    columns += sorted(used - set(columns))
    stream = io.StringIO()
    for line in head:
        stream.write(line + "\n")
    writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([[row.get(column, "") for column in columns] for row in rows])
    return stream.getvalue()


def _order(row: Cells) -> tuple[str, ...]:
    return (
        row["subject_id"],
        row["predicate_id"],
        row.get("predicate_modifier", ""),
        row["object_id"],
        row["mapping_justification"],
        *(row.get(column, "") for column in COLUMNS),
    )
