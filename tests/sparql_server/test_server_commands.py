"""The command line over a store on a server, and what is said when the server will not."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pactgraph.build import build
from pactgraph.cli.application import pactgraph
from pactgraph.errors import BadInput, EngineFailure
from pactgraph.opening import open_graph
from pactgraph.source.project import Project
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.server_engine import connect, empty_engine
from written_servers import WrittenServer

TINY = Path(__file__).parents[1] / "fixtures" / "tiny"


@pytest.fixture(scope="module")
def loaded(
    oxigraph: WrittenServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, list[str], list[str]]:
    """Return the server's address, and the options that ask it and that ask the same on disk."""
    local = str(tmp_path_factory.mktemp("tiny") / "store")
    project = ["--project", str(TINY)]
    build(Project(TINY), store=Path(local))
    remote = [*project, "--store", oxigraph.url]
    assert run("build", "--no-validate", *remote).endswith(f"The store: {oxigraph.url}\n")
    return oxigraph.url, remote, [*project, "--store", local]


def run(*words: str) -> str:
    result = CliRunner().invoke(pactgraph, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("query", "members"),
        ("query", "members", "--evidence", "--format", "json"),
        ("explain", "members", "--format", "json"),
        ("find", "Tirra"),
    ],
)
def test_a_command_says_the_same_of_a_server_as_of_a_folder(
    loaded: tuple[str, list[str], list[str]], words: tuple[str, ...]
) -> None:
    _, remote, local = loaded
    said = run(*words, *local)
    assert len(said) > 20
    assert run(*words, *remote) == said


def test_stats_say_how_the_server_is_asked(loaded: tuple[str, list[str], list[str]]) -> None:
    url, remote, local = loaded
    there = json.loads(run("stats", "--format", "json", *remote))
    here = json.loads(run("stats", "--format", "json", *local))
    assert there.pop("asked") == "whole queries; merged is its default graph"
    assert there.pop("store") == url
    here.pop("store")
    assert there == here


def test_serve_and_demo_need_a_folder(loaded: tuple[str, list[str], list[str]]) -> None:
    _, remote, _ = loaded
    for command in ("serve", "demo"):
        refused = CliRunner().invoke(pactgraph, [command, *remote])
        assert refused.exit_code == BadInput.exit_code
        assert f"{command} needs a store in a folder" in refused.stderr


def test_a_store_of_other_files_is_asked_but_not_explained(
    loaded: tuple[str, list[str], list[str]], tiny_root: Path
) -> None:
    url, _, _ = loaded
    entities = next((tiny_root / "data" / "entities").glob("*.ttl"))
    entities.write_text(entities.read_text("utf-8") + "\n# changed\n", "utf-8")
    told: list[str] = []
    with open_graph(tiny_root, url, say=told.append) as kg:
        answer = kg.run("members")
        assert len(answer) > 0
        assert "holds the graph of other files" in told[0]
        with pytest.raises(EngineFailure, match="files have changed since this store was built"):
            answer.explain(0)


@pytest.mark.parametrize(
    ("command", "asked"),
    [("query members", "queries/members.rq"), ("explain members", "passages"), ("build", "switch")],
)
def test_a_server_that_goes_midway_is_named_and_answers_as_before_when_it_is_back(
    loaded: tuple[str, list[str], list[str]],
    oxigraph: WrittenServer,
    tiny_root: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    asked: str,
) -> None:
    url, remote, local = loaded
    send = Connection._send

    def goes(self: Connection, *what: Any, source: str = "", **how: Any) -> Any:
        if source == asked:
            oxigraph.kill()
        return send(self, *what, source=source, **how)

    words = [*command.split(), "--store", url, "--project", str(tiny_root)]
    if command == "build":
        # Of other files, or there would be nothing to write.
        words.append("--no-validate")
        entities = next((tiny_root / "data" / "entities").glob("*.ttl"))
        entities.write_text(entities.read_text("utf-8") + "\n# changed\n", "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(Connection, "_send", goes)
        found = CliRunner().invoke(pactgraph, words)
    oxigraph.start()
    assert found.exit_code == EngineFailure.exit_code, found.output
    assert url in found.stderr
    assert "reached" in found.stderr or "broke off" in found.stderr
    assert run("query", "members", *remote) == run("query", "members", *local)


_JSON = "application/sparql-results+json"

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def played() -> Iterator[Callable[[Answer], str]]:
    """Return what starts a server that gives one answer to everything, and its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                answer(self)

            do_GET = do_POST

            def log_message(self, *words: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def _reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_the_password_goes_to_who_asks_for_it_and_is_never_told(
    home: pytest.MonkeyPatch, played: Callable[[Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTGRAPH_STORE_USER", "somebody")
    monkeypatch.setenv("PACTGRAPH_STORE_PASSWORD", "sesame")
    right = "Basic " + base64.b64encode(b"somebody:sesame").decode()
    yes = b'{"head": {}, "boolean": true}'

    def lets_in(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("Authorization") == right:
            _reply(handler, 200, yes, Content_Type=_JSON)
        else:
            _reply(handler, 401, b"no", WWW_Authenticate='Basic realm="it"')

    connection = connect(played(lets_in), writing=False)
    assert connection.query("ASK { }").answer
    connection.close()

    def keeps_out(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("Authorization") or "nothing"
        _reply(handler, 401, known.encode(), WWW_Authenticate='Basic realm="it"')

    with pytest.raises(EngineFailure) as caught:
        connect(played(keeps_out), writing=False)
    assert "sesame" not in str(caught.value)
    assert right[6:] not in str(caught.value)


def test_a_server_that_answers_anything_is_refused_with_the_question_that_told(
    home: pytest.MonkeyPatch, played: Callable[[Answer], str]
) -> None:
    rows = {"results": {"bindings": [{"n": {"type": "literal", "value": "0"}}]}}
    body = json.dumps({"head": {"vars": ["n"]}, **rows}).encode()

    def wrong(handler: BaseHTTPRequestHandler) -> None:
        _reply(handler, 200, body, Content_Type=_JSON)

    with pytest.raises(EngineFailure, match="cannot be trusted: asked"):
        empty_engine(played(wrong))


def test_a_server_that_cannot_write_now_says_why(
    home: pytest.MonkeyPatch, played: Callable[[Answer], str]
) -> None:
    def is_full(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/query":
            _reply(handler, 200, b'{"head": {}, "boolean": true}', Content_Type=_JSON)
        else:
            _reply(handler, 500, b"No space left on device")

    connection = connect(played(is_full), writing=True)
    with pytest.raises(EngineFailure, match="answered 500: No space left on device"):
        connection.update("CLEAR GRAPH <urn:a>")
    connection.close()
