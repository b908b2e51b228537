"""What a change of articles makes of the findings is found from the change alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import product
from typing import cast
from unittest.mock import patch

import pyoxigraph as ox
from changing_worlds import (
    GROUND,
    HIERARCHY,
    Article,
    Change,
    graphs_with,
    in_memory,
    quads_of,
    stored,
    whole,
    worlds,
)
from disagreement_worlds import ONTOLOGY, article, graphs_of
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_worlds import begin, count, denial, membership, on, thing

from pactgraph.disagreement import sharing, world
from pactgraph.disagreement.difference import Difference, changed_disagreements
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.in_store import Changed, InStore
from pactgraph.disagreement.lookups import Having
from pactgraph.disagreement.search import find_disagreements
from pactgraph.disagreement.world import World
from pactgraph.model.graphs import COMPUTED, DISAGREEMENTS
from pactgraph.namespaces import ID, PACT
from pactgraph.reasoning.builtin_rules import compute
from pactgraph.reasoning.merging import of_articles
from pactgraph.source.sources import Sources
from pactgraph.words.titles import title_begin, title_words

DAY = on("2020-01-20")


class Counting:
    """A store that counts what it is asked for, and what it answers."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self.asked = 0
        self.answered = 0

    def quads_for_pattern(self, *pattern: object) -> Iterator[ox.Quad]:
        self.asked += 1
        for quad in self._store.quads_for_pattern(*pattern):  # type: ignore[arg-type]
            self.answered += 1
            yield quad

    def query(self, query: str) -> Iterator[object]:
        self.asked += 1
        for solution in cast(ox.QuerySolutions, self._store.query(query)):
            self.answered += 1
            yield solution


def articles_of(sources: Sources, slugs: Collection[str]) -> dict[str, Sequence[ox.Triple]]:
    """Return what the rules read of the graph of some articles."""
    graphs = of_articles(sources.graphs, slugs)
    return {**graphs, COMPUTED.value: compute(graphs, sources.ontology).triples}


def put(store: ox.Store, quads: Mapping[bool, set[ox.Quad]], found: Difference) -> None:
    """Change a store, and its findings with it."""
    for quad in quads[False]:
        store.remove(quad)
    store.extend(quads[True])
    for triple in found.removed:
        store.remove(ox.Quad(*triple, DISAGREEMENTS))
    store.extend(ox.Quad(*triple, DISAGREEMENTS) for triple in found.added)


def on_a_hub(name: str) -> list[str]:
    """Return passages of an article on a state of its own and bodies that all speak of."""
    state = f"id:{name}"
    parties = f"pact:firstParty {state} ; pact:secondParty id:league"
    return [
        membership(begin("1994"), DAY, name=f"id:m-{name}").replace("id:orla", state),
        thing(f"id:r-{name}", "Cooperation", parties, begin("1993")),
        thing(
            f"id:k-{name}", "Contribution", f"pact:contributor {state} ; pact:operation id:guard"
        ),
        count(f"<{name}/thing/n>", 120, "level", f"id:k-{name}", DAY),
        thing(f"id:p-{name}", "Participation", begin("1995"), DAY,
              f"pact:participant {state} ; pact:programme id:beacon"),
        thing(f"<{name}/thing/u>", "Utterance", "pact:speaker id:ada ; pact:about id:league"),
        thing(f"id:t-{name}", "Negotiation", "pact:concerns id:war", "pact:status pact:underWay"),
        denial("memberOf", "id:guard").replace("<a/", f"<{name}/").replace("id:orla", state),
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(worlds, worlds)
def test_the_difference_leads_to_what_a_whole_search_finds(
    old: dict[str, Article], new: dict[str, Article]
) -> None:
    # Articles of the same name stay, for the most part, so that some change and some do not.
    kept = {slug: told for slug, told in old.items() if slug not in "ab"}
    change = Change(graphs_with(old), graphs_with({**new, **kept}))
    before, after = whole(change.before), whole(change.after)
    for found in (change.in_memory(), change.in_store(ox.Store())):
        assert found.added == after - before
        assert found.removed == before - after


@settings(max_examples=40, deadline=None)
@given(worlds, worlds, st.data())
def test_the_engine_finds_what_meets_all_conditions_as_reading_does(
    old: dict[str, Article], new: dict[str, Article], data: st.DataObject
) -> None:
    before, after = graphs_with(old), graphs_with(new)
    store = stored(before)
    was, now = set(store), set(stored(after))
    seen = World(Changed(InStore(store), now - was, was - now), HIERARCHY)
    read = in_memory(after)
    bodies = {quad.object for quad in now if quad.predicate == PACT.officeOf}
    titles = {q.object.value for q in now if q.predicate in (PACT.title, PACT.name)}
    begins = {title_begin(title_words(title)) for title in titles} - {None}
    for body, begin_ in product(bodies, begins):
        assert {*read.lookups.titled(body, begin_)} <= {*seen.lookups.titled(body, begin_)}
    quad = data.draw(st.sampled_from(sorted(now, key=str)))
    of_it = sorted((q for q in now if q.subject == quad.subject), key=str)
    other = data.draw(st.sampled_from(of_it))
    led_by = sorted((q for q in now if q.object == quad.subject), key=str)
    has, has_too = (Having((one.predicate,), (one.object,)) for one in (quad, other))
    leading = [(Having((quad.predicate,), (quad.object,), q.predicate), q) for q in led_by[:1]]
    with patch.object(sharing, "_FIRST", 1), patch.object(world, "_MANY", 0):
        assert seen.sharing(has, has_too) == read.sharing(has, has_too)
        for leads, by in leading:
            too = Having((by.predicate,), (by.object,))
            assert seen.sharing(leads, too) == read.sharing(leads, too)


def test_offices_and_titles_that_come_are_among_those_of_the_body() -> None:
    office = thing("id:clerk", "Office", "pact:officeOf id:union")
    holding = thing("<a/thing/h>", "OfficeHolding", "pact:office id:clerk")
    before = graphs_of(*GROUND, article("a", "2020", office, holding))
    came = [
        holding.replace("pact:office", 'pact:title "Clerk" ; pact:office'),
        office.replace("id:clerk", "id:warden"),
        thing("<b/thing/h>", "OfficeHolding", 'pact:office id:warden ; pact:title "Warden"'),
        holding.replace("<a/", "<c/"),
    ]
    more = set(stored(graphs_of(article("b", "2021", *came))))
    after = Changed(InStore(stored(before)), more, ())
    clerk, warden = ((ID.clerk, ox.Literal("Clerk")), (ID.warden, ox.Literal("Warden")))
    assert set(after.titled(ID.union, "")) == {clerk, warden}
    offices = Having((PACT.officeOf,), (ID.union,), PACT.office)
    held = {one.value.rpartition("/article/")[2] for one in after.meeting([offices])}
    assert held == {"a/thing/h", "b/thing/h", "c/thing/h"}


def test_each_article_goes_and_comes_back(sources: Sources) -> None:
    every = articles_of(sources, sources.articles)
    expected = frozenset(find_disagreements(every, sources.ontology).triples)
    store = stored({**every, DISAGREEMENTS.value: list(expected)})
    for slug in sources.articles:
        rest = articles_of(sources, set(sources.articles) - {slug})
        old, new = set(stored(every)), set(stored(rest))
        gone = World.of_store(store, Hierarchy(sources.ontology), new - old, old - new)
        found = changed_disagreements(*gone, old ^ new)
        left = frozenset(find_disagreements(rest, sources.ontology).triples)
        assert (expected - found.removed) | found.added == left
        assert left != expected
        put(store, {True: new - old, False: old - new}, found)
        back = World.of_store(store, Hierarchy(sources.ontology), old - new, new - old)
        again = changed_disagreements(*back, old ^ new)
        assert (again.added, again.removed) == (found.removed, found.added)
        put(store, {True: old - new, False: new - old}, again)


def test_the_cost_is_the_same_however_many_articles_mention_a_body() -> None:
    costs = []
    for mentions in (100, 1000):
        others = [article(f"o{n}", "2020", *on_a_hub(f"o{n}")) for n in range(mentions)]
        before = graphs_of(*GROUND, *others)
        # What the new one says of a thing that another tells of as well differs from that.
        again = membership(begin("1992"), name="id:m-o7").replace("id:orla", "id:o7")
        more = quads_of(graphs_of(article("new", "2021", *on_a_hub("new"), again)))
        store = Counting(stored(before))
        worlds_ = World.of_store(cast(ox.Store, store), Hierarchy(ONTOLOGY), more, ())
        found = changed_disagreements(*worlds_, more)
        assert {str(one.object) for one in found.added} >= {'"dates-of-one-thing"'}
        costs.append((store.asked, store.answered))
    (asked, answered), (asked_of_many, answered_of_many) = costs
    assert asked_of_many <= 1.1 * asked
    assert answered_of_many <= 2 * answered


def test_a_finding_cites_a_number_as_a_store_has_it() -> None:
    numbers = ("00094", "+120")
    parts = [
        article(slug, "2020", count(f"<{slug}/thing/n>", 0, "level", "id:m", DAY))
        for slug in ("a", "b")
    ]
    written = [
        part.replace("pact:value 0 ", f"pact:value {n} ")
        for part, n in zip(parts, numbers, strict=True)
    ]
    found = find_disagreements(graphs_of(*written), ONTOLOGY)
    cited = {t.object.value for t in found.triples if t.predicate == PACT.opposedValue}
    assert {"94", "120"} <= cited
    quads = {ox.Quad(*triple) for triple in found.triples}
    store = ox.Store()
    store.extend(quads)
    assert set(store) == quads
