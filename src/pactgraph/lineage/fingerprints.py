"""Candidates: which sentences have so much in common that they are worth comparing.

Every run of ``SHINGLE`` words is hashed, and of each ``WINDOW`` hashes in a row the least is
kept, a *fingerprint*: so two sentences with a run of ``SHORTEST`` words in common have a
fingerprint in common, and the number of fingerprints grows as the text (S. Schleimer,
D. Wilkerson, A. Aiken: Winnowing, SIGMOD 2003). Numbers are masked, so that a changed number
breaks no run. Nothing is drawn at random.

A phrase that very many sentences have is paired only with those whose next words come nearest
to its own in the order of their hashes, so that the pairs grow as the text does too.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pactgraph.lineage.corpus import SHORTEST, Corpus, Hashes

SHINGLE: Final = 4
WINDOW: Final = SHORTEST - SHINGLE + 1

CROWD: Final = 16
"""Of at most so many sentences that share a fingerprint, each is paired with each."""
_NEIGHBOURS: Final = 4
_FEW: Final = 6
_AT_ONCE: Final = 1_000_000

Numbers = NDArray[np.int64]


def twins(corpus: Corpus) -> Numbers:
    """Return, for each sentence, the first one with its very words, numbers and quotes aside.

    Whether a word stands in quotation marks counts, where it does not is told apart.
    """
    if not len(corpus):
        return np.empty(0, np.int64)
    lengths = np.diff(corpus.first_word)
    within = np.arange(len(corpus.masked)) - np.repeat(corpus.first_word[:-1], lengths)
    marked = corpus.masked ^ _mixed(within.astype(np.uint64) * 2 + corpus.quoted)
    sums = np.add.reduceat(_mixed(marked), corpus.first_word[:-1])
    _, first, same = np.unique(_mixed(sums + lengths.astype(np.uint64)), True, True)
    found: Numbers = first[same]
    return found


def candidates(corpus: Corpus, sentences: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Return pairs of sentences to compare, of those that are marked: the lesser number first."""
    prints, owners, contexts = _fingerprints(corpus, sentences)
    order = np.lexsort((owners, contexts, prints))
    prints, owners = prints[order], owners[order]
    _, inverse, sizes = np.unique(prints, return_inverse=True, return_counts=True)
    size = sizes[inverse]
    found = [np.empty(0, np.uint64)]
    for step in range(1, CROWD):
        near = prints[step:] == prints[:-step]
        if step > _NEIGHBOURS:
            near &= size[step:] <= CROWD
        one, other = owners[:-step][near], owners[step:][near]
        apart = one != other
        low, high = np.minimum(one, other)[apart], np.maximum(one, other)[apart]
        found.append(low.astype(np.uint64) << np.uint64(32) | high.astype(np.uint64))
    pairs, times = np.unique(np.concatenate(found), return_counts=True)
    both = np.stack((pairs >> np.uint64(32), pairs & np.uint64(0xFFFFFFFF)), 1).astype(np.uint32)
    # One fingerprint of many in common is a phrase; a short sentence has few in all.
    held = np.bincount(owners, minlength=len(corpus))
    few = held[both].min(axis=1) <= _FEW if len(both) else np.empty(0, np.bool_)
    kept: NDArray[np.uint32] = both[(times > 1) | few]
    return kept


def _fingerprints(corpus: Corpus, sentences: NDArray[np.bool_]) -> tuple[Hashes, Numbers, Hashes]:
    """Return fingerprints, the sentence of each, and a hash of the words beside it."""
    lengths = np.diff(corpus.first_word)
    sentence_of = np.repeat(np.arange(len(corpus)), lengths)
    if not sentences.any():
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.uint64)
    last = corpus.first_word[1:][sentence_of]
    wanted = sentences[sentence_of] & (np.arange(len(sentence_of)) + SHORTEST <= last)
    shingles = _shingles(corpus.masked)
    windows = np.lib.stride_tricks.sliding_window_view(shingles, WINDOW)
    begins = np.flatnonzero(wanted[: len(windows)])
    chosen = np.zeros(len(shingles), np.bool_)
    for start in range(0, len(begins), _AT_ONCE):
        some = begins[start : start + _AT_ONCE]
        chosen[some + windows[some].argmin(axis=1)] = True
    places = np.flatnonzero(chosen)
    owners = sentence_of[places]
    after = places + SHINGLE
    beside = np.where(after + SHINGLE <= last[places], after, places - SHINGLE)
    inside = beside >= corpus.first_word[owners]
    contexts = np.where(inside, shingles[np.maximum(beside, 0)], np.uint64(0))
    return shingles[places], owners, contexts


def _shingles(words: Hashes) -> Hashes:
    count = len(words) - SHINGLE + 1
    total = np.zeros(count, np.uint64)
    for offset in range(SHINGLE):
        total = _mixed(total + words[offset : offset + count])
    return total


def _mixed(values: Hashes) -> Hashes:
    """Return the finaliser of splitmix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014)."""
    mixed = values + np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: Hashes = mixed ^ (mixed >> np.uint64(31))
    return result
