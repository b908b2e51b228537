"""Contributions to operations and funds: from when to when, and with how many people.

As JSON: ``view`` (heading, as-of, known-by, certainty; null for the whole graph), ``notes``,
``filters`` (as given), ``contributions``, ``left_out`` (``thing``, ``label``, ``why``,
``reason``, ``url``) and ``passages``. A contribution is a contributor and an operation
(``contributor``, ``contributorLabel``, ``contributorUrl``, the same of ``operation``) with
``rows``, those of the stored query ``contributions`` (``begin``, ``end``, ``personnel``,
``article``, ``certainty``, ``receipt``); ``said``, the bounds that each article gives it
(``contribution``, ``article``, ``bounds``, ``when``); and ``numbers``, what is counted of it
(``count``, ``what``, ``value``, ``comparator``, ``sign``, ``unit``, ``kind``, ``level``,
``article``, ``bounds``, ``when``, ``passages``). A number is what one article states: no two
are added up or averaged. ``level`` tells whether it is a number of people at one time.
"""

from __future__ import annotations

import json
from typing import Final

from pactgraph.web.contributions.chart import chart_of
from pactgraph.web.contributions.rows import contributions_of
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.timeline.dated import told_in
from pactgraph.web.viewed import Viewed, for_readers

_FILTERS: Final = ("contributor", "operation")


def contributions(site: Site, request: DocumentRequest) -> Document:
    """Return the contributions as a page or as JSON; raises BadInput and NotFound."""
    given = {name: value for name in _FILTERS if (value := request.first(name)) is not None}
    seen = site.seen(request)
    found, notes = contributions_of(site, seen, given)
    gone: set[str] = set()
    if seen.heading is not None:
        whole, _ = contributions_of(site, Viewed(site.kg), given)
        kept = {each.key: each.things for each in found}
        gone = {thing for each in whole for thing in each.things - kept.get(each.key, set())}
    left_out = [{**one, "url": site.urls.page(one["thing"])} for one in seen.left_out(gone)]
    passages = told_in(seen.kg, (iri for each in found for iri in each.passages))
    data = {
        "view": seen.as_json(),
        "notes": list(notes),
        "filters": given,
        "contributions": [each.as_json(site.urls) for each in found],
        "left_out": left_out,
        "passages": passages,
    }
    if request.format == "json":
        return Document.of(json.dumps(data, ensure_ascii=False, indent=1), "json")
    return site.page(
        "contributions.html",
        request,
        data=data,
        seen=seen,
        notes=for_readers(notes),
        found=found,
        chart=chart_of(found),
        passages=passages,
        filters={"contributor": "", "operation": "", **given},
    )
