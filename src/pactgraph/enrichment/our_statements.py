"""What the articles say, as far as another data set may say the same or otherwise."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.results import Rows, Term
from pactgraph.errors import EngineFailure
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import UNBOUNDED, Bounds

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph

_IN_PASSAGES: Final = """
SELECT DISTINCT ?thing ?one ?other ?title ?passage ?article WHERE {
  GRAPH ?passage { %s }
  ?passage a pact:Passage ; oa:hasSource ?article .
}
ORDER BY STR(?thing) STR(?passage) STR(?one) STR(?other) STR(?title)
"""
_IN_CLAIMS: Final = """
SELECT DISTINCT ?thing ?one ?other ?title ?passage ?article ?speaker WHERE {
  GRAPH ?claim { %s }
  ?claim pact:wordedIn ?passage .
  ?passage oa:hasSource ?article .
  ?utterance pact:content ?claim .
  OPTIONAL { ?utterance pact:speaker ?speaker }
}
ORDER BY STR(?thing) STR(?passage) STR(?one) STR(?other) STR(?title) STR(?speaker)
"""
_BOUNDS: Final = """
SELECT ?thing ?article ?beginNotBefore ?beginNotAfter ?endNotBefore ?endNotAfter WHERE {
  ?bounds pact:boundsOf ?thing ; pact:boundsIn ?article .
  OPTIONAL { ?bounds pact:beginNotBefore ?beginNotBefore }
  OPTIONAL { ?bounds pact:beginNotAfter ?beginNotAfter }
  OPTIONAL { ?bounds pact:endNotBefore ?endNotBefore }
  OPTIONAL { ?bounds pact:endNotAfter ?endNotAfter }
}
"""
_GISTS: Final = """
SELECT DISTINCT ?passage ?gist WHERE {
  GRAPH ?passage { ?told pact:gist ?gist }
  ?passage a pact:Passage .
}
ORDER BY STR(?passage) STR(?gist)
"""
_NAMES: Final = """
SELECT DISTINCT ?thing ?name WHERE {
  ?thing a pact:Office .
  { ?thing rdfs:label ?name } UNION { ?thing pact:name ?name }
}
ORDER BY STR(?thing) STR(?name)
"""
_SHARED: Final = (
    "SELECT DISTINCT ?thing ?name WHERE { ?thing a pact:SharedOffice BIND(1 AS ?name) }"
)


@dataclass(frozen=True)
class Ours:
    """What one article, or a speaker in it, says of one thing.

    ``one`` and ``other`` are its parties: holder and office, member and organisation; of an
    event there are none. ``titles`` stand in the words themselves.
    """

    thing: str
    one: str
    other: str
    article: str
    passages: tuple[str, ...]
    titles: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    bounds: Bounds = UNBOUNDED

    @property
    def slug(self) -> str:
        """The article's slug."""
        return slug_of(self.article)


class OurStatements:
    """Reads what a graph says; every method raises what the engine raises."""

    def __init__(self, kg: KnowledgeGraph) -> None:
        self._kg = kg
        self._bounds = self._read_bounds()
        self.gists = self._pairs(_GISTS)
        """The gists of each passage."""
        self.office_names = self._pairs(_NAMES)
        """The label and the names of each office."""
        self.shared_offices = frozenset(self._pairs(_SHARED))
        """The offices that several people hold at a time."""

    def holdings(self) -> list[Ours]:
        """Return who holds which office."""
        return self._parties("OfficeHolding", "holder", "office")

    def memberships(self) -> list[Ours]:
        """Return who is a member of what, or takes part in which programme."""
        return [
            *self._parties("Membership", "member", "organisation"),
            *self._parties("Participation", "participant", "programme"),
        ]

    def links(self, name: str) -> list[Ours]:
        """Return what is stated by one property: the thing in ``one``, its value in ``other``."""
        iri = PACT[name]
        return self._read(f"?thing {iri} ?other . BIND(?thing AS ?one)")

    def events(self, things: frozenset[str]) -> list[Ours]:
        """Return what the articles date of some things: one a thing and article with bounds."""
        found = []
        for thing, article in sorted(self._bounds):
            if thing in things:
                passages = tuple(self._described.get((thing, article), ()))
                bounds = self._bounds[thing, article]
                found.append(Ours(thing, thing, "", article, passages, bounds=bounds))
        return found

    def label(self, iri: str) -> str:
        """Return what a thing is called, or the last part of its IRI."""
        return self._kg.names.label(iri) or iri.rstrip("/").rpartition("/")[2]

    def _parties(self, kind: str, one: str, other: str) -> list[Ours]:
        return self._read(
            f"?thing a {PACT[kind]} ; {PACT[one]} ?one ; {PACT[other]} ?other . "
            f"OPTIONAL {{ ?thing {PACT.title} ?title }}"
        )

    def _read(self, pattern: str) -> list[Ours]:
        found: dict[tuple[str, ...], dict[str, dict[str, None]]] = {}
        for query in (_IN_PASSAGES, _IN_CLAIMS):
            for row in self._rows(query % pattern):
                thing, one, other, title, passage, article, *speakers = row
                ours = (_text(thing), _text(one), _text(other), _text(article))
                spoken = "claim" if query is _IN_CLAIMS else ""
                said = found.setdefault((*ours, spoken), {"p": {}, "t": {}, "s": {}})
                said["p"][_text(passage)] = None
                for key, term in (("t", title), *(("s", speaker) for speaker in speakers)):
                    if term is not None:
                        said[key][_text(term)] = None
        return [
            Ours(
                thing,
                one,
                other,
                article,
                tuple(said["p"]),
                tuple(said["t"]),
                tuple(said["s"]),
                UNBOUNDED if spoken else self._bounds.get((thing, article), UNBOUNDED),
            )
            for (thing, one, other, article, spoken), said in sorted(found.items())
        ]

    def _read_bounds(self) -> dict[tuple[str, str], Bounds]:
        self._described: dict[tuple[str, str], list[str]] = defaultdict(list)
        found = {
            (_text(thing), _text(article)): Bounds(*map(_day, sides))
            for thing, article, *sides in self._rows(_BOUNDS)
        }
        query = (
            "SELECT DISTINCT ?thing ?article ?passage WHERE { ?thing pact:describedIn ?passage . "
            "?passage oa:hasSource ?article } ORDER BY STR(?passage)"
        )
        for thing, article, passage in self._rows(query):
            self._described[_text(thing), _text(article)].append(_text(passage))
        return found

    def _pairs(self, query: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for thing, value in self._rows(query):
            found[_text(thing)].append(_text(value))
        return found

    def _rows(self, query: str) -> Rows:
        answer = self._kg.engine.query(query, trusted=True, source="comparison")
        if not isinstance(answer, Rows):
            raise EngineFailure("the engine does not answer a SELECT with rows")
        return answer


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""


def _day(term: Term | None) -> date | None:
    return date.fromisoformat(term.value) if isinstance(term, Literal) else None
