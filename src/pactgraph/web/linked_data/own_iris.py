"""The IRIs of ours that can be followed: which one a path means, and whether the graph has it."""

from __future__ import annotations

import difflib
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from pactgraph.errors import NotFound
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.namespaces import ARTICLE, BASE, GRAPH, ID, PACT, QUERY, SHAPE
from pactgraph.web.site import Site

DATASET: Final = BASE + "dataset"
"""The IRI of the whole graph as a dataset."""

QUERIES: Final = QUERY.base.rstrip("/")
"""The IRI of the stored queries; the prefixes that they use are named by its fragments."""

ONTOLOGY: Final = PACT.base.rstrip("#")
SHAPES: Final = SHAPE.base.rstrip("#")

KINDS: Final = frozenset(
    iri.base.removeprefix(BASE).rstrip("/#") for iri in (ID, ARTICLE, GRAPH, PACT, QUERY, SHAPE)
) | {"judgement", "lineage", "disagreement"}
"""What the path of an IRI of ours begins with (the dataset's apart)."""

_MENTIONED = """
SELECT ?yes WHERE {{
  {{ {thing} ?p ?o }} UNION {{ ?s ?p {thing} }} UNION {{ GRAPH {thing} {{ ?s ?p ?o }} }}
  UNION {{ GRAPH ?g {{ {thing} ?p ?o }} }} UNION {{ GRAPH ?g {{ ?s ?p {thing} }} }}
  BIND(1 AS ?yes)
}}
LIMIT 1
"""

_OURS = f"""
SELECT DISTINCT ?thing WHERE {{
  {{ ?thing a ?kind }} UNION {{ GRAPH ?thing {{ ?s ?p ?o }} }}
  FILTER(STRSTARTS(STR(?thing), "{BASE}") && !CONTAINS(STR(?thing), "#"))
}}
"""


def own_iri(site: Site, local: str, url: str = "", kg: KnowledgeGraph | None = None) -> str:
    """Return the IRI of ours that a path means; raises NotFound, with those that are near.

    ``local`` is the path below our base, decoded; ``url`` the URL as it was asked. An IRI is
    taken letter by letter: one with another case or a slash at its end names nothing.
    """
    for candidate in _readings(local, url):
        if is_known(site, candidate, kg):
            return candidate
    raise NotFound(
        "nothing of that name is in the graph",
        candidates=_near(site, local),
        hint=f"search for it by its name: {site.urls.search()}",
    )


def is_known(site: Site, iri: str, kg: KnowledgeGraph | None = None) -> bool:
    """Tell whether an IRI stands in the graph, or names one of the site's own documents."""
    if iri == SHAPES:
        return bool(site.kg.project.shape_files)
    if iri in (DATASET, QUERIES):
        return True
    if iri in QUERY:
        return iri.removeprefix(QUERY.base) in site.kg.queries
    return is_mentioned(site, iri, kg)


def is_mentioned(site: Site, iri: str, kg: KnowledgeGraph | None = None) -> bool:
    """Tell whether the graph has an IRI as subject, object or name of a graph."""
    return bool(len(site.rows(_MENTIONED.format(thing=NamedNode(iri)), kg)))


def _readings(local: str, url: str) -> list[str]:
    """Return the IRIs that a path may stand for: as it was asked, decoded, and encoded again."""
    asked = url.partition("?")[0].lstrip("/")
    found = []
    for text in (asked if unquote(asked) == local else local, local, quote(local)):
        try:
            found.append(NamedNode(BASE + text).value)
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _near(site: Site, local: str) -> tuple[str, ...]:
    names = _every_name(site)
    near = difflib.get_close_matches(local.lower().rstrip("/"), names, n=3, cutoff=0.75)
    return tuple(names[name] for name in near)


@lru_cache(maxsize=2)
def _every_name(site: Site) -> dict[str, str]:
    iris = sorted(thing.value for (thing,) in site.rows(_OURS) if isinstance(thing, NamedNode))
    return {iri.removeprefix(BASE).lower(): iri for iri in [*iris, DATASET, SHAPES, QUERIES]}
