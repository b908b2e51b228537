"""The files that are made from the others and committed: ``python -m pactgraph.dist``.

They are the dumps, for those who want nothing but the data, and the guide to the queries.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pactgraph.export import export, write_atomically
from pactgraph.export.atomic import make_folder
from pactgraph.exporting import options_for
from pactgraph.graph import build_graph
from pactgraph.query.guide import guide
from pactgraph.query.project_queries import queries_of
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

DUMPS: Final = {"pactgraph.ttl": "ttl", "pactgraph.trig": "trig"}
"""Each dump by its file's name: merged as Turtle, and the dataset with its evidence as TriG."""

FOLDER: Final = Path("data") / "dist"
GUIDE: Final = Path("queries") / "README.md"


def dumps(project: Project) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each dump; raises what a build raises."""
    snapshot = build_graph(Sources.load(project)).snapshot
    for name, format_name in DUMPS.items():
        yield name, b"".join(export(snapshot, format_name, options_for(project)))


def query_guide(project: Project) -> str:
    """Return the guide to a project's stored queries; raises BadInput for a broken head."""
    return guide(queries_of(project))


def main(project: Project | None = None) -> None:
    """Write the dumps and the guide of a project (the one here, if none is given), and say so."""
    found = project or Project.find()
    folder = found.root / FOLDER
    make_folder(folder)
    for name, content in dumps(found):
        write_atomically(folder / name, [content])
        print(f"{(FOLDER / name).as_posix()}: {len(content):,} bytes")
    if found.query_files:
        page = query_guide(found).encode()
        write_atomically(found.root / GUIDE, [page])
        print(f"{GUIDE.as_posix()}: {len(page):,} bytes")


if __name__ == "__main__":
    main()
