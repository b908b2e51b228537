"""The names of a store, found in its index, with what the things are that they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.query.name_table import Found, Name, surest
from pactgraph.query.text_index import TextIndex

_AT_ONCE = 64


class IndexedNames:
    """A table of names that is never read whole; see ``name_table.NameTable``."""

    def __init__(self, index: TextIndex, engine: Engine) -> None:
        self._index = index
        self._engine = engine

    def called(self, words: str) -> list[Name]:
        """Return the names that are these words."""
        found = self._index.called(words)
        types = self._types(iri for iri, _, _ in found)
        return [Name(iri, form, sort, types[iri]) for iri, form, sort in found]

    def of(self, iri: str) -> list[Name]:
        """Return the names of a thing, the one to show first."""
        named = self._index.of(iri)
        # What is no IRI names nothing either, and the engine would not take it.
        types = self._types([iri])[iri] if named else frozenset()
        return sorted((Name(iri, form, sort, types) for form, sort in named), key=surest)

    def label(self, iri: str) -> str | None:
        """Return the first of them, None if there is none."""
        names = (Name(iri, form, sort) for form, sort in self._index.of(iri))
        first = min(names, key=surest, default=None)
        return first.form if first else None

    def forms(self, iri: str) -> list[str]:
        """Return what all names of a thing say."""
        return [form for form, _ in self._index.of(iri)]

    def near(self, words: str) -> Iterator[Found]:
        """Yield the names that the words may be meant for in the order of ``by_fit``."""
        found = self._index.near(words)
        while some := list(islice(found, _AT_ONCE)):
            types = self._types(iri for iri, *_ in some)
            for iri, form, sort, score in some:
                yield Found(iri, form, sort, types[iri], score)

    def _types(self, iris: Iterable[str]) -> dict[str, frozenset[str]]:
        """Return what things are, all that were asked for; raises as the engine does."""
        found: dict[str, set[str]] = {iri: set() for iri in iris}
        if not found:
            return {}
        things = " ".join(str(NamedNode(iri)) for iri in found)
        answer = self._engine.query(
            f"SELECT ?thing ?type {{ VALUES ?thing {{ {things} }} ?thing a ?type }}",
            trusted=True,
            source="names",
        )
        if not isinstance(answer, Rows):
            raise EngineFailure("the engine does not answer a SELECT with rows")
        for thing, kind in answer:
            if isinstance(thing, NamedNode) and isinstance(kind, NamedNode):
                found[thing.value].add(kind.value)
        return {iri: frozenset(kinds) for iri, kinds in found.items()}
