"""Groups of sentences that share text: joined pair by pair, and never by a bridge.

Two sentences may share a text while one of them, in another part, shares another text with a
third. So it is ranges of words that are joined, not sentences; and whoever is in a group has
``SHORTEST`` words in common with the first of the group. A copy of a copy that has come too
far from the first is in a group with what it was copied from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from pactgraph.lineage.corpus import SHORTEST, Corpus, Words
from pactgraph.lineage.fingerprints import Numbers, candidates, twins
from pactgraph.lineage.likeness import compare, is_quoted, shared_words

_SAME_RANGE: Final = 0.5
_REMEMBERED: Final = 100_000


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A run of words of one sentence, from its first word; sentences are numbered by time."""

    sentence: int
    start: int
    stop: int

    @property
    def words(self) -> range:
        """The words that are meant."""
        return range(self.start, self.stop)


@dataclass(frozen=True, slots=True)
class Group:
    """Parts of sentences of several articles that share a text, the earliest first."""

    is_quotation: bool
    parts: tuple[Part, ...]


def find_groups(corpus: Corpus) -> list[Group]:
    """Return the groups of a corpus whose articles were given in order of time.

    What two sentences share does not depend on that order; which of them is first does.
    """
    search = _Search(corpus)
    found = [group for same in (False, True) for group in search.groups(same)]
    return sorted(found, key=lambda group: group.parts)


def words_of(corpus: Corpus, part: Part) -> Words:
    """Return the words of a part of a sentence."""
    start = int(corpus.first_word[part.sentence])
    inside = slice(start + part.start, start + part.stop)
    return Words(
        corpus.keys[inside].tolist(),
        corpus.masked[inside].tolist(),
        corpus.quoted[inside].tolist(),
    )


@dataclass
class _Joined:
    """Parts that are joined with each other (a forest with path halving)."""

    parents: dict[Part, Part] = field(default_factory=dict)

    def root(self, part: Part) -> Part:
        parents = self.parents
        while (parent := parents.setdefault(part, part)) != part:
            parents[part] = parents[parent]
            part = parents[part]
        return part

    def join(self, one: Part, other: Part) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self.parents[high] = low

    def sets(self) -> Iterator[list[Part]]:
        found: dict[Part, list[Part]] = defaultdict(list)
        for part in sorted(self.parents):
            found[self.root(part)].append(part)
        yield from found.values()


class _Search:
    """Compares one sentence of each set of twins, and speaks for all of them."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        same = twins(corpus)
        self.twins = _twins_by_first(same)
        spokesmen = same == np.arange(len(corpus))
        self.pairs: dict[bool, list[tuple[Part, Part]]] = {False: [], True: []}
        self._words: dict[int, Words] = {}
        self._compare_twins()
        for one, other in candidates(corpus, spokesmen).tolist():
            self._compare(one, other)

    def groups(self, is_quotation: bool) -> Iterator[Group]:
        pairs = self.pairs[is_quotation]
        hulls = _hulls(part for pair in pairs for part in pair)
        edges = [(hulls[one], hulls[other]) for one, other in pairs]
        for parts in self._split(edges):
            every = sorted(
                Part(twin, part.start, part.stop)
                for part in parts
                for twin in self.twins.get(part.sentence, (part.sentence,))
            )
            if len({int(self.corpus.article_of[part.sentence]) for part in every}) > 1:
                yield Group(is_quotation, tuple(every))

    def _compare_twins(self) -> None:
        for first, all_of_them in self.twins.items():
            if len(self._articles(all_of_them)) > 1:
                part = Part(first, 0, len(self._of(first)))
                self.pairs[is_quoted(self._of(first))].append((part, part))

    def _compare(self, one: int, other: int) -> None:
        both = (*self.twins.get(one, (one,)), *self.twins.get(other, (other,)))
        if len(self._articles(both)) < 2:
            return
        found = compare(self._of(one), self._of(other))
        if found is not None:
            parts = (
                Part(one, found.in_first.start, found.in_first.stop),
                Part(other, found.in_second.start, found.in_second.stop),
            )
            self.pairs[found.is_quotation].append(parts)

    def _split(self, edges: list[tuple[Part, Part]]) -> Iterator[set[Part]]:
        """Yield joined parts that all share with their first.

        A part that does not share with the first of all that are joined goes with the
        earliest part that it was found to share with; if all of those are later, they go
        with it.
        """
        joined = _Joined()
        partners: dict[Part, set[Part]] = defaultdict(set)
        for one, other in edges:
            joined.join(one, other)
            partners[one].add(other)
            partners[other].add(one)
        for parts in joined.sets():
            found = defaultdict(set, {parts[0]: {parts[0]}})
            for part in parts[1:]:
                if self._share(parts[0], part):
                    found[parts[0]].add(part)
                    continue
                near = sorted(p for p in partners[part] if p != part and self._share(p, part))
                if near and near[0] < part:
                    found[near[0]].update((near[0], part))
                else:
                    found[part].update((part, *near))
            yield from found.values()

    def _share(self, one: Part, other: Part) -> bool:
        return shared_words(words_of(self.corpus, one), words_of(self.corpus, other)) >= SHORTEST

    def _of(self, sentence: int) -> Words:
        found = self._words.get(sentence)
        if found is None:
            if len(self._words) == _REMEMBERED:
                self._words.clear()
            inside = self.corpus.words(sentence)
            part = Part(sentence, 0, inside.stop - inside.start)
            found = self._words[sentence] = words_of(self.corpus, part)
        return found

    def _articles(self, sentences: Iterable[int]) -> set[int]:
        return {int(self.corpus.article_of[sentence]) for sentence in sentences}


def _twins_by_first(same: Numbers) -> dict[int, tuple[int, ...]]:
    """Return the sentences with the very same words, by the first of them; single ones not."""
    order = np.argsort(same, kind="stable")
    firsts, starts = np.unique(same[order], return_index=True)
    ends = np.append(starts[1:], len(order))
    several = np.flatnonzero(ends - starts > 1)
    return {
        int(firsts[index]): tuple(order[starts[index] : ends[index]].tolist()) for index in several
    }


def _hulls(parts: Iterable[Part]) -> dict[Part, Part]:
    """Return for each part the longest part of its sentence with which it is mostly one."""
    found: dict[Part, Part] = {}
    by_sentence: dict[int, set[Part]] = defaultdict(set)
    for part in parts:
        by_sentence[part.sentence].add(part)
    for several in by_sentence.values():
        longest: list[Part] = []
        for part in sorted(several, key=lambda part: (-len(part.words), part.start)):
            hull = next((hull for hull in longest if _mostly_one(hull, part)), part)
            if hull is part:
                longest.append(part)
            found[part] = hull
    return found


def _mostly_one(one: Part, other: Part) -> bool:
    common = min(one.stop, other.stop) - max(one.start, other.start)
    whole = max(one.stop, other.stop) - min(one.start, other.start)
    return common >= _SAME_RANGE * whole
