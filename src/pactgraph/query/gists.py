"""Gists by their words: the sentences of our own that say what was said or done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.namespaces import PACT
from pactgraph.query.name_table import normalised

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class Gist:
    """What a thing's gist says."""

    iri: str
    text: str


class GistTable(Protocol):
    """The gists of a graph."""

    def gists(self, words: str, limit: int) -> list[Gist]:
        """Return the gists in which each of the words begins one, in the order of ``by_length``."""
        ...


class GistsInMemory:
    """The gists of an engine, looked through from end to end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def gists(self, words: str, limit: int) -> list[Gist]:
        """Return the gists in which each of the words begins one, in the order of ``by_length``.

        Raises as the engine does.
        """
        wanted = words_of(words)
        answer = self._engine.query(
            f"SELECT DISTINCT ?thing ?gist {{ ?thing {PACT.gist} ?gist }}",
            trusted=True,
            source="gists",
        )
        if not isinstance(answer, Rows):
            raise EngineFailure("the engine does not answer a SELECT with rows")
        found = {
            Gist(thing.value, gist.value)
            for thing, gist in answer
            if isinstance(thing, NamedNode) and isinstance(gist, Literal)
        }
        fitting = [one for one in found if wanted and _has(words_of(one.text), wanted)]
        return sorted(fitting, key=by_length)[:limit]


def words_of(text: str) -> list[str]:
    """Return the words of a text without case and diacritics.

    >>> words_of("“Baku’s Perspective”, 2012")
    ['baku', 's', 'perspective', '2012']
    """
    return _WORD.findall(normalised(text))


def by_length(gist: Gist) -> tuple[int, str, str]:
    """Order gists that hold the same words: the shortest says the least beside them."""
    return (len(gist.text), gist.text, gist.iri)


def _has(words: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(part) for word in words) for part in wanted)
