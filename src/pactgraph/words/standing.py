"""Whether a passage stands alone: each timed thing has its type and its parties where it stands.

Needs no text. Which classes are meant the ontology says with pact:timeScoped, and the
parties with pact:definingParty, which classes below inherit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Final

from pyoxigraph import NamedNode, Triple

from pactgraph.namespaces import PACT, RDF, RDFS
from pactgraph.words.article_view import ArticleView
from pactgraph.words.finding import Check
from pactgraph.words.reporting import Reporter, shorten
from pactgraph.words.things import IriSort, KnownThings
from pactgraph.words.vocabulary import Vocabulary

_NAMING: Final = frozenset({RDFS.label, PACT.title})
"""What only gives a thing a label says nothing of it."""


class DefiningParties:
    """What defines a thing of each time-scoped class, and the classes of each thing."""

    def __init__(
        self,
        ontology: Sequence[Triple],
        vocabulary: Vocabulary,
        graphs: Iterable[Iterable[Triple]],
    ) -> None:
        self._scoped = vocabulary.time_scoped()
        self._enough = _enough_instead(ontology)
        self._parties: dict[str, set[NamedNode]] = defaultdict(set)
        for triple in ontology:
            subject, party = triple.subject, triple.object
            if triple.predicate != PACT.definingParty or not isinstance(subject, NamedNode):
                continue
            if isinstance(party, NamedNode):
                for below in vocabulary.classes_under(subject):
                    self._parties[below].add(party)
        self._classes = self.classes_in(triple for graph in graphs for triple in graph)
        self._beside: Mapping[str, set[str]] = {}

    def beside(self, graphs: Iterable[Iterable[Triple]]) -> DefiningParties:
        """Return the same, beside which these graphs give classes as well."""
        found = copy(self)
        found._beside = self.classes_in(triple for graph in graphs for triple in graph)
        return found

    def classes_in(self, triples: Iterable[Triple]) -> dict[str, set[str]]:
        """Return the time-scoped classes that triples give each thing."""
        found: dict[str, set[str]] = defaultdict(set)
        for triple in triples:
            subject, kind = triple.subject, triple.object
            if triple.predicate != RDF.type or not isinstance(kind, NamedNode):
                continue
            if isinstance(subject, NamedNode) and kind.value in self._scoped:
                found[subject.value].add(kind.value)
        return dict(found)

    def classes_of(self, thing: str) -> set[str]:
        """Return the time-scoped classes that any file gives a thing."""
        return self._classes.get(thing, set()) | self._beside.get(thing, set())

    def missing(self, classes: Iterable[str], stated: Iterable[Triple]) -> list[str]:
        """Return the defining parties of these classes that the statements do not give."""
        given = {triple.predicate for triple in stated}
        wanted = {party for name in classes for party in self._parties.get(name, ())}
        return sorted(
            " or ".join(shorten(p.value) for p in self._written(party))
            for party in wanted
            if given.isdisjoint(self._enough.get(party, {party}))
        )

    def _written(self, party: NamedNode) -> list[NamedNode]:
        return [party, *sorted(self._enough.get(party, set()) - {party}, key=str)]


def check_standing(
    view: ArticleView, known: KnownThings, parties: DefiningParties, report: Reporter
) -> None:
    """Check that each passage and claim states the type and parties of what it speaks of."""
    worded = {graph: claim.worded_in for graph, claim in view.record.claims.items()}
    for graph, triples in (*view.passage_graphs.items(), *view.claim_graphs.items()):
        here = parties.classes_in(triples)
        for thing, stated in _by_thing(triples).items():
            classes = parties.classes_of(thing)
            if not classes or known.sort_of(thing) is not IriSort.MINTED:
                continue
            if all(triple.predicate in _NAMING for triple in stated):
                continue
            missing = parties.missing(here.get(thing) or classes, stated)
            if thing not in here:
                missing.insert(0, f"a {' or '.join(shorten(name) for name in sorted(classes))}")
            if missing:
                first = next(t for t in stated if t.predicate not in _NAMING)
                report.add(
                    Check.STANDS_NOT_ALONE,
                    f"the graph speaks of {shorten(thing)} and does not say what it is or whose",
                    passage=worded.get(graph, graph),
                    at=(first, graph),
                    expected=", ".join(missing),
                    hint="state type and parties again where the words, or a passage named "
                    "with pact:resolvedBy, carry them",
                )


def _by_thing(triples: Iterable[Triple]) -> Mapping[str, list[Triple]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            found[triple.subject.value].append(triple)
    return found


def _enough_instead(ontology: Iterable[Triple]) -> dict[NamedNode, set[NamedNode]]:
    """Return what states each property as well: those below it, and its alternatives."""
    near: dict[NamedNode, set[NamedNode]] = defaultdict(set)
    for triple in ontology:
        one, other = triple.subject, triple.object
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            if triple.predicate == RDFS.subPropertyOf:
                near[other].add(one)
            elif triple.predicate == PACT.alternativeParty:
                near[one].add(other)
    found = {}
    for prop in list(near):
        seen = {prop}
        waiting = [prop]
        while waiting:
            for further in near.get(waiting.pop(), set()) - seen:
                seen.add(further)
                waiting.append(further)
        found[prop] = seen
    return found
