"""The lexical guard: what a query may not be, told before any engine reads it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from pactgraph.engine.tokens import (
    Kind,
    Token,
    expand_code_points,
    line_and_column,
    tokenise,
)
from pactgraph.errors import BadQuery, Location
from pactgraph.namespaces import PREFIXES

MAX_BYTES = 64 * 1024
MAX_DEPTH = 64
MAX_OPERATORS = 2000

UPDATE_WORDS = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING"}
)
"""The words that only an update has (SPARQL 1.1 Update, section 3)."""

_SUSPECT = re.compile("|".join(sorted({"SERVICE", *UPDATE_WORDS})))
"""Finds in a text in capitals whether any of the words is there, if only in a comment."""

_OPENING = {"{", "(", "[", "<<", "<<(", "{|"}
_CLOSING = {"}", ")", "]", ">>", ")>>", "|}"}
# What an engine turns into one more level of its algebra, bracket or no bracket.
_OPERATOR_MARKS = frozenset(
    {"{", "+", "-", "*", "/", "|", "^", "!", "=", "!=", "<", ">", "<=", ">=", "&&", "||", "?"}
)
_OPERATOR_WORDS = frozenset(
    {"FILTER", "BIND", "OPTIONAL", "UNION", "MINUS", "GRAPH", "EXISTS", "NOT", "IN", "VALUES"}
)


def check(sparql: str, *, allow: Collection[str] = (), source: str = "query") -> tuple[Token, ...]:
    """Return the query's tokens, comments left out, if it may be handed to an engine.

    ``allow`` names what is otherwise refused: ``"SERVICE"``, or a word of an update.
    ``source`` is what the query is called in messages.

    Raises:
        BadQuery: too long, too deep, too many operators, not SPARQL's alphabet, or it
            asks for what is not allowed; with the line and column where known.

    >>> check("ASK { SERVICE <http://example.org/> { } }")
    Traceback (most recent call last):
    ...
    pactgraph.errors.BadQuery: query:1: SERVICE (column 7) would ask another endpoint, which is \
not allowed here
      hint: allow it with --allow service, if you trust the query and the endpoint
    """
    allowed = frozenset(word.upper() for word in allow)
    _check_size(sparql, source)
    comment = Kind.COMMENT
    tokens = tuple(t for t in tokenise(sparql) if t.kind is not comment)
    _check_words(sparql, tokens, allowed, source)
    expanded = expand_code_points(sparql)
    readings = [sparql]
    if expanded != sparql:
        readings.append(expanded)
        _check_words(expanded, tuple(tokenise(expanded)), allowed, source)
    if "SERVICE" not in allowed:
        for reading in readings:
            _check_glued_service(reading, source)
    if _has_errors(tokens):
        other = tuple(t for t in tokenise(sparql, less_than_first=True) if t.kind is not comment)
        if _has_errors(other):
            _check_alphabet(sparql, tokens, source)
        tokens = other
        _check_words(sparql, tokens, allowed, source)
    if not tokens:
        raise BadQuery("the query is empty", location=Location(source))
    if "SERVICE" not in allowed:
        # Engines read SERVICE:x as the word and a name: who may ask so is left to them.
        _check_prefixes(sparql, tokens, source)
    _check_depth(sparql, tokens, source)
    return tokens


def _check_prefixes(sparql: str, tokens: Sequence[Token], source: str) -> None:
    """Refuse a prefix that is neither declared nor the project's: engines say it in riddles."""
    declared, name = set(PREFIXES), Kind.NAME
    for index, token in enumerate(tokens):
        if token.kind is not name:
            continue
        prefix = token.text.partition(":")[0]
        if prefix in declared:
            continue
        if index > 0 and tokens[index - 1].is_word("PREFIX"):
            declared.add(prefix)
        else:
            raise _refuse(
                sparql,
                token.start,
                source,
                f"the prefix {prefix}: {{column}} is not declared",
                f"write PREFIX {prefix}: <…> before the query; pactgraph prefixes lists those "
                "that need not be declared",
            )


def _refuse(sparql: str, offset: int, source: str, message: str, hint: str | None) -> BadQuery:
    line, column = line_and_column(sparql, offset)
    return BadQuery(
        message.format(column=f"(column {column})"), location=Location(source, line), hint=hint
    )


def _check_size(sparql: str, source: str) -> None:
    try:
        size = len(sparql.encode())
    except UnicodeEncodeError as error:
        raise _refuse(
            sparql, error.start, source, "half of a surrogate pair {column} is no character", None
        ) from error
    if size > MAX_BYTES:
        raise BadQuery(
            f"the query has {size:,} bytes; {MAX_BYTES:,} are allowed",
            location=Location(source),
            hint="ask in several queries, or bind long lists through a stored query",
        )


def _check_words(
    sparql: str, tokens: Sequence[Token], allowed: frozenset[str], source: str
) -> None:
    if not _SUSPECT.search(sparql.upper()):
        return
    word_kind, name_kind = Kind.WORD, Kind.NAME
    for token in tokens:
        if token.kind is word_kind:
            word = token.text.upper()
        elif token.kind is name_kind:
            word = token.text.partition(":")[0].upper()
        else:
            continue
        # Engines that parse without tokens read the keyword in `SERVICE:x` and `trueSERVICE`.
        if "SERVICE" in word and "SERVICE" not in allowed:
            raise _service(sparql, token, source)
        if token.kind is word_kind and word in UPDATE_WORDS - allowed:
            raise _refuse(
                sparql,
                token.start,
                source,
                f"{word} {{column}} belongs to an update, and only queries are answered here",
                "the graph is built from files: edit those and build again",
            )


def _service(sparql: str, token: Token, source: str) -> BadQuery:
    message = "SERVICE {column} would ask another endpoint, which is not allowed here"
    hint = "allow it with --allow service, if you trust the query and the endpoint"
    if token.kind is Kind.NAME:
        message = f"the prefix in {token.text!r} {{column}} can be read as the keyword SERVICE"
        hint = "choose another prefix"
    return _refuse(sparql, token.start, source, message, hint)


def _check_glued_service(sparql: str, source: str) -> None:
    """Refuse a SERVICE that only shows when ``<`` is read as a comparison."""
    if "SERVICE" not in sparql.upper():
        return
    tokens = [t for t in tokenise(sparql, less_than_first=True) if t.kind is not Kind.COMMENT]
    for index, token in enumerate(tokens):
        word = token.text.upper()
        if token.kind not in (Kind.WORD, Kind.NAME) or "SERVICE" not in word.partition(":")[0]:
            continue
        following = tokens[index + 1 : index + 4]
        if any(t.is_mark("{") for t in following):
            raise _service(sparql, token, source)


def _has_errors(tokens: Iterable[Token]) -> bool:
    error = Kind.ERROR
    return any(token.kind is error for token in tokens)


def _check_alphabet(sparql: str, tokens: Sequence[Token], source: str) -> None:
    for token in tokens:
        if token.kind is Kind.ERROR:
            what = f"{token.text!r} {{column}} starts nothing in SPARQL"
            if token.text in "\"'":
                what = f"a string that starts with {token.text} {{column}} does not end"
            elif token.text == "\\":
                what = "a backslash {column} has no place outside strings, names and IRIs"
            raise _refuse(sparql, token.start, source, what, None)


def has_too_many_operators(sparql: str) -> bool:
    """Tell whether a query has more operators and groups than an engine is handed."""
    return sum(map(_is_operator, tokenise(sparql))) > MAX_OPERATORS


def _is_operator(token: Token) -> bool:
    if token.kind is Kind.MARK:
        return token.text in _OPERATOR_MARKS
    return token.kind is Kind.WORD and token.text.upper() in _OPERATOR_WORDS


def _check_depth(sparql: str, tokens: Sequence[Token], source: str) -> None:
    depth = operators = 0
    mark, word = Kind.MARK, Kind.WORD
    for token in tokens:
        kind, text, _ = token
        if kind is mark:
            if text in _OPENING:
                depth += 1
            elif text in _CLOSING:
                depth -= 1
        elif kind is not word:
            continue
        operators += _is_operator(token)
        if depth > MAX_DEPTH:
            message = f"brackets nest more than {MAX_DEPTH} deep {{column}}"
            raise _refuse(sparql, token.start, source, message, "write the query flatter")
        if operators > MAX_OPERATORS:
            message = f"more than {MAX_OPERATORS} operators and groups {{column}}"
            raise _refuse(sparql, token.start, source, message, "ask in several queries")
