"""Inner conflicts: what one passage or one claim states, by itself, that cannot all hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from pyoxigraph import Triple

from pactgraph.conflicts import Conflict, Locator, find_conflicts
from pactgraph.model.graphs import ENTITIES, GraphKind, kind_of
from pactgraph.reasoning.clashing_times import clashing_times
from pactgraph.reasoning.closure import close
from pactgraph.reasoning.merging import merge
from pactgraph.reasoning.rules import RuleSet, display
from pactgraph.reasoning.time_rules import Locate


def clashing_in_passages(
    graphs: Mapping[str, Sequence[Triple]], locator: Locator, locate: Locate
) -> list[Conflict]:
    """Return the statements of time that cannot both hold within one passage.

    What two passages state of one thing may differ; what one states may not. Raises
    BadInput for a statement of time that cannot be read.
    """
    return _clashing(_of_kind(graphs, GraphKind.PASSAGE), locator, locate)


def conflicts_in_claims(
    graphs: Mapping[str, Sequence[Triple]],
    facts: Sequence[Triple],
    ruleset: RuleSet,
    locator: Locator,
    locate: Locate,
) -> tuple[Conflict, ...]:
    """Return what contradicts itself, or the records of entities, within one claim.

    Each claim is closed on the records of entities and on ``facts`` (what the ontology
    asserts of its own individuals), whether or not it joins merged. A speaker may
    contradict himself, so none of it makes the graph wrong.
    """
    claims = _of_kind(graphs, GraphKind.CLAIM)
    if not claims:
        return ()
    ground = merge({ENTITIES.value: graphs.get(ENTITIES.value, ())}, facts=facts)
    together = dict.fromkeys(chain(ground, chain.from_iterable(claims.values())))
    inside, _ = find_conflicts(close(together, ruleset.rules), ground, claims, ruleset, locator)
    spoken = (conflict for conflict in inside if conflict.scope is not None)
    return (*spoken, *_clashing(claims, locator, locate))


def _clashing(
    graphs: Mapping[str, Sequence[Triple]], locator: Locator, locate: Locate
) -> list[Conflict]:
    return [
        Conflict(
            f"no begin and end of {display(clash.thing)} satisfies "
            f"{' and '.join(clash.rules)} together",
            locator.quads(clash.statements),
            graph,
        )
        for graph in sorted(graphs)
        for clash in clashing_times(graph, graphs[graph], locate)
    ]


def _of_kind(
    graphs: Mapping[str, Sequence[Triple]], kind: GraphKind
) -> dict[str, Sequence[Triple]]:
    return {graph: triples for graph, triples in graphs.items() if kind_of(graph) is kind}
