"""A client that knows one IRI and nothing else finds its way: rdflib, over a real server."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from linked_data_world import BASE, path_of
from rdflib.namespace import FOAF, RDF, RDFS, VOID

from pactgraph.build import build
from pactgraph.source.project import Project

TINY = Path(__file__).parent.parent / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the URL of a server of the tiny project."""
    root = tmp_path_factory.mktemp("nose") / "tiny"
    shutil.copytree(TINY, root)
    project = Project(root)
    build(project, store=project.store_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "pactgraph", "--project", str(root), "serve", "--port", "0",
         "--workers", "1", "--log-format", "none"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1")
        yield url.rstrip("/")
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()  # type: ignore[union-attr]


def fetched(server: str, iri: str) -> rdflib.Graph:
    """Return what an IRI gives to rdflib, which negotiates and follows the redirection."""
    return rdflib.Graph().parse(server + path_of(iri))


def test_from_one_iri_the_rest_is_found(server: str) -> None:
    start = f"{BASE}id/council-of-lagoons"
    graph = fetched(server, start)
    assert (rdflib.URIRef(start), RDFS.label, None) in graph
    # Everything of ours that a document names can be looked up in the same way.
    seen, todo = {start}, [start]
    for _ in range(12):
        here = fetched(server, todo.pop(0))
        assert len(here) > 5
        ours = {
            str(term)
            for triple in here
            for term in triple
            if isinstance(term, rdflib.URIRef) and term.startswith(BASE)
        }
        for iri in sorted(ours):
            path = iri.partition("#")[0]
            if path not in seen and "/data/" not in iri:
                seen.add(path)
                todo.append(path)
    assert len(seen) > 20
    assert f"{BASE}ontology" in seen
    assert f"{BASE}dataset" in seen
    assert any(iri.startswith(f"{BASE}article/") for iri in seen)


def test_a_document_says_what_it_is_about(server: str) -> None:
    iri = rdflib.URIRef(f"{BASE}id/council-of-lagoons")
    graph = fetched(server, str(iri))
    (document,) = graph.subjects(FOAF.primaryTopic, iri)
    assert (document, VOID.inDataset, rdflib.URIRef(f"{BASE}dataset")) in graph
    described = rdflib.Graph().parse(f"{server}/.well-known/void", format="turtle")
    assert (rdflib.URIRef(f"{BASE}dataset"), RDF.type, VOID.Dataset) in described
    (endpoint,) = described.objects(None, VOID.sparqlEndpoint)
    assert str(endpoint) == f"{server}/sparql"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/council-of-lagoons", 200),
        ("/id/council-of-lagoons/", 404),
        ("/id/Council-of-Lagoons", 404),
        ("/id/%2e%2e/%2e%2e/etc/passwd", 404),
        ("/id/..%2f..%2fetc%2fpasswd", 404),
        ("/data/id/council-of-lagoons.nq", 200),
        ("/data/id/council-of-lagoons.exe", 404),
        ("/passage?article=nowhere&char=1,2", 404),
        ("/passage?article=x&char=2,1", 400),
        ("/describe?iri=javascript:alert(1)", 400),
        ("/describe?iri=http://example.org/nothing", 404),
    ],
)
def test_status_codes(server: str, path: str, status: int) -> None:
    answer, body = asked(server, path, "text/turtle")
    if answer.status == 303:
        answer, body = asked(server, answer.headers["Location"], "text/turtle")
    assert answer.status == status
    assert b"root:" not in body


@pytest.mark.parametrize(
    ("accept", "location"),
    [
        ("text/html", "/page/id/council-of-lagoons"),
        ("text/turtle", "/data/id/council-of-lagoons.ttl"),
        ("application/n-quads", "/data/id/council-of-lagoons.nq"),
        ("text/turtle;q=0.4, application/ld+json", "/data/id/council-of-lagoons.jsonld"),
    ],
)
def test_the_way_is_negotiated(server: str, accept: str, location: str) -> None:
    answer, _ = asked(server, "/id/council-of-lagoons", accept)
    assert answer.status == 303
    assert answer.headers["Location"].removeprefix(server) == location
    assert "Accept" in answer.headers["Vary"]


def asked(server: str, path: str, accept: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Return the answer to one request, and its body; no redirection is followed."""
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", path.removeprefix(server), headers={"Accept": accept})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()
