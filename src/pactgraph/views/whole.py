"""The whole that views are cut from: the graphs of all articles, and what they tell of what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.graph import Graph
from pactgraph.model.graphs import ENTITIES, GraphKind, kind_of
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT, RDF, RDFS
from pactgraph.reasoning.bounds import Bounds
from pactgraph.reasoning.builtin_rules import Computed
from pactgraph.reasoning.time_scope import Node, classes_below, time_scoped_classes
from pactgraph.views.publication import Publication, publications
from pactgraph.views.verdicts import happening_classes

DERIVED: Final = frozenset({GraphKind.COMPUTED, GraphKind.INFERRED, GraphKind.DISAGREEMENTS})
# A name is looked up in a namespace once, and not for each triple.
_CONTENT: Final = PACT.content
_NAME: Final = PACT.name
_ABOUT: Final = frozenset({PACT.judgedThing, PACT.resolvedThing})
_WORDED_IN: Final = PACT.wordedIn
OF_ARTICLES: Final = frozenset({GraphKind.PASSAGE, GraphKind.CLAIM, GraphKind.RECORD})


@dataclass(frozen=True)
class Whole:
    """A built graph without what was derived in it, and an index of the things it tells of.

    ``build`` gives the graph once something is asked of it.
    """

    build: Callable[[], Graph] = field(repr=False)

    @cached_property
    def graph(self) -> Graph:
        """The graph of everything."""
        return self.build()

    @cached_property
    def graphs(self) -> Mapping[str, Sequence[Triple]]:
        """The named graphs that files state."""
        return {g: t for g, t in self.graph.graphs.items() if kind_of(g) not in DERIVED}

    @property
    def computed(self) -> Computed:
        """What the built-in rules computed, each article by itself."""
        return self.graph.computed

    @property
    def claims(self) -> frozenset[str]:
        """The claim graphs that have joined what is stated."""
        return self.graph.joined_claims

    @cached_property
    def publications(self) -> dict[str, Publication]:
        """When each article came out."""
        records = self.graph.sources.articles
        return publications(
            {slug: records[slug] for slug in self.graph.articles}, self.computed.triples
        )

    @cached_property
    def scoped(self) -> set[Node]:
        """The classes whose things are time-scoped."""
        return time_scoped_classes(self.graph.sources.ontology)

    @cached_property
    def named(self) -> frozenset[str]:
        """The things that a name is recorded of."""
        return frozenset(
            iri(t.subject) for t in self.graphs.get(ENTITIES.value, ()) if t.predicate == _NAME
        )

    @cached_property
    def declared(self) -> frozenset[str]:
        """The minted things that articles share: declared among the entities, without a name."""
        entities = self.graphs.get(ENTITIES.value, ())
        return frozenset(iri(t.subject) for t in entities) - self.named

    @cached_property
    def classes(self) -> Mapping[str, frozenset[str]]:
        """The time-scoped things that are stated or declared, each with its time-scoped classes."""
        found: dict[str, set[str]] = {}
        is_a = RDF.type
        entities = self.graphs.get(ENTITIES.value, ())
        for triples in (entities, *(triples for _, triples in self.stating())):
            for triple in triples:
                if triple.predicate == is_a and triple.object in self.scoped:
                    found.setdefault(iri(triple.subject), set()).add(iri(triple.object))
        return {thing: frozenset(classes) for thing, classes in found.items()}

    @cached_property
    def happenings(self) -> frozenset[str]:
        """The things that occur; every other time-scoped thing is a state."""
        classes = {iri(name) for name in happening_classes(self.graph.sources.ontology)}
        return frozenset(thing for thing, kinds in self.classes.items() if kinds <= classes)

    @cached_property
    def told(self) -> Mapping[str, Mapping[str, Bounds | None]]:
        """The articles that tell of each time-scoped thing, by slug, with what bounds they give.

        None stands for an article that only mentions it.
        """
        found: dict[str, dict[str, Bounds | None]] = {}
        classes = self.classes
        for graph, triples in self.stating():
            slug = slug_of(graph)
            for triple in triples:
                if isinstance(triple.object, NamedNode) and triple.object.value in classes:
                    found.setdefault(triple.object.value, {})[slug] = None
        for (thing, article), combined in self.computed.bounds.items():
            found.setdefault(thing, {})[slug_of(article)] = combined.bounds
        return found

    @cached_property
    def mentions(self) -> Mapping[str, frozenset[str]]:
        """What each article's passages and claims speak of, by slug: all IRIs in them."""
        found: dict[str, set[str]] = {slug: set() for slug in self.graph.articles}
        for graph, triples in self.graphs.items():
            if kind_of(graph) in (GraphKind.PASSAGE, GraphKind.CLAIM):
                seen = found[slug_of(graph)]
                for triple in triples:
                    seen.add(iri(triple.subject))
                    if isinstance(triple.object, NamedNode):
                        seen.add(triple.object.value)
        return {slug: frozenset(seen) for slug, seen in found.items()}

    @cached_property
    def contents(self) -> Mapping[str, frozenset[str]]:
        """The claim graphs, each with the utterances that it is the content of."""
        found: dict[str, set[str]] = {}
        for graph, triples in self.graphs.items():
            if kind_of(graph) is GraphKind.PASSAGE:
                for triple in triples:
                    if triple.predicate == _CONTENT:
                        found.setdefault(iri(triple.object), set()).add(iri(triple.subject))
        return {claim: frozenset(by) for claim, by in found.items()}

    @cached_property
    def records(self) -> Sequence[tuple[str, str]]:
        """The judgements and the resolutions, each with a thing that it is of."""
        return [
            (iri(triple.subject), iri(triple.object))
            for graph, triples in self.graphs.items()
            if kind_of(graph) in (GraphKind.RECORD, GraphKind.JUDGEMENTS)
            for triple in triples
            if triple.predicate in _ABOUT
        ]

    @cached_property
    def worded(self) -> Mapping[str, str]:
        """The claim graphs, each with the passage that words it."""
        return {
            iri(triple.subject): iri(triple.object)
            for graph, triples in self.graphs.items()
            if kind_of(graph) is GraphKind.RECORD
            for triple in triples
            if triple.predicate == _WORDED_IN
        }

    def below(self, classes: Collection[str]) -> frozenset[str]:
        """Return the time-scoped classes among these and below them."""
        tops = [NamedNode(name) for name in classes if NamedNode(name) in self.scoped]
        return frozenset(iri(name) for name in classes_below(self.graph.sources.ontology, tops))

    def stating(self) -> Iterator[tuple[str, Sequence[Triple]]]:
        """Yield the graphs that state: the passages, and the claims that have joined them."""
        for graph, triples in self.graphs.items():
            if kind_of(graph) is GraphKind.PASSAGE or graph in self.claims:
                yield graph, triples

    def label(self, thing: str) -> str | None:
        """Return what the entities' graph, or else an article, calls a thing, or None."""
        return self._labels.get(thing)

    @cached_property
    def _labels(self) -> dict[str, str]:
        found: dict[str, str] = {}
        labelled = (ENTITIES.value, *(graph for graph, _ in self.stating()))
        for predicate in (RDFS.label, PACT.gist):
            for graph in labelled:
                for triple in self.graphs.get(graph, ()):
                    value = triple.object
                    if triple.predicate == predicate and isinstance(value, Literal):
                        found.setdefault(iri(triple.subject), value.value)
        return found


def iri(term: object) -> str:
    """Return the IRI or label of a node, as a plain string."""
    return term.value if isinstance(term, NamedNode) else str(term)
