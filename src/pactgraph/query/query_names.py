"""The stored query that a name means, or those whose names are nearly so."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pactgraph.errors import NotFound
from pactgraph.query.stored_query import StoredQuery


def query_named(name: str, queries: Mapping[str, StoredQuery]) -> StoredQuery:
    """Return the query of this name; raises NotFound with the nearest names."""
    if name not in queries:
        near = difflib.get_close_matches(name, queries, n=3, cutoff=0.5)
        raise NotFound(
            f"there is no stored query {name!r}",
            candidates=tuple(near),
            hint=None if near else "the list of the stored queries has them all",
        )
    return queries[name]
