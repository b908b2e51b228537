"""Gists: what a finding says in one sentence, composed from labels."""

from __future__ import annotations

from collections.abc import Iterable

from pactgraph.disagreement.voices import Said, Value, Voice
from pactgraph.disagreement.world import World, short


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a list of a sentence.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    *first, final = words
    return f"{', '.join(first)} {last} {final}" if first else final


def named(world: World, things: Iterable[Value]) -> str:
    """Return the labels of things as a list, each once."""
    return listed(dict.fromkeys(world.label(thing) for thing in things))


def told_by(world: World, voices: Iterable[Voice]) -> str:
    """Return who says it: articles by their slugs, speakers by their names.

    Of many the first two are named.
    """
    names = list(dict.fromkeys(_name(world, voice) for voice in voices))
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return listed(names)


def side_of(world: World, statements: Iterable[Said]) -> str:
    """Return who makes these statements."""
    return told_by(world, (said.voice for said in statements))


def _name(world: World, voice: Voice) -> str:
    if voice.is_own:
        return short(voice)
    speakers = listed(_inside(world.label(s)) for s in voice.speakers) if voice.speakers else ""
    return f"{speakers or 'a speaker'} in {short(voice)}"


def _inside(label: str) -> str:
    """Return a label as it stands inside a sentence: "An official" loses its capital."""
    first, _, rest = label.partition(" ")
    return f"{first.lower()} {rest}" if first in ("A", "An", "The") else label
