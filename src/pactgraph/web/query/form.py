"""The form of a stored query: one field for each parameter, with what was given kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pactgraph.query.parameters import example_of
from pactgraph.query.stored_query import Parameter, StoredQuery
from pactgraph.telling.labels import in_words

DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
SOME_DATE: Final = "[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_NUMBERS: Final = ("integer", "decimal", "double")
PATTERNS: Final = {
    "date": (DAY, "a day, as 2020-03-01"),
    "dateTime": ("[0-9]{4}-[0-9]{2}-[0-9]{2}T.+", "a time, as 2020-03-01T12:00:00"),
    "gYear": ("[0-9]{4}", "a year, as 2020"),
    "gYearMonth": ("[0-9]{4}-[0-9]{2}", "a month, as 2020-03"),
    "integer": ("[+-]?[0-9]+", "a whole number"),
    "decimal": (r"[+-]?[0-9]*\.?[0-9]+", "a number"),
    "double": ("[+-]?[0-9.eE+-]+", "a number"),
}


@dataclass(frozen=True)
class Field:
    """A field of a form: ``kind`` is select, thing, date, number or text.

    ``choices`` are the options of a select as value and label. ``of_class`` is the IRI of the
    class that completion keeps to; ``pattern`` and ``format_hint`` say how a value is
    written.
    """

    name: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    description: str = ""
    example: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    of_class: str = ""
    pattern: str = ""
    format_hint: str = ""
    error: str = ""


def fields(
    query: StoredQuery, given: Sequence[tuple[str, str]], errors: dict[str, str]
) -> list[Field]:
    """Return the fields of a query's parameters, with the values given and what is wrong."""
    values = dict(given)
    return [
        _field(parameter, values.get(parameter.name, ""), errors.get(parameter.name, ""))
        for parameter in query.parameters
    ]


def view_fields(given: Sequence[tuple[str, str]], errors: dict[str, str]) -> list[Field]:
    """Return the fields that choose a view of the graph."""
    values = dict(given)

    def field(name: str, label: str, description: str, example: str) -> Field:
        return Field(
            name, label, "date", values.get(name, ""), description=description, example=example,
            pattern=SOME_DATE, format_hint="a day, a month or a year", error=errors.get(name, ""),
        )  # fmt: skip

    ways = (("", "for certain"), ("possible", "possibly"))
    return [
        field("as-of", "As of", "Only what held on this day, and had occurred by then.", "2018"),
        field("known-by", "Known by", "Only articles published by this day.", "2020-12-31"),
        Field(
            "certainty", "Held", "select", values.get("certainty", "").replace("certain", ""),
            description="What a date leaves open: count it, or leave it out.", choices=ways,
            error=errors.get("certainty", ""),
        ),
    ]  # fmt: skip


def _field(parameter: Parameter, value: str, error: str) -> Field:
    kind, choices, (pattern, hint) = "text", (), PATTERNS.get(parameter.type, ("", ""))
    if parameter.choices or parameter.type == "boolean":
        kind = "select"
        none = () if parameter.required else (("", "any"),)
        options = parameter.choices or ("true", "false")
        words = {"true": "yes", "false": "no"} if not parameter.choices else {}
        choices = (*none, *((option, words.get(option, option)) for option in options))
    elif parameter.type == "iri":
        kind = "thing"
    elif parameter.type in _NUMBERS:
        kind = "number"
    elif pattern:
        kind = "date"
    return Field(
        parameter.name,
        in_words(parameter.name),
        kind,
        value or parameter.default or "",
        parameter.required,
        parameter.description or "",
        example_of(parameter),
        choices,
        parameter.of_class.value if kind == "thing" and parameter.of_class else "",
        pattern,
        hint,
        error,
    )
