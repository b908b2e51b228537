"""Looking things up by name at a large endpoint: as they are called, and beside what is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import pyoxigraph as ox

from pactgraph.linking.authorities import Authorities, encoded
from pactgraph.linking.catalogue import Catalogue
from pactgraph.linking.endpoint import Endpoint, iris, values
from pactgraph.linking.entity import Entity
from pactgraph.linking.facts import Facts
from pactgraph.linking.kinds import BRACKETS
from pactgraph.linking.name_forms import forms, respelt
from pactgraph.linking.name_match import is_acronym
from pactgraph.linking.terms import ABOUT, DBO, DBP, LABELS, OTHER_NAMES, WDT
from pactgraph.namespaces import DBR

NAMESAKES: Final = 1_000
"""How many things that one question of names finds are looked at."""

_PAGE: Final = "https://en.wikipedia.org/wiki/"


@dataclass(frozen=True)
class _Way:
    """How things of a kind stand beside a country or an office that is known of them.

    ``leading`` are the properties that lead from them to it, ``led`` those from it to them. A
    property that half of a country's things have is none of these: it leads to too many.
    """

    by_office: bool = False
    leading: tuple[ox.NamedNode, ...] = ()
    led: tuple[ox.NamedNode, ...] = ()


_WAYS: Final[Mapping[str, tuple[_Way, ...]]] = {
    "office": (_Way(leading=(WDT.P1001,), led=(DBP.leaderTitle,)),),
    "person": (
        _Way(by_office=True, leading=(WDT.P39, DBO.office, DBP.office)),
        _Way(led=(WDT.P35, WDT.P6, DBP.leaderName)),
    ),
    "organisation": (_Way(led=(WDT.P463,)),),
    "event": (_Way(leading=(WDT.P710, DBP.combatant)),),
}


class NameSearch:
    """Looks things up at an endpoint that is too large for all its names to be fetched.

    Every name is asked for as it is, in other forms, and as the title that it makes. Then what
    stands beside a thing's country or office is looked through by name here, where forms that
    nobody could ask for are met too. Raises what the endpoint raises.
    """

    def __init__(
        self, endpoint: Endpoint, authorities: Authorities, facts: Facts, languages: tuple[str, ...]
    ) -> None:
        self._endpoint = endpoint
        self._authorities = authorities
        self._facts = facts
        self._languages = languages
        self._called: dict[tuple[str, ...], list[str]] = {}

    def find(self, entities: Sequence[Entity]) -> dict[str, list[str]]:
        """Return, for each entity's IRI, what may be the same there."""
        found = {}
        for entity in entities:
            names = (*entity.all_names, *entity.short_names)
            found[entity.iri] = list(self._of_name(names, self._brackets(entity), entity.label))
        of_kind: dict[str, list[Entity]] = defaultdict(list)
        for entity in entities:
            of_kind[entity.kind].append(entity)
        for kind, some in of_kind.items():
            beside = self._beside(some, _WAYS.get(kind, ()))
            for entity in some:
                near = beside.find(entity, self._authorities)
                found[entity.iri] += near
                found[entity.iri] += self._in_full(entity, near, beside)
        return {iri: list(dict.fromkeys(hits)) for iri, hits in found.items()}

    def _of_name(self, names: Sequence[str], brackets: Sequence[str], label: str) -> list[str]:
        """Return what has one of some names, or a title that is made of one."""
        exact = list(dict.fromkeys([*names, *(form for name in names for form in respelt(name))]))
        key = (*exact, "", *brackets)
        if key not in self._called:
            every = list(dict.fromkeys([*exact, *(form for name in exact for form in forms(name))]))
            self._called[key] = [
                *self._labelled(every, label),
                *self._titled(exact, brackets, label),
            ]
        return self._called[key]

    def _labelled(self, every: list[str], label: str) -> list[str]:
        literals = [ox.Literal(form) for form in every]
        literals += [ox.Literal(form, language=tag) for form in every for tag in self._languages]
        return self._some(
            f"{values('name', literals)} {values('p', (*LABELS, *OTHER_NAMES))} "
            "?s ?p ?name FILTER(isIRI(?s))",
            f"are called as {label} is",
        )

    def _titled(self, exact: list[str], brackets: Sequence[str], label: str) -> list[str]:
        tails = ["_".join(form.split()) for form in exact]
        pages = iris(_PAGE + form for tail in tails for form in (tail, encoded(tail)))
        found = self._some(
            f"{values('page', pages)} {values('p', ABOUT)} ?page ?p ?s FILTER(isIRI(?s))",
            f"have a page that is titled as {label} is",
        )
        tails += [f"{tail}_({words})" for tail in tails for words in brackets]
        titled = (DBR.base + form for tail in tails for form in (tail, encoded(tail)))
        return found + sorted(self._facts.present(iri.value for iri in iris(titled)))

    def _beside(self, entities: Sequence[Entity], ways: Sequence[_Way]) -> Catalogue:
        """Return the names of what stands beside the countries and offices of some things."""
        found: list[str] = []
        for way in ways:
            known = {
                name
                for entity in entities
                for name in (entity.offices if way.by_office else entity.countries)
            }
            there = iris(iri for name in sorted(known) for iri in self._of_name((name,), (), name))
            told = f"stand beside {', '.join(sorted(known))}"
            for properties, pattern in ((way.leading, "?s ?p ?o"), (way.led, "?o ?p ?s")):
                if there and properties:
                    asked = f"{values('o', there)} {values('p', properties)} {pattern}"
                    found += self._some(f"{asked} FILTER(isIRI(?s))", told)
        catalogue = Catalogue()
        for iri, names in self._facts.names(found).items():
            for name in names:
                catalogue.add(iri, name)
        return catalogue

    def _in_full(self, entity: Entity, near: Iterable[str], beside: Catalogue) -> list[str]:
        """Return what has a name whose first letters are ours, now that somebody spells it out."""
        full = {
            name.bare
            for iri in near
            for name in beside.names[iri]
            if any(is_acronym(own, name.bare) for own in entity.all_names)
        }
        return [iri for name in sorted(full) for iri in self._of_name((name,), (), name)]

    def _some(self, pattern: str, told: str) -> list[str]:
        """Return what a pattern gives as ``?s``, as far as so many can be looked at."""
        rows = islice(self._endpoint.pages(pattern, "?s"), NAMESAKES + 1)
        found = [row["s"].value for row in rows]
        if len(found) > NAMESAKES:
            self._endpoint.courtesy.say(
                f"more than {NAMESAKES:,} things there {told}: {NAMESAKES:,} of them are looked at"
            )
        return found[:NAMESAKES]

    def _brackets(self, entity: Entity) -> list[str]:
        """Return what a title may have in brackets to tell this from its namesakes."""
        return [*BRACKETS.get(entity.kind, ()), *entity.countries]
