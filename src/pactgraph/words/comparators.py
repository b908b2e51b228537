"""Whether a number that is stated as exact stands so in the words, and not after "more than"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import PACT
from pactgraph.words.article_words import PassageWords
from pactgraph.words.numerals import WrittenNumber
from pactgraph.words.vocabulary import Vocabulary


def comparators_passed_over(
    triples: Iterable[Triple], words: Sequence[PassageWords], vocabulary: Vocabulary
) -> list[tuple[Triple, frozenset[str]]]:
    """Return each ``pact:comparator pact:exactly`` whose number follows another comparator.

    ``words`` are those of the passage and of its resolvers, in order: the first that hold
    the number tell. With the triple go the comparators that stand before the number.
    """
    graph = list(triples)
    others = vocabulary.alike(PACT.exactly) - {PACT.exactly.value}
    found = []
    for triple in graph:
        if triple.predicate != PACT.comparator or triple.object != PACT.exactly:
            continue
        for value in _values(graph, triple.subject):
            before = _before(value, triple.subject, words, others)
            if before:
                found.append((triple, before))
    return found


def _before(
    value: Decimal, subject: object, words: Sequence[PassageWords], others: frozenset[str]
) -> frozenset[str]:
    """Return the comparators before a number; none if it stands bare somewhere there."""
    thing = subject.value if isinstance(subject, NamedNode) else ""
    for passage in words:
        places = [
            passage.individuals_before(stated.range) & others
            for stated in passage.numbers
            if isinstance(stated.written, WrittenNumber)
            and stated.written.value == value
            and stated.says_of(thing)
        ]
        if places:
            return frozenset().union(*places) if all(places) else frozenset()
    return frozenset()


def _values(graph: Sequence[Triple], subject: object) -> list[Decimal]:
    values = []
    for triple in graph:
        if triple.subject == subject and triple.predicate == PACT.value:
            try:
                value = triple.object.value if isinstance(triple.object, Literal) else ""
                values.append(Decimal(value))
            except InvalidOperation:
                # What is no number is found by the shapes.
                continue
    return values
