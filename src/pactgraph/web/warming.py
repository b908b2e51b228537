"""Warming: what a process that makes documents does in idle time, for its first requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pactgraph.engine.oxigraph_engine import OxigraphEngine
from pactgraph.web.answering import handler_of
from pactgraph.web.routes import ROUTES
from pactgraph.web.site import GraphSite, Site


def steps(site: GraphSite) -> Iterator[Callable[[], object]]:
    """Yield what would else be done by the first request that needs it, one short step each.

    What fails here fails again when it is asked for, and is told then.
    """
    yield from (partial(handler_of, one.name, site.is_project) for one in ROUTES[:1])
    if isinstance(site, Site):
        kg = site.kg
        yield lambda: kg.queries
        if isinstance(kg.engine, OxigraphEngine):
            yield kg.engine.start
        yield lambda: kg.names
        yield lambda: kg.articles
    for one in ROUTES[1:]:
        if site.is_project or one.plain is not None:
            yield partial(handler_of, one.name, site.is_project)
    yield from site.renderer.steps()
