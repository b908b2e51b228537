"""What the tests of views share: a small ontology, and projects made of a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pactgraph.graph import Graph, build_graph
from pactgraph.namespaces import ARTICLE, ID, PREFIXES
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources

HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

ONTOLOGY = """
pact:Agent a owl:Class . pact:State a owl:Class ; rdfs:subClassOf pact:Agent .
pact:Organisation a owl:Class ; rdfs:subClassOf pact:Agent .
pact:Event a owl:Class ; pact:timeScoped true .
pact:Situation a owl:Class ; pact:timeScoped true .
pact:Visit a owl:Class ; rdfs:subClassOf pact:Event .
pact:Operation a owl:Class ; rdfs:subClassOf pact:Event .
pact:Membership a owl:Class ; rdfs:subClassOf pact:Situation .
pact:Cycle a owl:Class ; rdfs:subClassOf pact:Situation .
pact:Count a owl:Class ; pact:timeScoped true .
pact:Document a owl:Class ; pact:timeScoped true .
pact:Utterance a owl:Class ; pact:timeScoped true .
pact:member a owl:ObjectProperty ; rdfs:domain pact:Membership ; rdfs:range pact:Agent .
pact:organisation a owl:ObjectProperty ; rdfs:range pact:Organisation .
pact:memberOf a owl:ObjectProperty ;
  owl:propertyChainAxiom ( [ owl:inverseOf pact:member ] pact:organisation ) .
pact:visitor a owl:ObjectProperty ; rdfs:subPropertyOf pact:attendee .
pact:attendee a owl:ObjectProperty .
pact:duringEvent a owl:ObjectProperty ; rdfs:range pact:Event .
pact:ledBy a owl:ObjectProperty ; rdfs:domain pact:Operation .
pact:countOf a owl:ObjectProperty . pact:about a owl:ObjectProperty .
pact:speaker a owl:ObjectProperty . pact:content a owl:ObjectProperty .
"""

ENTITIES = """
id:tirra a pact:State ; rdfs:label "Tirra"@en ; pact:name "Tirra" .
id:maristan a pact:State ; rdfs:label "Maristan"@en ; pact:name "Maristan" .
id:council a pact:Organisation ; rdfs:label "Council"@en ; pact:name "Council of Lagoons" .
id:clear-water a pact:Operation ; rdfs:label "Clear Water"@en ; pact:name "Operation Clear Water" .
id:tirra-membership a pact:Membership ; rdfs:label "Tirra in the Council"@en .
id:maristan-membership a pact:Membership ; rdfs:label "Maristan in the Council"@en .
id:harbour-visit a pact:Visit ; rdfs:label "Visit to the harbour"@en .
id:cycle a pact:Cycle ; rdfs:label "A cycle"@en .
"""

Passages = Sequence[str]


def iri(name: str) -> str:
    """Return the IRI of a thing."""
    return ID.base + name


def lay_out(
    root: Path,
    articles: Mapping[str, tuple[str, Passages]],
    *,
    judgements: str = "",
    entities: str = ENTITIES,
) -> Project:
    """Write a project: for each slug what the record says of the article, and the passages.

    A passage that begins with ``claim:NAME`` is the claim graph of that name.
    """
    for folder in ("ontology", "data/articles", "data/entities", "data/judgements", "queries"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    (root / "ontology" / "ontology.ttl").write_text(HEAD + ONTOLOGY, "utf-8")
    (root / "data" / "entities" / "things.ttl").write_text(HEAD + entities, "utf-8")
    (root / "data" / "judgements" / "doubts.ttl").write_text(HEAD + judgements, "utf-8")
    for slug, (record, passages) in articles.items():
        path = root / "data" / "articles" / f"{slug}.trig"
        path.write_text(_article(slug, record, passages), "utf-8")
    return Project(root)


def built(root: Path, articles: Mapping[str, tuple[str, Passages]], **more: str) -> Graph:
    """Return the graph of such a project."""
    return build_graph(Sources.load(lay_out(root, articles, **more)))


def published(day: str) -> str:
    """Return what the record of an article says of its date, of any precision."""
    return f"<> schema:datePublished {dated(day)} ."


def dated(day: str) -> str:
    """Return a date as a literal of its precision."""
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(day)]
    return f'"{day}"^^xsd:{kind}'


def _article(slug: str, record: str, passages: Passages) -> str:
    graphs, declared = [], []
    for number, passage in enumerate(passages):
        here = f"<#char={number * 10},{number * 10 + 9}>"
        declared.append(f"{here} a pact:Passage .")
        name = here
        if passage.startswith("claim:"):
            claim, _, passage = passage.removeprefix("claim:").partition(" ")
            name = f"<{slug}/claim/{claim}>"
            declared.append(f"{name} a pact:Claim ; pact:wordedIn {here} .")
        if passage:
            graphs.append(f"GRAPH {name} {{ {passage} }}")
    lines = [
        f"@base <{ARTICLE.base}{slug}> .\n{HEAD}",
        f"GRAPH <{slug}/record> {{",
        f'<> a pact:Article ; pact:textDigest "sha256:{"0" * 64}" ; pact:textLength 1000 .',
        record,
        *declared,
        "}",
        *graphs,
    ]
    return "\n".join(lines)
