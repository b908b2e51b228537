"""Candidates for a query: found by name, narrowed by type, and scored with what else is known."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

from pyoxigraph import NamedNode
from rapidfuzz import fuzz

from pactgraph.namespaces import ID
from pactgraph.query.name_table import Found, normalised
from pactgraph.query.names import Names
from pactgraph.web.reconciliation.asked import LONGEST, Given, Query, Reference
from pactgraph.web.reconciliation.candidate import Candidate
from pactgraph.web.reconciliation.entities import PREFIX, Entity
from pactgraph.web.reconciliation.likeness import ALIKE, likeness
from pactgraph.web.reconciliation.stated import Stated
from pactgraph.web.reconciliation.vocabulary import IDENTITIES, Property, iri_of

_EXACT: Final = 100.0
_LESS_FOR_SORT: Final = {"short name": 5.0, "derived form": 10.0}
"""A short name is shared more easily than a name, and so is what is derived from one."""

_HOLDS: Final = 70.0
"""Names that hold the words are found with more than this, those merely like them with less."""

_LESS_FOR_PART: Final = 20.0
"""What is found by a part of its name is further off than what is misspelt in a letter."""

_SLIP: Final = 72.0
"""How like two names have to be (rapidfuzz's ratio): below that it is chance, and no slip."""

_ALIKE_AT_MOST: Final = 0.9
"""What part of the likeness of two spellings counts: the same name comes before any slip."""

_FOUND: Final = 1000
"""How many things are compared by their names: words that more things have say too little."""

_LOOKED_UP: Final = 200
"""Of how many of them it is looked up what they are: those whose names fit best."""

_AMONG: Final = 20_000
"""How many names are looked at for so many things of a type."""

_APART: Final = 8
"""Up to how many types are looked for one by one: the things of a rare one are found so too."""


class Matching:
    """Answers the queries of a batch, each by itself."""

    def __init__(self, stated: Stated, names: Names) -> None:
        self._stated = stated
        self._names = names
        self._found: dict[tuple[str, str | None], list[Found]] = {}

    def result(self, query: Query) -> list[dict[str, Any]]:
        """Return the candidates for a query, the best first; raises as the engine does.

        A type restricts, whatever ``type_strict`` says but for ``all``: a client that sends
        ``should`` with all it asks means a type that somebody chose. Properties move the
        score; one that is not known here speaks for nothing and against nothing, as one does
        that a thing has no value of. What nothing is of finds nothing.
        """
        wanted: dict[str, Property] = {}
        for condition in query.conditions:
            known = self._stated.vocabulary.property(condition.pid)
            if known is not None:
                wanted[condition.pid] = known
        found = self._having(query, wanted) if query.words is None else self._named(query)
        found = [one for one in found if _is_of(one.entity.types, query)]
        self._compare(found, query, wanted)
        if query.words is None:
            found = [one for one in found if one.is_confirmed]
        found.sort(key=lambda one: one.order)
        rivals = [one for one in found if one.is_rival]
        sure = rivals[0] if len(rivals) == 1 and rivals[0].is_sure else None
        vocabulary = self._stated.vocabulary
        return [
            one.as_json(vocabulary, match=one is sure and one is found[0])
            for one in found[: query.limit]
        ]

    def _having(self, query: Query, wanted: dict[str, Property]) -> list[Candidate]:
        """Return what has a value that was given, whatever it is called."""
        entities = self._stated.entities
        found: dict[str, None] = {}
        for condition in query.conditions:
            known = wanted.get(condition.pid)
            if known is not None and condition.values:
                entities.want_ids(map(_id_of, condition.values))
                for iri, stated in self._stated.of_all(known).items():
                    if (likeness(condition.values, stated, entities) or 0.0) >= ALIKE:
                        found[iri] = None
        entities.want(found)
        return [Candidate(one, None) for one in map(entities.of, found) if one is not None]

    def _named(self, query: Query) -> list[Candidate]:
        text = (query.words or "").strip()
        if not text or len(text) > LONGEST:
            return []
        entities = self._stated.entities
        matched = self._search(text, query)
        made: dict[str, Candidate] = {}
        meant = entities.by_id(text)
        if meant is not None:
            # A word can be an identifier by chance; who writes the prefix means it.
            is_meant = text.startswith((ID.base, PREFIX))
            made[meant.iri] = Candidate(meant, _EXACT, is_identified=is_meant)
        fitting = self._fitting(text, matched)
        entities.want(one.iri for _, one in fitting)
        for fit, one in fitting:
            entity = entities.of(one.iri)
            if entity is None:
                continue
            candidate = _candidate(entity, fit, one)
            before = made.get(one.iri)
            if before is not None:
                candidate.fit, candidate.is_identified = before.fit, before.is_identified
            made[one.iri] = candidate
        return list(made.values())

    def _fitting(self, words: str, matched: Iterable[Found]) -> list[tuple[float, Found]]:
        """Return what was found with how well its names fit, the best first."""
        fits = (
            (_fit(words, one, self._names.forms(one.iri)), one)
            for one in matched
            if one.iri.startswith(ID.base)
        )
        best = sorted((one for one in fits if one[0]), key=lambda one: -one[0])
        return best[:_LOOKED_UP]

    def _search(self, words: str, query: Query) -> list[Found]:
        kinds: list[str | None] = [iri_of(one) for one in dict.fromkeys(query.types)]
        if query.all_types:
            del kinds[1:]
        if len(kinds) > _APART:
            kinds.clear()
        found: dict[str, Found] = {}
        for kind in kinds or [None]:
            if (words, kind) not in self._found:
                self._found[words, kind] = self._find(words, kind)
            for one in self._found[words, kind]:
                if _is_of(one.types, query):
                    found.setdefault(one.iri, one)
        return list(found.values())

    def _find(self, words: str, kind: str | None) -> list[Found]:
        try:
            of_class = None if kind is None else NamedNode(kind)
        except ValueError:
            # What is no IRI is no class either.
            return []
        return self._names.find(words, limit=_FOUND, of_class=of_class, among=_AMONG)

    def _compare(self, found: list[Candidate], query: Query, wanted: dict[str, Property]) -> None:
        entities = self._stated.entities
        for condition in query.conditions:
            known = wanted.get(condition.pid)
            if known is None:
                for one in found:
                    one.met[condition.pid] = None
            elif condition.values:
                entities.want_ids(map(_id_of, condition.values))
                stated = self._stated.values(known, (one.entity.iri for one in found))
                for one in found:
                    fits = likeness(condition.values, stated[one.entity.iri], entities)
                    before = one.met.get(condition.pid)
                    # Of two conditions on one property both are to hold.
                    both = [fit for fit in (before, fits) if fit is not None]
                    one.met[condition.pid] = min(both, default=None)
        identities = frozenset(pid for pid in wanted if _tells_which(wanted[pid]))
        for one in found:
            one.identities = identities & one.met.keys()


def _id_of(given: Given) -> str:
    return given.id if isinstance(given, Reference) else given


def _tells_which(one: Property) -> bool:
    return one.iri in IDENTITIES and not one.back


def _candidate(entity: Entity, fit: float, found: Found) -> Candidate:
    is_exact = found.score == _EXACT
    is_named = is_exact and found.sort in ("name", "label") and _stands_alone(found.form, entity)
    return Candidate(entity, fit, found.sort, is_exact, is_named)


def _fit(words: str, found: Found, forms: Iterable[str]) -> float:
    """Return how well words fit a thing: as a name of it, spelt otherwise, or as a part of one."""
    if found.score == _EXACT:
        return _EXACT - _LESS_FOR_SORT.get(found.sort, 0.0)
    wanted = normalised(words)
    likest = max(
        (
            max(fuzz.ratio(wanted, form), fuzz.token_sort_ratio(wanted, form))
            for form in map(normalised, forms)
        ),
        default=0.0,
    )
    part = found.score - _LESS_FOR_PART if found.score > _HOLDS else 0.0
    return max(likest * _ALIKE_AT_MOST if likest >= _SLIP else 0.0, part)


def _stands_alone(form: str, entity: Entity) -> bool:
    """Tell whether a name says which thing is meant.

    One that our label has to add words to does not: there is more than one foreign ministry.
    """
    words, label = set(normalised(form).split()), set(normalised(entity.name).split())
    return not words < label


def _is_of(types: Collection[str], query: Query) -> bool:
    if not query.types:
        return True
    having = [iri_of(given) in types for given in query.types]
    return all(having) if query.all_types else any(having)
