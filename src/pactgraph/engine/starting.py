"""How a worker process is started: its command and its environment."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pyoxigraph

_FOLDER = Path(__file__).parent

# The package's own __init__ would load all of it; the child needs a few of its modules.
_PART = """
import importlib, sys, types
for name, folder in (("pactgraph", sys.argv[1]), ("pactgraph.engine", sys.argv[2])):
    module = types.ModuleType(name)
    module.__path__ = [folder]
    sys.modules[name] = module
if sys.argv[3] not in sys.path:
    sys.path.append(sys.argv[3])
importlib.import_module(sys.argv[4]).main(sys.argv[5])
"""

_WHOLE = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
importlib.import_module(sys.argv[2]).main(sys.argv[3])
"""


def command(module: str, configuration: str, *, whole_package: bool = False) -> list[str]:
    """Return the command that runs a module's ``main`` with a configuration.

    A module of the engine is loaded without the rest of the package, unless it needs the
    ``whole_package``: that is looked for where this process found it.
    """
    program = [sys.executable, "-I", "-c"]
    if whole_package:
        # Not the empty one, which would be whatever folder the child is in.
        places = [place for place in sys.path if place]
        return [*program, _WHOLE, json.dumps(places), module, configuration]
    places = [str(_FOLDER.parent), str(_FOLDER), str(Path(pyoxigraph.__file__).parent.parent)]
    return [*program, _PART, *places, module, configuration]


def environment() -> dict[str, str]:
    """Return the environment of a worker process.

    Its threads share few heaps: each would reserve 64 MiB, which count against the memory cap
    whether anything is in them or not.
    """
    return {**os.environ, "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "2"}
