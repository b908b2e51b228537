"""A generated corpus as it lies in a folder; imported first, it lets the generator be found."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pactgraph.source.project import Project
from pactgraph.source.texts import Texts

# The generator is no part of the package: it is found from the repository's folder.
REPOSITORY = str(Path(__file__).parents[1])
if REPOSITORY not in sys.path:
    sys.path.insert(0, REPOSITORY)

ARTICLES = 40
SEED = 4
"""So many articles of this seed hold every kind of disagreement that is planted."""


@dataclass(frozen=True)
class Written:
    """A corpus in a folder, with the lines of its truth by their kinds."""

    root: Path
    truth: dict[str, list[dict[str, Any]]]

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def texts(self) -> Texts:
        return Texts(self.root / "texts")


def written(root: Path, articles: int) -> Written:
    """Write a corpus as the command line does."""
    from benchmarks.corpus.__main__ import main

    texts, truth = root / "texts", root / "truth.jsonl"
    size = ["--articles", str(articles), "--seed", str(SEED)]
    main([*size, "--to", str(root), "--texts", str(texts), "--truth", str(truth)])
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in truth.read_text("utf-8").splitlines():
        told = json.loads(line)
        lines[told["kind"]].append(told)
    return Written(root, lines)
