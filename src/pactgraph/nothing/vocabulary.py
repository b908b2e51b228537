"""The terms of the ontology as an engine tells them: what stands above, beside and against what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode
from rapidfuzz import fuzz, process

from pactgraph.model.graphs import ONTOLOGY
from pactgraph.namespaces import OWL, PACT, RDF, RDFS
from pactgraph.nothing.asking import BudgetedAsk

_QUERY = f"""
SELECT ?s ?p ?o WHERE {{
  GRAPH {ONTOLOGY} {{
    VALUES ?p {{
      rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf
      owl:disjointWith owl:propertyDisjointWith
    }}
    ?s ?p ?o
  }}
  FILTER(isIRI(?s) && isIRI(?o))
}}
"""
_DISJOINT = f"""
SELECT ?list ?class WHERE {{
  GRAPH {ONTOLOGY} {{ ?list a owl:AllDisjointClasses ; owl:members/rdf:rest*/rdf:first ?class }}
  FILTER(isIRI(?class))
}}
"""
_CLASSES = {OWL.Class, RDFS.Class}
_PROPERTIES = {
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDF.Property,
    OWL.TransitiveProperty,
    OWL.SymmetricProperty,
    OWL.FunctionalProperty,
}
_EVERYTHING = {OWL.Thing, RDFS.Resource, OWL.topObjectProperty, OWL.topDataProperty}
_NEAR_ENOUGH = 70.0
_CANDIDATES = 3

Pairs = dict[NamedNode, set[NamedNode]]


@dataclass
class Vocabulary:
    """Classes and properties, with the axioms between named ones; empty if it is not known.

    ``objects`` are the object properties of our own.
    """

    classes: set[NamedNode] = field(default_factory=set)
    properties: set[NamedNode] = field(default_factory=set)
    objects: set[NamedNode] = field(default_factory=set)
    individuals: set[NamedNode] = field(default_factory=set)
    above: Pairs = field(default_factory=lambda: defaultdict(set))
    inverse: Pairs = field(default_factory=lambda: defaultdict(set))
    domains: Pairs = field(default_factory=lambda: defaultdict(set))
    ranges: Pairs = field(default_factory=lambda: defaultdict(set))
    disjoint: Pairs = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(cls, asker: BudgetedAsk) -> Vocabulary:
        """Return what the ontology's graph says of its terms."""
        found = cls()
        for row in asker.rows(_QUERY) or ():
            s, p, o = row
            if isinstance(s, NamedNode) and isinstance(p, NamedNode) and isinstance(o, NamedNode):
                found._take(s, p, o)
        lists: dict[str, list[NamedNode]] = defaultdict(list)
        for listed, member in asker.rows(_DISJOINT) or ():
            if isinstance(member, NamedNode):
                lists[str(listed)].append(member)
        for members in lists.values():
            for member in members:
                found.disjoint[member] |= set(members) - {member}
        return found

    def _take(self, s: NamedNode, p: NamedNode, o: NamedNode) -> None:
        if p == RDF.type:
            if o in _CLASSES:
                self.classes.add(s)
            elif o in _PROPERTIES:
                self.properties.add(s)
                if o == OWL.ObjectProperty and s.value.startswith(PACT.base):
                    self.objects.add(s)
            else:
                self.individuals.add(s)
        elif p in (RDFS.subClassOf, RDFS.subPropertyOf):
            if o not in _EVERYTHING and o != s:
                self.above[s].add(o)
        elif p == RDFS.domain:
            self.domains[s].add(o)
        elif p == RDFS.range:
            self.ranges[s].add(o)
        else:
            both = self.inverse if p == OWL.inverseOf else self.disjoint
            both[s].add(o)
            both[o].add(s)

    @property
    def terms(self) -> set[NamedNode]:
        """Every term that the ontology declares."""
        return self.classes | self.properties | self.individuals

    def wider(self, term: NamedNode) -> Iterator[tuple[int, NamedNode]]:
        """Yield what stands above a term in its own vocabulary, as ``upward`` does."""
        home = re.match(r".*[/#]", term.value)
        for steps, up in self.upward(term):
            if home is None or up.value.startswith(home[0]):
                yield steps, up

    def upward(self, term: NamedNode) -> Iterator[tuple[int, NamedNode]]:
        """Yield what stands above a term, the nearest first, each with the steps to it."""
        level, seen, steps = [term], {term}, 0
        while level:
            steps += 1
            higher = {up for low in level for up in self.above.get(low, ())} - seen
            level = sorted(higher, key=str)
            seen |= higher
            for up in level:
                yield steps, up

    def over(self, term: NamedNode) -> set[NamedNode]:
        """Return a term and all that stands above it."""
        return {term, *(up for _, up in self.upward(term))}

    def exclude(self, one: NamedNode, other: NamedNode) -> tuple[NamedNode, NamedNode] | None:
        """Return the two disjoint classes for which nothing can be of both classes."""
        for first in sorted(self.over(one), key=str):
            for second in sorted(self.over(other) & self.disjoint.get(first, set()), key=str):
                return first, second
        return None

    def kinds_of_ends(self, p: NamedNode) -> tuple[set[NamedNode], set[NamedNode]]:
        """Return the classes that a property's subjects have, and its values, as declared."""
        every = self.over(p)
        domains = {c for q in every for c in self.domains.get(q, ())}
        ranges = {c for q in every for c in self.ranges.get(q, ())}
        for q in every:
            for back in self.inverse.get(q, ()):
                domains |= self.ranges.get(back, set())
                ranges |= self.domains.get(back, set())
        return domains, ranges


def nearest(
    wanted: NamedNode, among: Iterable[NamedNode], labels: dict[NamedNode, str] | None = None
) -> tuple[NamedNode, ...]:
    """Return the terms whose names come nearest to that of another, best first, at most three.

    >>> nearest(NamedNode("urn:x/comands"), [NamedNode("urn:x/commander"), NamedNode("urn:x/end")])
    (<NamedNode value=urn:x/commander>,)
    """
    name = local_name(wanted)
    of_term = {term: local_name(term) for term in among if term != wanted}
    found: dict[NamedNode, float] = {}
    for known in (of_term, {t: words.casefold() for t, words in (labels or {}).items()}):
        scored = process.extract(
            name, known, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=None
        )
        for _, score, term in scored:
            found[term] = max(found.get(term, 0.0), score)
    ordered = sorted(found, key=lambda term: (-found[term], term.value))
    best = found[ordered[0]] if ordered else 0.0
    # A far worse match beside a good one is noise.
    return tuple(term for term in ordered if found[term] >= best - 10)[:_CANDIDATES]


def local_name(term: NamedNode) -> str:
    """Return the last part of an IRI as words in lower case.

    >>> local_name(NamedNode("http://example.org/x#beginNotAfter"))
    'begin not after'
    """
    tail = re.split(r"[/#]", term.value.rstrip("/#"))[-1]
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[-_]+", " ", tail).casefold()
