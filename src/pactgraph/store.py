"""The store: a directory derived from the files, with a manifest, swapped as a whole."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from pactgraph.engine.generations import Generations
from pactgraph.engine.held import MANIFEST, hold
from pactgraph.engine.oxigraph_engine import DiskEngine, open_directory, write_directory
from pactgraph.engine.protocol import Limits
from pactgraph.engine.statement_lines import StatementLines
from pactgraph.engine.statement_rounds import StatementRounds
from pactgraph.errors import EngineFailure, Location, NotFound

if TYPE_CHECKING:
    from pactgraph.engine.rounds_file import RoundColumns

FORMAT = 2
_DATABASE = "db"
_LINES = "lines.sqlite"
_ROUNDS = "rounds"
_REBUILD = "build it again: a store is derived from the files"
_DEFAULT = ""
_TRIES = 5


@dataclass(frozen=True)
class Manifest:
    """What a store holds, as it was when it was built.

    ``graphs`` has count and digest of each graph (the default graph's name is empty) as
    the engine gives it back; ``files`` has size and SHA-256 of each file of the store;
    ``extra`` is what the builder wanted noted, such as the digest of the sources.
    """

    format: int
    engine: str
    digest: str
    total: int
    graphs: dict[str, tuple[int, str]]
    files: dict[str, tuple[int, str]]
    extra: dict[str, Any]

    def count(self, graph: str = _DEFAULT) -> int:
        """Return the number of triples of a graph, 0 if there is none of that name."""
        return self.graphs.get(graph, (0, ""))[0]


class Store:
    """An open store, read-only: the default graph is merged, named graphs are as given."""

    def __init__(self, path: Path, folder: Path, manifest: Manifest, held: IO[str]) -> None:
        self.path = path
        self.folder = folder
        self.manifest = manifest
        self._held = held
        self._lines: StatementLines | None = None
        self._content: pyoxigraph.Store | None = None
        self._rounds: StatementRounds | None = None

    @classmethod
    def create(
        cls,
        path: Path,
        quads: Iterable[Quad],
        positions: Iterable[tuple[Quad, str, int]] = (),
        manifest_extra: Mapping[str, Any] | None = None,
        rounds: RoundColumns | None = None,
    ) -> Store:
        """Build a store and make it the current one; what was there before stays until then.

        ``positions`` are statements with the file and the line each comes from;
        ``manifest_extra`` must be JSON; ``rounds`` says how each triple of merged followed.

        Raises:
            EngineFailure: another process builds it, or it cannot be written (a full disk).
            NotFound: the directory holds something else than a store.
        """
        generations = Generations(path)
        with generations.building() as folder:
            graphs = _write_database(folder / _DATABASE, quads)
            StatementLines.write(folder / _LINES, positions)
            if rounds is not None:
                # Only who builds waits for NumPy.
                from pactgraph.engine.rounds_file import write_rounds

                write_rounds(folder / _ROUNDS, rounds)
            # JSON as it will be read back: tuples become lists, and what is none fails here.
            manifest = Manifest(
                format=FORMAT,
                engine=_engine_name(),
                digest=_digest_of_graphs(graphs),
                total=sum(count for count, _ in graphs.values()),
                graphs=graphs,
                files=_digests_of_files(folder),
                extra=dict(manifest_extra or {}),
            )
            (folder / MANIFEST).write_text(_sealed(asdict(manifest)), "utf-8")
            generations.adopt(folder, manifest.digest[:16])
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open the current generation of a store.

        The files' sizes are checked against the manifest; ``verify_digests`` checks every
        byte.

        Raises:
            NotFound: there is no store.
            EngineFailure: it is damaged, or another version of pactgraph made it.
        """
        generations = Generations(path)
        for _ in range(_TRIES):
            folder = generations.current()
            held = hold(folder)
            if held is None or generations.current() != folder:
                # A build swapped it between the two steps, or the manifest is missing.
                if held is not None:
                    held.close()
                continue
            return cls._held_open(path, folder, held)
        raise _damaged(path, f"{folder.name}/{MANIFEST} is missing")

    @classmethod
    def open_generation(cls, path: Path, name: str) -> Store:
        """Open one generation of a store, whether it is still the current one or not.

        Raises NotFound if it is gone, and what ``open`` raises.
        """
        folder = path / name
        held = hold(folder)
        if held is None:
            raise NotFound(f"the generation {name} is gone", location=Location(str(path)))
        return cls._held_open(path, folder, held)

    @classmethod
    def _held_open(cls, path: Path, folder: Path, held: IO[str]) -> Store:
        try:
            manifest = _read_manifest(held, folder)
            _check_sizes(folder, manifest)
        except EngineFailure:
            held.close()
            raise
        return cls(path, folder, manifest, held)

    def engine(self, limits: Limits | None = None) -> DiskEngine:
        """Return an engine over the store; close it before the store."""
        return DiskEngine(self.folder / _DATABASE, limits=limits)

    def content(self) -> pyoxigraph.Store:
        """Return what it holds, for look-ups in this process; raises EngineFailure."""
        if self._content is None:
            self._content = open_directory(self.folder / _DATABASE)
        return self._content

    def line_of(self, quad: Quad) -> Location | None:
        """Return the file and the line of a statement, None when that is not known."""
        return self._statement_lines().line_of(quad)

    def as_written(self, quad: Quad) -> Quad:
        """Return a statement with its literal as the file writes it that states it.

        It is returned as it is if no file states it.
        """
        return self._statement_lines().as_written(quad)

    def rounds(self) -> StatementRounds | None:
        """Return the rounds of the closure; None if none are kept, or what is kept is damaged."""
        if self._rounds is None:
            with contextlib.suppress(OSError, ValueError):
                self._rounds = StatementRounds(self.folder / _ROUNDS)
        return self._rounds

    def _statement_lines(self) -> StatementLines:
        if self._lines is None:
            self._lines = StatementLines(self.folder / _LINES)
        return self._lines

    def verify_digests(self) -> list[str]:
        """Return what differs from the manifest, byte for byte and graph by graph."""
        findings = []
        found = _digests_of_files(self.folder)
        for name in sorted(self.manifest.files.keys() | found.keys()):
            if name not in found:
                findings.append(f"{name}: missing")
            elif name not in self.manifest.files:
                findings.append(f"{name}: not in the manifest")
            elif found[name] != self.manifest.files[name]:
                findings.append(f"{name}: changed since the build")
        if findings:
            return findings
        try:
            graphs = _digests_of_graphs(pyoxigraph.Store.read_only(str(self.folder / _DATABASE)))
        except OSError as error:
            return [f"{_DATABASE}: cannot be read: {error}"]
        for name in sorted(self.manifest.graphs.keys() | graphs.keys()):
            if graphs.get(name) != self.manifest.graphs.get(name):
                findings.append(f"graph {name or '(merged)'}: other triples than at the build")
        return findings

    def close(self) -> None:
        """Let go of the store, so that a later build may remove this generation."""
        if self._lines is not None:
            self._lines.close()
        if self._rounds is not None:
            self._rounds.close()
        self._content = None
        self._held.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


def _engine_name() -> str:
    major, minor = version("pyoxigraph").split(".")[:2]
    return f"oxigraph {major}.{minor}"


def _write_database(path: Path, quads: Iterable[Quad]) -> dict[str, tuple[int, str]]:
    store = write_directory(path, quads)
    # Read back, because the engine rewrites literals and may then hold fewer statements.
    return _digests_of_graphs(store)


class _LineDigest:
    """A file to dump N-Triples into: how many lines, and a digest that knows no order."""

    def __init__(self) -> None:
        self.count = 0
        self.total = 0
        self.rest = b""

    def write(self, data: bytes) -> int:
        lines = (self.rest + data).split(b"\n")
        self.rest = lines.pop()
        self.count += len(lines)
        for line in lines:
            self.total += int.from_bytes(hashlib.sha256(line).digest())
        return len(data)

    def flush(self) -> None:
        """Nothing waits to be written; the engine asks for it."""

    def digest(self) -> str:
        return f"{self.total % 2**256:064x}"


def _digests_of_graphs(store: pyoxigraph.Store) -> dict[str, tuple[int, str]]:
    graphs: dict[str, tuple[int, str]] = {}
    for graph in (DefaultGraph(), *store.named_graphs()):
        digest = _LineDigest()
        store.dump(cast(IO[bytes], digest), format=RdfFormat.N_TRIPLES, from_graph=graph)
        name = graph.value if isinstance(graph, NamedNode) else _DEFAULT
        graphs[name] = (digest.count, digest.digest())
    return graphs


def _digest_of_graphs(graphs: Mapping[str, tuple[int, str]]) -> str:
    whole = hashlib.sha256()
    for name, (count, digest) in sorted(graphs.items()):
        whole.update(f"{name}\n{count}\n{digest}\n".encode())
    return whole.hexdigest()


def _digests_of_files(folder: Path) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        # RocksDB's own log is of no use to a reader; the manifest cannot hold its own digest.
        if path.is_file() and name not in (MANIFEST, f"{_DATABASE}/LOG", f"{_DATABASE}/LOCK"):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            found[name] = (path.stat().st_size, digest)
    return found


def _sealed(content: dict[str, Any]) -> str:
    """Return a manifest's JSON with a digest of the rest in it."""
    plain = {**content, "seal": ""}
    seal = hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
    return json.dumps({**plain, "seal": seal}, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _read_manifest(file: IO[str], folder: Path) -> Manifest:
    try:
        content = json.load(file)
        seal = content.pop("seal")
        form, engine = content["format"], content["engine"]
        if form != FORMAT or engine != _engine_name():
            raise EngineFailure(
                f"the store was made by another version (format {form}, {engine})",
                location=Location(str(folder.parent)),
                hint=_REBUILD,
            )
        pairs = {
            key: {name: (int(pair[0]), str(pair[1])) for name, pair in content[key].items()}
            for key in ("graphs", "files")
        }
        manifest = Manifest(**{**content, **pairs})
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise _damaged(folder.parent, f"{MANIFEST} cannot be read ({error})") from error
    if json.loads(_sealed(content))["seal"] != seal:
        raise _damaged(folder.parent, f"{MANIFEST} was changed after the build")
    return manifest


def _check_sizes(folder: Path, manifest: Manifest) -> None:
    for name, (size, _) in manifest.files.items():
        if name == _ROUNDS:
            # What it says can be found out without it.
            continue
        path = folder / name
        if not path.is_file():
            raise _damaged(folder.parent, f"{name} is missing")
        if path.stat().st_size != size:
            raise _damaged(folder.parent, f"{name} has {path.stat().st_size:,} bytes, not {size:,}")


def _damaged(path: Path, what: str) -> EngineFailure:
    return EngineFailure(
        f"the store is damaged: {what}", location=Location(str(path)), hint=_REBUILD
    )
