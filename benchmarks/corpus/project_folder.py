"""A corpus as a project's folder: one file an article, entities and judgements in blocks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import IO, Final

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from .article import Article, compose, hub_quads
from .terms import ARTICLE, ID

BLOCK: Final = 1000
"""So many articles in a row have their files in one folder, and their entities in one file."""

REPOSITORY: Final = Path(__file__).resolve().parents[2]
_PREFIXES: Final = {
    "pact": "https://w3id.org/pactgraph/ontology#",
    "id": ID,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def trig(article: Article) -> bytes:
    """Return the file of an article."""
    written = serialize(
        article.quads(), format=RdfFormat.TRIG, prefixes=_PREFIXES, base_iri=ARTICLE + article.slug
    )
    assert written is not None
    return written


def lay_out(folder: Path) -> None:
    """Make a folder a project, with the ontology and the queries of the repository."""
    for name in ("ontology", "queries"):
        shutil.copytree(REPOSITORY / name, folder / name, dirs_exist_ok=True)
    for name in ("articles", "entities", "judgements", "links"):
        (folder / "data" / name).mkdir(parents=True, exist_ok=True)


def write_hubs(folder: Path, seed: int) -> int:
    """Write the record of what no single article brings, and return how many quads it has."""
    return _turtle(folder / "data/entities/hubs.ttl", hub_quads(seed))


def write_articles(
    folder: Path, seed: int, numbers: range, *, texts: Path | None = None, truth: Path | None = None
) -> int:
    """Write the articles of these numbers, and return how many quads they and their things have.

    Blocks are written one by one, so that memory stays bounded, and several processes can each
    write some, with a file of truth each; it is appended to. Raises ValueError if the numbers do
    not begin where a block does.
    """
    if numbers.start % BLOCK:
        raise ValueError(f"{numbers.start} is inside a block of {BLOCK} articles")
    written = 0
    with ExitStack() as stack:
        lines = stack.enter_context(truth.open("a", encoding="utf-8")) if truth else None
        for start in range(numbers.start, numbers.stop, BLOCK):
            block = range(start, min(start + BLOCK, numbers.stop))
            written += _block(folder, seed, block, texts, lines)
    return written


def _block(folder: Path, seed: int, block: range, texts: Path | None, truth: IO[str] | None) -> int:
    name = f"{block.start // BLOCK:05d}"
    place = folder / "data/articles" / name
    place.mkdir(parents=True, exist_ok=True)
    things: list[Iterator[Quad]] = []
    judgements: list[Quad] = []
    written = 0
    for number in block:
        article = compose(seed, number)
        (place / f"{article.slug}.trig").write_bytes(trig(article))
        if texts is not None:
            (texts / f"{article.slug}.txt").write_text(article.text, encoding="utf-8")
        if truth is not None:
            truth.writelines(json.dumps(line) + "\n" for line in article.truth)
        written += len(article.record) + len(article.statements)
        things.append(article.entities())
        judgements += article.judgements
    written += _turtle(folder / f"data/entities/{name}.ttl", chain.from_iterable(things))
    return written + _turtle(folder / f"data/judgements/{name}.ttl", judgements)


def _turtle(path: Path, quads_: Iterable[Quad]) -> int:
    triples = [Triple(one.subject, one.predicate, one.object) for one in quads_]
    with path.open("wb") as file:
        serialize(triples, file, RdfFormat.TURTLE, prefixes=_PREFIXES)
    return len(triples)
