"""Small worlds of invented bodies, to find disagreements in or to find none."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from pactgraph.disagreement.finding import Finding
from pactgraph.disagreement.search import find_disagreements
from pactgraph.namespaces import PREFIXES

ONTOLOGY = [
    quad.triple
    for path in sorted((Path(__file__).parents[2] / "ontology").glob("*.ttl"))
    for quad in ox.parse(path=str(path))
]
_HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
_STEP = 100


def article(slug: str, published: str, *passages: str, record: str = "") -> str:
    """Return an article whose passages, a hundred characters apart, state these Turtle texts."""
    kind = {4: "gYear", 7: "gYearMonth"}.get(len(published), "date")
    parts = [
        f"GRAPH <{slug}/record> {{ <{slug}> a pact:Article ;"
        f' schema:datePublished "{published}"^^xsd:{kind} . {record} }}'
    ]
    for number, body in enumerate(passages):
        start = number * _STEP
        parts.append(f"GRAPH <{slug}#char={start},{start + _STEP - 1}> {{ {body} }}")
    return "\n".join(parts)


def claim(slug: str, name: str, speaker: str, body: str, at: int = 900) -> str:
    """Return an utterance in an article, and the claim that it makes."""
    passage = f"<{slug}#char={at},{at + 9}>"
    return f"""
    GRAPH {passage} {{ <{slug}/thing/{name}> a pact:Utterance ; pact:speaker {speaker} ;
        pact:act pact:stating ; pact:gist "It is said."@en ; pact:outlet id:tide-post ;
        pact:content <{slug}/claim/{name}> . }}
    GRAPH <{slug}/record> {{ <{slug}/claim/{name}> a pact:Claim ; pact:wordedIn {passage} . }}
    GRAPH <{slug}/claim/{name}> {{ {body} }}"""


def entities(body: str) -> str:
    """Return records of entities."""
    return f"GRAPH graph:entities {{ {body} }}"


def judgements(body: str) -> str:
    """Return judgements of a curator."""
    return f"GRAPH graph:judgements {{ {body} }}"


def graphs_of(*parts: str) -> dict[str, list[ox.Triple]]:
    """Return the named graphs of a world in TriG."""
    found: dict[str, list[ox.Triple]] = {}
    text = _HEAD + "\n".join(parts)
    base = "https://w3id.org/pactgraph/article/"
    for quad in ox.parse(text, format=ox.RdfFormat.TRIG, base_iri=base):
        assert isinstance(quad.graph_name, ox.NamedNode)
        found.setdefault(quad.graph_name.value, []).append(quad.triple)
    return found


def findings(*parts: str) -> list[Finding]:
    """Return what the rules find in a world."""
    return list(find_disagreements(graphs_of(*parts), ONTOLOGY).findings)
