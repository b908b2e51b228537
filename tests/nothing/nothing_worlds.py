"""A small world about invented bodies, with ontology, passages and a claim, for empty answers."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from pactgraph.engine.oxigraph_engine import MemoryEngine
from pactgraph.engine.results import Answer
from pactgraph.namespaces import PREFIXES
from pactgraph.nothing.nothing import Nothing, explain_nothing
from pactgraph.telling.labels import Labels

WORLD = """
# Merged.
id:moorland a pact:State ; rdfs:label "Moorland"@en ; pact:name "Moorland"@en .
id:fenland a pact:State ; rdfs:label "Fenland"@en ; pact:name "Fenland"@en .
id:heathland a pact:State ; rdfs:label "Heathland"@en ; pact:name "Heathland"@en .
id:anna-reed a pact:Person ; rdfs:label "Anna Reed"@en .
id:coast-watch a pact:Operation ; rdfs:label "Coast Watch"@en ; pact:partOf id:sea-plan .
id:sea-plan rdfs:label "Sea Plan"@en .
id:river-watch a pact:Operation ; rdfs:label "River Watch"@en .
id:league a pact:Body ; rdfs:label "League"@en .
id:moor-coast a pact:Contribution, pact:Situation ; rdfs:label "Moorland in Coast Watch"@en ;
  pact:contributor id:moorland ; pact:operation id:coast-watch ; pact:begin "2015"^^xsd:gYear .
id:fen-river a pact:Contribution, pact:Situation ; rdfs:label "Fenland in River Watch"@en ;
  pact:contributor id:fenland ; pact:operation id:river-watch ; pact:end "2018"^^xsd:gYear .
id:fen-league a pact:Membership, pact:Situation ; rdfs:label "Fenland in the League"@en ;
  pact:member id:fenland ; pact:organisation id:league ; pact:begin "2001"^^xsd:gYear .
<https://w3id.org/pactgraph/article/tide#char=1,9> a pact:Passage .
<https://w3id.org/pactgraph/article/tide#char=20,40> a pact:Passage .
id:speech a pact:Utterance ; pact:speaker id:anna-reed ;
  pact:content <https://w3id.org/pactgraph/article/tide/claim/heath> .
<https://w3id.org/pactgraph/article/tide/claim/heath>
  pact:wordedIn <https://w3id.org/pactgraph/article/tide#char=20,40> .
GRAPH <https://w3id.org/pactgraph/article/tide#char=1,9> {
  id:moor-coast a pact:Contribution ; pact:contributor id:moorland ;
    pact:operation id:coast-watch .
}
GRAPH <https://w3id.org/pactgraph/article/tide#char=50,60> {
  id:moor-coast a pact:Contribution ; pact:begin "2015"^^xsd:gYear .
}
GRAPH <https://w3id.org/pactgraph/article/tide/claim/heath> {
  id:heath-coast a pact:Contribution ; pact:contributor id:heathland ;
    pact:operation id:coast-watch .
}
GRAPH graph:entities {
  id:moorland a pact:State .
}
GRAPH graph:ontology {
  pact:Situation a owl:Class .
  pact:Contribution a owl:Class ; rdfs:subClassOf pact:Situation .
  pact:Secondment a owl:Class ; rdfs:subClassOf pact:Situation .
  pact:Membership a owl:Class ; rdfs:subClassOf pact:Situation ;
    owl:disjointWith pact:Contribution .
  pact:State a owl:Class . pact:Person a owl:Class . pact:Operation a owl:Class .
  pact:contributor a owl:ObjectProperty ; rdfs:domain pact:Contribution ;
    rdfs:subPropertyOf pact:takesPart .
  pact:takesPart a owl:ObjectProperty .
  pact:operation a owl:ObjectProperty ; rdfs:domain pact:Contribution .
  pact:member a owl:ObjectProperty . pact:organisation a owl:ObjectProperty .
  pact:partOf a owl:ObjectProperty . pact:commander a owl:ObjectProperty .
  pact:begin a owl:DatatypeProperty . pact:end a owl:DatatypeProperty .
}
"""


def quads(trig: str) -> Iterator[Quad]:
    """Yield the statements of a TriG text that may use the project's prefixes."""
    heads = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    yield from pyoxigraph.parse(heads + trig, format=RdfFormat.TRIG)


class World:
    """A graph in memory, asked in this process."""

    def __init__(self, trig: str = WORLD) -> None:
        self.engine = MemoryEngine(quads(trig))
        self.asked: list[str] = []

    def ask(self, sparql: str, /, *, timeout: float | None = None) -> Answer:
        self.asked.append(sparql)
        return self.engine.query(sparql, trusted=True)

    def explain(self, sparql: str, **settings: object) -> Nothing:
        return explain_nothing(sparql, self.ask, **settings)  # type: ignore[arg-type]

    def text(self, nothing: Nothing) -> str:
        return "\n".join(nothing.lines(Labels.of_engine(self.engine, nothing.iris)))
