"""Checking accepted links where they lead: still there, of the same kind, of the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from pactgraph.linking.authorities import Authorities
from pactgraph.linking.candidate import TITLE, Candidate, TheirName
from pactgraph.linking.endpoint import Endpoint, iris, values
from pactgraph.linking.entity import Entity
from pactgraph.linking.facts import Facts
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.name_match import best, plain
from pactgraph.linking.scoring import Score, score
from pactgraph.linking.target_kind import TargetKind, target_kind
from pactgraph.linking.terms import REDIRECTS
from pactgraph.namespaces import OWL
from pactgraph.source.links import LinkRow

_PER_THING: Final = 2_000
"""How many rows one target may have, before the endpoint is taken for one that has no end."""

_MET: Final = 0.6
"""How well two names have to fit, for a link not to be worth another look."""

_NAMES_SHOWN: Final = 3


class Verdict(StrEnum):
    """What a check found of a link; those of ``FAULTS`` are to be put right."""

    FINE = "fine"
    MISSING = "missing"
    MOVED = "moved"
    OTHER_KIND = "other kind"
    RENAMED = "renamed"
    UNLIKE = "names differ"
    KIND_UNKNOWN = "kind not known"
    NOT_HELD = "not held"


FAULTS: Final = frozenset((Verdict.MISSING, Verdict.MOVED, Verdict.OTHER_KIND, Verdict.RENAMED))

IN_WORDS: Final = {
    Verdict.FINE: "the target is there, and nothing speaks against it",
    Verdict.MISSING: "the endpoint holds the set, and not this target",
    Verdict.MOVED: "the target was merged into another, or leads on to it",
    Verdict.OTHER_KIND: "the target is something of another kind",
    Verdict.RENAMED: "the target has another name than when it was accepted",
    Verdict.UNLIKE: "no name there is like one of ours; a person accepted it all the same",
    Verdict.KIND_UNKNOWN: "it is said to be something that is not known to be of our kind, or not",
    Verdict.NOT_HELD: "the endpoint holds nothing of this set: it could not be checked",
}


@dataclass(frozen=True)
class Checked:
    """An accepted link, what was found of it, and how; ``moved_to`` is where it leads now."""

    set_name: str
    row: LinkRow
    verdict: Verdict
    told: str
    moved_to: str = ""


def check_links(
    names: Sequence[str],
    sets: LinkSets,
    entities: Mapping[str, Entity],
    endpoint: Endpoint,
    *,
    step: Callable[[str, float | None], None] | None = None,
) -> list[Checked]:
    """Return what an endpoint says of every accepted link of some sets, in the files' order.

    Of a set of which the endpoint holds no target at all, nothing can be said: it may hold
    other data. Raises what the endpoint raises.
    """
    facts = Facts(endpoint)
    found: list[Checked] = []
    for number, name in enumerate(names):
        if step is not None:
            step(f"checking {name}", number / len(names))
        rows = sets.accepted(name)
        found += _check_set(name, rows, sets.authorities, entities, endpoint, facts)
    return found


def _check_set(
    name: str,
    rows: list[LinkRow],
    authorities: Authorities,
    entities: Mapping[str, Entity],
    endpoint: Endpoint,
    facts: Facts,
) -> list[Checked]:
    spellings = {row.object.value: authorities.spellings(row.object.value) for row in rows}
    present = facts.present(iri for every in spellings.values() for iri in every)
    there = {
        target: [iri for iri in every if iri in present] for target, every in spellings.items()
    }
    if not any(there.values()):
        return [_of(name, row, Verdict.NOT_HELD) for row in rows]
    moved = _moved(endpoint, [iri for found in there.values() for iri in found], authorities)
    candidates = _candidates(there, facts, authorities)
    checked = []
    for row in rows:
        target = row.object.value
        new = next((moved[iri] for iri in there[target] if iri in moved), None)
        if not there[target]:
            checked.append(_of(name, row, Verdict.MISSING))
        elif new is not None:
            told = f"it leads on to {new}"
            checked.append(Checked(name, row, Verdict.MOVED, told, moved_to=new))
        else:
            entity, found = entities.get(row.subject.value), candidates[target]
            authority = authorities.of(target)
            ours = entity.kind if entity is not None else None
            kind = target_kind(ours, found.told, authority.kind if authority is not None else "")
            checked.append(_judge(name, row, found, entity, kind))
    return checked


@dataclass
class _Found:
    """What is told of a target; ``foreign`` are its names where it has none in our languages."""

    told: Candidate
    foreign: list[TheirName] = field(default_factory=list)


def _candidates(
    there: Mapping[str, list[str]], facts: Facts, authorities: Authorities
) -> dict[str, _Found]:
    """Return all that is told of each target, under whichever of its spellings."""
    spelt = {iri: Candidate(iri) for found in there.values() for iri in found}
    names = facts.names(spelt)
    facts.describe(spelt.values(), authorities)
    merged: dict[str, _Found] = {}
    for target, found in there.items():
        whole = Candidate(target)
        merged[target] = _Found(whole)
        for iri in found:
            whole.names += names.get(iri, [])
            whole.types |= spelt[iri].types
            whole.hinted |= spelt[iri].hinted
            for kind, why in spelt[iri].kinds.items():
                whole.kinds.setdefault(kind, why)
            whole.years |= spelt[iri].years
            whole.countries |= spelt[iri].countries
        whole.hinted -= {
            kind for iri in found for kind in spelt[iri].kinds if kind not in spelt[iri].hinted
        }
    nameless = [target for target, found in merged.items() if not found.told.names]
    foreign = facts.foreign_names(iri for target in nameless for iri in there[target])
    for target in nameless:
        merged[target].foreign = [name for iri in there[target] for name in foreign.get(iri, [])]
    return merged


def _judge(
    name: str, row: LinkRow, found: _Found, entity: Entity | None, kind: TargetKind
) -> Checked:
    if kind.is_page or (kind.how == "against" and row.is_same):
        return _of(name, row, Verdict.OTHER_KIND, kind.told)
    verdict, told = _of_names(row, found, entity)
    if kind.how == "unrecognised" and row.is_same:
        verdict = Verdict.KIND_UNKNOWN if verdict is Verdict.FINE else verdict
        told = f"{kind.told}; {told}"
    return _of(name, row, verdict, told)


def _of_names(row: LinkRow, found: _Found, entity: Entity | None) -> tuple[Verdict, str]:
    """Return what the names that a target has now tell of a link."""
    label = found.told.label
    theirs = [form for given in found.told.names for form in (given.form, given.bare)]
    ours = (*entity.all_names, *entity.short_names) if entity is not None else ()
    recorded = row.cells.get("object_label", "")
    # A title that is part of the identifier is no name that could have been changed.
    may_change = any(given.given_by != TITLE for given in found.told.names)
    kept = {plain(form) for form in (recorded, *ours)}
    if recorded and may_change and not any(plain(form) in kept for form in theirs):
        return Verdict.RENAMED, f'it was "{recorded}", and is "{label}"'
    if theirs and not row.is_same:
        # What is broader, narrower or related is another thing, of a kind and a name of its own.
        return Verdict.FINE, f'it is there, and called "{label}"'
    if not theirs:
        return Verdict.FINE, _in_other_languages(found.foreign, ours)
    match = best(ours, theirs)
    if entity is not None and match is not None:
        whole: Score = score(entity, found.told)
        if max(match.score, whole.match.score) < _MET:
            return Verdict.UNLIKE, f'"{entity.label}" here, "{label}" there'
        return Verdict.FINE, f'"{match.theirs}": {match.how}'
    return Verdict.FINE, f'it is there, and called "{label}"'


def _in_other_languages(names: list[TheirName], ours: Sequence[str]) -> str:
    """Return what names that are not in our languages tell: a like one, or what there are."""
    match = best(ours, [form for name in names for form in (name.form, name.bare)])
    if match is not None and match.score >= _MET:
        return f'"{match.theirs}", in another language: {match.how}'
    if not names:
        return "it is there; the endpoint gives it no name"
    shown = ", ".join(f'"{name.form}" ({name.language})' for name in names[:_NAMES_SHOWN])
    more = ", …" if len(names) > _NAMES_SHOWN else ""
    return f"it is there; its names are of other languages: {shown}{more}"


def _moved(endpoint: Endpoint, present: list[str], authorities: Authorities) -> dict[str, str]:
    """Return where things lead that are no longer their own: redirects, and what was merged.

    Wikidata leaves ``owl:sameAs`` from a merged item to the other of its own items; elsewhere
    that property says something else, so it counts within one data set alone, and only for
    what has nothing else to say of itself.
    """
    found: dict[str, str] = {}
    for start in range(0, len(present), 150):
        group = iris(present[start : start + 150])
        pattern = (
            f"{values('s', group)} "
            f"{values('p', (*REDIRECTS, OWL.sameAs))} ?s ?p ?o FILTER(isIRI(?o)) "
            f"FILTER(?p != {OWL.sameAs} || NOT EXISTS "
            f"{{ ?s ?q ?x FILTER(?q != {OWL.sameAs}) }})"
        )
        for row in endpoint.pages(pattern, "?s ?p ?o", most=_PER_THING * len(group)):
            old, new = row["s"].value, row["o"].value
            own = authorities.of(old)
            same = authorities.canonical(old) == authorities.canonical(new)
            if own is not None and authorities.of(new) == own and not same:
                found.setdefault(old, authorities.canonical(new))
    return found


def _of(name: str, row: LinkRow, verdict: Verdict, told: str = "") -> Checked:
    return Checked(name, row, verdict, told or IN_WORDS[verdict])
