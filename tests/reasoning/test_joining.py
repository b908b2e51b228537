"""Joins by look-ups of single patterns find what the columns of the closure find."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.namespaces import XSD
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.joining import join
from pactgraph.reasoning.rules import Pattern, Term, Variable

NODES = [NamedNode(f"http://example.org/{name}") for name in "abcd"]
PROPERTIES = [NamedNode(f"http://example.org/{name}") for name in "pq"]
VALUES = [Literal("1", datatype=XSD.integer), Literal("x")]
VARIABLES = [Variable(name) for name in "xyz"]

node, value = st.sampled_from(NODES), st.sampled_from([*NODES, *VALUES])
fact = st.builds(Triple, node, st.sampled_from(PROPERTIES), value)
slot = st.sampled_from([*VARIABLES, *VARIABLES, *NODES])
pattern = st.builds(Pattern, slot, st.sampled_from(PROPERTIES), slot)


@given(
    st.lists(fact, max_size=14, unique=True),
    st.lists(pattern, min_size=1, max_size=3),
    st.dictionaries(st.sampled_from(VARIABLES), value, max_size=2),
)
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_a_join_finds_every_match(
    facts: list[Triple], body: list[Pattern], bindings: dict[Variable, Term]
) -> None:
    def find(s: Term | None, p: NamedNode, o: Term | None) -> Iterator[Triple]:
        assert not isinstance(s, Literal)
        for found in facts:
            if found.predicate == p and s in (None, found.subject) and o in (None, found.object):
                yield found

    expected = close(facts, ()).matches(body, bindings)
    found = list(join(body, bindings, find))
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(set(found)) == len(found)


def test_of_two_busy_things_only_the_less_busy_is_read() -> None:
    p, q, busy, rare = (NamedNode(f"http://example.org/{n}") for n in ("p", "q", "busy", "rare"))
    members = [NamedNode(f"http://example.org/m{i}") for i in range(1000)]
    read = 0

    def find(s: Term | None, predicate: NamedNode, o: Term | None) -> Iterator[Triple]:
        nonlocal read
        for member in members if predicate == p else members[:3]:
            if s in (None, member):
                read += 1
                yield Triple(member, predicate, o)  # type: ignore[arg-type]

    body = [Pattern(Variable("x"), p, busy), Pattern(Variable("x"), q, rare)]
    assert len(list(join(body, {}, find))) == 3
    assert read < 20
