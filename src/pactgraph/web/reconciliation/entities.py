"""The things that can be matched: those of the identifier space, with names, kinds and words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import DCTERMS, ID, PACT, RDF, RDFS
from pactgraph.query.name_table import normalised
from pactgraph.web.site import Site

PREFIX: Final = "id:"
"""What an identifier may begin with, as the prefix of the identifier space is called."""

_NAMES: Final = (PACT.name, RDFS.label, PACT.shortName, PACT.derivedForm)
_QUERY: Final = f"""
SELECT ?thing ?property ?value WHERE {{
  VALUES ?property {{ {RDF.type} {DCTERMS.description} {" ".join(map(str, _NAMES))} }}
  ?thing ?property ?value .
  FILTER(STRSTARTS(STR(?thing), "{ID.base}"))
}}
"""


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
    """All things of the identifier space that have a name."""

    def __init__(self, found: Iterable[Entity]) -> None:
        self.of_iri: dict[str, Entity] = {one.iri: one for one in found}

    def by_id(self, given: str) -> Entity | None:
        """Return what an identifier means: as the service writes it, ``id:name``, or an IRI."""
        local = given.strip().removeprefix(ID.base).removeprefix(PREFIX)
        return self.of_iri.get(ID.base + local)

    def in_order(self) -> list[Entity]:
        """Return all of them by name."""
        return sorted(self.of_iri.values(), key=lambda one: (normalised(one.name), one.iri))


@lru_cache(maxsize=2)
def entities(site: Site) -> Entities:
    """Return the things of a site's graph; raises as the engine does."""
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for thing, relation, value in site.rows(_QUERY):
        if (
            isinstance(thing, NamedNode)
            and isinstance(relation, NamedNode)
            and isinstance(value, NamedNode | Literal)
        ):
            told[thing.value][relation.value].append(value.value)
    return Entities(
        Entity(
            iri,
            name,
            min(of.get(DCTERMS.description.value, ()), default=""),
            frozenset(of.get(RDF.type.value, ())),
            sorted({form for one in _NAMES for form in of.get(one.value, ())}),
        )
        for iri, of in sorted(told.items())
        if (name := site.kg.names.label(iri))
    )
