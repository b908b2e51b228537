"""The way to a row for a reader: conditions, reckonings, counting, what was not found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pyoxigraph import Literal
from rich.text import Text

from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.showing import shown
from pactgraph.syntax.bound_variables import mentioned, parts_of
from pactgraph.syntax.tree import Aggregate, Call, Exists, Expression, Operation, Var
from pactgraph.syntax.writing import write_expression
from pactgraph.telling.grounds import Grounds
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.members_outline import group_node
from pactgraph.telling.outline import Node
from pactgraph.telling.pattern_words import PatternWords, read_path, slots_of, variables_in
from pactgraph.telling.phrases import Phrases
from pactgraph.telling.proof_outline import citing
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.telling.reasons import Reason, parameter_name, read_expression
from pactgraph.telling.relevance import Told, value_and_reasons, why_kept
from pactgraph.witness.receipt import (
    Absent,
    Bindings,
    Kept,
    Matched,
    Maybe,
    Members,
    Reckoned,
    Step,
    Supplied,
    Term,
    Walked,
    inner_steps,
    matches,
)

_LABEL = "Label"
_Lack: TypeAlias = tuple[str, str, str]


class Way:
    """Tells how a query came from what it matched to the row.

    ``told`` is the receipt without what made no difference; ``whole`` is all of it.
    ``bindings`` is what its variables stand for.
    """

    def __init__(
        self, told: Told, whole: ReadableReceipt, labels: Labels, grounds: Grounds
    ) -> None:
        self._receipt = told.receipt
        self._reasons = told.reasons
        self._labels = labels
        self._grounds = grounds
        self._phrases = Phrases(labels)
        self._steps = tuple(_outside(told.receipt.steps))
        self._empty = {
            step.variable: frozenset(mentioned(read_expression(step.text)))
            for step in _outside(whole.steps)
            if isinstance(step, Reckoned) and step.value is None
        }
        self.bindings = {**_bound(whole.steps), **whole.row}

    def cites(self) -> dict[str, set[int]]:
        """Return for each variable the numbers of the passages whose words bind it."""
        found: dict[str, set[int]] = {}
        for match in matches(self._receipt.steps):
            numbers = self._grounds.numbers_of(match)
            for name in slots_of(match) if numbers else ():
                found.setdefault(name, set()).update(numbers)
        for step in self._steps:
            if isinstance(step, Walked):
                numbers = tuple(n for edge in step.edges for n in self._grounds.numbers_of(edge))
                for name, value in self._receipt.row.items():
                    if value in (step.start, step.end) and numbers:
                        found.setdefault(name, set()).update(numbers)
        for step in self._steps:
            if isinstance(step, Reckoned) and step.value is not None:
                part = value_and_reasons(self._reasons, step)
                for name in mentioned(part[0]) if part else ():
                    found.setdefault(step.variable, set()).update(found.get(name, ()))
        return found

    def stood_still(self) -> list[Node]:
        """Return the paths that were walked in no steps: they end where they start."""
        words = PatternWords(self._labels, self.bindings)
        lines: dict[str, None] = {}
        for step in self._steps:
            if isinstance(step, Walked) and not step.edges:
                path = read_path(step.path)
                told = self._phrases.shortened(step.path) if path is None else words.path(path)
                there = f"{self._labels.of(step.start)} itself"
                lines[f"{there}: the path “{told}” was walked in no steps"] = None
        return [Node(Text(shown(line))) for line in lines]

    def conditions(self) -> list[Node]:
        """Return what was asked for, and each condition that the row had to meet."""
        lines = [line for step in self._steps for line in self._condition(step)]
        return [Node(Text(shown(line))) for line in dict.fromkeys(lines)]

    def reckoned(self) -> list[Node]:
        """Return how the row's reckoned values came to be, with those that they rest on."""
        known = {step.variable: step for step in self._steps if isinstance(step, Reckoned)}
        shown_already: set[str] = set()
        nodes = []
        for name in self._receipt.variables:
            if name in known and name in self._receipt.row:
                node = self._reckoned(known[name], known, shown_already)
                if node is not None:
                    nodes.append(node)
        for name in [n for step in self._steps for n in self._settling(step)]:
            if name in known and name not in shown_already:
                node = self._reckoned(known[name], known, shown_already)
                if node is not None:
                    nodes.append(node)
        return nodes

    def counted(self) -> list[Node]:
        """Return the groups behind counted rows, with the members that are shown."""
        return [
            group_node(step, self._labels, self._grounds, self._receipt.row, _different(beside))
            for step, beside in _groups(self._receipt.steps)
            if step.count != 1
        ]

    def absent(self) -> list[Node]:
        """Return what was looked for and not found: by thing where it is a thing's property."""
        nodes = self._absences(self._receipt.steps)
        of_things: dict[tuple[str, str], list[str]] = {}
        for key in nodes:
            if isinstance(key, tuple):
                of_things.setdefault((key[0], key[2]), []).append(key[1])
        lines = [_lacking(*key, what) for key, what in of_things.items()]
        others = [node for node in nodes.values() if node is not None]
        return [*(Node(Text(shown(line))) for line in lines), *others]

    def _absences(self, steps: tuple[Step, ...]) -> dict[str | _Lack, Node | None]:
        """Return what steps did not find: of a thing, what, and where; or a node that tells it."""
        words = PatternWords(self._labels, self.bindings)
        found: dict[str | _Lack, Node | None] = {}
        for step in _outside(steps, into_groups=False):
            if isinstance(step, Members):
                of_members = [self._absences(member) for member in step.shown]
                # What one member lacks another may have.
                for key, value in of_members[0].items() if of_members else ():
                    if all(key in others for others in of_members):
                        found.setdefault(key, value)
            elif isinstance(step, Absent) or (isinstance(step, Maybe) and not step.matched):
                text, where = words.looked_in(step.text, step.graph)
                missing = None if step.blockers else words.missing(text)
                if missing is not None:
                    found.setdefault((*missing, where), None)
                elif step.blockers or not words.is_technical(step.text):
                    node = self._not_there(step)
                    found.setdefault(node.text.plain, node)
        return found

    def _not_there(self, step: Absent | Maybe) -> Node:
        patterns = PatternWords(self._labels, self.bindings)
        text, where = patterns.looked_in(step.text, step.graph)
        words = patterns.looked_for(text)
        words += f" in {where}" if where else ""
        columns = self._columns_without(step.text) if isinstance(step, Maybe) else []
        named = f"no {' or '.join(map(in_words, columns))}: " if columns else ""
        node = Node(Text(shown(f"{named}nothing is there of {words}")), guided=True)
        for blocker in step.blockers:
            told = [self._labels.sentence(match.triple) for match in matches(blocker)]
            if told:
                node.add(Text("this is there, and does not fit: " + shown("; ".join(told))))
        return node

    def _columns_without(self, text: str) -> list[str]:
        """Return the row's empty columns that a pattern would have filled."""
        sought = variables_in(text) - set(self.bindings)
        empty = [name for name in self._receipt.variables if name not in self._receipt.row]
        found = [n for n in empty if n in sought or self._empty.get(n, frozenset()) & sought]
        return [n for n in found if not (n.endswith(_LABEL) and n.removesuffix(_LABEL) in found)]

    def _condition(self, step: Step) -> Iterator[str]:
        if isinstance(step, Supplied):
            yield from self._supplied(step)
        elif isinstance(step, Kept):
            why = why_kept(self._reasons, step)
            if why is None:
                yield self._phrases.shortened(step.text)
            else:
                told = [r for r in why if not _says_what_was_given(r, step.values)]
                # What is true or false is told among the reckonings, EXISTS by what it found.
                told = [r for r in told if not _is_told_elsewhere(r.expression)]
                if told:
                    yield self._phrases.reasons(told, step.values)

    def _settling(self, step: Step) -> Iterator[str]:
        """Yield the reckoned variables that a condition looks at as true or false."""
        if isinstance(step, Kept):
            for reason in why_kept(self._reasons, step) or ():
                if isinstance(reason.expression, Var):
                    yield reason.expression.name

    def _supplied(self, step: Supplied) -> Iterator[str]:
        for name, value in step.values.items():
            given = parameter_name(name)
            if given is not None:
                yield f"{in_words(given)}: {self._labels.of(value)}"
            elif name in self._receipt.variables:
                yield f"{in_words(name)}: {self._labels.of(value)}, which the query itself gives"

    def _reckoned(self, step: Reckoned, known: dict[str, Reckoned], seen: set[str]) -> Node | None:
        if step.variable in seen:
            return None
        seen.add(step.variable)
        found = value_and_reasons(self._reasons, step)
        part, why = found if found is not None else (None, [])
        part = _bare(part)
        name = in_words(step.variable)
        if isinstance(step.value, Literal) and step.value.datatype == XSD.boolean:
            name = f"“{name}”"
        line = f"{name} is {'nothing' if step.value is None else self._labels.of(step.value)}"
        if found is None:
            line += f": {self._phrases.shortened(step.text)}"
        elif isinstance(part, Literal) and not why:
            line += ", which the query itself gives"
        elif part is not None and not isinstance(part, Literal | Exists):
            line += f": {self._phrases.words(part, step.values)}"
        why = [r for r in why if not _is_bound(r) and not _asks_of(r, part)]
        if why:
            line += f", because {self._phrases.reasons(why, step.values)}"
        elif isinstance(part, Var):
            # It is a value that was matched, which stands in the row as it is.
            return None
        node = Node(Text(shown(line)), guided=True)
        node.children.extend(self._found(step.steps))
        for other in [n for reason in why for n in mentioned(reason.expression)]:
            if other in known:
                inner = self._reckoned(known[other], known, seen)
                if inner is not None:
                    node.children.append(inner)
        return node

    def _found(self, steps: tuple[Step, ...]) -> Iterator[Node]:
        """Yield what an EXISTS in a reckoning found, or did not find."""
        told: dict[str, Text] = {}
        for match in matches(steps):
            if match.triple.predicate not in (PACT.boundsOf, RDF.type):
                line = Text(shown(self._labels.sentence(match.triple)))
                line.append_text(citing(self._grounds.numbers_of(match)))
                told.setdefault(line.plain, line)
        yield from (Node(line) for line in told.values())
        for step in _outside(steps):
            for words in self._condition(step):
                yield Node(Text(shown(words)))
            if isinstance(step, Absent):
                yield self._not_there(step)


def _outside(steps: tuple[Step, ...], *, into_groups: bool = True) -> Iterator[Step]:
    """Yield every step but those inside reckonings; of a group those of its first member."""
    for step in steps:
        yield step
        if isinstance(step, Members):
            if step.shown and into_groups:
                yield from _outside(step.shown[0])
        elif not isinstance(step, Reckoned):
            for inside in inner_steps(step):
                yield from _outside(inside, into_groups=into_groups)


def _lacking(thing: str, where: str, what: list[str]) -> str:
    """Return what a thing lacks, and which article lacks it, if one alone was looked in."""
    if not where:
        return f"{thing}: {', '.join(what)}"
    given = [words for words in what if words.startswith("no ")]
    denied = [words for words in what if words.startswith("is not ")]
    other = [words for words in what if words not in (*given, *denied)]
    said = [f"itself gives {' and '.join(given)}"] if given else []
    said += [f"itself does not say that it {words.replace('is not', 'is', 1)}" for words in denied]
    said += [f"itself: {words}" for words in other]
    return f"{thing}: {where} {', and '.join(said)}"


def _groups(steps: tuple[Step, ...]) -> Iterator[tuple[Members, tuple[Step, ...]]]:
    """Yield each group with the steps beside it: what was reckoned from it is among them."""
    for step in steps:
        if isinstance(step, Members):
            yield step, steps
            yield from _groups(step.shown[0] if step.shown else ())
        elif not isinstance(step, Reckoned):
            for inside in inner_steps(step):
                yield from _groups(inside)


def _different(steps: tuple[Step, ...]) -> dict[str, int]:
    """Return how many different values of a variable were counted, by its name."""
    found: dict[str, int] = {}
    for step in steps:
        whole = read_expression(step.text) if isinstance(step, Reckoned) else None
        for part in parts_of(whole) if whole is not None else ():
            match part:
                case Aggregate("COUNT", Var(name), True) if isinstance(step, Reckoned):
                    written = write_expression(part, short=True)
                    value = step.value if part is whole else step.values.get(written)
                    if isinstance(value, Literal) and value.value.isdecimal():
                        found[name] = int(value.value)
                case _:
                    continue
    return found


def _bound(steps: tuple[Step, ...]) -> Bindings:
    found: dict[str, Term] = {}
    for step in _outside(steps):
        values: Iterable[tuple[str, Term]] = ()
        if isinstance(step, Matched):
            values = slots_of(step).items()
        elif isinstance(step, Kept | Reckoned | Supplied):
            values = step.values.items()
        for name, term in values:
            found.setdefault(name, term)
    return found


def _says_what_was_given(reason: Reason, values: Bindings) -> bool:
    """Tell whether a reason is that a value is the one that was asked for."""
    match reason:
        case Reason(Operation("=", (Var(left), Var(right))), True):
            one_given = (parameter_name(left) is None) != (parameter_name(right) is None)
            return one_given and values.get(left) == values.get(right)
        case _:
            return False


def _is_told_elsewhere(part: Expression) -> bool:
    """Tell whether all of a reason is told by what it found, or among the reckonings."""
    if isinstance(part, Operation):
        return part.operator == "||" and all(isinstance(o, Exists) for o in part.operands)
    return isinstance(part, Var | Exists)


def _bare(part: Expression | None) -> Expression | None:
    """Return what stands in a STR(): to a reader it is the same."""
    if isinstance(part, Call) and part.function == "STR":
        return part.arguments[0]
    return part


def _asks_of(reason: Reason, part: Expression | None) -> bool:
    """Tell whether a reason only asks that there is what was counted: that is told as it is."""
    return isinstance(part, Aggregate) and part in parts_of(reason.expression)


def _is_bound(reason: Reason) -> bool:
    return isinstance(reason.expression, Call) and reason.expression.function == "BOUND"
