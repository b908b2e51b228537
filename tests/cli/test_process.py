"""The command as a process: exit codes, pipes, Ctrl-C, terminals, colour."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

LONG = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")


def start(
    project: Path,
    *args: str,
    stdin: int | None = None,
    stdout: int | IO[bytes] = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    env: dict[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pactgraph", "--project", str(project), *args]
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=env)


def ticks(pid: str) -> int:
    """Return how long a process has used the processor, 0 if it has gone."""
    path = Path(f"/proc/{pid}/stat")
    if not path.exists():
        return 0
    fields = path.read_text("ascii").rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def children(pid: int) -> list[str]:
    found: list[str] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        found += path.read_text("ascii").split()
    return found


def test_the_process_ends_with_the_exit_code(built_tiny: Path) -> None:
    with start(built_tiny, "query", "members") as good:
        out, err = good.communicate()
    assert (good.returncode, err) == (0, b"")
    assert out.startswith(b"member,memberLabel,organisation,begin,article\r\n")
    with start(built_tiny, "query", "nothing") as bad:
        out, err = bad.communicate()
    assert (bad.returncode, out) == (4, b"")
    assert err.startswith(b"error: there is no stored query")


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="this system has no /proc")
def test_ctrl_c_stops_a_long_query_at_once_and_quietly(built_tiny: Path) -> None:
    with start(built_tiny, "query", "-", stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(LONG.encode())
        process.stdin.close()
        process.stdin = None
        # Until the query runs: starting the child takes less of the processor than this.
        while not (found := children(process.pid)) or ticks(found[0]) < 50:
            assert process.poll() is None
            time.sleep(0.02)
        (child,) = found
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert process.returncode == 130
    assert (out, err.strip()) == (b"", b"")
    assert not Path(f"/proc/{child}").exists()


def test_a_reader_that_leaves_is_no_error(built_tiny: Path) -> None:
    with start(built_tiny, "export", "--format", "nq") as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
    assert err == b""
    assert process.returncode == 141


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_behind_standard_output_is_told(built_tiny: Path) -> None:
    with open("/dev/full", "wb") as full, start(built_tiny, "queries", stdout=full) as process:
        assert process.stderr is not None
        err = process.stderr.read()
    assert process.returncode == 7
    assert err == b"error: the system refused: No space left on device\n"


def on_a_terminal(project: Path, *args: str, **more: str) -> str:
    """Return what the command writes to a terminal of 100 columns."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", **more}
    with start(project, *args, stdout=theirs, stderr=theirs, env=environment):
        os.close(theirs)
        pieces = []
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other end of the terminal is closed
                break
            if not piece:
                break
            pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode()


def test_a_terminal_gets_a_table_in_colour(built_tiny: Path) -> None:
    said = on_a_terminal(built_tiny, "query", "members")
    assert "──" in said
    assert "\x1b[1mmember\x1b[0m" in said


def test_no_color_and_a_dumb_terminal_are_heeded(built_tiny: Path) -> None:
    assert "\x1b" not in on_a_terminal(built_tiny, "query", "members", NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(built_tiny, "query", "members", TERM="dumb")


def test_an_error_on_a_terminal_is_red(built_tiny: Path) -> None:
    assert "\x1b[1;31merror: \x1b[0m" in on_a_terminal(built_tiny, "query", "nothing")


def test_a_build_on_a_terminal_shows_its_steps(built_tiny: Path, tmp_path: Path) -> None:
    said = on_a_terminal(built_tiny, "build", "--no-validate", "--store", str(tmp_path / "s"))
    assert "Built the graph of 2 articles" in said
    assert "store" in said


def test_a_terminal_obeys_nothing_that_the_data_holds(tiny_root: Path) -> None:
    path = tiny_root / "data/entities/things.ttl"
    label = 'rdfs:label "Tirra"@en'
    hostile = r'rdfs:label "Tir\u001B[31mra\u009B2J \u202Egnp"@en'
    path.write_text(path.read_text("utf-8").replace(label, hostile), "utf-8")
    with start(tiny_root, "query", "members") as first:
        piped, _ = first.communicate()
    assert "Tir\x1b[31mra\x9b2J \u202egnp".encode() in piped
    for name in ("csv", "tsv"):
        said = on_a_terminal(tiny_root, "query", "members", "--format", name, NO_COLOR="1")
        assert not set("\x1b\x9b\u202e") & set(said)
        assert r"ra\x9b2J \u202egnp" in said
    said = on_a_terminal(tiny_root, "query", "members", "--format", "json", NO_COLOR="1")
    assert not set("\x1b\x9b\u202e") & set(said)
    labels = [row["memberLabel"]["value"] for row in json.loads(said)["results"]["bindings"]]
    assert "Tir\x1b[31mra\x9b2J \u202egnp" in labels
    said = on_a_terminal(tiny_root, "find", "gnp", "--format", "json", NO_COLOR="1")
    assert json.loads(said)[0]["label"] == "Tir\x1b[31mra\x9b2J \u202egnp"
