"""What a view left out, and why: a thing or an article, who says so, and the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pactgraph.reasoning.bounds import Bounds, Certainty
from pactgraph.views.publication import Publication


class Why(StrEnum):
    """Why something is not in a view, the most telling first."""

    ENDED = "ended"
    NOT_BEGUN = "not begun"
    DISPUTED = "the articles differ"
    UNCERTAIN = "not certain"
    PUBLISHED_LATER = "published later"
    PERHAPS_LATER = "perhaps published later"
    KNOWN_LATER = "known later"
    BELONGS = "belongs to what is left out"


@dataclass(frozen=True, slots=True)
class Said:
    """What one article says of a thing on the day; ``bounds`` is None where it only mentions it."""

    slug: str
    certainty: Certainty
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A thing, or an article, that a view left out.

    ``reason`` is a phrase for a person. ``said`` has what the articles of the view say of its
    time, ``articles`` those that the reason rests on, by slug. ``classes`` are its time-scoped
    classes, ``mentions`` the things that its statements link it with.
    """

    iri: str
    label: str
    why: Why
    reason: str
    articles: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()
    classes: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.label}: {self.reason}"


def later_article(publication: Publication, label: str, iri: str, by: Certainty) -> LeftOut:
    """Return an article that was not (or not surely) out by the day."""
    perhaps = by is Certainty.POSSIBLE
    why = Why.PERHAPS_LATER if perhaps else Why.PUBLISHED_LATER
    lead = "perhaps published later" if perhaps else "published later"
    return LeftOut(iri, label, why, f"{lead}: article {publication}", (publication.slug,))


def known_later(
    iri: str, label: str, by: Mapping[str, Publication], classes: frozenset[str]
) -> LeftOut:
    """Return a thing that only articles that were not out by the day speak of."""
    slugs = tuple(sorted(by))
    told = ", ".join(str(by[slug]) for slug in slugs)
    reason = f"stated only by {'articles' if len(slugs) > 1 else 'article'} {told}"
    return LeftOut(iri, label, Why.KNOWN_LATER, reason, slugs, classes=classes)


def not_in_force(
    iri: str,
    label: str,
    said: tuple[Said, ...],
    day: date,
    classes: frozenset[str],
    *,
    happening: bool,
) -> LeftOut:
    """Return a thing that did not hold, or did not for certain, on the day."""
    excluding = [s for s in said if s.certainty is Certainty.EXCLUDED]
    certain = [s for s in said if s.certainty is Certainty.CERTAIN]
    if excluding and certain:
        why = Why.DISPUTED
        sure = _listed([s.slug for s in certain])
        has = "has" if len(certain) == 1 else "have"
        reason = f"the articles differ: {sure} {has} it as certain, but {_excluded(excluding, day)}"
        resting = (*certain, *excluding)
    elif excluding:
        begins = all(_begins_after(s, day) for s in excluding)
        why, reason = (Why.NOT_BEGUN if begins else Why.ENDED), _excluded(excluding, day)
        resting = (*excluding,)
    else:
        why, reason = Why.UNCERTAIN, _uncertain(said, day, happening=happening)
        resting = said
    slugs = tuple(sorted(s.slug for s in resting))
    return LeftOut(iri, label, why, reason, slugs, said, classes)


def _begins_after(said: Said, day: date) -> bool:
    begin = said.bounds.begin_not_before if said.bounds else None
    return begin is not None and begin > day


def _excluded(excluding: list[Said], day: date) -> str:
    parts: dict[str, list[str]] = {}
    for said in excluding:
        assert said.bounds is not None
        if _begins_after(said, day):
            words = f"it begins after that day, not before {said.bounds.begin_not_before}"
        else:
            words = f"it had ended by {said.bounds.end_not_after}"
        parts.setdefault(words, []).append(said.slug)
    return "; ".join(f"{words} ({_listed(slugs)})" for words, slugs in sorted(parts.items()))


def _uncertain(said: tuple[Said, ...], day: date, *, happening: bool) -> str:
    given = [(s.bounds, s.slug) for s in said if s.bounds is not None]
    begun = min(((b.begin_not_after, slug) for b, slug in given if b.begin_not_after), default=None)
    held = max(((b.end_not_before, slug) for b, slug in given if b.end_not_before), default=None)
    parts = []
    if begun is None:
        parts.append("no article says by when it had begun")
    elif begun[0] > day:
        parts.append(f"it may have begun as late as {begun[0]} ({begun[1]})")
    if not happening and held is None:
        parts.append("no article says until when it held")
    elif not happening and held is not None and held[0] < day:
        # An end that is not before the earliest begin says nothing of its own.
        first = min((b.begin_not_before for b, _ in given if b.begin_not_before), default=None)
        if first is not None and held[0] <= first and (begun is None or begun[0] > held[0]):
            parts.append("no article says until when it held")
        else:
            parts.append(f"it is last known to have held on {held[0]} ({held[1]})")
    words = ", and ".join(parts) or "no one article has it begun and not ended"
    return f"possible, but not certain: {words}"


def _listed(slugs: list[str]) -> str:
    return ", ".join(sorted(slugs))
