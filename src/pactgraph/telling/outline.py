"""An outline of text: nodes with nodes beneath them, wrapped into the width of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

_LEAST_ROOM = 24
_CONSOLE = Console(width=80, file=StringIO(), legacy_windows=False)
"""Wrapping asks a console how wide a tab is; nothing is written to it."""


@dataclass
class Node:
    """A paragraph and what stands beneath it.

    ``guided`` draws lines from it to what is beneath, which is otherwise only indented.
    ``hanging`` is how far the paragraph's own further lines are indented.
    """

    text: Text
    children: list[Node] = field(default_factory=list)
    guided: bool = False
    hanging: int = 0

    def add(self, text: Text | str, style: str = "", **settings: bool | int) -> Node:
        """Add a node beneath and return it."""
        content = Text(text, style) if isinstance(text, str) else text
        node = Node(content, **settings)  # type: ignore[arg-type]
        self.children.append(node)
        return node


def lines(nodes: Sequence[Node], width: int, indent: str = "") -> Iterator[Text]:
    """Yield the lines of an outline, none wider than ``width`` if it is at all wide enough.

    >>> node = Node(Text("one two three"), guided=True)
    >>> _ = node.add("four"), node.add("five")
    >>> [line.plain for line in lines([node], 30)]
    ['one two three', '├─ four', '└─ five']
    """
    for node in nodes:
        yield from _node(node, width, indent, indent)


def table(rows: Sequence[tuple[str, str | Text]]) -> list[Node]:
    """Return rows of a name and a value as nodes, the values beneath each other."""
    margin = max((cell_len(name) for name, _ in rows), default=0) + 2
    nodes = []
    for name, value in rows:
        head = Text(name + " " * (margin - cell_len(name)), "dim")
        cell = Text(value, "default") if isinstance(value, str) else value
        nodes.append(Node(head.append_text(cell), hanging=margin))
    return nodes


def _node(node: Node, width: int, first: str, rest: str) -> Iterator[Text]:
    yield from _paragraph(node, width, first, rest)
    for number, child in enumerate(node.children):
        if node.guided:
            last = number == len(node.children) - 1
            yield from _node(
                child, width, rest + ("└─ " if last else "├─ "), rest + ("   " if last else "│  ")
            )
        else:
            yield from _node(child, width, rest + "  ", rest + "  ")


def _paragraph(node: Node, width: int, first: str, rest: str) -> Iterator[Text]:
    if not node.text.plain:
        yield Text("")
        return
    hanging = " " * node.hanging
    room = max(width - cell_len(rest) - node.hanging, _LEAST_ROOM)
    if not node.hanging:
        parts = list(node.text.wrap(_CONSOLE, room, overflow="fold"))
    else:
        head, tail = node.text[: node.hanging], node.text[node.hanging :]
        parts = list(tail.wrap(_CONSOLE, room, overflow="fold")) or [Text("")]
        parts[0] = head.append_text(parts[0])
    for number, part in enumerate(parts):
        part.rstrip()
        start = Text(first if number == 0 else rest + hanging, "dim")
        yield start.append_text(part)
