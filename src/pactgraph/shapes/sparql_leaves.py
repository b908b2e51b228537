"""Expressions of SPARQL constraints, worked out by rdflib whichever engine asks.

Engines differ on literals: whether dates of several kinds compare, what a regular expression
means, what "many" < 4 is. The engine joins; what a filter says of two values is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql.aggregates import Extremum, Maximum, Minimum
from rdflib.plugins.sparql.evalutils import _eval
from rdflib.plugins.sparql.operators import EBV
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.plugins.sparql.sparql import FrozenBindings, QueryContext, SPARQLError

from pactgraph.model.rdflib_terms import from_rdflib, to_rdflib
from pactgraph.shapes.comparable import comparable
from pactgraph.shapes.results import Node
from pactgraph.shapes.rewriting import by_engine, stand_in, stood_for

_REMEMBERED: Final = 65536
_ROLES: Final = {"Aggregate_Min": Minimum, "Aggregate_Max": Maximum}


class Leaves:
    """The expressions of one query that the engine asks rdflib for, by the names it calls."""

    def __init__(self) -> None:
        self.functions: dict[ox.NamedNode, Callable[..., Node | None]] = {}
        self.aggregates: dict[ox.NamedNode, Callable[[], _Best]] = {}
        self.mixed = False
        """Whether the least was sought of values that do not all compare."""

    def function(
        self,
        expression: Expr,
        variables: Sequence[rdflib.Variable],
        computed: frozenset[rdflib.Variable],
        *,
        truth: bool,
    ) -> str:
        """Return the name of a function of these variables: the expression's value, or truth.

        ``computed`` are variables that no triple binds, but an expression.
        """
        context = QueryContext(rdflib.Graph())
        context.initBindings = {}

        @lru_cache(maxsize=_REMEMBERED)
        def call(*values: Node) -> Node | None:
            bound = {
                name: (to_rdflib if name in computed else comparable)(stood_for(value))
                for name, value in zip(variables, values, strict=True)
            }
            try:
                found: Any = _eval(expression, FrozenBindings(context, bound))
                if isinstance(found, SPARQLError):
                    return None
                if truth:
                    return ox.Literal(bool(EBV(found)))
            except SPARQLError:
                return None
            return _kept(from_rdflib(found))

        name = ox.NamedNode(f"urn:pactgraph:expression:{len(self.functions)}")
        self.functions[name] = call
        return str(name)

    def aggregate(self, kind: str) -> str | None:
        """Return the name of an aggregate that finds the least or the greatest value."""
        role = _ROLES.get(kind)
        if role is None:
            return None
        name = ox.NamedNode(f"urn:pactgraph:aggregate:{kind}")
        self.aggregates[name] = lambda: _Best(role, self)
        return str(name)


class _Best:
    """The least or the greatest of some values, as rdflib orders them."""

    def __init__(self, role: type[Extremum], leaves: Leaves) -> None:
        parts = CompValue("best", res=rdflib.Variable("best"), vars=rdflib.Variable("it"))
        self._compare = role(parts).compare
        self._leaves = leaves
        self._best: Any = None
        self._kinds: set[object] = set()

    def accumulate(self, value: Node) -> None:
        """Take in one more value."""
        read = comparable(stood_for(value))
        self._kinds.add(read.datatype if isinstance(read, rdflib.Literal) else None)
        if len(self._kinds) > 1:
            # rdflib's answer then depends on which it meets first.
            self._leaves.mixed = True
        self._best = read if self._best is None else self._compare(self._best, read)

    def finish(self) -> Node | None:
        """Return the best of the values."""
        return None if self._best is None else _kept(from_rdflib(rdflib.Literal(self._best)))


def _kept(node: Node) -> Node:
    """Return a value as the engine hands it on unchanged."""
    return stand_in(node) if isinstance(node, ox.Literal) and by_engine(node) != node else node
