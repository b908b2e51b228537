"""What has to be looked at after a change of a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pactgraph.shapes.results import Node, Result

_NONE: Final[frozenset[Node]] = frozenset()


@dataclass(frozen=True, slots=True)
class Touched:
    """What to look at after a difference: nodes by the shapes that may find something else there.

    What is ``unbounded`` has to be looked at by its shape wherever that looks; the reason
    stands with it. Shapes go by their node in the shapes graph; ``stale`` has the nodes about
    which the results of a shape, by its IRI, are superseded (None: about all).
    """

    by_shape: Mapping[Node, frozenset[Node]]
    unbounded: Mapping[Node, str]
    stale: Mapping[str, frozenset[Node] | None]

    def of(self, shape: Node) -> frozenset[Node]:
        """Return the nodes that one shape has to look at, if it is bounded."""
        return self.by_shape.get(shape, _NONE)

    def supersedes(self, result: Result) -> bool:
        """Say whether a result from before the change is to be found anew, or is gone."""
        about = self.stale.get(result.shape, _NONE)
        return about is None or result.focus in about

    def __len__(self) -> int:
        return len(frozenset().union(*self.by_shape.values()))
