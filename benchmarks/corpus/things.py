"""Named things: the few that nearly every article names, and those that each article brings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from .invented_words import stem
from .terms import DESCRIPTION, ENTITIES, ID, LABEL, PACT, A, english

_GIVEN: Final = ("Adar", "Belin", "Corvas", "Dilan", "Edrin", "Feyra", "Gisel", "Havel", "Ilsor",
                 "Jorun", "Kelda", "Lomar", "Mirel", "Nadir", "Orsin", "Petra", "Runar", "Selka",
                 "Toman", "Ulrik", "Vessa", "Wanda", "Yorik", "Zelma")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that entity records declare; without a name it is a minted one."""

    node: NamedNode
    kind: str
    label: str
    description: str
    name: str = ""
    short: str = ""
    derived: str = ""

    @property
    def key(self) -> str:
        """The last part of its IRI."""
        return self.node.value[len(ID) :]

    def quads(self) -> Iterator[Quad]:
        """Yield its record."""
        yield Quad(self.node, A, getattr(PACT, self.kind), ENTITIES)
        yield Quad(self.node, LABEL, english(self.label), ENTITIES)
        yield Quad(self.node, DESCRIPTION, english(self.description), ENTITIES)
        for predicate, form in (
            (PACT.name, self.name),
            (PACT.shortName, self.short),
            (PACT.derivedForm, self.derived),
        ):
            if form:
                yield Quad(self.node, predicate, Literal(form), ENTITIES)


def named(kind: str, name: str, description: str, *, short: str = "", derived: str = "") -> Thing:
    """Return a named thing; its IRI is made of its name."""
    node = NamedNode(ID + name.lower().replace(" ", "-"))
    return Thing(node, kind, name, description, name, short, derived)


def minted(key: str, kind: str, label: str, description: str) -> Thing:
    """Return a minted thing that articles share; its IRI is made of its parties and what it is."""
    return Thing(NamedNode(ID + key), kind, label, description)


def person(seed: int, number: int, *, ending: str = "ev") -> Thing:
    """Return a person; another ``ending`` gives the same one, spelt otherwise."""
    surname = stem(seed, number) + ending
    given = _GIVEN[number % len(_GIVEN)]
    return named("Person", f"{given} {surname}", "A person of the corpus.", short=surname)


@dataclass(frozen=True, slots=True)
class Hubs:
    """The named things of a corpus that no single article brings, the commonest first."""

    states: tuple[Thing, ...]
    organisations: tuple[Thing, ...]
    media: tuple[Thing, ...]
    cities: tuple[Thing, ...]
    topics: tuple[Thing, ...]
    regions: tuple[Thing, ...]

    def all(self) -> Iterator[Thing]:
        """Yield every one of them."""
        for some in (
            self.states, self.organisations, self.media, self.cities, self.topics, self.regions,
        ):  # fmt: skip
            yield from some


@lru_cache(maxsize=8)
def hubs(seed: int) -> Hubs:
    """Return the hubs of a corpus."""

    def some(count: int, kind: str, ending: str, description: str) -> tuple[Thing, ...]:
        return tuple(
            named(kind, stem(seed, number) + ending, description) for number in range(count)
        )

    states = tuple(
        named(
            "State", f"{stem(seed, n)}nia", "A state of the corpus.", derived=f"{stem(seed, n)}nian"
        )
        for n in range(24)
    )
    kinds = ("Alliance", "InternationalOrganisation", "MilitaryBody", "Forum")
    organisations = tuple(
        named(kinds[n % 4], f"{stem(seed, n)}ros Alliance", "A body that many articles name.")
        for n in range(8)
    )
    return Hubs(
        states,
        organisations,
        some(12, "MediaOrganisation", "ent Gazette", "A newspaper of the corpus."),
        some(20, "City", "grad", "A city of the corpus."),
        some(30, "Topic", "ic security", "A matter that is talked about."),
        some(6, "Region", "our Coast", "A region of the corpus."),
    )
