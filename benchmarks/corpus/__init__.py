"""Corpora of the real graph's shape at any size, seeded, with what must be found in them.

``python -m benchmarks.corpus --articles 1000 --seed 7 --to DIR`` writes a project; in memory,
``compose(seed, number)`` makes one article, and ``quads`` and its like yield statements. An
article and the things that it is the first to name are a function of the seed and its number:
workers can make any of them, and the first articles of a corpus are a smaller corpus.

What is true is written as lines of JSON, each with a ``kind``, as the article is written that
completes it; no code of the package finds it:

- ``disagreement``: the ``rule`` that must find it, the things and the matter that name it
  (``named``, ``matter``), and the ``articles`` among its sides; nothing else is to be found.
- ``shared-text``: the two ranges that hold a text that one article has from the other, and its
  ``likeness``; no other sentences share text.
- ``identity``: two things that are the ``same``, and whether a judgement says perhaps so.
- ``row``: a row (its bound columns) that an article adds to the answer of a stored ``query``
  with ``parameters``; the answer is the set of these rows.
"""

from __future__ import annotations

from .article import Article, Truth, compose, entity_quads, hub_quads, quads
from .project_folder import BLOCK, lay_out, trig, write_articles, write_hubs
from .shape import Shape, beside, shape_of, shape_of_project

__all__ = [
    "BLOCK",
    "Article",
    "Shape",
    "Truth",
    "beside",
    "compose",
    "entity_quads",
    "hub_quads",
    "lay_out",
    "quads",
    "shape_of",
    "shape_of_project",
    "trig",
    "write_articles",
    "write_hubs",
]
