"""The routes: which path is which document, in which formats, made by which function.

This table is all that the serving process knows of the documents. A handler is named, and
imported only in the process that makes documents; it is called with the site and the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactgraph.web.formats import ROWS, TRIPLES


@dataclass(frozen=True)
class Route:
    """A route: ``path`` with its parts in braces (``{name:path}`` takes slashes too).

    ``formats`` are those that it is negotiated in, the preferred one first; with
    ``extensions`` a file extension at the end of the path chooses one of them. ``handler``
    is ``module:function`` below ``pactgraph.web``; ``plain`` is the one for a server of RDF
    files, which has no such document if there is none. ``form`` names the fields by which
    the document can be asked for by POST as well; a form has to have one of them. ``quotes``
    names the parameters with which its data hold words of articles, ``ALWAYS`` if they do
    without any.
    """

    name: str
    path: str
    handler: str
    formats: tuple[str, ...] = ("html",)
    extensions: bool = False
    plain: str | None = None
    form: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()


ALWAYS: Final = ("*",)

# The first route that fits is taken.
ROUTES: Final[tuple[Route, ...]] = (
    Route("home", "/", "front.home:home", plain="front.plain_home:home"),
    Route("search", "/search", "front.search:search", ("html", "json")),
    Route("articles", "/articles", "front.articles:articles"),
    Route("disagreements", "/disagreements", "disagreement.pages:disagreements"),
    Route("timeline", "/timeline", "timeline.page:timeline", ("html", "json"), quotes=ALWAYS),
    Route("network", "/network", "network.page:network", ("html", "json"), quotes=ALWAYS),
    Route(
        "contributions",
        "/contributions",
        "contributions.page:contributions",
        ("html", "json"),
        quotes=ALWAYS,
    ),
    Route(
        "receipt",
        "/receipt",
        "receipt.page:receipt",
        ("html", "json", "txt", "ttl"),
        quotes=ALWAYS,
    ),
    Route("statement", "/statement", "statement.page:statement", ("html", "json"), quotes=ALWAYS),
    Route("editor", "/editor", "editor.page:editor", plain="editor.page:editor"),
    Route("queries", "/queries", "query.queries:queries", ("html", "json")),
    Route(
        "query",
        "/queries/{name}",
        "query.answer:query",
        ("html", *ROWS, *TRIPLES),
        True,
        quotes=("evidence", "explain"),
    ),
    Route("api", "/api", "api.page:api"),
    Route("openapi", "/openapi.json", "api.openapi:openapi", ("openapi",)),
    Route(
        "reconcile",
        "/reconcile",
        "reconciliation.service:service",
        ("json",),
        form=("queries", "extend"),
    ),
    Route(
        "reconcile_suggest",
        "/reconcile/suggest/{kind}",
        "reconciliation.suggesting:suggest",
        ("json",),
    ),
    Route(
        "reconcile_properties",
        "/reconcile/properties",
        "reconciliation.extension:proposals",
        ("json",),
    ),
    Route("reconcile_preview", "/reconcile/preview", "reconciliation.preview:preview"),
    Route("examples", "/.well-known/sparql-examples", "linked_data.examples:examples", TRIPLES),
    Route("void", "/.well-known/void", "linked_data.void:void", TRIPLES),
    Route("passage", "/passage", "linked_data.passage:passage", ("html", *TRIPLES)),
    Route(
        "describe",
        "/describe",
        "linked_data.describe:describe",
        ("html", *TRIPLES),
        plain="linked_data.describe:describe",
    ),
    Route("article_page", "/page/article/{slug}", "article.page:article"),
    Route("ontology_page", "/page/ontology", "ontology.page:ontology"),
    Route("shapes_page", "/page/shapes", "ontology.shapes:shapes"),
    Route("disagreement_page", "/page/disagreement/{name}", "disagreement.pages:disagreement"),
    Route("page", "/page/{local:path}", "thing.page:entity"),
    Route("data", "/data/{local:path}", "linked_data.data:data", TRIPLES, True),
    Route("dump", "/dump/{name}", "linked_data.dump:dump", TRIPLES, True),
    Route("dataset", "/dataset", "linked_data.dereferencing:dataset", ("html", *TRIPLES)),
    # What an IRI of ours names is no document: it is told of by one (303).
    Route(
        "thing", "/{kind:name}/{local:path}", "linked_data.dereferencing:thing", ("html", *TRIPLES)
    ),
)
