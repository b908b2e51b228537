"""Rows as another endpoint may spell them: asked in every spelling, told in ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from pactgraph.enrichment.licence import is_under
from pactgraph.linking.authorities import Authorities
from pactgraph.syntax.tree import Term

Terms = tuple[Term | None, ...]

_HOLDS: Final[Mapping[str, str]] = {
    "wikidata.org": "wikidata",
    "dbpedia.org": "dbpedia",
    "geonames.org": "geonames",
    "dnb.de": "gnd",
    "d-nb.info": "gnd",
    "publications.europa.eu": "eu-countries",
}
"""The data sets that well-known hosts, and those under them, give and no other."""


def fitting(rows: Iterable[Terms], endpoint: str, authorities: Authorities) -> list[Terms]:
    """Return the rows that an endpoint can say something of.

    Of a well-known host it is known whose identifiers it holds: those of other data sets would
    be asked about in vain. Any other host may hold a copy of anything.
    """
    host = (urlsplit(endpoint).hostname or "").lower()
    held = next((name for domain, name in _HOLDS.items() if is_under(host, domain)), None)
    if held is None:
        return list(rows)

    def fits(term: Term | None) -> bool:
        one = authorities.of(term.value) if isinstance(term, NamedNode) else None
        return one is None or one.name == held

    return [row for row in rows if all(map(fits, row))]


class SpeltRows:
    """Rows of what is linked, in every spelling, and what came back of each.

    A data set may write its identifiers otherwise than our links do: with another scheme,
    with letters percent-encoded or without a last slash (``authorities``).
    """

    def __init__(self, rows: Iterable[Terms], authorities: Authorities) -> None:
        self._own: dict[Terms, list[Terms]] = defaultdict(list)
        for row in dict.fromkeys(rows):
            for spelt in product(*(_spellings(term, authorities) for term in row)):
                self._own[spelt].append(row)
        self._told: dict[Terms, dict[Terms, list[Terms]]] = defaultdict(lambda: defaultdict(list))

    @property
    def asked(self) -> list[Terms]:
        """The rows in every spelling, those of one row beside each other."""
        return list(self._own)

    def take(self, spelt: Terms, more: Terms) -> int:
        """Keep what came back of a spelling, and say how many rows of ours that makes."""
        own = self._own.get(spelt, [spelt])
        for row in own:
            self._told[row][spelt].append(more)
        return len(own)

    def told(self) -> tuple[Terms, ...]:
        """Return what came back, as rows in our spelling, each once.

        That nothing is said of one spelling means nothing where something is of another.
        """
        found: dict[Terms, None] = {}
        for row, by_spelling in self._told.items():
            loud = any(map(_says, by_spelling.values()))
            for more in by_spelling.values():
                if _says(more) or not loud:
                    found.update(dict.fromkeys(row + one for one in more))
        return tuple(found)


def _says(rows: Iterable[Terms]) -> bool:
    return any(term is not None for row in rows for term in row)


def _spellings(term: Term | None, authorities: Authorities) -> Iterator[Term | None]:
    yield term
    if isinstance(term, NamedNode):
        for spelling in authorities.spellings(term.value):
            if spelling != term.value:
                yield NamedNode(spelling)
