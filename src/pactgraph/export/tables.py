"""Answers of stored queries as a folder of CSV files, one a query.

Each is SPARQL 1.1 CSV: lexical forms alone, a line ends in CR LF, an unbound value is
empty. A cell that begins with ``=`` stays as it is, because the format is for programs.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.export.atomic import make_folder, write_atomically

Value = NamedNode | BlankNode | Literal | Triple
_FILE_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_-]*")


class Table(Protocol):
    """The rows of an answer, as plain terms; None where a variable is unbound."""

    @property
    def variables(self) -> Sequence[str]:
        """The columns, without a question mark."""
        ...

    @property
    def rows(self) -> Sequence[Sequence[Value | None]]:
        """The rows, each as wide as there are columns."""
        ...


def table_csv(table: Table) -> bytes:
    """Return the rows as SPARQL 1.1 CSV (section 3), in UTF-8.

    Blank nodes are labelled in the order in which they appear.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.variables)
    labels: dict[BlankNode, str] = {}
    for row in table.rows:
        writer.writerow([_cell(value, labels) for value in row])
    return text.getvalue().encode("utf-8")


def export_tables(tables: Mapping[str, Table], folder: Path) -> list[Path]:
    """Write NAME.csv for each table into the folder and return the files, sorted.

    The folder is made if it is missing; other files in it are left alone; each file is
    replaced whole or not at all. Raises BadInput for a name that is no plain file name,
    before anything is written, and WriteFailed if the system refuses.
    """
    for name in tables:
        if _FILE_NAME.fullmatch(name) is None:
            raise BadInput(
                f'"{name}" cannot be the name of a CSV file',
                hint="use letters, digits, '-' and '_'",
            )
    make_folder(folder)
    written = []
    for name in sorted(tables):
        path = folder / f"{name}.csv"
        write_atomically(path, [table_csv(tables[name])])
        written.append(path)
    return written


def _cell(value: Value | None, labels: dict[BlankNode, str]) -> str:
    if value is None:
        return ""
    if isinstance(value, BlankNode):
        return labels.setdefault(value, f"_:b{len(labels)}")
    return str(value) if isinstance(value, Triple) else value.value
