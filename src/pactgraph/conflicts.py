"""Conflicts: contradictions with their statements, files and lines, told apart by scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final, Protocol

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.errors import Contradiction, Location
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import RDF, SKOS
from pactgraph.reasoning.article_time import TimeNote, TimeTrouble
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.contradictions import (
    ContradictionFinding,
    IdentityFinding,
    find_contradictions,
    find_scoped_contradictions,
    leaves,
)
from pactgraph.reasoning.rules import Rule, RuleSet, Term, display

_SHOWN: Final = 10
"""How many conflicts a message spells out."""

_TROUBLE: Final = {
    TimeTrouble.INCONSISTENT: "states times that cannot all hold for",
    TimeTrouble.AHEAD: "dates later than itself, and does not call planned,",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A triple where a file states it; without graph and place, one that the build computed."""

    triple: Triple
    graph: str | None = None
    location: Location | None = None

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        graph = f"  [{self.graph}]" if self.graph else "  [computed]"
        return f"{where}{' '.join(_shown(term) for term in self.triple)} .{graph}"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Statements that cannot all hold, and the axiom by which they cannot.

    ``scope`` is the passage (or claim) that holds it; None is what all stand on:
    the ontology, the records of entities and articles, and the judgements.
    """

    axiom: str
    statements: tuple[Statement, ...]
    scope: str | None = None

    def __str__(self) -> str:
        spoken = self.scope is not None and kind_of(self.scope) is GraphKind.CLAIM
        lead = "warning: within one claim, these" if spoken else "these"
        lines = [f"{lead} statements cannot all hold, since {self.axiom}:"]
        return "\n".join([*lines, *(f"    {statement}" for statement in self.statements)])


@dataclass(frozen=True, slots=True)
class Identity:
    """Two things that a rule would make one, which only a person decides."""

    axiom: str
    first: Term
    second: Term
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        first, second = display(self.first), display(self.second)
        lines = [f"{first} and {second} would be one, since {self.axiom}:"]
        return "\n".join([*lines, *(f"    {statement}" for statement in self.statements)])


@dataclass(frozen=True, slots=True)
class TimeFinding:
    """A thing whose time one article states so that it cannot all hold, or not yet."""

    trouble: TimeTrouble
    thing: str
    article: str
    statements: tuple[Statement, ...]

    def __str__(self) -> str:
        lines = [f"<{self.article}> {_TROUBLE[self.trouble]} <{self.thing}>:"]
        return "\n".join([*lines, *(f"    {statement}" for statement in self.statements)])


class Places(Protocol):
    """Knows where statements stand."""

    def line_of(self, quad: Quad) -> Location | None:
        """Return the file and the line of a statement, None if no file states it."""
        ...


class Locator:
    """Finds the graphs and places of triples."""

    def __init__(self, sources: Places, graphs: Mapping[str, Sequence[Triple]]) -> None:
        self._sources = sources
        self._graphs = graphs

    def statements(
        self, triples: Iterable[Triple], *, without: Collection[str] = ()
    ) -> tuple[Statement, ...]:
        """Return each triple once for each graph that states it, less some graphs."""
        return tuple(
            statement for triple in triples for statement in self._statements(triple, without)
        )

    def quads(self, quads: Iterable[Quad]) -> tuple[Statement, ...]:
        """Return each quad as a statement."""
        return tuple(
            Statement(quad.triple, _name(quad), self._sources.line_of(quad)) for quad in quads
        )

    def _statements(self, triple: Triple, without: Collection[str]) -> list[Statement]:
        graphs = [graph for graph in self._graphs_of.get(triple, ()) if graph not in without]
        found = self.quads(
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
            for graph in graphs
        )
        return list(found) or [Statement(triple)]

    @cached_property
    def _graphs_of(self) -> dict[Triple, list[str]]:
        found: dict[Triple, list[str]] = {}
        for graph, triples in self._graphs.items():
            for triple in triples:
                found.setdefault(triple, []).append(graph)
        return found


def find_conflicts(
    closed: Closure,
    ground: Sequence[Triple],
    scopes: Mapping[str, Sequence[Triple]],
    ruleset: RuleSet,
    locator: Locator,
) -> tuple[tuple[Conflict, ...], tuple[Conflict, ...]]:
    """Return the conflicts inside the ground or one scope, and those between scopes.

    ``closed`` is the closure of the ground, on which all stands, and of every scope.
    """
    found = find_contradictions(closed, ruleset)
    if not found:
        return (), ()
    # Closing every scope costs far more than finding the few that can have a part in it.
    behind = _whatever_leads_to(closed, [triple for finding in found for triple in finding.triples])
    scopes = {scope: triples for scope, triples in scopes.items() if not behind.isdisjoint(triples)}
    scoped = find_scoped_contradictions(ground, scopes, ruleset)
    below = close(ground, ruleset.rules)

    def conflict(
        finding: ContradictionFinding, scope: str | None, inside: Closure, hidden: set[str]
    ) -> Conflict:
        statements = locator.statements(leaves(inside, finding.triples), without=hidden)
        return Conflict(finding.rule.label, statements, scope)

    stopping = tuple(
        conflict(
            finding,
            scope,
            below if scope is None else below.extended(scopes[scope]),
            set(scopes) - {scope},
        )
        for scope, finding in scoped.inside
    )
    return stopping, tuple(conflict(finding, None, closed, set()) for finding in scoped.between)


def _whatever_leads_to(closed: Closure, triples: Iterable[Triple]) -> set[Triple]:
    """Return these triples and every one that is a premise in some derivation of them."""
    rules: dict[tuple[object, object], list[Rule]] = {}
    for rule in closed.rules:
        if rule.head is not None:
            rules.setdefault(_kind(rule.head.predicate, rule.head.object), []).append(rule)
    found: set[Triple] = set()
    todo = list(triples)
    while todo:
        triple = todo.pop()
        if triple in found:
            continue
        found.add(triple)
        for rule in rules.get(_kind(triple.predicate, triple.object), ()):
            bindings = rule.head.match(triple) if rule.head else None
            if bindings is not None:
                todo.extend(t for premises in closed.matches(rule.body, bindings) for t in premises)
    return found


def _kind(predicate: object, value: object) -> tuple[object, object]:
    return predicate, value if predicate == RDF.type else None


def located_identities(
    findings: Iterable[IdentityFinding], closed: Closure, locator: Locator
) -> tuple[Identity, ...]:
    """Return the identities that rules would make, with the statements behind them."""
    return tuple(
        Identity(
            finding.rule.label,
            finding.first,
            finding.second,
            locator.statements(leaves(closed, finding.triples)),
        )
        for finding in findings
    )


def shared_matches(
    graphs: Mapping[str, Sequence[Triple]], locator: Locator
) -> tuple[Identity, ...]:
    """Return each two things of ours that the link sets match exactly to one thing elsewhere."""
    matched: dict[Term, dict[Term, Quad]] = {}
    for graph in sorted(graphs):
        if kind_of(graph) is not GraphKind.LINKS:
            continue
        for triple in graphs[graph]:
            ours, theirs = triple.subject, triple.object
            if triple.predicate != SKOS.exactMatch or isinstance(ours, Triple):
                continue
            if isinstance(theirs, NamedNode):
                quad = Quad(ours, triple.predicate, theirs, NamedNode(graph))
                matched.setdefault(theirs, {}).setdefault(ours, quad)
    return tuple(
        Identity(
            "two things that match one thing elsewhere exactly are one",
            one,
            other,
            locator.quads((quads[one], quads[other])),
        )
        for quads in matched.values()
        for one, other in combinations(quads, 2)
    )


def time_findings(notes: Iterable[TimeNote], locator: Locator) -> tuple[TimeFinding, ...]:
    """Return the notes of the built-in rules with the places of their statements."""
    return tuple(
        TimeFinding(note.trouble, note.thing, note.article, locator.quads(note.statements))
        for note in notes
    )


def refuse(conflicts: Sequence[Conflict]) -> None:
    """Raise Contradiction, with every statement, if there is a conflict."""
    if not conflicts:
        return
    places = (s.location for conflict in conflicts for s in conflict.statements)
    shown = [str(conflict) for conflict in conflicts[:_SHOWN]]
    if len(conflicts) > _SHOWN:
        shown.append(f"and {len(conflicts) - _SHOWN} more")
    raise Contradiction(
        "\n  ".join(shown),
        findings=tuple(conflicts),
        location=next((place for place in places if place), None),
        hint="correct the statement that is wrong; where two passages differ, both may stand",
    )


def _shown(term: Term | Triple) -> str:
    if isinstance(term, Triple):
        return str(term)
    return "a" if term == RDF.type else display(term)


def _name(quad: Quad) -> str | None:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else None
