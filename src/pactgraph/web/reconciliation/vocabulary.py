"""The types and properties of the service: what they are called, and which things have them."""

from __future__ import annotations

from collections.abc import Iterable
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

_KEPT: Final = 2000
"""How many answers of the graph are kept; a client can ask for any class and property."""

_SAMPLE: Final = 1000
"""How many statements, or members of a class, are looked at: they are much alike."""

_IN_SPACE: Final = f'FILTER(STRSTARTS(STR(?{{}}), "{ID.base}"))'
_OF_THING, _OF_VALUE = (_IN_SPACE.format(name) for name in ("thing", "value"))

_IS_STATED: Final = "ASK {{ ?thing {property} ?value }}"
_HAVE: Final = f"""
ASK {{{{
  {{{{ SELECT ?thing ?value WHERE {{{{ {{pattern}} }}}} LIMIT {_SAMPLE} }}}}
  {_OF_THING} {{more}}
}}}}
"""
_MEMBERS: Final = f"""
SELECT DISTINCT ?thing WHERE {{{{
  {{{{ SELECT ?thing WHERE {{{{ ?thing a {{kind}} }}}} LIMIT {10 * _SAMPLE} }}}}
  {_OF_THING}
}}}} LIMIT {_SAMPLE}
"""
_PROPERTIES: Final = """
SELECT ?property (COUNT(DISTINCT ?thing) AS ?count) WHERE {{
  VALUES ?thing {{ {things} }}
  {pattern}
}} GROUP BY ?property
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
    """The classes that have members, and the properties that they have.

    What is asked of the graph is looked up when it is needed, in samples where it is much, and
    kept: it costs the same in a graph of any size.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._tree: ClassTree = class_tree(site)
        self._known: dict[str, bool] = {}
        self._of_type: dict[str, list[Property]] = {}

    def property(self, given: str) -> Property | None:
        """Return the property that an identifier means, None if nothing has it."""
        text = given.strip()
        iri = iri_of(text.removeprefix(BACK))
        if not self._asked(iri, _IS_STATED, "property"):
            return None
        return _property(self._tree, iri, text.startswith(BACK))

    def types_of(self, iris: Iterable[str]) -> list[Type]:
        """Return those of a thing's classes that are ours, the narrowest first."""
        own = [_type(self._tree, one) for one in iris if one in PACT]
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
        own = [_type(self._tree, one) for one in self._terms() if self._has_members(one)]
        return sorted(own, key=lambda one: (normalised(one.name), one.iri))

    def default_types(self) -> list[Type]:
        """Return the classes that most tables are about."""
        wide = (PACT[name].value for name, _ in GROUPS)
        return [_type(self._tree, iri) for iri in wide if self._has_members(iri)]

    def properties(self) -> list[Property]:
        """Return the properties that are proposed, by name."""
        terms = [*self._terms(), *_OF_OTHERS]
        some = [_property(self._tree, iri, back) for iri in terms for back in (False, True)]
        some = [one for one in some if one.is_proposed and self._is_had(one)]
        return sorted(some, key=lambda one: (one.back, normalised(one.name), one.iri))

    def properties_of(self, type_given: str | None) -> list[Property]:
        """Return what is proposed for the members of a class: what most of them have comes first.

        None asks for all; of a class without members there is none.
        """
        if type_given is None:
            return self.properties()
        iri = iri_of(type_given)
        if iri not in self._of_type:
            if len(self._of_type) >= _KEPT:
                self._of_type.clear()
            self._of_type[iri] = self._counted(iri)
        return self._of_type[iri]

    def _counted(self, iri: str) -> list[Property]:
        try:
            kind = NamedNode(iri)
        except ValueError:
            return []
        members = self._site.rows(_MEMBERS.format(kind=kind))
        things = " ".join(str(one) for (one,) in members)
        found: list[tuple[int, Property]] = []
        for back, pattern in (
            (False, "?thing ?property ?value"),
            (True, f"?value ?property ?thing {_OF_VALUE}"),
        ):
            for relation, count in self._site.rows(
                _PROPERTIES.format(things=things, pattern=pattern)
            ):
                if isinstance(relation, NamedNode) and isinstance(count, Literal):
                    one = _property(self._tree, relation.value, back)
                    found.append((int(count.value), one))
        found.sort(key=lambda counted: (counted[1].back, -counted[0], counted[1].iri))
        return [one for _, one in found if one.is_proposed]

    def _terms(self) -> list[str]:
        return [one for one in self._tree.labels if one in PACT]

    def _has_members(self, iri: str) -> bool:
        return self._asked(iri, _HAVE, "pattern", "?thing a {}", more="")

    def _is_had(self, one: Property) -> bool:
        pattern = "?value {} ?thing" if one.back else "?thing {} ?value"
        more = _OF_VALUE if one.back else ""
        return self._asked(one.iri, _HAVE, "pattern", pattern, more=more)

    def _asked(self, iri: str, query: str, name: str, value: str = "{}", **more: str) -> bool:
        try:
            asked = query.format(**{name: value.format(NamedNode(iri)), **more})
        except ValueError:
            # What a client gives for a class or a property may be no IRI.
            return False
        if asked not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[asked] = self._site.truth(asked)
        return self._known[asked]


@lru_cache(maxsize=2)
def vocabulary(site: Site) -> Vocabulary:
    """Return the vocabulary of a site's graph; raises as the engine does."""
    return Vocabulary(site)


def _property(tree: ClassTree, iri: str, back: bool) -> Property:
    name, description = _OF_OTHERS.get(iri) or (tree.label(iri), tree.definitions.get(iri, ""))
    if iri == RDF.type.value:
        name, description = "type", "The classes of a thing."
    return Property(iri, back, f"inverse of “{name}”" if back else name, description)


def _type(tree: ClassTree, iri: str) -> Type:
    return Type(iri, tree.label(iri), tree.definitions.get(iri, ""))
