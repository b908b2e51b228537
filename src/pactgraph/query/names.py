"""Finding things by any recorded name: exactly for parameters, loosely for people."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode
from rapidfuzz import fuzz, process

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Truth
from pactgraph.errors import BadInput, EngineFailure, NotFound
from pactgraph.namespaces import ARTICLE, BASE, PACT, PREFIXES, RDFS
from pactgraph.query.parameters import iri_of

SORTS = ("name", "label", "short name", "derived form")
"""The sorts of a form, the surest first."""

_QUERY = """
SELECT ?entity ?form ?sort ?type WHERE {
  {
    SELECT DISTINCT ?entity ?form ?sort WHERE {
      VALUES (?property ?sort) {
        (pact:name "name") (rdfs:label "label") (skos:prefLabel "label")
        (pact:shortName "short name") (pact:derivedForm "derived form")
      }
      ?entity ?property ?form .
    }
  }
  OPTIONAL { ?entity a ?type }
}
"""

_NO_DECOMPOSITION = str.maketrans(
    {"ə": "a", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
     "‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"}
)  # fmt: skip

_ANYTHING: Final = (None, RDFS.Resource)
_CANDIDATES = 5
_LOOSE = 60.0


@dataclass(frozen=True)
class Name:
    """One recorded form of an entity's name, its sort (see ``SORTS``), and what the entity is."""

    iri: str
    form: str
    sort: str
    types: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """An entity that words may mean: the form that fits best, and how well (0 to 100)."""

    iri: str
    form: str
    sort: str
    types: frozenset[str]
    score: float


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


class Names:
    """The name table of a graph, asked by words.

    ``is_known`` tells whether an IRI without a name stands in the graph at all.
    """

    def __init__(
        self, table: Iterable[Name], *, is_known: Callable[[NamedNode], bool] | None = None
    ) -> None:
        self._is_known = is_known
        self._of_iri: dict[str, list[Name]] = defaultdict(list)
        self._of_words: dict[str, list[Name]] = defaultdict(list)
        for name in table:
            self._of_iri[name.iri].append(name)
            self._of_words[normalised(name.form)].append(name)
        for names in self._of_iri.values():
            names.sort(key=_surest)

    @classmethod
    def of_engine(cls, engine: Engine) -> Names:
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

        def is_known(iri: NamedNode) -> bool:
            found = engine.query(
                f"ASK {{ {{ {iri} ?p ?o }} UNION {{ ?s ?q {iri} }} }}", source="names"
            )
            return isinstance(found, Truth) and found.value

        table = (Name(*key, frozenset(kinds)) for key, kinds in sorted(types.items()))
        return cls(table, is_known=is_known)

    def resolve(self, words: str, of_class: NamedNode | None = None) -> NamedNode:
        """Return the one thing that the words mean, restricted to a class where one is given.

        They may be an IRI, ``id:name``, an article's slug, or any recorded form, whatever its
        case and diacritics. A form that is one thing's name and another's short name means the
        first.

        Raises:
            NotFound: nothing is called so; with the nearest names.
            BadInput: several things are called so, or it is no good IRI.
        """
        exact = self._of_words.get(normalised(words), [])
        iri = None if exact else iri_of(words, "the value")
        if iri is not None:
            return self._checked(iri, words, of_class)
        fitting = _entities_only([n for n in exact if _is_a(n, of_class)])
        if not fitting:
            article = ARTICLE.base + words.strip()
            if any(_is_a(name, of_class) for name in self._of_iri.get(article, ())):
                return NamedNode(article)
            raise self._not_found(words, exact, of_class)
        best = min(map(_surest_rank, fitting))
        things = sorted({n.iri for n in fitting if _surest_rank(n) == best})
        if len(things) > 1:
            raise BadInput(
                f"{words!r} may mean {len(things)} things",
                hint="say which: " + ", ".join(self._shown(thing) for thing in things),
            )
        return NamedNode(things[0])

    def label(self, iri: str) -> str | None:
        """Return the surest form of an entity's name, or None if it has none."""
        names = self._of_iri.get(iri)
        return names[0].form if names else None

    def find(
        self, words: str, *, limit: int = 10, of_class: NamedNode | None = None
    ) -> list[Found]:
        """Return the entities whose names come nearest to the words, best first.

        An exact form comes before one that starts with the words, that before one that
        holds them all, that before a misspelt one. Terms of the ontology are left out.
        """
        wanted = normalised(words)
        if not wanted:
            return []
        scored = process.extract(
            wanted, list(self._of_words), scorer=fuzz.WRatio, score_cutoff=_LOOSE, limit=None
        )
        scores = {form: score * 0.7 for form, score, _ in scored}
        for form in self._of_words:
            scores[form] = max(scores.get(form, 0.0), _fit(wanted, form))
        best: dict[str, Found] = {}
        for form, score in scores.items():
            for name in self._of_words[form] if score else ():
                if name.iri.startswith(PACT.base) or not _is_a(name, of_class):
                    continue
                found = Found(name.iri, name.form, name.sort, name.types, round(score, 1))
                if name.iri not in best or _order(found) < _order(best[name.iri]):
                    best[name.iri] = found
        return sorted(best.values(), key=_order)[:limit]

    def _checked(self, iri: NamedNode, words: str, of_class: NamedNode | None) -> NamedNode:
        names = self._of_iri.get(iri.value)
        if names is None:
            if self._is_known is None or self._is_known(iri):
                return iri
            tail = re.split(r"[/#:]", iri.value)[-1].replace("-", " ")
            raise NotFound(
                f"nothing in the graph has the IRI {iri.value}",
                candidates=self._candidates(tail, of_class),
            )
        if not _is_a(names[0], of_class) and of_class is not None:
            raise self._not_found(words, names, of_class)
        return iri

    def _not_found(self, words: str, others: list[Name], of_class: NamedNode | None) -> NotFound:
        message = f"nothing is called {words[:80]!r}"
        if of_class is not None:
            message = f"no {_short(of_class.value)} is called {words[:80]!r}"
            kinds = sorted({_short(t) for n in others for t in n.types if t.startswith(BASE)})
            if kinds:
                message += f" (what is called so is: {', '.join(kinds)})"
        return NotFound(message, candidates=self._candidates(words, of_class))

    def _candidates(self, words: str, of_class: NamedNode | None) -> tuple[str, ...]:
        found = self.find(words, limit=_CANDIDATES, of_class=of_class)
        return tuple(self._shown(candidate.iri) for candidate in found)

    def _shown(self, iri: str) -> str:
        return f"{self.label(iri) or ''} <{_short(iri)}>".strip()


class LazyNames:
    """The names of a graph, loaded when a name first needs them.

    With ``takes_iris`` an IRI is taken as it is, known or not.
    """

    def __init__(self, load: Callable[[], Names], *, takes_iris: bool = False) -> None:
        self._load = load
        self._takes_iris = takes_iris

    def resolve(self, words: str, of_class: NamedNode | None = None) -> NamedNode:
        """Return what the words mean; raises as ``Names.resolve`` and the loading do."""
        iri = iri_of(words) if self._takes_iris else None
        return iri if iri is not None else self._load().resolve(words, of_class)


def _is_a(name: Name, of_class: NamedNode | None) -> bool:
    return of_class in _ANYTHING or of_class.value in name.types


def _entities_only(names: list[Name]) -> list[Name]:
    """Leave out terms of the ontology where something else has the form as well."""
    entities = [name for name in names if not name.iri.startswith(PACT.base)]
    return entities or names


def _surest_rank(name: Name) -> int:
    # A label is a name that we gave; both say the thing outright.
    return max(SORTS.index(name.sort), 1)


def _surest(name: Name) -> tuple[int, int, str]:
    return (0 if name.sort == "label" else 1, SORTS.index(name.sort), name.form)


def _fit(wanted: str, form: str) -> float:
    if form == wanted:
        return 100.0
    if form.startswith(wanted):
        return 90.0 - min(len(form) - len(wanted), 50) / 10
    words = form.split()
    if all(any(word.startswith(part) for word in words) for part in wanted.split()):
        return 80.0 - min(len(form) - len(wanted), 50) / 10
    return 0.0


def _order(found: Found) -> tuple[float, int, str, str]:
    return (-found.score, SORTS.index(found.sort), found.form, found.iri)


def _short(iri: str) -> str:
    """Return ``prefix:name`` for an IRI where one of the project's prefixes fits."""
    fitting = [(len(base), prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
