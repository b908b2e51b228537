"""What cannot be explained: the list, and what of it stands in a query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.errors import BadQuery
from pactgraph.namespaces import XSD
from pactgraph.syntax.functions import NOT_DETERMINED
from pactgraph.syntax.reading import MAX_DEPTH
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

    def error(self, what: str = "", *, hint: str | None = None) -> BadQuery:
        """Return the error that refuses this, with what of it was met where that says more."""
        return BadQuery(f"cannot be explained: {what or self.name}", hint=hint)


MOST_NODES: Final = 100_000
"""How many nodes a search for the walk of a path looks at."""

SERVICE = Refusal("SERVICE", "what another endpoint answered is not in this graph")
DESCRIBE = Refusal(
    "DESCRIBE", "it says nothing of what is looked for; ask with SELECT or CONSTRUCT"
)
_CALLS = {
    name: Refusal(f"{name}()", "it need not give the same value twice") for name in NOT_DETERMINED
}
_FUNCTION = Refusal("a function by its IRI", "what it reckons is known to the engine alone")
_NEWER = Refusal("SPARQL 1.2 and LATERAL", "queries are read by the grammar of SPARQL 1.1")

GRAPH_OF_SUB_SELECT = Refusal(
    "GRAPH ?g around nothing but a sub-select",
    "the engine does not say which graph ?g is; name a pattern of triples beside it",
)
EXISTS_OF_GROUP = Refusal(
    "EXISTS in HAVING, GROUP BY or beside an aggregate",
    "it is asked of a group, not of a row of the pattern; BIND it inside the pattern",
)
OUTSIDE_IN_EXISTS = Refusal(
    "a MINUS, a BIND to a variable or a hidden variable of a sub-select inside EXISTS, with a "
    "variable of outside",
    "engines differ in what the value of outside does there; give the inner one its own name",
)
LONG_PATH = Refusal(
    f"a property path that looks at more than {MOST_NODES:,} nodes",
    "the search for its walk is cut there; name its properties, or bind its ends",
)
TOO_DEEP = Refusal(f"parts that nest more than {MAX_DEPTH} deep", "reading them would not end well")
TOO_LONG = Refusal(
    "with the row's values the query is too long to be asked",
    "the engine takes no question of that length; ask in several queries",
)
ENGINE_DIFFERS = Refusal(
    "an answer that the engine does not give again",
    "what is asked with the row's values must come out as in the answer: where it does not "
    "(EXISTS, a path, an inner SELECT, a literal as subject), nothing is told",
)

ALL_REFUSALS: Final[tuple[Refusal, ...]] = (
    SERVICE,
    DESCRIBE,
    *_CALLS.values(),
    _FUNCTION,
    GRAPH_OF_SUB_SELECT,
    EXISTS_OF_GROUP,
    OUTSIDE_IN_EXISTS,
    LONG_PATH,
    TOO_DEEP,
    TOO_LONG,
    ENGINE_DIFFERS,
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
                yield SERVICE
            case Describe():
                yield DESCRIBE
            case Call(str() as name) if name in _CALLS:
                yield _CALLS[name]
            case Call(NamedNode() as iri) if iri.value not in XSD:
                yield Refusal(f"the function {write_path(iri, short=True)}", _FUNCTION.reason)
