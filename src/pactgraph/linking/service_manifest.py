"""What a reconciliation service offers: its spaces, its types, and what it calls properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pactgraph.linking.entity import Entity
from pactgraph.linking.kinds import fit, kind_of_name, kind_of_type, our_kind
from pactgraph.namespaces import WD
from pactgraph.query.name_table import normalised

_AT_ONCE: Final = 10
_VALUES: Final = 10
"""How many values of a property are sent at most: the first of them tell enough."""

_COUNTRY: Final = {
    "person": ("country of citizenship", "nationality", "citizenship", "country"),
    "office": ("applies to jurisdiction", "jurisdiction", "office of", "country"),
}
_COUNTRY_OF_OTHERS: Final = ("country", "state")
_DATE: Final = ("point in time", "date", "start time", "begin", "inception")
_OFFICE: Final = ("position held", "holds office", "office")
_DATED: Final = ("event", "operation", "document", "programme")
"""The kinds whose years are their own; those known of a person are of what he did."""


@dataclass(frozen=True)
class ServiceManifest:
    """What a service's manifest tells, as far as candidates are asked for by it.

    ``types`` maps identifiers of the types that it proposes to their names; ``properties`` is
    the address at which it tells properties by the start of their names, if it has one;
    ``batch`` is how many queries are sent at once.
    """

    title: str
    space: str
    schema: str = ""
    types: Mapping[str, str] = field(default_factory=dict)
    properties: str | None = None
    batch: int = _AT_ONCE

    @classmethod
    def read(cls, told: Mapping[str, object], url: str) -> ServiceManifest | None:
        """Return what a manifest tells, None for one without an identifierSpace.

        What else is missing or of another form is left out: the API asks for little.
        """
        space = told.get("identifierSpace")
        if not isinstance(space, str) or not space:
            return None
        batch = told.get("batchSize")
        return cls(
            title=_text(told.get("name")) or url,
            space=space,
            schema=_text(told.get("schemaSpace")),
            types=dict(_types(told.get("defaultTypes"))),
            properties=_properties(told.get("suggest")),
            batch=min(_AT_ONCE, batch) if isinstance(batch, int) and batch > 0 else _AT_ONCE,
        )

    def iri_of(self, key: str) -> str:
        """Return the IRI of a thing that the service calls by a key."""
        return key if key.startswith(("http://", "https://")) else f"{self.space}{key}"

    def iri_of_type(self, key: str) -> str:
        """Return the IRI of a type: those of Wikidata are things, and not of its schema."""
        if "://" in key:
            return key
        is_item = self.space == WD.base and key.startswith("Q")
        return f"{self.space if is_item else self.schema}{key}"

    def kind_of(self, key: str, name: str) -> str | None:
        """Return the kind of a type's members, by its IRI or else by its name, None if unknown."""
        iri = self.iri_of_type(key)
        return kind_of_type(iri) or our_kind([iri]) or kind_of_name(name)

    def types_for(self, kind: str) -> list[str]:
        """Return the proposed types that something of a kind may be of."""
        kinds = {key: self.kind_of(key, name) for key, name in self.types.items()}
        return [key for key, of in kinds.items() if of and fit(kind, {of: key}) != "against"]


def known_of(entity: Entity) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return what is known of a thing beside its names: properties' names, and the values.

    A service has the property under one of its names, those that fit best first, or not at all.
    """
    years = sorted(entity.years) if entity.kind in _DATED else []
    told = (
        (_COUNTRY.get(entity.kind, _COUNTRY_OF_OTHERS), _others(entity)),
        (_DATE, [str(year) for year in years]),
        (_OFFICE, entity.offices),
    )
    return [(names, tuple(some)[:_VALUES]) for names, some in told if some]


def _others(entity: Entity) -> Iterable[str]:
    """Return the countries of a thing; a state is its own."""
    return () if entity.kind == "state" else entity.countries


def _types(told: object) -> Iterable[tuple[str, str]]:
    for one in told if isinstance(told, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield one["id"], _text(one.get("name"))


def _properties(suggest: object) -> str | None:
    offered = suggest.get("property") if isinstance(suggest, dict) else None
    if not isinstance(offered, dict) or not isinstance(offered.get("service_url"), str):
        return None
    return str(offered["service_url"]) + _text(offered.get("service_path"))


def property_in(answer: Mapping[str, object], name: str) -> str | None:
    """Return the identifier of the property of a name in what a service suggests, or None."""
    results = answer.get("result")
    for one in results if isinstance(results, list) else []:
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            continue
        if normalised(_text(one.get("name"))) == normalised(name):
            return str(one["id"])
    return None


def _text(told: object) -> str:
    return told if isinstance(told, str) else ""
