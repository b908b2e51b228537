"""Every name that a small endpoint holds, fetched once, and looked through here."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process

from pactgraph.linking.authorities import Authorities, title
from pactgraph.linking.candidate import PAGE, TITLE, TheirName
from pactgraph.linking.endpoint import Endpoint, Row, iris, values
from pactgraph.linking.entity import Entity
from pactgraph.linking.name_match import compare, initials, plain, words
from pactgraph.linking.terms import ABOUT, IDENTIFIERS, LABELS, OTHER_NAMES, SAME
from pactgraph.namespaces import DBR

_FUZZY: Final = 82.0
_NEAREST: Final = 40
_KEPT: Final = 15
_TITLED: Final = (DBR.base,)
"""The namespaces whose IRIs are made of titles."""


class Catalogue:
    """The names of all that an endpoint holds, by word, and what it says to be the same."""

    def __init__(self) -> None:
        self.names: dict[str, list[TheirName]] = defaultdict(list)
        self.same: dict[str, list[str]] = defaultdict(list)
        self._by_plain: dict[str, set[str]] = defaultdict(set)
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_initials: dict[str, set[str]] = defaultdict(set)

    @classmethod
    def fetch(cls, endpoint: Endpoint, most: int) -> Catalogue:
        """Return the catalogue of an endpoint that holds ``most`` triples at most.

        Raises what the endpoint raises, and AskingFailed where it gives more rows than that:
        then it does not heed where a page was to begin.
        """
        found = cls()
        pattern = values("p", (*LABELS, *OTHER_NAMES)) + " ?s ?p ?name FILTER(isIRI(?s))"
        for row in endpoint.pages(pattern, "?s ?p ?name", most=most):
            if row["name"].kind == "literal":
                name = TheirName(row["name"].value, row["p"].value, row["name"].language)
                found.add(row["s"].value, name)
        pattern = values("p", ABOUT) + " ?page ?p ?s FILTER(isIRI(?s) && isIRI(?page))"
        for row in endpoint.pages(pattern, "?s ?page", most=most):
            found.add(row["s"].value, TheirName(title(row["page"].value), PAGE))
        for base in _TITLED:
            titled: set[str] = set()
            for place in ("?s ?p ?o", "?x ?q ?s"):
                pattern = f'{place} FILTER(isIRI(?s) && STRSTARTS(STR(?s), "{base}"))'
                titled |= {row["s"].value for row in endpoint.pages(pattern, "?s", most=most)}
            for iri in sorted(titled):
                found.add(iri, TheirName(title(iri), TITLE))
        pattern = values("p", (*SAME, *iris(IDENTIFIERS))) + " ?s ?p ?o FILTER(isIRI(?s))"
        for row in endpoint.pages(pattern, "?s ?p ?o", most=most):
            other = same_as(row)
            if other is not None:
                found.same[row["s"].value].append(other)
        return found

    def add(self, iri: str, name: TheirName) -> None:
        """Take in a name of something."""
        if not plain(name.bare):
            return
        self.names[iri].append(name)
        for form in {name.bare, name.form}:
            self._by_plain[plain(form)].add(iri)
            self._by_initials[initials(form)].add(iri)
            for word in words(form):
                self._by_word[word].add(iri)

    def find(self, entity: Entity, authorities: Authorities) -> list[str]:
        """Return what may be one of our things: of each data set the nearest by name.

        What has a name in common comes first, then what has a form of one, then what shares
        words, then what is spelt nearly so.
        """
        found: set[str] = set()
        for name in (*entity.all_names, *entity.short_names):
            found |= self._by_plain.get(plain(name), set())
        for name in entity.all_names:
            found |= self._by_initials.get(plain(name), set()) if name.isupper() else set()
            found |= self._by_plain.get(initials(name), set()) if len(words(name)) > 2 else set()
            found |= self._sharing_words(name)
            found |= self._misspelt(name)
        groups: dict[str, list[tuple[float, str]]] = defaultdict(list)
        for iri in found:
            authority = authorities.of(iri)
            near = self._nearness(entity, iri)
            if near > 0:
                groups[authority.name if authority else ""].append((-near, iri))
        return [iri for group in groups.values() for _, iri in sorted(group)[:_KEPT]]

    def _sharing_words(self, name: str) -> set[str]:
        """Return what shares the rarest words of a name, as far as these tell things apart."""
        total: dict[str, float] = defaultdict(float)
        known = max(len(self.names), 2)
        for word in dict.fromkeys(words(name)):
            holders = self._by_word.get(word, set())
            if 0 < len(holders) <= max(200, known // 50):
                for iri in holders:
                    total[iri] += math.log(known / len(holders)) + 0.1
        nearest = sorted(total, key=lambda iri: (-total[iri], iri))[:_NEAREST]
        return set(nearest)

    def _misspelt(self, name: str) -> set[str]:
        near = process.extract(
            plain(name),
            self._by_plain.keys(),
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_FUZZY,
            limit=_NEAREST,
        )
        return {iri for form, _, _ in near for iri in self._by_plain[form]}

    def _nearness(self, entity: Entity, iri: str) -> float:
        of_person = entity.kind == "person"
        return max(
            (
                compare(own, form, of_person=of_person).score
                for name in self.names[iri]
                for form in {name.bare, name.form}
                for own in (*entity.all_names, *entity.short_names)
            ),
            default=0.0,
        )


def same_as(row: Row) -> str | None:
    """Return the IRI that a row ``?s ?p ?o`` says to be the same, if it does."""
    predicate, other = row["p"].value, row["o"]
    if predicate in IDENTIFIERS and other.kind == "literal" and other.value.isalnum():
        return IDENTIFIERS[predicate].format(other.value)
    return other.value if other.kind == "uri" else None


def titles(names: Iterable[str], base: str) -> list[str]:
    """Return the IRIs that names make in a namespace of titles."""
    return [base + "_".join(name.split()) for name in names]
