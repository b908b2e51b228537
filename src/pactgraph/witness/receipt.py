"""A receipt: a row, the statements it matched, and how each of them came to be in the graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.proof.tree import Proof, Wording
from pactgraph.proof.tree import wordings as wordings_of

Term: TypeAlias = NamedNode | BlankNode | Literal
Bindings: TypeAlias = Mapping[str, Term]
"""What variables stand for, by their names; what is not bound is not in it."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A triple pattern and the triple it matched; ``graph`` is None for merged.

    ``proof`` is None until the triple is proved, and for a graph that is not proved. An
    ``anchor`` only shows that a node is in the graph, where a path of no edge ends: it is any
    statement of the node.
    """

    pattern: str
    triple: Triple
    graph: NamedNode | None = None
    proof: Proof | None = None
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Walked:
    """A property path and the edges walked, in order; none where the path has length zero."""

    path: str
    start: Term
    end: Term
    edges: tuple[Matched, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """OPTIONAL: the steps of its side if it matched, else what was looked for.

    ``blockers`` are as those of ``Absent``: facts that kept it from matching; ``graph`` is
    where it was looked for, None for merged.
    """

    text: str
    matched: bool
    steps: tuple[Step, ...] = ()
    blockers: tuple[tuple[Step, ...], ...] = ()
    graph: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """UNION: which branch matched, counted from 1."""

    number: int
    of: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A FILTER (or HAVING) that let the row through, with the values it looked at."""

    text: str
    values: Bindings
    steps: tuple[Step, ...] = ()
    """The matches of an EXISTS in it, and what a NOT EXISTS in it did not find."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A value that an expression gave: BIND, or a column that is an expression."""

    variable: str
    text: str
    value: Term | None
    values: Bindings
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplied:
    """Values that the query itself gives (VALUES)."""

    values: Bindings


@dataclass(frozen=True, slots=True)
class Present:
    """EXISTS: one solution of it."""

    text: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """What was looked for and not found (NOT EXISTS or MINUS), with the row's values in it.

    ``blockers`` are facts that are there and keep it from being found: the steps of a
    negation inside the negation, one tuple for each solution that they blocked. ``graph`` is
    where it was looked for, None for merged.
    """

    kind: OneOf["NOT EXISTS", "MINUS"]
    text: str
    blockers: tuple[tuple[Step, ...], ...] = ()
    graph: NamedNode | None = None


@dataclass(frozen=True, slots=True)
class Inner:
    """A row of a sub-select, and why that is one."""

    row: Bindings
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Members:
    """The group behind an aggregated row: how many solutions, and those that are shown.

    ``others`` is how many more there are, each once, than are shown.
    """

    keys: Bindings
    count: int
    shown: tuple[tuple[Step, ...], ...]
    others: int = 0


Step: TypeAlias = (
    Matched
    | Walked
    | Maybe
    | Branch
    | Kept
    | Reckoned
    | Supplied
    | Present
    | Absent
    | Inner
    | Members
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Why one row is in an answer.

    ``steps`` is one witness: a solution of the query's pattern that gives the row, in the
    order of the query. ``others`` is how many more solutions give the same row (a lower
    bound if ``more``). ``computed`` says that the row rests on no triple at all. ``notes``
    say what a reader must know: a row that LIMIT chose, what a view left out.
    """

    row: Bindings
    variables: tuple[str, ...]
    number: int | None
    steps: tuple[Step, ...]
    others: int = 0
    more: bool = False
    notes: tuple[str, ...] = ()

    @property
    def computed(self) -> bool:
        """Whether the row rests on no triple of the graph."""
        return self.complete and not any(True for _ in matches(self.steps))

    @property
    def complete(self) -> bool:
        """Whether all that the row rests on is shown: of each group every member."""
        return not any(group.others for group in groups(self.steps))

    @property
    def wordings(self) -> tuple[Wording, ...]:
        """The passages that the row rests on, each once, in the order of their graphs' IRIs."""
        found = {
            (wording.graph.value, wording.passage.value): wording
            for match in matches(self.steps)
            if match.proof is not None
            for wording in wordings_of(match.proof)
        }
        return tuple(found[key] for key in sorted(found))


def inner_steps(step: Step) -> Iterator[tuple[Step, ...]]:
    """Yield the lists of steps inside a step; blockers are not among them."""
    match step:
        case Maybe() | Branch() | Kept() | Reckoned() | Present() | Inner():
            yield step.steps
        case Members():
            yield from step.shown
        case _:
            return


def groups(steps: tuple[Step, ...]) -> Iterator[Members]:
    """Yield the groups behind aggregated rows, those of inner steps among them."""
    for step in steps:
        if isinstance(step, Members):
            yield step
        for inside in inner_steps(step):
            yield from groups(inside)


def matches(steps: tuple[Step, ...], *, blockers: bool = False) -> Iterator[Matched]:
    """Yield the triples that steps matched, in order, those of inner steps among them.

    With ``blockers`` also the facts that blocked what must not be found.
    """
    for step in steps:
        if isinstance(step, Matched):
            yield step
        elif isinstance(step, Walked):
            yield from step.edges
        else:
            if blockers and isinstance(step, Absent | Maybe):
                for found in step.blockers:
                    yield from matches(found, blockers=True)
            for inside in inner_steps(step):
                yield from matches(inside, blockers=blockers)
