"""The names of a graph's things: what a name is, how well words fit one, and a table in memory."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure
from pactgraph.namespaces import PACT, RDFS, SKOS

SORTS: Final = ("name", "label", "short name", "derived form")
"""The sorts of a form, the surest first."""

SORT_OF: Final[Mapping[NamedNode, str]] = {
    PACT.name: "name",
    RDFS.label: "label",
    SKOS.prefLabel: "label",
    PACT.shortName: "short name",
    PACT.derivedForm: "derived form",
}
"""Which property gives a form of which sort."""

_QUERY: Final = f"""
SELECT ?entity ?form ?sort ?type WHERE {{
  {{
    SELECT DISTINCT ?entity ?form ?sort WHERE {{
      VALUES (?property ?sort) {{ {" ".join(f'({p} "{s}")' for p, s in SORT_OF.items())} }}
      ?entity ?property ?form .
    }}
  }}
  OPTIONAL {{ ?entity a ?type }}
}}
"""

_NO_DECOMPOSITION = str.maketrans(
    {"ə": "a", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
     "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"}
)  # fmt: skip

_LOOSE: Final = 60.0
_OF_A_SLIP: Final = 0.7
"""What part of a likeness counts: names that hold the words come before any that do not."""


@dataclass(frozen=True)
class Name:
    """One recorded form of an entity's name, its sort (see ``SORTS``), and what the entity is."""

    iri: str
    form: str
    sort: str
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """An entity that words may mean: the form that fits, and how well (0 to 100)."""

    iri: str
    form: str
    sort: str
    types: frozenset[str]
    score: float


class NameTable(Protocol):
    """The names of a graph, asked by words that are ``normalised``."""

    def called(self, words: str) -> list[Name]:
        """Return the names that are these words."""
        ...

    def of(self, iri: str) -> list[Name]:
        """Return the names of a thing, the one to show first."""
        ...

    def label(self, iri: str) -> str | None:
        """Return the first of them, None if there is none."""
        ...

    def forms(self, iri: str) -> list[str]:
        """Return what all names of a thing say."""
        ...

    def near(self, words: str) -> Iterator[Found]:
        """Yield the names that the words may be meant for in the order of ``by_fit``."""
        ...


def normalised(words: str) -> str:
    """Return words without case, diacritics, and differences of spaces and quotes.

    >>> normalised("  Pérez-İLHAM  ’x’ ") == normalised("perez-ilham 'x'")
    True
    """
    folded = words.casefold().translate(_NO_DECOMPOSITION)
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)
    )
    return " ".join(plain.translate(_NO_DECOMPOSITION).split())


def fit(wanted: str, form: str) -> float:
    """Return how well a form holds the words: 100 if it is them, 0 if it does not.

    One that starts with the words has 85 and more, one that has words that start so less than 85.
    Both are ``normalised``.
    """
    if form == wanted:
        return 100.0
    less = min(max(len(form) - len(wanted), 0), 50) / 10
    if form.startswith(wanted):
        return 90.0 - less
    words = form.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return 80.0 - less
    return 0.0


def likeness(wanted: str, forms: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Yield the forms that are merely like the words, and how well each fits: 70 at most."""
    scored = process.extract(
        wanted, list(forms), scorer=fuzz.WRatio, score_cutoff=_LOOSE, limit=None
    )
    for form, score, _ in scored:
        yield form, round(score * _OF_A_SLIP, 1)


def by_fit(found: Found) -> tuple[float, int, str, str]:
    """Order what was found: the best first, of equals the surer form."""
    return (-found.score, SORTS.index(found.sort), found.form, found.iri)


def surest(name: Name) -> tuple[int, int, str]:
    """Order the names of a thing: the one to show first."""
    return (0 if name.sort == "label" else 1, SORTS.index(name.sort), name.form)


class NamesInMemory:
    """A table of names that is looked through from end to end."""

    def __init__(self, table: Iterable[Name]) -> None:
        self._of_iri: dict[str, list[Name]] = defaultdict(list)
        self._of_words: dict[str, list[Name]] = defaultdict(list)
        for name in table:
            self._of_iri[name.iri].append(name)
            self._of_words[normalised(name.form)].append(name)
        for names in self._of_iri.values():
            names.sort(key=surest)

    @classmethod
    def of_engine(cls, engine: Engine) -> NamesInMemory:
        """Return the names of all that the engine's merged graph names; raises as it does."""
        answer = engine.query(_QUERY, trusted=True, source="names")
        if not isinstance(answer, Rows):
            raise EngineFailure("the engine does not answer a SELECT with rows")
        types: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        for entity, form, sort, kind in answer:
            if (
                isinstance(entity, NamedNode)
                and isinstance(form, Literal)
                and isinstance(sort, Literal)
            ):
                known = types[entity.value, form.value, sort.value]
                if isinstance(kind, NamedNode):
                    known.add(kind.value)
        return cls(Name(*key, frozenset(kinds)) for key, kinds in sorted(types.items()))

    def things(self) -> list[str]:
        """Return the IRIs of all that has a name."""
        return list(self._of_iri)

    def called(self, words: str) -> list[Name]:
        """Return the names that are these words."""
        return self._of_words.get(words, [])

    def of(self, iri: str) -> list[Name]:
        """Return the names of a thing, the one to show first."""
        return self._of_iri.get(iri, [])

    def label(self, iri: str) -> str | None:
        """Return the first of them, None if there is none."""
        names = self._of_iri.get(iri)
        return names[0].form if names else None

    def forms(self, iri: str) -> list[str]:
        """Return what all names of a thing say."""
        return [name.form for name in self.of(iri)]

    def near(self, words: str) -> Iterator[Found]:
        """Yield the names that the words may be meant for in the order of ``by_fit``."""
        scores = dict(likeness(words, self._of_words))
        for form in self._of_words:
            scores[form] = max(scores.get(form, 0.0), fit(words, form))
        found = [
            Found(name.iri, name.form, name.sort, name.types, round(score, 1))
            for form, score in scores.items()
            for name in (self._of_words[form] if score else ())
        ]
        yield from sorted(found, key=by_fit)
