"""Checking accepted links where they lead: still there, of the same kind, of the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pactgraph.linking.authorities import Authorities
from pactgraph.linking.candidate import Candidate
from pactgraph.linking.endpoint import Endpoint, iris, values
from pactgraph.linking.entity import Entity
from pactgraph.linking.facts import Facts
from pactgraph.linking.kinds import fit
from pactgraph.linking.link_sets import LinkSets
from pactgraph.linking.name_match import best, compare
from pactgraph.linking.scoring import Score, score
from pactgraph.linking.terms import REDIRECTS
from pactgraph.namespaces import OWL
from pactgraph.source.links import LinkRow

_PER_THING: Final = 2_000
"""How many rows one target may have, before the endpoint is taken for one that has no end."""

_MET: Final = 0.6
"""How well two names have to fit, for a link not to be worth another look."""


class Verdict(StrEnum):
    """What a check found of a link; those of ``FAULTS`` are to be put right."""

    FINE = "fine"
    MISSING = "missing"
    MOVED = "moved"
    OTHER_KIND = "other kind"
    RENAMED = "renamed"
    UNLIKE = "names differ"
    NOT_HELD = "not held"


FAULTS: Final = frozenset((Verdict.MISSING, Verdict.MOVED, Verdict.OTHER_KIND, Verdict.RENAMED))

IN_WORDS: Final = {
    Verdict.FINE: "the target is there, and nothing speaks against it",
    Verdict.MISSING: "the endpoint holds the set, and not this target",
    Verdict.MOVED: "the target was merged into another, or leads on to it",
    Verdict.OTHER_KIND: "the target is something of another kind",
    Verdict.RENAMED: "the target has another name than when it was accepted",
    Verdict.UNLIKE: "no name there is like one of ours; a person accepted it all the same",
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
            checked.append(_judge(name, row, candidates[target], entities.get(row.subject.value)))
    return checked


def _candidates(
    there: Mapping[str, list[str]], facts: Facts, authorities: Authorities
) -> dict[str, Candidate]:
    """Return all that is told of each target, under whichever of its spellings."""
    spelt = {iri: Candidate(iri) for found in there.values() for iri in found}
    names = facts.names(spelt)
    facts.describe(spelt.values(), authorities)
    merged: dict[str, Candidate] = {}
    for target, found in there.items():
        whole = merged[target] = Candidate(target)
        for iri in found:
            whole.names += names.get(iri, [])
            for kind, why in spelt[iri].kinds.items():
                whole.kinds.setdefault(kind, why)
            whole.years |= spelt[iri].years
            whole.countries |= spelt[iri].countries
    return merged


def _judge(name: str, row: LinkRow, found: Candidate, entity: Entity | None) -> Checked:
    recorded = row.cells.get("object_label", "")
    theirs = [form for given in found.names for form in (given.form, given.bare)]
    kind = fit(entity.kind, found.kinds) if entity is not None else "unknown"
    if kind == "against" and entity is not None and row.is_same:
        kinds = ", ".join(f"{kind} ({why})" for kind, why in sorted(found.kinds.items()))
        told = f"{entity.kind} here, {kinds} there"
        return _of(name, row, Verdict.OTHER_KIND, told)
    if recorded and theirs and all(compare(recorded, form).score < _MET for form in theirs):
        told = f'it was "{recorded}", and is "{found.label}"'
        return _of(name, row, Verdict.RENAMED, told)
    if not row.is_same and theirs:
        # What is broader, narrower or related is another thing, of a kind and a name of its own.
        return _of(name, row, Verdict.FINE, f'it is there, and called "{found.label}"')
    if entity is not None and theirs:
        match = best((*entity.all_names, *entity.short_names), theirs)
        whole: Score = score(entity, found)
        if match is not None and max(match.score, whole.match.score) < _MET:
            told = f'"{entity.label}" here, "{found.label}" there'
            return _of(name, row, Verdict.UNLIKE, told)
        if match is not None:
            return _of(name, row, Verdict.FINE, f'"{match.theirs}": {match.how}')
    return _of(name, row, Verdict.FINE, "it is there; the endpoint gives it no name")


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
