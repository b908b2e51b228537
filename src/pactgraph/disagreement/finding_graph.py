"""Findings as RDF: a node a finding, a node a statement of one of its sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.disagreement.finding import Finding
from pactgraph.disagreement.voices import Said
from pactgraph.namespaces import PACT, RDF, XSD

_DIGITS: Final = 12


def triples_of(finding: Finding) -> Iterator[Triple]:
    """Yield what the graph of disagreements holds of one finding."""
    node = finding.iri
    yield Triple(node, RDF.type, PACT.Disagreement)
    yield Triple(node, PACT.disagreementKind, finding.kind.term)
    yield Triple(node, PACT.severity, finding.severity.term)
    yield Triple(node, PACT.foundByRule, Literal(finding.rule))
    yield Triple(node, PACT.gist, Literal(finding.gist, language="en"))
    for thing in finding.about:
        yield Triple(node, PACT.disagreementAbout, thing)
    for judgement in finding.judgements:
        yield Triple(node, PACT.besideJudgement, judgement)
    if finding.reconciliation is not None:
        yield Triple(
            node, PACT.reconciliation, Literal(finding.reconciliation.reason, language="en")
        )
        for passage in finding.reconciliation.passages:
            yield Triple(node, PACT.reconciledBy, passage)
    for side, said in finding.statements:
        statement = _statement_iri(node, side, said)
        yield Triple(node, PACT.opposes, statement)
        yield from _statement(statement, side, said)


def _statement(node: NamedNode, side: int, said: Said) -> Iterator[Triple]:
    yield Triple(node, RDF.type, PACT.OpposedStatement)
    yield Triple(node, PACT.side, Literal(str(side), datatype=XSD.integer))
    yield Triple(node, PACT.opposedSubject, said.subject)
    yield Triple(node, PACT.opposedProperty, said.predicate)
    value = PACT.opposedValue if isinstance(said.value, Literal) else PACT.opposedObject
    yield Triple(node, value, said.value)
    yield Triple(node, PACT.statedIn, said.passage)
    voice = said.voice
    yield Triple(node, PACT.voice, PACT.articleVoice if voice.is_own else PACT.speakerVoice)
    for speaker in voice.speakers:
        yield Triple(node, PACT.spokenBy, speaker)
    for agent in voice.through:
        yield Triple(node, PACT.spokenThrough, agent)
    if voice.utterance is not None:
        yield Triple(node, PACT.spokenIn, voice.utterance)


def _statement_iri(finding: NamedNode, side: int, said: Said) -> NamedNode:
    parts = (str(side), str(said.subject), said.predicate.value, str(said.value), said.graph)
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return NamedNode(f"{finding.value}/statement/{digest[:_DIGITS]}")
