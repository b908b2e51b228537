"""A candidate: a thing that a query may mean, and how likely it is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pactgraph.query.name_table import SORTS
from pactgraph.web.reconciliation.entities import Entity
from pactgraph.web.reconciliation.likeness import ALIKE
from pactgraph.web.reconciliation.vocabulary import Vocabulary

_GAINED: Final = 0.25
"""How much of what is missing to 100 is gained by a property that fits."""

_KEPT: Final = 0.7
"""What part of a score is left by a property with quite another value."""

_KEPT_UNKNOWN: Final = 0.95
"""What part of it is left where the graph states nothing: it may be so all the same."""


@dataclass
class Candidate:
    """A thing that a query may mean: ``fit`` is how well the best of its names does.

    ``is_exact`` tells that a name is the same but for case and accents, ``is_named`` that this
    is a name that means nothing else. ``met`` has for each property how well it fits, None
    where the graph states nothing.
    """

    entity: Entity
    fit: float | None
    sort: str = "name"
    is_exact: bool = False
    is_named: bool = False
    is_identified: bool = False
    met: dict[str, float | None] = field(default_factory=dict)
    identities: frozenset[str] = frozenset()

    @property
    def is_refuted(self) -> bool:
        """Whether a property says another thing than was given."""
        return any(one is not None and one < ALIKE for one in self.met.values())

    @property
    def is_confirmed(self) -> bool:
        """Whether a property says what was given."""
        return any(one is not None and one >= ALIKE for one in self.met.values())

    @property
    def is_sure(self) -> bool:
        """Whether it is the thing meant unless another one is too."""
        if self.is_refuted:
            return False
        same = any((self.met[pid] or 0.0) >= ALIKE for pid in self.identities)
        if self.is_identified or same or self.is_named:
            return True
        return self.is_exact and self.is_confirmed

    @property
    def is_rival(self) -> bool:
        """Whether it stands in the way of another's being the one meant."""
        return not self.is_refuted and (self.is_exact or self.is_sure)

    @property
    def score(self) -> float:
        """How likely it is meant, from 0 to 100."""
        if self.fit is None:
            return 100 * sum(one or 0.0 for one in self.met.values()) / max(len(self.met), 1)
        found = self.fit
        for one in self.met.values():
            if one is None:
                found *= _KEPT_UNKNOWN
            elif one >= ALIKE:
                found += (100 - found) * _GAINED
            else:
                found *= _KEPT + (1 - _KEPT) * one
        return found

    @property
    def order(self) -> tuple[float, bool, int, str, str]:
        """What candidates are ordered by, the best first."""
        return (
            -round(self.score, 1),
            not self.is_exact,
            SORTS.index(self.sort),
            self.entity.name,
            self.entity.iri,
        )

    def as_json(self, vocabulary: Vocabulary, *, match: bool) -> dict[str, Any]:
        """Return it as an answer tells it."""
        features: list[dict[str, Any]] = []
        if self.fit is not None:
            features += [
                {"id": "name", "value": round(self.fit, 1)},
                {"id": "exact_name", "value": self.is_exact},
                {"id": "unambiguous_name", "value": self.is_named},
            ]
        features += [
            {"id": f"property:{pid}", "value": round(100 * one, 1)}
            for pid, one in self.met.items()
            if one is not None
        ]
        return {
            "id": self.entity.id,
            "name": self.entity.name,
            "description": self.entity.description,
            "type": [one.as_json() for one in vocabulary.types_of(self.entity.types)],
            "score": round(self.score, 1),
            "features": features,
            "match": match,
        }
