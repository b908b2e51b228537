"""Conditions of a query as sentences, each thing introduced once and then referred to."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from pyoxigraph import Literal, NamedNode

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import RDF
from pactgraph.nothing.parameters import Given, equality
from pactgraph.nothing.report import Bindings, Term
from pactgraph.nothing.scope import nodes
from pactgraph.showing import short_iri, shown
from pactgraph.syntax.tree import (
    Bind,
    Element,
    Exists,
    Expression,
    Filter,
    Group,
    InGraph,
    Minus,
    Operation,
    Optional,
    Slot,
    SubSelect,
    TriplePattern,
    Triples,
    Union,
    Values,
    Var,
)
from pactgraph.syntax.writing import write_group
from pactgraph.telling.labels import Labels, in_words, with_article
from pactgraph.telling.pattern_words import PatternWords
from pactgraph.telling.phrases import Phrases

_MADE_UP = re.compile(r"(step|blank|other)_*(_\d+)?")
_MOST_VALUES = 5
_MOST_BRANCHES = 3
_A_WORD = 3
_A_FEW = 3


class Sentences:
    """Puts conditions that belong together into words: "a visit" first, then "the visit"."""

    def __init__(
        self,
        labels: Labels,
        given: Given,
        meant: Mapping[str, NamedNode | Literal] | None = None,
    ) -> None:
        """Take what variables are ``given``, and what else they can only mean."""
        self._labels = labels
        self._given: Mapping[str, NamedNode | Literal] = {**given.bindings, **(meant or {})}
        self._plain = Phrases(labels)
        self._patterns = PatternWords(labels, self._given)
        self._mentioned: set[str] = set()

    def of(self, element: Element, *, with_graph: bool = True, briefly: bool = False) -> str:
        """Return a condition in words; ``briefly`` if its alternatives are told elsewhere."""
        match element:
            case Triples(patterns):
                return "; ".join(map(self._pattern, patterns))
            case InGraph(name, group):
                said = "; ".join(self.of(inner) for inner in group.elements)
                return f"{said} ({self._graph(name)})" if with_graph else said
            case Filter(expression):
                return self.test(expression)
            case Values(variables, rows):
                return self._values(variables, rows)
            case Bind(expression, variable):
                return f"{in_words(variable.name)} says {self._reckoned(expression)}"
            case Union(branches):
                if briefly or len(branches) > _MOST_BRANCHES:
                    return f"one of {len(branches)} alternatives"
                return "either " + ", or ".join(map(self._group, branches))
            case Minus(group):
                return f"what is taken away (MINUS): {self._group(group)}"
            case Optional(group):
                return f"there may be: {self._group(group)}"
            case SubSelect(select):
                return f"what a question inside finds: {self._group(select.where)}"
            case Group():
                return self._group(element)
            case _:
                return shown(write_group(Group((element,)), short=True))

    def test(self, expression: Expression) -> str:
        """Return a condition of a filter in words."""
        match expression:
            case Var(name) if name not in self._given:
                return f"“{in_words(name)}” is true"
            case Exists(group, negated):
                kind = "nothing like this is there (NOT EXISTS)" if negated else "there is this"
                return f"{kind}: {self._group(group)}"
            case Operation("!", (Exists(group, False),)):
                return f"nothing like this is there (NOT EXISTS): {self._group(group)}"
            case Operation("||" | "&&" as operator, operands):
                return (", or " if operator == "||" else ", and ").join(map(self.test, operands))
        asked = equality(expression, self._given)
        if asked is not None:
            return f"{in_words(asked[0])} is {self.term(asked[1])}"
        return self._plain.words(expression, self._given)

    def _reckoned(self, expression: Expression) -> str:
        if isinstance(expression, Exists):
            return f"{'that there is none' if expression.negated else 'whether there is'}: " + (
                self._group(expression.group)
            )
        return self._plain.words(expression, self._given)

    def row(self, row: Bindings, ambiguous: Collection[str] = ()) -> str:
        """Return the values of a row, each with what it is called.

        Things whose label is ``ambiguous`` are told apart by their IRIs.
        """
        cells = []
        for name in row:
            if name.endswith("Label") and name.removesuffix("Label") in row:
                continue
            called = "" if _MADE_UP.fullmatch(name) else f"{in_words(name)}: "
            label = self.term(row[name])
            if label in ambiguous and isinstance(row[name], NamedNode):
                label += f" <{short_iri(row[name].value)}>"
            cells.append(called + label)
        return "; ".join(cells)

    def term(self, term: Term) -> str:
        """Return what a term is called."""
        return shown(self._labels.of(term))

    def _group(self, group: Group) -> str:
        patterns = list(nodes(group, TriplePattern))
        if len(patterns) <= _A_FEW and all(
            isinstance(e, Triples | InGraph | Filter) for e in group.elements
        ):
            return "; ".join(self.of(element, with_graph=False) for element in group.elements)
        return shown(self._patterns.looked_for(write_group(group, short=True)))

    def _pattern(self, pattern: TriplePattern) -> str:
        if pattern.predicate == RDF.type:
            if isinstance(pattern.object, NamedNode):
                kind = self.term(pattern.object)
                if isinstance(pattern.subject, Var) and in_words(pattern.subject.name) == kind:
                    self._mentioned.add(pattern.subject.name)
                    return f"there is {with_article(kind)}"
                return f"{self._slot(pattern.subject)} is {with_article(kind)}"
            return f"{self._slot(pattern.subject)} is of the kind {self._slot(pattern.object)}"
        property_words = self._patterns.path(pattern.predicate)
        return f"{self._slot(pattern.subject)} – {property_words}: {self._slot(pattern.object)}"

    def _slot(self, slot: Slot) -> str:
        if isinstance(slot, Var):
            if slot.name in self._given:
                return self.term(self._given[slot.name])
            if _MADE_UP.fullmatch(slot.name):
                return "something"
            again = slot.name in self._mentioned
            self._mentioned.add(slot.name)
            return _noun(slot.name, again=again)
        return self.term(slot) if isinstance(slot, NamedNode | Literal) else "something"

    def _graph(self, name: NamedNode | Var) -> str:
        if isinstance(name, Var):
            return f"in {self._slot(name)}"
        if kind_of(name.value) is GraphKind.OTHER:
            return f"in the graph {self.term(name)}"
        if kind_of(name.value) in (GraphKind.PASSAGE, GraphKind.CLAIM):
            return f"in {self.term(name)}"
        return f"in the graph “{in_words(re.split('[/#]', name.value)[-1])}”"

    def _values(
        self, variables: tuple[Var, ...], rows: tuple[tuple[NamedNode | Literal | None, ...], ...]
    ) -> str:
        names = " and ".join(in_words(v.name) for v in variables)
        if len(variables) == 1 and variables[0].name in self._given:
            (name,) = (variable.name for variable in variables)
            return f"{self._plain.words(Var(name), {})} is {self.term(self._given[name])}"
        if not rows:
            return f"{names} is one of no values at all"
        listed = [
            " and ".join("anything" if t is None else self.term(t) for t in row)
            for row in rows[:_MOST_VALUES]
        ]
        more = f" or {len(rows) - _MOST_VALUES} more" if len(rows) > _MOST_VALUES else ""
        return f"{names} is {'one of ' if len(rows) > 1 else ''}{', '.join(listed)}{more}"


def _noun(name: str, *, again: bool) -> str:
    noun = in_words(name)
    if len(noun) < _A_WORD:
        return noun
    return f"the {noun}" if again else with_article(noun)
