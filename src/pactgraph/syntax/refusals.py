"""What cannot be explained: the list, and what of it stands in a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.functions import NOT_DETERMINED
from pactgraph.syntax.scope import walk
from pactgraph.syntax.tree import Call, Describe, Query, Service
from pactgraph.syntax.writing import write_path


@dataclass(frozen=True, slots=True)
class Refusal:
    """A construct that cannot be explained, and the reason."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


_SERVICE = Refusal("SERVICE", "what another endpoint answered is not in this graph")
_DESCRIBE = Refusal(
    "DESCRIBE", "it says nothing of what is looked for; ask with SELECT or CONSTRUCT"
)
_CALLS = {
    name: Refusal(f"{name}()", "it need not give the same value twice") for name in NOT_DETERMINED
}
_FUNCTION = Refusal("a function by its IRI", "what it reckons is known to the engine alone")
_NEWER = Refusal("SPARQL 1.2 and LATERAL", "queries are read by the grammar of SPARQL 1.1")

ALL_REFUSALS: Final[tuple[Refusal, ...]] = (
    _SERVICE,
    _DESCRIBE,
    *_CALLS.values(),
    _FUNCTION,
    _NEWER,
)
"""All that cannot be explained. The last is refused when the query is read."""


def refusals(query: Query) -> tuple[Refusal, ...]:
    """Return what in a query cannot be explained, each once, in the order of the list.

    A function is named by its IRI; casts to the types of XML Schema can be explained.

    >>> from pactgraph.syntax.reading import read_query
    >>> [r.name for r in refusals(read_query("SELECT (RAND() AS ?x) { SERVICE id:a { } }"))]
    ['SERVICE', 'RAND()']
    """
    return tuple(sorted(dict.fromkeys(_found(query)), key=_place))


def _place(refusal: Refusal) -> tuple[int, str]:
    known = refusal if refusal in ALL_REFUSALS else _FUNCTION
    return ALL_REFUSALS.index(known), refusal.name


def _found(query: Query) -> Iterator[Refusal]:
    for node in walk(query):
        match node:
            case Service():
                yield _SERVICE
            case Describe():
                yield _DESCRIBE
            case Call(str() as name) if name in _CALLS:
                yield _CALLS[name]
            case Call(NamedNode() as iri) if iri.value not in XSD:
                yield Refusal(f"the function {write_path(iri, short=True)}", _FUNCTION.reason)
