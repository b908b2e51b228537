"""The stored queries of a project, and the one that a name means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from pactgraph.errors import NotFound
from pactgraph.query.stored_query import StoredQuery, load_queries
from pactgraph.source.project import Project


def queries_of(project: Project) -> dict[str, StoredQuery]:
    """Return the stored queries of a project by name, sorted; raises as ``read_query``."""
    return load_queries(project.query_files, root=project.root)


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
