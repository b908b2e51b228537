"""How long views by date take, beside the build of the whole graph, at several sizes.

Run it on a quiet machine: ``python -m benchmarks.views [--sizes N,N…] [--seed N]``. The world is
seeded and invented, on the ontology of the repository: articles of 2015 to 2024 that tell of
memberships, contributions with their strength, visits, and what was said of them. Figures of
one run are comparable with each other, not with those of another machine.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from benchmarks.tables import machine, report, table, with_results
from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import Location
from pactgraph.graph import Graph, build_graph
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.graphs import ENTITIES, ONTOLOGY
from pactgraph.model.passages import article_iri, passage_iri
from pactgraph.namespaces import ID, PACT, RDF, RDFS, SCHEMA, XSD
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.store import Store
from pactgraph.views.view import View
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.views.whole import Whole

FIRST = date(2015, 1, 1)
POINTS = (
    Viewpoint.of(as_of="2018-06-01"),
    Viewpoint.of(as_of="2018-06-01", certainty="possible"),
    Viewpoint.of(known_by="2019-12-31"),
    Viewpoint.of("2018-06-01", "2019-12-31"),
)
MEMBERS = "SELECT (COUNT(*) AS ?n) { ?a pact:contributesTo ?b }"
_PASSAGES = 24
_PER_ARTICLE = 960
T = TypeVar("T")


class World:
    """The graphs of invented articles, about so many triples of merged."""

    def __init__(self, size: int, seed: int) -> None:
        self.draw = random.Random(seed)
        self.count = max(1, size // _PER_ARTICLE)
        self.scale = max(8, self.count * 2)
        self.graphs: dict[str, list[Triple]] = {ENTITIES.value: []}
        self.articles: dict[str, ArticleRecord] = {}
        self.declared: set[NamedNode] = set()
        for number in range(self.count):
            self._article(f"article-{number}")

    def _article(self, slug: str) -> None:
        article = article_iri(slug)
        published = FIRST + timedelta(days=self.draw.randrange(3650))
        node = NamedNode(article)
        record = [
            Triple(node, RDF.type, PACT.Article),
            Triple(node, SCHEMA.datePublished, _date(published, Precision.DAY)),
        ]
        for number in range(_PASSAGES):
            passage = passage_iri(article, number * 100, number * 100 + 99)
            record.append(Triple(NamedNode(passage), RDF.type, PACT.Passage))
            self.graphs[passage] = self._told(slug, number, published)
        self.graphs[f"{article}/record"] = record
        self.articles[slug] = ArticleRecord(
            article, slug, "sha256:" + "0" * 64, _PASSAGES * 100,
            StatedDate.of(published), {}, {}, {}, {}, Location(f"{slug}.trig"),
        )  # fmt: skip

    def _told(self, slug: str, number: int, published: date) -> list[Triple]:
        kind = self.draw.randrange(4)
        state, body = self._named("state", PACT.State), self._named("body", PACT.Organisation)
        if kind == 0:
            thing = self._minted("membership", PACT.Membership)
            parties = [(PACT.member, state), (PACT.organisation, body)]
        elif kind == 1:
            thing = self._minted("contribution", PACT.Contribution)
            operation = self._named("operation", PACT.Operation)
            parties = [(PACT.contributor, state), (PACT.operation, operation)]
        elif kind == 2:
            thing = self._minted("visit", PACT.Visit)
            parties = [(PACT.visitor, state), (PACT.destination, body)]
        else:
            thing = NamedNode(f"{article_iri(slug)}/thing/said-{number}")
            parties = [(PACT.speaker, state), (PACT.about, body)]
        classes = (PACT.Membership, PACT.Contribution, PACT.Visit, PACT.Utterance)
        found = [Triple(thing, RDF.type, classes[kind])]
        found += [Triple(thing, predicate, value) for predicate, value in parties]
        found += self._times(thing, kind, published)
        if kind == 1:
            count = NamedNode(f"{article_iri(slug)}/thing/count-{number}")
            value = Literal(str(self.draw.randrange(1, 500)), datatype=XSD.integer)
            found += [
                Triple(count, RDF.type, PACT.Count),
                Triple(count, PACT.countOf, thing),
                Triple(count, PACT.countKind, PACT.level),
                Triple(count, PACT.value, value),
            ]
        return found

    def _times(self, thing: NamedNode, kind: int, published: date) -> list[Triple]:
        begin = published - timedelta(days=self.draw.randrange(1, 4000))
        precision = self.draw.choice(tuple(Precision))
        if kind >= 2:
            return [Triple(thing, PACT.date, _date(begin, precision))]
        found = [Triple(thing, PACT.begin, _date(begin, precision))]
        if self.draw.random() < 0.5:
            end = max(begin + timedelta(days=800), published)
            found.append(Triple(thing, PACT.end, _date(end, Precision.YEAR)))
        else:
            found.append(Triple(thing, PACT.observedOn, _date(published, Precision.DAY)))
        return found

    def _named(self, sort: str, kind: NamedNode) -> NamedNode:
        # The square makes a few things busy and most of them rare, as in real texts.
        node = ID[f"{sort}-{int(self.draw.random() ** 2 * self.scale)}"]
        self._declare(node, kind, named=True)
        return node

    def _minted(self, sort: str, kind: NamedNode) -> NamedNode:
        node = ID[f"{sort}-{self.draw.randrange(self.scale * 4)}"]
        self._declare(node, kind, named=False)
        return node

    def _declare(self, node: NamedNode, kind: NamedNode, *, named: bool) -> None:
        if node in self.declared:
            return
        self.declared.add(node)
        words = Literal(node.value.rpartition("/")[2])
        entities = self.graphs[ENTITIES.value]
        entities += [Triple(node, RDF.type, kind), Triple(node, RDFS.label, words)]
        if named:
            entities.append(Triple(node, PACT.name, words))


def sources_of(world: World) -> Sources:
    """Return the sources that files of such articles would give; no statement has a line."""
    project = Project(Path(__file__).parent.parent)
    ontology = [
        triple
        for graph, triples in build_graph(Sources.load(project), articles=()).graphs.items()
        if graph == ONTOLOGY.value
        for triple in triples
    ]
    return Sources(project, (), (), world.graphs, ontology, [], world.articles, (), "benchmark")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Return how long some work took in seconds, and its result."""
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def measure(size: int, seed: int) -> Iterator[list[str]]:
    """Yield the rows of one size."""
    sources = sources_of(World(size, seed))
    seconds, graph = timed(lambda: build_graph(sources))
    merged = len(graph.merged)
    yield [f"{merged:,}", "build of the whole", f"{merged:,}", *_shown(seconds)]
    whole = Whole(lambda: graph)
    seconds, _ = timed(lambda: (whole.told, whole.mentions, whole.publications, whole.records))
    yield ["", "index of its things, once", "", *_shown(seconds)]
    for point in POINTS:
        view = View(whole, point)
        chosen, _ = timed(lambda view=view: view.selection.computed)  # type: ignore[misc]
        built, seen = timed(lambda view=view: view.graph)  # type: ignore[misc]
        why, left = timed(lambda view=view: view.left_out)  # type: ignore[misc]
        row = (chosen + built, chosen, built, why)
        yield ["", f"{point} ({len(left):,} left out)", f"{len(seen.merged):,}", *_shown(*row)]
    yield from _kept(View(whole, POINTS[-1]).graph)


def _kept(graph: Graph) -> Iterator[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "view"
        written, store = timed(lambda: Store.create(place, graph.dataset()))
        store.close()
        yield ["", "the last: kept on disk", "", *_shown(written)]

        def asked() -> None:
            with Store.open(place) as kept:
                engine = kept.engine()
                engine.query(MEMBERS)
                engine.close()

        yield ["", "the last: opened again and asked", "", *_shown(timed(asked)[0])]


def _shown(*seconds: float) -> list[str]:
    """Return the cells of some times, and empty ones for those that there are not."""
    return [f"{value:.3f}" for value in seconds] + [""] * (4 - len(seconds))


def _date(day: date, precision: Precision) -> Literal:
    return StatedDate.of(day, precision).to_literal()


def main(arguments: list[str]) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--seed", type=int, default=1)
    with_results(parser)
    options = parser.parse_args(arguments)
    rows: list[list[str]] = []
    for size in map(int, options.sizes.split(",")):
        print(f"{size:,} statements", file=sys.stderr, flush=True)
        rows += measure(size, options.seed)
    head = ["merged", "what", "triples", "seconds", "choose", "close", "reasons"]
    report(options.to, "views", "# Views", f"{machine()} Seconds by the clock.", table(head, rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
