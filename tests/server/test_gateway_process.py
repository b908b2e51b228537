"""The serving process: what it loads, says, logs and counts, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from gateway_world import AS_IN_USE, ENDLESS, Server, serving
from writable_world import children

SECRET = "a-word-that-nobody-else-may-read"


def test_it_loads_no_rdf_library_and_no_templates() -> None:
    """Of what parses or renders, nothing is reached from the modules that serve."""
    code = """
import sys
import pactgraph.cli.serve, pactgraph.server.running
for name in ("rdflib", "pyshacl", "owlrl", "jinja2", "SPARQLWrapper", "networkx", "numpy",
             "pactgraph.web.site", "pactgraph.web.answering", "pactgraph.web.rendering"):
    assert name not in sys.modules, name
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_it_calls_no_parser_and_opens_no_store(served_project: Path) -> None:
    """With every way to parse, query or open taken away, the gateway answers all the same."""
    code = f"""
import sys
import pyoxigraph
def refuse(*_, **__):
    raise AssertionError("the gateway parses")
pyoxigraph.parse = pyoxigraph.parse_query_results = pyoxigraph.serialize = refuse
class NoStore:
    def __init__(self, *_, **__):
        refuse()
    read_only = staticmethod(refuse)
pyoxigraph.Store = NoStore
sys.argv = ["pactgraph", "--project", {str(served_project)!r}, "serve", "--port", "0"]
import threading, urllib.request, os, signal, io
out = io.StringIO()
class Told(io.TextIOBase):
    def write(self, text):
        out.write(text)
        if text.strip():
            threading.Thread(target=ask, args=(text.strip(),)).start()
        return len(text)
def ask(url):
    try:
        for path in ("sparql?query=SELECT%20*%20%7B?s%20?p%20?o%7D", "sparql", "articles",
                     "data/id/tirra.ttl", "queries/members.csv", "metrics"):
            with urllib.request.urlopen(url + path) as got:
                assert got.status == 200 and got.read()
        print("all answered", file=sys.stderr, flush=True)
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
sys.stdout = Told()
from pactgraph.cli import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert "all answered" in done.stderr, done.stderr
    assert done.returncode == 0


def test_it_says_what_it_exposes(server: Server) -> None:
    said = server.said
    assert said["url"] == server.url
    assert said["endpoint"] == server.endpoint
    assert said["read_only"] is True
    assert said["texts_shown"] is True
    assert said["seconds"] == 60
    assert said["memory"] > 0
    assert said["rows"] > 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this seal")
def test_what_makes_documents_opens_no_socket(server: Server) -> None:
    assert server.ask("/").status == 200
    pids = children(server.process.pid, "pactgraph.web.worker")
    assert pids
    for pid in pids:
        status = Path(f"/proc/{pid}/status")
        # Another one may just be starting.
        for _ in range(200):
            if "Seccomp:\t2" in status.read_text():
                break
            time.sleep(0.05)
        else:
            raise AssertionError("it is not sealed")


def test_health_tells_the_version(server: Server) -> None:
    got = server.ask("/health")
    assert (got.status, got.media_type) == (200, "application/json")
    assert got.json["ready"] is True
    assert got.json["version"] == server.said["version"]
    assert (
        server.ask("/sparql?query=ASK%7B%7D")
        .headers["etag"]
        .startswith(f'W/"{got.json["version"]}')
    )


def test_metrics_are_figures_alone(server: Server) -> None:
    server.query(f'ASK {{ FILTER("{SECRET}" = "") }}')
    server.ask(f"/page/id/{SECRET}")
    before = server.metric("pactgraph_requests_total", route="sparql", status="400")
    server.query(f"nonsense {SECRET}")
    assert server.metric("pactgraph_requests_total", route="sparql", status="400") == before + 1
    text = server.ask("/metrics").text
    assert SECRET not in text
    for name in (
        "pactgraph_request_seconds_bucket",
        'pactgraph_workers{pool="query",state="idle"}',
        'pactgraph_workers{pool="document",state="idle"}',
        "pactgraph_cache_hits_total",
        "pactgraph_cache_bytes",
    ):
        assert name in text


def test_the_log_has_a_line_a_request_and_no_question(server: Server) -> None:
    word = SECRET + "-logged"
    for path in (
        f"/sparql?query=ASK%20%7B%20FILTER(%22{word}%22%20=%20%22%22)%20%7D",
        f"/sparql?query=nonsense%20{word}",
        f"/search?q={word}",
    ):
        server.ask(path)
    server.ask("/sparql", "POST", {"Content-Type": "application/sparql-query"}, f"ASK {{}} #{word}")
    server.ask("/health?logged=last")
    lines: list[dict[str, object]] = []
    for _ in range(100):
        lines = server.log()
        if lines and lines[-1].get("route") == "health":
            break
        threading.Event().wait(0.05)
    assert word not in json.dumps(lines)
    posted = [line for line in lines if line.get("method") == "POST"][-1]
    assert posted["route"] == "sparql"
    assert posted["status"] == 200
    assert posted["length"] == len(f"ASK {{}} #{word}")
    assert len(str(posted["query"])) == 16
    assert {"time", "path", "ms", "bytes"} <= posted.keys()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_workers(
    served_project: Path, tmp_path: Path, number: signal.Signals
) -> None:
    with serving(served_project, tmp_path, "--workers", "2", limits=AS_IN_USE) as running:
        children = child_processes(running.process.pid)
        assert len(children) >= 3
        assert running.stop(number) == 0
        assert not any(is_there(child) for child in children)
        with pytest.raises(ConnectionRefusedError):
            running.socket()


def test_what_runs_is_finished_and_what_never_ends_is_not_waited_for(
    served_project: Path, tmp_path: Path
) -> None:
    with serving(
        served_project, tmp_path, "--workers", "2", "--timeout", "60", limits=AS_IN_USE
    ) as running:
        answers: list[int] = []

        def ask(sparql: str) -> None:
            try:
                answers.append(running.query(sparql).status)
            except (OSError, ValueError, EOFError):
                answers.append(0)

        thread = threading.Thread(target=ask, args=(ENDLESS,))
        thread.start()
        while running.metric("pactgraph_workers", pool="query", state="busy") == 0:
            threading.Event().wait(0.02)
        children = child_processes(running.process.pid)
        assert running.stop() == 0
        thread.join(timeout=20)
        assert answers != [200]
        assert not any(is_there(child) for child in children)


def test_a_port_that_is_taken_is_told(served_project: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run_command(served_project, "--port", port)
    assert done.returncode == 3
    assert f"port {port} of 127.0.0.1 cannot be had" in done.stderr
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--base-url", "ftp://x"),
        ("--base-url", "https://example.org/path"),
        ("--port", "70000"),
        ("--timeout", "0"),
        ("--workers", "0"),
        ("--log-format", "xml"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    served_project: Path, options: tuple[str, ...]
) -> None:
    assert run_command(served_project, *options).returncode == 2


def test_an_address_that_is_none(served_project: Path) -> None:
    done = run_command(served_project, "--host", "999.1.1.1", "--port", "0")
    assert done.returncode == 3
    assert "999.1.1.1" in done.stderr


def test_a_store_that_is_not_there_is_built_first(tiny_root: Path, tmp_path: Path) -> None:
    with serving(tiny_root, tmp_path, "--workers", "1") as running:
        assert running.truth("ASK { ?s ?p ?o }")
        assert (tiny_root / ".pactgraph" / "store").is_dir()
    (tiny_root / "data" / "entities" / "things.ttl").write_text("this is no Turtle", "utf-8")
    done = run_command(tiny_root, "--port", "0")
    assert done.returncode == 3
    assert "things.ttl" in done.stderr


def run_command(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pactgraph", "--project", str(project), "serve", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def child_processes(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                status = (entry / "stat").read_text()
            except OSError:
                continue
            if int(status.rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
