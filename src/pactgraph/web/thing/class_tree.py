"""The ontology as pages need it: what is a kind of what, what has a time, what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import PACT, RDFS
from pactgraph.web.site import Site

_QUERY = """
SELECT ?term ?relation ?value WHERE {
  VALUES ?relation {
    rdfs:label rdfs:subClassOf pact:timeScoped pact:definingParty pact:alternativeParty
    skos:definition
  }
  GRAPH graph:ontology { ?term ?relation ?value }
  FILTER(ISIRI(?term) && !ISBLANK(?value))
}
"""


@dataclass(frozen=True)
class ClassTree:
    """The classes of the ontology: labels, what they are kinds of, which have a time.

    ``parties`` are the properties by which the things of a class are told apart.
    """

    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    supers: Mapping[str, frozenset[str]]
    scoped: frozenset[str]
    parties: Mapping[str, tuple[str, ...]]

    @classmethod
    def of_statements(cls, rows: Iterable[tuple[str, str, str]]) -> ClassTree:
        """Return the tree that an ontology's statements make."""
        labels: dict[str, str] = {}
        definitions: dict[str, str] = {}
        above: dict[str, set[str]] = defaultdict(set)
        scoped: set[str] = set()
        parties: dict[str, set[str]] = defaultdict(set)
        instead: dict[str, set[str]] = defaultdict(set)
        for term, relation, value in rows:
            if relation == RDFS.label.value:
                labels.setdefault(term, value)
            elif relation == RDFS.subClassOf.value:
                above[term].add(value)
            elif relation == PACT.timeScoped.value:
                scoped.add(term)
            elif relation == PACT.definingParty.value:
                parties[term].add(value)
            elif relation == PACT.alternativeParty.value:
                instead[term].add(value)
            else:
                definitions.setdefault(term, value)
        told = {
            term: tuple(sorted(found | {o for p in found for o in instead.get(p, ())}))
            for term, found in parties.items()
        }
        supers = {term: frozenset(_closure(term, above)) for term in above}
        return cls(labels, definitions, supers, frozenset(scoped), told)

    def above(self, term: str) -> frozenset[str]:
        """Return a class and all that it is a kind of."""
        return self.supers.get(term, frozenset()) | {term}

    def narrowest(self, types: Iterable[str]) -> list[str]:
        """Return those of some classes that no other of them is a kind of, by label."""
        given = set(types)
        wider = {one for term in given for one in self.supers.get(term, ()) if one != term}
        return sorted(given - wider, key=lambda term: (self.label(term), term))

    def root(self, term: str) -> str | None:
        """Return the widest class with a time that a class is a kind of, None if it has none."""
        found = self.above(term) & self.scoped
        return min(found, key=lambda one: (len(self.above(one)), one), default=None)

    def parties_of(self, term: str) -> set[str]:
        """Return the properties by which the things of a class are told apart."""
        return {party for one in self.above(term) for party in self.parties.get(one, ())}

    def label(self, term: str) -> str:
        """Return what a term is called."""
        return self.labels.get(term) or term.rpartition("#")[2].rpartition("/")[2]


def _closure(term: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [term]
    while waiting:
        for wider in above.get(waiting.pop(), ()):
            if wider not in found:
                found.add(wider)
                waiting.append(wider)
    return found


@lru_cache(maxsize=2)
def class_tree(site: Site) -> ClassTree:
    """Return the tree of a site's ontology, which no view changes."""
    rows = []
    for term, relation, value in site.rows(_QUERY):
        assert isinstance(term, NamedNode)
        assert isinstance(relation, NamedNode)
        assert isinstance(value, NamedNode | Literal)
        rows.append((term.value, relation.value, value.value))
    return ClassTree.of_statements(sorted(rows))


def plural(label: str) -> str:
    """Return the plural of a class's label.

    >>> [plural(label) for label in ("visit", "agency", "change of a document", "series of visits")]
    ['visits', 'agencies', 'changes of a document', 'series of visits']
    """
    noun, of, rest = label.partition(" of ")
    if noun.endswith("series") or not noun:
        return label
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        noun = f"{noun[:-1]}ies"
    else:
        noun += "es" if noun.endswith(("s", "x", "ch", "sh")) else "s"
    return f"{noun}{of}{rest}"
