"""A stored query as a URL asks it: its parameters as terms, and how the answer is wanted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.errors import BadInput, NotFound
from pactgraph.query.names import Names
from pactgraph.query.parameters import term_for
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.showing import short_iri
from pactgraph.web.document import DocumentRequest
from pactgraph.web.viewed import VIEW_PARAMETERS

OPTIONS: Final = ("page", "page-size", "evidence", "explain", "spreadsheet")
"""What a URL may say of the answer; a stored query's own parameter of that name comes first."""

PAGE_SIZE: Final = 50
"""How many rows a page has, if nothing is said."""

MOST_ROWS: Final = 10_000
"""How many rows a page may have at most."""

_EXACT = 100.0
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


class BadParameter(BadInput):
    """A parameter of a URL that cannot be taken: ``parameter`` names it.

    ``candidates`` are values of it that may have been meant, as ``label <short IRI>``.
    """

    def __init__(
        self,
        parameter: str,
        message: str,
        *,
        hint: str | None = None,
        candidates: tuple[str, ...] = (),
    ) -> None:
        super().__init__(f"the parameter {parameter!r}: {message}", hint=hint)
        self.parameter = parameter
        self.candidates = candidates


@dataclass(frozen=True)
class QueryRequest:
    """What a URL asks of a stored query.

    ``given`` has the query's own parameters as they stand in the URL, ``values`` as terms;
    ``missing`` are those that it cannot do without. ``view`` has the parameters of the view.
    ``page`` counts from 1; a ``page_size`` of None means all rows. ``evidence`` is None where
    nothing is said of it. ``explain`` is ``"row"``, or the number of a row from 0.
    """

    query: StoredQuery
    given: tuple[tuple[str, str], ...] = ()
    values: Mapping[str, Literal | NamedNode] | None = None
    missing: tuple[Parameter, ...] = ()
    view: tuple[tuple[str, str], ...] = ()
    page: int = 1
    page_size: int | None = None
    evidence: bool | None = None
    explain: str | int | None = None
    spreadsheet: bool = False

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """The parameters that say what is asked: the query's own, and those of the view."""
        return (*self.given, *self.view)

    @property
    def wanted(self) -> tuple[tuple[str, str], ...]:
        """The parameters that say how the answer is wanted, apart from the page."""
        found = []
        if self.evidence is not None:
            found.append(("evidence", str(int(self.evidence))))
        if self.explain is not None:
            found.append(("explain", str(self.explain)))
        if self.spreadsheet:
            found.append(("spreadsheet", "1"))
        return tuple(found)


def read_query_request(
    request: DocumentRequest, query: StoredQuery, names: Names, *, paged: bool
) -> QueryRequest:
    """Return what a request asks of a stored query; an answer is ``paged`` if nothing is said.

    Raises BadParameter, and BadInput for a parameter that is given twice.
    """
    own = [parameter.name for parameter in query.parameters]
    _refuse_unknown(request, query, own)
    given = tuple((name, value) for name in own if (value := request.first(name)) is not None)
    options = {name: request.first(name) for name in OPTIONS if name not in own}
    has_pages = paged or any(options.get(name) for name in ("page", "page-size"))
    return QueryRequest(
        query,
        given,
        {name: _term(query, name, words, names) for name, words in given},
        tuple(p for p in query.parameters if p.required and p.name not in dict(given)),
        tuple((name, value) for name in VIEW_PARAMETERS if (value := request.first(name))),
        _number(options, "page", 1, 10**9, 1),
        _number(options, "page-size", 1, MOST_ROWS, PAGE_SIZE) if has_pages else None,
        _truth(options, "evidence"),
        _explain(options),
        bool(_truth(options, "spreadsheet")),
    )


def _refuse_unknown(request: DocumentRequest, query: StoredQuery, own: list[str]) -> None:
    known = [*own, *OPTIONS, *VIEW_PARAMETERS]
    for name, _ in request.query:
        if name not in known:
            near = tuple(difflib.get_close_matches(name[:80], known, n=2, cutoff=0.6))
            takes = f"it takes {', '.join(own)}" if own else "it takes none"
            raise BadParameter(
                name[:80],
                f"the query {query.name!r} has none of that name",
                hint=f"did you mean {' or '.join(near)}?" if near else takes,
            )


def _term(query: StoredQuery, name: str, words: str, names: Names) -> Literal | NamedNode:
    parameter = query.parameter(name)
    assert parameter is not None
    try:
        return term_for(parameter, words, resolver=names)
    except NotFound as error:
        raise BadParameter(
            name, error.message, hint=error.hint, candidates=error.candidates
        ) from error
    except BadInput as error:
        raise BadParameter(
            name,
            error.message,
            hint=error.hint,
            candidates=_of_that_name(parameter, words, names),
        ) from error


def _of_that_name(parameter: Parameter, words: str, names: Names) -> tuple[str, ...]:
    """Return the things that bear a name which several bear; choices of a list are themselves."""
    if parameter.type != "iri":
        return parameter.choices
    found = names.find(words[:200], of_class=parameter.of_class)
    same = [one for one in found if one.score >= _EXACT]
    return tuple(f"{one.form} <{short_iri(one.iri)}>" for one in same)


def _number(options: Mapping[str, str | None], name: str, least: int, most: int, usual: int) -> int:
    words = options.get(name)
    if words is None:
        return usual
    if not re.fullmatch("[0-9]{1,10}", words) or not least <= int(words) <= most:
        raise BadParameter(name, f"it is a whole number from {least} to {most:,}")
    return int(words)


def _truth(options: Mapping[str, str | None], name: str) -> bool | None:
    words = options.get(name)
    if words is None:
        return None
    if words not in _TRUTHS:
        raise BadParameter(name, "it is 1 or 0", hint="1 for yes, 0 for no")
    return _TRUTHS[words]


def _explain(options: Mapping[str, str | None]) -> str | int | None:
    words = options.get("explain")
    if words is None or words == "row":
        return words
    if not re.fullmatch("[0-9]{1,9}", words):
        raise BadParameter(
            "explain",
            "it is row, or the number of a row from 0",
            hint="explain=row adds to each row where its receipt is; explain=0 is the first's",
        )
    return int(words)
