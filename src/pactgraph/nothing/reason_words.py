"""The reasons of an empty answer in words: what is found, and what then leaves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from pactgraph.namespaces import RDF
from pactgraph.nothing.parameters import equality
from pactgraph.nothing.phrases import Sentences
from pactgraph.nothing.report import Amount, Leftover, Part, Reason, Things
from pactgraph.nothing.scope import named, nodes
from pactgraph.showing import shown
from pactgraph.syntax.tree import (
    Bind,
    Exists,
    Filter,
    InGraph,
    Minus,
    Operation,
    Optional,
    TriplePattern,
    Union,
    Values,
    Var,
)
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.reasons import parameter_name

if TYPE_CHECKING:
    from pactgraph.nothing.nothing import Nothing

_NOT_FOUND = (Filter, Minus, Bind, Optional, Values)
_HELPING = (Filter, Minus, Bind, Optional)
Meant = Mapping[str, NamedNode | Literal]


def why_lines(nothing: Nothing, labels: Labels) -> Iterator[str]:
    """Yield why nothing is found, a line at a time."""
    return _ReasonWords(nothing, labels).why()


class _ReasonWords:
    def __init__(self, nothing: Nothing, labels: Labels) -> None:
        self._nothing = nothing
        self._labels = labels

    def why(self) -> Iterator[str]:
        """Yield the lines of all reasons."""
        for number, group in enumerate(self._grouped()):
            if number:
                yield "And apart from that:"
            yield from self._reason(group[0], group[1:])
        if self._nothing.more_reasons:
            yield f"{self._nothing.more_reasons} more such sets are not shown."
        if self._nothing.leftover is not None:
            yield from self._leftover(self._nothing.leftover)

    def _grouped(self) -> list[list[Reason]]:
        """Return reasons together that differ in the one condition whose matches are tested."""
        groups: dict[object, list[Reason]] = {}
        for at, reason in enumerate(self._nothing.reasons):
            rest = tuple(p.element for p in reason.parts if isinstance(p.element, _NOT_FOUND))
            alike = len(reason.parts) == len(rest) + 1 and not reason.inside
            tested = any(isinstance(element, Filter | Minus) for element in rest)
            groups.setdefault(rest if alike and tested else at, []).append(reason)
        return list(groups.values())

    def _reason(self, reason: Reason, alike: Sequence[Reason] = ()) -> Iterator[str]:
        if reason.things is not None and not reason.inside:
            told = list(self._of_things(reason, alike, reason.things))
            if told:
                yield from told
                return
        meant = self._meant(reason)
        parts = [p for p in reason.parts if not self._is_told_by_another(p, reason, meant)]
        last = self._last_test(parts)
        sentences = Sentences(self._labels, self._nothing.given, meant)
        found = [p for p in parts if p is not last and not isinstance(p.element, _HELPING)]
        bullets = [f"  • {self._part(p, reason, sentences, len(found))}" for p in found]
        for other in alike:
            (part,) = (p for p in other.parts if not isinstance(p.element, _NOT_FOUND))
            words = Sentences(self._labels, self._nothing.given, self._meant(other))
            bullets.append(f"  • {self._part(part, other, words, 1)}")
        helping = [p for p in parts if p is not last and isinstance(p.element, _HELPING)]
        bullets += [f"  • where {sentences.of(p.element)}" for p in helping]
        if last is None:
            yield _joint(len(found), proved=reason.proved)
            yield from bullets
        elif not bullets:
            yield "This never holds:"
            yield f"  • {sentences.of(last.element)}"
        else:
            yield _heading(len(found), len(alike))
            yield from bullets
            yield self._removed(last, counted=not alike)
            yield f"  • {sentences.of(last.element)}"
        yield from self._inside(reason)

    def _of_things(self, reason: Reason, alike: Sequence[Reason], things: Things) -> Iterator[str]:
        """Yield of how many things each reckoned value is true, and what is asked of them.

        Nothing where the names of the values would say nothing.
        """
        named_well = all(" " in in_words(name) for name, _ in things.reckoned)
        last = self._last_test(list(reason.parts))
        of_class = self._of_class((reason, *alike), things.variable)
        if not things.reckoned or not named_well or last is None:
            return
        if of_class is not None:
            kind, matches = of_class
            one = things.amount.count == 1
            counted = f"{things.amount} {kind if one else plural(kind)}"
            if matches is not None and matches != things.amount:
                counted += f" ({matches} {times(matches.count)})"
            yield f"There {'is' if one else 'are'} {counted}."
        else:
            meant = self._meant(reason)
            sentences = Sentences(self._labels, self._nothing.given, meant)
            parts = [p for p in reason.parts if not self._is_told_by_another(p, reason, meant)]
            parts = [p for p in parts if p is not last and not isinstance(p.element, _HELPING)]
            yield _heading(len(parts), len(alike))
            yield from (f"  • {self._part(p, reason, sentences, len(parts))}" for p in parts)
            for other in alike:
                (part,) = (p for p in other.parts if not isinstance(p.element, _NOT_FOUND))
                words = Sentences(self._labels, self._nothing.given, self._meant(other))
                yield f"  • {self._part(part, other, words, 1)}"
        sentences = Sentences(self._labels, self._nothing.given)
        given = self._given_to(reason)
        said = [
            f"“{in_words(name)}” is {_true_of_them(amount, things.amount)}"
            for name, amount in things.reckoned
        ]
        yield (f"With {given}: " if given else "") + ", and ".join(said) + "."
        yield f"What is asked for: {sentences.of(last.element)}."

    def _of_class(
        self, reasons: Iterable[Reason], variable: str
    ) -> tuple[str, Amount | None] | None:
        """Return the class that the one thing found is asked to be, and how often it is found."""
        for reason in reasons:
            parts = [p for p in reason.parts if not isinstance(p.element, _NOT_FOUND)]
            part = parts[0]
            patterns = list(nodes(part.element, TriplePattern))
            if (
                len(parts) == len(patterns) == 1
                and patterns[0].subject == Var(variable)
                and patterns[0].predicate == RDF.type
                and isinstance(patterns[0].object, NamedNode)
            ):
                return shown(self._labels.of(patterns[0].object)), part.alone
        return None

    def _given_to(self, reason: Reason) -> str:
        """Return the given values that tests and reckoned values of a reason read."""
        given = self._nothing.given.bindings
        read = frozenset().union(
            *(named(p.element) for p in reason.parts if isinstance(p.element, Filter | Bind))
        )
        fixed = {asked[2] for p in reason.parts if (asked := self._equality(p)) is not None}
        return " and ".join(
            f"{shown(self._labels.of(given[name]))} "
            f"(the given “{in_words(parameter_name(name) or name)}”)"
            for name in sorted(read & given.keys() - fixed)
        )

    def _inside(self, reason: Reason) -> Iterator[str]:
        told = [[line for one in inside for line in self._reason(one)] for inside in reason.inside]
        is_union = any(isinstance(p.element, Union) for p in reason.parts)
        if is_union and len({tuple(lines) for lines in told}) == 1:
            told = told[:1]
        for number, lines in enumerate(told, 1):
            if lines:
                which = f"alternative {number}" if len(told) > 1 else "each alternative"
                yield f"  In {which}:" if is_union else "  Inside it:"
                yield from ("    " + line for line in lines)

    def _last_test(self, parts: list[Part]) -> Part | None:
        """Return the test that what else is found does not pass: one that excludes, if any."""
        tests = [p for p in parts if isinstance(p.element, Filter | Minus)]
        ranked = sorted(
            enumerate(tests),
            key=lambda at: (_excludes(at[1]), self._equality(at[1]) is None, at[0]),
        )
        return ranked[-1][1] if ranked else None

    def _meant(self, reason: Reason) -> Meant:
        """Return the values that tests of a reason ask variables to be, where others name them."""
        meant: dict[str, NamedNode | Literal] = {}
        for part in reason.parts:
            asked = self._equality(part)
            if asked is not None and any(
                asked[0] in named(other.element)
                for other in reason.parts
                if not isinstance(other.element, Filter)
            ):
                meant[asked[0]] = asked[1]
        return meant

    def _is_told_by_another(self, part: Part, reason: Reason, meant: Meant) -> bool:
        """Tell whether the words of other conditions show the value that this one asks for."""
        asked = self._equality(part)
        if asked is not None:
            return asked[0] in meant
        if not isinstance(part.element, Values):
            return False
        return any(
            v.name in self._nothing.given.bindings and v.name in named(other.element)
            for v in part.element.variables
            for other in reason.parts
            if other is not part
        )

    def _equality(self, part: Part) -> tuple[str, NamedNode | Literal, str | None] | None:
        element = part.element
        if not isinstance(element, Filter):
            return None
        return equality(element.expression, self._nothing.given.bindings)

    def _part(self, part: Part, reason: Reason, sentences: Sentences, found: int) -> str:
        graphs = [p.element.name for p in reason.parts if isinstance(p.element, InGraph)]
        own = part.element.name if isinstance(part.element, InGraph) else None
        shared = graphs.count(own) > 1 if own is not None else False
        needed = shared or len(reason.parts) == 1 or not isinstance(own, Var)
        text = sentences.of(part.element, with_graph=needed, briefly=any(reason.inside))
        if part.alone is None or part.alone.count == 0:
            return text
        counted = [f"{'alone ' if found > 1 else ''}{part.alone} {times(part.alone.count)}"]
        if found > 2 and part.without is not None:
            counted.append(f"the others without it {part.without}")
        return f"{text}  [{', '.join(counted)}]"

    def _removed(self, last: Part, *, counted: bool) -> str:
        before = last.without if counted else None
        if _excludes(last):
            how_many = "all of it is" if before is None else _all_are(before.count, str(before))
            return f"and {how_many} removed by this:"
        if before == Amount(1):
            return "and the one match does not pass this:"
        return f"and none{'' if before is None else f' of the {before}'} passes this:"

    def _leftover(self, leftover: Leftover) -> Iterator[str]:
        before = "some" if leftover.matches is None else str(leftover.matches)
        sentences = Sentences(self._labels, self._nothing.given)
        match leftover.kind:
            case "HAVING":
                yield f"Of {before} groups none passes what is asked of a group (HAVING):"
                for number, together in enumerate(leftover.conditions):
                    if number:
                        yield "nor this:"
                    yield from (f"  • {sentences.test(test)}" for test in together)
            case "CONSTRUCT":
                yield f"The pattern has {before} matches, but no statement can be made of them."
            case "LIMIT":
                yield f"There are {before} rows, and LIMIT 0 asks for none."
            case "VALUES":
                yield f"There are {before} rows, and none agrees with the VALUES at the end."
            case _:
                yield f"There are {before} rows, and OFFSET passes over all of them."


def _heading(found: int, alike: int) -> str:
    if alike:
        return "Each of these is found:"
    return "This is found:" if found == 1 else "These are found together:"


def _excludes(part: Part) -> bool:
    if isinstance(part.element, Filter):
        return any(e.negated for e in nodes(part.element, Exists)) or (
            isinstance(part.element.expression, Operation)
            and (part.element.expression.operator == "!" and any(nodes(part.element, Exists)))
        )
    return isinstance(part.element, Minus)


def _joint(count: int, *, proved: bool) -> str:
    if count == 1:
        return "Nothing matches this:"
    if not proved:
        return "Nothing matches all of these (fewer may already be too many):"
    if count == 2:
        return "Each of these is found, but never both together:"
    return f"Any {count - 1} of these are found together, but never all {count}:"


def plural(noun: str) -> str:
    """Return the plural of a noun, as its ending asks for.

    >>> plural("cycle"), plural("agreed activity"), plural("pass")
    ('cycles', 'agreed activities', 'passes')
    """
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if re.search(r"(s|x|z|ch|sh)$", noun) else "s")


def _true_of_them(amount: Amount, every: Amount) -> str:
    if every == Amount(1):
        return "true of it" if amount.count else "not true of it"
    if not amount.count:
        return "true of none of them"
    return "true of all of them" if amount == every else f"true of {amount} of them"


def times(count: int) -> str:
    """Return the word for so many matches."""
    return "match" if count == 1 else "matches"


def _all_are(count: int, written: str) -> str:
    return "the one match is" if count == 1 else f"all {written} matches are"
