"""The description of the endpoint itself, in RDF (SPARQL 1.1 Service Description).

The few triples are written here by hand, in every RDF format: the serving process has no
RDF library at work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from pactgraph.namespaces import RDF, XSD, Namespace
from pactgraph.server.snapshot import Snapshot

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")

_RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads",
)  # fmt: skip
_TYPE: Final = RDF.base + "type"

Statement = tuple[str, str, str | int]
"""Subject, predicate and object: an IRI, or a number."""


def description(endpoint: str, snapshot: Snapshot, *, writable: bool = False) -> list[Statement]:
    """Return the triples that describe an endpoint and the dataset that it answers from."""
    sd, service, dataset = SD.base, f"{endpoint}#service", f"{endpoint}#dataset"
    default = f"{endpoint}#default-graph"
    found: list[Statement] = [
        (service, _TYPE, sd + "Service"),
        (service, sd + "endpoint", endpoint),
        (service, sd + "supportedLanguage", sd + "SPARQL11Query"),
    ]
    if writable:
        found.append((service, sd + "supportedLanguage", sd + "SPARQL11Update"))
    found += [(service, sd + "resultFormat", FORMATS.base + name) for name in _RESULT_FORMATS]
    found += [
        (service, sd + "defaultDataset", dataset),
        (dataset, _TYPE, sd + "Dataset"),
        (dataset, sd + "defaultGraph", default),
        (default, _TYPE, sd + "Graph"),
    ]
    if snapshot.graphs is None:
        return found
    found.append((default, VOID.base + "triples", snapshot.graphs.get("", 0)))
    for number, (name, count) in enumerate(sorted(snapshot.graphs.items())):
        if name:
            entry, graph = f"{endpoint}#named-graph-{number}", f"{endpoint}#graph-{number}"
            found += [
                (dataset, sd + "namedGraph", entry),
                (entry, _TYPE, sd + "NamedGraph"),
                (entry, sd + "name", name),
                (entry, sd + "graph", graph),
                (graph, _TYPE, sd + "Graph"),
                (graph, VOID.base + "triples", count),
            ]
    return found


def written(statements: Iterable[Statement], format_name: str) -> bytes:
    """Return statements in one of the RDF formats."""
    if format_name == "jsonld":
        return _jsonld(statements)
    if format_name == "rdf":
        return _rdfxml(statements)
    # N-Triples is Turtle, TriG and N-Quads as well.
    return "".join(f"{_iri(s)} {_iri(p)} {_term(o)} .\n" for s, p, o in statements).encode()


def _iri(iri: str) -> str:
    return f"<{iri}>"


def _term(term: str | int) -> str:
    return _iri(term) if isinstance(term, str) else f'"{term}"^^<{XSD.base}integer>'


def _by_subject(statements: Iterable[Statement]) -> dict[str, list[tuple[str, str | int]]]:
    nodes: dict[str, list[tuple[str, str | int]]] = {}
    for subject, predicate, term in statements:
        nodes.setdefault(subject, []).append((predicate, term))
    return nodes


def _jsonld(statements: Iterable[Statement]) -> bytes:
    nodes = []
    for subject, facts in _by_subject(statements).items():
        node: dict[str, object] = {"@id": subject}
        for predicate, term in facts:
            name = "@type" if predicate == _TYPE else predicate
            value: object = term
            if isinstance(term, int):
                value = {"@value": str(term), "@type": XSD.base + "integer"}
            elif predicate != _TYPE:
                value = {"@id": term}
            values = node.setdefault(name, [])
            assert isinstance(values, list)
            values.append(value)
        nodes.append(node)
    return (json.dumps(nodes, ensure_ascii=False, indent=1) + "\n").encode()


def _rdfxml(statements: Iterable[Statement]) -> bytes:
    spaces = {"rdf": RDF.base, "sd": SD.base, "void": VOID.base}
    declared = " ".join(f"xmlns:{prefix}={quoteattr(base)}" for prefix, base in spaces.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF {declared}>"]
    for subject, facts in _by_subject(statements).items():
        lines.append(f"  <rdf:Description rdf:about={quoteattr(subject)}>")
        for predicate, term in facts:
            name = next(
                f"{prefix}:{predicate.removeprefix(base)}"
                for prefix, base in spaces.items()
                if predicate.startswith(base)
            )
            if isinstance(term, int):
                kind = quoteattr(XSD.base + "integer")
                lines.append(f"    <{name} rdf:datatype={kind}>{escape(str(term))}</{name}>")
            else:
                lines.append(f"    <{name} rdf:resource={quoteattr(term)}/>")
        lines.append("  </rdf:Description>")
    return ("\n".join([*lines, "</rdf:RDF>"]) + "\n").encode()
