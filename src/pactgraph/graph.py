"""The graph in memory: sources merged, computed and closed, with what was found on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final, Literal

from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from pactgraph.conflicts import (
    Conflict,
    Identity,
    Locator,
    find_conflicts,
    located_identities,
    refuse,
)
from pactgraph.disagreement.search import Disagreements, find_disagreements
from pactgraph.errors import BadInput, Location, NotFound
from pactgraph.inner_conflicts import clashing_in_passages, conflicts_in_claims
from pactgraph.model.graphs import DISAGREEMENTS, INFERRED, ONTOLOGY, GraphKind, kind_of
from pactgraph.reasoning.builtin_rules import Computed, compute
from pactgraph.reasoning.claims import resolve_claims
from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.contradictions import find_contradictions, find_identities
from pactgraph.reasoning.merging import (
    merge,
    merged_graph,
    of_articles,
    ontology_facts,
    with_derived_graphs,
)
from pactgraph.reasoning.rules import RuleSet
from pactgraph.reasoning.triples import statements
from pactgraph.source.sources import Sources

if TYPE_CHECKING:
    from pactgraph.export.snapshot import GraphSnapshot

Reasoner = Literal["own", "owlrl"]
REASONERS: Final[tuple[Reasoner, ...]] = ("own", "owlrl")

Progress = Callable[[str, float | None], None]
"""Called with the name of each step and the share of it that is done (None: not known)."""


@dataclass(frozen=True)
class Part:
    """What a view leaves of what articles state, and of what was computed from it.

    ``name`` tells the view from others; where it is empty, nothing was left out. ``found``
    is what is disagreed on among what is left; it is looked for where it is not given.
    """

    name: str
    graphs: Mapping[str, Sequence[Triple]] = field(repr=False)
    computed: Computed = field(repr=False)
    found: Disagreements | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Graph:
    """One graph, whole: its named graphs, merged, and how each triple came to be there.

    ``graphs`` holds every named graph, also those that merged leaves out. ``closed`` is
    what the closure started from. ``closure`` knows the round of each triple; it is
    None after the reference reasoner, which keeps none. ``claim_conflicts`` is what single
    claims, joined or not, hold against themselves or the records of entities. ``view`` names
    the view that it is, and is empty for the graph of all that its articles state. ``found``
    is every disagreement, those of ``disagreements`` among them.
    """

    sources: Sources = field(repr=False)
    graphs: Mapping[str, Sequence[Triple]] = field(repr=False)
    merged: Sequence[Triple] = field(repr=False)
    closed: Sequence[Triple] = field(repr=False)
    computed: Computed = field(repr=False)
    ruleset: RuleSet = field(repr=False)
    closure: Closure | None = field(repr=False)
    articles: tuple[str, ...]
    joined_claims: frozenset[str]
    disagreements: tuple[Conflict, ...]
    claim_conflicts: tuple[Conflict, ...]
    identities: tuple[Identity, ...]
    view: str = ""
    found: Disagreements = field(default_factory=Disagreements, repr=False)

    @property
    def inferred(self) -> Sequence[Triple]:
        """What the ontology's axioms add."""
        return self.graphs[INFERRED.value]

    def round_of(self, triple: Triple) -> int | None:
        """Return the round of the closure that gave a triple: 0 if it was not inferred.

        None if the triple does not follow, or the reference reasoner ran.
        """
        return None if self.closure is None else self.closure.round_of(triple)

    def dataset(self) -> Iterator[Quad]:
        """Yield merged as the default graph and then the named graphs, as an engine takes them."""
        yield from statements(self.merged, DefaultGraph())
        yield from self.quads()

    def quads(self) -> Iterator[Quad]:
        """Yield the statements of every named graph; merged is not among them."""
        return _quads(self.graphs)

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of triples of merged, and of each kind of named graph that there is."""
        found = {"merged": len(self.merged)}
        for kind in GraphKind:
            sizes = [
                len(triples) for graph, triples in self.graphs.items() if kind_of(graph) is kind
            ]
            if sizes:
                found[kind.value] = sum(sizes)
        return found

    @cached_property
    def digest(self) -> str:
        """The same for the same files, articles, claims and view: what a store is named by."""
        return graph_digest(self.sources, self.articles, self.joined_claims, self.view)

    def positions(self) -> Iterator[tuple[Quad, str, int]]:
        """Yield each statement that stands in a line of a file, with that file and line."""
        stated = {graph: self.graphs[graph] for graph in self.graphs if not _is_derived(graph)}
        for quad in _quads(stated):
            place = self.sources.line_of(quad)
            if place is not None and place.line is not None:
                yield quad, place.file, place.line

    @property
    def snapshot(self) -> GraphSnapshot:
        """The graphs as exports take them."""
        # The exports bring in libraries that no build needs.
        from pactgraph.export.snapshot import GraphSnapshot

        return GraphSnapshot(self.graphs, self.merged, self.joined_claims)


def graph_digest(
    sources: Sources,
    articles: Collection[str] | None = None,
    claims: Collection[str] = (),
    view: str = "",
) -> str:
    """Return the digest that the graph of these sources, articles, claim graphs and view has.

    Without ``articles`` it is that of all; it is known before anything is built.
    """
    every = articles is None or set(articles) == set(sources.articles)
    return digest_of_graph(sources.digest, None if every else articles, claims, view)


def digest_of_graph(
    sources: str,
    part: Collection[str] | None = None,
    claims: Collection[str] = (),
    view: str = "",
) -> str:
    """Return the digest of the graph of all articles of these sources, or of a ``part`` of them.

    ``sources`` is their digest, and a part is named by its slugs.
    """
    slugs = [] if part is None else ["of", *sorted(part)]
    parts = [sources, *slugs, "", *sorted(claims), *(("", view) if view else ())]
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def build_graph(
    sources: Sources,
    *,
    reasoner: Reasoner = "own",
    articles: Collection[str] | None = None,
    with_claims: Collection[str] = (),
    ruleset: RuleSet | None = None,
    progress: Progress | None = None,
    part: Part | None = None,
) -> Graph:
    """Return the graph of a project's sources, or of a set of its articles, by their slugs.

    ``with_claims`` names claim graphs, or speakers, whose assertions join merged. A
    ``ruleset`` that was compiled before from the same ontology saves compiling it again.
    With a ``part`` of what those articles state, it is merged and closed in their place.

    Raises BadInput for a statement that cannot be read or an axiom that no rule carries
    out, Contradiction where the ontology's individuals, the entity records or one passage
    contradict themselves or each other (in kind, relation or time),
    NotFound for an article or speaker that is none.
    """
    tell = progress or _silent
    if reasoner not in REASONERS:
        raise BadInput(
            f'there is no reasoner "{reasoner}"',
            hint="the reasoners are " + " and ".join(REASONERS),
        )
    chosen = _chosen(sources, articles)
    graphs = part.graphs if part else named_graphs(sources, chosen)
    claims = resolve_claims(graphs, with_claims)
    if ruleset is None:
        tell("compile the rules", None)
        ruleset = compile_rules(sources.ontology, locate=_places_in_ontology(sources))
    if part:
        computed = part.computed
    else:
        tell("compute", None)
        computed = compute(graphs, sources.ontology, claims=claims, locate=sources.line_of)
    tell("merge", None)
    facts = ontology_facts(sources.ontology, ruleset.assertions)
    given = merge(graphs, computed.triples, claims=claims, facts=facts)
    tell("close", None)
    closure = close(given, ruleset.rules) if reasoner == "own" else None
    inferred = closure.derived if closure is not None else _by_reference(given, sources.ontology)
    tell("look for contradictions", None)
    locator = Locator(sources, graphs)
    refuse(clashing_in_passages(graphs, locator, sources.line_of))
    # The reference keeps no rounds, so a contradiction that it finds is traced by ours.
    traced = cache(lambda: closure or close(given, ruleset.rules))
    closed = closure or [*given, *inferred]
    disagreements: tuple[Conflict, ...] = ()
    joined: list[Conflict] = []
    if find_contradictions(closed, ruleset):
        scopes = {g: t for g, t in graphs.items() if g in claims or _is_passage(g)}
        below = {g: t for g, t in graphs.items() if g not in scopes}
        ground = merge(below, computed.triples, facts=facts)
        stopping, disagreements = find_conflicts(traced(), ground, scopes, ruleset, locator)
        joined = [conflict for conflict in stopping if conflict.scope in claims]
        refuse([conflict for conflict in stopping if conflict not in joined])
    spoken = conflicts_in_claims(graphs, facts, ruleset, locator, sources.line_of)
    equal = find_identities(closed, ruleset)
    identities = located_identities(equal, traced(), locator) if equal else ()
    tell("look for disagreements", None)
    named = with_derived_graphs(graphs, computed.triples, inferred)
    found = part.found if part else None
    if found is None:
        found = find_disagreements(named, sources.ontology, disagreements)
    if found.triples:
        graphs = {**graphs, DISAGREEMENTS.value: found.triples}
        named = with_derived_graphs(graphs, computed.triples, inferred)
    return Graph(
        sources,
        named,
        merged_graph(given, inferred, named),
        given,
        computed,
        ruleset,
        closure,
        chosen,
        claims,
        disagreements,
        tuple(dict.fromkeys((*spoken, *joined))),
        identities,
        part.name if part else "",
        found,
    )


def _chosen(sources: Sources, articles: Collection[str] | None) -> tuple[str, ...]:
    known = tuple(sorted(sources.articles))
    if articles is None:
        return known
    for slug in sorted(set(articles) - set(known)):
        raise NotFound(f'there is no article "{slug}"', candidates=known)
    return tuple(slug for slug in known if slug in set(articles))


def named_graphs(sources: Sources, slugs: Collection[str]) -> dict[str, Sequence[Triple]]:
    """Return every graph that the files state, of these articles and of what all share."""
    links = {
        link_set.graph.value: [quad.triple for quad in link_set.quads] for link_set in sources.links
    }
    every = {**sources.graphs, **links, ONTOLOGY.value: sources.ontology}
    return of_articles(every, frozenset(slugs))


def _places_in_ontology(sources: Sources) -> Callable[[Triple], Location | None]:
    return lambda t: sources.line_of(Quad(t.subject, t.predicate, t.object, ONTOLOGY))


def _by_reference(given: Sequence[Triple], ontology: Sequence[Triple]) -> list[Triple]:
    # The reference brings in a second RDF library, which nobody waits for who does not ask.
    from pactgraph.reasoning.owlrl_reasoner import close_with_owlrl

    return close_with_owlrl(given, ontology)


def _quads(graphs: Mapping[str, Sequence[Triple]]) -> Iterator[Quad]:
    for graph, triples in graphs.items():
        yield from statements(triples, NamedNode(graph))


def _is_derived(graph: str) -> bool:
    return kind_of(graph) in (GraphKind.COMPUTED, GraphKind.INFERRED, GraphKind.DISAGREEMENTS)


def _is_passage(graph: str) -> bool:
    return kind_of(graph) is GraphKind.PASSAGE


def _silent(step: str, share: float | None) -> None:
    pass
