"""The site: one graph, and what every page needs of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import IO

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Truth
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.menu import OF_FILES, OF_PROJECTS, Entry
from pactgraph.web.open_views import OpenViews
from pactgraph.web.rendering import Renderer
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import VIEW_PARAMETERS, Viewed

TIMEOUT = 10.0
"""How long one query of a page may take, in seconds."""

_LABELS = """
SELECT ?thing ?label {{
  VALUES ?thing {{ {things} }}
  ?thing rdfs:label ?label .
  FILTER(LANG(?label) IN ("en", ""))
}}
"""


class GraphSite:
    """Any graph as a site shows it: a project's, or one of RDF files.

    ``version`` tells this state of the graph from any other, ``timeout`` is in seconds;
    ``is_project`` tells whether there are articles, stored queries and receipts to show, and
    ``menu`` is what the head of each page leads to.
    """

    is_project = False
    menu: tuple[Entry, ...] = OF_FILES

    def __init__(
        self,
        engine: Engine,
        *,
        version: str,
        timeout: float = TIMEOUT,
        held: IO[str] | None = None,
    ) -> None:
        """Take the engine; ``held`` stays open as long as the site, and keeps its files."""
        self.engine = engine
        self._held = held
        self.version = version
        self.timeout = timeout
        self.urls = Urls()

    def rows(self, sparql: str, kg: KnowledgeGraph | None = None) -> Rows:
        """Return the rows of a query of the site's own; our prefixes need not be declared.

        The text is trusted: terms from outside enter it only as pyoxigraph writes them.
        ``kg`` is asked in place of the site's own graph, such as a view of it.
        """
        engine = self.engine if kg is None else kg.engine
        answer = engine.query(sparql, trusted=True, timeout=self.timeout)
        assert isinstance(answer, Rows)
        return answer

    def truth(self, sparql: str) -> bool:
        """Return the answer to an ASK of the site's own; see ``rows``."""
        answer = self.engine.query(sparql, trusted=True, timeout=self.timeout)
        assert isinstance(answer, Truth)
        return answer.value

    def labels(self, iris: Iterable[str]) -> dict[str, str]:
        """Return the English labels of things, as far as they have one."""
        things = " ".join(f"{NamedNode(iri)}" for iri in sorted(set(iris)))
        found: dict[str, str] = {}
        for thing, label in self.rows(_LABELS.format(things=things)):
            assert isinstance(thing, NamedNode)
            assert isinstance(label, Literal)
            found.setdefault(thing.value, label.value)
        return found

    def page(self, template: str, request: DocumentRequest, **content: object) -> Document:
        """Return a page made of a template; it has ``site``, ``urls`` and ``request`` too."""
        html = self.renderer.render(
            template, {"site": self, "urls": self.urls, "request": request, **content}
        )
        return Document.of(html, "html")

    @cached_property
    def renderer(self) -> Renderer:
        """What makes pages of templates."""
        return Renderer()


class Site(GraphSite):
    """A project's graph as a site shows it.

    ``kg`` is the graph, open; ``texts_at_hand`` tells whether the articles' texts were
    given, and so may be shown.
    """

    is_project = True
    menu = OF_PROJECTS

    def __init__(self, kg: KnowledgeGraph, *, version: str, timeout: float = TIMEOUT) -> None:
        super().__init__(kg.engine, version=version, timeout=timeout)
        self.kg = kg
        self._views = OpenViews(kg)

    @property
    def texts_at_hand(self) -> bool:
        """Whether some article's text was given."""
        return any(article.text_at_hand for article in self.kg.articles.values())

    def seen(self, request: DocumentRequest) -> Viewed:
        """Return the graph as the request wants it viewed: by day, by publication, how surely.

        It is the site's, which closes it. Raises BadInput for what is no date and no certainty.
        """
        given = {name: request.first(name) for name in VIEW_PARAMETERS}
        certainty = given["certainty"] or "certain"
        viewpoint = Viewpoint.of(given["as-of"], given["known-by"], certainty)
        kept = {name: value for name, value in given.items() if value is not None}
        return Viewed(self._views.of(viewpoint), kept if viewpoint.restricts else {})

    def close(self) -> None:
        """Let go of the graph and of all views of it."""
        self._views.close()
        self.kg.close()
