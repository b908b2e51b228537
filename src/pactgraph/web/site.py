"""The site: one graph, and what every page needs of it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.rendering import Renderer
from pactgraph.web.urls import Urls

VIEW_PARAMETERS = ("as-of", "known-by", "certainty")
"""The parameters of a URL that choose a view; no stored query has parameters of these names."""

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
    ``is_project`` tells whether there are articles, stored queries and receipts to show.
    """

    is_project = False

    def __init__(self, engine: Engine, *, version: str, timeout: float = TIMEOUT) -> None:
        self.engine = engine
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
        html = self._renderer.render(
            template, {"site": self, "urls": self.urls, "request": request, **content}
        )
        return Document.of(html, "html")

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer()


class Site(GraphSite):
    """A project's graph as a site shows it.

    ``kg`` is the graph, open; ``texts_at_hand`` tells whether the articles' texts were
    given, and so may be shown.
    """

    is_project = True

    def __init__(self, kg: KnowledgeGraph, *, version: str, timeout: float = TIMEOUT) -> None:
        super().__init__(kg.engine, version=version, timeout=timeout)
        self.kg = kg

    @property
    def texts_at_hand(self) -> bool:
        """Whether some article's text was given."""
        return any(article.text_at_hand for article in self.kg.articles.values())

    def seen(self, request: DocumentRequest) -> KnowledgeGraph:
        """Return the graph as the request wants it viewed: by day, by publication, how surely.

        Raises BadInput for what is no date and no certainty.
        """
        as_of, known_by, certainty = map(request.first, VIEW_PARAMETERS)
        if as_of is None and known_by is None:
            if certainty not in (None, "certain"):
                raise BadInput(
                    f"without a day there is no {certainty} graph: it is certain and possible "
                    "at once",
                    hint="give the day: as-of=2020-12-31, known-by=2020-12-31, or both",
                )
            return self.kg
        return self.kg.view(as_of=as_of, known_by=known_by, certainty=certainty or "certain")
