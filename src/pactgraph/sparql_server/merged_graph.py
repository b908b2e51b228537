"""A query for the graphs of a store alone, with merged asked for by name where it has one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Final, TypeVar, cast

from pyoxigraph import Literal

from pactgraph.sparql_server.manner import Manner
from pactgraph.sparql_server.store_names import POINTER
from pactgraph.syntax.tree import (
    Call,
    Element,
    Filter,
    Group,
    InGraph,
    Operation,
    Service,
    Triples,
    Var,
)

_Node = TypeVar("_Node")
_OWN: Final = Literal(POINTER.value)


def asking_of(node: _Node, manner: Manner) -> _Node:
    """Return a part of a query as it is asked of a server.

    Where merged has a name, each basic graph pattern outside of GRAPH goes into GRAPH with
    that name; where GRAPH has a variable, it is none of the graphs that are not the graph's.
    What SERVICE asks stays.

    >>> from pyoxigraph import NamedNode
    >>> from pactgraph.syntax.reading import read_query
    >>> from pactgraph.syntax.writing import write_query
    >>> query = read_query("ASK { ?a ?b ?c OPTIONAL { GRAPH ?g { ?a ?b ?c } } }")
    >>> print(write_query(asking_of(query, Manner(NamedNode("urn:m")))))
    ASK
    WHERE { GRAPH <urn:m> { ?a ?b ?c } OPTIONAL { GRAPH ?g { ?a ?b ?c } FILTER(?g != <urn:m>) } }
    """
    return cast(_Node, _Asker(manner).rewritten(node))


class _Asker:
    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        named = () if manner.merged is None else (manner.merged,)
        self.hidden = sorted({*named, *manner.hidden}, key=str)

    def rewritten(self, node: object, *, named: bool = False) -> object:
        """Return a node of the tree; ``named`` says that it stands inside GRAPH."""
        if isinstance(node, tuple):
            return tuple(self.rewritten(each, named=named) for each in node)
        if isinstance(node, Triples) and not named and self.manner.merged is not None:
            return InGraph(self.manner.merged, Group((node,)))
        if isinstance(node, Group):
            return Group(tuple(self._elements(node, named)))
        if isinstance(node, InGraph):
            return InGraph(node.name, cast(Group, self.rewritten(node.group, named=True)))
        if isinstance(node, Service) or not dataclasses.is_dataclass(node):
            return node
        values = (getattr(node, field.name) for field in dataclasses.fields(node))
        made = (self.rewritten(value, named=named) for value in values)
        return cast(type, type(node))(*made)

    def _elements(self, group: Group, named: bool) -> Iterator[Element]:
        for element in group.elements:
            yield cast(Element, self.rewritten(element, named=named))
            if isinstance(element, InGraph) and isinstance(element.name, Var):
                for graph in self.hidden:
                    yield Filter(Operation("!=", (element.name, graph)))
                if self.manner.listed_in is not None:
                    own = Call("STRSTARTS", (Call("STR", (element.name,)), _OWN))
                    yield Filter(Operation("!", (own,)))
