"""The ties of the network: its edges, the things that make them, and what articles say of these."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from pactgraph.engine.outline import outline
from pactgraph.errors import BadInput
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.namespaces import BASE
from pactgraph.query.stored_query import StoredQuery
from pactgraph.web.site import Site
from pactgraph.web.timeline.axis import named_days
from pactgraph.web.timeline.dated import as_json, bounds_of, in_words, text
from pactgraph.web.viewed import Viewed

_NAME = "network"


@dataclass
class Edge:
    """A row of the stored query, with the things and the passages that it counts."""

    id: str
    source: str
    source_label: str
    relation: str
    target: str
    target_label: str
    weight: int
    articles: int
    lines: int
    receipt: str
    ties: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str, str]:
        """Return what tells it from other edges, in any view."""
        return self.source, self.relation, self.target

    @property
    def things(self) -> set[str]:
        """Return its two ends and all that makes it."""
        return {self.source, self.target, *self.ties}

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it, without its ties."""
        return {
            **{"id": self.id, "source": self.source, "target": self.target},
            **{"relation": self.relation, "weight": self.weight, "articles": self.articles},
            **{"lines": self.lines, "receipt": self.receipt, "passages": self.passages},
        }


def edges_of(site: Site, seen: Viewed) -> tuple[list[Edge], tuple[str, ...]]:
    """Return the edges of a graph as it is viewed, and the notes on them."""
    kg = seen.kg
    query = site.kg.stored_query(_NAME)
    answer = kg.ask_stored(query, {}, timeout=site.timeout)
    edges: dict[tuple[str, str, str], Edge] = {}
    for at, row in enumerate(answer.terms.dicts()):
        one = {name: text(term) for name, term in row.items()}
        source, relation, target = one["source"], one["relation"], one["target"]
        edges[source, relation, target] = Edge(
            *(f"e{at + 1}", source, one.get("sourceLabel") or _short(source), relation),
            *(target, one.get("targetLabel") or _short(target)),
            *(int(one["weight"]), int(one["articles"]), int(one["lines"])),
            site.urls.receipt(_NAME, at, seen.parameters),
        )
    for tied in site.rows(_ungrouped(query), kg):
        source, relation, target, tie, passage = map(text, tied)
        edge = edges[source, relation, target]
        for kept, iri in ((edge.ties, tie), (edge.passages, passage)):
            if iri not in kept:
                kept.append(iri)
    return list(edges.values()), answer.notes


def _ungrouped(query: StoredQuery) -> str:
    """Return the query with what it counts in place of the counts: the same pattern, each tie."""
    shape = outline(query.text)
    if shape.group is None:
        raise BadInput(f"the stored query {query.name!r} has no pattern")
    prologue = query.text[: shape.tokens[shape.form_at].start]
    start, end = (shape.tokens[at] for at in shape.group)
    pattern = query.text[start.start : end.end]
    columns = "?source ?relation ?target ?tie ?passage"
    return f"{prologue} SELECT DISTINCT {columns} WHERE {pattern} ORDER BY STR(?tie) STR(?passage)"


def ties_of(
    site: Site, kg: KnowledgeGraph, things: Collection[str]
) -> dict[str, dict[str, object]]:
    """Return for each thing that makes a tie its label and what each article says of its time."""
    labels = site.labels(things)
    said: dict[str, list[dict[str, object]]] = {thing: [] for thing in things}
    for (thing, slug), bounds in sorted(bounds_of(site, kg).items()):
        if thing in said:
            when = in_words(bounds)
            said[thing].append({"article": slug, "when": when, "bounds": as_json(bounds)})
    return {
        thing: {
            **{"thing": thing, "label": labels.get(thing) or _short(thing)},
            **{"url": site.urls.of_iri(thing), "said": said[thing]},
        }
        for thing in sorted(things)
    }


def days_named(site: Site) -> list[str]:
    """Return the first and the last day that any bounds of the whole graph name."""
    days = [day for bounds in bounds_of(site, site.kg).values() for day in named_days(bounds)]
    return [min(days).isoformat(), max(days).isoformat()] if days else []


def _short(iri: str) -> str:
    return str(NamedNode(iri).value).removeprefix(BASE)
