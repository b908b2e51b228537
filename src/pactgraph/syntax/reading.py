"""Reading a query: its text into the tree that explaining works on."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import NamedNode

from pactgraph.errors import BadQuery, Location
from pactgraph.syntax.group_reading import GroupReader
from pactgraph.syntax.scope import depth
from pactgraph.syntax.tree import (
    Ask,
    Construct,
    Describe,
    Group,
    Query,
    Triples,
    Var,
)

MAX_DEPTH = 100
"""How deep the tree of a query may go, so that walking it never overflows the stack.

Twenty OPTIONALs inside each other come to 40; what is joined by ``&&`` or ``||`` counts once.
"""


def read_query(sparql: str, *, base: str | None = None) -> Query:
    """Return a query of SPARQL 1.1 as a tree.

    Every IRI comes absolute, against ``base`` where the text declares none; the project's
    prefixes need no declaring. Literals keep their lexical forms, the elements of a group
    their order; collections and blank nodes in brackets come as triples, and the short
    form of CONSTRUCT with its template. The engine is what says whether a query is valid:
    some that are not are read too.

    Raises:
        BadQuery: the text is no query of SPARQL 1.1, and so cannot be explained.

    >>> read_query("ASK { ?x a pact:Visit }").body.where.elements[0].patterns[0].subject
    Var(name='x')
    """
    return _read(sparql, base)


@lru_cache(maxsize=256)
def _read(sparql: str, base: str | None) -> Query:
    try:
        query = _QueryReader(sparql, base).query()
    except RecursionError as error:
        raise _too_deep() from error
    if depth(query) > MAX_DEPTH:
        raise _too_deep()
    return query


def _too_deep() -> BadQuery:
    return BadQuery(
        f"this query cannot be explained: its parts nest more than {MAX_DEPTH} deep",
        location=Location("query"),
        hint="write it flatter",
    )


class _QueryReader(GroupReader):
    """Reads what stands at the outermost level (sections 10, 13, 15 and 16)."""

    def query(self) -> Query:
        self.prologue()
        body: Ask | Construct | Describe
        word = self.token.text.upper()
        if word == "SELECT":
            select, default, named = self.select_query()
            query = Query(select, default, named, self._base())
        else:
            self.expect_word("ASK", "CONSTRUCT", "DESCRIBE")
            if word == "ASK":
                default, named = self.dataset()
                body = Ask(self.where(), self.modifiers())
            elif word == "CONSTRUCT":
                body, default, named = self._construct()
            else:
                body, default, named = self._describe()
            query = Query(body, default, named, self._base())
        if not self.at_end:
            raise self.wrong("the end of the query")
        return query

    def _base(self) -> str | None:
        return self.base if self.resolves_later else None

    def _construct(self) -> tuple[Construct, tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        if self.take_mark("{"):
            template = self.triples(paths=False)
            self.expect_mark("}")
            default, named = self.dataset()
            return Construct(template, self.where(), self.modifiers()), default, named
        default, named = self.dataset()
        self.expect_word("WHERE")
        self.expect_mark("{")
        template = self.triples(paths=False)
        self.expect_mark("}")
        where = Group((Triples(template),) if template else ())
        return Construct(template, where, self.modifiers()), default, named

    def _describe(self) -> tuple[Describe, tuple[NamedNode, ...], tuple[NamedNode, ...]]:
        resources: list[NamedNode | Var] | None = None
        if not self.take_mark("*"):
            resources = [self.variable_or_iri()]
            while self.token.variable is not None or self.starts_iri:
                resources.append(self.variable_or_iri())
        default, named = self.dataset()
        where = self.where() if self.is_mark("{") or self.token.is_word("WHERE") else None
        described = None if resources is None else tuple(resources)
        return Describe(described, where, self.modifiers()), default, named
