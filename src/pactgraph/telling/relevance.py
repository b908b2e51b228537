"""What of a receipt's steps a reader is told: not what made no difference to the row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pactgraph.syntax.bound_variables import mentioned
from pactgraph.syntax.tree import Expression
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.telling.reasons import Reason, Reasons, is_idle, read_expression
from pactgraph.witness.receipt import (
    Branch,
    Inner,
    Kept,
    Maybe,
    Members,
    Present,
    Reckoned,
    Step,
    Supplied,
    inner_steps,
)


@dataclass(frozen=True)
class Told:
    """A receipt without the steps that made no difference, and how to find reasons in it."""

    receipt: ReadableReceipt
    reasons: Reasons


def told(receipt: ReadableReceipt) -> Told:
    """Return the receipt without idle reckonings and conditions.

    A reckoning matters if it gives a column of the row its value, or settles a condition
    or another reckoning that matters; a condition, unless it asks nothing of the row.
    """
    every = list(_every(receipt.steps))
    given = {name for step in every if isinstance(step, Supplied) for name in step.values}
    known = {step.variable: step for step in every if isinstance(step, Reckoned)}
    expressions = {name: read_expression(step.text) for name, step in known.items()}
    idle = {name for name, e in expressions.items() if e is not None and is_idle(e, given)}
    reasons = Reasons(frozenset(idle))
    todo = [name for name in receipt.variables if name in known and name in receipt.row]
    for step in every:
        if isinstance(step, Kept):
            todo += _settling(reasons, step)
    relevant: set[str] = set()
    while todo:
        name = todo.pop()
        if name in relevant or name not in known or name in idle:
            continue
        relevant.add(name)
        expression = expressions[name]
        if expression is None:
            todo += known[name].values
            continue
        part, why = reasons.of_value(expression, known[name].values)
        todo += [v for reason in why for v in mentioned(reason.expression)]
        todo += mentioned(part)
    steps = tuple(_pruned(receipt.steps, relevant, reasons))
    return Told(replace(receipt, steps=steps), reasons)


def why_kept(reasons: Reasons, step: Kept) -> list[Reason] | None:
    """Return why a condition let the row through, none if it asks nothing, None if unknown."""
    expression = read_expression(step.text)
    return None if expression is None else reasons.of(expression, step.values, True)


def value_and_reasons(
    reasons: Reasons, step: Reckoned
) -> tuple[Expression | None, list[Reason]] | None:
    """Return what gave a reckoned value and why, None where the text cannot be read."""
    expression = read_expression(step.text)
    return None if expression is None else reasons.of_value(expression, step.values)


def _settling(reasons: Reasons, step: Kept) -> Iterator[str]:
    why = why_kept(reasons, step)
    if why is None:
        yield from step.values
    for reason in why or ():
        yield from mentioned(reason.expression)


def _pruned(steps: tuple[Step, ...], relevant: set[str], reasons: Reasons) -> Iterator[Step]:
    for step in steps:
        match step:
            case Reckoned() if step.variable not in relevant:
                continue
            case Kept() if why_kept(reasons, step) == []:
                continue
            case Maybe() | Branch() | Kept() | Reckoned() | Present() | Inner():
                yield replace(step, steps=tuple(_pruned(step.steps, relevant, reasons)))
            case Members():
                shown = tuple(tuple(_pruned(m, relevant, reasons)) for m in step.shown)
                yield replace(step, shown=shown)
            case _:
                yield step


def _every(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        for inside in inner_steps(step):
            yield from _every(inside)
