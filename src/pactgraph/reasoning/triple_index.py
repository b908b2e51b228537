"""A set of triples in memory that is looked up by any of its places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Triple

from pactgraph.reasoning.rules import Term


class TripleIndex:
    """A set of triples that may grow, kept in the order in which they came.

    >>> a, p = NamedNode("urn:a"), NamedNode("urn:p")
    >>> index = TripleIndex([Triple(a, p, a), Triple(p, p, a)])
    >>> len(index), len(list(index.find(None, p, a))), Triple(a, p, p) in index
    (2, 2, False)
    """

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self._triples: dict[Triple, None] = {}
        self._by_predicate: dict[NamedNode, list[Triple]] = {}
        self._by_subject: dict[tuple[NamedNode, Term], list[Triple]] = {}
        self._by_object: dict[tuple[NamedNode, Term], list[Triple]] = {}
        for triple in triples:
            self.add(triple)

    def add(self, triple: Triple) -> None:
        """Add a triple, if it is not there."""
        if triple in self._triples:
            return
        self._triples[triple] = None
        subject, predicate, value = triple
        self._by_predicate.setdefault(predicate, []).append(triple)
        self._by_subject.setdefault((predicate, subject), []).append(triple)
        self._by_object.setdefault((predicate, value), []).append(triple)

    def __contains__(self, triple: Triple) -> bool:
        return triple in self._triples

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def __len__(self) -> int:
        return len(self._triples)

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        """Yield the triples with these terms; None stands for any term."""
        if subject is not None and value is not None:
            found = self._by_subject.get((predicate, subject), ())
            return (triple for triple in found if triple.object == value)
        if subject is not None:
            return iter(self._by_subject.get((predicate, subject), ()))
        if value is not None:
            return iter(self._by_object.get((predicate, value), ()))
        return iter(self._by_predicate.get(predicate, ()))
