"""Articles added to and retracted from a store on a server: it holds what a build gives."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyoxigraph
import pytest
from click.testing import CliRunner, Result
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat

from pactgraph.amendment.server_amendment import amend_server
from pactgraph.amendment.server_copies import ServerCopies
from pactgraph.build import build
from pactgraph.cli import pactgraph as command
from pactgraph.engine.generations import StoreBusy
from pactgraph.errors import DoesNotConform, EngineFailure, NotFound
from pactgraph.source.project import Project
from pactgraph.sparql_server.changed_graphs import GraphChange
from pactgraph.sparql_server.connection import Connection
from pactgraph.sparql_server.server_store import ServerStore
from pactgraph.sparql_server.writer_lock import only_writer
from pactgraph.store import Store
from pactgraph.store_manifest import Manifest
from written_servers import KINDS, WrittenServer

TINY = Path(__file__).parents[1] / "fixtures" / "tiny"


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> WrittenServer:
    found: WrittenServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def one(oxigraph: WrittenServer) -> WrittenServer:
    """Return the one server that is asked where all are alike: what is looked at is done here."""
    return oxigraph


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(Path(shutil.copytree(TINY, tmp_path / "project")))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many statements went to the server each time that a generation was written."""
    sizes: list[int] = []

    def noted(self: ServerStore, change: GraphChange, manifest: Manifest) -> None:
        sizes.append(sum(change.counts.values()))
        changed(self, change, manifest)

    changed = ServerStore.change
    monkeypatch.setattr(ServerStore, "change", noted)
    return sizes


def run(project: Project, server: WrittenServer, *words: str) -> Result:
    told = [*words, "--project", str(project.root), "--store", server.url]
    return CliRunner().invoke(command, told)


def held(url: str) -> Dataset:
    out = io.BytesIO()
    with closing(ServerStore.open(url)) as store:
        store.snapshot(out)
    return canonical(pyoxigraph.parse(out.getvalue(), format=RdfFormat.N_QUADS))


def canonical(quads: Iterable[Quad]) -> Dataset:
    """Return statements with blank nodes, of which the ontology has some, called alike."""
    found = Dataset(quads)
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def fresh(project: Project, place: Path) -> tuple[str, Dataset]:
    """Return what a folder holds in which a project is built, and its digest."""
    shutil.rmtree(place, ignore_errors=True)
    build(project, store=place)
    with Store.open(place) as store:
        return store.manifest.digest, canonical(store.content())


def holds(server: WrittenServer, project: Project, place: Path) -> None:
    digest, quads = fresh(project, place)
    with closing(ServerStore.open(server.url)) as store:
        assert store.digest == digest
    assert held(server.url) == quads


def test_articles_come_and_go_as_in_a_folder(
    server: WrittenServer, project: Project, tmp_path: Path, sent: list[int]
) -> None:
    first, second = project.article_files
    everything = len(fresh(project, tmp_path / "all")[1])
    assert run(project, server, "build").exit_code == 0
    # The first one builds the copy from which it is amended, those after it do not.
    for number, (words, there) in enumerate(
        (
            (("retract", first.stem), [second]),
            (("retract", first.stem), None),
            (("add", str(first)), [first, second]),
            (("retract", second.stem), [first]),
            (("add", str(second), str(first)), [first, second]),
        )
    ):
        said = run(project, server, *words)
        assert said.exit_code == (0 if there else NotFound.exit_code), said.output
        assert ("no copy yet" in said.stderr) == (number == 0)
        if there:
            assert f"The store: {server.url}" in said.stdout
            holds(server, project.holding(there), tmp_path / "fresh")
    assert len(sent) == 4
    assert 0 < max(sent) < everything


def test_what_was_amended_is_asked_and_explained(
    one: WrittenServer, project: Project, tmp_path: Path
) -> None:
    first, second = project.article_files
    assert run(project, one, "build").exit_code == 0
    assert run(project, one, "retract", first.stem).exit_code == 0
    local = ["--project", str(project.root), "--store", str(tmp_path / "local")]
    build(project.holding([second]), store=tmp_path / "local")
    for words in (("query", "members"), ("explain", "members", "--format", "json")):
        said = run(project, one, *words)
        assert "other files" not in said.stderr
        assert said.stdout == CliRunner().invoke(command, [*words, *local]).stdout


def test_what_is_refused_leaves_it_as_it_was(
    one: WrittenServer, project: Project, tmp_path: Path
) -> None:
    first, _ = project.article_files
    assert run(project, one, "build").exit_code == 0
    before = held(one.url)
    bad = tmp_path / first.name
    text = first.read_text("utf-8")
    bad.write_text(text.replace("pact:member id:tirra", "pact:member id:nobody"), "utf-8")
    assert run(project, one, "add", str(bad)).exit_code == DoesNotConform.exit_code
    with only_writer(one.url), pytest.raises(StoreBusy):
        amend_server(project, one.url, retract=[first.stem], say=print)
    assert held(one.url) == before


def test_a_server_that_fails_meanwhile_holds_what_it_held(
    server: WrittenServer,
    project: Project,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = project.article_files
    assert run(project, server, "build").exit_code == 0
    before = held(server.url)
    update = Connection.update

    def failing(self: Connection, sparql: str, *, source: str = "update") -> None:
        if "INSERT { GRAPH" in sparql:
            raise EngineFailure("it is gone", iri=server.url)
        update(self, sparql, source=source)

    with monkeypatch.context() as patch:
        patch.setattr(Connection, "update", failing)
        assert run(project, server, "retract", first.stem).exit_code == EngineFailure.exit_code
    assert held(server.url) == before
    # The copy is that of what it holds, and the next command goes on from there.
    assert run(project, server, "retract", second.stem).exit_code == 0
    holds(server, project.holding([first]), tmp_path / "fresh")


def test_without_the_copy_it_is_made_again_or_refused(
    one: WrittenServer, project: Project, tmp_path: Path
) -> None:
    first, second = project.article_files
    assert run(project, one, "build").exit_code == 0
    # Files have changed since: the copy is of them as they are, and all of it is sent.
    second.write_text(second.read_text("utf-8") + "\n# looked at again\n", "utf-8")
    said = run(project, one, "retract", first.stem)
    assert said.exit_code == 0, said.output
    holds(one, project.holding([second]), tmp_path / "fresh")
    with closing(ServerStore.open(one.url)) as store:
        copy = ServerCopies(one.url, project).of(store.digest)
    assert copy is not None
    shutil.rmtree(copy)
    refused = run(project, one, "add", str(first))
    assert refused.exit_code == NotFound.exit_code
    assert "no copy of it here" in refused.stderr
    assert f"pactgraph build --store {one.url}" in refused.stderr
