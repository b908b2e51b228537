"""What let a row through: expressions with their values, and EXISTS found or not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.namespaces import XSD
from pactgraph.syntax.bound_variables import bound_by, exists_in, mentioned, parts_of
from pactgraph.syntax.refusals import ENGINE_DIFFERS
from pactgraph.syntax.tree import (
    Call,
    Exists,
    Expression,
    Group,
    Operation,
    Var,
)
from pactgraph.syntax.writing import write_group
from pactgraph.witness.blocking import Blocking
from pactgraph.witness.instantiating import instantiated, instantiated_expression
from pactgraph.witness.questions import Questions
from pactgraph.witness.receipt import Absent, Bindings, Present, Step, Term
from pactgraph.witness.witnesses import Found, Witnesses

if TYPE_CHECKING:
    from pactgraph.witness.walking import Walker

_MOST_ALTERNATIVES = 5


@dataclass(frozen=True)
class _Outcome:
    """An EXISTS with a row's values, and its solutions if there are any."""

    group: Group
    found: Found | None


class Conditions:
    """Explains expressions for one solution."""

    def __init__(
        self,
        questions: Questions,
        witnesses: Witnesses,
        walker: Walker,
        note: Callable[[str], None],
    ) -> None:
        self._questions = questions
        self._witnesses = witnesses
        self._walker = walker
        self._blocking = Blocking(witnesses, walker, self, note)

    def looked_at(
        self, expression: Expression, seen: Bindings, graph: NamedNode | None, *, is_filter: bool
    ) -> tuple[Bindings, tuple[Step, ...]]:
        """Return the values that an expression looks at, and the steps of EXISTS in it.

        Of several EXISTS those are left out without which it would come to the same.
        """
        values = {name: seen[name] for name in mentioned(expression) if name in seen}
        parts = exists_in(expression)
        if not parts:
            return values, ()
        outcomes = [self._outcome(part, seen, graph) for part in parts]
        truths = [
            (o.found is not None) != part.negated for o, part in zip(outcomes, parts, strict=True)
        ]
        needed = self._needed(expression, seen, truths, outcomes, is_filter=is_filter)
        steps = tuple(
            self._step(outcome, seen, graph)
            for outcome, is_needed in zip(outcomes, needed, strict=True)
            if is_needed
        )
        return values, steps

    def found(self, group: Group, seen: Bindings, graph: NamedNode | None) -> Found | None:
        """Return the solutions of a group that has the values of ``seen`` in it already."""
        inside = set(bound_by(group))
        # What has no name in a query is compared with what the engine gives.
        nameless = {n: t for n, t in seen.items() if isinstance(t, BlankNode) and n in inside}
        return self._witnesses.of_row(group, nameless, graph)

    def blockers(
        self, group: Group, graph: NamedNode | None, seen: Bindings
    ) -> tuple[tuple[Step, ...], ...]:
        """Return what keeps a group from matching though its own patterns would."""
        return self._blocking.blockers(group, graph, seen)

    def present(self, group: Group, found: Found, graph: NamedNode | None) -> Present:
        """Return the step of a group that has solutions: the least of them."""
        steps = self._walker.steps(found.exposed, found.solutions[0], graph)
        return Present(write_group(group, short=True), steps)

    def _outcome(self, part: Exists, seen: Bindings, graph: NamedNode | None) -> _Outcome:
        group = instantiated(part.group, seen)
        return _Outcome(group, self.found(group, seen, graph))

    def _step(self, outcome: _Outcome, seen: Bindings, graph: NamedNode | None) -> Step:
        if outcome.found is not None:
            return self.present(outcome.group, outcome.found, graph)
        blockers = self.blockers(outcome.group, graph, seen)
        return Absent("NOT EXISTS", write_group(outcome.group, short=True), blockers, graph)

    def _needed(
        self,
        expression: Expression,
        seen: Bindings,
        truths: Sequence[bool],
        outcomes: Sequence[_Outcome],
        *,
        is_filter: bool,
    ) -> list[bool]:
        everything = [True] * len(truths)
        if isinstance(expression, Exists):
            if is_filter and not truths[0]:
                raise ENGINE_DIFFERS.error(
                    "EXISTS with the row's values in it comes out otherwise than the engine has it",
                    hint="give the variables of the inner pattern names of their own",
                )
            return everything
        plain = [n for part in parts_of(expression) if isinstance(part, Var) for n in [part.name]]
        nameless = any(isinstance(seen.get(name), BlankNode) for name in plain)
        if len(truths) > _MOST_ALTERNATIVES or nameless:
            return everything
        return self._unneeded_left_out(expression, seen, truths, outcomes, is_filter)

    def _unneeded_left_out(
        self,
        expression: Expression,
        seen: Bindings,
        truths: Sequence[bool],
        outcomes: Sequence[_Outcome],
        is_filter: bool,
    ) -> list[bool]:
        choices = list(product((False, True), repeat=len(truths)))
        variants = []
        for choice in choices:
            variant = instantiated_expression(_decided(expression, iter(choice)), seen)
            variants.append(_truth(variant) if is_filter else variant)
        results: Mapping[tuple[bool, ...], Term | None] = dict(
            zip(choices, self._questions.values(variants), strict=True)
        )
        actual = results[tuple(truths)]
        if is_filter and actual != Literal(1):
            raise ENGINE_DIFFERS.error(
                "a filter with EXISTS comes out otherwise than the engine has it"
            )
        needed = [True] * len(truths)
        # What was found is left out rather than what was not: a receipt is shorter for it.
        order = sorted(range(len(truths)), key=lambda i: (outcomes[i].found is None, -i))
        for index in order:
            needed[index] = False
            for choice in choices:
                agrees = all(choice[i] == truths[i] for i, kept in enumerate(needed) if kept)
                if agrees and results[choice] != actual:
                    needed[index] = True
                    break
        return needed


def _truth(expression: Expression) -> Expression:
    return Call("IF", (expression, Literal(1), Literal(0)))


def _decided(expression: Expression, choice: Iterator[bool]) -> Expression:
    """Return the expression with a truth in place of each EXISTS, from left to right."""
    match expression:
        case Exists():
            word = "true" if next(choice) else "false"
            return Literal(word, datatype=XSD.boolean)
        case Operation():
            return replace(
                expression, operands=tuple(_decided(o, choice) for o in expression.operands)
            )
        case Call():
            arguments = tuple(_decided(a, choice) for a in expression.arguments)
            return replace(expression, arguments=arguments)
        case _:
            return expression
