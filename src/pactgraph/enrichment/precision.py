"""How exact Wikidata's dates are: what the value nodes beside them say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pactgraph.enrichment.asked_statements import statements
from pactgraph.linking.endpoint import Endpoint
from pactgraph.namespaces import Namespace

_WIKIBASE: Final = Namespace("http://wikiba.se/ontology#")
_TIME: Final = _WIKIBASE.timeValue.value
_PRECISION: Final = _WIKIBASE.timePrecision.value
_P: Final = "http://www.wikidata.org/prop/"
_PSV: Final = "http://www.wikidata.org/prop/statement/value/"


def precisions_of_nodes(endpoint: Endpoint, nodes: Iterable[str]) -> dict[str, int]:
    """Return the precision (``wikibase:timePrecision``) of each value node that has one."""
    return {node: precision for node, (_, precision) in _times(endpoint, nodes).items()}


def precisions_of_values(
    endpoint: Endpoint, things: Collection[str], names: Iterable[str]
) -> dict[tuple[str, str, str], int]:
    """Return how exact direct values are, by thing, property (``P585``) and value.

    A direct value (``wdt:``) has no precision itself: it is that of the statement with the
    same value. Where two statements differ in it, or there is no value node, it is not known.
    """
    to_node = {_P + name: name for name in names}
    owners: dict[str, tuple[str, str]] = {}
    for asked in statements(endpoint, things, tuple(to_node)):
        if asked.is_iri:
            owners[asked.value] = (asked.subject, to_node[asked.property])
    holders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for asked in statements(endpoint, owners, tuple(_PSV + name for name in to_node.values())):
        if asked.is_iri:
            holders[asked.value].add(owners[asked.subject])
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for node, (value, precision) in _times(endpoint, holders).items():
        for thing, name in holders[node]:
            found[thing, name, value].add(precision)
    return {key: every.pop() for key, every in found.items() if len(every) == 1}


def _times(endpoint: Endpoint, nodes: Iterable[str]) -> dict[str, tuple[str, int]]:
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for asked in statements(endpoint, nodes, (_TIME, _PRECISION)):
        if not asked.is_iri:
            told[asked.subject][asked.property].add(asked.value)
    found = {}
    for node, said in told.items():
        value, precision = _only(said, _TIME), _only(said, _PRECISION)
        # Fourteen, a second, is the finest that there is.
        if precision.isascii() and precision.isdigit() and int(precision[:4]) <= 14:
            found[node] = (value, int(precision))
    return found


def _only(said: Mapping[str, set[str]], name: str) -> str:
    values = said.get(name, set())
    return next(iter(values)) if len(values) == 1 else ""
