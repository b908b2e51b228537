"""The drawing of a network is the same in every process, however it hashes."""

from __future__ import annotations

import os
import subprocess
import sys

_DRAWN = """
from pactgraph.web.network.drawing import draw
edges = [(f"a{n}", f"a{n // 2}", "knows", 1) for n in range(1, 24)]
edges += [("x", "y", "knows", 1), ("y", "z", "knows", 2), ("p", "q", "knows", 1)]
names = {name for edge in edges for name in edge[:2]}
drawing = draw(edges, {name: name for name in names}, dict.fromkeys(names, "person"))
print([(node.iri, node.x, node.y) for node in drawing.nodes], drawing.width, drawing.height)
"""


def test_two_processes_draw_the_same() -> None:
    drawn = set()
    for seed in ("1", "2", "3"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            [sys.executable, "-c", _DRAWN], env=environment, capture_output=True, check=True
        )
        drawn.add(run.stdout)
    assert len(drawn) == 1
