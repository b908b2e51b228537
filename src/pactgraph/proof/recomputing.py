"""How a stored triple was computed: the built-in rules again, over one article's graphs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.model.graphs import ENTITIES, LINEAGE
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import PACT, RDF
from pactgraph.proof.facts import Origin, origin
from pactgraph.reasoning.builtin_rules import Computed, compute

_KEPT: Final = 32
"""Of how many articles the computed graph is remembered."""


class Recomputed:
    """The computed triples of articles, each article's when it is first asked about.

    The rules read an article's own graphs, and what the entity records say of the kinds of
    the things in them; so the cost is that of the article.
    """

    def __init__(
        self,
        content: FinishedDatabase,
        ontology: Sequence[Triple],
        joined_claims: Collection[str],
    ) -> None:
        self._content = content
        self._ontology = ontology
        self._joined = joined_claims
        self._articles: OrderedDict[str, Computed] = OrderedDict()

    def origin_of(self, triple: Triple) -> Origin | None:
        """Return the rules that computed a triple, and what they read; None if none did."""
        # A thing may be described in many articles; all else is named after its article.
        about = triple.object if triple.predicate == PACT.describedIn else triple.subject
        article = article_of_graph(about.value) if isinstance(about, NamedNode) else None
        return None if article is None else origin(self._of(article), triple)

    def _of(self, article: str) -> Computed:
        found = self._articles.get(article)
        if found is None:
            found = compute(self._graphs(article), self._ontology, claims=self._joined)
            self._articles[article] = found
            if len(self._articles) > _KEPT:
                self._articles.popitem(last=False)
        self._articles.move_to_end(article)
        return found

    def _graphs(self, article: str) -> dict[str, Sequence[Triple]]:
        record = NamedNode(f"{article}/record")
        graphs: dict[str, Sequence[Triple]] = {record.value: self._triples(record)}
        declared = (PACT.Passage, PACT.Claim)
        for triple in graphs[record.value]:
            is_declared = triple.predicate == RDF.type and triple.object in declared
            if is_declared and isinstance(triple.subject, NamedNode):
                stated = self._triples(triple.subject)
                if stated:
                    graphs[triple.subject.value] = stated
        things = {
            triple.subject
            for stated in graphs.values()
            for triple in stated
            if isinstance(triple.subject, NamedNode | BlankNode)
        }
        shared, others = self._lineage(article)
        graphs[LINEAGE.value] = shared
        # That there are such articles, and no more, is what the rule of lines asks of them.
        graphs.update((f"{other}/record", ()) for other in others)
        graphs[ENTITIES.value] = [
            quad.triple for thing in things for quad in self._find(thing, RDF.type, None, ENTITIES)
        ]
        return graphs

    def _lineage(self, article: str) -> tuple[list[Triple], set[str]]:
        """Return what is recorded of texts from which the article copied, and other holders.

        Of each text that it shares that is the earliest place, and so on from there.
        """
        found: list[Triple] = []
        articles: set[str] = set()
        todo = [NamedNode(article)]
        while todo:
            copier = todo.pop()
            if copier.value in articles:
                continue
            articles.add(copier.value)
            own = self._subjects(PACT.occursIn, copier)
            for text in self._objects(own, PACT.occurrenceOf):
                first = self._first(text)
                todo += self._objects(first, PACT.occursIn)
                for subject in {text, *own, *first}:
                    found += (quad.triple for quad in self._find(subject, None, None, LINEAGE))
        return sorted(set(found), key=str), articles - {article}

    def _first(self, text: NamedNode) -> list[NamedNode]:
        """Return the earliest occurrence of a text in an article that the store holds."""
        numbered = []
        for occurrence in self._subjects(PACT.occurrenceOf, text):
            for quad in self._find(occurrence, PACT.occurrenceNumber, None, LINEAGE):
                if isinstance(quad.object, Literal):
                    numbered.append((int(quad.object.value), occurrence.value))
        for _, iri in sorted(numbered):
            for holder in self._objects([NamedNode(iri)], PACT.occursIn):
                if any(self._find(None, None, None, NamedNode(f"{holder.value}/record"))):
                    return [NamedNode(iri)]
        return []

    def _subjects(self, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
        quads = self._find(None, predicate, value, LINEAGE)
        subjects = [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]
        return sorted(subjects, key=str)

    def _objects(self, subjects: Iterable[NamedNode], predicate: NamedNode) -> list[NamedNode]:
        return [
            quad.object
            for subject in subjects
            for quad in self._find(subject, predicate, None, LINEAGE)
            if isinstance(quad.object, NamedNode)
        ]

    def _find(
        self,
        subject: NamedNode | BlankNode | None,
        predicate: NamedNode | None,
        value: NamedNode | None,
        graph: NamedNode,
    ) -> Iterator[Quad]:
        return self._content.quads_for_pattern(subject, predicate, value, graph)

    def _triples(self, graph: NamedNode) -> list[Triple]:
        return sorted((quad.triple for quad in self._find(None, None, None, graph)), key=str)
