"""Every URL of the site, made in one place: pages ask here for their links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import quote, urlencode

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.namespaces import BASE
from pactgraph.web.static_urls import static_url

Parameters: TypeAlias = Mapping[str, object] | Sequence[tuple[str, str]]


def _with_query(path: str, parameters: Parameters) -> str:
    pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
    kept = [(name, str(value)) for name, value in pairs if value not in (None, "")]
    return f"{path}?{urlencode(kept, quote_via=quote)}" if kept else path


class Urls:
    """Links within the site, each a path from the root of the server.

    >>> Urls().of_iri("https://w3id.org/pactgraph/id/nato")
    '/page/id/nato'
    >>> Urls().of_iri("https://w3id.org/pactgraph/ontology#Summit")
    '/page/ontology#Summit'
    >>> Urls().of_iri("javascript:alert(1)") is None
    True
    """

    home = "/"
    editor = "/editor"
    sparql = "/sparql"
    api = "/api"
    openapi = "/openapi.json"
    void = "/.well-known/void"
    examples = "/.well-known/sparql-examples"
    ontology = "/page/ontology"
    articles = "/articles"

    def of_iri(self, iri: str) -> str | None:
        """Return where a page tells of an IRI: ours, or the web's; None if it is no link.

        Only http and https are ever links.
        """
        if iri.startswith(BASE):
            return self.page(iri)
        return iri if iri.startswith(("http://", "https://")) else None

    def page(self, iri: str) -> str:
        """Return the page of one of our IRIs, with its fragment."""
        local, hash_mark, fragment = iri.removeprefix(BASE).partition("#")
        return f"/page/{quote(local)}" + (f"#{quote(fragment, safe='=,')}" if hash_mark else "")

    def data(self, iri: str, extension: str) -> str:
        """Return the data of one of our IRIs, in the format of an extension."""
        return f"/data/{quote(iri.removeprefix(BASE).partition('#')[0])}.{extension}"

    def article(self, slug: str) -> str:
        """Return the page of an article."""
        return f"/page/article/{quote(slug)}"

    def search(self, words: str = "") -> str:
        """Return the search, for words if some are given."""
        return _with_query("/search", {"q": words})

    def queries(self) -> str:
        """Return the list of the stored queries."""
        return "/queries"

    def query(self, name: str, extension: str = "", parameters: Parameters = ()) -> str:
        """Return a stored query's page, or its answer in the format of an extension."""
        dot = f".{extension}" if extension else ""
        return _with_query(f"/queries/{quote(name)}{dot}", parameters)

    def receipt(self, name: str, row: int, parameters: Parameters = ()) -> str:
        """Return the receipt of a row (from 0) of a stored query's answer."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        given = [(key, str(value)) for key, value in pairs]
        return _with_query("/receipt", [("query", name), ("row", str(row)), *given])

    def receipt_of(self, sparql: str, row: int, parameters: Parameters = ()) -> str:
        """Return the receipt of a row (from 0) of the answer to any query."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        given = [(key, str(value)) for key, value in pairs]
        return _with_query("/receipt", [("sparql", sparql), ("row", str(row)), *given])

    def statement(self, triple: Triple, parameters: Parameters = ()) -> str:
        """Return the page of a statement: why it is in the graph; of a view if one is given."""
        pairs = parameters.items() if isinstance(parameters, Mapping) else parameters
        given = [(key, str(value)) for key, value in pairs]
        terms = zip("spo", (triple.subject, triple.predicate, triple.object), strict=True)
        return _with_query("/statement", [*((n, written(term)) for n, term in terms), *given])

    def disagreement(self, iri: str, parameters: Parameters = ()) -> str:
        """Return the page of one disagreement."""
        return _with_query(self.page(iri), parameters)

    def disagreements(self, parameters: Parameters = ()) -> str:
        """Return the page of what articles and speakers disagree on."""
        return _with_query("/disagreements", parameters)

    def timeline(self, parameters: Parameters = ()) -> str:
        """Return the timeline of everything."""
        return _with_query("/timeline", parameters)

    def network(self, parameters: Parameters = ()) -> str:
        """Return the network of organisations, people, operations and agreements."""
        return _with_query("/network", parameters)

    def contributions(self, parameters: Parameters = ()) -> str:
        """Return the chart of contributions."""
        return _with_query("/contributions", parameters)

    def editor_for(self, sparql: str) -> str:
        """Return the editor with a query in it."""
        return _with_query("/editor", {"query": sparql})

    def describe(self, iri: str) -> str:
        """Return the description of any IRI, also of one that is not ours."""
        return _with_query("/describe", {"iri": iri})

    def static(self, name: str) -> str:
        """Return a file of the site's own (style, script, picture) as it is now."""
        return static_url(name)


def written(term: Term) -> str:
    """Return a term as N-Triples writes it, for a parameter of a URL.

    >>> written(NamedNode("http://example.org/a"))
    '<http://example.org/a>'
    """
    if isinstance(term, NamedNode | Literal):
        return str(term)
    raise ValueError(f"{term} has no name in a URL")
