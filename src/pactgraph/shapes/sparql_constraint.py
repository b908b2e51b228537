"""SPARQL constraints of shapes, asked of the engine (SHACL, 5)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from rdflib.plugins.sparql import prepareQuery

from pactgraph.model.rdflib_terms import to_rdflib
from pactgraph.namespaces import SH
from pactgraph.shapes.query_patterns import QueryPatterns
from pactgraph.shapes.results import Node, PropertyPath
from pactgraph.shapes.rewriting import by_engine, stand_in, stood_for
from pactgraph.shapes.shape import Breach, Shape
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.sparql_leaves import Leaves
from pactgraph.shapes.sparql_writing import FOCUS, NODE, Writer

if TYPE_CHECKING:
    from pactgraph.shapes.judge import Judge

_REFUSED: Final = re.compile(
    r"\b(MINUS|VALUES|SERVICE|GRAPH|FROM|LIMIT|OFFSET|CONSTRUCT|ASK|DESCRIBE)\b", re.IGNORECASE
)
_BOUND_BEFORE: Final = re.compile(r"[$?](currentShape|shapesGraph|failure)\b")
_REBOUND: Final = re.compile(r"\bAS\s+[$?](this|shapesGraph|currentShape)\b", re.IGNORECASE)
_SELECT: Final = re.compile(r"\bSELECT\b", re.IGNORECASE)
_THIS: Final = re.compile(r"[\s{}()][$?]this", re.MULTILINE)
_PATH: Final = re.compile(r"([\s{}()])[$?]PATH", re.MULTILINE)
_MOST_LISTED: Final = 500
"""Of how many focus nodes a query is asked at once."""


@dataclass(frozen=True, slots=True)
class SparqlConstraint:
    """A query whose rows are what is wrong with ``$this``."""

    text: str
    projected: tuple[str, ...]
    each: bool
    leaves: Leaves = field(compare=False)
    asked_for: QueryPatterns
    """Its triple patterns."""
    messages: tuple[str, ...]
    """Its own messages and those of its shape."""
    own_message: bool
    reported: tuple[Shape, ...] = ()
    asked: tuple[Shape, ...] = ()

    @classmethod
    def read(
        cls,
        select: str,
        prefixes: Mapping[str, str],
        path: str | None,
        own: Collection[str],
        messages: Collection[str],
    ) -> SparqlConstraint:
        """Return the constraint of a query; raises NotCompiled for what is left to pySHACL.

        ``path`` is what $PATH stands for, ``own`` the constraint's messages and ``messages``
        those of its shape.
        """
        if (found := _REFUSED.search(select)) is not None:
            raise NotCompiled(f"its query has the word {found[0]}")
        if _BOUND_BEFORE.search(select) or _REBOUND.search(select):
            raise NotCompiled("its query has a variable with a meaning of its own")
        if len(_SELECT.findall(select)) != 1 or not _THIS.search(select):
            raise NotCompiled("its query is no plain SELECT of $this")
        if path is not None:
            select = _PATH.sub(lambda match: match[1] + path, select)
        elif _PATH.search(select):
            raise NotCompiled("its query has $PATH, and the shape no path")
        written = _written(select, frozenset(prefixes.items()))
        return cls(*written, tuple(sorted({*own, *messages})), bool(own))

    @property
    def is_worded(self) -> bool:
        """Whether it has a message of its own."""
        return self.own_message

    def breaches(
        self, judge: Judge, shape: Shape, focus: Node, values: AbstractSet[Node]
    ) -> Iterator[Breach]:
        """Yield what its query says of one node."""
        yield from self.breaches_of_all(judge, shape, [focus])

    def breaches_of_all(
        self, judge: Judge, shape: Shape, focus: Collection[Node]
    ) -> Iterator[Breach]:
        """Yield what its query says of the nodes; raises NotCompiled where rdflib must ask it."""
        if not focus:
            return
        if self.asked_for.repeat and any(
            isinstance(node, ox.Literal) and not to_rdflib(node) for node in focus
        ):
            # rdflib takes "", 0 and false for no node at all where a path is repeated.
            raise NotCompiled("its query follows a repeated path from an empty value")
        self.leaves.mixed = False
        for node, row in self._rows(judge.graph.store_for(self, focus), focus):
            yield self._breach(shape, node, row)
        if self.leaves.mixed:
            raise NotCompiled("its query seeks the least of values that do not compare")

    def _rows(
        self, store: ox.Store, focus: Collection[Node]
    ) -> Iterator[tuple[Node, dict[str, Node]]]:
        if self.each:
            for node in focus:
                if isinstance(node, ox.BlankNode):
                    raise NotCompiled("its query is asked of a blank node")
                for row in self._ask(store, self.text.replace(NODE, _listed(node))):
                    yield node, row
            return
        named = [node for node in focus if not isinstance(node, ox.BlankNode)]
        for at in range(0, len(named), _MOST_LISTED):
            some = frozenset(named[at : at + _MOST_LISTED])
            listed = " ".join(map(_listed, some))
            text = self.text.replace(FOCUS, f"VALUES ?this {{ {listed} }} ")
            for row in self._ask(store, text):
                if (node := row.pop("this")) in some:
                    yield node, row
        nameless = {node for node in focus if isinstance(node, ox.BlankNode)}
        # A blank node cannot be listed: all are asked of, and the others thrown away.
        for row in self._ask(store, self.text.replace(FOCUS, "")) if nameless else ():
            if (node := row.pop("this")) in nameless:
                yield node, row

    def _ask(self, store: ox.Store, text: str) -> Iterator[dict[str, Node]]:
        rows: Iterable[Any] = store.query(  # type: ignore[assignment]
            text,
            custom_functions=self.leaves.functions,  # type: ignore[arg-type]
            custom_aggregate_functions=self.leaves.aggregates,  # type: ignore[arg-type]
        )
        for row in rows:
            yield {name: stood_for(row[name]) for name in self.projected if row[name] is not None}

    def _breach(self, shape: Shape, focus: Node, row: dict[str, Node]) -> Breach:
        path, value = row.get("path"), row.get("value")
        if value is None and shape.path is None:
            value = focus
        others = {name: row[name] for name in row if name not in ("path", "value")}
        named = {"this": focus, "path": path, "value": value}
        shown = others | {name: node for name, node in named.items() if node is not None}
        messages = sorted(_worded(message, shown) for message in self.messages)
        return Breach(
            shape,
            SH.SPARQLConstraintComponent,
            focus,
            value,
            PropertyPath.of(path) if isinstance(path, ox.NamedNode) else None,
            messages[0] if messages else None,
        )


@lru_cache(maxsize=256)
def _written(
    select: str, prefixes: frozenset[tuple[str, str]]
) -> tuple[str, tuple[str, ...], bool, Leaves, QueryPatterns]:
    """Return a query written anew; reading one takes longer than asking it."""
    try:
        query = prepareQuery(select, initNs=dict(prefixes)).algebra
    except Exception as error:  # rdflib raises whatever its parser does
        raise NotCompiled("its query cannot be read") from error
    try:
        writer = Writer(each=False)
        text = writer.write(query)
    except NotCompiled:
        writer = Writer(each=True)
        text = writer.write(query)
    return text, writer.projected, writer.each, writer.leaves, QueryPatterns.of(query.p)


def _listed(node: Node) -> str:
    """Return a node as the engine has it in store."""
    if isinstance(node, ox.Literal) and by_engine(node) != node:
        node = stand_in(node)
    return str(node)


def _worded(message: str, values: Mapping[str, Node]) -> str:
    """Return a message with the values of its variables (SHACL, 5.3.2), as pySHACL puts them."""
    for name, value in values.items():
        try:
            message = re.sub(f"{{[?$]{name}}}", value.value, message)
        except re.error as error:
            raise NotCompiled("a message of it shows a value with a backslash") from error
    return message
