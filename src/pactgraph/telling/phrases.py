"""Conditions and reckonings of a query in words, with the values that they looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.bound_variables import mentioned
from pactgraph.syntax.tree import Aggregate, Call, Exists, Expression, Operation, Var
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.reasons import Reason, parameter_name
from pactgraph.telling.truth import Term, value_of
from pactgraph.witness.receipt import Bindings

_DAYS: Final = frozenset({XSD.date, XSD.dateTime, XSD.gYear, XSD.gYearMonth})
_WRITTEN_AS: Final = {
    XSD.date: "a day",
    XSD.gYear: "a year",
    XSD.gYearMonth: "a month",
    XSD.integer: "a whole number",
    XSD.string: "text",
}
_COMPARED: Final = {"=": "is", "!=": "is not"}
_OF_DAYS: Final = {
    "<": "is before",
    "<=": "is not after",
    ">": "is after",
    ">=": "is not before",
}
_OF_NUMBERS: Final = {
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
}
_OF_TEXTS: Final = {
    "<": "comes, as text, before",
    "<=": "does not come, as text, after",
    ">": "comes, as text, after",
    ">=": "does not come, as text, before",
}
_AGGREGATES: Final = {
    "COUNT": "the number of",
    "SUM": "the sum of the",
    "MIN": "the least of the",
    "MAX": "the greatest of the",
    "AVG": "the mean of the",
    "SAMPLE": "any one of the",
    "GROUP_CONCAT": "all together, the",
}
_SILENT: Final = frozenset({"STR", "LCASE", "UCASE"})
_CALLS: Final = {
    ("STRSTARTS", 2): "{0} starts with {1}",
    ("STRENDS", 2): "{0} ends with {1}",
    ("CONTAINS", 2): "{0} contains {1}",
    ("REGEX", 2): "{0} fits the pattern {1}",
    ("REGEX", 3): "{0} fits the pattern {1}",
    ("STRBEFORE", 2): "what stands before {1} in {0}",
    ("STRAFTER", 2): "what stands after {1} in {0}",
    ("SUBSTR", 2): "{0} from its character {1} on",
    ("SUBSTR", 3): "the {2} characters of {0} from character {1} on",
    ("STRLEN", 1): "the length of {0}",
    ("LANG", 1): "the language of {0}",
    ("LANGMATCHES", 2): "{0} is {1}",
    ("DATATYPE", 1): "the type of {0}",
    ("ISIRI", 1): "{0} is an IRI",
    ("ISURI", 1): "{0} is an IRI",
    ("ISLITERAL", 1): "{0} is a value",
    ("ISBLANK", 1): "{0} is a blank node",
    ("ISNUMERIC", 1): "{0} is a number",
    ("SAMETERM", 2): "{0} is just {1}",
    ("YEAR", 1): "the year of {0}",
    ("MONTH", 1): "the month of {0}",
    ("DAY", 1): "the day of {0}",
    ("ABS", 1): "{0} without its sign",
    ("REPLACE", 3): "{0} with {2} for {1}",
}
_LONGEST: Final = 160


@dataclass(frozen=True)
class Phrases:
    """Puts conditions into words, by the labels of what they speak of."""

    labels: Labels

    def reasons(self, reasons: Iterable[Reason], values: Bindings) -> str:
        """Return reasons in words, each variable with its value."""
        told = _without_implied(list(reasons))
        return ", and ".join(dict.fromkeys(self._reason(r, values) for r in told))

    def _reason(self, reason: Reason, values: Bindings) -> str:
        expression = reason.expression
        if isinstance(expression, Var):
            return f"“{in_words(expression.name)}” is {'true' if reason.holds else 'false'}"
        if isinstance(expression, Exists):
            return "it is there" if reason.holds != expression.negated else "it is not there"
        return (
            self.words(expression, values) if reason.holds else self._negation(expression, values)
        )

    def words(self, expression: Expression, values: Bindings) -> str:
        """Return an expression in words, each variable with its value."""
        match expression:
            case Var(name):
                return self._variable(name, values)
            case NamedNode() | Literal():
                return self._value(expression)
            case Operation(operator, operands) if operator in ("||", "&&"):
                operands = _without_bound(operands) if operator == "&&" else operands
                joint = ", or " if operator == "||" else ", and "
                return joint.join(self.words(o, values) for o in operands)
            case Operation("!", (operand,)):
                return self._negation(operand, values)
            case Operation("IN" | "NOT IN" as operator, (wanted, *options)):
                listed = ", ".join(self.words(option, values) for option in options)
                verb = "is one of" if operator == "IN" else "is none of"
                return f"{self.words(wanted, values)} {verb} {listed}"
            case Operation(
                "=" | "!=" as operator, (Call("DATATYPE", (of,)), NamedNode() as kind)
            ) if kind in _WRITTEN_AS:
                verb = _COMPARED[operator]
                return f"{self.words(of, values)} {verb} given as {_WRITTEN_AS[kind]}"
            case Operation(operator, (left, right)):
                verb = _verb(operator, left, right, values)
                return f"{self.words(left, values)} {verb} {self.words(right, values)}"
            case Operation(operator, operands):
                return f"{operator}{' '.join(self.words(o, values) for o in operands)}"
            case Call("BOUND", (Var(name),)):
                given = parameter_name(name)
                if given is not None:
                    return f"“{in_words(given)}” was given"
                return f"there is a value for {self._variable(name, values)}"
            case Call(function, arguments) if function in _SILENT:
                return ", ".join(self.words(a, values) for a in arguments)
            case Call(str() as function, arguments) if _fits(function, arguments):
                parts = [self.words(a, values) for a in arguments]
                return _CALLS[function, len(arguments)].format(*parts)
            case Call("CONCAT", arguments):
                return ", then ".join(self.words(a, values) for a in arguments)
            case Call("COALESCE", arguments):
                listed = ", ".join(self.words(a, values) for a in arguments)
                return f"the first there is of {listed}"
            case Call(function, arguments):
                inside = ", ".join(self.words(a, values) for a in arguments)
                name = function if isinstance(function, str) else self.labels.of(function)
                return f"{name}({inside})"
            case Aggregate():
                return self._aggregate(expression, values)
            case Exists(_, negated):
                return "nothing like it is there" if negated else "it is there"
            case _:
                return str(expression)

    def _negation(self, operand: Expression, values: Bindings) -> str:
        match operand:
            case Call("BOUND", (Var(name),)):
                given = parameter_name(name)
                if given is not None:
                    return f"no “{in_words(given)}” was given"
                return f"there is no {in_words(name)}"
            case Operation("!", (inner,)):
                return self.words(inner, values)
            case Operation("=" | "!=" as operator, operands):
                other = "!=" if operator == "=" else "="
                return self.words(Operation(other, operands), values)
            case Var(name):
                value = values.get(name)
                return f"“{in_words(name)}” is {value.value if value is not None else 'false'}"
            case _:
                return f"not: {self.words(operand, values)}"

    def _aggregate(self, expression: Aggregate, values: Bindings) -> str:
        words = _AGGREGATES.get(expression.function, expression.function)
        if expression.argument is None:
            return f"{words} solutions"
        different = "different " if expression.distinct else ""
        of = expression.argument
        named = f"“{in_words(of.name)}”" if isinstance(of, Var) else self.words(of, values)
        return f"{words} {different}values of {named}"

    def _variable(self, name: str, values: Bindings) -> str:
        given = parameter_name(name)
        value = values.get(name)
        called = in_words(given or name.removesuffix("Label"))
        if given is not None:
            called = f"the given “{called}”"
        if value is None:
            return called if given is not None else f"“{called}”"
        return f"{self._value(value)} ({called})"

    def _value(self, term: Term) -> str:
        if isinstance(term, Literal) and term.datatype == XSD.string:
            return f"“{term.value}”"
        return self.labels.of(term)

    def shortened(self, text: str) -> str:
        """Return the text of an expression that cannot be put into words, on one line."""
        line = self.labels.in_words(" ".join(text.split()))
        return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _without_implied(reasons: list[Reason]) -> list[Reason]:
    """Leave out that something is not this where another reason says what it is."""
    known = {_equal_to(r.expression) for r in reasons if r.holds} - {None}
    return [r for r in reasons if r.holds or _equal_to(r.expression) not in known]


def _equal_to(expression: Expression) -> Expression | None:
    """Return what an expression compares with a term."""
    match expression:
        case Operation("=", (left, NamedNode() | Literal())):
            return left
        case _:
            return None


def _without_bound(operands: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Leave out that a variable has a value where another condition compares it."""
    compared = {name for o in operands if not _is_bound(o) for name in mentioned(o)}
    return tuple(o for o in operands if not (_is_bound(o) and compared.issuperset(mentioned(o))))


def _is_bound(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function == "BOUND"


def _fits(function: str, arguments: tuple[Expression, ...]) -> bool:
    return (function, len(arguments)) in _CALLS


def _verb(operator: str, left: Expression, right: Expression, values: Bindings) -> str:
    if operator in _COMPARED:
        return _COMPARED[operator]
    known = [value_of(side, values) for side in (left, right)]
    if any(isinstance(v, Literal) and v.datatype in _DAYS for v in known):
        return _OF_DAYS.get(operator, operator)
    if all(isinstance(v, Literal) and v.datatype == XSD.string for v in known):
        return _OF_TEXTS.get(operator, operator)
    return _OF_NUMBERS.get(operator, operator)
