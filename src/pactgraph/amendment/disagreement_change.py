"""What changes in the graph of disagreements when statements come and go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.amendment.amended_graph import NamedChange
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.stored_graph import StoredGraph
from pactgraph.conflicts import Conflict
from pactgraph.disagreement.difference import Difference, changed_disagreements
from pactgraph.disagreement.rules.axioms import BROKEN_AXIOM
from pactgraph.disagreement.world import World
from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.model.graphs import DISAGREEMENTS, GraphKind, kind_of
from pactgraph.namespaces import PACT, RDF
from pactgraph.title_table import TitleTable

Disagreed: TypeAlias = Difference

_SPOKEN: Final = frozenset({GraphKind.PASSAGE, GraphKind.CLAIM})


def disagreement_change(
    ground: Ground,
    content: FinishedDatabase,
    named: NamedChange,
    before: Sequence[Conflict],
    after: Sequence[Conflict],
    titles: TitleTable,
) -> Disagreed:
    """Return what the graph of disagreements gains and loses, and note it among the changes.

    ``named`` is what the other graphs gain and lose; ``before`` and ``after`` are the conflicts
    between passages beside it; ``titles`` is the store's table. Raises BadInput for a statement of
    time that cannot be read.
    """
    added, removed = tuple(named.added), tuple(named.removed)
    was, now = World.of_store(content, ground.hierarchy, added, removed, titles)
    found = changed_disagreements(was, now, (*added, *removed), before, after)
    named.change(DISAGREEMENTS.value, found.added, found.removed)
    return found


def behind_broken_axioms(stored: StoredGraph, named: NamedChange) -> list[Triple]:
    """Return what is said of the things of a broken axiom that a changed statement speaks of.

    Who states the like of it takes a side, though nothing new follows from it.
    """
    rule = Literal(BROKEN_AXIOM.name)
    found = stored.find_in(DISAGREEMENTS, None, PACT.foundByRule, rule)
    broken = {one.subject for one in found if isinstance(one.subject, NamedNode)}
    if not broken:
        return []
    touched = {
        quad.subject
        for quad in (*named.added, *named.removed)
        if isinstance(quad.graph_name, NamedNode)
        and isinstance(quad.subject, NamedNode)
        and kind_of(quad.graph_name.value) in _SPOKEN
    }
    about: dict[NamedNode | BlankNode, None] = {}
    for thing in sorted(touched, key=str):
        for triple in stored.find_in(DISAGREEMENTS, None, PACT.disagreementAbout, thing):
            finding = triple.subject
            if isinstance(finding, NamedNode) and finding in broken:
                for other in stored.find_in(DISAGREEMENTS, finding, PACT.disagreementAbout, None):
                    if isinstance(other.object, NamedNode):
                        about[other.object] = None
    return [triple for thing in about for triple in stored.about(thing)]


def gists_of(triples: Iterable[Triple]) -> tuple[str, ...]:
    """Return the sentences of the findings that are whole among some triples."""
    held = list(triples)
    whole = {t.subject for t in held if (t.predicate, t.object) == (RDF.type, PACT.Disagreement)}
    return tuple(
        sorted(
            triple.object.value
            for triple in held
            if triple.subject in whole
            and triple.predicate == PACT.gist
            and isinstance(triple.object, Literal)
        )
    )
