"""The view that a page is asked in: the graph seen so, in words, and links that stay in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pactgraph.engine.protocol import Engine
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.web.seeing import Seen
from pactgraph.web.terms import ShownTerm

_STAYING = ("/page/", "/statement?", "/receipt?", "/disagreements")


@dataclass(frozen=True)
class Viewed:
    """A graph as a page sees it; ``heading`` says in words which view it is, None for the whole."""

    kg: KnowledgeGraph
    parameters: tuple[tuple[str, str], ...] = ()
    heading: str | None = None

    @classmethod
    def of(cls, seen: Seen) -> Viewed:
        """Return the graph as a request wants it seen."""
        given = () if seen.heading is None else tuple(seen.parameters.items())
        return cls(seen.kg, given, seen.heading)

    @property
    def engine(self) -> Engine:
        """What answers queries on the graph so seen."""
        return self.kg.engine

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.heading is None

    def given(self, name: str) -> str:
        """Return a parameter of the view, empty if it was not given."""
        return dict(self.parameters).get(name, "")

    @property
    def sentence(self) -> str:
        """The view in words, without the full stop."""
        text = self.heading or "all that the articles state, of any day"
        return text[:1].upper() + text[1:].rstrip(".")

    def link(self, href: str) -> str:
        """Return a link of the site that stays in the view, if its page has views.

        >>> Viewed(None, (("as-of", "2008-01-01"),), "as of").link("/page/id/kfor#facts")
        '/page/id/kfor?as-of=2008-01-01#facts'
        """
        return self.within(href, self.parameters) if href.startswith(_STAYING) else href

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
