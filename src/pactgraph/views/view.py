"""A view: the graph from one viewpoint, with what it left out and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pyoxigraph import NamedNode

from pactgraph import graph as building
from pactgraph.disagreement.search import Disagreements, left_of
from pactgraph.graph import Graph
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.reasoning.bounds import Certainty
from pactgraph.showing import short_iri
from pactgraph.views.left_out import (
    LeftOut,
    Said,
    Why,
    known_later,
    later_article,
    not_in_force,
)
from pactgraph.views.selection import Selection
from pactgraph.views.verdicts import on_day, verdict
from pactgraph.views.viewpoint import Viewpoint
from pactgraph.views.whole import Whole, iri


@dataclass(frozen=True, slots=True)
class Noted:
    """The articles in a view, by slug, and how many there are in all."""

    articles: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class View:
    """A whole graph seen from a viewpoint.

    ``articles`` are the slugs of those that are in it: surely published by the day in the
    certain graph, possibly in the possible one.
    """

    whole: Whole
    viewpoint: Viewpoint
    noted: Noted | None = None
    """What a cache knows of it, so that nothing needs to be built to tell that."""

    @classmethod
    def of(cls, graph: Graph, viewpoint: Viewpoint) -> View:
        """Return the view of a built graph; it is computed as it is asked for."""
        return cls(Whole(lambda: graph), viewpoint)

    @cached_property
    def articles(self) -> tuple[str, ...]:
        """The slugs of the articles in the view."""
        if self.noted is not None:
            return self.noted.articles
        wanted = self._surely if self.viewpoint.certainty == "certain" else self._perhaps
        return tuple(sorted(wanted))

    @cached_property
    def selection(self) -> Selection:
        """The graphs that are left."""
        in_force = None if self.viewpoint.as_of is None else self._in_force
        return Selection(self.whole, frozenset(self.articles), in_force)

    @cached_property
    def graph(self) -> Graph:
        """The view as a graph: what is left, merged, computed and closed again."""
        whole, chosen = self.whole.graph, self.selection
        found = None if self.viewpoint.as_of is None else left_of(self._found, chosen.graphs)
        return building.build_graph(
            whole.sources,
            articles=self.articles,
            with_claims=chosen.claims,
            ruleset=whole.ruleset,
            part=building.Part(self.viewpoint.name, chosen.graphs, chosen.computed, found),
        )

    @property
    def _found(self) -> Disagreements:
        """What the articles of the view disagree on, whatever the day."""
        if self.viewpoint.known_by is None:
            return self.whole.graph.found
        return View(self.whole, replace(self.viewpoint, as_of=None)).graph.found

    @cached_property
    def left_out(self) -> Mapping[str, LeftOut]:
        """What the view left out, by IRI: articles, and things with the reason."""
        found = {**self._left_articles, **self._known_later, **self._left_things}
        for thing in sorted(self.selection.gone - found.keys()):
            reason = "it belongs to what is left out"
            found[thing] = LeftOut(thing, self._label(thing), Why.BELONGS, reason)
        return self._with_mentions(found)

    @property
    def total(self) -> int:
        """The number of articles of the whole graph."""
        return self.noted.total if self.noted else len(self.whole.graph.articles)

    @property
    def heading(self) -> str:
        """Which graph this is, in one line, and from how many articles."""
        count = len(self.articles)
        of = self.total
        articles = f"{count} of {of} articles" if count != of else f"all {of} articles"
        return f"{self.viewpoint}, from {articles}"

    def why_not(self, thing: str) -> LeftOut | None:
        """Return why a thing or an article is not in the view; None if it is not left out.

        For what belongs to an article (a passage, a thing of its own) it is the article's.
        """
        found = self.left_out.get(thing)
        if found is None:
            article = article_of_graph(thing)
            found = self.left_out.get(article) if article is not None else None
        return found

    def left_out_matching(
        self, mentions: Collection[str] = (), classes: Collection[str] = ()
    ) -> tuple[LeftOut, ...]:
        """Return the things left out whose statements link them with all of ``mentions``.

        A thing mentions itself. With ``classes``, only things of a
        time-scoped class among or below these; both are IRIs.
        Things that do not hold on the day come first, and those known later last.
        """
        wanted, kinds = frozenset(mentions), self.whole.below(classes)
        found = (
            left
            for left in self.left_out.values()
            if left.iri not in self._left_articles
            and wanted <= left.mentions | {left.iri}
            and (not kinds or kinds & left.classes)
        )
        order = list(Why)
        return tuple(sorted(found, key=lambda left: (order.index(left.why), left.iri)))

    def later_articles_on(self, *things: str) -> tuple[LeftOut, ...]:
        """Return the articles left out that speak of all of these things."""
        mentions = self.whole.mentions
        return tuple(
            left
            for left in self._left_articles.values()
            if frozenset(things) <= mentions[slug_of(left.iri)]
        )

    def says(self, thing: str) -> tuple[Said, ...]:
        """Return what the articles that may be out say of a time-scoped thing on the day."""
        day = self.viewpoint.as_of
        if day is None:
            return ()
        occurs = thing in self.whole.happenings
        told = self.whole.told.get(thing, {})
        return tuple(
            Said(
                slug,
                Certainty.POSSIBLE if bounds is None else on_day(bounds, day, happening=occurs),
                bounds,
            )
            for slug, bounds in sorted(told.items())
            if slug in self._perhaps
        )

    def _in_force(self, thing: str) -> bool:
        found = verdict({said.slug: said.certainty for said in self.says(thing)}, self._surely)
        if self.viewpoint.certainty == "certain":
            return found is Certainty.CERTAIN
        return found is not Certainty.EXCLUDED

    @cached_property
    def _out(self) -> dict[str, Certainty]:
        day = self.viewpoint.known_by
        return {
            slug: Certainty.CERTAIN if day is None else publication.by(day)
            for slug, publication in self.whole.publications.items()
        }

    @cached_property
    def _surely(self) -> frozenset[str]:
        return frozenset(s for s, out in self._out.items() if out is Certainty.CERTAIN)

    @cached_property
    def _perhaps(self) -> frozenset[str]:
        return frozenset(s for s, out in self._out.items() if out is not Certainty.EXCLUDED)

    @cached_property
    def _left_articles(self) -> dict[str, LeftOut]:
        records = self.whole.graph.sources.articles
        return {
            records[slug].iri: later_article(
                self.whole.publications[slug], slug, records[slug].iri, self._out[slug]
            )
            for slug in sorted(self._out.keys() - set(self.articles))
        }

    @cached_property
    def _known_later(self) -> dict[str, LeftOut]:
        mentions, kept = self.whole.mentions, set(self.articles)
        known = frozenset().union(*(mentions[slug] for slug in kept))
        by: dict[str, list[str]] = {}
        for slug in sorted(self._out.keys() - kept):
            for thing in mentions[slug] - known:
                if thing in self.whole.declared or (
                    thing in self.whole.classes and thing not in self.whole.named
                ):
                    by.setdefault(thing, []).append(slug)
        return {
            thing: known_later(
                thing,
                self._label(thing),
                {slug: self.whole.publications[slug] for slug in slugs},
                self.whole.classes.get(thing, frozenset()),
            )
            for thing, slugs in sorted(by.items())
        }

    @cached_property
    def _left_things(self) -> dict[str, LeftOut]:
        day = self.viewpoint.as_of
        if day is None:
            return {}
        return {
            thing: not_in_force(
                thing,
                self._label(thing),
                self.says(thing),
                day,
                self.whole.classes.get(thing, frozenset()),
                happening=thing in self.whole.happenings,
            )
            for thing in sorted(self.selection.not_in_force)
        }

    def _label(self, thing: str) -> str:
        return self.whole.label(thing) or short_iri(thing)

    def _with_mentions(self, found: dict[str, LeftOut]) -> dict[str, LeftOut]:
        mentions: dict[str, set[str]] = {}
        for _, triples in self.whole.stating():
            for triple in triples:
                if isinstance(triple.object, NamedNode):
                    one, other = iri(triple.subject), triple.object.value
                    if one in found:
                        mentions.setdefault(one, set()).add(other)
                    if other in found:
                        mentions.setdefault(other, set()).add(one)
        return {
            thing: replace(left, mentions=frozenset(mentions.get(thing, ())))
            for thing, left in found.items()
        }
