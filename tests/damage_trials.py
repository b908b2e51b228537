"""Damages each file of a store in each way, and looks at what opening, reading and checking say.

Prints a line of JSON for each damage. A program of its own: what reads the damaged files is
forked off, so that it can be told if it died.

    python tests/damage_trials.py FOLDER [WAY…]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from pyoxigraph import Literal

from forked import in_child
from pactgraph.article_files import ArticleFile
from pactgraph.engine.rounds_file import RoundColumns
from pactgraph.errors import PactgraphError
from pactgraph.store import Store
from pactgraph.store_damage import check_store
from store_worlds import SMALL, change, lines, world, world_in


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes(b ^ 0xFF for b in content[at : at + 16]) + content[at + 16 :]


ARTICLES = [ArticleFile(f"a{n:02}", f"data/articles/{n}.trig", "0" * 64, True) for n in range(40)]

WAYS: dict[str, Callable[[bytes], bytes | None]] = {
    "flipped": lambda content: flipped(content, len(content) // 2),
    "flipped at its end": lambda content: flipped(content, max(0, len(content) - 16)),
    "cut": lambda content: content[: len(content) // 2],
    "emptied": lambda content: b"",
    "grown": lambda content: content + b"\0",
    "deleted": lambda content: None,
}


def prepared(path: Path, name: str) -> str:
    """Build a store that has rounds, several tables, and with ``two`` a change behind it."""
    quads = world("one", SMALL)
    nodes = [quads[0].subject, quads[0].predicate, quads[0].object]
    columns = [np.array([n], dtype=np.int64) for n in (0, 1, 2)]
    rounds = RoundColumns(nodes, *columns, np.array([1]))  # type: ignore[arg-type]
    Store.create(path, quads, lines("one"), rounds=rounds, articles=ARTICLES).close()
    if name == "two":
        change(path, "one", "two")
    return name


def told(path: Path, name: str) -> str:
    """Return what who reads the store gets, and what a check of it says, as JSON."""
    try:
        with Store.open(path) as store:
            try:
                found = world_in(store)
                assert list(store.articles) == ARTICLES
                assert store.texts().called("none") == []
                assert store.forms().things(["none"]) == []
                assert store.titles().offices(Literal("none"), "none") == []
                answer = "same" if found == name else f"different: {found}"
            except AssertionError as error:
                answer = f"different: {error}"
    except PactgraphError as error:
        answer = f"refused: {error.message}"
    damage = [[found.file, found.what] for found in check_store(path).damage]
    return json.dumps({"answer": answer, "damage": damage})


def trials(path: Path, name: str, ways: list[str], only: str) -> None:
    in_child(lambda: prepared(path, name))
    whole = {"answer": "same", "damage": []}
    for file in sorted(path.rglob(only)):
        if file.name in ("LOG", "LOCK", "lock") or not file.is_file():
            continue
        content = file.read_bytes()
        for way in ways:
            left = WAYS[way](content)
            if left == content:
                continue
            try:
                if left is None:
                    file.unlink()
                else:
                    file.write_bytes(left)
                found = json.loads(in_child(lambda: told(path, name)))
            finally:
                file.write_bytes(content)
            place = file.relative_to(path).as_posix()
            print(json.dumps({"file": place, "way": way, **found}), flush=True)
    assert json.loads(in_child(lambda: told(path, name))) == whole


if __name__ == "__main__":
    folder, ways = Path(sys.argv[1]), sys.argv[2:] or list(WAYS)
    trials(folder / "one", "one", ways, "rounds")
    trials(folder / "two", "two", ways, "*")
