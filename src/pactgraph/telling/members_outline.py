"""The group behind a counted row, for a reader: how many members, and what each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import NamedNode
from rich.text import Text

from pactgraph.namespaces import RDF
from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds, is_label, is_worded
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.outline import Node
from pactgraph.telling.proof_outline import citing
from pactgraph.witness.receipt import Bindings, Matched, Members, matches

_MOST = 12


def group_node(
    step: Members,
    labels: Labels,
    grounds: Grounds,
    row: Bindings,
    different: Mapping[str, int] = MappingProxyType({}),
) -> Node:
    """Return how many solutions a group has, and its members with the passages they stand in.

    Keys that the row shows are not told again. ``different`` is how many different values a
    variable has in the group, where the query counts those.
    """
    keys = ", ".join(
        f"{in_words(name)} {labels.of(value)}"
        for name, value in step.keys.items()
        if name not in row
    )
    head = f"{step.count} {'match' if step.count == 1 else 'matches'}"
    head += f" with {keys}" if keys else ""
    for name, number in different.items():
        if number != step.count:
            value = "value" if number == 1 else "values"
            head += f", {number} different {value} of “{in_words(name)}”"
    if step.others and step.shown:
        head += f"; the first {len(step.shown)} are"
    node = Node(Text(shown(head)), guided=True)
    members = _members(step, labels, grounds)
    for told, cited in list(members.items())[:_MOST]:
        node.add(Text(shown(told)).append_text(citing(cited)))
    if len(members) > _MOST:
        node.add(f"and {len(members) - _MOST} more", "dim")
    return node


def _members(step: Members, labels: Labels, grounds: Grounds) -> dict[str, set[int]]:
    """Return what is peculiar to each member, else its things; and where that stands."""
    every = [[m for m in matches(steps) if not m.anchor] for steps in step.shown]
    worded = [[match for match in found if is_worded(match)] for found in every]
    sets = [{match.triple for match in found} for found in worded]
    common = set.intersection(*sets) if sets else set()
    members: dict[str, set[int]] = {}
    for found, words in zip(every, worded, strict=True):
        peculiar = [m for m in words if m.triple not in common and not is_label(m)]
        if peculiar:
            telling = [m for m in peculiar if m.triple.predicate != RDF.type]
            told = [labels.sentence(match.triple) for match in telling or peculiar]
        else:
            told = [labels.of(_subject(match)) for match in words or found]
        numbers = members.setdefault("; ".join(dict.fromkeys(told)) or "a match", set())
        numbers.update(n for match in peculiar or words for n in grounds.numbers_of(match))
    return members


def _subject(match: Matched) -> NamedNode:
    return match.triple.subject  # type: ignore[return-value]
