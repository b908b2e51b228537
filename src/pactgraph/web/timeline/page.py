"""The timeline: all that has a time, as far as it is certain and as far as it is possible.

As JSON: ``view`` (heading, as-of, known-by, certainty; null for the whole graph), ``notes``,
``filters`` (as given), ``lanes`` (``name``, ``label``, ``items``, ``undated``), ``items`` and
``undated``. An item is a thing with the bounds that one or more articles give it: ``id``,
``thing``, ``label``, ``url``, ``lane``, ``kinds``, ``when`` (in words), ``bounds`` (the four
sides of pact:Bounds, null where open), ``certain`` ([first day, last day] or null),
``stated`` (``moment``, ``date`` as stated, ``precision``, ``article``, ``receipt``), ``vague``
(words that give no date), ``articles`` (slugs) and ``passages`` (IRIs). ``passages`` tells of
each: ``article``, ``start``, ``end``, ``url`` and what is there of ``anchor`` and ``words``.
What is ``undated`` is known only to have begun by the day on which it was written of.
"""

from __future__ import annotations

import json
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Bounds
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.timeline.chart import chart_of
from pactgraph.web.timeline.dated import as_json, dated_things, days_of, text, told_in
from pactgraph.web.timeline.items import LANES, Item, chosen_lanes, items_of, stated_dates
from pactgraph.web.viewed import for_readers

_FILTERS: Final = ("about", "from", "to")


def timeline(site: Site, request: DocumentRequest) -> Document:
    """Return the timeline as a page or as JSON; raises BadInput and NotFound."""
    given = {name: value for name in _FILTERS if (value := request.first(name)) is not None}
    from_day, to_day = (days_of(name, given.get(name)) for name in ("from", "to"))
    wanted = chosen_lanes(request.all("kind"))
    slugs = _articles(site, request)
    seen = site.seen(request)
    about = None
    if "about" in given:
        about = site.kg.names.resolve(given["about"]).value
    stated, notes = stated_dates(site, seen)
    every = items_of(dated_things(site, seen.kg), stated, site.urls)
    span = Bounds(
        begin_not_after=to_day.last if to_day else None,
        end_not_before=from_day.first if from_day else None,
    )
    within = None if about is None else _tied_to(site, seen.kg, about)
    items = [
        item
        for item in every
        if (not slugs or set(slugs) & set(item.slugs))
        and (within is None or item.thing in within)
        and item.can_be_within(span)
    ]
    lanes = [
        {
            "name": lane.name,
            "label": lane.label,
            "items": sum(i.lane == lane.name and not i.undated for i in items),
            "undated": sum(i.lane == lane.name and i.undated for i in items),
        }
        for lane in LANES
    ]
    items = [item for item in items if not wanted or item.lane in wanted]
    passages = told_in(seen.kg, (iri for item in items for iri in item.passages))
    data = {
        "view": seen.as_json(),
        "notes": list(notes),
        "filters": {**given, "kind": sorted(wanted), "article": slugs},
        "lanes": lanes,
        "items": [item.as_json(site.urls) for item in items if not item.undated],
        "undated": [item.as_json(site.urls) for item in items if item.undated],
        "passages": passages,
    }
    if request.format == "json":
        return Document.of(json.dumps(data, ensure_ascii=False, indent=1), "json")
    dated = [item for item in items if not item.undated]
    return site.page(
        "timeline.html",
        request,
        data=data,
        seen=seen,
        notes=for_readers(notes),
        years=_by_year(dated),
        undated=[item for item in items if item.undated],
        total=len({item.thing for item in items}),
        chart=chart_of(dated, span),
        passages=passages,
        about_label=None if about is None else site.labels([about]).get(about, about),
        live=[
            {
                **{"id": item.id, "thing": item.thing, "label": item.label, "lane": item.lane},
                **{"when": item.when, "bounds": as_json(item.bounds)},
            }
            for item in dated
        ],
        articles=sorted(site.kg.articles),
        chosen=[
            *(f"{name}: {value}" for name, value in given.items()),
            *slugs,
            *(lane.label for lane in LANES if lane.name in wanted),
            *([seen.sentence] if seen.parameters else []),
        ],
        filters={"about": "", "from": "", "to": "", **given, "kind": wanted, "article": slugs},
    )


def _articles(site: Site, request: DocumentRequest) -> list[str]:
    slugs = [slug.rpartition("/")[2] for slug in request.all("article")]
    for slug in slugs:
        site.kg.names.resolve(slug, PACT.Article)
    return slugs


def _tied_to(site: Site, kg: KnowledgeGraph, about: str) -> set[str]:
    rows = site.rows(f"SELECT DISTINCT ?thing {{ ?thing ?relation {NamedNode(about)} }}", kg)
    return {about, *(text(thing) for (thing,) in rows)}


def _by_year(items: list[Item]) -> list[tuple[str, list[Item]]]:
    years: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: (item.first_day, item.label, item.id)):
        years.setdefault(str(item.first_day.year), []).append(item)
    return list(years.items())
