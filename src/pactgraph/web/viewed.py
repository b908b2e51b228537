"""The graph as a page views it: seen so, in words, and links that stay in the view."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

from pactgraph.engine.protocol import Engine
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.web.terms import ShownTerm

VIEW_PARAMETERS: Final = ("as-of", "known-by", "certainty")
"""The parameters of a URL that choose a view; no stored query has parameters of these names."""

_FOR_PROGRAMS = ("answered over ", "the query has ")
_STAYING = ("/page/", "/statement?", "/receipt?", "/disagreements")


@dataclass(frozen=True)
class Viewed:
    """A graph as a page views it.

    ``parameters`` are those of the URL that chose the view; the whole graph has none.
    """

    kg: KnowledgeGraph
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading(self) -> str | None:
        """Which view it is, in words; None for the whole graph."""
        return None if self.kg.viewed is None else self.kg.viewed.heading

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.kg.viewed is None

    @property
    def engine(self) -> Engine:
        """What answers queries on the graph so seen."""
        return self.kg.engine

    @property
    def sentence(self) -> str:
        """The view in words, without the full stop."""
        text = self.heading or "all that the articles state, of any day"
        return text[:1].upper() + text[1:].rstrip(".")

    def given(self, name: str) -> str:
        """Return a parameter of the view, empty if it was not given."""
        return self.parameters.get(name, "")

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
        if self.is_whole:
            return None
        given = {name: self.parameters.get(name) for name in VIEW_PARAMETERS}
        return {"heading": self.heading, **given, "certainty": given["certainty"] or "certain"}

    def link(self, href: str) -> str:
        """Return a link of the site that stays in the view, if its page has views.

        >>> Viewed(None, {"as-of": "2008-01-01"}).link("/page/id/kfor#facts")
        '/page/id/kfor?as-of=2008-01-01#facts'
        """
        return self.within(href, list(self.parameters.items())) if _stays(href) else href

    @staticmethod
    def within(href: str, parameters: Sequence[tuple[str, str]]) -> str:
        """Return a link with further parameters."""
        if not parameters:
            return href
        path, hash_mark, fragment = href.partition("#")
        joint = "&" if "?" in path else "?"
        return f"{path}{joint}{urlencode(parameters)}{hash_mark}{fragment}"

    def staying(self, term: ShownTerm) -> ShownTerm:
        """Return a term whose link stays in the view."""
        if not self.parameters or term.external or term.href is None:
            return term
        return replace(term, href=self.link(term.href))


def for_readers(notes: Iterable[str]) -> list[str]:
    """Return the notes on an answer that a page tells.

    A page names its view itself, and what the form of a query promises is for those who write
    queries, who ask for data.
    """
    return [note for note in notes if not note.startswith(_FOR_PROGRAMS)]


def _stays(href: str) -> bool:
    return href.startswith(_STAYING)
