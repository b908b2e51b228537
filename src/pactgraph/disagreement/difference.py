"""The difference that a change of statements makes to what is found, at the cost of the change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.conflicts import Conflict
from pactgraph.disagreement.finding_graph import triples_of
from pactgraph.disagreement.lookups import Node
from pactgraph.disagreement.rule import Afar, Rule
from pactgraph.disagreement.rules.axioms import BROKEN_AXIOM
from pactgraph.disagreement.search import RULES, found_by
from pactgraph.disagreement.voices import Value
from pactgraph.disagreement.world import World
from pactgraph.model.graphs import DISAGREEMENTS, GraphKind, kind_of
from pactgraph.namespaces import PACT, PROV, RDF, RDFS, SCHEMA

_OF_VOICES: Final = frozenset({PACT.content, PACT.speaker, PACT.outlet, PACT.accordingTo})
_OF_DATES: Final = frozenset({SCHEMA.datePublished, PACT.writtenNotBefore, PACT.writtenNotAfter})
_QUOTING: Final = (
    PACT.disagreementAbout,
    PACT.opposedSubject,
    PACT.opposedObject,
    PACT.spokenBy,
)


class Stated(NamedTuple):
    """What a statement says, whoever makes it."""

    thing: Node
    name: NamedNode
    value: Value


class Difference(NamedTuple):
    """The triples that the graph of disagreements has more, and those that it has less."""

    added: frozenset[Triple]
    removed: frozenset[Triple]


def changed_disagreements(
    before: World,
    after: World,
    changed: Iterable[Quad],
    conflicts_before: Iterable[Conflict] = (),
    conflicts_after: Iterable[Conflict] = (),
) -> Difference:
    """Return what becomes of the findings where a world becomes another.

    ``changed`` are the statements of which one world has some and the other the others, each
    with its graph: those of passages, claims, records and the computed graph count. The
    records of entities, the judgements and the ontology are the same in both worlds, and
    ``before`` has its own graph of disagreements. The conflicts are all that there are.

    Raises BadInput for a statement of time that cannot be read.
    """
    touched = _touched(before, after, changed)
    # What everybody states already has no part in what counts, whoever states it.
    new_or_gone = {
        one
        for one in touched
        if (one.value in before.values(one.thing, one.name))
        != (one.value in after.values(one.thing, one.name))
    }
    triples: tuple[set[Triple], set[Triple]] = (set(), set())
    conflicts = (tuple(conflicts_before), tuple(conflicts_after))
    for rule in RULES:
        keys = {
            key for world in (before, after) for key in _keys(rule, world, touched, new_or_gone)
        }
        for world, every, own in zip((before, after), conflicts, triples, strict=True):
            for finding in found_by(rule, world, every if rule is BROKEN_AXIOM else keys):
                own.update(triples_of(finding))
    were, are = triples
    return Difference(frozenset(are - were), frozenset(were - are))


def _keys(
    rule: Rule[Any], world: World, touched: set[Stated], new_or_gone: set[Stated]
) -> Iterator[Any]:
    reads = rule.reads(world.hierarchy)
    for thing in {one.thing for one in touched if one.name in reads}:
        yield from rule.keys(world, thing)
    for afar in rule.afar:
        yield from _keys_afar(afar, world, new_or_gone if afar.whoever else touched)


def _keys_afar(afar: Afar, world: World, touched: set[Stated]) -> Iterator[object]:
    reads = None if afar.reads is None else afar.reads(world.hierarchy)
    for one in touched:
        if reads is None or one.name in reads:
            yield from afar.keys(world, *one)


def _touched(before: World, after: World, changed: Iterable[Quad]) -> set[Stated]:
    """Return all that is said otherwise, or by others, or by what is called otherwise."""
    touched: set[Stated] = set()
    otherwise: set[str] = set()
    for quad in changed:
        if not isinstance(quad.graph_name, NamedNode):
            continue
        kind = kind_of(quad.graph_name.value)
        one = _stated(quad.triple)
        if kind in (GraphKind.PASSAGE, GraphKind.CLAIM):
            touched.add(one)
        otherwise |= _told_otherwise(before, after, kind, one)
    for graph in otherwise:
        for world in (before, after):
            touched.update(map(_stated, world.lookups.in_graph(graph)))
    for thing in {one.thing for one in touched if one.name == RDFS.label}:
        if before.label(thing) != after.label(thing):
            touched.update(_behind_findings_on(before, thing))
    return touched


def _told_otherwise(before: World, after: World, kind: GraphKind, one: Stated) -> set[str]:
    """Return the graphs of which the voice, or the day of it, depends on a statement."""
    if kind is GraphKind.PASSAGE and one.name in _OF_VOICES:
        return {
            claim.value
            for world in (before, after)
            for utterance in world.according_to(one.thing)
            for claim in world.things(utterance, PACT.content)
        }
    if kind not in (GraphKind.RECORD, GraphKind.COMPUTED):
        return set()
    if one.name == PACT.wordedIn:
        return {one.thing.value}
    articles: set[Node] = {one.thing} if one.name in _OF_DATES else set()
    if one.name == PROV.wasRevisionOf:
        articles |= before.revisions_of(one.thing) | after.revisions_of(one.thing)
    # What only one of them has is among the changed statements.
    return {
        graph
        for article in articles
        for graph in _graphs_of(before, article) & _graphs_of(after, article)
    }


def _graphs_of(world: World, article: Node) -> set[str]:
    """Return the passages and the claims of an article, as its record has them."""
    found = set()
    for triple in world.lookups.in_graph(f"{article.value}/record"):
        is_passage = triple.predicate == RDF.type and triple.object == PACT.Passage
        if is_passage or triple.predicate == PACT.wordedIn:
            found.add(_stated(triple).thing.value)
    return found


def _behind_findings_on(world: World, thing: Node) -> Iterator[Stated]:
    """Yield the statements behind each finding that may quote what a thing is called."""
    lookups = world.lookups
    for name in _QUOTING:
        for node, graph in lookups.having(name, thing):
            if graph == DISAGREEMENTS.value:
                findings = [one for one, _ in lookups.having(PACT.opposes, node)]
                for finding in findings or [node]:
                    for statement, _ in lookups.of(finding, PACT.opposes):
                        yield from _opposed(world, statement)


def _opposed(world: World, statement: Value) -> Iterator[Stated]:
    assert not isinstance(statement, Literal)
    subject, name, *values = (
        value
        for term in (
            PACT.opposedSubject,
            PACT.opposedProperty,
            PACT.opposedValue,
            PACT.opposedObject,
        )
        for value, _ in world.lookups.of(statement, term)
    )
    assert not isinstance(subject, Literal)
    assert isinstance(name, NamedNode)
    for value in values:
        yield Stated(subject, name, value)


def _stated(triple: Triple) -> Stated:
    assert not isinstance(triple.subject, Triple)
    assert not isinstance(triple.object, Triple)
    return Stated(triple.subject, triple.predicate, triple.object)
