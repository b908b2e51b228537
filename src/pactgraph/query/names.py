"""Finding things by any recorded name: exactly for parameters, loosely for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Truth
from pactgraph.errors import BadInput, NotFound
from pactgraph.namespaces import ARTICLE, BASE, PACT, PREFIXES, RDFS
from pactgraph.query.name_table import SORTS, Found, Name, NamesInMemory, NameTable, normalised
from pactgraph.query.parameters import iri_of

_ANYTHING: Final = (None, RDFS.Resource)
_CANDIDATES = 5


class Names:
    """The name table of a graph, asked by words.

    ``is_known`` tells whether an IRI without a name stands in the graph at all.
    """

    def __init__(
        self, table: NameTable, *, is_known: Callable[[NamedNode], bool] | None = None
    ) -> None:
        self._table = table
        self._is_known = is_known

    @classmethod
    def of_engine(cls, engine: Engine, table: NameTable | None = None) -> Names:
        """Return the names of all that the engine's merged graph names; raises as it does.

        They are read from the engine where no ``table`` has them.
        """

        def is_known(iri: NamedNode) -> bool:
            found = engine.query(
                f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?q {iri} }} }}", source="names"
            )
            return isinstance(found, Truth) and found.value

        return cls(table or NamesInMemory.of_engine(engine), is_known=is_known)

    def resolve(self, words: str, of_class: NamedNode | None = None) -> NamedNode:
        """Return the one thing that the words mean, restricted to a class where one is given.

        They may be an IRI, ``id:name``, an article's slug, or any recorded form, whatever its
        case and diacritics. A form that is one thing's name and another's short name means the
        first.

        Raises:
            NotFound: nothing is called so; with the nearest names.
            BadInput: several things are called so, or it is no good IRI.
        """
        exact = self._table.called(normalised(words))
        iri = None if exact else iri_of(words, "the value")
        if iri is not None:
            return self._checked(iri, words, of_class)
        fitting = _entities_only([n for n in exact if _is_a(n, of_class)])
        if not fitting:
            article = ARTICLE.base + words.strip()
            if any(_is_a(name, of_class) for name in self._table.of(article)):
                return NamedNode(article)
            raise self._not_found(words, exact, of_class)
        best = min(map(_surest_rank, fitting))
        things = sorted({n.iri for n in fitting if _surest_rank(n) == best})
        if len(things) > 1:
            raise BadInput(
                f"{words!r} may mean {len(things)} things",
                hint="say which: " + ", ".join(self._shown(thing) for thing in things),
            )
        return NamedNode(things[0])

    def label(self, iri: str) -> str | None:
        """Return the surest form of an entity's name, or None if it has none."""
        return self._table.label(iri)

    def forms(self, iri: str) -> list[str]:
        """Return all forms of an entity's names."""
        return self._table.forms(iri)

    def find(
        self,
        words: str,
        *,
        limit: int = 10,
        of_class: NamedNode | None = None,
        among: int | None = None,
    ) -> list[Found]:
        """Return the entities whose names come nearest to the words, best first.

        ``among`` is how many names are looked at; None for all that the words may be meant for.

        An exact form comes before one that starts with the words, that before one that
        holds them all, that before a misspelt one. Terms of the ontology are left out.
        """
        wanted = normalised(words)
        if not wanted:
            return []
        best: dict[str, Found] = {}
        for found in islice(self._table.near(wanted), among):
            if len(best) == limit:
                break
            if not found.iri.startswith(PACT.base) and _is_a(found, of_class):
                best.setdefault(found.iri, found)
        return list(best.values())

    def _checked(self, iri: NamedNode, words: str, of_class: NamedNode | None) -> NamedNode:
        names = self._table.of(iri.value)
        if not names:
            if self._is_known is None or self._is_known(iri):
                return iri
            tail = re.split(r"[/#:]", iri.value)[-1].replace("-", " ")
            raise NotFound(
                f"nothing in the graph has the IRI {iri.value}",
                candidates=self._candidates(tail, of_class),
            )
        if not _is_a(names[0], of_class) and of_class is not None:
            raise self._not_found(words, names, of_class)
        return iri

    def _not_found(self, words: str, others: list[Name], of_class: NamedNode | None) -> NotFound:
        message = f"nothing is called {words[:80]!r}"
        if of_class is not None:
            message = f"no {_short(of_class.value)} is called {words[:80]!r}"
            kinds = sorted({_short(t) for n in others for t in n.types if t.startswith(BASE)})
            if kinds:
                message += f" (what is called so is: {', '.join(kinds)})"
        return NotFound(message, candidates=self._candidates(words, of_class))

    def _candidates(self, words: str, of_class: NamedNode | None) -> tuple[str, ...]:
        found = self.find(words, limit=_CANDIDATES, of_class=of_class)
        return tuple(self._shown(candidate.iri) for candidate in found)

    def _shown(self, iri: str) -> str:
        return f"{self.label(iri) or ''} <{_short(iri)}>".strip()


class LazyNames:
    """The names of a graph, loaded when a name first needs them.

    With ``takes_iris`` an IRI is taken as it is, known or not.
    """

    def __init__(self, load: Callable[[], Names], *, takes_iris: bool = False) -> None:
        self._load = load
        self._takes_iris = takes_iris

    def resolve(self, words: str, of_class: NamedNode | None = None) -> NamedNode:
        """Return what the words mean; raises as ``Names.resolve`` and the loading do."""
        iri = iri_of(words) if self._takes_iris else None
        return iri if iri is not None else self._load().resolve(words, of_class)


def _is_a(name: Name | Found, of_class: NamedNode | None) -> bool:
    return of_class in _ANYTHING or of_class.value in name.types


def _entities_only(names: list[Name]) -> list[Name]:
    """Leave out terms of the ontology where something else has the form as well."""
    entities = [name for name in names if not name.iri.startswith(PACT.base)]
    return entities or names


def _surest_rank(name: Name) -> int:
    # A label is a name that we gave; both say the thing outright.
    return max(SORTS.index(name.sort), 1)


def _short(iri: str) -> str:
    """Return ``prefix:name`` for an IRI where one of the project's prefixes fits."""
    fitting = [(len(base), prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
