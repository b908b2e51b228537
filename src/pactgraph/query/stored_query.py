"""Stored queries: a ``.rq`` file with a head in grlc's decorator syntax."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from pactgraph.engine.outline import outline
from pactgraph.engine.tokens import Kind, Token, tokenise
from pactgraph.errors import BadInput, BadQuery, Location, NotFound
from pactgraph.namespaces import PREFIXES

TYPES = frozenset(
    {"iri", "string", "integer", "decimal", "double", "boolean", "date", "dateTime", "gYear",
     "gYearMonth"}
)  # fmt: skip
"""The types that a parameter's variable may end in; two letters are a language."""


@dataclass(frozen=True)
class Parameter:
    """A parameter: ``variable`` as the query writes it, ``name`` as people give it.

    ``type`` is one of ``TYPES`` or a language tag of two letters; ``of_class`` is the
    class whose members it may be; ``default`` and ``choices`` are as written in the head.
    ``names_service`` says that it is the endpoint that SERVICE asks.
    """

    variable: str
    name: str
    type: str
    optional: bool
    default: str | None = None
    choices: tuple[str, ...] = ()
    of_class: NamedNode | None = None
    description: str | None = None
    example: str | None = None
    names_service: bool = False

    @property
    def required(self) -> bool:
        """Tell whether a value must be given."""
        return not self.optional and self.default is None


@dataclass(frozen=True)
class StoredQuery:
    """A stored query: its text as it stands in the file, and what its head says.

    ``columns`` is empty for an ASK, CONSTRUCT or DESCRIBE; ``key`` names the columns that
    tell its rows apart where they are not all of them; ``exempt`` has the rules of the
    lint that do not hold for it, each with the reason.
    """

    name: str
    file: str
    text: str
    form: str
    summary: str
    description: str
    question: str
    tags: tuple[str, ...]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    exempt: dict[str, str]
    parameters: tuple[Parameter, ...]
    head_lines: dict[str, int]

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of that name, or None."""
        return next((p for p in self.parameters if p.name == name), None)

    @property
    def runs_without_values(self) -> bool:
        """Tell whether the query can be asked with no value given."""
        return not any(p.required for p in self.parameters)


def load_queries(files: Iterable[Path], *, root: Path | None = None) -> dict[str, StoredQuery]:
    """Return the stored queries of these files by name, sorted; raises as ``read_query``."""
    queries = [read_query(path, root=root) for path in files]
    return {query.name: query for query in sorted(queries, key=lambda q: q.name)}


def read_query(path: Path, *, root: Path | None = None) -> StoredQuery:
    """Return the stored query of a file, which messages name relative to ``root``.

    Raises:
        NotFound: there is no such file.
        BadInput: it is no UTF-8, its head is no YAML, or says what it may not.
    """
    shown = str(path.relative_to(root)) if root and path.is_relative_to(root) else str(path)
    try:
        text = path.read_bytes().decode()
    except FileNotFoundError as error:
        raise NotFound("there is no such query file", location=Location(shown)) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"not UTF-8 at byte {error.start}", location=Location(shown), hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", location=Location(shown)) from error
    return parse_query(text, name=path.stem, file=shown)


def parse_query(text: str, *, name: str, file: str) -> StoredQuery:
    """Return the stored query that ``text`` is; see ``read_query`` for what it raises."""
    head, lines = _read_head(text, file)
    try:
        shape = outline(text)
    except BadQuery as error:
        raise BadInput(error.message, location=Location(file)) from error
    if shape.form == "SELECT" and shape.projection is None:
        columns: tuple[str, ...] = tuple(
            dict.fromkeys(t.variable for t in shape.inside if t.variable is not None)
        )
    else:
        columns = shape.projection or ()
    return StoredQuery(
        name=name,
        file=file,
        text=text,
        form=shape.form,
        summary=_text(head, "summary"),
        description=_text(head, "description"),
        question=_text(head, "question"),
        tags=_list(head, "tags", lines, file),
        columns=columns,
        key=_list(head, "key", lines, file),
        exempt=_exemptions(head, lines, file),
        parameters=_parameters(text, head, lines, file),
        head_lines=lines,
    )


def _read_head(text: str, file: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the head as YAML reads it (all scalars as strings), and the line of each key."""
    kept: list[str] = []
    first = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("#+"):
            first = first or number
            kept.append(line[2:].removeprefix(" "))
        elif kept or (line.strip() and not line.startswith("#")):
            break
    try:
        # Only strings: "no" is a word, and a date must keep its precision.
        head = yaml.load("\n".join(kept), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line_number = first + (mark.line if mark else 0)
        raise BadInput(
            f"the head is not YAML: {error.problem or error.context}",
            location=Location(file, line_number),
            hint="each line of the head starts with '#+ ', and the rest is YAML",
        ) from error
    head = head or {}
    if not isinstance(head, dict):
        raise BadInput("the head is no mapping", location=Location(file, first))
    lines = {
        line.partition(":")[0].strip(): first + index
        for index, line in enumerate(kept)
        if re.match(r"[A-Za-z]", line)
    }
    return head, lines


def _text(head: dict[str, Any], key: str) -> str:
    value = head.get(key, "")
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(head: dict[str, Any], key: str, lines: dict[str, int], file: str) -> tuple[str, ...]:
    value = head.get(key) or []
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise BadInput(f"{key} must be a list of words", location=Location(file, lines.get(key)))


def _exemptions(head: dict[str, Any], lines: dict[str, int], file: str) -> dict[str, str]:
    found = _named(head, "exempt", lines, file)
    if all(isinstance(reason, str) and reason for reason in found.values()):
        return found
    raise BadInput("each exemption needs its reason", location=Location(file, lines.get("exempt")))


def _named(head: dict[str, Any], key: str, lines: dict[str, int], file: str) -> dict[str, Any]:
    """Return a list of one-key mappings, grlc's way of writing them, as one mapping."""
    value = head.get(key) or []
    items = [value] if isinstance(value, dict) else value
    if isinstance(items, list) and all(isinstance(item, dict) for item in items):
        return {name: content for item in items for name, content in item.items()}
    raise BadInput(
        f"{key} must be a list of 'name: value'", location=Location(file, lines.get(key))
    )


def split_variable(variable: str) -> tuple[str, str, bool] | None:
    """Return name, type and whether it is optional of a parameter's variable, else None.

    The syntax is grlc's: ``_name_type``, two underscores at the start for an optional one,
    no type for a plain literal.

    >>> split_variable("__asOf_date"), split_variable("_person_iri"), split_variable("other")
    (('asOf', 'date', True), ('person', 'iri', False), None)
    """
    if not variable.startswith("_"):
        return None
    optional = variable.startswith("__")
    name, _, kind = variable.lstrip("_").rpartition("_")
    if not name:
        name, kind = kind, "string"
    return name, kind, optional


def _parameters(
    text: str, head: dict[str, Any], lines: dict[str, int], file: str
) -> tuple[Parameter, ...]:
    defaults = _named(head, "defaults", lines, file)
    choices = _named(head, "enumerate", lines, file)
    described = _named(head, "parameters", lines, file)
    found: dict[str, Parameter] = {}
    variables = dict.fromkeys(t.variable for t in tokenise(text) if t.variable is not None)
    asked = {token.variable for token in service_tokens(text)}
    for variable in variables:
        parts = split_variable(variable)
        if parts is None:
            continue
        name, kind, optional = parts
        if not name or (kind not in TYPES and not re.fullmatch("[a-z]{2}", kind)):
            raise BadInput(
                f"the parameter ?{variable} has the type {kind!r}, which there is not",
                location=Location(file, _line_of(text, variable)),
                hint=f"end it in one of {', '.join(sorted(TYPES))}, or a language of two letters",
            )
        if name in found:
            raise BadInput(
                f"two variables stand for the parameter {name!r}: "
                f"?{found[name].variable} and ?{variable}",
                location=Location(file, _line_of(text, variable)),
            )
        about = described.get(name) or {}
        about = about if isinstance(about, dict) else {"description": about}
        found[name] = Parameter(
            variable=variable,
            name=name,
            type=kind,
            optional=optional,
            default=defaults.get(name),
            choices=_choices(choices.get(name), name, lines, file),
            of_class=_class(about.get("class"), lines, file),
            description=about.get("description"),
            example=about.get("example"),
            names_service=variable in asked,
        )
    for key, given in (("defaults", defaults), ("enumerate", choices), ("parameters", described)):
        for name in given:
            if name not in found:
                raise BadInput(
                    f"{key} names {name!r}, but the query has no such parameter",
                    location=Location(file, lines.get(key)),
                    hint=f"its parameters: {', '.join(found) or 'none'}",
                )
    return tuple(found.values())


def service_tokens(text: str) -> list[Token]:
    """Return the variables that stand where SERVICE names an endpoint."""
    found: list[Token] = []
    asks = False
    for token in tokenise(text) if "SERVICE" in text.upper() else ():
        if token.kind is Kind.COMMENT:
            continue
        if asks and token.variable is not None:
            found.append(token)
        asks = token.is_word("SERVICE") or (asks and token.is_word("SILENT"))
    return found


def _line_of(text: str, variable: str) -> int | None:
    for token in tokenise(text):
        if token.variable == variable:
            return text.count("\n", 0, token.start) + 1
    return None


def _choices(value: object, name: str, lines: dict[str, int], file: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise BadInput(
        f"enumerate gives no list for {name!r}", location=Location(file, lines.get("enumerate"))
    )


def _class(value: object, lines: dict[str, int], file: str) -> NamedNode | None:
    if value is None:
        return None
    prefix, _, local = str(value).strip("<>").partition(":")
    try:
        return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else f"{prefix}:{local}")
    except ValueError as error:
        raise BadInput(
            f"the class {value!r} is no IRI: {error}",
            location=Location(file, lines.get("parameters")),
        ) from error
