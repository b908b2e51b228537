"""Small worlds that change: articles of random passages, and what both ways to see them say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox
from disagreement_worlds import ONTOLOGY, article, claim, entities, graphs_of
from hypothesis import strategies as st
from rule_worlds import (
    OFFICES,
    PERHAPS,
    begin,
    count,
    cycles,
    date,
    denial,
    end,
    holding,
    membership,
    of,
    on,
    over,
    participation,
    refuting,
    relation,
    resumption,
    thing,
)

from pactgraph.conflicts import Conflict, Statement
from pactgraph.disagreement.difference import Difference, changed_disagreements
from pactgraph.disagreement.hierarchy import Hierarchy
from pactgraph.disagreement.in_memory import InMemory
from pactgraph.disagreement.in_store import Changed, InStore
from pactgraph.disagreement.search import found_in
from pactgraph.disagreement.world import World
from pactgraph.model.graphs import DISAGREEMENTS
from pactgraph.namespaces import ID, PACT, RDF

HIERARCHY = Hierarchy(ONTOLOGY)
Graphs = dict[str, list[ox.Triple]]

GROUND = (OFFICES, PERHAPS, entities('id:orla rdfs:label "Orla"@en ; a pact:State .'))
SLUGS = ("a", "b", "c", "d")
DAYS = ("1996", "2020-01-20", "2020-02", "2022-01-18")
ALLIANCE = thing("id:alliance", "AllianceRelationship",
                 "pact:firstAlly id:vessen ; pact:secondAlly id:orla")  # fmt: skip
BODIES = (
    membership(begin("1992")),
    membership(begin("1994")),
    membership(end("2013")),
    membership(on("2020-01-20")),
    membership(over("2022-01-18")),
    membership(name="id:n"),
    membership(begin("2020-03"), name="id:n"),
    membership(begin("1992"), on("2020-01-20")),
    relation("id:r", "Relationship", "1992-03"),
    relation("id:c", "Cooperation", "1994"),
    relation("id:c", "BilateralCooperation", "1990"),
    thing("id:a", "MeetingSeries", begin("2017")),
    thing("id:b", "MeetingSeries", begin("2018")),
    thing("id:a", "MeetingSeries", "pact:duringEvent id:whole"),
    thing("id:whole", "MeetingSeries", begin("2016")),
    thing("id:whole", "Signing", end("2021")),
    thing(
        "id:b",
        "MeetingSeries",
        "pact:intervalLength 02 ; pact:intervalUnit pact:year",
        f"pact:intervalUntil {date('2020-01-21')}",
    ),
    count("id:x", 94, "level", "id:m", on("2020-01-20")),
    count("id:y", 120, "level", "id:m", on("2020-01-20")),
    "id:y a pact:Count ; pact:value 0120 ; pact:comparator pact:exactly .",
    count("id:y", 97, "level", "id:m", on("2020-01-20"), by="approximately"),
    count("id:z", 120, "totalSoFar", "id:p", "pact:per pact:year"),
    count("id:x", 9, "level", "id:p"),
    thing("id:p", "Secondment", "pact:contributor id:orla"),
    "id:s pact:participant id:orla .",
    count("id:z", 120, "level", "id:s", 'pact:counted "some guards"'),
    "id:x pact:partOfCount id:y .",
    "id:y pact:partOfCount id:x .",
    count("id:x", 121, "level", "id:s"),
    count("id:x", 1, "totalSoFar", "id:m", "pact:enumerates id:p, id:q"),
    "id:x pact:listOpen true .",
    holding("id:h", "ada", "director", on("2020-01-20")),
    holding("id:k", "bo", "director", begin("2019"), on("2020-02")),
    holding("id:k", "bo", "harbours", on("2020-01-20")),
    "id:h pact:office id:deputy .",
    holding("id:l", "a", "deputy", on("2020-02"), 'pact:title "Deputy Director"'),
    holding("id:l", "b", "tides", on("2020-02"), 'pact:title "Deputy Director of Tides"'),
    of("league", "deputy", "harbours", "tides"),
    "id:bo pact:unnamed true .",
    "id:director a pact:SharedOffice .",
    participation("id:a", begin("1997"), on("2021")),
    participation("id:beacon", begin("1997")),
    "id:p pact:observedOn " + date("2019") + " .",
    resumption("id:orla", "id:b"),
    resumption("<b/thing/office>", "id:beacon"),
    "<b/thing/office> pact:affiliation id:yard .",
    "id:yard pact:affiliation id:orla .",
    "<b/thing/r> pact:date " + date("1990") + " .",
    *cycles((1, "2005", "2007"), (2, "2009", "2010"), (3, "2012", "2013")),
    *cycles((2, "2008", "2008")),
    "id:c2 pact:conductedBy id:vessen .",
    thing("id:talks", "Negotiation", "pact:concerns id:b", "pact:status pact:underWay"),
    thing("id:talks", "Negotiation", "pact:concerns id:a", "pact:status pact:underWay", on("2020")),
    thing("id:a", "ArmedConflict", over("2022")),
    thing("id:b", "ArmedConflict", "pact:status pact:completed"),
    "id:a pact:date " + date("2021") + " .",
    denial("allyOf", "id:vessen"),
    denial("memberOf", "id:league"),
    ALLIANCE,
    "id:alliance pact:begin " + date("2001") + " .",
    "id:alliance pact:endedBefore " + date("2019") + " .",
    "id:vessen pact:allyOf id:orla .",
    "id:orla pact:memberOf id:league .",
    refuting("id:ada", "id:vessen"),
    refuting("id:ada", "id:ada"),
    "<a/thing/v> pact:accordingTo <a/thing/w> .",
    "<a/thing/w> a pact:Utterance ; pact:speaker id:bo .",
    "<b/thing/c> pact:accordingTo <a/thing/v> .",
    "<b/thing/c> pact:speaker id:zed .",
    'id:m rdfs:label "Membership"@en .',
    'id:m rdfs:label "The membership"@en .',
    'id:ada rdfs:label "Ada"@en .',
    'id:league rdfs:label "League"@en .',
    'id:a rdfs:label "A"@en .',
    "id:x a pact:Person .",
    "id:x a pact:City .",
)

passages = st.lists(st.sampled_from(BODIES), min_size=1, max_size=4)
claims = st.lists(
    st.tuples(st.sampled_from(["id:ada", "id:bo"]), st.sampled_from(BODIES)), max_size=1
)
records = st.sampled_from(
    ["", "", "", "<{}> prov:wasRevisionOf <b> .", "<{}> prov:wasRevisionOf <c> ."]
)
articles = st.tuples(st.sampled_from(DAYS), passages, claims, records)
Article = tuple[str, list[str], list[tuple[str, str]], str]
worlds = st.dictionaries(st.sampled_from(SLUGS), articles, max_size=4)


def graphs_with(told: Mapping[str, Article]) -> Graphs:
    """Return the graphs of articles, on a ground that never changes."""
    parts = list(GROUND)
    for slug, (published, bodies, spoken, record) in told.items():
        places = [n * 100 for n in range(len(bodies))]
        kept = [f"<{slug}#char={n},{n + 99}> a pact:Passage ." for n in places]
        if spoken:
            kept.append(f"<{slug}#char=900,909> a pact:Passage .")
        lines = " ".join([*kept, record.format(slug)])
        parts.append(article(slug, published, *bodies, record=lines))
        parts += [claim(slug, "c", speaker, body) for speaker, body in spoken]
    return graphs_of(*parts)


def conflicts_in(graphs: Graphs) -> list[Conflict]:
    """Return what a reasoner would find: that a thing is both a person and a city."""
    kinds = (PACT.Person, PACT.City)
    statements = [
        Statement(ox.Triple(ID.x, RDF.type, kind), graph)
        for graph in sorted(graphs)
        for kind in kinds
        if ox.Triple(ID.x, RDF.type, kind) in graphs[graph]
    ]
    if {one.triple.object for one in statements} != set(kinds):
        return []
    return [Conflict("nothing is both a person and a city", tuple(statements))]


def in_memory(graphs: Graphs) -> World:
    return World(InMemory(graphs), HIERARCHY)


def whole(graphs: Graphs) -> frozenset[ox.Triple]:
    """Return what a search through everything finds."""
    return frozenset(found_in(in_memory(graphs), conflicts_in(graphs)).triples)


@dataclass
class Change:
    """One world before and after, seen in memory and in a store."""

    before: Graphs
    after: Graphs

    def in_memory(self) -> Difference:
        graphs = {**self.before, DISAGREEMENTS.value: list(whole(self.before))}
        old, new = quads_of(self.before), quads_of(self.after)
        both = in_memory(graphs), in_memory(self.after)
        return changed_disagreements(*both, old ^ new, *self._conflicts)

    def in_store(self, store: ox.Store) -> Difference:
        """Return what changes in a store that holds what was before."""
        graphs = {**self.before, DISAGREEMENTS.value: list(whole(self.before))}
        store.extend(quads_of(graphs))
        store.extend(ox.Quad(q.subject, q.predicate, q.object) for q in quads_of(graphs))
        old, new = (set(stored(one)) for one in (self.before, self.after))
        seen = InStore(store)
        after = World(Changed(seen, new - old, old - new), HIERARCHY)
        return changed_disagreements(World(seen, HIERARCHY), after, old ^ new, *self._conflicts)

    @property
    def _conflicts(self) -> tuple[list[Conflict], list[Conflict]]:
        return conflicts_in(self.before), conflicts_in(self.after)


def quads_of(graphs: Graphs) -> set[ox.Quad]:
    return {
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name))
        for name, triples in graphs.items()
        for t in triples
    }


def stored(graphs: Graphs) -> ox.Store:
    """Return a store of graphs, which has their literals as it writes them."""
    store = ox.Store()
    store.extend(quads_of(graphs))
    return store
