"""What the graph states of things: the values of properties, asked for once and kept."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.namespaces import ID, PACT, XSD
from pactgraph.web.reconciliation.entities import Entities, entities
from pactgraph.web.reconciliation.vocabulary import Property, Vocabulary, vocabulary
from pactgraph.web.site import Site

_WHOLE: Final = frozenset(
    XSD[name].value
    for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_BROKEN: Final = frozenset(XSD[name].value for name in ("decimal", "double", "float"))

_OF_PROPERTY = """
SELECT ?thing ?value WHERE {{ {pattern} FILTER(STRSTARTS(STR(?thing), "{space}")) }}
ORDER BY ?thing ?value
"""


class Stated:
    """The values of properties of the things that can be matched, for one request.

    ``entities`` and ``vocabulary`` are those of the site.
    """

    def __init__(self, site: Site) -> None:
        self.entities: Entities = entities(site)
        self.vocabulary: Vocabulary = vocabulary(site)
        self._site = site
        self._read: dict[tuple[str, bool], Mapping[str, Sequence[Term]]] = {}

    def values(self, of: Property) -> Mapping[str, Sequence[Term]]:
        """Return the values of a property by the IRI of what has them; raises as the engine."""
        key = of.iri, of.back
        if key not in self._read:
            self._read[key] = self._asked(of)
        return self._read[key]

    def _asked(self, of: Property) -> Mapping[str, Sequence[Term]]:
        # Only a property that the vocabulary knows comes here: its IRI is the graph's own.
        one = NamedNode(of.iri)
        pattern = f"?value {one} ?thing ." if of.back else f"?thing {one} ?value ."
        found: dict[str, list[Term]] = defaultdict(list)
        for thing, value in self._site.rows(_OF_PROPERTY.format(pattern=pattern, space=ID.base)):
            if isinstance(thing, NamedNode) and isinstance(value, NamedNode | Literal):
                found[thing.value].append(value)
        return found

    def told(self, value: Term) -> dict[str, Any]:
        """Return a value as data extension tells it.

        A thing of the identifier space is told by identifier and name, a term of the ontology
        by its label, anything else that has an IRI by that; a date as the text that it is.
        """
        if isinstance(value, NamedNode):
            entity = self.entities.of_iri.get(value.value)
            if entity is not None:
                return {"id": entity.id, "name": entity.name}
            own = value.value in PACT
            return {"str": self.vocabulary.label(value.value) if own else value.value}
        assert isinstance(value, Literal)
        return _told_literal(value)


def _told_literal(value: Literal) -> dict[str, Any]:
    datatype = value.datatype.value
    try:
        if datatype in _WHOLE:
            return {"int": int(value.value)}
        if datatype in _BROKEN and math.isfinite(number := float(value.value)):
            return {"float": number}
    except ValueError:
        # A number that is written wrongly is told as it is written.
        pass
    return {"str": value.value}
