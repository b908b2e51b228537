"""An invented register to link to: its data, and a reconciliation service of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from click.testing import Result

from faulty_servers import Answer

REGISTER = """
@prefix ex: <https://example.org/register/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix dbo: <http://dbpedia.org/ontology/> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix schema: <http://schema.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix gn: <http://www.geonames.org/ontology#> .

ex:17 a dbo:Country ; rdfs:label "Tirra"@en ; skos:altLabel "Tirran Republic"@en .
ex:18 a dbo:Country ; rdfs:label "Maristan"@en .
ex:20 a dbo:Person ; rdfs:label "Bram Tolck"@en ; dbo:country ex:17 .
ex:21 a dbo:Film ; rdfs:label "Bram Tolk (film)"@en .
ex:22 a dbo:Person ; rdfs:label "Odo Tolk"@en .
ex:23 a dbo:Organisation ; rdfs:label "COUNCIL OF LAGOONS" .
ex:24 a dbo:Organisation ; rdfs:label "Lagoon Anglers"@en .
ex:25 a dbo:Settlement ; rdfs:label "Port-Selm"@en .
ex:26 a dbo:Person ; foaf:name "Óda Vell" .
ex:27 rdfs:label "\\u001b[31mTidewatch\\u202e Programme"@en .

wd:Q5001 rdfs:label "Maristan"@en ; wdt:P297 "MQ" .
<https://en.wikipedia.org/wiki/Tirra> schema:about wd:Q5002 .
wd:Q5002 wdt:P530 wd:Q5001 ; owl:sameAs <http://sws.geonames.org/777/> .
<http://dbpedia.org/resource/Tirra_(country)> dbo:capital <http://dbpedia.org/resource/Port_Selm> .
<http://sws.geonames.org/778/> gn:name "Port Selm" ; gn:featureCode gn:P.PPL .
"""
"""What the invented bodies of the tiny project are called in an invented register."""

Link = Callable[..., Result]
"""What runs ``pactgraph link`` and gives its result."""


def reconciling(results: dict[str, list[dict[str, object]]], **more: Any) -> Answer:
    """Return what answers as a reconciliation service (API 0.2) that knows some names."""
    manifest = {
        **more,
        "versions": ["0.2"],
        "name": "The Register",
        "identifierSpace": "https://example.org/register/",
        "schemaSpace": "http://dbpedia.org/ontology/",
    }

    def answer(queries: str) -> tuple[str, bytes]:
        if not queries:
            return "application/json", json.dumps(manifest).encode()
        asked = json.loads(queries)
        told = {key: {"result": results.get(q["query"], [])} for key, q in asked.items()}
        return "application/json", json.dumps(told).encode()

    return answer
