"""The W3C's query tests, found through their manifests: query, data, graphs, result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

BASE = "http://w3c.example/"
"""Stands for the tests' folder, so that relative IRIs are the same on every machine."""

_MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
_QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_EVALUATION = frozenset({"QueryEvaluationTest", "CSVResultFormatTest"})
_SYNTAX = frozenset({"PositiveSyntaxTest", "PositiveSyntaxTest11"})
_FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}


@dataclass(frozen=True)
class W3CQuery:
    """A query test; ``evaluated`` is false for a test of the syntax alone."""

    name: str
    """Where the manifest names it: ``sparql11/negation#subset-01``; unique."""
    evaluated: bool
    query: Path
    base: str
    data: tuple[Path, ...]
    graphs: tuple[tuple[str, Path], ...]
    result: Path | None

    @property
    def text(self) -> str:
        """Return the query with its base declared, so that it means the same anywhere."""
        return f"BASE <{self.base}>\n{self.query.read_text('utf-8')}"

    def quads(self) -> list[Quad]:
        """Return the test's dataset; files that FROM may name stand in graphs."""
        found: list[Quad] = []
        for path in self.data:
            found += _parsed(path, _iri(path), None)
        for name, path in self.graphs:
            found += _parsed(path, _iri(path), name)
        if not self.data and re.search(r"\bFROM\b", self.text):
            for path in sorted(self.query.parent.glob("*.ttl")):
                if "manifest" not in path.name:
                    found += _parsed(path, _iri(path), _iri(path))
        return found

    def store(self) -> pyoxigraph.Store:
        """Return a fresh store of the test's dataset."""
        store = pyoxigraph.Store()
        store.extend(self.quads())
        return store


def _parsed(path: Path, base: str, graph: str | None) -> Iterator[Quad]:
    for quad in _parse_file(path, base):
        if graph is None:
            yield quad
        else:
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph))


@cache
def _parse_file(path: Path, base: str) -> tuple[Quad, ...]:
    return tuple(
        pyoxigraph.parse(
            path.read_bytes(),
            format=_FORMATS[path.suffix],
            base_iri=base,
            rename_blank_nodes=True,
        )
    )


def _iri(path: Path) -> str:
    parts = path.parts
    start = next(i for i, part in enumerate(parts) if part in ("sparql10", "sparql11"))
    return BASE + "/".join(parts[start:])


def _path(root: Path, iri: str) -> Path:
    return root / iri.removeprefix(BASE)


class _Manifest:
    """One manifest file, its triples by subject and predicate."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[tuple[str, str], list[NamedNode | BlankNode | Literal]] = {}
        for quad in _parse_file(path, _iri(path)):
            key = (str(quad.subject), quad.predicate.value)
            self.values.setdefault(key, []).append(quad.object)

    def all(self, subject: object, predicate: str) -> list[NamedNode | BlankNode | Literal]:
        return self.values.get((str(subject), predicate), [])

    def list_of(self, predicate: str) -> Iterator[NamedNode]:
        for (_, name), heads in sorted(self.values.items()):
            if name != predicate:
                continue
            (at,) = heads
            while str(at) != f"<{_RDF}nil>":
                yield self.all(at, _RDF + "first")[0]
                (at,) = self.all(at, _RDF + "rest")


def query_tests(w3c_dir: Path) -> list[W3CQuery]:
    """Return every test of SPARQL 1.0 and 1.1 whose query must be taken, sorted by name.

    ``w3c_dir`` is that of the fixture; tests of entailment regimes are among them, since
    their queries are queries.
    """
    root = w3c_dir / "sparql"
    found: dict[str, W3CQuery] = {}
    for path in sorted(root.rglob("manifest.ttl")):
        if path.parent == root or path.parent.parent == root:
            continue
        for test in _tests(root, _Manifest(path)):
            if found.setdefault(test.name, test) is not test:
                raise ValueError(f"two tests are named {test.name}")
    return [found[name] for name in sorted(found)]


def _tests(root: Path, manifest: _Manifest) -> Iterator[W3CQuery]:
    folder = manifest.path.parent.relative_to(root).as_posix()
    for entry in manifest.list_of(_MF + "entries"):
        kinds = {
            kind.value.removeprefix(_MF)
            for kind in manifest.all(entry, _RDF + "type")
            if isinstance(kind, NamedNode)
        }
        if not kinds & (_EVALUATION | _SYNTAX):
            continue
        (action,) = manifest.all(entry, _MF + "action")
        queries = manifest.all(action, _QT + "query") or [action]
        results = manifest.all(entry, _MF + "result")
        yield W3CQuery(
            name=f"{folder}#{entry.value.rpartition('#')[2]}",
            evaluated=bool(kinds & _EVALUATION),
            query=_path(root, queries[0].value),
            base=queries[0].value,
            data=tuple(_path(root, d.value) for d in manifest.all(action, _QT + "data")),
            graphs=tuple(_graphs(root, manifest, action)),
            result=_path(root, results[0].value) if results else None,
        )


def _graphs(root: Path, manifest: _Manifest, action: object) -> Iterator[tuple[str, Path]]:
    for graph in manifest.all(action, _QT + "graphData"):
        if isinstance(graph, NamedNode):
            yield graph.value, _path(root, graph.value)
        else:
            (file,) = manifest.all(graph, _QT + "graph")
            labels = manifest.all(graph, "http://www.w3.org/2000/01/rdf-schema#label")
            yield labels[0].value if labels else file.value, _path(root, file.value)
