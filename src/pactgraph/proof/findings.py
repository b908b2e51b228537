"""What stands behind a triple of the graph of disagreements: a rule, and what the sides state."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PACT, RDF
from pactgraph.proof.facts import Facts, Origin
from pactgraph.proof.voices import Voices


class Findings:
    """Reads findings as merged has them, each once; nothing is searched for again."""

    def __init__(self, facts: Facts, voices: Voices) -> None:
        self._facts = facts
        self._voices = voices
        self._known: dict[NamedNode, Origin | None] = {}

    def origin_of(self, triple: Triple) -> Origin | None:
        """Return the rule behind a finding's triple and the statements of all its sides."""
        about = triple.subject
        if not isinstance(about, NamedNode):
            return None
        finding = about
        for opposing in self._facts.find(None, PACT.opposes, about):
            if isinstance(opposing.subject, NamedNode):
                finding = opposing.subject
        if finding not in self._known:
            self._known[finding] = self._origin(finding)
        return self._known[finding]

    def _origin(self, finding: NamedNode) -> Origin | None:
        if not any(self._facts.find(finding, RDF.type, PACT.Disagreement)):
            return None
        # Only who asks about a finding waits for the rules.
        from pactgraph.disagreement.search import RULES

        sentences = {rule.name: rule.finds for rule in RULES}
        names = sorted(
            found.object.value
            for found in self._facts.find(finding, PACT.foundByRule, None)
            if isinstance(found.object, Literal)
        )
        inputs = sorted(set(self._statements(finding)), key=lambda q: (str(q.graph_name), str(q)))
        return Origin(tuple((name, sentences.get(name, "")) for name in names), tuple(inputs))

    def _statements(self, finding: NamedNode) -> Iterator[Quad]:
        for opposing in self._facts.find(finding, PACT.opposes, None):
            told = opposing.object
            if not isinstance(told, NamedNode):
                continue
            for subject in self._values(told, PACT.opposedSubject):
                for predicate in self._values(told, PACT.opposedProperty):
                    values = (
                        *self._values(told, PACT.opposedValue),
                        *self._values(told, PACT.opposedObject),
                    )
                    for value in values:
                        for passage in self._values(told, PACT.statedIn):
                            yield self._placed(Triple(subject, predicate, value), passage)  # type: ignore[arg-type]

    def _placed(self, triple: Triple, passage: object) -> Quad:
        """Return the statement in the passage, or in the claim that the passage words."""
        assert isinstance(passage, NamedNode)
        graphs = self._facts.graphs_of(triple)
        claims = (graph for graph in graphs if kind_of(graph.value) is GraphKind.CLAIM)
        spoken = [graph for graph in claims if self._voices.passage_of(graph) == passage]
        graph = passage if passage in graphs or not spoken else spoken[0]
        return Quad(triple.subject, triple.predicate, triple.object, graph)

    def _values(self, subject: NamedNode, predicate: NamedNode) -> list[object]:
        return [triple.object for triple in self._facts.find(subject, predicate, None)]
