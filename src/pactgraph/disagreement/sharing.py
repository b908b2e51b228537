"""What meets several conditions, at the cost of the condition that fewest statements meet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from pactgraph.disagreement.lookups import Node

_FIRST: Final = 8
_AS_MUCH: Final = 8
"""How many rows can be read for what it costs to ask of one thing whether it meets a condition."""


@dataclass(slots=True)
class Condition:
    """What things meet: all that do as rows to be read, and whether a single one does.

    None among the rows is a step that led to no thing.
    """

    rows: Iterator[Node | None]
    is_met: Callable[[Node], bool]
    read: dict[Node, None] = field(default_factory=dict)

    def reads_on(self, number: int) -> bool:
        """Read this many more rows, and tell whether there were as many."""
        rows = list(islice(self.rows, number))
        self.read.update((row, None) for row in rows if row is not None)
        return len(rows) == number


def sharing(conditions: Sequence[Condition], most: int | None = None) -> list[Node] | None:
    """Return the things that meet every condition; None if each has ``most`` rows or more.

    The conditions are read side by side until one has no more rows: nobody knows before
    which has fewest, and what everybody mentions is in very many. Who is given None may ask
    again, and what was read is known.
    """
    number, read = _FIRST, 0
    while (fewest := _exhausted(conditions, number)) is None:
        read += number
        if most is not None and read >= most:
            return None
        number *= 2
    found = list(fewest.read)
    for other in conditions:
        if other is not fewest and found:
            if other.reads_on(_AS_MUCH * len(found)):
                found = [one for one in found if one in other.read or other.is_met(one)]
            else:
                found = [one for one in found if one in other.read]
    return found


def _exhausted(conditions: Sequence[Condition], number: int) -> Condition | None:
    return next((one for one in conditions if not one.reads_on(number)), None)
