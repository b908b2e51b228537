"""Claims: which claim graphs hold what a speaker asserts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from pactgraph.errors import NotFound
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT


def claims_by_speaker(graphs: Mapping[str, Sequence[Triple]]) -> dict[str, frozenset[str]]:
    """Return, for each speaker, the claim graphs that hold the content of an utterance.

    The record of every utterance, however deep, stands in a passage's graph. An
    utterance with several speakers is each one's.
    """
    speakers: dict[object, set[str]] = {}
    contents: dict[object, set[str]] = {}
    for graph, triples in graphs.items():
        if kind_of(graph) is not GraphKind.PASSAGE:
            continue
        for triple in triples:
            if isinstance(triple.object, NamedNode):
                if triple.predicate == PACT.speaker:
                    speakers.setdefault(triple.subject, set()).add(triple.object.value)
                elif triple.predicate == PACT.content:
                    contents.setdefault(triple.subject, set()).add(triple.object.value)
    found: dict[str, set[str]] = {}
    for utterance, claims in contents.items():
        for speaker in speakers.get(utterance, ()):
            found.setdefault(speaker, set()).update(claims)
    return {speaker: frozenset(found[speaker]) for speaker in sorted(found)}


def every_claim(graphs: Collection[str]) -> frozenset[str]:
    """Return the claim graphs among graphs, whoever speaks."""
    return frozenset(graph for graph in graphs if kind_of(graph) is GraphKind.CLAIM)


def resolve_claims(
    graphs: Mapping[str, Sequence[Triple]], wanted: Collection[str]
) -> frozenset[str]:
    """Return the claim graphs that are meant by IRIs of claim graphs and of speakers.

    Raises NotFound for an IRI that is neither.
    """
    if not wanted:
        return frozenset()
    known, spoken = every_claim(graphs), claims_by_speaker(graphs)
    found: set[str] = set()
    for iri in wanted:
        if iri in known:
            found.add(iri)
        elif iri in spoken:
            found |= spoken[iri] & known
        else:
            raise NotFound(
                "no article reports a claim under this name",
                iri=iri,
                hint="name a speaker whose words are reported, or a claim graph",
                candidates=tuple(spoken),
            )
    return frozenset(found)
