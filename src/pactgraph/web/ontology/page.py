"""The ontology's page: every term with its meaning, its axioms, and where it is used.

It is made of the ontology as the engine holds it, and kept for as long as the process lives:
the graph does not change under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from pyoxigraph import NamedNode, Triple

from pactgraph.model.graphs import ONTOLOGY
from pactgraph.namespaces import BASE, PACT, PREFIXES
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.formats import FORMATS, TRIPLES
from pactgraph.web.linked_data.own_iris import ONTOLOGY as ONTOLOGY_IRI
from pactgraph.web.linked_data.own_iris import SHAPES
from pactgraph.web.ontology.shape_reading import Shape
from pactgraph.web.ontology.shapes import parts_of
from pactgraph.web.ontology.terms import KINDS, OntologyReading, OntologyTerm
from pactgraph.web.ontology.uses import Use, queries_by_term, uses
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown

_STATEMENTS = f"SELECT ?s ?p ?o WHERE {{ GRAPH {ONTOLOGY} {{ ?s ?p ?o }} }}"
_USED_BY = {
    "class": "SELECT ?thing WHERE {{ ?thing a {term} }} ORDER BY ?thing",
    "object": "SELECT ?thing ?value WHERE {{ ?thing {term} ?value }} ORDER BY ?thing ?value",
    "individual": "SELECT ?thing ?property WHERE {{ ?thing ?property {term} }} ORDER BY ?thing",
}

Branch: TypeAlias = "tuple[OntologyTerm, list[Branch]]"


@dataclass(frozen=True)
class OntologyPage:
    """All that the page tells, made once."""

    header: dict[str, list[ShownTerm]]
    terms: dict[str, list[OntologyTerm]]
    tree: list[Branch]
    uses: dict[str, Use]
    queries: dict[str, list[str]]
    shapes: dict[str, list[Shape]]
    labels: dict[str, str]
    namespaces: list[tuple[str, str]]
    examples: dict[str, tuple[ShownTerm, ShownTerm, ShownTerm]]


def ontology(site: Site, request: DocumentRequest) -> Document:
    """Return the page of the ontology; each term is at the ``id`` that its IRI ends in."""
    page = _read(site)
    return site.page(
        "ontology.html",
        request,
        page=page,
        kinds=KINDS,
        queries=site.kg.queries,
        formats=[
            (FORMATS[name].media_type, site.urls.data(ONTOLOGY_IRI, FORMATS[name].extension))
            for name in TRIPLES
        ],
        statement_url=lambda iri: _statement(site, page.uses[iri].example),
        query_url=lambda term: site.urls.editor_for(_query_of(term)),
        number=len([term for terms in page.terms.values() for term in terms]),
        base=PACT.base,
        shapes_url=site.urls.page(SHAPES),
    )


def class_tree(classes: list[OntologyTerm]) -> list[Branch]:
    """Return the classes as a tree; one with several right above it stands under each.

    A class that is above itself stands where the circle is first entered.
    """
    known = {term.iri: term for term in classes}
    below: dict[str, list[OntologyTerm]] = {}
    for term in classes:
        for above in term.above:
            below.setdefault(above, []).append(term)

    def branch(term: OntologyTerm, path: tuple[str, ...]) -> Branch:
        inside = [one for one in below.get(term.iri, ()) if one.iri not in path]
        return term, [branch(one, (*path, one.iri)) for one in inside]

    roots = [term for term in classes if not any(above in known for above in term.above)]
    return [branch(term, (term.iri,)) for term in roots]


@lru_cache(maxsize=2)
def _read(site: Site) -> OntologyPage:
    rows = site.rows(_STATEMENTS)
    triples = [Triple(*row) for row in rows]  # type: ignore[arg-type]
    reading = OntologyReading(triples)
    terms = reading.terms()
    by_kind = {
        kind: [term for term in terms if term.kind == kind and not term.deprecated]
        for kind in KINDS
    }
    by_kind["deprecated"] = [term for term in terms if term.deprecated]
    used = uses(site, {term.iri: term.kind for term in terms})
    shapes: dict[str, list[Shape]] = {}
    for shape in (one for part in parts_of(site) for one in part.shapes):
        for iri in shape.terms:
            shapes.setdefault(iri, []).append(shape)
    labels = dict(reading.labels)
    examples = [use.example for use in used.values() if use.example is not None]
    labels |= site.labels(
        term.value
        for triple in examples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
    )
    return OntologyPage(
        header={
            name: [shown(value, labels) for value in values]
            for name, values in reading.header().items()
        },
        terms=by_kind,
        tree=class_tree(by_kind["class"]),
        uses=used,
        queries=queries_by_term(site.kg.queries.values()),
        shapes=shapes,
        labels=labels,
        namespaces=_namespaces(triples),
        examples={
            iri: (
                shown(use.example.subject, labels),
                shown(use.example.predicate, labels),
                shown(use.example.object, labels),
            )
            for iri, use in used.items()
            if use.example is not None
        },
    )


def _namespaces(triples: list[Triple]) -> list[tuple[str, str]]:
    terms = {term for t in triples for term in (t.subject, t.predicate, t.object)}
    iris = [term.value for term in terms if isinstance(term, NamedNode)]
    return [
        (prefix, base)
        for prefix, base in PREFIXES.items()
        if any(iri.startswith(base) for iri in iris) and base != BASE
    ]


def _statement(site: Site, example: Triple | None) -> str | None:
    return None if example is None else site.urls.statement(example)


def _query_of(term: OntologyTerm) -> str:
    form = _USED_BY.get(term.kind, _USED_BY["object"])
    return form.format(term=f"pact:{term.name}")
