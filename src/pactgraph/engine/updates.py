"""Updates: what they may not ask for, and carrying them out on a store open in this process."""

from __future__ import annotations

import re

import pyoxigraph

from pactgraph.engine.refusals import syntax_error
from pactgraph.engine.tokens import Kind, expand_code_points, line_and_column, tokenise
from pactgraph.errors import BadQuery, EngineFailure, Location
from pactgraph.namespaces import PREFIXES

_REACHING = {
    "SERVICE": "would ask another endpoint",
    "LOAD": "would have the engine read another place",
}
_SUSPECT = re.compile("|".join(_REACHING), re.IGNORECASE)


def check_update(sparql: str, *, source: str = "update") -> None:
    """Refuse an update that reaches beyond the store: SERVICE and LOAD.

    Raises:
        BadQuery: it does, with line and column.

    >>> check_update("LOAD <http://example.org/>")
    Traceback (most recent call last):
    ...
    pactgraph.errors.BadQuery: update:1: LOAD (column 1) would have the engine read another \
place, which no update here may
    """
    for reading in {sparql, expand_code_points(sparql)}:
        # Data by the megabyte is not taken apart for words that it does not have.
        if not _SUSPECT.search(reading):
            continue
        for less_than_first in (False, True):
            for token in tokenise(reading, less_than_first=less_than_first):
                if token.kind not in (Kind.WORD, Kind.NAME):
                    continue
                words = token.text.partition(":")[0].upper()
                for word, why in _REACHING.items():
                    # Engines that parse without tokens read the keyword in `SERVICE:x`.
                    if words == word or (word == "SERVICE" and word in words):
                        line, column = line_and_column(reading, token.start)
                        raise BadQuery(
                            f"{word} (column {column}) {why}, which no update here may",
                            location=Location(source, line),
                        )


def update_here(store: pyoxigraph.Store, sparql: str, source: str) -> None:
    """Carry out an update on an open store, all of its operations or none.

    Raises:
        BadQuery: it is not valid, or ``check_update`` refuses it.
        EngineFailure: the engine failed.
    """
    check_update(sparql, source=source)
    try:
        store.update(sparql, prefixes=PREFIXES)
    except SyntaxError as error:
        raise syntax_error(str(error), source) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineFailure(f"the engine failed: {error}") from error
