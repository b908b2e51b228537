"""What a change of articles makes of the findings is found from the change alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox
from changing_worlds import GROUND, Article, Change, graphs_with, quads_of, stored, whole, worlds
from disagreement_worlds import ONTOLOGY, article, graphs_of
from hypothesis import given, settings
from rule_worlds import begin, count, denial, membership, on, thing

from pactgraph.disagreement.difference import Difference, changed_disagreements
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.search import find_disagreements
from pactgraph.disagreement.world import World
from pactgraph.model.graphs import COMPUTED, DISAGREEMENTS
from pactgraph.namespaces import PACT
from pactgraph.reasoning.builtin_rules import compute
from pactgraph.reasoning.merging import of_articles
from pactgraph.source.sources import Sources

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
