"""The search for disagreements: every rule over one graph, and the findings as triples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final

from pyoxigraph import NamedNode, Triple

from pactgraph.conflicts import Conflict
from pactgraph.disagreement.finding import Finding
from pactgraph.disagreement.finding_graph import triples_of
from pactgraph.disagreement.rule import Key, Rule
from pactgraph.disagreement.rules.axioms import BROKEN_AXIOM
from pactgraph.disagreement.rules.continuity import A_GAP_IN_A_SERIES, SINCE_AGAINST_RESUMED
from pactgraph.disagreement.rules.counts import ONE_COUNT_TWO_NUMBERS
from pactgraph.disagreement.rules.dates import DATES_OF_ONE_THING, DATES_OF_WHAT_MAY_BE_ONE
from pactgraph.disagreement.rules.denials import DENIED_AND_STATED, REFUTED
from pactgraph.disagreement.rules.offices import ONE_OFFICE_HELD_BY_TWO
from pactgraph.disagreement.rules.relations import BEGINS_OF_RELATIONS
from pactgraph.disagreement.rules.scope import ONE_NUMBER_TWO_SCOPES, PART_ABOVE_WHOLE
from pactgraph.disagreement.rules.states import (
    CERTAIN_AND_EXCLUDED,
    CURRENT_THEN_ENDED,
    OVER_AND_UNDER_WAY,
)
from pactgraph.disagreement.rules.totals import TOTAL_AND_LIST
from pactgraph.disagreement.voices import Said
from pactgraph.disagreement.world import World
from pactgraph.engine.statement_lines import AsStored
from pactgraph.namespaces import RDF

RULES: Final[tuple[Rule[Any], ...]] = (
    DATES_OF_ONE_THING,
    DATES_OF_WHAT_MAY_BE_ONE,
    BEGINS_OF_RELATIONS,
    ONE_COUNT_TWO_NUMBERS,
    ONE_OFFICE_HELD_BY_TWO,
    TOTAL_AND_LIST,
    ONE_NUMBER_TWO_SCOPES,
    PART_ABOVE_WHOLE,
    CURRENT_THEN_ENDED,
    SINCE_AGAINST_RESUMED,
    A_GAP_IN_A_SERIES,
    CERTAIN_AND_EXCLUDED,
    OVER_AND_UNDER_WAY,
    DENIED_AND_STATED,
    REFUTED,
    BROKEN_AXIOM,
)
"""Every rule, in the order in which a person reads them."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """What was found, in the order of the rules, and the triples that say so.

    ``finding_of`` tells which finding a triple belongs to.
    """

    findings: tuple[Finding, ...] = ()
    triples: tuple[Triple, ...] = ()
    finding_of: Mapping[Triple, Finding] = field(default_factory=dict, repr=False)


def find_disagreements(
    graphs: Mapping[str, Sequence[Triple]],
    ontology: Iterable[Triple],
    conflicts: Iterable[Conflict] = (),
) -> Disagreements:
    """Return what the rules find among the named graphs, those that are computed with them.

    ``conflicts`` are the contradictions between passages that the ontology's axioms make.
    The same graphs give the same findings under the same names. Raises BadInput for a
    statement of time that cannot be read.
    """
    return found_in(World.of_graphs(graphs, ontology), conflicts)


def found_in(world: World, conflicts: Iterable[Conflict] = ()) -> Disagreements:
    """Return all that the rules find in a world, and the conflicts between its passages."""
    every = tuple(conflicts)
    return _with_triples(
        finding
        for rule in RULES
        for finding in found_by(
            rule, world, every if rule is BROKEN_AXIOM else _every_key(rule, world)
        )
    )


def found_by(rule: Rule[Key], world: World, keys: Iterable[Key]) -> list[Finding]:
    """Return what a rule finds for some keys, each name once, in the order of their gists."""
    found = [
        _judged(world, replace(one, rule=rule.name, kind=rule.kind))
        for key in keys
        for one in rule.look(world, key)
    ]
    named: dict[NamedNode, Finding] = {}
    for finding in sorted(found, key=lambda one: (one.gist, one.iri.value)):
        named.setdefault(finding.iri, finding)
    return list(named.values())


def _every_key(rule: Rule[Key], world: World) -> set[Key]:
    # Everything has a class, and nothing has a part in a comparison by that alone.
    names = {*rule.reads(world.hierarchy)} - {RDF.type}
    things = {thing for name in names for thing in world.having_any(name)}
    return {key for thing in things for key in rule.keys(world, thing)}


def left_of(found: Disagreements, graphs: Mapping[str, Sequence[Triple]]) -> Disagreements:
    """Return the findings of which every statement of every side is left in the graphs.

    What articles differ on does not change with a day: a rule that looks at a part of what
    an article says would find that its list is too short.
    """
    as_stored = AsStored()

    @cache
    def left(graph: str) -> frozenset[Triple]:
        return frozenset(map(as_stored.triple, graphs.get(graph, ())))

    def is_left(said: Said) -> bool:
        return said.quad.triple in left(said.graph)

    return _with_triples(
        finding
        for finding in found.findings
        if all(is_left(said) for _, said in finding.statements)
    )


def _with_triples(findings: Iterable[Finding]) -> Disagreements:
    every = tuple(findings)
    of_triple: dict[Triple, Finding] = {}
    for finding in every:
        for triple in triples_of(finding):
            of_triple.setdefault(triple, finding)
    return Disagreements(every, tuple(of_triple), of_triple)


def _judged(world: World, finding: Finding) -> Finding:
    things = {*finding.about}
    things |= {s.subject for _, s in finding.statements if isinstance(s.subject, NamedNode)}
    return replace(finding, judgements=tuple(world.judgements_of(finding.iri, things)))
