"""Selection: the graphs that are left of a whole when articles and things are taken out of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Final

from pyoxigraph import NamedNode, Triple

from pactgraph.model.graphs import ENTITIES, JUDGEMENTS, LINEAGE, GraphKind, kind_of
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.model.shared_text import lineage_among
from pactgraph.namespaces import PACT, RDF
from pactgraph.reasoning.builtin_rules import Computed
from pactgraph.reasoning.line import Lines
from pactgraph.views.whole import OF_ARTICLES, Whole, iri

_BOUNDS_OF: Final = PACT.boundsOf
_DESCRIBED_IN: Final = PACT.describedIn
_IS_A: Final = RDF.type

InForce = Callable[[str], bool]
"""Says of a time-scoped thing whether it is in the view (a state in force, a happening begun)."""


@dataclass(frozen=True)
class Selection:
    """What is left of a whole: some of its articles, less some of what they tell of.

    ``in_force`` is None where no day is asked about. ``gone`` are the things that are not
    there at all: the minted ones that are not in force, those that only articles left out
    speak of, and what belongs to such a thing alone (its resolutions, judgements, claims).
    ``silenced`` are the named things that are not in force: nothing is stated of them, and
    they keep their names, for names are timeless.

    It grows with the articles and with what is in force: whatever one selection states, a
    selection of more articles and of more things in force states too. Findings about the
    articles (disagreements, copied text) are looked for anew, and need not grow.
    """

    whole: Whole
    articles: frozenset[str]
    in_force: InForce | None = None

    @cached_property
    def later_only(self) -> frozenset[str]:
        """The minted things that articles share and only articles left out speak of."""
        known, later = self._mentioned
        return frozenset((later - known) & self.whole.declared)

    @cached_property
    def not_in_force(self) -> frozenset[str]:
        """The time-scoped things that are not in the view on its day."""
        if self.in_force is None:
            return frozenset()
        return frozenset(
            thing
            for thing in self.whole.classes
            if not self._is_foreign(thing)
            and thing not in self.later_only
            and not self.in_force(thing)
        )

    @cached_property
    def silenced(self) -> frozenset[str]:
        """The named things of which nothing is stated in the view."""
        return self.not_in_force & self.whole.named

    @cached_property
    def gone(self) -> frozenset[str]:
        """The things and records that are not in the view at all."""
        gone = (self.not_in_force - self.whole.named) | self.later_only
        return gone | self._dependent(gone)

    @cached_property
    def graphs(self) -> dict[str, Sequence[Triple]]:
        """The named graphs that are left, each with the triples that are left of it."""
        if not self._takes_out:
            return dict(self.whole.graphs)
        found: dict[str, Sequence[Triple]] = {}
        for graph, triples in self.whole.graphs.items():
            kind = kind_of(graph)
            kept: Sequence[Triple] = triples
            if kind in OF_ARTICLES:
                if slug_of(graph) not in self.articles or graph in self.gone:
                    continue
                kept = [t for t in triples if self._holds(t) and not self._silent(t)]
            elif graph == ENTITIES.value:
                kept = [t for t in triples if self._holds(t) and not self._kind_of_silent(t)]
            elif graph == LINEAGE.value:
                kept = lineage_among(triples, self._article_iris)
            elif graph == JUDGEMENTS.value or kind is GraphKind.LINKS:
                kept = [t for t in triples if self._holds(t)]
            if kept:
                found[graph] = kept
        return found

    @cached_property
    def computed(self) -> Computed:
        """What is left of the computed graph.

        Bounds come from all that an article says, so that leaving out an event leaves the
        bounds of what was during it as they are; lines are told among the articles left.
        """
        if not self._takes_out:
            return self.whole.computed
        whole, described = self.whole.computed, self._described
        without = self.gone | self.silenced
        unbound = {
            iri(t.subject)
            for t in whole.triples
            if t.predicate == _BOUNDS_OF and iri(t.object) in without
        }

        def kept(triple: Triple) -> bool:
            if triple.predicate == _DESCRIBED_IN:
                return (iri(triple.subject), iri(triple.object)) in described
            subject = iri(triple.subject)
            return subject not in unbound and not self._is_foreign(subject)

        kept_computed = replace(
            whole,
            triples=[t for t in whole.triples if kept(t)],
            bounds={
                (thing, article): combined
                for (thing, article), combined in whole.bounds.items()
                if thing not in without and slug_of(article) in self.articles
            },
            notes=[
                note
                for note in whole.notes
                if note.thing not in without and slug_of(note.article) in self.articles
            ],
        )
        if not self._left:
            return kept_computed
        lineage = self.graphs.get(LINEAGE.value, ())
        return kept_computed.relined(Lines(lineage, self._article_iris))

    @property
    def claims(self) -> frozenset[str]:
        """The joined claims that are left."""
        return frozenset(graph for graph in self.whole.claims if graph in self.graphs)

    @property
    def _takes_out(self) -> bool:
        return bool(self._left or self.in_force is not None)

    @cached_property
    def _left(self) -> frozenset[str]:
        return frozenset(self.whole.graph.articles) - self.articles

    @property
    def _article_iris(self) -> set[str]:
        records = self.whole.graph.sources.articles
        return {records[slug].iri for slug in self.articles}

    @cached_property
    def _mentioned(self) -> tuple[frozenset[str], frozenset[str]]:
        mentions = self.whole.mentions
        return _union(mentions, self.articles), _union(mentions, self._left)

    @cached_property
    def _described(self) -> set[tuple[str, str]]:
        """The things and the passages of this selection that still say something of them."""
        worded = self.whole.worded
        return {
            (iri(triple.subject), worded.get(graph, graph))
            for graph, triples in self.graphs.items()
            if kind_of(graph) is GraphKind.PASSAGE or graph in self.whole.claims
            for triple in triples
        }

    def _dependent(self, gone: frozenset[str]) -> frozenset[str]:
        """Return the records that go with things: resolutions, judgements of them, claims."""
        found = {
            record
            for record, thing in self.whole.records
            if thing in gone or self._is_foreign(thing)
        }
        found.update(claim for claim, by in self.whole.contents.items() if by <= gone)
        return frozenset(found)

    def _holds(self, triple: Triple) -> bool:
        subject, value = iri(triple.subject), triple.object
        if subject in self.gone or self._is_foreign(subject):
            return False
        if not isinstance(value, NamedNode):
            return True
        return value.value not in self.gone and not self._is_foreign(value.value)

    def _silent(self, triple: Triple) -> bool:
        return iri(triple.subject) in self.silenced

    def _kind_of_silent(self, triple: Triple) -> bool:
        return (
            self._silent(triple)
            and triple.predicate == _IS_A
            and triple.object in self.whole.scoped
        )

    def _is_foreign(self, node: str) -> bool:
        """Tell whether a node belongs to an article that is left out."""
        if not self._left or "/article/" not in node:
            return False
        article = article_of_graph(node)
        return article is not None and slug_of(article) in self._left


def _union(mentions: Mapping[str, frozenset[str]], slugs: Collection[str]) -> frozenset[str]:
    return frozenset(chain.from_iterable(mentions[slug] for slug in slugs))
