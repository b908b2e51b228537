"""Finding candidates at a SPARQL endpoint: by every name, and by what is said to be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from pactgraph.linking.authorities import Authorities
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.catalogue import Catalogue
from pactgraph.linking.courtesy import AskingFailed, TooSlow
from pactgraph.linking.endpoint import Endpoint
from pactgraph.linking.entity import Entity
from pactgraph.linking.facts import Facts
from pactgraph.linking.name_search import NameSearch
from pactgraph.linking.scoring import OurNames, Score, score

WHOLE: Final = 500_000
"""Up to how many triples all of an endpoint's names are fetched, to be looked through here."""

_TOO_MUCH: Final = ("500", "504", "large", "partial")
"""The failures by which a server says that it was asked for too much."""


class Finder(Protocol):
    """What finds candidates: an endpoint's, or a reconciliation service's."""

    def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
        """Return, for each entity's IRI, what may be the same elsewhere, unscored."""


@dataclass(frozen=True)
class Ranked:
    """A candidate with its score."""

    candidate: Candidate
    score: Score


class EndpointFinder:
    """Finds candidates at a SPARQL endpoint.

    Of a small one all names are fetched first: exact forms, then others, then shared words
    are looked for here. A large one is asked for each name (``NameSearch``). Every method
    raises what the endpoint raises.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        authorities: Authorities,
        *,
        whole: int = WHOLE,
        languages: tuple[str, ...] = ("en",),
    ) -> None:
        self._endpoint = endpoint
        self._authorities = authorities
        self._whole = whole
        self._facts = Facts(endpoint, languages)
        self._search = NameSearch(endpoint, authorities, self._facts, languages)
        self._catalogue: Catalogue | None = None
        self._opened = False

    @property
    def catalogue(self) -> Catalogue | None:
        """All names of the endpoint, or None if it is too large for that."""
        if not self._opened:
            self._opened = True
            if not self._endpoint.holds_more_than(self._whole):
                try:
                    self._catalogue = Catalogue.fetch(self._endpoint, self._whole)
                except (AskingFailed, TooSlow) as error:
                    if isinstance(error, AskingFailed) and error.kind not in _TOO_MUCH:
                        raise
                    self._endpoint.courtesy.say(
                        "it does not give all its names at once, and is asked for each of ours"
                    )
        return self._catalogue

    def find(self, entities: Sequence[Entity]) -> dict[str, list[Candidate]]:
        """Return, for each entity's IRI, what may be the same elsewhere."""
        catalogue = self.catalogue
        if catalogue is not None:
            hits = {entity.iri: catalogue.find(entity, self._authorities) for entity in entities}
            names, same = catalogue.names, catalogue.same
        else:
            hits = self._search.find(entities)
            every = [iri for found in hits.values() for iri in found]
            names, same = self._facts.names(every), self._facts.same(every, self._authorities)
        made: dict[str, list[Candidate]] = {}
        for entity in entities:
            direct = [Candidate(iri, list(names.get(iri, ()))) for iri in hits[entity.iri]]
            others = [
                Candidate(other, list(names.get(other, ())), through=found)
                for found in direct
                for other in same.get(found.iri, ())
                if self._leads_on(found.iri, other)
            ]
            made[entity.iri] = direct + others
        self._facts.describe((c for found in made.values() for c in found), self._authorities)
        return made

    def _leads_on(self, iri: str, other: str) -> bool:
        to = self._authorities.of(other)
        return to is not None and to != self._authorities.of(iri)


def rank(
    entity: Entity,
    candidates: Sequence[Candidate],
    authorities: Authorities,
    least: float,
    ours: OurNames | None = None,
) -> dict[str, list[Ranked]]:
    """Return, for each data set, its candidates for one of our things, the likeliest first.

    What several ways led to stands once, with the best of its scores; what scores less than
    ``least`` is left out, and so is what is of no data set that is linked to.
    """
    best: dict[str, Ranked] = {}
    for candidate in candidates:
        if authorities.of(candidate.iri) is None:
            continue
        own = authorities.canonical(candidate.iri)
        ranked = Ranked(candidate, score(entity, candidate, ours))
        if candidate.through is not None and candidate.names:
            # Its own names tell more, unless they are of another language or age.
            through = Ranked(candidate, score(entity, replace(candidate, names=[]), ours))
            ranked = max(ranked, through, key=lambda r: r.score.value)
        if own not in best or ranked.score.value > best[own].score.value:
            best[own] = ranked
    groups: dict[str, list[Ranked]] = defaultdict(list)
    for own, ranked in best.items():
        authority = authorities.of(own)
        if authority is not None and ranked.score.value >= least:
            groups[authority.name].append(ranked)
    for group in groups.values():
        group.sort(key=lambda r: (-r.score.value, -r.candidate.population, r.candidate.iri))
    return dict(groups)
