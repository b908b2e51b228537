"""The layers of the package, as CONTRIBUTING.md lists them: each imports from below alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "pactgraph"
ANYWHERE = {"__init__", "__main__"}


def layers() -> dict[str, int]:
    """Return the level of each module or subpackage, from the table in CONTRIBUTING.md."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| `src/pactgraph/` |")]
    groups = row.partition("a semicolon ends a group):")[2].split(";")
    return {
        name: level for level, group in enumerate(groups) for name in re.findall(r"`(\w+)`", group)
    }


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what a module imports of the package (its top-level parts), with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield ".relative", node.lineno
            continue
        elif isinstance(node, ast.ImportFrom) and node.module == "pactgraph":
            names = [f"pactgraph.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == "pactgraph" and rest:
                yield rest.partition(".")[0], node.lineno


def violations(package: Path) -> list[str]:
    levels = layers()
    found = []
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).parts[0].removesuffix(".py")
        if name in ANYWHERE:
            continue
        if name not in levels:
            found.append(f"{name} is in no layer")
            continue
        for other, line in imported(ast.parse(path.read_text("utf-8"))):
            if other == name or other.startswith("__"):
                continue
            if other not in levels or levels[other] >= levels[name]:
                found.append(f"{path.relative_to(package)}:{line} imports {other}")
    return found


def test_every_module_imports_only_from_the_layers_below() -> None:
    assert violations(PACKAGE) == []


def test_the_list_names_no_layer_that_is_not_there() -> None:
    there = {path.name.removesuffix(".py") for path in PACKAGE.iterdir()}
    assert set(layers()) <= there


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("model/upward.py", "from pactgraph.source.texts import Texts\n", "imports source"),
        ("words/sideways.py", "import pactgraph.engine.protocol\n", "imports engine"),
        ("source/hidden.py", "def f():\n    from pactgraph import build\n", ":2 imports build"),
        ("query/relative.py", "from . import names\n", "imports .relative"),
        ("stray.py", "", "stray is in no layer"),
    ],
)
def test_a_planted_violation_is_caught(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    (finding,) = violations(tmp_path)
    assert message in finding
