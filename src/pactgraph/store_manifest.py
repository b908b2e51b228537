"""The manifest of a store: what it holds, as it was when it was built."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any

from pactgraph.engine.finished_database import REBUILD
from pactgraph.engine.generations import damaged
from pactgraph.engine.held import MANIFEST
from pactgraph.errors import EngineFailure, Location

FORMAT = 6


@dataclass(frozen=True, slots=True)
class Content:
    """How many statements there are, and their digest, which knows no order.

    It is the sum of the SHA-256 of each statement's line as N-Quads, in hexadecimal: what
    comes and goes is added and taken off, and nothing else looked at.
    """

    count: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What a store holds, as it was when it was built.

    ``merged`` and ``named`` are the default graph and all named ones, as the engine gives them
    back; ``graphs`` the number of statements of each named graph, None where there are very many
    graphs; ``files`` has size and SHA-256 of each file of the store; ``extra`` is what the builder
    wanted noted, such as the digest of the sources.
    """

    format: int
    engine: str
    merged: Content
    named: Content
    graphs: dict[str, int] | None
    files: dict[str, tuple[int, str]]
    extra: dict[str, Any]

    @classmethod
    def of(
        cls,
        merged: Content,
        named: Content,
        graphs: Mapping[str, int] | None,
        files: Mapping[str, tuple[int, str]],
        extra: Mapping[str, Any],
    ) -> Manifest:
        """Return the manifest of what was written just now; ``extra`` must be JSON."""
        counts = None if graphs is None else dict(graphs)
        return cls(FORMAT, _engine_name(), merged, named, counts, dict(files), dict(extra))

    @property
    def digest(self) -> str:
        """The digest of all statements, the same for the same ones in any order."""
        parts = [f"{held.count}\n{held.digest}\n" for held in (self.merged, self.named)]
        return hashlib.sha256("".join(parts).encode()).hexdigest()

    @property
    def total(self) -> int:
        """The number of statements, one of merged counted again for each graph that has it."""
        return self.merged.count + self.named.count

    def text(self) -> str:
        """Return the manifest as the JSON of its file, sealed with a digest of the rest."""
        # JSON as it will be read back: tuples become lists, and what is none fails here.
        return _sealed(asdict(self))


def read_manifest(file: IO[str], folder: Path) -> Manifest:
    """Return the manifest in a file of a generation's folder; raises EngineFailure."""
    try:
        content = json.load(file)
        seal = content.pop("seal")
        form, engine = content["format"], content["engine"]
        if form != FORMAT or engine != _engine_name():
            raise EngineFailure(
                f"the store was made by another version (format {form}, {engine})",
                location=Location(str(folder.parent)),
                hint=REBUILD,
            )
        read = {
            **content,
            "merged": Content(**content["merged"]),
            "named": Content(**content["named"]),
            "graphs": _counts(content["graphs"]),
            "files": {n: (int(pair[0]), str(pair[1])) for n, pair in content["files"].items()},
        }
        manifest = Manifest(**read)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise damaged(folder.parent, f"{MANIFEST} cannot be read ({error})") from error
    if json.loads(_sealed(content))["seal"] != seal:
        raise damaged(folder.parent, f"{MANIFEST} was changed after the build")
    return manifest


def _counts(read: Mapping[str, int] | None) -> dict[str, int] | None:
    return None if read is None else {name: int(number) for name, number in read.items()}


def _engine_name() -> str:
    major, minor = version("pyoxigraph").split(".")[:2]
    return f"oxigraph {major}.{minor}"


def _sealed(content: dict[str, Any]) -> str:
    """Return a manifest's JSON with a digest of the rest in it."""
    plain = {**content, "seal": ""}
    seal = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    return json.dumps({**plain, "seal": seal}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
