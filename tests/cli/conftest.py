"""Fixtures of the command line's tests: a runner on the tiny project, and an endpoint of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph
import pytest
from cli_world import DATED, TINY, Run
from click.testing import CliRunner, Result

from pactgraph.build import build
from pactgraph.cli import pactgraph
from pactgraph.graph import build_graph
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import VARIABLE


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no text, colour or width of whoever runs the tests come in."""
    for name in (VARIABLE, "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def built_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the tiny project with its store built; nobody changes it."""
    root = tmp_path_factory.mktemp("built") / "tiny"
    shutil.copytree(TINY, root)
    (root / "queries" / "office-on-day.rq").write_text(DATED, "utf-8")
    project = Project(root)
    build(project, store=project.store_path)
    return root


@pytest.fixture
def run(built_tiny: Path) -> Run:
    """Return what runs a command line on the built tiny project."""

    def run(*args: str, input: str | bytes | None = None, project: Path = built_tiny) -> Result:
        return CliRunner().invoke(pactgraph, ["--project", str(project), *args], input=input)

    return run


@pytest.fixture
def texts(built_tiny: Path) -> str:
    """Return the option that gives the texts."""
    return f"--articles={built_tiny / 'texts'}"


class Endpoint(BaseHTTPRequestHandler):
    """A SPARQL endpoint of one graph, on loopback."""

    store = pyoxigraph.Store()

    def do_GET(self) -> None:
        (asked,) = parse_qs(urlsplit(self.path).query)["query"]
        self.answer(asked)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = self.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
        self.answer(parse_qs(body)["query"][0] if form else body)

    def answer(self, asked: str) -> None:
        found = self.store.query(asked)
        assert isinstance(found, pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean)
        content = found.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
        assert content is not None
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint(built_tiny: Path) -> Iterator[str]:
    graph = build_graph(Sources.load(Project(built_tiny)))
    Endpoint.store = pyoxigraph.Store()
    Endpoint.store.extend(graph.dataset())
    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
        server.shutdown()
        thread.join()
