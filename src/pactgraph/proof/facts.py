"""What a prover asks of a graph: rounds, matches, and where each statement stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.errors import Location
from pactgraph.reasoning.builtin_rules import Computed as ComputedGraph
from pactgraph.reasoning.rules import Bindings, Pattern, Term

UNKNOWN: Final = -1
"""The round of a triple that was inferred, where no round of it is kept."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a computed triple came to be: names and sentences of the rules, and what they read."""

    rules: tuple[tuple[str, str], ...]
    inputs: tuple[Quad, ...]


def origin(computed: ComputedGraph, triple: Triple) -> Origin | None:
    """Return how a computed graph came to hold a triple, None if it does not.

    The inputs are in the order of their graphs and their text.
    """
    try:
        rules = computed.rules_of(triple)
    except KeyError:
        return None
    inputs = sorted(computed.inputs_of(triple), key=lambda q: (str(q.graph_name), str(q.triple)))
    return Origin(tuple((rule.name, rule.description) for rule in rules), tuple(inputs))


class Facts(Protocol):
    """A graph that was closed, as a prover sees it."""

    @property
    def joined_claims(self) -> Collection[str]:
        """The claim graphs whose statements have joined merged."""
        ...

    def round_of(self, triple: Triple) -> int | None:
        """Return the round of the closure that gave a triple: 0 if it was given.

        None if the triple had no part in the closure (link matches and the labels of the
        ontology's terms come after it), ``UNKNOWN`` if it was inferred and its round was
        not kept.
        """
        ...

    def matches(self, body: Sequence[Pattern], bindings: Bindings) -> Iterable[tuple[Triple, ...]]:
        """Return, in any order, the triples of merged that each match of the body matched."""
        ...

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        """Yield the triples with these terms, in any order; None stands for any term."""
        ...

    def graphs_of(self, triple: Triple) -> tuple[NamedNode, ...]:
        """Return the named graphs that hold a triple, in the order of their IRIs."""
        ...

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands, None if no file states it."""
        ...

    def origin_of(self, triple: Triple) -> Origin | None:
        """Return how the built-in rules computed a triple, None if they did not."""
        ...

    def text(self, triple: Triple) -> str:
        """Return the text by which triples are ordered, literals as the engine rewrites them."""
        ...

    def as_held(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return a triple with its literal as this graph has it.

        An engine rewrites literals ("01" becomes "1"), so an engine's triple and a file's
        may be one. The triple is returned as it is if none like it is held.
        """
        ...

    def as_written(self, triple: Triple, graph: NamedNode | None = None) -> Triple:
        """Return a triple with its literal as the file writes it that states it.

        Without a graph, the first that states it counts. The triple is returned as it is
        if no file states it.
        """
        ...

    def without_rounds(self) -> Facts:
        """Return the same graph as if no rounds had been kept."""
        ...


class Hiding:
    """A graph without one triple, and without the rounds of all that might rest on it."""

    def __init__(self, facts: Facts, hidden: Triple) -> None:
        self.joined_claims = facts.joined_claims
        self.graphs_of = facts.graphs_of
        self.line_of = facts.line_of
        self.origin_of = facts.origin_of
        self.text = facts.text
        self.as_held = facts.as_held
        self.as_written = facts.as_written
        self._facts = facts
        self._hidden = hidden
        # Nothing of an earlier round, or of the same, was derived from it.
        found = facts.round_of(hidden)
        self._sure = 0 if found is None or found == UNKNOWN else found

    def round_of(self, triple: Triple) -> int | None:
        """Return the triple's round, ``UNKNOWN`` where the hidden one may stand behind it."""
        if triple == self._hidden:
            return None
        found = self._facts.round_of(triple)
        return found if found is None or found <= self._sure else UNKNOWN

    def matches(self, body: Sequence[Pattern], bindings: Bindings) -> Iterable[tuple[Triple, ...]]:
        """Return the matches that do not use the hidden triple."""
        return (
            triples
            for triples in self._facts.matches(body, bindings)
            if self._hidden not in triples
        )

    def find(
        self, subject: Term | None, predicate: NamedNode, value: Term | None
    ) -> Iterator[Triple]:
        """Yield the triples with these terms, less the hidden one."""
        found = self._facts.find(subject, predicate, value)
        return (triple for triple in found if triple != self._hidden)

    def without_rounds(self) -> Facts:
        """Return the same graph as if no rounds had been kept."""
        return Hiding(self._facts.without_rounds(), self._hidden)
