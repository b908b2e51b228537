"""What sort of thing a target is said to be, and whether one of our things can be that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactgraph.linking.candidate import TITLE, Candidate
from pactgraph.linking.kinds import (
    DISAMBIGUATION,
    fit,
    kind_in_brackets,
    kind_of_name,
    kind_of_type,
)
from pactgraph.linking.terms import GN, SCHEMA_HTTP, short
from pactgraph.namespaces import OWL, RDFS, SCHEMA, SKOS, WD

_OF_ALL: Final = frozenset(
    (
        OWL.Thing.value,
        OWL.NamedIndividual.value,
        RDFS.Resource.value,
        SKOS.Concept.value,
        SCHEMA.Thing.value,
        SCHEMA_HTTP.Thing.value,
        "http://wikiba.se/ontology#Item",
        GN.Feature.value,
        WD.Q35120.value,
    )
)
"""Classes of things of every sort, which tell nothing."""

_SHOWN: Final = 4


@dataclass(frozen=True)
class TargetKind:
    """How a target's kind fits ours, and that in words, where there is something to say.

    ``how`` is what ``fit`` says; ``unrecognised`` where types are stated, and none is known.
    ``is_page`` says that it is a disambiguation page, which is no counterpart of anything.
    """

    how: str
    told: str = ""
    is_page: bool = False


def target_kind(ours: str | None, found: Candidate, of_all: str = "") -> TargetKind:
    """Return how the kind of something elsewhere fits one of ours.

    The types that it is stated to have come first: one that fits decides. What stands beside
    it counts where no type is known, as far as it is more than a field of somebody's infobox.
    ``of_all`` is the kind of all that its data set holds, if they are of one.
    """
    page = _disambiguation(found)
    if page:
        return TargetKind("against", f"it is a disambiguation page ({page})", is_page=True)
    stated = {of_all: found.kinds.get(of_all, of_all)} if of_all else {}
    strange: list[str] = []
    for iri, label in sorted(found.types.items()):
        kind = kind_of_type(iri) or kind_of_name(label)
        if kind is not None:
            stated.setdefault(kind, found.kinds.get(kind, label))
        elif iri not in _OF_ALL:
            strange.append(label or short(iri))
    kinds = stated or {kind: why for kind, why in found.kinds.items() if kind not in found.hinted}
    how = fit(ours, kinds)
    if how == "against":
        theirs = ", ".join(f"{kind} ({why})" for kind, why in sorted(kinds.items()))
        return TargetKind(how, f"{ours} here, {theirs} there")
    if strange and not stated:
        more = ", …" if len(strange) > _SHOWN else ""
        return TargetKind("unrecognised", f"kind not known: {', '.join(strange[:_SHOWN])}{more}")
    return TargetKind(how)


def _disambiguation(found: Candidate) -> str:
    """Return what says that something is a disambiguation page, or nothing."""
    if DISAMBIGUATION in found.kinds:
        return found.kinds[DISAMBIGUATION]
    titles = (name for name in found.names if name.given_by == TITLE)
    return next((t.form for t in titles if kind_in_brackets(t.qualifier) == DISAMBIGUATION), "")
