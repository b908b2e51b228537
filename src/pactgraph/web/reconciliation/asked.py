"""What a client asks: JSON read strictly, with the place of what cannot be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

from pactgraph.errors import BadInput

LONGEST: Final = 300
"""How many characters words can have that mean a thing; no name is longer."""

MOST_CANDIDATES: Final = 50
CANDIDATES: Final = 10
MOST_PROPERTIES: Final = 50
_MOST_VALUES: Final = 50
_STRICT: Final = ("any", "should", "all")


@dataclass(frozen=True)
class Reference:
    """A value that is a thing, by its identifier here or in another service."""

    id: str
    name: str = ""


Given: TypeAlias = str | Reference
"""A value that a client gives for a property."""


@dataclass(frozen=True)
class Condition:
    """A property, and the values that a thing may have for it."""

    pid: str
    values: tuple[Given, ...]


@dataclass(frozen=True)
class Query:
    """One query of a batch; ``all_types`` wants a thing to be of every type, else of one."""

    words: str | None
    types: tuple[str, ...] = ()
    all_types: bool = False
    limit: int = CANDIDATES
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Extension:
    """A wish for the values of properties of things."""

    ids: tuple[str, ...]
    properties: tuple[str, ...]


def read_batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their names; raises BadInput with the place."""
    batch = _object(_parsed(text, "queries"), "queries")
    return {name: _query(value, f"queries.{name[:40]}") for name, value in batch.items()}


def read_extension(text: str) -> Extension:
    """Return a data extension query; raises BadInput with the place."""
    asked = _object(_parsed(text, "extend"), "extend")
    for name in ("ids", "properties"):
        if name not in asked:
            _refuse("extend", f"has no {name!r}")
    ids = [_text(one, f"extend.ids[{at}]") for at, one in enumerate(_list(asked, "ids", "extend"))]
    wanted = []
    for at, one in enumerate(_list(asked, "properties", "extend")):
        place = f"extend.properties[{at}]"
        wanted.append(_text(_member(_object(one, place), "id", place), f"{place}.id"))
    if len(wanted) > MOST_PROPERTIES:
        _refuse("extend.properties", f"has {len(wanted)} members; {MOST_PROPERTIES} are taken")
    return Extension(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(wanted)))


def _parsed(text: str, name: str) -> object:
    try:
        # What JSON has not is refused: NaN would be equal to nothing.
        value = json.loads(text, parse_constant=_no_number)
        # A half of a surrogate pair is a letter that no name has, and no answer can repeat.
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}",
            hint=f"send {name} as one JSON object, percent-encoded in the form",
        ) from error
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply") from error
    except UnicodeEncodeError as error:
        raise BadInput(f"{name} holds half of a surrogate pair") from error
    except ValueError as error:
        raise BadInput(f"{name} holds a number that cannot be read") from error
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _query(value: object, place: str) -> Query:
    asked = _object(value, place)
    words = asked.get("query")
    if words is not None:
        words = _text(words, f"{place}.query")
    conditions = _conditions(asked, place)
    if words is None and not conditions:
        _refuse(place, "has neither 'query' nor 'properties'")
    strict = asked.get("type_strict")
    if strict is not None and strict not in _STRICT:
        _refuse(f"{place}.type_strict", f"is none of {', '.join(_STRICT)}")
    return Query(words, _types(asked, place), strict == "all", _limit(asked, place), conditions)


def _types(asked: Mapping[str, Any], place: str) -> tuple[str, ...]:
    given = asked.get("type")
    if given is None:
        return ()
    several = given if isinstance(given, list) else [given]
    return tuple(_text(one, f"{place}.type") for one in several if one != "")


def _limit(asked: Mapping[str, Any], place: str) -> int:
    given = asked.get("limit")
    if given is None:
        return CANDIDATES
    if isinstance(given, bool) or not isinstance(given, int | float) or given < 1:
        _refuse(f"{place}.limit", "is no positive number")
    return int(min(given, MOST_CANDIDATES))


def _conditions(asked: Mapping[str, Any], place: str) -> tuple[Condition, ...]:
    if asked.get("properties") is None:
        return ()
    found = []
    for at, one in enumerate(_list(asked, "properties", place)):
        here = f"{place}.properties[{at}]"
        told = _object(one, here)
        pid = _text(_member(told, "pid", here), f"{here}.pid")
        value = _member(told, "v", here)
        several = value if isinstance(value, list) else [value]
        given = [_given(v, f"{here}.v") for v in several[:_MOST_VALUES]]
        # An empty cell of a table says nothing.
        found.append(Condition(pid, tuple(one for one in given if one != "")))
    if len(found) > MOST_PROPERTIES:
        _refuse(f"{place}.properties", f"has {len(found)} members; {MOST_PROPERTIES} are taken")
    return tuple(found)


def _given(value: object, place: str) -> Given:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value:.15g}" if isinstance(value, float) else str(value)
    if isinstance(value, dict):
        name = value.get("name")
        return Reference(
            _text(_member(value, "id", place), f"{place}.id"),
            "" if name is None else _text(name, f"{place}.name"),
        )
    _refuse(place, "is no text, number, truth or object with an id")


def _object(value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(place, "is no object")
    return value


def _list(asked: Mapping[str, Any], name: str, place: str) -> list[Any]:
    value = asked[name]
    if not isinstance(value, list):
        _refuse(f"{place}.{name}", "is no array")
    return value


def _member(asked: Mapping[str, Any], name: str, place: str) -> object:
    if name not in asked:
        _refuse(place, f"has no {name!r}")
    member: object = asked[name]
    return member


def _text(value: object, place: str) -> str:
    if not isinstance(value, str):
        _refuse(place, "is no text")
    return value


def _refuse(place: str, what: str) -> NoReturn:
    raise BadInput(
        f"{place} {what}",
        hint="see the Reconciliation Service API 0.2: "
        "https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/",
    )
