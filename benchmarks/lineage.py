"""Shared text among many synthetic articles: time, memory, recall and precision by number.

Run it as ``python -m benchmarks.lineage [--sizes N,N…] [--seed N] [--to DIR]``. Articles are drawn
from invented words, seeded; a known share of the sentences is copied from earlier articles, as it
is or changed, and stock phrases, bylines and press releases that many carry stand between. Each
size runs in a process of its own, so that its memory is its own; seconds are those of the
processor, so that what else the machine does hardly counts. Where the library ``datasketch`` is
installed, its MinHash index finds candidates beside ours (``--beside N`` articles at most). Figures
of one run are comparable with each other alone.
"""

from __future__ import annotations

import argparse
import math
import multiprocessing
import random
import resource
import sys
import time
from bisect import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from benchmarks.tables import machine, report, table, with_results

from pactgraph.lineage.corpus import Corpus, read_corpus
from pactgraph.lineage.groups import find_groups

VOCABULARY = 30_000
PHRASES = 3_000
CHANGES = ("exact", "numbers", "words", "framed", "reordered")


@dataclass
class World:
    """Articles, and of each copied sentence (by article and its own first words) the origin."""

    texts: list[str] = field(default_factory=list)
    sentences: list[list[str]] = field(default_factory=list)
    origin: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    change: dict[tuple[int, int], str] = field(default_factory=dict)


class Maker:
    """Draws words, sentences and articles."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        syllables = [c + v + e for c in "bdfgklmnprstvz" for v in "aeiou" for e in ("", "n", "r")]
        names: dict[str, None] = {}
        while len(names) < VOCABULARY:
            names["".join(self.draw.choices(syllables, k=self.draw.randint(1, 4)))] = None
        self.words = list(names)
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
        self.phrases = [self.some(self.draw.randint(3, 6)) for _ in range(PHRASES)]
        self.usual = list(accumulate(1 / (rank + 1) for rank in range(PHRASES)))

    def some(self, count: int) -> list[str]:
        """Return words, the usual ones more often."""
        return self.draw.choices(self.words, cum_weights=self.weights, k=count)

    def sentence(self) -> list[str]:
        """Return the words of a new sentence; it may hold stock phrases and numbers."""
        words = self.some(self.draw.randint(8, 26))
        if self.draw.random() < 0.5:
            phrase = self.phrases[bisect(self.usual, self.draw.random() * self.usual[-1])]
            at = self.draw.randrange(len(words))
            words[at:at] = phrase
        for _ in range(self.draw.choice((0, 0, 1, 2))):
            words.insert(self.draw.randrange(1, len(words)), str(self.draw.randint(2, 2030)))
        return words

    def changed(self, words: list[str]) -> tuple[str, list[str]]:
        """Return a copy of a sentence, and how it was changed."""
        how = self.draw.choice(CHANGES)
        words = list(words)
        if how == "numbers":
            words = [str(int(w) + 1 + self.draw.randrange(9)) if w.isdigit() else w for w in words]
        elif how == "words":
            for _ in range(max(1, len(words) // 12)):
                words[self.draw.randrange(len(words))] = self.some(1)[0]
        elif how == "framed":
            words = [*self.some(4), *words, *self.some(2)]
        elif how == "reordered":
            cut = len(words) // 3
            words = [*words[cut:], *words[:cut]]
        return how, words


def made_world(size: int, seed: int) -> World:
    """Return so many articles; a fifth of them copies one to four sentences of an earlier one."""
    maker = Maker(seed)
    draw = maker.draw
    world = World()
    for number in range(size):
        own = [maker.sentence() for _ in range(draw.randint(4, 8))]
        places: dict[int, tuple[tuple[int, int], str]] = {}
        if number > 10 and draw.random() < 0.2:
            # Now and then it is a press release that everybody carries.
            given = draw.randrange(1 + number // 500) if draw.random() < 0.2 else None
            source = draw.randrange(number) if given is None else given * 400
            for index in range(min(draw.randint(1, 4), len(world.sentences[source]))):
                how, words = maker.changed(world.sentences[source][index].split())
                at = len(own)
                own.append(words)
                places[at] = (world.origin.get((source, index), (source, index)), how)
        spoken = [" ".join(words) for words in own]
        for at, (origin, how) in places.items():
            world.origin[number, at] = origin
            world.change[number, at] = how
        world.sentences.append(spoken)
        body = " ".join(f"{s[0].upper()}{s[1:]}." for s in spoken)
        world.texts.append(f"date 2020-01-21 By {' '.join(maker.some(2))}\n\n{body}\n")
    return world


@dataclass
class Figures:
    """What one size gave."""

    articles: int
    sentences: int
    copies: int
    groups: int
    seconds: float
    reading: float
    megabytes: float
    recall: float
    by_change: dict[str, float]
    precision: float


def measured(size: int, seed: int) -> Figures:
    """Return the figures of one size; to be called in a process of its own."""
    world = made_world(size, seed)
    before = _peak()
    start = time.process_time()
    corpus = read_corpus((f"a{n}", text) for n, text in enumerate(world.texts))
    read = time.process_time()
    groups = find_groups(corpus)
    end = time.process_time()
    known = _places(corpus, world)
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    right = total = 0
    for group in groups:
        first, *others = [known[part.sentence] for part in group.parts]
        for other in others:
            found.setdefault(other, set()).add(first)
            total += 1
            right += _root(world, other) == _root(world, first)
    hits = {place: _root(world, place) in found.get(place, ()) for place in world.origin}
    return Figures(
        size,
        len(corpus),
        len(world.origin),
        len(groups),
        end - start,
        read - start,
        _peak() - before,
        _share(hits.values()),
        {how: _share(hits[p] for p in hits if world.change[p] == how) for how in CHANGES},
        right / total if total else 1.0,
    )


def _root(world: World, place: tuple[int, int]) -> tuple[int, int]:
    return world.origin.get(place, place)


def _places(corpus: Corpus, world: World) -> list[tuple[int, int]]:
    """Return for each sentence of a corpus its article and number there, by where it begins."""
    starts: dict[tuple[int, int], int] = {}
    for number, spoken in enumerate(world.sentences):
        at = world.texts[number].index("\n\n") + 2
        for index, sentence in enumerate(spoken):
            starts[number, at] = index
            at += len(sentence) + 2
    numbers = zip(corpus.article_of.tolist(), corpus.starts.tolist(), strict=True)
    return [(article, starts[article, start]) for article, start in numbers]


def _share(hits: object) -> float:
    values = list(hits)  # type: ignore[call-overload]
    return sum(values) / len(values) if values else 1.0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def beside(size: int, seed: int) -> str:
    """Return what the MinHash index of datasketch takes and finds on the same sentences."""
    try:
        from datasketch import MinHash, MinHashLSH  # type: ignore[import-not-found]
    except ImportError:
        return "datasketch is not installed"
    world = made_world(size, seed)
    before, start = _peak(), time.process_time()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    places = [(n, i) for n, spoken in enumerate(world.sentences) for i in range(len(spoken))]
    shingles = [_shingles(world.sentences[n][i].split()) for n, i in places]
    sketches = MinHash.bulk(shingles, num_perm=128)
    for place, sketch in zip(places, sketches, strict=True):
        index.insert(place, sketch)
    near = {p: set(index.query(s)) for p, s in zip(places, sketches, strict=True)}
    seconds = time.process_time() - start
    recall = _share(origin in near[place] for place, origin in world.origin.items())
    return (
        f"datasketch, candidates alone, {size} articles: {seconds:.1f} s, "
        f"{_peak() - before:.0f} MB, recall {recall:.3f}"
    )


def _shingles(words: Sequence[str]) -> list[bytes]:
    masked = ["#" if word.isdigit() else word for word in words]
    return [" ".join(masked[at : at + 3]).encode() for at in range(len(masked) - 2)]


def alone(work: Callable[[int, int], object], size: int, seed: int) -> object:
    """Run a piece of work in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (size, seed))


def main(arguments: list[str]) -> int:
    """Print the table and the exponent of growth from size to size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000,100000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beside", type=int, default=10_000)
    with_results(parser)
    options = parser.parse_args(arguments)
    rows, notes = [], []
    before: Figures | None = None
    for size in map(int, options.sizes.split(",")):
        print(f"{size:,} articles", file=sys.stderr, flush=True)
        found = alone(measured, size, options.seed)
        assert isinstance(found, Figures)
        growth = "-"
        if before is not None:
            ratio = math.log(found.seconds / before.seconds)
            growth = f"{ratio / math.log(found.articles / before.articles):.2f}"
        counts = (found.articles, found.sentences, found.copies, found.groups)
        taken = (f"{found.seconds:.1f}", f"{found.reading:.1f}", f"{found.megabytes:.0f}", growth)
        right = (found.recall, found.precision, *found.by_change.values())
        rows.append([*(f"{n:,}" for n in counts), *taken, *(f"{share:.4f}" for share in right)])
        if size <= options.beside:
            notes.append(str(alone(beside, size, options.seed)))
        before = found
    head = [
        *("articles", "sentences", "copies", "groups", "seconds", "reading", "MB", "growth"),
        *("recall", "precision", *(f"recall: {change}" for change in CHANGES)),
    ]
    told = (
        f"{machine()} Seconds of CPU, reading among them; growth is the exponent from size to size."
    )
    report(options.to, "lineage", "# Shared text", told, table(head, rows), *notes)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
