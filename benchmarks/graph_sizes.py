"""Stores of generated corpora of several sizes, made once and kept for the next run."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyoxigraph
from benchmarks.corpus.project_folder import lay_out, write_articles, write_hubs
from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple

from pactgraph.build import rounds_of
from pactgraph.engine.oxigraph_engine import open_directory
from pactgraph.graph import build_graph
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store
from pactgraph.store_content import DATABASE

SEED = 7


@dataclass(frozen=True)
class Size:
    """A corpus that was built: its project, its store, and the same statements as files.

    ``quads`` are all of them, ``merged`` those of merged alone; ``triples`` counts the latter.
    ``given`` are the statements that the closure starts from, and ``ontology`` the axioms.
    """

    project: Project
    store: Path
    quads: Path
    merged: Path
    given: Path
    ontology: Path
    triples: int

    def write_quads(self) -> None:
        """Write all statements of the store to ``quads``, unless they stand there."""
        if not self.quads.exists():
            with Store.open(self.store) as store:
                _write(open_directory(store.folder / DATABASE), self.quads, RdfFormat.N_QUADS)

    def write_merged(self) -> None:
        """Write merged, as the store has it, to ``merged``, unless it stands there."""
        if not self.merged.exists():
            with Store.open(self.store) as store:
                quads = open_directory(store.folder / DATABASE).quads_for_pattern(
                    None, None, None, DefaultGraph()
                )
                _write((quad.triple for quad in quads), self.merged)


def made(folder: Path, articles: int) -> Size:
    """Return the corpus of so many articles, generated and built if the folder has it not."""
    place = folder / f"articles-{articles}"
    store, quads, merged = place / "store", place / "all.nq", place / "merged.nt"
    # N-Triples is Turtle, and some readers go by the name.
    given, ontology = place / "given.ttl", place / "ontology.ttl"
    if not given.exists():
        begun = perf_counter()
        if not (place / "project").exists():
            lay_out(place / "project")
            write_hubs(place / "project", SEED)
            write_articles(place / "project", SEED, range(articles))
        # Words and shapes are no part of what is measured here.
        graph = build_graph(Sources.load(Project(place / "project")))
        note = {"sources": graph.sources.digest, "graph": graph.digest}
        Store.create(store, graph.dataset(), (), note, rounds_of(graph)).close()
        _write(graph.dataset(), quads, RdfFormat.N_QUADS)
        _write(graph.merged, merged)
        _write(graph.sources.ontology, ontology)
        _write(graph.closed, given)
        seconds = perf_counter() - begun
        print(f"{articles} articles made in {seconds:.0f} s", file=sys.stderr, flush=True)
    return built(place)


def built(place: Path) -> Size:
    """Return the corpus of a folder that has a ``project`` and a ``store``.

    Its files of statements are named, whether it has them or not; ``write_quads`` and
    ``write_merged`` make those of them that come of the store.
    """
    project, store = Project(place / "project"), place / "store"
    with Store.open(store) as opened:
        count = opened.manifest.merged.count
    names = ("all.nq", "merged.nt", "given.ttl", "ontology.ttl")
    return Size(project, store, *(place / name for name in names), count)


def _write(
    statements: Iterable[Triple] | Iterable[Quad],
    path: Path,
    form: RdfFormat = RdfFormat.N_TRIPLES,
) -> None:
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as out:
        pyoxigraph.serialize(statements, out, form)
    unfinished.rename(path)
