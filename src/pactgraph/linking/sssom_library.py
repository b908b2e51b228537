"""The ``sssom`` library, asked to read and write tables, and held to every row of them."""

from __future__ import annotations

import contextlib
import io
import logging
import math
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pactgraph.errors import BadInput, Location, PactgraphError

if TYPE_CHECKING:
    from sssom.util import MappingSetDataFrame

Cells = Mapping[str, str]
"""A row: the name of a column to what stands there; what is empty is left out."""

_NUMBERS: Final = ("confidence", "similarity_score")


class LibraryMissing(PactgraphError):
    """The library that link sets are read and written with is not installed."""

    exit_code = 7


@dataclass(frozen=True)
class _Loss:
    """What the library did not take: the number of a row, and why, as far as it said."""

    number: int
    why: str


def checked(text: str, rows: Sequence[tuple[Location, Cells]]) -> MappingSetDataFrame:
    """Return a table as the library reads it, and it reads all of it.

    ``rows`` are the text's rows, in order, as our own reader found them. The library leaves
    out rows and cells that it does not hold to be valid, and goes on: each must be there.

    Raises LibraryMissing; BadInput, with file and line, for what the library does not take.
    """
    with _quiet() as said:
        try:
            table = _parse(text)
        except LibraryMissing:
            raise
        except Exception as error:
            # What the library raises for a bad table is of many kinds.
            raise BadInput(
                f"the sssom library cannot read the table: {error}",
                location=Location(rows[0][0].file if rows else "the table"),
            ) from error
        loss = _lost(table, [cells for _, cells in rows], said)
        if loss is not None:
            raise BadInput(
                f"the sssom library does not take this row: {loss.why}",
                location=rows[loss.number][0],
                hint="an identifier is a CURIE or an IRI in ASCII: percent-encode what is not",
            )
        _validate(table, rows)
    for location, cells in rows:
        _check_numbers(location, cells)
    return table


def written(table: MappingSetDataFrame) -> list[str]:
    """Return the lines of a table as the library writes it, without the head."""
    from sssom.writers import write_table

    stream = io.StringIO()
    with _quiet():
        # Condensing would move cells to the head, which the build's reader leaves there.
        write_table(table, stream, condense=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return [line for line in lines if not line.startswith("#")]


def alike(some: Iterable[Cells], others: Iterable[Cells]) -> bool:
    """Say whether two lists hold the same rows, in any order, numbers as numbers."""
    return Counter(map(_fingerprint, some)) == Counter(map(_fingerprint, others))


def _parse(text: str) -> MappingSetDataFrame:
    try:
        from sssom.parsers import parse_sssom_table
    except ImportError as error:
        raise LibraryMissing(
            "link sets are read and written with the sssom library, which is not installed",
            hint="install it with the extra: pip install 'pactgraph[links]'",
        ) from error
    return parse_sssom_table(io.StringIO(text), sep="\t", propagate=False)


def _lost(table: MappingSetDataFrame, rows: Sequence[Cells], said: list[str]) -> _Loss | None:
    """Return the first row that the library left out or changed, or None."""
    there = Counter(_fingerprint(_row(record)) for record in table.df.to_dict("records"))
    for number, cells in enumerate(rows):
        fingerprint = _fingerprint(cells)
        if there[fingerprint] > 0:
            there[fingerprint] -= 1
            continue
        return _Loss(number, _reason(table, cells, said))
    return None


def _reason(table: MappingSetDataFrame, cells: Cells, said: list[str]) -> str:
    subject, value = cells.get("subject_id", ""), cells.get("object_id", "")
    for line in said:
        if subject in line and value in line and "Error:" in line:
            return line.rpartition("Error:")[2].strip()
    kept = {
        column
        for record in map(_row, table.df.to_dict("records"))
        if record.get("subject_id") == subject and record.get("object_id") == value
        for column, cell in record.items()
        if _plain(column, cell) == _plain(column, cells.get(column, ""))
    }
    changed = [f'{column} "{cell}"' for column, cell in cells.items() if column not in kept]
    return "it loses or changes " + ", ".join(changed) if kept else "it leaves it out"


def _row(record: Mapping[Any, Any]) -> dict[str, str]:
    """Return a row of the library's as cells."""
    return {
        str(column): str(value)
        for column, value in record.items()
        if value is not None
        and value != ""
        and not (isinstance(value, float) and math.isnan(value))
    }


def _fingerprint(cells: Cells) -> frozenset[tuple[str, str]]:
    return frozenset((column, _plain(column, cell)) for column, cell in cells.items() if cell)


def _plain(column: str, cell: str) -> str:
    if column in _NUMBERS:
        with contextlib.suppress(ValueError):
            return str(float(cell))
    return "|".join(part.strip() for part in cell.split("|"))


def _check_numbers(location: Location, cells: Cells) -> None:
    """Raise BadInput for a number that is no share; the library's own test takes a second."""
    for column in _NUMBERS:
        if column in cells and not 0 <= float(cells[column]) <= 1:
            raise BadInput(
                f"the {column} is {cells[column]}, and has to be from 0 to 1", location=location
            )


def _validate(table: MappingSetDataFrame, rows: Sequence[tuple[Location, Cells]]) -> None:
    """Ask the library for what it holds wrong in a table of which it took every row."""
    from sssom.constants import SchemaValidationType
    from sssom.validators import validate

    if not rows:
        return
    wanted = [SchemaValidationType.PrefixMapCompleteness, SchemaValidationType.StrictCurieFormat]
    try:
        reports = validate(table, wanted, fail_on_error=False)
    except Exception as error:
        # Asked not to fail, it does for some values of the head.
        reason = getattr(error, "message", error)
        raise BadInput(
            f"the sssom library finds the table wrong: {reason}", location=Location(rows[0][0].file)
        ) from error
    for report in reports.values():
        for result in report.results:
            raise BadInput(
                f"the sssom library finds the table wrong: {result.message}",
                location=Location(rows[0][0].file),
            )


@contextlib.contextmanager
def _quiet() -> Iterator[list[str]]:
    """Collect what the library says to nobody in particular, in place of standard error."""
    said: list[str] = []

    class Collecting(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    handler = Collecting()
    loggers = [logging.getLogger(name) for name in ("sssom", "linkml", "linkml_runtime", "curies")]
    before = [(logger, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield said
    finally:
        for logger, propagate in before:
            logger.removeHandler(handler)
            logger.propagate = propagate
