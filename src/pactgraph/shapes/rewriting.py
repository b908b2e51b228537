"""Literals that the engine gives back otherwise than they were written ("01" becomes "1").

In a store that is made for shapes a stand-in is kept for such a literal, whose text the engine
leaves alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from pactgraph.namespaces import RDF, XSD
from pactgraph.shapes.results import Node

_TEXTS: Final = frozenset({XSD.string, RDF.langString})
_KEPT_FORMS: Final = {
    XSD.date: re.compile("[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"),
    XSD.gYear: re.compile("[12][0-9]{3}"),
    XSD.integer: re.compile("0|-?[1-9][0-9]{0,17}"),
    XSD.boolean: re.compile("true|false"),
}
"""Forms that any engine keeps: what is written so need not be tried."""
STAND_IN: Final = "urn:pactgraph:written:"
_PROBE: Final = ox.NamedNode("urn:pactgraph:probe")


def by_engine(value: Node) -> Node:
    """Return what the engine makes of a value."""
    return value if not isinstance(value, ox.Literal) or _is_kept(value) else _tried(value)


def rewritten(values: Iterable[ox.Literal]) -> set[ox.Literal]:
    """Return the literals of which the engine makes others."""
    doubtful = {value for value in values if not _is_kept(value)}
    if not doubtful:
        return doubtful
    store = ox.Store()
    store.extend(ox.Quad(_PROBE, _PROBE, value) for value in doubtful)
    return doubtful - {quad.object for quad in store}


def stand_in(value: ox.Literal) -> ox.Literal:
    """Return what is stored for a literal so that the engine keeps its text."""
    return ox.Literal(value.value, datatype=ox.NamedNode(STAND_IN + value.datatype.value))


def stood_for(value: Node) -> Node:
    """Return the literal that a stand-in stands for; anything else as it is."""
    if isinstance(value, ox.Literal) and value.datatype.value.startswith(STAND_IN):
        datatype = value.datatype.value.removeprefix(STAND_IN)
        return ox.Literal(value.value, datatype=ox.NamedNode(datatype))
    return value


def _is_kept(value: ox.Literal) -> bool:
    datatype = value.datatype
    if datatype in _TEXTS:
        return True
    form = _KEPT_FORMS.get(datatype)
    return form is not None and form.fullmatch(value.value) is not None


@lru_cache(maxsize=65536)
def _tried(value: ox.Literal) -> ox.Literal:
    store = ox.Store()
    store.add(ox.Quad(_PROBE, _PROBE, value))
    kept: ox.Literal = next(iter(store)).object
    return kept
