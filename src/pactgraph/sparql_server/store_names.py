"""The names that a store on a server gives to what is not the graph itself.

They all begin with that of the pointer, so that a query can leave them out.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from pactgraph.namespaces import BASE, GRAPH, Namespace

POINTER: Final = GRAPH.store
"""The graph, and the thing in it, that says which generation is the current one."""

PROBE: Final = Namespace(f"{POINTER.value}/probe/")
"""The graphs of the probe, which stay so that it can be asked without writing."""

_TERM: Final = Namespace(BASE + "stored/")
STATE: Final = _TERM.state
"""Of the pointer: ``settled`` or ``switching``, and the generation."""
STAGING: Final = _TERM.staging
"""Of the pointer: a generation that is or was being written."""
NOTE: Final = _TERM.note
"""Of a generation: what is noted of it, as JSON."""
PREVIOUS: Final = _TERM.previous
"""Of a generation: the one whose place it takes."""
STANDS_FOR: Final = _TERM.standsFor
"""Of a staged graph of a generation: the graph that it becomes."""


MORE: Final = _TERM.more
"""Of a staged graph of a generation: the graph that gets what is in it besides."""
LESS: Final = _TERM.less
"""Of a staged graph of a generation: the graph that loses what is in it."""
GONE: Final = _TERM.gone
"""Of a staged graph of a generation, which is empty: the graph that is no more."""


def generation_graph(token: str) -> NamedNode:
    """Return the graph that lists the graphs of a generation."""
    return NamedNode(f"{POINTER.value}/{token}")


def staged_graph(token: str, number: int) -> NamedNode:
    """Return the graph in which one of a generation's graphs waits for the switch."""
    return NamedNode(f"{POINTER.value}/{token}/{number}")
