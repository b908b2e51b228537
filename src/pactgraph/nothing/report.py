"""What is found about an empty answer, as plain data: reasons, near matches, what is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.syntax.tree import Element, Expression

Term = NamedNode | BlankNode | Literal
Bindings = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Amount:
    """How many there are; with ``more``, at least so many.

    >>> str(Amount(7)), str(Amount(1000, more=True))
    ('7', 'more than 1,000')
    """

    count: int
    more: bool = False

    def __str__(self) -> str:
        return f"more than {self.count:,}" if self.more else f"{self.count:,}"


@dataclass(frozen=True, slots=True)
class Part:
    """One condition of a set that finds nothing.

    ``alone`` is how often it matches by itself, with the tests of the set that fix a value;
    None for what only tests or computes. ``without`` is how often the rest of the set matches
    without it. Both are None where they were not counted.
    """

    element: Element
    alone: Amount | None = None
    without: Amount | None = None


@dataclass(frozen=True, slots=True)
class Things:
    """The things that a test is about, where it tests what is reckoned for each of them.

    ``variable`` stands for them, ``amount`` is how many different ones there are, and
    ``reckoned`` of how many of them each reckoned variable is true.
    """

    variable: str
    amount: Amount
    reckoned: tuple[tuple[str, Amount], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """A set of conditions that find nothing together, while any fewer of them find something.

    ``proved`` is False where it was not seen that all fewer find something. ``inside`` holds
    the reasons of what has conditions of its own: for each branch of a UNION, or for a
    sub-select, the sets that find nothing in it. ``things`` are what its test is about.
    """

    parts: tuple[Part, ...]
    proved: bool = True
    inside: tuple[tuple[Reason, ...], ...] = ()
    things: Things | None = None


@dataclass(frozen=True, slots=True)
class Leftover:
    """The pattern matches, and what comes after it leaves no row.

    ``kind`` is HAVING, VALUES, OFFSET, LIMIT or CONSTRUCT; ``matches`` counts the solutions
    (for HAVING the groups) before it; ``conditions`` are the smallest sets of conditions of
    HAVING that nothing passes.
    """

    kind: str
    matches: Amount | None
    conditions: tuple[tuple[Expression, ...], ...] = ()


class Kind(StrEnum):
    """How a question is changed, the least change first."""

    SPELLING = "spelling"
    PARAMETER = "parameter"
    VALUE = "value"
    CLASS = "class"
    PROPERTY = "property"
    INVERSE = "inverse"
    GRAPH = "graph"
    FILTER = "filter"
    ANY_PROPERTY = "any property"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Change:
    """A change to the question: the conditions changed, and what stands for what.

    ``old`` gives way to ``new``, or to what ``variable`` turns out to be; both are None
    where conditions are left out. ``steps`` is how far along the ontology.
    """

    kind: Kind
    elements: tuple[Element, ...]
    old: Term | None = None
    new: Term | None = None
    variable: str | None = None
    steps: int = 1


@dataclass(frozen=True, slots=True)
class Near:
    """What would be found after a change.

    ``whole`` says that the whole question then has rows, else only the conditions of one
    reason do. ``rows`` are the first of them, ``amount`` how many there are; ``kinds`` what
    their things are, by IRI, where a class was widened; ``dates`` the computed bounds of
    their things, by IRI, where a test of dates is left out and no row shows a date.
    """

    change: Change
    whole: bool
    rows: tuple[Bindings, ...]
    amount: Amount
    kinds: Mapping[str, tuple[NamedNode, ...]] = field(default_factory=dict)
    dates: Mapping[str, tuple[tuple[NamedNode, Literal], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A statement that only a speaker makes: in which claim, worded in which passages.

    ``derived`` says that the claim does not make it, but that it follows with it.
    """

    triple: Triple
    claim: NamedNode
    speakers: tuple[NamedNode, ...]
    passages: tuple[NamedNode, ...]
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the graph could not say it: a sentence, what it is about, and what may be meant."""

    kind: str
    sentence: str
    term: Term | None = None
    candidates: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that a view leaves out, and why."""

    thing: NamedNode
    why: str


def terms_of(node: object) -> Iterator[Term]:
    """Yield the terms in a part of a report, or of a query's tree, in the order written."""
    if isinstance(node, NamedNode | BlankNode | Literal):
        yield node
    elif isinstance(node, Triple):
        for part in (node.subject, node.predicate, node.object):
            yield from terms_of(part)
    elif isinstance(node, Mapping):
        for key in sorted(node):
            yield from terms_of(node[key])
    elif isinstance(node, tuple):
        for part in node:
            yield from terms_of(part)
    elif hasattr(node, "__dataclass_fields__"):
        for name in node.__dataclass_fields__:
            yield from terms_of(getattr(node, name))
