"""What was found, before it is known where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from pactgraph.shapes.results import Node, PropertyPath, Severity


@dataclass(frozen=True, slots=True)
class Found:
    """A result without its places."""

    severity: Severity
    message: str
    focus: Node
    path: PropertyPath | None
    value: Node | None
    shape: str
    component: str
