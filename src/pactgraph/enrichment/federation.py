"""Federated stored queries: what SERVICE asks is asked with etiquette, and then joined here.

An engine that meets SERVICE sends its pattern as it stands: without the things that we know,
so that a large endpoint would be asked for all that it holds, without manners, and from a
process that then may open sockets. So our side is answered first; what it binds goes along to
the endpoint, some at a time (SPARQL 1.1 Federated Query, section 4, "Interplay of SERVICE and
VALUES"); and what comes back takes the place of the SERVICE in the query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.engine.outline import outline
from pactgraph.engine.results import Rows
from pactgraph.enrichment.asked_statements import AT_ONCE, bounded
from pactgraph.enrichment.fetched_value import NotTaken, taken_iri
from pactgraph.errors import BadQuery, Location
from pactgraph.linking.courtesy import AskingFailed, Courtesy
from pactgraph.linking.endpoint import Endpoint, Row
from pactgraph.namespaces import RDF, XSD
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import all_variables, variables_of, walk
from pactgraph.syntax.scope import replace as replaced
from pactgraph.syntax.tree import Column, Group, Query, Select, Service, Term, Values, Var
from pactgraph.syntax.writing import write_group, write_query

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph

MOST_ROWS: Final = 20_000
"""How many rows an endpoint may add to a query."""

_LONGEST: Final = 2_000
Terms = tuple[Term | None, ...]
_TYPE_OF: Final = "typeOf__"


@dataclass(frozen=True)
class _Parts:
    """A query cut at its SERVICE: whom it asks, what, and what is known before."""

    query: Query
    endpoint: str
    pattern: Group
    before: Group
    shared: tuple[Var, ...]


def is_federated(query: StoredQuery) -> bool:
    """Say whether a stored query asks another endpoint."""
    return any(token.is_word("SERVICE") for token in outline(query.text).tokens)


def ask_federated(
    kg: KnowledgeGraph,
    query: StoredQuery,
    values: Mapping[str, object],
    *,
    timeout: float | None = None,
    say: Callable[[str], None] = lambda line: None,
    manners: Callable[[str], Courtesy] = Courtesy,
) -> Answer:
    """Return the answer to a stored query with one SERVICE in its outermost group.

    ``manners`` makes of an address how it is asked. A literal longer than 2,000 characters and
    an IRI that is none of the web's do not come in. Raises BadQuery for a query of another
    form, what ``bind`` raises for its parameters, and what endpoint and engine raise.
    """
    sparql = bind(query, values, resolver=kg.names)
    parts = _cut(sparql, query.file)
    endpoint = Endpoint(manners(parts.endpoint))
    known = kg.engine.query(_local(parts), timeout=timeout, source=query.file)
    assert isinstance(known, Rows)
    rows = [terms for row in known.rows if (terms := _terms(row)) is not None]
    names = variables_of(parts.pattern)
    columns = tuple(dict.fromkeys((*parts.shared, *names)))
    found: dict[Terms, None] = {}
    dropped = 0
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        say(f"asking {parts.endpoint} about {start + len(some)} of {len(rows)}")
        for row in bounded(_asked(endpoint, parts, columns, some), MOST_ROWS, endpoint.url):
            try:
                found[tuple(_term(row, column) for column in columns)] = None
            except NotTaken:
                dropped += 1
        if len(found) > MOST_ROWS:
            raise AskingFailed(
                "large", f"it adds more than {MOST_ROWS:,} rows", endpoint.url, "ask about less"
            )
    joined = replaced(
        parts.query,
        lambda node: Values(columns, tuple(found)) if isinstance(node, Service) else node,
    )
    # The terms that came in are written out again by ourselves, so none can be more than a term.
    answered = kg.engine.query(write_query(joined), trusted=True, source=query.file)
    notes = [f"{parts.endpoint} was asked about {len(rows)} things, and gave {len(found)} rows"]
    if dropped:
        notes.append(f"rows with what is not taken in, left out of its answer: {dropped}")
    answer = Answer.of(answered, sparql, query, values)
    return replace(answer, notes=tuple(notes))


def _cut(sparql: str, file: str) -> _Parts:
    query = read_query(sparql)
    services = [node for node in walk(query) if isinstance(node, Service)]
    body = query.body
    if len(services) != 1 or not isinstance(body, Select):
        raise _refused(file, "a federated query is a SELECT with one SERVICE")
    (service,) = services
    elements = body.where.elements
    at = next((i for i, element in enumerate(elements) if element is service), None)
    if at is None:
        raise _refused(file, "SERVICE stands in an inner group")
    if not isinstance(service.name, NamedNode):
        raise _refused(file, "SERVICE names no endpoint: its variable is no parameter")
    before = Group(elements[:at])
    bound = set(variables_of(before))
    shared = tuple(name for name in all_variables(service.group) if name in bound)
    if not shared:
        raise _refused(file, "SERVICE shares no variable with what stands before it")
    return _Parts(query, service.name.value, service.group, before, shared)


def _refused(file: str, message: str) -> BadQuery:
    return BadQuery(
        message,
        location=Location(file),
        hint="write SELECT … { what is known here SERVICE ?_endpoint_iri { what is asked there } }",
    )


def _local(parts: _Parts) -> str:
    columns = tuple(Column(name) for name in parts.shared)
    select = Select(columns, parts.before, reduction="DISTINCT")
    return write_query(replace(parts.query, body=select))


def _terms(row: Sequence[object]) -> Terms | None:
    """Return a row as VALUES takes it; what is unbound or blank says nothing to others."""
    terms = tuple(term for term in row if isinstance(term, NamedNode | Literal))
    return terms if len(terms) == len(row) else None


def _asked(
    endpoint: Endpoint, parts: _Parts, columns: tuple[Var, ...], some: Sequence[Terms]
) -> Iterator[Row]:
    given = Values(parts.shared, tuple(some))
    asked = write_group(Group((given, *parts.pattern.elements)))
    # SPARQL's own words for what a term is: not every client keeps the datatype of an answer.
    kinds = " ".join(
        f"BIND(STR(DATATYPE({column})) AS ?{_TYPE_OF}{column.name})" for column in columns
    )
    names = " ".join(f"{column} ?{_TYPE_OF}{column.name}" for column in columns)
    return endpoint.pages(f"{asked} {kinds}", names)


def _term(row: Row, column: Var) -> Term | None:
    given = row.get(column.name)
    if given is None:
        return None
    if given.kind == "uri":
        return taken_iri(given.value)
    if given.kind != "literal":
        raise NotTaken("it is a blank node, which means nothing here")
    if len(given.value) > _LONGEST:
        raise NotTaken("it is too long")
    try:
        if given.language:
            return Literal(given.value, language=given.language)
        kind = row.get(_TYPE_OF + column.name)
        datatype = kind.value if kind else XSD.string.value
        if datatype == RDF.langString.value:
            datatype = XSD.string.value
        return Literal(given.value, datatype=NamedNode(datatype))
    except ValueError as error:
        raise NotTaken(f"it is no literal: {error}") from error
