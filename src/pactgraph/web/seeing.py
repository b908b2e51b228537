"""The graph as a page views it, what its form says of that, and what the view left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.web.document import DocumentRequest
from pactgraph.web.site import VIEW_PARAMETERS, Site


@dataclass(frozen=True)
class Seen:
    """A graph as it is viewed.

    ``parameters`` are those of the URL; ``heading`` is which graph it is, None for the whole one.
    """

    kg: KnowledgeGraph
    parameters: dict[str, str] = field(default_factory=dict)
    heading: str | None = None

    def left_out(self, things: Iterable[str]) -> list[dict[str, str]]:
        """Return which of these things the view left out, each with its label and the reason."""
        viewed = self.kg.viewed
        found = [] if viewed is None else [(i, viewed.why_not(i)) for i in sorted(set(things))]
        return [
            {"thing": iri, "label": left.label, "why": left.why.value, "reason": left.reason}
            for iri, left in found
            if left is not None
        ]

    def as_json(self) -> dict[str, str | None] | None:
        """Return the view as JSON takes it, None for the whole graph."""
        if self.heading is None:
            return None
        given = {name: self.parameters.get(name) for name in VIEW_PARAMETERS}
        return {"heading": self.heading, **given, "certainty": given["certainty"] or "certain"}


@contextmanager
def seen_by(site: Site, request: DocumentRequest) -> Iterator[Seen]:
    """Open the graph as the request wants it viewed, and close it again; raises BadInput."""
    kg = site.seen(request)
    given = ((name, request.first(name)) for name in VIEW_PARAMETERS)
    parameters = {name: value for name, value in given if value is not None}
    try:
        viewed = kg.viewed
        yield Seen(kg, parameters, None if viewed is None else viewed.heading)
    finally:
        if kg is not site.kg:
            kg.close()
