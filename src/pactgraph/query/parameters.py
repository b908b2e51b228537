"""Values for a stored query's parameters: typed, checked, and bound by one VALUES."""

from __future__ import annotations

import difflib
import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.outline import outline
from pactgraph.errors import BadInput, Location
from pactgraph.namespaces import ARTICLE, PREFIXES, XSD
from pactgraph.query.stored_query import Parameter, StoredQuery, service_tokens

_SAFE_SCHEMES = frozenset({"http", "https", "urn"})
_LONGEST = 20_000


class Resolver(Protocol):
    """Finds the thing that people mean by a name."""

    def resolve(self, words: str, of_class: NamedNode | None = None) -> NamedNode:
        """Return the IRI; raises NotFound or BadInput with candidates."""
        ...


@dataclass(frozen=True)
class Given:
    """The terms that a query's parameters have, by their variables.

    ``asked`` are those that name what SERVICE asks, ``unbound`` the variables without value.
    """

    query: StoredQuery
    bound: tuple[tuple[str, Literal | NamedNode], ...]
    asked: Mapping[str, NamedNode]
    unbound: tuple[str, ...]

    @property
    def sparql(self) -> str:
        """The query's text with the terms bound; see ``bind``."""
        text = self.query.text
        for token in reversed(service_tokens(text) if self.asked else ()):
            term = self.asked.get(token.variable or "")
            if term is not None:
                text = f"{text[: token.start]}{term}{text[token.end :]}"
        return insert_values(text, self.bound, file=self.query.file) if self.bound else text


def bind(
    query: StoredQuery, values: Mapping[str, object], *, resolver: Resolver | None = None
) -> str:
    """Return the query's text with the values bound as RDF terms.

    They stand in one ``VALUES`` right after the ``{`` of the outermost group, on the same
    line, so that the lines of messages stay right. A parameter without value and default
    is left out: an unbound variable and ``UNDEF`` are the same there. What SERVICE asks is
    written in its place: engines ask nobody whose name a VALUES gives. Raises as ``given``.
    """
    return given(query, values, resolver=resolver).sparql


def given(
    query: StoredQuery, values: Mapping[str, object], *, resolver: Resolver | None = None
) -> Given:
    """Return the RDF terms of the values that are given to a query, and of its defaults.

    ``resolver`` turns names into IRIs; without it only IRIs and ``prefix:name`` are taken.

    Raises:
        BadInput: a parameter is missing, unknown, or its value is not of its type.
        NotFound: the resolver knows no such thing.
    """
    _refuse_unknown(query, values)
    asked: dict[str, NamedNode] = {}
    bound: list[tuple[str, Literal | NamedNode]] = []
    for parameter in query.parameters:
        value = values.get(parameter.name)
        if value is None:
            value = parameter.default
        if value is not None and parameter.names_service:
            asked[parameter.variable] = _endpoint(parameter, value)
        elif value is not None:
            bound.append((parameter.variable, term_for(parameter, value, resolver=resolver)))
        elif parameter.required:
            raise BadInput(
                f"the query {query.name!r} needs a value for {parameter.name!r}"
                + (f" ({parameter.description})" if parameter.description else ""),
                hint=f"give it as a parameter: {parameter.name}={_quoted(example_of(parameter))}",
            )
    known = {*asked, *(variable for variable, _ in bound)}
    unbound = tuple(p.variable for p in query.parameters if p.variable not in known)
    return Given(query, tuple(bound), asked, unbound)


def _endpoint(parameter: Parameter, value: object) -> NamedNode:
    """Return the address of an endpoint, which is no thing of the graph."""
    words = _words(parameter, value).strip().removeprefix("<").removesuffix(">")
    if not words.lower().startswith(("http://", "https://")):
        raise BadInput(
            f"{parameter.name} cannot be {words[:80]!r}: it takes the address of an endpoint",
            hint="give it as https://host/path",
        )
    return checked_iri(words, parameter.name)


def insert_values(
    sparql: str, bound: Sequence[tuple[str, Literal | NamedNode]], *, file: str = "query"
) -> str:
    r"""Return the query with these variables bound, at the start of its outermost group.

    Raises:
        BadInput: it has no group that could take them.

    >>> insert_values("ASK { ?a ?b ?_x }", [("_x", Literal('say "no"'))])
    'ASK { VALUES (?_x) { ("say \\"no\\"") } ?a ?b ?_x }'
    """
    shape = outline(sparql)
    if shape.group is None or shape.short_form or shape.starts_with_subselect:
        raise BadInput(
            "the query has no outermost group that can take parameters",
            location=Location(file),
            hint="write SELECT … WHERE { … } with the parameters between its braces",
        )
    at = shape.tokens[shape.group[0]].end
    variables = " ".join(f"?{variable}" for variable, _ in bound)
    terms = " ".join(str(term) for _, term in bound)
    return f"{sparql[:at]} VALUES ({variables}) {{ ({terms}) }}{sparql[at:]}"


def term_for(
    parameter: Parameter, value: object, *, resolver: Resolver | None = None
) -> Literal | NamedNode:
    """Return the RDF term of a value, given as words or as a Python or RDF value.

    Raises:
        BadInput: it is not of the parameter's type, or none of its choices.
        NotFound: the resolver knows no such thing.
    """
    words = _words(parameter, value)
    if parameter.choices and words not in parameter.choices:
        raise BadInput(
            f"{parameter.name} cannot be {words!r}",
            hint=f"one of {', '.join(parameter.choices)}",
        )
    if parameter.names_service:
        return _endpoint(parameter, value)
    if parameter.type == "iri":
        if isinstance(value, NamedNode):
            return checked_iri(words, parameter.name)
        return _iri(parameter, words, resolver)
    if len(parameter.type) == 2:
        return Literal(words, language=parameter.type)
    if parameter.type == "string":
        return Literal(words)
    pattern, meant = _LEXICAL[parameter.type]
    if not re.fullmatch(pattern, words, re.ASCII):
        raise BadInput(f"{parameter.name} cannot be {words[:80]!r}: it takes {meant}")
    if parameter.type in ("date", "dateTime"):
        _check_calendar(parameter, words)
    return Literal(words, datatype=XSD[parameter.type])


_LEXICAL = {
    "integer": (r"[+-]?[0-9]{1,30}", "a whole number"),
    "decimal": (r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})", "a decimal number"),
    "double": (
        r"[+-]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})(?:[eE][+-]?[0-9]{1,3})?",
        "a number",
    ),
    "boolean": ("true|false", "true or false"),
    "date": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a day, written YYYY-MM-DD"),
    "dateTime": (
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?",
        "a time, written YYYY-MM-DDThh:mm:ss",
    ),
    "gYear": (r"[0-9]{4}", "a year, written YYYY"),
    "gYearMonth": (r"[0-9]{4}-(?:0[1-9]|1[0-2])", "a month, written YYYY-MM"),
}


def _words(parameter: Parameter, value: object) -> str:
    if isinstance(value, NamedNode | Literal):
        words = value.value
    elif isinstance(value, bool):
        words = str(value).lower()
    elif isinstance(value, datetime | date):
        words = value.isoformat()
    elif isinstance(value, str | int | float):
        words = str(value)
    else:
        raise BadInput(f"{parameter.name} cannot be a {type(value).__name__}")
    if len(words) > _LONGEST:
        raise BadInput(f"{parameter.name} has {len(words):,} characters; {_LONGEST:,} are allowed")
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise BadInput(f"{parameter.name} holds half of a surrogate pair") from error
    return words


def _check_calendar(parameter: Parameter, words: str) -> None:
    try:
        if parameter.type == "date":
            date.fromisoformat(words)
        else:
            datetime.fromisoformat(words)
    except ValueError as error:
        raise BadInput(f"{parameter.name} cannot be {words!r}: {error}") from error


def _iri(parameter: Parameter, words: str, resolver: Resolver | None) -> NamedNode:
    if resolver is not None:
        return resolver.resolve(words, parameter.of_class)
    found = iri_of(words, parameter.name)
    if found is None:
        raise BadInput(
            f"{parameter.name} cannot be {words[:80]!r}: it takes an IRI",
            hint="give an IRI, or id:name",
        )
    return found


_OF_AN_ARTICLE = re.compile(r"[a-z0-9-]+/(?:thing|claim)/[A-Za-z0-9_-]+|[a-z0-9-]+#char=\d+,\d+")


def iri_of(words: str, name: str = "value") -> NamedNode | None:
    """Return the IRI that the words write out, or None if they look like a name.

    ``prefix:name`` with one of the project's prefixes, ``SLUG/thing/name`` as tables show
    a thing of an article, ``<IRI>`` and an IRI of the schemes http, https and urn are taken.

    Raises:
        BadInput: it is an IRI, but not a good one, or of another scheme.

    >>> iri_of("id:nato").value, iri_of("NATO")
    ('https://w3id.org/pactgraph/id/nato', None)
    >>> iri_of("harbour-2019/thing/visit").value
    'https://w3id.org/pactgraph/article/harbour-2019/thing/visit'
    """
    text = words.strip()
    bracketed = text.startswith("<") and text.endswith(">")
    text = text[1:-1] if bracketed else text
    if not bracketed and _OF_AN_ARTICLE.fullmatch(text):
        return checked_iri(ARTICLE.base + text, name)
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and not bracketed and not local.startswith("//"):
        return checked_iri(PREFIXES[prefix] + local, name)
    is_scheme = bool(colon) and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.\-]*", prefix) is not None
    if bracketed or (is_scheme and local and not local[0].isspace()):
        return checked_iri(text, name)
    return None


def checked_iri(iri: str, name: str = "value") -> NamedNode:
    """Return the IRI as a term.

    Raises:
        BadInput: it is not a valid absolute IRI, or its scheme names no thing of the web.
    """
    scheme = iri.partition(":")[0].lower()
    if scheme not in _SAFE_SCHEMES:
        raise BadInput(
            f"{name} cannot be {iri[:80]!r}: its scheme is not http, https or urn",
            hint="give an IRI, id:name, or a recorded name",
        )
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise BadInput(f"{name} cannot be {iri[:80]!r}: {error}") from error


def _refuse_unknown(query: StoredQuery, values: Mapping[str, object]) -> None:
    names = [parameter.name for parameter in query.parameters]
    for given in values:
        if given not in names:
            near = difflib.get_close_matches(given, names, n=1)
            raise BadInput(
                f"the query {query.name!r} has no parameter {given!r}",
                hint=f"did you mean {near[0]!r}?"
                if near
                else f"its parameters: {', '.join(names) or 'none'}",
            )


def example_of(parameter: Parameter) -> str:
    """Return a value that the parameter would take, as words: its head's example if it has one."""
    if parameter.example is not None:
        return parameter.example
    if parameter.choices:
        return parameter.choices[0]
    examples = {
        "iri": "id:name",
        "date": "2020-01-31",
        "dateTime": "2020-01-31T12:00:00Z",
        "gYear": "2020",
        "gYearMonth": "2020-01",
        "integer": "3",
        "decimal": "1.5",
        "double": "1.5",
        "boolean": "true",
    }
    return examples.get(parameter.type, "words")


def _quoted(words: str) -> str:
    return words if words.isalnum() else shlex.quote(words)
