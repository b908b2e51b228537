"""What a receipt rests on, sorted for a reader: by passage, by rule, and what merely names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import parse_passage_iri
from pactgraph.namespaces import DCTERMS, FOAF, LINEAGE, OA, PACT, RDF, RDFS, SCHEMA, SKOS
from pactgraph.proof.tree import (
    Axiom,
    Computed,
    Derived,
    Proof,
    Recorded,
    Worded,
    Wording,
    leaves,
    wordings,
)
from pactgraph.witness.receipt import Matched, Members, Receipt, groups, matches

_NAMING = frozenset(
    {
        *(RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, RDFS.comment),
        *(PACT.name, PACT.shortName, PACT.derivedForm, DCTERMS.description, DCTERMS.title),
        *(SCHEMA.name, FOAF.name, PACT.anchor, PACT.describedIn),
    }
)
_LABELS = frozenset({RDFS.label, SKOS.prefLabel})
"""What names a thing wherever a reader meets it: whoever states it need not be told."""

_PLACING = frozenset({OA.hasSource, OA.hasSelector, OA.start, OA.end, PACT.wordedIn})


@dataclass
class Cited:
    """A passage that a receipt quotes, with its number, and what its words state here.

    ``resolvers`` are the passages that tell what the words leave out, ``implying`` those that
    imply who says it.
    """

    number: int
    wording: Wording
    triples: dict[Triple, None] = field(default_factory=dict)
    resolvers: dict[NamedNode, None] = field(default_factory=dict)
    implying: dict[NamedNode, None] = field(default_factory=dict)

    @property
    def things(self) -> frozenset[str]:
        """The IRIs of the things that the statements are about."""
        terms = (term for t in self.triples for term in (t.subject, t.object))
        return frozenset(term.value for term in terms if isinstance(term, NamedNode))


@dataclass
class Grounds:
    """The statements behind a receipt.

    ``cited`` are the passages that it quotes, by the graph of their words; ``elsewhere``
    other passages, and what they state again; ``derived`` what rules gave, ``computed`` what
    built-in rules worked out, ``recorded`` what records and the ontology hold, ``unproved``
    what was matched and has no proof. ``plain`` are matches that only name, sort or place
    things, and anchors: a reader need not see them. ``unfinished`` are things and properties
    that have several values among the members shown of a group, of which others are not; and
    which members those are.
    """

    cited: dict[str, Cited] = field(default_factory=dict)
    elsewhere: dict[str, tuple[Wording, dict[Triple, None]]] = field(default_factory=dict)
    derived: dict[Triple, Derived] = field(default_factory=dict)
    computed: dict[Triple, Computed] = field(default_factory=dict)
    recorded: dict[Triple, Recorded | Axiom] = field(default_factory=dict)
    unproved: dict[Triple, Matched] = field(default_factory=dict)
    plain: dict[Triple, Matched] = field(default_factory=dict)
    unfinished: dict[tuple[object, NamedNode], str] = field(default_factory=dict)

    @classmethod
    def of(cls, receipt: Receipt) -> Grounds:
        """Sort what a receipt's steps matched."""
        every = tuple(matches(receipt.steps))
        found = tuple(match for match in every if not match.anchor)
        grounds = cls()
        grounds._take(found, everything=False)
        if not grounds and found:
            # A row that rests on names and kinds alone shows those.
            grounds = cls()
            grounds._take(found, everything=True)
        grounds.plain |= {m.triple: m for m in every if m.anchor and m.triple not in grounds._told}
        for group in groups(receipt.steps):
            if group.others:
                grounds.unfinished |= _varying(group)
        return grounds

    def __bool__(self) -> bool:
        """Whether there is anything that a reader should see."""
        return bool(self.cited or self.derived or self.computed or self.recorded or self.unproved)

    def cites(self, proof: Proof) -> tuple[int, ...]:
        """Return the numbers of the passages that a leaf stands in, ascending."""
        found = proof.wordings if isinstance(proof, Worded) else ()
        return self._numbers(wording.graph.value for wording in found)

    def cites_of_input(self, quad: Quad) -> tuple[int, ...]:
        """Return the number of the passage that an input of a built-in rule stands in."""
        return self._numbers([_name(quad)])

    def numbers_of(self, match: Matched) -> tuple[int, ...]:
        """Return the numbers of the passages that what was matched rests on, ascending."""
        if match.graph is not None and match.graph.value in self.cited:
            return (self.cited[match.graph.value].number,)
        if match.proof is None or match.triple.predicate in _PLACING:
            return ()
        return self._numbers(wording.graph.value for wording in wordings(match.proof))

    @property
    def _told(self) -> set[Triple]:
        worded = {triple for cited in self.cited.values() for triple in cited.triples}
        return worded.union(self.derived, self.computed, self.recorded, self.unproved)

    @property
    def passages(self) -> frozenset[str]:
        """The IRIs of the cited passages: a claim's is that of the passage that words it."""
        return frozenset(cited.wording.passage.value for cited in self.cited.values())

    @property
    def articles(self) -> frozenset[str]:
        """The articles that the cited passages are of."""
        parts = (parse_passage_iri(c.wording.passage.value) for c in self.cited.values())
        return frozenset(part[0] for part in parts if part is not None)

    def _numbers(self, graphs: Iterable[str]) -> tuple[int, ...]:
        return tuple(sorted({self.cited[g].number for g in graphs if g in self.cited}))

    def _take(self, found: tuple[Matched, ...], *, everything: bool) -> None:
        # What the query itself looks for in a passage comes first: it is what the row shows.
        for match in found:
            if _is_worded_in(match) and (everything or match.triple.predicate not in _LABELS):
                self._cite(_wording(match), _as_written(match))
        for match in found:
            if everything or not _is_plain(match):
                self._sort(match)
            elif match.triple not in self.plain:
                self.plain[match.triple] = match
        for cited in self.cited.values():
            for triple in cited.triples:
                self.plain.pop(triple, None)
                if cited.wording.graph.value in self.elsewhere:
                    self.elsewhere[cited.wording.graph.value][1].pop(triple, None)
        if any(t.predicate != RDF.type for c in self.cited.values() for t in c.triples):
            # What kind a thing is each passage says again; where that is all, it is told.
            for _, triples in self.elsewhere.values():
                for triple in [t for t in triples if t.predicate == RDF.type]:
                    triples.pop(triple)
        self.elsewhere = {graph: found for graph, found in self.elsewhere.items() if found[1]}

    def _sort(self, match: Matched) -> None:
        match match.proof:
            case None:
                if match.graph is None or not _is_worded_in(match):
                    self.unproved.setdefault(match.triple, match)
            case Worded() as leaf:
                self._cite_leaf(leaf, match.graph)
            case Derived() as proof:
                self.derived.setdefault(proof.triple, proof)
                for leaf in leaves(proof):
                    if isinstance(leaf, Worded):
                        self._cite_leaf(leaf, None)
            case Computed() as leaf:
                self.computed.setdefault(leaf.triple, leaf)
                self._cite_inputs(leaf)
            case Recorded() | Axiom() as leaf:
                self.recorded.setdefault(leaf.triple, leaf)

    def _cite_leaf(self, leaf: Worded, pinned: NamedNode | None) -> None:
        if not leaf.wordings:
            return
        chosen = [w for w in leaf.wordings if pinned in (w.graph, w.passage)]
        if pinned is None:
            chosen = [w for w in leaf.wordings if w.graph.value in self.cited]
        chosen = chosen or [leaf.wordings[0]]
        for wording in chosen:
            self._cite(wording, leaf.triple)
        for wording in leaf.wordings:
            if wording not in chosen:
                _, triples = self.elsewhere.setdefault(wording.graph.value, (wording, {}))
                triples[leaf.triple] = None

    def _cite_inputs(self, leaf: Computed) -> None:
        by_graph = {wording.graph.value: wording for wording in leaf.wordings}
        for quad in leaf.inputs:
            wording = by_graph.get(_name(quad))
            told = quad.triple.predicate not in _PLACING | _LABELS | {RDF.type}
            if wording is not None and told:
                self._cite(wording, quad.triple)

    def _cite(self, wording: Wording, triple: Triple) -> None:
        graph = wording.graph.value
        if graph not in self.cited:
            self.cited[graph] = Cited(len(self.cited) + 1, wording)
        self.cited[graph].triples[triple] = None
        # Which passages resolve it may differ from statement to statement.
        self.cited[graph].resolvers |= dict.fromkeys(wording.resolved_by)
        self.cited[graph].implying |= dict.fromkeys(wording.implied_by)


def _varying(group: Members) -> dict[tuple[object, NamedNode], str]:
    """Return the things and properties that have several values among a group's members."""
    values: dict[tuple[object, NamedNode], set[object]] = {}
    for triple in {match.triple for member in group.shown for match in matches(member)}:
        values.setdefault((triple.subject, triple.predicate), set()).add(triple.object)
    said = f"those of the {len(group.shown)} matches shown of {len(group.shown) + group.others}"
    return {key: said for key, found in values.items() if len(found) > 1}


def plain_inputs(computed: Computed) -> Iterator[Quad]:
    """Yield the inputs of a built-in rule that tell a reader something: no kinds, no places.

    Of shared text only in which articles it stands.
    """
    for quad in computed.inputs:
        subject = quad.triple.subject
        is_shared = isinstance(subject, NamedNode) and subject.value in LINEAGE
        if is_shared and quad.triple.predicate != PACT.occursIn:
            continue
        if quad.triple.predicate not in _PLACING and quad.triple.predicate != RDF.type:
            yield quad


def is_label(match: Matched) -> bool:
    """Tell whether a match is of a thing's label, by which a reader knows it anyway."""
    return match.triple.predicate in _LABELS


def is_worded(match: Matched) -> bool:
    """Tell whether an article's words state what was matched."""
    return isinstance(match.proof, Worded) or _is_worded_in(match)


def _is_plain(match: Matched) -> bool:
    """Tell whether a match only names, sorts or places something, in no article's words."""
    predicate = match.triple.predicate
    if predicate in _PLACING or predicate in _LABELS or predicate == PACT.describedIn:
        return True
    if predicate in (PACT.rangeDigest, PACT.digest):
        return True
    return not is_worded(match) and predicate in _NAMING


def _is_worded_in(match: Matched) -> bool:
    graph = match.graph
    return graph is not None and kind_of(graph.value) in (GraphKind.PASSAGE, GraphKind.CLAIM)


def _wording(match: Matched) -> Wording:
    assert match.graph is not None
    if isinstance(match.proof, Worded):
        for wording in match.proof.wordings:
            # What joined claims hold is asked of the passages that word them.
            if match.graph in (wording.graph, wording.passage):
                return wording
    return Wording(match.graph, match.graph, None)


def _as_written(match: Matched) -> Triple:
    """Return the triple as the files write it: engines rewrite literals."""
    return match.triple if match.proof is None else match.proof.triple


def _name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
