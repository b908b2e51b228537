"""What other articles may copy: the opening of an article, in words that are its own for ever."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import NamedNode

from . import telling_bodies as bodies
from . import telling_operations as operations
from .draft import Draft, Place
from .draws import drawn
from .news import News
from .terms import SCHEMA, day


def heading(draft: Draft, own: News) -> None:
    """Write the dateline, and state what it says."""
    words = f"date {own.published.isoformat()} By {own.author.name}"
    draft.dateline = draft.passage(draft.line(words), words)
    draft.dateline.say(draft.node, SCHEMA.datePublished, day(own.published))
    draft.dateline.say(draft.node, SCHEMA.author, own.author.node)


def wire(
    seed: int, draft: Draft, own: News, alter: Callable[[str], str] | None = None
) -> list[Place]:
    """Tell what an agency would: in the very words of the article that brings it."""
    places = []
    with draft.drawing_from(drawn(seed, "wire", own.number), alter):
        for tell in (bodies.accession, operations.signing, bodies.participation):
            start = draft.length
            tell(draft, own)
            places.append((start, draft.length - 2))
    return places


def counted(seed: int, draft: Draft, own: News, strength: int) -> NamedNode:
    """Tell of a contribution, in words that another article may copy with another number."""
    with draft.drawing_from(drawn(seed, "strength", own.number)):
        return operations.contribution(draft, own, strength=strength)
