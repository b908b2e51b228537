"""Kills who builds or changes a store on a server, or the server, and looks at what is left.

A program of its own, as ``crash_trials.py``: it starts one server, and forks the processes that
write to it and look at it.

    python tests/server_trials.py virtuoso --trials 200 --seed 1
    python tests/server_trials.py oxigraph --victims server --trials 50
    unshare --mount python tests/server_trials.py virtuoso --victims disk --trials 20
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

import store_worlds
from forked import forked, in_child, quick_folder
from pactgraph.engine.results import Rows
from pactgraph.errors import EngineFailure, NotFound
from pactgraph.sparql_server import exchange, server_store, switch
from pactgraph.sparql_server.changed_graphs import GraphChange
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.manner import Manner
from pactgraph.sparql_server.server_engine import ServerEngine, connect
from pactgraph.sparql_server.server_store import ServerStore
from pactgraph.store import Store
from refusal_trials import remount, size_with, small_disk
from store_worlds import NOTHING, ex
from written_servers import CREDENTIALS, KINDS, WrittenServer

OF_A_STORE: Final = 'CONTAINS(STR(?g), "pactgraph/graph/store") && !CONTAINS(STR(?g), "probe")'
OURS: Final = 'CONTAINS(STR(?g), "pactgraph") || CONTAINS(STR(?g), "example.org")'

SIZE: Final = 24
PIECE: Final = 10
"""A build writes in pieces of so many statements, so that it writes often."""
BUILDER, SERVER = "builder", "server"
DISK: Final = "disk"
CHANGE: Final = "change"
VICTIMS: Final = (BUILDER, SERVER, "builder and server", DISK)
"""Who or what goes; of the disk it is the room that the server has on it."""
DISK_SIZE: Final = "400m"
ROOMS: Final = (0, 4, 16, 64, 256)
"""How many KiB are left on a disk that gets full."""
REFUSED: Final = 3
ENDS: Final = {0: "done", signal.SIGKILL: "killed", REFUSED << 8: "refused"}


def world(generation: str) -> list[Quad]:
    """Return a graph of which some named graphs are in each generation, some only in this one."""
    quads = store_worlds.world(generation, SIZE)
    own = (ex(f"{generation}/{number % 2}") for number in range(len(quads)))
    return [*quads, *(Quad(*quad.triple, graph) for quad, graph in zip(quads, own, strict=True))]


@dataclass(frozen=True)
class Moment:
    """Some ``seconds`` after a build sends its nth request, or the nth of those that write.

    ``victim`` is who is killed then; ``is_cut`` tells that a request of a killed builder is broken
    off too, and not left to the process that sends it; ``room`` is left on a disk.
    """

    victim: str
    nth: int
    writes: bool
    seconds: float
    is_cut: bool
    room: int

    @classmethod
    def drawn(cls, draw: random.Random, victim: str, usual: Sent) -> Moment:
        """Draw one; ``usual`` is a build that was left alone."""
        writes = draw.random() < 0.7
        most = usual.writes if writes else usual.requests
        return cls(
            victim=victim,
            nth=1 + int(draw.random() * most),
            writes=writes,
            seconds=0.0 if draw.random() < 0.2 else draw.random() * 2 * usual.seconds_each,
            is_cut=draw.random() < 0.5,
            room=draw.choice(ROOMS),
        )

    def begin(self, connection: Connection, server: WrittenServer) -> None:
        """Let it come."""
        if not self.seconds:
            self.kill(connection, server)
            return
        later = threading.Timer(self.seconds, self.kill, [connection, server])
        later.daemon = True
        later.start()

    def kill(self, connection: Connection, server: WrittenServer) -> None:
        """Kill the victim; who builds is this process."""
        if self.victim == DISK:
            remount(server.folder, size_with(server.folder, self.room))
            return
        if self.victim != BUILDER:
            mark_of(server).touch()
            os.killpg(server.process, signal.SIGKILL)
        if self.victim != SERVER:
            sending = connection._process.pid
            if self.is_cut and sending is not None:
                os.kill(sending, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Sent:
    """How many requests a build sent, how many of them write, and how long it took."""

    requests: int = 0
    writes: int = 0
    seconds: float = 0.0

    @property
    def seconds_each(self) -> float:
        """The mean of a request."""
        return self.seconds / self.requests


def write(server: WrittenServer, generation: str, before: str | None) -> None:
    """Write a generation: whole, or as a change of the one ``before`` it."""
    if before is None:
        ServerStore.create(server.url, world(generation), {}).close()
        return
    # Whoever is killed leaves it behind, in the folder of all trials.
    folder = Path(tempfile.mkdtemp(dir=os.environ["XDG_CACHE_HOME"]))
    with (
        Store.create(folder / "old", world(before)) as old,
        Store.create(folder / "new", world(generation)) as new,
        closing(ServerStore.open(server.url)) as store,
    ):
        more, less = world(generation), world(before)
        store.change(GraphChange(old.content(), new.content(), more, less), new.manifest)


def built(
    server: WrittenServer, generation: str, before: str | None, moment: Moment | None = None
) -> Sent:
    """Write a store on the server; at some moment somebody is killed."""
    sent = Sent()
    send = Connection._send

    def counted(self: Connection, *what: Any, wants: str, **how: Any) -> Any:
        is_write = wants == "nothing"
        sent.requests += 1
        sent.writes += is_write
        number = sent.writes if moment and moment.writes else sent.requests
        if moment and (is_write or not moment.writes) and number == moment.nth:
            moment.begin(self, server)
        return send(self, *what, wants=wants, **how)

    Connection._send = counted  # type: ignore[method-assign]
    exchange._PIECE_STATEMENTS = exchange._GRAPH_STATEMENTS = PIECE  # type: ignore[misc]
    began = time.monotonic()
    write(server, generation, before)
    sent.seconds = time.monotonic() - began
    return sent


def mark_of(server: WrittenServer) -> Path:
    """Return the file that tells that the server was killed."""
    return server.folder / "killed"


def measured(server: WrittenServer, generation: str, before: str | None) -> str:
    """Write a store and return what that took, as JSON."""
    return json.dumps(asdict(built(server, generation, before)))


def killed(server: WrittenServer, generation: str, before: str | None, moment: Moment) -> str:
    """Write a store and kill somebody meanwhile; return "done", "killed" or "refused"."""
    with forked() as (is_child, child):
        if is_child:
            try:
                built(server, generation, before, moment)
            except EngineFailure as error:
                if server.url in str(error):
                    os._exit(REFUSED)
                raise
    _, status = os.waitpid(child[0], 0)
    return ENDS[status]


def state_of(server: WrittenServer) -> str:
    """Return which generation a server holds, having looked at each statement."""
    try:
        store = ServerStore.open(server.url)
    except NotFound:
        return NOTHING
    with closing(store):
        return generation_in(store)


def generation_in(store: ServerStore) -> str:
    """Return which generation a store holds; raises AssertionError if it is not one whole."""
    out = io.BytesIO()
    store.snapshot(out)
    held = set(pyoxigraph.parse(out.getvalue(), format=RdfFormat.N_QUADS))
    (name,) = {str(quad.object).strip('"').split()[0] for quad in held}
    assert held == set(world(name)), "some statements of one state, or of two"
    return name


def answered(server: WrittenServer) -> str:
    """Return what ``state_of`` does, or that it is refused with the server's name."""
    try:
        return state_of(server)
    except EngineFailure as error:
        if server.url in str(error):
            return f"refused: {error}"
        raise


def gone_on(server: WrittenServer, generation: str) -> str:
    """Build what comes next; nothing of what was broken off is left in the way."""
    with closing(ServerStore.create(server.url, world(generation), {})) as store:
        left = graphs(store.connection, OF_A_STORE)
        # The pointer and the list of the generation.
        assert len(left) == 2, left
        return generation_in(store)


def graphs(connection: Connection, condition: str) -> list[NamedNode]:
    """Return the graphs of a server whose name ``?g`` fulfils a condition."""
    asked = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({condition}) }}"
    answer = connection.query(asked).answer
    assert isinstance(answer, Rows)
    return [name for (name,) in answer if isinstance(name, NamedNode)]


def emptied(server: WrittenServer) -> str:
    """Take everything of a store away, and of the probe."""
    with closing(ServerEngine(connect(server.url, writing=True), Manner())) as engine:
        engine.clear(graphs(engine.connection, OURS))
        if server.kind == "oxigraph":
            engine.clear([DefaultGraph()])
    return state_of(server)


def run(server: WrittenServer, victims: Sequence[str], trials: int, seed: int) -> Counter[str]:
    """Run the trials; return how many ended how. Raises AssertionError for a store that is lost."""
    draw = random.Random(f"{server.kind} {seed}")
    found: Counter[str] = Counter()
    usual = {}
    state = NOTHING
    for kind in ("first build", "build", CHANGE):
        name = f"measured-{len(usual)}"
        before = state if kind == CHANGE else None
        usual[kind] = Sent(**json.loads(in_child(partial(measured, server, name, before))))
        state = name
    for number in range(trials):
        kind = draw.choice(["first build", "build", CHANGE, CHANGE])
        moment = Moment.drawn(draw, draw.choice(victims), usual[kind])
        after = f"trial-{number}"
        try:
            if kind == "first build":
                state = in_child(lambda: emptied(server))
                assert state == NOTHING
            before = state if kind == CHANGE else None
            how, meanwhile = killed(server, after, before, moment), ""
            if moment.victim == DISK:
                read = in_child(partial(answered, server))
                assert read in (state, after) or read.startswith("refused"), read
                remount(server.folder, f"size={DISK_SIZE}")
                meanwhile = " and not read while it is full" if read.startswith("refused") else ""
                server.kill()
                server.start()
            elif mark_of(server).exists():
                mark_of(server).unlink()
                server.kill()
                server.start()
            left = in_child(lambda: state_of(server))
            assert left in (state, after), f"it holds {left or 'nothing'}"
            assert how != "done" or left == after, "it was done, and is not there"
            graph = "new" if left == after else "old" if left else "no"
            found[f"{kind}, {moment.victim}: {how}{meanwhile}, {graph} graph"] += 1
            state = in_child(lambda n=number: gone_on(server, f"then-{n}"))
            assert state == f"then-{number}", f"then it holds {state}"
        except AssertionError as error:
            raise AssertionError(
                f"seed {seed}, trial {number} ({kind}, {moment}): {error}"
            ) from error
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {trials}", end="", file=sys.stderr, flush=True)
    return found


def _unasked(connection: Connection, manner: Manner) -> None:
    pass


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--victims", nargs="+", choices=VICTIMS, default=VICTIMS[:-1])
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=quick_folder()) as folder:
        os.environ.update(CREDENTIALS, XDG_CACHE_HOME=folder)
        # Whether the server still answers as it did is asked by every other test.
        server_store.check = switch.check = _unasked
        place = Path(folder) / "server"
        place.mkdir()
        with small_disk(place, DISK_SIZE) if DISK in chosen.victims else nullcontext():
            server = WrittenServer(chosen.kind, place)
            try:
                found = run(server, chosen.victims, chosen.trials, chosen.seed)
            finally:
                server.kill()
        for how, count in sorted(found.items()):
            print(f"{how}\t{count}")


if __name__ == "__main__":
    main()
