"""What the graph states of things: the values of properties, asked of those that matter."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.namespaces import ID, PACT, XSD
from pactgraph.web.reconciliation.entities import Entities, batched, nodes
from pactgraph.web.reconciliation.vocabulary import Property, Vocabulary, vocabulary
from pactgraph.web.site import Site

_WHOLE: Final = frozenset(
    XSD[name].value
    for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger")
)
_BROKEN: Final = frozenset(XSD[name].value for name in ("decimal", "double", "float"))

_OF_PROPERTY: Final = """
SELECT ?thing ?value WHERE {{ {things} {pattern} FILTER(STRSTARTS(STR(?thing), "{space}")) }}
ORDER BY ?thing ?value
"""


class Stated:
    """The values of properties of the things that can be matched, for one request.

    ``vocabulary`` is that of the site; ``entities`` are kept as long as the request.
    """

    def __init__(self, site: Site) -> None:
        self.entities = Entities(site)
        self.vocabulary: Vocabulary = vocabulary(site)
        self._site = site
        self._read: dict[tuple[str, bool], dict[str, list[Term]]] = defaultdict(dict)

    def values(self, of: Property, things: Iterable[str]) -> Mapping[str, Sequence[Term]]:
        """Return the values of a property by the IRI of what has them, of these things at least.

        Each value that is a thing of the identifier space is read too. Raises as the engine does.
        """
        read = self._read[of.iri, of.back]
        for some in batched(one for one in things if one not in read):
            read.update((one, []) for one in some)
            known = " ".join(map(str, nodes(some)))
            if known:
                read.update(self._asked(of, f"VALUES ?thing {{ {known} }}"))
        return read

    def of_all(self, of: Property) -> Mapping[str, Sequence[Term]]:
        """Return the values of a property of all things, at the cost of its statements."""
        return self._asked(of, "")

    def _asked(self, of: Property, things: str) -> dict[str, list[Term]]:
        # Only a property that the vocabulary knows comes here: its IRI is the graph's own.
        one = NamedNode(of.iri)
        pattern = f"?value {one} ?thing ." if of.back else f"?thing {one} ?value ."
        asked = _OF_PROPERTY.format(things=things, pattern=pattern, space=ID.base)
        found: dict[str, list[Term]] = defaultdict(list)
        meant: set[str] = set()
        for thing, value in self._site.rows(asked):
            if isinstance(thing, NamedNode) and isinstance(value, NamedNode | Literal):
                found[thing.value].append(value)
                if isinstance(value, NamedNode):
                    meant.add(value.value)
        self.entities.want(sorted(meant))
        return found

    def told(self, value: Term) -> dict[str, Any]:
        """Return a value as data extension tells it.

        A thing of the identifier space is told by identifier and name, a term of the ontology
        by its label, anything else that has an IRI by that; a date as the text that it is.
        """
        if isinstance(value, NamedNode):
            entity = self.entities.of(value.value)
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
