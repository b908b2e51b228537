"""Rules as SPARQL Update: the closure computed by the engine that holds the triples.

Each rule becomes ``INSERT { head } WHERE { body }``, and rounds of them go on until nothing is
new (semi-naive: of each body one pattern is matched in what the round before brought). What is
matched are joins and nothing else, since that is what engines agree on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, Protocol

from pyoxigraph import BlankNode, NamedNode

from pactgraph.errors import PactgraphError
from pactgraph.reasoning.rules import Pattern, Rule, Slot, Term, Variable

_MOST_ROUNDS: Final = 1000
_AT_ONCE: Final = 40
"""So many operations go into one request."""

Keep = Callable[[Term], Term]
"""Gives the term that the engine keeps for a term."""


class Updated(Protocol):
    """An engine that carries out updates and counts."""

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out an update."""
        ...

    def count(self, graph: NamedNode | None = None) -> int:
        """Return the number of triples of a named graph."""
        ...


class _Graphs:
    """The graphs that the rounds need, named after the one that gets what is derived."""

    def __init__(self, inferred: NamedNode) -> None:
        self.inferred = inferred
        self.closed = NamedNode(f"{inferred.value}/closed")
        self.delta = NamedNode(f"{inferred.value}/delta")
        self.new = NamedNode(f"{inferred.value}/new")

    def copying(self, source: NamedNode, target: NamedNode) -> str:
        """Return the operation that makes one graph what another is."""
        return f"COPY SILENT GRAPH {source} TO GRAPH {target}"

    def emptying(self, *graphs: NamedNode) -> Iterator[str]:
        """Yield the operations that empty graphs."""
        return (f"CLEAR SILENT GRAPH {graph}" for graph in graphs)


def close_by_updates(
    engine: Updated,
    rules: Iterable[Rule],
    given: NamedNode,
    inferred: NamedNode,
    keep: Keep = lambda term: term,
) -> int:
    """Have an engine write into the graph ``inferred`` what rules derive from ``given``.

    It gets what is not given already; what it held before is gone. Returns the number of
    rounds that derived anything. ``keep`` gives the term that stands for a rule's term there.

    Raises PactgraphError for a rule that names a blank node, and what the engine raises.
    """
    rules = tuple(rules)
    graphs = _Graphs(inferred)
    _carry_out(
        engine,
        [
            *graphs.emptying(inferred, graphs.delta),
            graphs.copying(given, graphs.closed),
        ],
    )
    for number in range(_MOST_ROUNDS):
        _carry_out(engine, graphs.emptying(graphs.new))
        _carry_out(engine, _round(rules, graphs, keep, first=number == 0))
        if not engine.count(graphs.new):
            _carry_out(engine, graphs.emptying(graphs.closed, graphs.delta))
            return number
        _carry_out(
            engine,
            [
                f"ADD SILENT GRAPH {graphs.new} TO GRAPH {graphs.closed}",
                f"ADD SILENT GRAPH {graphs.new} TO GRAPH {inferred}",
                graphs.copying(graphs.new, graphs.delta),
            ],
        )
    raise PactgraphError(f"the closure did not end within {_MOST_ROUNDS} rounds")


def _round(rules: Collection[Rule], graphs: _Graphs, keep: Keep, *, first: bool) -> Iterator[str]:
    for rule in rules:
        yield from rule_updates(rule, graphs.closed, graphs.delta, graphs.new, keep, first=first)
    # Known before: a join that every engine can do, where NOT EXISTS is not.
    known = f"GRAPH {graphs.new} {{ ?s ?p ?o }}"
    yield f"DELETE {{ {known} }} WHERE {{ {known} GRAPH {graphs.closed} {{ ?s ?p ?o }} }}"


def rule_updates(
    rule: Rule,
    closed: NamedNode,
    delta: NamedNode,
    new: NamedNode,
    keep: Keep = lambda term: term,
    *,
    first: bool = False,
) -> Iterator[str]:
    """Yield the operations that write into ``new`` what a rule derives.

    In the ``first`` round there is one, on ``closed`` alone; later one for each pattern of the
    body, which is then matched in ``delta``. None for a rule without a head.

    >>> p, q, x, y = NamedNode("urn:p"), NamedNode("urn:q"), Variable("x"), Variable("y")
    >>> rule = Rule("r", "prp-spo1", (Pattern(x, p, y),), Pattern(x, q, y))
    >>> graphs = map(NamedNode, ("urn:closed", "urn:delta", "urn:new"))
    >>> print(*rule_updates(rule, *graphs))
    INSERT { GRAPH <urn:new> { ?x <urn:q> ?y } } WHERE { GRAPH <urn:delta> { ?x <urn:p> ?y } }
    """
    if rule.head is None:
        return
    head = f"INSERT {{ GRAPH {new} {{ {_text(rule.head, keep)} }} }}"
    if not rule.body:
        if first:
            yield f"{head} WHERE {{ }}"
        return
    guard = " FILTER(!ISLITERAL(" + str(rule.head.subject) + "))" if _may_be_literal(rule) else ""
    for index in range(1 if first else len(rule.body)):
        parts = [
            f"GRAPH {delta if place == index and not first else closed} {{ {_text(each, keep)} }}"
            for place, each in enumerate(rule.body)
        ]
        # What is few first: an engine without statistics joins in the order of the text.
        ordered = [parts[index], *parts[:index], *parts[index + 1 :]]
        yield f"{head} WHERE {{ {' '.join(ordered)}{guard} }}"


def _may_be_literal(rule: Rule) -> bool:
    """Tell whether what would be the subject of the head may be a literal."""
    assert rule.head is not None
    subject = rule.head.subject
    things = {slot for pattern in rule.body for slot in (pattern.subject, pattern.predicate)}
    return isinstance(subject, Variable) and subject not in things


def _text(pattern: Pattern, keep: Keep) -> str:
    return " ".join(_slot(slot, keep) for slot in pattern)


def _slot(slot: Slot, keep: Keep) -> str:
    if isinstance(slot, Variable):
        return str(slot)
    if isinstance(slot, BlankNode):
        raise PactgraphError(f"a rule that names a blank node cannot be pushed down: {slot}")
    return str(keep(slot))


def _carry_out(engine: Updated, operations: Iterable[str]) -> None:
    waiting: list[str] = []
    for operation in operations:
        waiting.append(operation)
        if len(waiting) == _AT_ONCE:
            engine.update(" ;\n".join(waiting), source="rules")
            waiting = []
    if waiting:
        engine.update(" ;\n".join(waiting), source="rules")
