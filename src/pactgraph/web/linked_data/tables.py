"""A description as tables: what is said of a thing, what names it, and one step further."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from pyoxigraph import NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.export.ordering import ReadingOrder, graph_key
from pactgraph.namespaces import BASE, RDFS
from pactgraph.web.linked_data.description import Description, labels_in
from pactgraph.web.site import GraphSite
from pactgraph.web.terms import ShownTerm, shown

Row: TypeAlias = dict[str, object]

_MOST_GRAPHS = 4


def tables(site: GraphSite, found: Description) -> dict[str, object]:
    """Return what the page of a description shows, every term with its label and its link.

    ``said`` has a row a value, ``naming`` one a statement that names the thing, ``uses`` one
    a statement that has it as its property, ``held`` one a statement that stands in the graph
    of its name; ``further`` has a table a thing.
    """
    showing = _Showing(site, found)
    thing = NamedNode(found.iri)
    # Claims are told too: each row says in which graph it stands.
    every = found.merged | {quad.triple for quad in found.quads}
    told = {t for t in every if t.subject == thing or thing in (t.predicate, t.object)}
    labels = {t for t in every - told if t.predicate == RDFS.label}
    own = [t for t in showing.ordered(told) if t.subject == thing]
    naming = [t for t in showing.ordered(told) if t.subject != thing and t.object == thing]
    uses = [t for t in showing.ordered(told) if t.subject != thing and t.object != thing]
    held = {quad.triple for quad in found.quads if quad.graph_name == thing} - told
    further = every - told - labels - held
    subjects = {t.subject for t in further}
    # A label alone is no news of a thing; with other statements it belongs to them.
    further |= {t for t in labels if t.subject in subjects}
    return {
        "topic": shown(thing, showing.labels),
        "said": [showing.row(triple) for triple in own],
        "naming": [showing.row(triple) for triple in naming],
        "uses": [showing.row(triple) for triple in uses],
        "held": [showing.row(triple) for triple in showing.ordered(held)],
        "further": [
            {
                "thing": showing.term(subject),
                "rows": [
                    showing.row(Triple(subject, predicate, value))
                    for predicate, values in predicates
                    for value in values
                ],
            }
            for subject, predicates in ReadingOrder().blocks(further)
        ],
    }


class _Showing:
    def __init__(self, site: GraphSite, found: Description) -> None:
        self._site = site
        self._graphs: dict[Triple, list[str]] = {}
        for quad in found.quads:
            if isinstance(quad.graph_name, NamedNode):
                self._graphs.setdefault(quad.triple, []).append(quad.graph_name.value)
        self.labels = labels_in(found.merged | {quad.triple for quad in found.quads})

    def ordered(self, triples: Iterable[Triple]) -> list[Triple]:
        return [
            Triple(subject, predicate, value)
            for subject, predicates in ReadingOrder().blocks(set(triples))
            for predicate, values in predicates
            for value in values
        ]

    def row(self, triple: Triple) -> Row:
        graphs = sorted(self._graphs.get(triple, ()), key=graph_key)
        return {
            "subject": self.term(triple.subject),
            "property": self.term(triple.predicate),
            "value": self.term(triple.object),
            "graphs": [self.term(NamedNode(graph)) for graph in graphs[:_MOST_GRAPHS]],
            "more_graphs": max(0, len(graphs) - _MOST_GRAPHS),
        }

    def term(self, term: Term) -> ShownTerm:
        """Return a term that links to its page where there is one, else to its description."""
        there = shown(term, self.labels)
        ours = self._site.is_project and there.title.startswith(BASE)
        if there.sort != "iri" or there.href is None or ours:
            return there
        return replace(there, href=self._site.urls.describe(there.title), external=False)
