"""Matches of a few triple patterns, by look-ups of single patterns alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.reasoning.rules import Bindings, Pattern, Slot, Term, Variable

Find: TypeAlias = Callable[[Term | None, NamedNode, Term | None], Iterable[Triple]]
"""Returns the triples with a subject, a predicate and an object, where None is any."""

_Places: TypeAlias = tuple[Term | None, NamedNode, Term | None]


def join(body: Sequence[Pattern], bindings: Bindings, find: Find) -> Iterator[tuple[Triple, ...]]:
    """Yield the triples that each match of the body matched, in the body's order.

    The pattern with the fewest open places is looked up first. Of several such it is the
    one with the fewest triples: they are read in turns until one has no more, so that a
    thing that much is said of costs no more than the rare one that it must meet.

    >>> a, p = NamedNode("urn:a"), NamedNode("urn:p")
    >>> body = [Pattern(Variable("x"), p, Variable("y"))]
    >>> len(list(join(body, {Variable("x"): a}, lambda s, p, o: [Triple(s, p, a)])))
    1
    """
    for found, _ in _joined(body, dict(bindings), {}, find):
        yield tuple(found[at] for at in range(len(body)))


def solutions(body: Sequence[Pattern], bindings: Bindings, find: Find) -> Iterator[Bindings]:
    """Yield what the variables stand for in each match of the body; see ``join``.

    >>> a, p = NamedNode("urn:a"), NamedNode("urn:p")
    >>> list(solutions([Pattern(a, p, Variable("y"))], {}, lambda s, p, o: [Triple(a, p, p)]))
    [{Variable(name='y'): <NamedNode value=urn:p>}]
    """
    return (values for _, values in _joined(body, dict(bindings), {}, find))


def _joined(
    body: Sequence[Pattern],
    values: Mapping[Variable, Slot],
    found: Mapping[int, Triple],
    find: Find,
) -> Iterator[tuple[Mapping[int, Triple], Bindings]]:
    if len(found) == len(body):
        yield found, values
        return
    waiting: dict[int, list[tuple[int, _Places]]] = {}
    for at, pattern in enumerate(body):
        if at not in found:
            places = _places(pattern, values)
            if places is None:
                return
            waiting.setdefault(places.count(None), []).append((at, places))
    at, triples = _fewest(waiting[min(waiting)], find)
    for triple in triples:
        bound = _bound(body[at], triple, values)
        if bound is not None:
            yield from _joined(body, bound, {**found, at: triple}, find)


def _fewest(choices: Sequence[tuple[int, _Places]], find: Find) -> tuple[int, Iterable[Triple]]:
    if len(choices) == 1:
        at, places = choices[0]
        return at, find(*places)
    running: list[tuple[int, Iterator[Triple], list[Triple]]] = [
        (at, iter(find(*places)), []) for at, places in choices
    ]
    while True:
        for at, triples, read in running:
            triple = next(triples, None)
            if triple is None:
                return at, read
            read.append(triple)


def _places(pattern: Pattern, values: Mapping[Variable, Slot]) -> _Places | None:
    """Return what is known of a pattern's terms; None if no triple can match it."""
    subject, predicate, value = (_known(slot, values) for slot in pattern)
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        return None
    return subject, predicate, value


def _known(slot: Slot, values: Mapping[Variable, Slot]) -> Term | None:
    found = values.get(slot) if isinstance(slot, Variable) else slot
    return None if isinstance(found, Variable) else found


def _bound(
    pattern: Pattern, triple: Triple, values: Mapping[Variable, Slot]
) -> Mapping[Variable, Slot] | None:
    """Return the values with those that a triple gives; None if it is no match after all."""
    bound = values
    for slot, term in ((pattern.subject, triple.subject), (pattern.object, triple.object)):
        if isinstance(slot, Variable) and bound.get(slot) != term:
            if slot in bound:
                return None
            bound = {**bound, slot: term}  # type: ignore[dict-item]
    return bound
