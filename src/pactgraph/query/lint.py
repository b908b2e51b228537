"""The lint over stored queries: what every ``.rq`` file has to keep to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue

from pactgraph.engine.outline import Outline, closing, outline
from pactgraph.engine.tokens import Kind, Token, line_and_column
from pactgraph.errors import BadInput, Location
from pactgraph.query.algebra import date_misuses, unguarded_graphs
from pactgraph.query.stored_query import StoredQuery, read_query, split_variable

_FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.rq")
_AS_SPELT = frozenset({"a", "true", "false", "isIRI", "isURI", "isBlank", "isLiteral",
                       "isNumeric", "sameTerm"})  # fmt: skip
RESERVED: Final = frozenset({
    "query", "sparql", "row", "another", "members", "format",
    "page", "page-size", "evidence", "explain", "spreadsheet",
    "as-of", "known-by", "certainty",
})  # fmt: skip
"""Names that a URL has uses of its own for: no parameter of a query can have one."""

_MODIFIERS = ("LIMIT", "OFFSET", "VALUES", "HAVING", "GROUP")


@dataclass(frozen=True, order=True)
class LintFinding:
    """One thing that a stored query does not keep to: where, which rule, and what."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{Location(self.file, self.line)}: {self.message} [{self.rule}]"


Problem = tuple[int, str]
"""A line and a message."""


@dataclass(frozen=True)
class _Subject:
    """What the rules look at."""

    query: StoredQuery
    shape: Outline
    algebra: CompValue

    def line(self, token: Token) -> int:
        return line_and_column(self.query.text, token.start)[0]

    def line_of_variable(self, name: str) -> int:
        """Return the line of the last use of a variable: conditions stand after patterns."""
        lines = [self.line(t) for t in self.shape.tokens if t.variable == name]
        return lines[-1] if lines else 1


def lint_queries(files: Iterable[Path], *, root: Path | None = None) -> list[LintFinding]:
    """Return what the stored queries of these files do not keep to, in order of place."""
    findings: list[LintFinding] = []
    for path in files:
        shown = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
        if not _FILE_NAME.fullmatch(path.name):
            findings.append(
                LintFinding(shown, 1, "file-name", f"{path.name!r} is not kebab-case.rq")
            )
        try:
            query = read_query(path, root=root)
        except BadInput as error:
            line = error.location.line if error.location else None
            findings.append(LintFinding(shown, line or 1, "head", error.message))
            continue
        findings += lint_query(query)
    return sorted(findings)


def lint_query(query: StoredQuery) -> list[LintFinding]:
    """Return what one stored query does not keep to, in order of lines.

    A head may exempt its query from a rule, by ``#+ exempt:`` with ``rule: reason``.

    What is not seen: a stated date that reaches a comparison by a sub-select's renaming
    through an aggregate other than those of SPARQL 1.1, and an order that is total only
    because of what the data happen to hold.
    """
    try:
        algebra = _algebra(query.text)
    except _Invalid as problem:
        return [LintFinding(query.file, problem.line, "valid", problem.message)]
    subject = _Subject(query, outline(query.text), algebra)
    findings = [
        LintFinding(query.file, line, rule, message)
        for rule, check in RULES.items()
        for line, message in check(subject)
    ]
    return sorted(set(_after_exemptions(query, findings)))


def _after_exemptions(query: StoredQuery, findings: list[LintFinding]) -> Iterator[LintFinding]:
    """Yield the findings that the head does not exempt, and exemptions of nothing."""
    yield from (finding for finding in findings if finding.rule not in query.exempt)
    for rule in query.exempt.keys() - {finding.rule for finding in findings}:
        line = query.head_lines.get("exempt", 1)
        yield LintFinding(query.file, line, "exempt", f"{rule!r} finds nothing to exempt")


class _Invalid(Exception):
    """What stands in a file is no query of SPARQL 1.1."""

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message


def _algebra(text: str) -> CompValue:
    """Return the algebra of a query; raises _Invalid."""
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as error:
        found = re.match(r"error at (\d+):", str(error))
        line = int(found.group(1)) if found else 1
        raise _Invalid(line, f"not valid SPARQL: {error}") from None
    try:
        return prepareQuery(text).algebra
    # rdflib's parser raises its own kinds, Exception itself among them.
    except Exception as error:
        found = re.search(r"\(line:(\d+)", str(error))
        line = int(found.group(1)) if found else 1
        raise _Invalid(line, f"not SPARQL 1.1: rdflib cannot read it: {error}") from None


def _head(subject: _Subject) -> Iterator[Problem]:
    query = subject.query
    for key in ("summary", "description", "question"):
        if not getattr(query, key):
            yield query.head_lines.get(key, 1), f"the head has no {key}"
    if not query.tags:
        yield query.head_lines.get("tags", 1), "the head has no tags"
    if query.question and not query.question.endswith("?"):
        yield query.head_lines["question"], "the question does not end in a question mark"
    for parameter in query.parameters:
        if not parameter.description:
            yield (
                query.head_lines.get("parameters", 1),
                f"the head does not describe the parameter {parameter.name!r}",
            )
    for column in query.key:
        if column not in query.columns:
            yield query.head_lines.get("key", 1), f"the key {column!r} is no column"


def _prefixes(subject: _Subject) -> Iterator[Problem]:
    declared: dict[str, Token] = {}
    used: dict[str, Token] = {}
    before: Token | None = None
    for token in subject.shape.tokens:
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            declares = before is not None and before.is_word("PREFIX")
            (declared if declares else used).setdefault(prefix, token)
        before = token
    for prefix, token in used.items():
        if prefix not in declared:
            yield subject.line(token), f"the prefix {prefix}: is not declared"
    for prefix, token in declared.items():
        if prefix not in used:
            yield subject.line(token), f"the prefix {prefix}: is declared and not used"


def _keywords(subject: _Subject) -> Iterator[Problem]:
    for token in subject.shape.tokens:
        if token.kind is Kind.WORD and not token.text.isupper() and token.text not in _AS_SPELT:
            yield subject.line(token), f"the keyword {token.text!r} is not in upper case"


def _columns(subject: _Subject) -> Iterator[Problem]:
    if subject.shape.form == "SELECT" and subject.shape.projection is None:
        yield subject.line(subject.shape.tokens[subject.shape.form_at]), "SELECT * names no columns"


def _order(subject: _Subject) -> Iterator[Problem]:
    shape = subject.shape
    if shape.form != "SELECT" or not shape.projection:
        return
    line = subject.line(shape.tokens[shape.form_at])
    after = list(shape.after)
    start = next((i for i, t in enumerate(after) if t.is_word("ORDER")), None)
    if start is None:
        yield line, "a SELECT without ORDER BY has no order of rows"
        return
    keys: set[str] = set()
    for token in after[start:]:
        if token.is_word(*_MODIFIERS):
            break
        if token.variable is not None:
            keys.add(token.variable)
    wanted = subject.query.key or shape.projection
    missing = [column for column in wanted if column not in keys]
    if missing:
        yield (
            subject.line(after[start]),
            f"ORDER BY leaves ties: it lacks {', '.join(missing)} "
            "(or name in the head, as key, the columns that tell rows apart)",
        )


def _passage(subject: _Subject) -> Iterator[Problem]:
    shape = subject.shape
    if shape.form != "SELECT":
        return
    line = subject.line(shape.tokens[shape.form_at])
    if not any(t.variable == "passage" for t in shape.tokens):
        yield line, "there is no ?passage: rows could not be led back to words"
    if shape.projection and "passage" in shape.projection:
        yield line, "?passage is projected: it belongs to the evidence, not to the table"


def _graphs(subject: _Subject) -> Iterator[Problem]:
    for name in sorted(unguarded_graphs(subject.algebra)):
        yield (
            subject.line_of_variable(name),
            f"GRAPH ?{name} without '?{name} a pact:Passage' may match claims and records",
        )


def _dates(subject: _Subject) -> Iterator[Problem]:
    for name, how in sorted(date_misuses(subject.algebra)):
        yield (
            subject.line_of_variable(name),
            f"?{name} is a stated date and is {how}: use its bounds, or STR()",
        )


def _names(subject: _Subject) -> Iterator[Problem]:
    for token in subject.shape.tokens:
        parts = split_variable(token.variable) if token.variable is not None else None
        if parts is not None and parts[0] in RESERVED:
            yield (
                subject.line(token),
                f"the parameter {parts[0]!r} has a name that URLs of answers need themselves",
            )


def _parameters(subject: _Subject) -> Iterator[Problem]:
    shape = subject.shape
    if shape.group is None:
        return
    if subject.query.parameters and (shape.short_form or shape.starts_with_subselect):
        line = subject.line(shape.tokens[shape.group[0]])
        yield line, "the outermost group cannot take parameters"
    inside = shape.inside
    index = 0
    while index < len(inside):
        token = inside[index]
        if token.is_mark("{"):
            end = closing(inside, index)
            # EXISTS is tested with what the outermost group has bound.
            if index == 0 or not inside[index - 1].is_word("EXISTS"):
                for inner in inside[index:end]:
                    if inner.variable is not None and split_variable(inner.variable):
                        yield (
                            subject.line(inner),
                            f"the parameter ?{inner.variable} stands in an inner group",
                        )
            index = end
        index += 1


RULES: dict[str, Callable[[_Subject], Iterator[Problem]]] = {
    "head": _head,
    "prefixes": _prefixes,
    "keywords": _keywords,
    "columns": _columns,
    "order": _order,
    "passage": _passage,
    "graph-passage": _graphs,
    "dates": _dates,
    "names": _names,
    "parameters": _parameters,
}
"""The rules by name; ``valid`` and ``file-name`` come before them."""
