"""Look-ups of an open store, as it is or with some statements more and some less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, cast

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.disagreement.lookups import Having, Node, by_begin, titles_of
from pactgraph.disagreement.voices import Value
from pactgraph.engine.finished_database import FinishedDatabase
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import PACT
from pactgraph.title_table import TitleTable

_FEW: Final = 1000
"""Of fewer rows each thing is asked about: of more, all that meets the others is read too."""

_MUCH: Final = 32
"""Of a thing with so many statements only those that are asked for are read."""
_ASKED: Final = 4
"""Of who asks for more properties of a thing than these it is expected that he asks for many."""
_MERGED: Final = 16
"""So many statements of merged are passed over before named graphs alone are asked for."""

_About = dict[NamedNode, list[tuple[Value, str]]]
_Of = dict[tuple[Node, NamedNode], dict[tuple[Value, str], None]]
_Having = dict[tuple[NamedNode, Value], dict[tuple[Node, str], None]]


class InStore:
    """The named graphs of an open store. What was asked of a thing is kept."""

    def __init__(
        self, store: pyoxigraph.Store | FinishedDatabase, titles: TitleTable | None = None
    ) -> None:
        self._store = store
        self._titles = titles
        self._of: dict[Node, _About] = {}
        self._whole: set[Node] = set()
        self._having: dict[tuple[NamedNode, Value], list[tuple[Node, str]]] = {}
        self._having_any: dict[NamedNode, dict[Node, None]] = {}
        self._titled: dict[Value, dict[str, list[tuple[Node, Value]]]] = {}
        self._met: dict[object, list[Node]] = {}

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        about = self._of.get(thing)
        if about is None:
            about = self._of[thing] = {}
        known = about.get(name)
        if known is None:
            if thing in self._whole:
                return ()
            if len(about) == _ASKED and (rows := self._about(thing)) is not None:
                about.update(rows)
                self._whole.add(thing)
                return about.get(name, ())
            found = _named(self._store.quads_for_pattern(thing, name, None, None))
            known = about[name] = [(_value(quad), graph) for quad, graph in found]
        return known

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        known = self._having.get((name, value))
        if known is not None:
            yield from known
            return
        rows = []
        for row in self._rows_having(name, value):
            rows.append(row)
            yield row
        # Who reads to the end will ask again, of the world that comes after.
        self._having[name, value] = rows

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once."""
        known = self._having_any.get(name)
        if known is None:
            query = f"SELECT ?thing ?value ?graph {{ GRAPH ?graph {{ ?thing {name} ?value }} }}"
            rows: dict[Node, list[tuple[Value, str]]] = defaultdict(list)
            for thing, value, graph in self._select(query):
                row = cast(Value, value), cast(NamedNode, graph).value
                rows[cast(Node, thing)].append(row)
            # Who asks for all that has a property asks for its values next.
            for thing, found in rows.items():
                self._of.setdefault(thing, {})[name] = found
            known = self._having_any[name] = dict.fromkeys(rows)
        return known

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        found = self._store.quads_for_pattern(None, None, None, NamedNode(graph))
        return [quad.triple for quad in found]

    def meeting(self, conditions: Sequence[Having]) -> list[Node]:
        """Return what meets every condition in whatever graphs."""
        key = tuple((names, frozenset(values), through) for names, values, through in conditions)
        known = self._met.get(key)
        if known is None:
            known = self._met[key] = self._meeting(conditions)
        return known

    def titled(self, body: Value, begin: str) -> Sequence[tuple[Node, Value]]:
        """Return the offices of a body with their names and titles that begin so, and maybe more.

        Without the table of titles all of the body are read.
        """
        known = self._titled.get(body)
        if known is None:
            known = self._titled[body] = {}
            if self._titles is None:
                every = self._select(_TITLED.format(body=body))
                found = ((cast(Node, office), cast(Value, title)) for office, title in every)
                known = self._titled[body] = by_begin(found)
        if self._titles is not None and begin not in known:
            offices = self._titles.offices(body, begin)
            known[begin] = [row for office in offices for row in titles_of(self, office)]
        return known.get(begin, ())

    def _about(self, thing: Node) -> _About | None:
        """Return all that is said of a thing, by properties; None if that is much."""
        rows: _About = defaultdict(list)
        found = self._store.quads_for_pattern(thing, None, None, None)
        for number, quad in enumerate(found):
            if number == _MUCH:
                return None
            if isinstance(quad.graph_name, NamedNode):
                rows[quad.predicate].append((_value(quad), quad.graph_name.value))
        return rows

    def _rows_having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        merged, named = 0, False
        for quad in self._store.quads_for_pattern(None, name, value, None):
            if isinstance(quad.graph_name, NamedNode):
                named = True
                yield _node(quad), quad.graph_name.value
            elif not named and (merged := merged + 1) == _MERGED:
                break
        else:
            return
        # A store on disk gives all of merged first, and in that there may be very much.
        found = self._select(f"SELECT ?thing ?graph {{ GRAPH ?graph {{ ?thing {name} {value} }} }}")
        for thing, graph in found:
            yield cast(Node, thing), cast(NamedNode, graph).value

    def _meeting(self, conditions: Sequence[Having]) -> list[Node]:
        counts = [self._count(condition) for condition in conditions]
        fewest = counts.index(min(counts))
        if counts[fewest] < _FEW:
            others = (one for index, one in enumerate(conditions) if index != fewest)
            query = _meeting_others(conditions[fewest], others)
        else:
            query = _meeting(conditions)
        return [cast(Node, solution[0]) for solution in self._select(query)]

    def _count(self, condition: Having) -> int:
        """Return how many rows lead to what meets a condition, as far as they are few."""
        rows = f"SELECT ?thing {{ {_rows(condition)} }} LIMIT {_FEW}"
        (counted,) = self._select(f"SELECT (COUNT(*) AS ?count) {{ {{ {rows} }} }}")
        return int(cast(Literal, counted[0]).value)

    def _select(self, query: str) -> Iterator[pyoxigraph.QuerySolution]:
        if isinstance(self._store, FinishedDatabase):
            return self._store.select(query)
        return cast(pyoxigraph.QuerySolutions, self._store.query(query))


class Changed:
    """What an open store will hold with some statements more and some less, all as it has them.

    What is both added and removed is there afterwards.
    """

    def __init__(self, before: InStore, added: Iterable[Quad], removed: Iterable[Quad]) -> None:
        self._before = before
        more = dict.fromkeys(quad for quad, _ in _named(added))
        less = dict.fromkeys(quad for quad, _ in _named(removed) if quad not in more)
        self._more, self._less = _Overlay(more), _Overlay(less)

    def of(self, thing: Node, name: NamedNode) -> Collection[tuple[Value, str]]:
        """Return what a thing has for a property, and in which graph."""
        more = self._more.of.get((thing, name))
        less = self._less.of.get((thing, name))
        if not more and not less:
            return self._before.of(thing, name)
        kept = (row for row in self._before.of(thing, name) if not less or row not in less)
        return dict.fromkeys((*kept, *(more or ())))

    def having(self, name: NamedNode, value: Value) -> Iterator[tuple[Node, str]]:
        """Yield what has this value for a property, and in which graph, as far as it is read."""
        more = self._more.having.get((name, value), {})
        less = self._less.having.get((name, value), {})
        yield from more
        for row in self._before.having(name, value):
            if row not in less and row not in more:
                yield row

    def having_any(self, name: NamedNode) -> Iterable[Node]:
        """Return whatever has a property, once, and what has lost it."""
        more = (thing for thing, held in self._more.of if held == name)
        return dict.fromkeys((*self._before.having_any(name), *more))

    def in_graph(self, graph: str) -> Iterable[Triple]:
        """Return the statements of one graph."""
        less = self._less.in_graph.get(graph, {})
        kept = (one for one in self._before.in_graph(graph) if one not in less)
        return dict.fromkeys((*kept, *self._more.in_graph.get(graph, ())))

    def meeting(self, conditions: Sequence[Having]) -> Iterable[Node]:
        """Return what meets every condition in whatever graphs, or did, or meets one newly."""
        found = dict.fromkeys(self._before.meeting(conditions))
        for names, values, through in conditions:
            newly = [
                thing
                for name in names
                for value in values
                for thing, _ in self._more.having.get((name, value), ())
            ]
            if through is not None:
                newly = [thing for middle in newly for thing, _ in self.having(through, middle)]
                newly += (thing for thing, name in self._more.of if name == through)
            found.update(dict.fromkeys(newly))
        return found

    def titled(self, body: Value, begin: str) -> Iterator[tuple[Node, Value]]:
        """Yield the offices of a body with their names and titles, those that it had too.

        Of what existed those that begin so.
        """
        yield from self._before.titled(body, begin)
        changed = dict.fromkeys(thing for thing, name in self._more.of if name == PACT.officeOf)
        for thing, name in self._more.of:
            if name in (PACT.office, PACT.title):
                offices = (office for office, _ in self.of(thing, PACT.office))
                changed.update((one, None) for one in offices if isinstance(one, NamedNode))
        for office in changed:
            if any(one == body for one, _ in self.of(office, PACT.officeOf)):
                yield from titles_of(self, office)


# A triple stands in many graphs: each step takes once what the one before it found.
_TITLED: Final = f"""
SELECT DISTINCT ?office ?title {{{{
  {{{{ SELECT DISTINCT ?office {{{{
    GRAPH ?first {{{{ ?office {PACT.officeOf} {{body}} }}}}
  }}}} }}}}
  LATERAL {{{{
    {{{{ GRAPH {ENTITIES} {{{{ ?office {PACT.name} ?title }}}} }}}}
    UNION
    {{{{
      {{{{ SELECT DISTINCT ?office ?holding {{{{
        GRAPH ?second {{{{ ?holding {PACT.office} ?office }}}}
      }}}} }}}}
      LATERAL {{{{ GRAPH ?third {{{{ ?holding {PACT.title} ?title }}}} }}}}
    }}}}
  }}}}
}}}}
"""


def _meeting(conditions: Iterable[Having]) -> str:
    """Return the query for what meets every condition.

    What meets each is found first, and then what those have in common: the engine would go
    through the one and look for the others thing by thing.
    """
    return f"SELECT DISTINCT ?thing {{ {' '.join(map(_things, conditions))} }}"


def _meeting_others(fewest: Having, others: Iterable[Having]) -> str:
    """Return the query that asks of each thing that meets the one whether it meets the others."""
    return f"SELECT ?thing {{ {_things(fewest)} {' '.join(map(_test, others))} }}"


def _things(condition: Having) -> str:
    return f"{{ SELECT DISTINCT ?thing {{ {_rows(condition)} }} }}"


def _rows(condition: Having) -> str:
    names, values, through = condition
    found = "?thing" if through is None else "?middle"
    then = "" if through is None else f"GRAPH ?then {{ ?thing {through} ?middle }}"
    return " UNION ".join(
        f"{{ GRAPH ?graph {{ {found} {name} {value} }} {then} }}"
        for name in names
        for value in values
    )


def _test(condition: Having) -> str:
    names, values, through = condition
    found = "?thing" if through is None else "?middle"
    then = "" if through is None else f"GRAPH ?then {{ ?thing {through} ?middle }}"
    # By both ends a statement is found at once, whichever of the properties it has.
    among = ", ".join(map(str, names))
    ways = (
        f"{{ {then} GRAPH ?graph {{ {found} ?name {value} }} FILTER(?name IN ({among})) }}"
        for value in values
    )
    return f"LATERAL {{ SELECT ?thing {{ {' UNION '.join(ways)} }} LIMIT 1 }}"


class _Overlay:
    """Statements, by whatever they are looked up by."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.of: _Of = defaultdict(dict)
        self.having: _Having = defaultdict(dict)
        self.in_graph: dict[str, dict[Triple, None]] = defaultdict(dict)
        for quad, graph in _named(quads):
            thing, value = _node(quad), _value(quad)
            self.of[thing, quad.predicate][value, graph] = None
            self.having[quad.predicate, value][thing, graph] = None
            self.in_graph[graph][quad.triple] = None


def _named(quads: Iterable[Quad]) -> Iterator[tuple[Quad, str]]:
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, NamedNode):
            yield quad, graph.value


def _node(quad: Quad) -> Node:
    assert isinstance(quad.subject, NamedNode | BlankNode)
    return quad.subject


def _value(quad: Quad) -> Value:
    assert not isinstance(quad.object, Triple)
    return quad.object
