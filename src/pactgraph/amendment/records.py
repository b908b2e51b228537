"""What a store holds of the records of entities, looked up by thing."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Triple

from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import RDF


class Records:
    """The records of entities; no amendment changes them, and what was asked is remembered."""

    def __init__(self, content: FinishedDatabase) -> None:
        self._content = content
        self._of: dict[object, tuple[Triple, ...]] = {}

    def of(self, thing: object) -> tuple[Triple, ...]:
        """Return what is recorded of a thing."""
        if not isinstance(thing, NamedNode | BlankNode):
            return ()
        known = self._of.get(thing)
        if known is None:
            quads = self._content.quads_for_pattern(thing, None, None, ENTITIES)
            known = self._of[thing] = tuple(quad.triple for quad in quads)
        return known

    def kinds_of(self, things: Iterable[object]) -> list[Triple]:
        """Return what is recorded of the classes of some things."""
        return [
            triple
            for thing in dict.fromkeys(things)
            for triple in self.of(thing)
            if triple.predicate == RDF.type
        ]

    def around(self, triples: Iterable[Triple]) -> list[Triple]:
        """Return what is recorded of the things that triples speak of, and of those in turn."""
        found: dict[Triple, None] = {}
        todo = [term for triple in triples for term in (triple.subject, triple.object)]
        seen: set[object] = set()
        while todo:
            thing = todo.pop()
            if thing not in seen:
                seen.add(thing)
                for triple in self.of(thing):
                    found[triple] = None
                    todo.append(triple.object)
        return sorted(found, key=str)
