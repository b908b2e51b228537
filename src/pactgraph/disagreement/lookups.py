"""Look-ups of single statements, by thing and property or by property and value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.disagreement.voices import Value
from pactgraph.namespaces import PACT
from pactgraph.words.titles import title_begin, title_words

Node = NamedNode | BlankNode
Graphs = Mapping[str, Sequence[Triple]]
"""Named graphs by their IRIs."""


class Having(NamedTuple):
    """What has one of these values for one of these properties, or, through one, leads to that."""

    names: tuple[NamedNode, ...]
    values: Collection[Value]
    through: NamedNode | None = None


class Lookups(Protocol):
    """What is asked of named graphs. Literals are as Oxigraph has them ("01" is "1").

    Their own statements are what a finding cites, so that a graph in memory and a store that
    was built of it have the same findings, whatever the files' way to write a number.
    """

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        ...

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        ...

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        ...

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        ...

    def meeting(self, conditions: Sequence[Having]) -> Iterable[Node] | None:
        """Return what meets every condition in whatever graphs, and maybe more.

        None where that is found no sooner than by reading all that meets one of them.
        """
        ...

    def titled(self, body: Value, begin: str) -> Iterable[tuple[Node, Value]]:
        """Return the offices of a body with their names and titles that begin so, and maybe more.

        How a title begins is as ``title_begin`` has it.
        """
        ...


def by_begin(titled: Iterable[tuple[Node, Value]]) -> dict[str, list[tuple[Node, Value]]]:
    """Return offices with names and titles by how these begin, less those that are too short."""
    found: dict[str, list[tuple[Node, Value]]] = defaultdict(list)
    for office, title in titled:
        if isinstance(title, Literal) and (begin := title_begin(title_words(title.value))):
            found[begin].append((office, title))
    return found


def titles_of(lookups: Lookups, office: Node) -> Iterator[tuple[Node, Value]]:
    """Yield an office with each of its names, and each title of a holding of it."""
    # A statement stands in many graphs, and counts here once.
    named = dict.fromkeys(name for name, _ in lookups.of(office, PACT.name))
    holdings = dict.fromkeys(holding for holding, _ in lookups.having(PACT.office, office))
    for holding in holdings:
        named.update((title, None) for title, _ in lookups.of(holding, PACT.title))
    yield from ((office, name) for name in named)
