"""The JSON-LD context: hand-made short terms, and every name of our own vocabulary.

``@vocab`` is the ontology, so that each of its names stands as it is ("Passage",
"holder"). On top come short terms for the words of other vocabularies that a reader
meets most, and what kind of value a property holds, where that saves writing it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.export.turtle import short_name
from pactgraph.namespaces import (
    DCTERMS,
    FOAF,
    OA,
    OWL,
    PACT,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    XSD,
)

JsonObject = dict[str, object]

_REFERENCE: Final = "@id"
_ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class ContextTerm:
    """A key of a node object: the property it stands for, and how its strings are read.

    ``coercion`` is ``@id`` (strings are IRIs), a datatype's IRI, or None (plain strings);
    ``language`` is that of the strings.
    """

    property: NamedNode
    coercion: str | None = None
    language: str | None = None

    def definition(self) -> JsonObject:
        """Return the term's definition (JSON-LD 1.1, 9.15.1)."""
        definition: JsonObject = {"@id": compact_iri(self.property.value)}
        if self.coercion:
            definition["@type"] = compact_iri(self.coercion)
        if self.language:
            definition["@language"] = self.language
        return definition


_TERMS: Final[dict[str, ContextTerm]] = {
    "label": ContextTerm(RDFS.label, language=_ENGLISH),
    "comment": ContextTerm(RDFS.comment, language=_ENGLISH),
    "seeAlso": ContextTerm(RDFS.seeAlso, _REFERENCE),
    "definedBy": ContextTerm(RDFS.isDefinedBy, _REFERENCE),
    "description": ContextTerm(DCTERMS.description, language=_ENGLISH),
    "definition": ContextTerm(SKOS.definition, language=_ENGLISH),
    "preferredLabel": ContextTerm(SKOS.prefLabel, language=_ENGLISH),
    "alternativeLabel": ContextTerm(SKOS.altLabel, language=_ENGLISH),
    "exactMatch": ContextTerm(SKOS.exactMatch, _REFERENCE),
    "closeMatch": ContextTerm(SKOS.closeMatch, _REFERENCE),
    "sameAs": ContextTerm(OWL.sameAs, _REFERENCE),
    "foafName": ContextTerm(FOAF.name),
    "published": ContextTerm(SCHEMA.datePublished, XSD.date.value),
    "author": ContextTerm(SCHEMA.author, _REFERENCE),
    "publisher": ContextTerm(SCHEMA.publisher, _REFERENCE),
    "ofArticle": ContextTerm(OA.hasSource, _REFERENCE),
    "selector": ContextTerm(OA.hasSelector, _REFERENCE),
    "firstCharacter": ContextTerm(OA.start),
    "afterLastCharacter": ContextTerm(OA.end),
}
_OWN_REFERENCES: Final = (
    *("describedIn", "resolvedBy", "resolution", "resolvedThing", "resolvingPassage"),
    *("speaker", "act", "audience", "outlet", "about", "accordingTo", "impliedBy"),
    *("content", "wordedIn", "boundsOf", "boundsIn", "carriedFrom", "perhapsSameAs"),
)
_OWN_DATES: Final = (
    *("date", "begin", "observedOn", "endedBefore", "intervalUntil"),
    *("beginNotBefore", "beginNotAfter", "endNotBefore", "endNotAfter"),
    *("writtenNotBefore", "writtenNotAfter"),
)
_OWN_YEARS: Final = ("firstYear", "lastYear")
_PLAIN_NAME: Final = re.compile("[A-Za-z][A-Za-z0-9_-]*")


def compact_iri(iri: str) -> str:
    """Return an IRI with its prefix, if it may have one.

    >>> compact_iri("https://w3id.org/pactgraph/id/kfor")
    'id:kfor'
    """
    short = short_name(iri)
    return ":".join(short) if short else iri


def _hand_made() -> dict[str, ContextTerm]:
    own = {name: ContextTerm(PACT[name], _REFERENCE) for name in _OWN_REFERENCES}
    own |= {name: ContextTerm(PACT[name], XSD.date.value) for name in _OWN_DATES}
    own |= {name: ContextTerm(PACT[name], XSD.gYear.value) for name in _OWN_YEARS}
    return _TERMS | own


class Context:
    """A JSON-LD context, and how it shortens the names of a document."""

    def __init__(self, ontology: Iterable[Triple] = ()) -> None:
        """Make the hand-made context, with the object properties that the ontology declares."""
        self._terms = _hand_made()
        for name in sorted(_object_properties(ontology)):
            if not self._is_taken(name):
                self._terms[name] = ContextTerm(PACT[name], _REFERENCE)
        self._name_of = {term.property: name for name, term in self._terms.items()}

    def as_json(self) -> JsonObject:
        """Return the value of ``@context``."""
        terms = {name: self._terms[name].definition() for name in sorted(self._terms)}
        return {"@vocab": PACT.base, **PREFIXES, **terms}

    def key(self, predicate: NamedNode) -> tuple[str, ContextTerm]:
        """Return the key of a property, and how strings under that key are read."""
        name = self._name_of.get(predicate)
        if name is not None:
            return name, self._terms[name]
        return self.vocabulary_name(predicate), ContextTerm(predicate)

    def vocabulary_name(self, term: NamedNode) -> str:
        """Return a property or class as a key or a type: bare if it is one of ours."""
        local = term.value.removeprefix(PACT.base)
        if term.value in PACT and _PLAIN_NAME.fullmatch(local) and not self._is_taken(local):
            return local
        return self.reference(term)

    def reference(self, node: NamedNode | BlankNode) -> str:
        """Return a node as the value of ``@id``.

        Raises BadInput for an IRI such as ``time:noon``, which would be read as a
        shortened one.
        """
        if isinstance(node, BlankNode):
            return str(node)
        scheme, _, rest = node.value.partition(":")
        if scheme in PREFIXES and not rest.startswith("//"):
            raise BadInput(
                f"JSON-LD would read this IRI as one shortened with the prefix {scheme}:",
                iri=node.value,
                hint="export as Turtle or N-Triples, which carry it",
            )
        return compact_iri(node.value)

    def _is_taken(self, name: str) -> bool:
        return name in self._terms or name in PREFIXES


def _object_properties(ontology: Iterable[Triple]) -> set[str]:
    declared = (
        triple.subject.value
        for triple in ontology
        if triple.predicate == RDF.type
        and triple.object == OWL.ObjectProperty
        and isinstance(triple.subject, NamedNode)
    )
    names = {iri.removeprefix(PACT.base) for iri in declared if iri in PACT}
    return {name for name in names if _PLAIN_NAME.fullmatch(name)}
