"""SPARQL constraints written anew, for all focus nodes at once or for one at a time.

A constraint's query is asked with ``$this`` bound beforehand (SHACL, 5.3.1). Where every part
of it binds ``$this`` itself, asking once for all nodes gives the same rows; elsewhere the node
is written in its place. What neither does, or what rdflib and the engine may take otherwise,
is not written: NotCompiled says what it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import rdflib
from rdflib.plugins.sparql.parserutils import CompValue, Expr
from rdflib.term import Node as RdflibNode

from pactgraph.model.rdflib_terms import from_rdflib
from pactgraph.shapes.native_expressions import in_sparql
from pactgraph.shapes.rewriting import by_engine
from pactgraph.shapes.shapes_graph import NotCompiled
from pactgraph.shapes.sparql_algebra import (
    THIS,
    Part,
    TriplePattern,
    all_of,
    as_expression,
    calls_another,
    in_order,
    is_alias,
    is_truth,
    may_stay,
    mentions,
    only_triples,
    path_text,
    variables_of,
)
from pactgraph.shapes.sparql_leaves import Leaves

NODE: Final = "\0node\0"
"""Stands in a text where the focus node is to be written."""
FOCUS: Final = "\0focus\0"
"""Stands in a text where the focus nodes may be listed."""

Variables = frozenset[rdflib.Variable]

_NOT_STRICT: Final = frozenset(
    {"Builtin_COALESCE", "Builtin_BOUND", "Builtin_IF", "Builtin_EXISTS", "Builtin_NOTEXISTS"}
)
_NOT_STEADY: Final = frozenset(
    {"Builtin_RAND", "Builtin_NOW", "Builtin_UUID", "Builtin_STRUUID", "Builtin_BNODE"}
)
_NONE: Final[Variables] = frozenset()


@dataclass(slots=True)
class Group:
    """A part of a query as text, and the variables that it binds surely, or perhaps."""

    text: str
    sure: Variables
    maybe: Variables


@dataclass(slots=True)
class Writer:
    """Writes a query; ``each`` is whether for one node at a time."""

    each: bool
    leaves: Leaves = field(default_factory=Leaves)
    computed: Variables = _NONE
    projected: tuple[str, ...] = ()

    def write(self, query: CompValue) -> str:
        """Return the text of a query; raises NotCompiled."""
        if query.name != "SelectQuery" or query.datasetClause:
            raise NotCompiled("its query is no plain SELECT")
        part, distinct = query.p, ""
        while part.name in ("Distinct", "Reduced", "OrderBy"):
            part, distinct = part.p, "DISTINCT "
        if part.name != "Project" or THIS not in part.PV:
            raise NotCompiled("its query does not select $this")
        body = self.group(part.p, outermost=True)
        if not self.each and THIS not in body.sure:
            raise NotCompiled("its query does not bind $this everywhere")
        names = [v for v in part.PV if not (self.each and v == THIS)]
        self.projected = tuple(str(v) for v in names)
        selected = " ".join(f"?{v}" for v in names) or "(1 AS ?found)"
        return f"SELECT {distinct}{selected} WHERE {{ {body.text} }}"

    def group(self, part: CompValue, *, outermost: bool = False) -> Group:
        """Return a part of the query's algebra as text."""
        if part.name == "BGP":
            return self._triples(part.triples or [], inside=False)
        if part.name == "Join":
            one, two = self.group(part.p1), self.group(part.p2)
            self._check_shared(one, two, one.sure & two.sure)
            text = f"{_braced(one)} LATERAL {_braced(two)}"
            return Group(text, one.sure | two.sure, one.maybe | two.maybe)
        if part.name == "LeftJoin":
            one, two = self.group(part.p1), self.group(part.p2)
            self._check_shared(one, two, one.sure)
            held = ""
            if part.expr.name != "TrueFilter":
                held = f" FILTER({self._truth(part.expr, one.sure | two.sure, strict=True)})"
            text = f"{one.text} OPTIONAL {{ {two.text}{held} }}"
            return Group(text, one.sure, one.maybe | two.maybe)
        if part.name == "Union":
            one, two = self.group(part.p1), self.group(part.p2)
            text = f"{{ {one.text} }} UNION {{ {two.text} }}"
            return Group(text, one.sure & two.sure, one.maybe | two.maybe)
        if part.name == "Filter":
            inner = self._aggregated_or_not(part)
            truths = [
                self._truth(each, inner.sure, strict=not outermost, known=inner.maybe)
                for each in all_of(part.expr)
            ]
            text = " ".join([inner.text, *(f"FILTER({truth})" for truth in truths)])
            return Group(text if outermost else f"{{ {text} }}", inner.sure, inner.maybe)
        if part.name == "Extend":
            return self._extended(part, outermost)
        raise NotCompiled(f"its query has a {part.name}")

    def _aggregated_or_not(self, part: CompValue) -> Group:
        below = part.p
        while below.name == "Extend" and is_alias(below):
            below = below.p
        if below.name == "AggregateJoin" and part.p is not below:
            # rdflib gives a row of nothing where nothing was there to group; what compares
            # its numbers never holds of it.
            if mentions(part.expr, _NOT_STRICT):
                raise NotCompiled("its query asks of groups what may hold of none")
            return self._aggregated(below)
        return self.group(below if below is part.p else part.p)

    def _aggregated(self, part: CompValue) -> Group:
        keys = part.p.expr or []
        if self.each or THIS not in keys or any(not isinstance(k, rdflib.Variable) for k in keys):
            raise NotCompiled("its query has groups that are not of one $this each")
        inner = self.group(part.p.p)
        if not set(keys) <= inner.sure:
            raise NotCompiled("its query groups by what may be unbound")
        columns, found = [], set(keys)
        for each in part.A:
            if each.name == "Aggregate_Sample":
                if each.vars not in keys:
                    raise NotCompiled("its query takes a sample")
                continue
            columns.append(self._column(each))
            found.add(each.res)
            self.computed |= {each.res}
        shown = " ".join([*(f"?{key}" for key in keys), *columns])
        by = " ".join(f"?{key}" for key in keys)
        text = f"{{ SELECT {shown} WHERE {{ {inner.text} }} GROUP BY {by} }}"
        return Group(text, frozenset(found), frozenset(found))

    def _column(self, each: CompValue) -> str:
        if not isinstance(each.vars, rdflib.Variable):
            raise NotCompiled("its query adds up what is no variable")
        if each.name == "Aggregate_Count" and each.distinct:
            return f"(COUNT(DISTINCT ?{each.vars}) AS ?{each.res})"
        name = self.leaves.aggregate(each.name)
        if name is None:
            raise NotCompiled(f"its query has an {each.name}")
        return f"({name}(?{each.vars}) AS ?{each.res})"

    def _extended(self, part: CompValue, outermost: bool) -> Group:
        if part.p.name == "AggregateJoin":
            raise NotCompiled("its query has groups without HAVING")
        inner = self.group(part.p, outermost=outermost)
        if part.var in inner.maybe or part.var == THIS:
            raise NotCompiled("its query binds a variable twice")
        text = f"{inner.text} BIND({self._value(part.expr, inner)} AS ?{part.var})"
        if not isinstance(part.expr, rdflib.Variable) or part.expr in self.computed:
            self.computed |= {part.var}
        return Group(text, inner.sure, inner.maybe | {part.var})

    def _triples(self, triples: list[TriplePattern], *, inside: bool) -> Group:
        """Return triple patterns, each asked for what those before it found.

        The engine would choose an order of its own, and with a path among them a bad one.
        """
        lines: list[str] = []
        sure: set[rdflib.Variable] = set()
        names: set[rdflib.Variable] = set()
        for subject, path, value in in_order(triples):
            line = f"{self._term(subject)} {path_text(path)} {self._term(value)}"
            lines.append(f"LATERAL {{ {line} }}" if lines else f"{line} .")
            bound = {v for v in (subject, path, value) if isinstance(v, rdflib.Variable)}
            names |= bound
            sure |= bound - {THIS} if may_stay(path) else bound
        here = FOCUS if THIS in names and not inside and not self.each else ""
        text = here + " ".join(lines)
        return Group(text, frozenset(sure), frozenset(names))

    def _check_shared(self, one: Group, two: Group, sure: Variables) -> None:
        shared = one.maybe & two.maybe - ({THIS} if self.each else _NONE)
        if not shared <= sure:
            raise NotCompiled("its query joins on what may be unbound")

    def _term(self, term: RdflibNode) -> str:
        if isinstance(term, rdflib.Variable):
            return NODE if self.each and term == THIS else f"?{term}"
        if isinstance(term, rdflib.BNode):
            raise NotCompiled("its query has a blank node")
        node = from_rdflib(term)
        if by_engine(node) != node:
            raise NotCompiled("its query has a literal that the engine rewrites")
        return str(node)

    def _value(self, expr: Part, inner: Group) -> str:
        if isinstance(expr, rdflib.Variable):
            return self._term(expr)
        return self._leaf(expr, inner.sure, strict=True, known=inner.maybe, truth=False)

    def _truth(self, expr: Part, sure: Variables, *, strict: bool, known: Variables = _NONE) -> str:
        """Return an expression as one that is true, false or an error for the engine."""

        def inner(one: Part) -> str:
            return self._truth(one, sure, strict=strict, known=known)

        if isinstance(expr, Expr):
            if expr.name == "ConditionalOrExpression" and expr.other:
                return "(" + " || ".join(map(inner, [expr.expr, *expr.other])) + ")"
            if expr.name == "ConditionalAndExpression" and expr.other:
                # rdflib asks one after the other and stops at an error.
                texts = [inner(one) for one in [expr.expr, *expr.other]]
                text = texts.pop()
                while texts:
                    text = f"IF({texts.pop()}, {text}, false)"
                return text
            if expr.name == "UnaryNot":
                return f"(!{inner(expr.expr)})"
            if expr.name == "Builtin_COALESCE" and all(map(is_truth, expr.arg)):
                return "COALESCE(" + ", ".join(map(inner, expr.arg)) + ")"
            if expr.name == "Builtin_BOUND":
                self._check_scope({expr.arg}, sure, strict=strict, known=known)
                return f"BOUND({self._bound(expr.arg)})"
            if expr.name in ("Builtin_EXISTS", "Builtin_NOTEXISTS"):
                word = "EXISTS" if expr.name == "Builtin_EXISTS" else "NOT EXISTS"
                if not self.each and THIS not in sure and THIS in variables_of(expr.graph):
                    raise NotCompiled("its query does not bind $this everywhere")
                return f"{word} {{ {self._inside(expr.graph, sure | known).text} }}"
        return self._leaf(expr, sure, strict=strict, known=known, truth=True)

    def _bound(self, variable: rdflib.Variable) -> str:
        if self.each and variable == THIS:
            raise NotCompiled("its query asks whether $this is bound")
        return f"?{variable}"

    def _inside(self, part: CompValue, outer: Variables) -> Group:
        """Return what EXISTS asks: triples, and filters of them and of what is outside."""
        if part.name in ("BGP", "Join"):
            return self._triples(only_triples(part), inside=True)
        if part.name == "Filter":
            inner = self._inside(part.p, outer)
            sure = inner.sure | outer
            truths = [self._truth(each, sure, strict=True) for each in all_of(part.expr)]
            text = " ".join([inner.text, *(f"FILTER({truth})" for truth in truths)])
            return Group(text, inner.sure, inner.maybe)
        raise NotCompiled(f"its query asks whether there is a {part.name}")

    def _leaf(
        self, expr: Part, sure: Variables, *, strict: bool, known: Variables, truth: bool
    ) -> str:
        if not isinstance(expr, Expr):
            if isinstance(expr, rdflib.Variable):
                expr = as_expression(expr)
            else:
                return str(from_rdflib(expr))
        if mentions(expr, _NOT_STRICT):
            raise NotCompiled("its query has a condition inside a condition")
        if mentions(expr, _NOT_STEADY) or calls_another(expr):
            raise NotCompiled("its query calls a function that may give another answer each time")
        variables = sorted(variables_of(expr))
        self._check_scope(set(variables), sure, strict=strict, known=known)
        terms = [self._term(v) for v in variables]
        name = self.leaves.function(expr, variables, self.computed, truth=truth)
        asked = f"{name}({', '.join(terms)})"
        if not terms:
            return asked
        blank = " || ".join(f"isBlank({term})" for term in terms)
        return in_sparql(expr, self._term, asked, blank)

    def _check_scope(
        self, variables: set[Part], sure: Variables, *, strict: bool, known: Variables
    ) -> None:
        """Refuse variables from outside, which rdflib may see and the engine does not."""
        here = sure | (_NONE if strict else known) | ({THIS} if self.each else _NONE)
        if not variables <= here:
            raise NotCompiled("its query has a condition on what may be unbound")


def _braced(group: Group) -> str:
    return f"{{ {group.text} }}"
