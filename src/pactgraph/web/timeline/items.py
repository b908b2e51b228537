"""The items of the timeline: things with the bounds that articles give them, in lanes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from pactgraph.errors import BadInput
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.site import Site
from pactgraph.web.timeline.dated import Dated, as_json, in_words, text
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import Viewed


class Lane(NamedTuple):
    """A band of the timeline; what is of one of its classes, and of no lane before, is in it."""

    name: str
    label: str
    classes: tuple[str, ...]


def _lane(name: str, label: str, *classes: str) -> Lane:
    return Lane(name, label, tuple(PACT[one].value for one in classes))


LANES: Final[tuple[Lane, ...]] = (
    _lane("offices", "Offices", "OfficeHolding", "Secondment"),
    _lane("memberships", "Memberships", "Membership", "Participation", "Accession"),
    _lane("contributions", "Contributions and operations",
          "Contribution", "Operation", "StrengthChange"),
    _lane("cycles", "Cycles", "Cycle"),
    _lane("meetings", "Meetings and visits",
          "Meeting", "MeetingSeries", "Summit", "Visit", "Interview", "PressConference"),
    _lane("documents", "Documents", "Document", "Signing", "DocumentChange"),
    _lane("relations", "Relations and cooperation",
          "Relationship", "Undertaking", "Project", "Aspiration", "Negotiation"),
    _lane("counts", "Numbers", "Count"),
    _lane("utterances", "Utterances", "Utterance"),
    _lane("events", "Other events", "Event"),
    _lane("others", "Other things"),
)  # fmt: skip
"""The lanes, in the order in which they are drawn."""


class Stated(NamedTuple):
    """A date as an article states it, and where its receipt is."""

    moment: str
    date: str
    precision: str
    slug: str
    receipt: str

    def as_json(self) -> dict[str, str]:
        """Return it as JSON takes it."""
        return {**dict(zip(("moment", "date", "precision", "article"), self, strict=False)),
                "receipt": self.receipt}  # fmt: skip


@dataclass
class Item:
    """A thing with bounds, and all the articles that give it these."""

    id: str
    thing: str
    label: str
    lane: str
    bounds: Bounds
    undated: bool
    url: str
    kinds: list[str] = field(default_factory=list)
    slugs: list[str] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    vague: list[str] = field(default_factory=list)
    passages: list[str] = field(default_factory=list)

    @property
    def first_day(self) -> date:
        """Return the day by which it is put in order."""
        b = self.bounds
        known = b.begin_not_before or b.end_not_before or b.end_not_after or b.begin_not_after
        return known or date.min

    @property
    def certain(self) -> tuple[date, date] | None:
        """Return the first and the last day on which it was so for certain, if there are any."""
        begun, held = self.bounds.begin_not_after, self.bounds.end_not_before
        return (begun, held) if begun and held and begun <= held else None

    @property
    def when(self) -> str:
        """Return its time in words: the dates as they are stated, or what follows from others."""
        by_moment = {
            moment: " or ".join(sorted({s.date for s in self.stated if s.moment == moment}))
            for moment in ("on", "begin", "end")
        }
        parts = [by_moment["on"]] if by_moment["on"] else []
        begin, end = by_moment["begin"], by_moment["end"]
        if begin and end:
            parts.append(begin if begin == end else f"{begin} – {end}")
        elif begin:
            parts.append(f"from {begin}")
        elif end:
            parts.append(f"until {end}")
        return ", ".join(parts) or in_words(self.bounds)

    def can_be_within(self, span: Bounds) -> bool:
        """Tell whether it can have been between two days, ``end_not_before`` the earlier."""
        bounds, first, last = self.bounds, span.end_not_before, span.begin_not_after
        late = last and bounds.begin_not_before and bounds.begin_not_before > last
        early = first and bounds.end_not_after and bounds.end_not_after < first
        return not (late or early)

    def as_json(self, urls: Urls) -> dict[str, object]:
        """Return it as JSON takes it; see ``web.timeline``."""
        return {
            **{"id": self.id, "thing": self.thing, "label": self.label, "url": self.url},
            **{"lane": self.lane, "kinds": self.kinds, "when": self.when},
            "bounds": as_json(self.bounds),
            "certain": [day.isoformat() for day in self.certain] if self.certain else None,
            "stated": [one.as_json() for one in self.stated],
            "vague": self.vague,
            "articles": [{"slug": slug, "url": urls.article(slug)} for slug in self.slugs],
            "passages": self.passages,
        }


def stated_dates(
    site: Site, seen: Viewed
) -> tuple[dict[tuple[str, str], list[Stated]], tuple[str, ...]]:
    """Return the dates that the stored query has, by thing and article, and its notes."""
    query = site.kg.stored_query("timeline")
    answer = seen.kg.ask_stored(query, {}, timeout=site.timeout)
    found: dict[tuple[str, str], list[Stated]] = {}
    seen_dates: set[tuple[str, ...]] = set()
    for at, row in enumerate(answer.terms.dicts()):
        one = {name: text(term) for name, term in row.items()}
        slug = slug_of(one["article"])
        # A thing of two kinds has two rows for one date.
        key = (one["what"], slug, one["moment"], one["date"])
        if key not in seen_dates:
            seen_dates.add(key)
            receipt = site.urls.receipt("timeline", at, seen.parameters)
            stated = Stated(one["moment"], one["date"], one["precision"], slug, receipt)
            found.setdefault(key[:2], []).append(stated)
    return found, answer.notes


def items_of(
    dated: Iterable[Dated], stated: Mapping[tuple[str, str], list[Stated]], urls: Urls
) -> list[Item]:
    """Return the items: articles that give a thing the same bounds share one."""
    found: dict[tuple[str, Bounds], Item] = {}
    for one in dated:
        key = (one.thing, one.bounds)
        if key not in found:
            found[key] = Item(
                *(f"t{len(found) + 1}", one.thing, one.label, _lane_of(one.classes)),
                *(one.bounds, one.undated, urls.page(one.thing)),
            )
        item = found[key]
        item.slugs.append(one.slug)
        item.stated += stated.get((one.thing, one.slug), [])
        for kept, more in (
            (item.kinds, one.kinds), (item.vague, one.vague), (item.passages, one.passages),
        ):  # fmt: skip
            kept += [each for each in more if each not in kept]
    order = {lane.name: at for at, lane in enumerate(LANES)}
    return sorted(
        found.values(), key=lambda i: (order[i.lane], i.first_day, i.label, i.thing, i.id)
    )


def chosen_lanes(names: Collection[str]) -> set[str]:
    """Return the lanes that are asked for; raises BadInput for one that is not there."""
    known = {lane.name for lane in LANES}
    for name in names:
        if name not in known:
            raise BadInput(
                f"the timeline has no kind {name[:40]!r}",
                hint="it has: " + ", ".join(lane.name for lane in LANES),
            )
    return set(names)


def _lane_of(classes: Collection[str]) -> str:
    return next(
        (lane.name for lane in LANES if any(one in classes for one in lane.classes)),
        LANES[-1].name,
    )
