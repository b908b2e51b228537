"""The types and properties of the service: what they are called, and which things have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import DCTERMS, ID, OWL, PACT, PREFIXES, RDF, RDFS, SKOS
from pactgraph.query.name_table import normalised
from pactgraph.web.site import Site
from pactgraph.web.thing.class_tree import ClassTree, class_tree
from pactgraph.web.thing.kinds import GROUPS

BACK: Final = "^"
"""What stands before a property that is read from its value to what has it, as in SPARQL."""

IDENTITIES: Final = frozenset((SKOS.exactMatch.value, OWL.sameAs.value))
"""Properties whose value is another identifier of the thing itself."""

_OF_OTHERS: Final = {
    RDFS.label.value: ("label", "What a thing is called here."),
    DCTERMS.description.value: ("description", "What a thing is, in a sentence."),
    SKOS.exactMatch.value: ("exact match", "What another set calls the same thing."),
    SKOS.closeMatch.value: ("close match", "What another set has that is nearly the same."),
    SKOS.broadMatch.value: ("broad match", "What another set has that is wider."),
    SKOS.narrowMatch.value: ("narrow match", "What another set has that is narrower."),
    SKOS.relatedMatch.value: ("related match", "What another set has that is related."),
    OWL.sameAs.value: ("same as", "Another IRI of the thing."),
}
"""Properties of other vocabularies that are proposed; what says ours again is only answered."""

_QUERY: Final = f"""
SELECT ?property ?back ?type (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  {{
    ?thing ?property ?value .
    BIND(false AS ?back)
  }} UNION {{
    ?value ?property ?thing .
    FILTER(STRSTARTS(STR(?value), "{ID.base}"))
    BIND(true AS ?back)
  }}
  FILTER(STRSTARTS(STR(?thing), "{ID.base}"))
  ?thing a ?type .
}}
GROUP BY ?property ?back ?type
"""


@dataclass(frozen=True)
class Property:
    """A property; ``back`` tells that it is read from its value to what has it."""

    iri: str
    back: bool
    name: str
    description: str

    @property
    def id(self) -> str:
        """What the service calls it."""
        return f"{BACK if self.back else ''}{id_of(self.iri)}"

    @property
    def is_proposed(self) -> bool:
        """Whether it is one that a client is told of without having asked for it."""
        return self.iri in PACT or (self.iri in _OF_OTHERS and not self.back)


@dataclass(frozen=True)
class Type:
    """A class that has members."""

    iri: str
    name: str
    description: str

    @property
    def id(self) -> str:
        """What the service calls it."""
        return id_of(self.iri)

    def as_json(self) -> dict[str, str]:
        """Return what names it in an answer."""
        return {"id": self.id, "name": self.name}


def id_of(iri: str) -> str:
    """Return what the service calls a class or a property: ours by their names alone.

    >>> id_of("https://w3id.org/pactgraph/ontology#memberOf"), id_of(RDFS.label.value)
    ('memberOf', 'rdfs:label')
    """
    if iri in PACT:
        return iri.removeprefix(PACT.base)
    prefix = next((prefix for prefix, base in PREFIXES.items() if iri.startswith(base)), None)
    return iri if prefix is None else f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"


def iri_of(given: str) -> str:
    """Return the IRI that an identifier of a class or a property stands for, known or not.

    >>> iri_of("memberOf") == iri_of("pact:memberOf") == iri_of(PACT.memberOf.value)
    True
    """
    text = given.strip()
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return text if colon else PACT.base + text


class Vocabulary:
    """The classes that have members, and the properties that they have."""

    def __init__(
        self, tree: ClassTree, counts: Mapping[tuple[str, bool], Mapping[str, int]]
    ) -> None:
        """Take for each property, by direction, how many members of each class have it."""
        self._tree = tree
        self._counts = counts
        self._properties = {key: _property(tree, *key) for key in counts}
        members = {kind for of in counts.values() for kind in of}
        self._types = {iri: _type(tree, iri) for iri in members}

    def type(self, given: str) -> Type | None:
        """Return the class that an identifier means, None if nothing is of it."""
        return self._types.get(iri_of(given))

    def property(self, given: str) -> Property | None:
        """Return the property that an identifier means, None if nothing has it."""
        text = given.strip()
        return self._properties.get((iri_of(text.removeprefix(BACK)), text.startswith(BACK)))

    def types_of(self, iris: Iterable[str]) -> list[Type]:
        """Return those of some classes that are ours, the narrowest first."""
        own = [self._types[one] for one in iris if one in PACT and one in self._types]
        return sorted(own, key=lambda one: (-len(self._tree.above(one.iri)), one.name, one.iri))

    def kind(self, iris: Iterable[str]) -> str:
        """Return what a thing of these classes is, in words."""
        narrowest = self._tree.narrowest(one for one in iris if one in PACT)
        return ", ".join(map(self._tree.label, narrowest))

    def label(self, iri: str) -> str:
        """Return what a term of the ontology is called."""
        return self._tree.label(iri)

    def types(self) -> list[Type]:
        """Return our classes by name."""
        own = (one for one in self._types.values() if one.iri in PACT)
        return sorted(own, key=lambda one: (normalised(one.name), one.iri))

    def default_types(self) -> list[Type]:
        """Return the classes that most tables are about."""
        wide = (PACT[name].value for name, _ in GROUPS)
        return [self._types[iri] for iri in wide if iri in self._types]

    def properties(self) -> list[Property]:
        """Return the properties that are proposed, by name."""
        some = (one for one in self._properties.values() if one.is_proposed)
        return sorted(some, key=lambda one: (one.back, normalised(one.name), one.iri))

    def properties_of(self, type_given: str | None) -> list[Property]:
        """Return what is proposed for the members of a class: what most of them have comes first.

        None asks for all; of a class without members there is none.
        """
        if type_given is None:
            return self.properties()
        iri = iri_of(type_given)
        counted = {
            key: of[iri]
            for key, of in self._counts.items()
            if iri in of and self._properties[key].is_proposed
        }
        order = sorted(counted, key=lambda key: (key[1], -counted[key], key[0]))
        return [self._properties[key] for key in order]


@lru_cache(maxsize=2)
def vocabulary(site: Site) -> Vocabulary:
    """Return the vocabulary of a site's graph; raises as the engine does."""
    counts: dict[tuple[str, bool], dict[str, int]] = defaultdict(dict)
    for relation, back, kind, count in site.rows(_QUERY):
        if (
            isinstance(relation, NamedNode)
            and isinstance(kind, NamedNode)
            and isinstance(back, Literal)
            and isinstance(count, Literal)
        ):
            counts[relation.value, back.value == "true"][kind.value] = int(count.value)
    return Vocabulary(class_tree(site), counts)


def _property(tree: ClassTree, iri: str, back: bool) -> Property:
    name, description = _OF_OTHERS.get(iri) or (tree.label(iri), tree.definitions.get(iri, ""))
    if iri == RDF.type.value:
        name, description = "type", "The classes of a thing."
    return Property(iri, back, f"inverse of “{name}”" if back else name, description)


def _type(tree: ClassTree, iri: str) -> Type:
    return Type(iri, tree.label(iri), tree.definitions.get(iri, ""))
