"""The outline of a query: its form, its columns in the order written, its outermost group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pactgraph.engine.tokens import Kind, Token, tokenise
from pactgraph.errors import BadQuery

_FORMS = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")


@dataclass(frozen=True, slots=True)
class Outline:
    """What the tokens of a query tell about its outermost level.

    ``projection`` is None for ``SELECT *`` and for other forms. ``group`` holds the
    indexes in ``tokens`` of the braces around the outermost group, None where there is
    none (``DESCRIBE <x>``); ``short_form`` says that it is that of ``CONSTRUCT WHERE``.
    """

    tokens: tuple[Token, ...]
    form: str
    form_at: int
    projection: tuple[str, ...] | None
    group: tuple[int, int] | None
    short_form: bool

    @property
    def inside(self) -> Sequence[Token]:
        """Return the tokens between the braces of the outermost group."""
        return self.tokens[self.group[0] + 1 : self.group[1]] if self.group else ()

    @property
    def after(self) -> Sequence[Token]:
        """Return the tokens after the outermost group: the solution modifiers."""
        return self.tokens[self.group[1] + 1 :] if self.group else ()

    @property
    def starts_with_subselect(self) -> bool:
        """Tell whether the outermost group is a sub-select and nothing else."""
        return bool(self.inside) and self.inside[0].is_word("SELECT")


def outline(sparql: str) -> Outline:
    """Return the outline of a query, read from its tokens alone.

    Raises:
        BadQuery: there is no query form, or the outermost group does not end.

    >>> outline("SELECT ?b (COUNT(?c) AS ?n) { ?b ?p ?c } GROUP BY ?b").projection
    ('b', 'n')
    """
    tokens = tuple(t for t in tokenise(sparql) if t.kind is not Kind.COMMENT)
    form_at = next((i for i, t in enumerate(tokens) if t.is_word(*_FORMS)), None)
    if form_at is None:
        raise BadQuery("no SELECT, ASK, CONSTRUCT or DESCRIBE: this is not a SPARQL query")
    form = tokens[form_at].text.upper()
    at, short_form = form_at + 1, False
    if form == "CONSTRUCT":
        if at < len(tokens) and tokens[at].is_mark("{"):
            at = closing(tokens, at) + 1
        else:
            short_form = True
    opening = _first_brace(tokens, at)
    group = None if opening is None else (opening, closing(tokens, opening))
    head = tokens[form_at + 1 : opening] if opening is not None else tokens[form_at + 1 :]
    projection = _projection(head) if form == "SELECT" else None
    return Outline(tokens, form, form_at, projection, group, short_form)


def _first_brace(tokens: Sequence[Token], start: int) -> int | None:
    """Find the first ``{`` that is not inside parentheses (an EXISTS in the projection)."""
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].is_mark("("):
            depth += 1
        elif tokens[index].is_mark(")"):
            depth -= 1
        elif depth == 0 and tokens[index].is_mark("{", "{|"):
            return index
    return None


def closing(tokens: Sequence[Token], opening: int) -> int:
    """Return the index of the brace that closes the one at ``opening``.

    Raises:
        BadQuery: there is none.
    """
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].is_mark("{"):
            depth += 1
        elif tokens[index].is_mark("}"):
            depth -= 1
            if depth == 0:
                return index
    raise BadQuery("a group that starts with { does not end")


def _projection(head: Sequence[Token]) -> tuple[str, ...] | None:
    names: list[str] = []
    depth = 0
    for index, token in enumerate(head):
        if token.is_mark("("):
            depth += 1
        elif token.is_mark(")"):
            depth -= 1
            # (expression AS ?name): the name stands right before the closing parenthesis.
            name = head[index - 1].variable if index else None
            if depth == 0 and name is not None:
                names.append(name)
        elif depth == 0:
            if token.is_word("FROM", "WHERE"):
                break
            if token.is_mark("*"):
                return None
            if token.variable is not None:
                names.append(token.variable)
    return tuple(names)


def column_order(sparql: str, columns: Iterable[str]) -> tuple[str, ...]:
    """Return the columns of a result in the order in which the query writes them.

    For ``SELECT *`` that is the order in which the variables first stand in the text;
    engines differ there (Oxigraph sorts by name).

    >>> column_order("SELECT * { ?z ?y ?x }", ["x", "y", "z"])
    ('z', 'y', 'x')
    """
    given = list(dict.fromkeys(columns))
    written = outline(sparql).projection
    if written is None:
        seen = (t.variable for t in tokenise(sparql))
        written = tuple(dict.fromkeys(name for name in seen if name is not None))
    known = [name for name in written if name in given]
    return (*known, *(name for name in given if name not in known))


_STAR = re.compile(
    r"\bSELECT(?:\s|#[^\n\r]*[\n\r])*(?:(?:DISTINCT|REDUCED)(?:\s|#[^\n\r]*[\n\r])*)?\*",
    re.IGNORECASE,
)


def may_select_all(sparql: str) -> bool:
    r"""Tell whether a query can be a ``SELECT *``, without reading all its tokens.

    No query that is one is missed; one that has the words elsewhere is taken for one.

    >>> may_select_all("SELECT DISTINCT # all\n* { ?s ?p ?o }"), may_select_all("SELECT ?s { }")
    (True, False)
    """
    return _STAR.search(sparql) is not None


def undeclared_prefixes(sparql: str) -> tuple[str, ...]:
    """Return the prefixes that a query uses and does not declare, in order of use.

    >>> undeclared_prefixes("PREFIX a: <http://a/> ASK { a:x b:y c:z }")
    ('b', 'c')
    """
    declared: set[str] = set()
    used: dict[str, None] = {}
    before: Token | None = None
    for token in tokenise(sparql):
        if token.kind is Kind.COMMENT:
            continue
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if before is not None and before.is_word("PREFIX"):
                declared.add(prefix)
            else:
                used[prefix] = None
        before = token
    return tuple(prefix for prefix in used if prefix not in declared)
