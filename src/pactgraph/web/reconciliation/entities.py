"""The things that can be matched: those of the identifier space, with names, kinds and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import DCTERMS, ID, PACT, RDF, RDFS
from pactgraph.query.name_table import normalised
from pactgraph.web.site import Site

PREFIX: Final = "id:"
"""What an identifier may begin with, as the prefix of the identifier space is called."""

_NAMES: Final = (PACT.name, RDFS.label, PACT.shortName, PACT.derivedForm)
_TOLD: Final = ", ".join(map(str, (RDF.type, DCTERMS.description, *_NAMES)))
_QUERY: Final = """
SELECT ?thing ?property ?value WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing ?property ?value .
  FILTER(?property IN ({told}))
}}
"""
_ALL: Final = f"""
SELECT DISTINCT ?thing WHERE {{
  ?thing {"|".join(map(str, _NAMES))} ?form .
  FILTER(STRSTARTS(STR(?thing), "{ID.base}"))
}}
"""
_AT_ONCE: Final = 500


@dataclass
class Entity:
    """A thing: ``id`` is its IRI within the identifier space, ``forms`` all its names."""

    iri: str
    name: str
    description: str = ""
    types: frozenset[str] = frozenset()
    forms: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        """What the service calls it."""
        return self.iri.removeprefix(ID.base)


class Entities:
    """The things of the identifier space that have a name, each read when it is first asked for.

    It is of one request: what is read is kept as long as that.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._read: dict[str, Entity | None] = {}

    def of(self, iri: str) -> Entity | None:
        """Return the thing of an IRI, None if there is none; raises as the engine does."""
        self.want([iri])
        return self._read[iri]

    def by_id(self, given: str) -> Entity | None:
        """Return what an identifier means: as the service writes it, ``id:name``, or an IRI."""
        return self.of(_iri(given))

    def want(self, iris: Iterable[str]) -> None:
        """Read things that will be asked for, all at once; raises as the engine does."""
        for some in batched(one for one in dict.fromkeys(iris) if one not in self._read):
            self._read.update(dict.fromkeys(some))
            things = " ".join(map(str, nodes(some)))
            if things:
                self._read.update(self._asked(things))

    def want_ids(self, given: Iterable[str]) -> None:
        """Read what identifiers mean; see ``want``."""
        self.want(map(_iri, given))

    def _asked(self, things: str) -> dict[str, Entity]:
        told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for thing, relation, value in self._site.rows(_QUERY.format(things=things, told=_TOLD)):
            if (
                isinstance(thing, NamedNode)
                and isinstance(relation, NamedNode)
                and isinstance(value, NamedNode | Literal)
            ):
                told[thing.value][relation.value].append(value.value)
        return {
            iri: Entity(
                iri,
                name,
                min(of.get(DCTERMS.description.value, ()), default=""),
                frozenset(of.get(RDF.type.value, ())),
                sorted({form for one in _NAMES for form in of.get(one.value, ())}),
            )
            for iri, of in told.items()
            if (name := self._site.kg.names.label(iri))
        }


@lru_cache(maxsize=2)
def all_by_name(site: Site) -> tuple[str, ...]:
    """Return the IRIs of all things that can be matched by name, at the cost of the graph."""
    found = []
    for (thing,) in site.rows(_ALL):
        if isinstance(thing, NamedNode) and (name := site.kg.names.label(thing.value)):
            found.append((normalised(name), thing.value))
    return tuple(iri for _, iri in sorted(found))


def batched(iris: Iterable[str]) -> Iterator[list[str]]:
    """Yield IRIs in parts of which each can be asked for at once."""
    left = iter(iris)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def nodes(iris: Iterable[str]) -> Iterator[NamedNode]:
    """Yield those that are IRIs, and of the identifier space."""
    for iri in iris:
        if iri.startswith(ID.base):
            # What a client gives as an identifier may be no IRI: then it means nothing.
            with suppress(ValueError):
                yield NamedNode(iri)


def _iri(given: str) -> str:
    return ID.base + given.strip().removeprefix(ID.base).removeprefix(PREFIX)
