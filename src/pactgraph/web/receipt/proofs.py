"""Proofs as pages show them: a tree of statements, each with its sort, its rule and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from pactgraph.errors import Location
from pactgraph.proof.tree import Axiom, Computed, Derived, Proof, Recorded, Walk, Worded
from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds, plain_inputs
from pactgraph.telling.labels import Labels
from pactgraph.telling.proof_outline import ProofOutline
from pactgraph.web.receipt.cited import Linked, Place, place_of, statement_url
from pactgraph.web.urls import Parameters, Urls

SORTS = {
    "worded": "in the words",
    "recorded": "on record",
    "ontology": "ontology",
    "computed": "worked out",
    "derived": "follows",
}
"""What a reader is told of a proof's sort."""

_URLS = Urls()


@dataclass(frozen=True)
class ShownProof:
    """A statement in a proof: its sentence, its sort, and what it rests on.

    ``cites`` are the numbers of quoted passages, ``places`` those that are not quoted;
    ``because`` is its rule in words and ``rule`` the rule's own name; ``where`` is a file and
    line, ``record`` the graph that holds it.
    """

    sort: str
    sentence: str
    href: str | None
    cites: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    because: str = ""
    rule: str = ""
    where: str = ""
    record: Linked | None = None
    inputs: tuple[ShownProof, ...] = ()
    premises: tuple[ShownProof, ...] = ()

    @property
    def sort_in_words(self) -> str:
        """The sort as a reader is told it."""
        return SORTS[self.sort]

    @property
    def chain(self) -> bool:
        """Whether it is a walk: its premises are links, one after another."""
        return self.rule.startswith("walk")


class Proofs:
    """Makes proofs ready for a page, citing passages by their numbers on it."""

    def __init__(self, labels: Labels, grounds: Grounds, view: Parameters = ()) -> None:
        self._labels = labels
        self._grounds = grounds
        self._view = view
        self._words = ProofOutline(labels, grounds)

    def of(self, proof: Proof, *, deep: bool = True) -> ShownProof:
        """Return a proof down to its leaves, or only what its last step is."""
        sentence = shown(self._labels.sentence(proof.triple))
        href = statement_url(proof.triple, self._view)
        match proof:
            case Derived():
                return ShownProof(
                    "derived",
                    sentence,
                    href,
                    because=shown(self._words.rule(proof.rule)),
                    rule=self._rule(proof),
                    premises=tuple(map(self.of, proof.premises)) if deep else (),
                )
            case Worded():
                cites, places = self._cited(proof)
                return ShownProof("worded", sentence, href, cites, places)
            case Recorded():
                record = Linked(
                    shown(self._labels.of(proof.graph)), _URLS.of_iri(proof.graph.value)
                )
                where = _where(proof.location)
                return ShownProof("recorded", sentence, href, where=where, record=record)
            case Axiom():
                return ShownProof("ontology", sentence, href, where=_where(proof.location))
            case Computed():
                return ShownProof(
                    "computed",
                    sentence,
                    href,
                    because="; ".join(_reasons(proof)),
                    rule=", ".join(name for name, _ in proof.rules),
                    inputs=tuple(self._inputs(proof)) if deep else (),
                )

    def _rule(self, proof: Derived) -> str:
        if isinstance(proof, Walk):
            return f"walk of {len(proof.premises)} steps, {proof.rule.construct}"
        return str(proof.rule.construct)

    def _cited(self, leaf: Worded) -> tuple[tuple[int, ...], tuple[Place, ...]]:
        numbers = self._grounds.cites(leaf)
        quoted = self._grounds.passages
        rest = {w.passage.value for w in leaf.wordings} - quoted
        return numbers, tuple(place_of(iri, {}, self._labels) for iri in sorted(rest))

    def _inputs(self, proof: Computed) -> Iterator[ShownProof]:
        seen: dict[tuple[str, tuple[int, ...]], ShownProof] = {}
        for quad in plain_inputs(proof):
            sentence = shown(self._labels.sentence(quad.triple))
            cites = self._grounds.cites_of_input(quad)
            places = () if cites else self._place(quad)
            told = ShownProof(
                "worded" if cites or places else "recorded",
                sentence,
                statement_url(quad.triple, self._view),
                cites,
                places,
            )
            seen.setdefault((sentence, cites), told)
        yield from seen.values()

    def _place(self, quad: Quad) -> tuple[Place, ...]:
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or "#char=" not in graph.value:
            return ()
        return (place_of(graph.value, {}, self._labels),)


def _reasons(proof: Computed) -> Iterator[str]:
    for name, says in proof.rules:
        if name != "bounds" or len(proof.rules) == 1:
            yield shown(says[:1].lower() + says[1:].rstrip("."))


def _where(location: Location | None) -> str:
    return "" if location is None else shown(str(location))
