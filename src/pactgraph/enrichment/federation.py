"""Federated stored queries: what SERVICE asks is asked with etiquette, and then joined here.

An engine that meets SERVICE sends its pattern as it stands: without the things that we know,
so that a large endpoint would be asked for all that it holds, without manners, and from a
process that then may open sockets. So our side is answered first; what it binds goes along to
the endpoint, some at a time (SPARQL 1.1 Federated Query, section 4, "Interplay of SERVICE and
VALUES"); and what comes back takes the place of the SERVICE in the query. That is then asked as
any query is: guarded, in the sealed process, with a deadline; and it can be explained, our side
by its proofs and theirs as what it is, a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from pactgraph.answer import Answer
from pactgraph.engine.guard import MAX_BYTES
from pactgraph.engine.outline import outline
from pactgraph.engine.results import Rows
from pactgraph.enrichment.asked_statements import AT_ONCE
from pactgraph.enrichment.enrichment_file import without_secrets
from pactgraph.enrichment.fetched_value import NotTaken, taken_iri
from pactgraph.enrichment.spelt_rows import SpeltRows, Terms, fitting
from pactgraph.errors import BadQuery, Location
from pactgraph.linking.authorities import Authorities
from pactgraph.linking.courtesy import AskingFailed, Courtesy
from pactgraph.linking.endpoint import Endpoint, Row, bounded
from pactgraph.namespaces import RDF, XSD
from pactgraph.query.evidence import with_passages
from pactgraph.query.parameters import bind
from pactgraph.query.stored_query import StoredQuery
from pactgraph.source.links import read_links
from pactgraph.syntax.reading import read_query
from pactgraph.syntax.scope import all_variables, variables_of, walk
from pactgraph.syntax.scope import replace as replaced
from pactgraph.syntax.tree import Column, Group, Query, Select, Service, Term, Values, Var
from pactgraph.syntax.writing import write_group, write_query

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph

MOST_ROWS: Final = 5_000
"""How many rows an endpoint may add to a query; more would be more text than may be asked."""

_LONGEST: Final = 2_000
_ESCAPE: Final = re.compile(r"\\[uU][0-9A-Fa-f]")
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
    evidence: bool = False,
    timeout: float | None = None,
    say: Callable[[str], None] = lambda line: None,
    manners: Callable[[str], Courtesy] = Courtesy,
) -> Answer:
    """Return the answer to a stored query with one SERVICE in its outermost group.

    ``timeout`` is the deadline of each question to our own graph, ``manners`` makes of an
    address how it is asked. Evidence and receipts are of our side; the notes quote the other.
    Identifiers are asked about however the endpoint may spell them, and come back as we do; a
    well-known host is asked about its own alone.
    A literal longer than 2,000 characters and an IRI that is none of the web's do not come in.
    Raises BadQuery for a query of another form, what ``bind`` raises for its parameters, and
    what endpoint and ``KnowledgeGraph.query`` raise.
    """
    parts = _cut(bind(query, values, resolver=kg.names), query.file)
    if evidence:
        # A query that cannot show any is refused before anybody is asked.
        with_passages(query.text)
    known = kg.engine.query(_local(parts), timeout=timeout, source=query.file)
    assert isinstance(known, Rows)
    rows = [terms for row in known.rows if (terms := _terms(row)) is not None]
    authorities = _authorities(kg)
    fit = fitting(rows, parts.endpoint, authorities)
    moment = datetime.now(UTC)
    spelt = SpeltRows(fit, authorities)
    theirs = _fetched(Endpoint(manners(parts.endpoint)), parts, spelt, say)
    joined = _joined(parts, theirs)
    answer = kg.query(joined, timeout=timeout, evidence=evidence, source=query.file)
    asked = _Asked(len(fit), len(rows) - len(fit), moment)
    notes = (*answer.notes, *_notes(parts, theirs, asked))
    return replace(answer, query=query, values=values, notes=notes)


@dataclass(frozen=True)
class _Theirs:
    """What an endpoint gave: rows of these columns, and how many had what is not taken in."""

    columns: tuple[Var, ...]
    rows: tuple[Terms, ...]
    dropped: int


@dataclass(frozen=True)
class _Asked:
    """How many rows of ours an endpoint was asked about, how many it was not, and when."""

    about: int
    left_out: int
    moment: datetime


def _authorities(kg: KnowledgeGraph) -> Authorities:
    """Return the data sets that the graph's project links to, and those known anyway."""
    project = kg.project
    if project is None:
        return Authorities()
    return Authorities.of_sets([read_links(p, project.display(p)) for p in project.link_files])


def _fetched(
    endpoint: Endpoint, parts: _Parts, spelt: SpeltRows, say: Callable[[str], None]
) -> _Theirs:
    columns = tuple(dict.fromkeys((*parts.shared, *variables_of(parts.pattern))))
    shared = len(parts.shared)
    asked = spelt.asked
    number = dropped = 0
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        say(f"asking {parts.endpoint} about spelling {start + len(some)} of {len(asked)}")
        for row in bounded(_asked(endpoint, parts, columns, some), MOST_ROWS, endpoint.url):
            try:
                terms = tuple(_term(row, column) for column in columns)
            except NotTaken:
                dropped += 1
            else:
                number += spelt.take(terms[:shared], terms[shared:])
        if number > MOST_ROWS:
            raise _too_much(parts, f"it adds more than {MOST_ROWS:,} rows")
    return _Theirs(columns, spelt.told(), dropped)


def _joined(parts: _Parts, theirs: _Theirs) -> str:
    """Return the query with what came back in the place of its SERVICE."""
    given = Values(theirs.columns, theirs.rows)
    joined = replaced(parts.query, lambda node: given if isinstance(node, Service) else node)
    text = write_query(joined, short=True)
    size = len(text.encode())
    if size > MAX_BYTES:
        raise _too_much(
            parts,
            f"it adds {len(theirs.rows):,} rows, and the query that joins them here has {size:,} "
            f"bytes; {MAX_BYTES:,} are allowed",
        )
    return text


def _too_much(parts: _Parts, message: str) -> AskingFailed:
    hint = "ask about less: give one more parameter a value"
    return AskingFailed("large", message, parts.endpoint, hint)


def _notes(parts: _Parts, theirs: _Theirs, asked: _Asked) -> Iterator[str]:
    whom = without_secrets(parts.endpoint)
    when = asked.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    gave = _counted(len(theirs.rows), "row")
    if asked.about:
        yield f"{whom} was asked about {_counted(asked.about, 'thing')} at {when}, and gave {gave}"
    else:
        yield f"{whom} was not asked: nothing here is linked to what it could say something of"
    if asked.about and not theirs.rows:
        yield (
            "it says nothing of what was asked, however what is linked is spelt; "
            "does it hold this data set?"
        )
    if asked.left_out:
        left_out = _counted(asked.left_out, "thing")
        yield f"it was not asked about {left_out} of other data sets than its own"
    quoted = " ".join(map(str, theirs.columns[len(parts.shared) :]))
    if theirs.rows and quoted:
        yield (
            f"quoted from that answer: {quoted}. Nothing here proves what is quoted: evidence and "
            "receipts are of our side alone"
        )
    if theirs.dropped:
        yield f"rows with what is not taken in, left out of its answer: {theirs.dropped}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


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
    if _ESCAPE.search(given.value):
        # Some engines read such escapes before anything else (SPARQL 1.1, section 19.2).
        raise NotTaken("it holds what can be read as an escape in a query")
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
