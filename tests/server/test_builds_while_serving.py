"""A store that is built anew while it is served: what was so stays so, and then is the new."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from gateway_world import PACT, Server, serving
from pool_world import all_end
from writable_world import children

from pactgraph.build import build
from pactgraph.engine.generations import Generations
from pactgraph.errors import NotFound
from pactgraph.opening import open_generation
from pactgraph.source.project import Project
from pactgraph.store import Store

OLD, NEW = "A coastal state.", "A state by the sea."
ASKED = f"SELECT ?d {{ <{PACT}id/tirra> <http://purl.org/dc/terms/description> ?d }}"
QUERY = f"/sparql?query={quote(ASKED)}"
PAGE = "/page/id/tirra"
AS_OF = f"{PAGE}?as-of=2021-07-0"
HTML = {"Accept": "text/html"}


@pytest.fixture
def project(served_project: Path, tmp_path: Path) -> Project:
    """Return a copy of the tiny project and its store, to be changed."""
    root = tmp_path / "tiny"
    shutil.copytree(served_project, root)
    found = Project(root)
    build(found, store=found.store_path)
    return found


@pytest.fixture
def server(project: Project, tmp_path: Path) -> Iterator[Server]:
    with serving(project.root, tmp_path, "--workers", "2") as running:
        yield running


def edit(project: Project, old: str, new: str) -> None:
    path = project.root / "data" / "entities" / "things.ttl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def version(server: Server) -> str:
    return str(server.ask("/health").json["version"])


def eventually(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def kill_workers(server: Server) -> None:
    modules = ("pactgraph.engine.worker", "pactgraph.web.worker")
    workers = [pid for module in modules for pid in children(server.process.pid, module)]
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    assert all_end(workers)
    eventually(lambda: server.ask(QUERY + "%20%23").status == 200)


def errors(server: Server) -> str:
    """Return what the server has told so far."""
    server.errors.seek(0)
    return server.errors.read()


def generations(project: Project) -> set[str]:
    return {path.name for path in project.store_path.glob("gen-*")}


def test_a_build_is_followed_and_nothing_is_mixed(project: Project, server: Server) -> None:
    first = version(server)
    (served,) = generations(project)
    answer, page = server.ask(QUERY), server.ask(PAGE, headers=HTML)
    assert OLD in answer.text
    assert OLD in page.text

    edit(project, OLD, NEW)
    kill_workers(server)
    # Workers that come later open what is served, and build nothing.
    for _ in range(2):
        assert server.ask(f"{QUERY}#").text == answer.text
        again = server.ask(f"{PAGE}?again=1", headers=HTML)
        assert again.status == 200, again.text
        assert (OLD in again.text, NEW in again.text) == (True, False)
    late = server.ask(f"{AS_OF}3", headers=HTML)
    assert late.status == 503
    assert "pactgraph build" in late.text
    assert (generations(project), version(server)) == ({served}, first)

    over = threading.Event()
    seen: list[tuple[int, bool]] = []

    def ask() -> None:
        number = 0
        while not over.is_set():
            number += 1
            for where in (f"{QUERY}&n={number}", QUERY, PAGE):
                got = server.ask(where, headers=HTML if where == PAGE else {})
                assert (OLD in got.text) != (NEW in got.text)
                seen.append((got.status, NEW in got.text))
            time.sleep(0.02)

    with ThreadPoolExecutor(2) as pool:
        asking = pool.submit(ask)
        try:
            build(project, store=project.store_path)
            # The server holds what it still serves, and its workers read it.
            assert served in generations(project)
            eventually(lambda: version(server) != first)
            eventually(lambda: seen[-1][1])
        finally:
            over.set()
        asking.result(timeout=60)
    assert {status for status, _ in seen} == {200}
    news = [new for _, new in seen]
    assert news == sorted(news)

    for where, before, headers in ((QUERY, answer, {}), (PAGE, page, HTML)):
        known = {**headers, "If-None-Match": before.headers["etag"]}
        got = server.ask(where, headers=known)
        assert got.status == 200
        assert got.headers["etag"] != before.headers["etag"]
        assert NEW in got.text
    assert server.ask(f"{AS_OF}3", headers=HTML).status == 200
    assert '"store followed"' in errors(server)

    # Back again: the same graph has the same version, and the first generation is let go of.
    edit(project, NEW, OLD)
    build(project, store=project.store_path)
    eventually(lambda: version(server) == first)
    assert server.ask(QUERY).text == answer.text
    known = {"If-None-Match": answer.headers["etag"]}
    assert server.ask(QUERY, headers=known).status == 304
    eventually(lambda: len(_built_again(project)) <= 2)


def _built_again(project: Project) -> set[str]:
    build(project, store=project.store_path)
    return generations(project)


def test_what_cannot_be_opened_is_told_and_not_served(project: Project, server: Server) -> None:
    first, answer = version(server), server.ask(QUERY)
    store = project.store_path
    current = Generations(store).current()
    damaged = store / "gen-00000000"
    shutil.copytree(current, damaged)
    (damaged / "manifest.json").write_text("{}")
    pointer = store / "current"
    swapped = store / "new-current"
    swapped.write_text("gen-00000000\n")
    swapped.replace(pointer)
    eventually(lambda: '"store not followed"' in errors(server))
    kill_workers(server)
    assert server.ask(f"{QUERY}#").text == answer.text
    assert server.ask(PAGE, headers=HTML).status == 200
    assert version(server) == first

    # Nor a graph in which what is claimed has joined what is stated.
    edit(project, OLD, NEW)
    build(project, store=store, with_claims=_claims(current, store))
    eventually(lambda: "claims joined" in errors(server))
    assert version(server) == first

    build(project, store=store)
    eventually(lambda: version(server) != first)
    assert NEW in server.ask(QUERY).text


def _claims(current: Path, store: Path) -> list[str]:
    with Store.open_generation(store, current.name) as opened:
        return sorted(name for name in opened.manifest.graphs or () if "claim" in name)[:1]


def test_a_generation_that_is_gone_is_not_replaced_by_another(served_project: Path) -> None:
    store = Project(served_project).store_path
    with pytest.raises(NotFound, match="gen-12345678 is gone"):
        open_generation(served_project, store, "gen-12345678")
