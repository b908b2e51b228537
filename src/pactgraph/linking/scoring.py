"""How likely a candidate is the thing meant, and the reasons, for and against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pactgraph.linking.candidate import Candidate
from pactgraph.linking.entity import Entity
from pactgraph.linking.kinds import fit, kind_in_brackets
from pactgraph.linking.name_match import NameMatch, compare, plain, words
from pactgraph.linking.terms import short

_NAME: Final = 0.86
"""What a name that is the same counts; the rest is for kind, date, country and office."""

_KIND: Final = {"same": 0.06, "near": 0.0, "unknown": 0.0, "against": -0.35}
_DATE: Final = {"same": 0.08, "unknown": 0.0, "against": -0.25}
_COUNTRY: Final = {"same": 0.06, "unknown": 0.0, "against": -0.2}
_OFFICE: Final = 0.04
_SHORT_NAME: Final = 0.8
_ELSEWHERE: Final = 0.97
"""What is left of a score that was earned by something said to be the same."""

_TAKEN: Final = 0.15
"""What is lost by what has the name of another of our things, and not this one's."""

_SURE: Final = 0.96

_DATED: Final = ("event", "operation", "document", "programme")


@dataclass(frozen=True)
class Score:
    """A candidate's score from 0 to 1, the names that met, and the reasons as text."""

    value: float
    match: NameMatch
    reasons: tuple[str, ...]
    against: tuple[str, ...]
    composite: bool

    @property
    def explanation(self) -> str:
        """The reasons as one line."""
        text = "; ".join(self.reasons)
        return f"{text}; against: {', '.join(self.against)}" if self.against else text


class OurNames:
    """The names of all our things, by which a candidate may turn out to be another of them."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._of: dict[str, dict[str, str]] = defaultdict(dict)
        for entity in entities:
            for name in entity.all_names:
                self._of[plain(name)][entity.iri] = entity.label

    def other(self, entity: Entity, candidate: Candidate) -> str | None:
        """Return the label of another of our things whose name the candidate has, or None."""
        for name in candidate.names:
            bearers = self._of.get(plain(name.bare), {})
            if bearers and entity.iri not in bearers:
                return bearers[min(bearers)]
        return None


def score(entity: Entity, candidate: Candidate, ours: OurNames | None = None) -> Score:
    """Return the score of a candidate for one of our things.

    It rests on the names, and is moved by kind, dates, country and office where both sides
    tell them; and by ``ours``, if it has the name of another of our things. A candidate
    without a name is scored by what is said to be the same.
    """
    if candidate.through is not None and not candidate.names:
        return _through(entity, candidate, candidate.through, ours)
    match, given_by = _best_name(entity, candidate)
    total = _NAME * match.score
    reasons = [f'"{match.ours}" and "{match.theirs}" ({given_by}): {match.how}']
    against: list[str] = []
    if match.score <= 0 and candidate.service is None:
        return Score(0.0, match, tuple(reasons), (), False)
    if candidate.service is not None:
        total = max(total, _NAME * (0.5 * match.score + 0.5 * candidate.service))
        reasons.append(f"the service gives it {candidate.service:.2f}")
    told = len(reasons)
    for weight in (_kind, _date, _country, _office):
        added, text = weight(entity, candidate)
        total += added
        if text:
            (against if added < 0 else reasons).append(text)
    other = ours.other(entity, candidate) if ours and match.score < _SURE else None
    if other is not None:
        total -= _TAKEN
        against.append(f'it is called as our "{other}" is')
    composite = len(reasons) > told or bool(against)
    return Score(
        round(min(1.0, max(0.0, total)), 3), match, tuple(reasons), tuple(against), composite
    )


def _through(
    entity: Entity, candidate: Candidate, through: Candidate, ours: OurNames | None
) -> Score:
    same = score(entity, through, ours)
    text = f"said to be the same as {short(through.iri)}, whose name is told"
    added, kind = _kind(entity, candidate) if candidate.kinds else (0.0, "")
    value = _ELSEWHERE * same.value + min(0.0, added)
    return Score(
        round(max(0.0, value), 3),
        same.match,
        (text, *same.reasons),
        (*same.against, *([kind] if added < 0 else [])),
        True,
    )


def _best_name(entity: Entity, candidate: Candidate) -> tuple[NameMatch, str]:
    of_person = entity.kind == "person"
    best, given_by = NameMatch(entity.label, candidate.label, 0.0, "no word in common"), "no name"
    for name in candidate.names:
        for own in dict.fromkeys((*entity.all_names, *_without_country(entity, candidate))):
            for form in dict.fromkeys((name.bare, name.form)):
                match = compare(own, form, of_person=of_person)
                if match.score > best.score:
                    best, given_by = match, short(name.given_by)
        for own in entity.short_names:
            match = compare(own, name.bare)
            if match.score * _SHORT_NAME > best.score:
                how = f"{match.how}, a short name"
                best = NameMatch(own, name.bare, match.score * _SHORT_NAME, how)
                given_by = short(name.given_by)
    return best, given_by


def _without_country(entity: Entity, candidate: Candidate) -> list[str]:
    """Return the label without the country that the candidate tells as a country of its own."""
    if entity.kind not in ("office", "organisation") or not _shared_countries(entity, candidate):
        return []
    found = []
    for country in entity.countries:
        for link in (f" of {country}", f" ({country})", f"{country} "):
            if link in entity.label:
                found.append(entity.label.replace(link, "").strip())
    return found


def _kind(entity: Entity, candidate: Candidate) -> tuple[float, str]:
    kinds = dict(candidate.kinds)
    for name in candidate.names:
        kind = kind_in_brackets(name.qualifier)
        if kind:
            kinds.setdefault(kind, f'"({name.qualifier})"')
    how = fit(entity.kind, kinds)
    if how == "unknown":
        return 0.0, ""
    if how == "same":
        return _KIND[how], f"kind {entity.kind} ({kinds[entity.kind]})"
    theirs = ", ".join(f"{kind} ({why})" for kind, why in sorted(kinds.items())[:2])
    return _KIND[how], f"kind {entity.kind} here, {theirs} there"


def _date(entity: Entity, candidate: Candidate) -> tuple[float, str]:
    years = set(candidate.years)
    for name in candidate.names:
        years |= {int(word) for word in words(name.form) if len(word) == 4 and word.isdigit()}
    if not entity.years or not years or entity.kind not in _DATED:
        return 0.0, ""
    shared = entity.years & years
    if shared:
        return _DATE["same"], f"year {min(shared)}"
    apart = min(abs(ours - theirs) for ours in entity.years for theirs in years)
    if apart <= 1 or min(years) <= min(entity.years) <= max(years):
        return 0.0, ""
    told = ", ".join(map(str, sorted(years)[:3]))
    return _DATE["against"], f"year {min(entity.years)} here, {told} there"


def _country(entity: Entity, candidate: Candidate) -> tuple[float, str]:
    if not entity.countries or not candidate.countries or entity.kind == "state":
        return 0.0, ""
    shared = _shared_countries(entity, candidate)
    if shared:
        return _COUNTRY["same"], f"country {shared[0]}"
    if entity.kind not in ("office", "organisation", "city", "person"):
        return 0.0, ""
    theirs = ", ".join(sorted(candidate.countries)[:2])
    return _COUNTRY["against"], f"country {entity.countries[0]} here, {theirs} there"


def _shared_countries(entity: Entity, candidate: Candidate) -> list[str]:
    theirs = {plain(country) for country in candidate.countries}
    theirs |= {plain(name.qualifier) for name in candidate.names if name.qualifier}
    return [country for country in entity.countries if plain(country) in theirs]


def _office(entity: Entity, candidate: Candidate) -> tuple[float, str]:
    for office in entity.offices:
        for held in sorted(candidate.offices):
            if compare(office, held).score >= 0.6:
                return _OFFICE, f'office "{held}"'
    return 0.0, ""
