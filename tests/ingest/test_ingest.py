"""A folder of articles becomes the store that a build gives: for any workers, whoever dies."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Quad, Triple

import pactgraph.ingest.ingesting
from pactgraph.build import build
from pactgraph.errors import BadInput, EngineFailure, NotFound
from pactgraph.fresh_store import fresh_store
from pactgraph.ingest import scheduling
from pactgraph.ingest.checking import Batch, check_batch
from pactgraph.ingest.gathering import gather
from pactgraph.ingest.ingesting import Ingested, ingest
from pactgraph.ingest.outcome import Outcome
from pactgraph.ingest.scheduling import cluster, run
from pactgraph.namespaces import PACT
from pactgraph.rebuilding import rebuild
from pactgraph.source.project import Project
from pactgraph.source.texts import Texts
from pactgraph.store import Store

TINY = Path(__file__).parents[1] / "fixtures" / "tiny"

# Many more by hand: the program says how.
TRIALS = os.environ.get("PACTGRAPH_TRIALS", "2")

SLUG = "harbour-2019-05-02"
GOOD = 10
MEETING, JOINED = "GRAPH <#char=376,419> {", "GRAPH <#char=104,136> {"
FAULTS = {
    "broken": ("pact:value 40", "pact:value"),
    "wrong-number": ("pact:value 40", "pact:value 41"),
    "no-date": ('"1996"^^xsd:gYear', '"then"'),
    "two-kinds": (MEETING, f"{MEETING} id:bram-tolk a pact:Place ."),
    "no-member": (
        JOINED,
        f'{JOINED} <no-member/thing/m> a pact:Membership ; pact:begin "1996"^^xsd:gYear .',
    ),
}


def copy_article(root: Path, slug: str, old: str = "", new: str = "") -> Path:
    """Add to a project one more article of the same words, with something replaced."""
    text = (TINY / f"data/articles/{SLUG}.trig").read_text("utf-8").replace(SLUG, slug)
    assert old in text
    path = root / "data/articles" / slug[-1] / f"{slug}.trig"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.replace(old, new), "utf-8")
    shutil.copyfile(TINY / f"texts/{SLUG}.txt", root / f"texts/{slug}.txt")
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("good") / "project"
    shutil.copytree(TINY, root)
    for number in range(GOOD):
        copy_article(root, f"harbour-{number}")
    return Project(root)


@pytest.fixture(scope="module")
def expected(good: Project) -> str:
    """Return the digest of what a build of the good articles stores."""
    build(good, store=good.store_path, texts=Texts(good.root / "texts"), validate=True)
    return digest_of(good.store_path)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[Any]:
    """Return the client of a cluster of three processes."""
    with cluster(workers=3) as client:
        yield client


def address_of(client: Any) -> str:
    return str(client.scheduler.address)


def digest_of(store: Path) -> str:
    with Store.open(store) as opened:
        assert opened.verify_digests() == []
        return opened.manifest.digest


def test_a_worker_that_is_killed_takes_nothing_along_and_faults_only_themselves(
    good: Project,
    expected: str,
    scheduler: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = Path(shutil.copytree(good.root, tmp_path / "project"))
    for slug, (old, new) in FAULTS.items():
        copy_article(root, slug, old, new)
    twice = root / "data/articles/z/harbour-1.trig"
    twice.parent.mkdir()
    shutil.copyfile(good.root / "data/articles/1/harbour-1.trig", twice)
    monkeypatch.setattr(pactgraph.ingest.ingesting, "_BATCH", 1)
    victims = list(scheduler.run(os.getpid).values())
    told: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        told.append(outcome)
        if len(told) == 3:
            os.kill(victims[0], signal.SIGKILL)

    place = tmp_path / "store"
    found = ingest(
        root / "data/articles",
        Project(root),
        place,
        texts=root / "texts",
        address=address_of(scheduler),
        validate=True,
        tell=tell,
    )
    assert victims[0] not in scheduler.run(os.getpid).values()
    assert digest_of(place) == expected
    assert (found.taken, found.unread) == (GOOD + 2, 0)
    refused = {Path(one.file).relative_to("data/articles").as_posix(): one for one in found.refused}
    assert set(refused) == {f"{slug[-1]}/{slug}.trig" for slug in FAULTS} | {"z/harbour-1.trig"}
    for name, outcome in refused.items():
        assert outcome in told
        (fault, *_) = outcome.faults
        assert fault.file == f"data/articles/{name}"
        assert (fault.line is None) == name.startswith("z/")
    assert "second file" in refused["z/harbour-1.trig"].faults[0].what
    assert "cannot all hold" in refused["s/two-kinds.trig"].faults[0].what
    # What is refused by the graph of all had been told as taken before.
    assert len(told) == GOOD + 2 + len(FAULTS) + 1 + 2
    # The rest is kept for the time when they are put right.
    assert place.with_name("store.ingest").is_dir()


def killed_after(lines: int, command: list[str]) -> list[dict[str, Any]]:
    """Run a command and kill it once it has said so many lines of JSON."""
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said.append(json.loads(line))
            if len(said) == lines:
                process.kill()
    return said


def test_a_run_that_was_killed_goes_on_where_it_was(
    good: Project, expected: str, scheduler: Any, tmp_path: Path
) -> None:
    place = tmp_path / "store"
    command = [
        *(sys.executable, "-m", "pactgraph", "ingest", str(good.root / "data/articles")),
        *(f"--project={good.root}", f"--store={place}", f"--articles={good.root / 'texts'}"),
        *("--workers=1", "--no-validate"),
    ]
    before = killed_after(1, command)
    with pytest.raises(NotFound):
        Store.open(place)
    outcomes: list[Outcome] = []
    ingest(
        good.root / "data/articles",
        good,
        place,
        texts=good.root / "texts",
        address=address_of(scheduler),
        tell=outcomes.append,
    )
    assert len(outcomes) == GOOD + 2
    kept = {outcome.article for outcome in outcomes if outcome.kept}
    assert kept >= {outcome["article"] for outcome in before}
    assert digest_of(place) == expected
    assert not place.with_name("store.ingest").exists()
    # It is the store of that project: nothing is built again.
    said: list[str] = []
    fresh_store(good, place, say=said.append).close()
    assert said == []


def test_who_is_killed_leaves_the_old_graph_or_the_new_one_and_nobody_behind() -> None:
    program = Path(__file__).parents[1] / "ingest_trials.py"
    command = [sys.executable, str(program), "--trials", TRIALS, "--seed", "197"]
    said = subprocess.run(command, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr
    counts = dict(line.split("\t") for line in said.stdout.splitlines())
    assert sum(map(int, counts.values())) == int(TRIALS)
    ways = {how.split(",")[0] for how in counts}
    assert ways >= {"checking: killed alone", "storing: killed with its workers"}


def ingested(folder: Path, project: Project, place: Path, client: Any) -> Ingested:
    return ingest(folder, project, place, texts=None, address=address_of(client))


def test_the_articles_of_another_folder_stay_in_their_store(
    good: Project, expected: str, scheduler: Any, tiny_project: Project, tmp_path: Path
) -> None:
    place = tmp_path / "store"
    found = ingested(good.root / "data/articles", tiny_project, place, scheduler)
    assert found.unread == found.taken == GOOD + 2
    assert digest_of(place) == expected
    fresh_store(tiny_project, place, say=lambda line: pytest.fail(line)).close()
    (table,) = place.glob("gen-*/db/CURRENT")
    table.write_text("damaged", "utf-8")
    restored = rebuild(tiny_project, place)
    assert restored.damage
    assert restored.is_known_same
    assert digest_of(place) == expected
    entities = tiny_project.root / "data/entities/things.ttl"
    entities.write_text(entities.read_text("utf-8") + "\n# another\n", "utf-8")
    said: list[str] = []
    fresh_store(tiny_project, place, say=said.append).close()
    assert "have changed" in said[0]
    assert digest_of(place) == expected


def _allow_no_death(dask_scheduler: Any) -> None:
    dask_scheduler.allowed_failures = 0


def deadly(batch: Batch) -> list[Outcome]:
    """Check a batch in a process that the article number 4 ends."""
    if any("harbour-4" in path for path, _ in batch.files):
        os._exit(1)
    return check_batch(batch)


def test_an_article_that_ends_its_worker_is_refused_alone(
    good: Project, scheduler: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduling, "check_batch", deadly)
    # One death is enough here: who dies is slow to be replaced.
    scheduler.run_on_scheduler(_allow_no_death)
    paths = sorted((good.root / "data/articles").rglob("harbour-[345].trig"))
    files = tuple((str(path), path.name) for path in paths)
    digest = pactgraph.ingest.ingesting.Sources.load(good, ()).digest
    outcomes: list[Outcome] = []
    run(scheduler, [Batch(files, str(good.root), None, digest, str(tmp_path))], outcomes.append)
    taken = {outcome.article: outcome.checked is not None for outcome in outcomes}
    assert taken == {"harbour-3": True, "harbour-4": False, "harbour-5": True}


def test_what_is_damaged_in_the_work_folder_is_checked_again(good: Project, tmp_path: Path) -> None:
    path = good.root / "data/articles" / f"{SLUG}.trig"
    digest = pactgraph.ingest.ingesting.Sources.load(good, ()).digest
    batch = Batch(((str(path), path.name),), str(good.root), None, digest, str(tmp_path))
    (first,), (again,) = check_batch(batch), check_batch(batch)
    assert (first.kept, again.kept, first.checked) == (False, True, again.checked)
    assert first.checked is not None
    checked = tmp_path / first.checked
    whole = checked.read_bytes()
    checked.write_bytes(whole[:-9])
    (mended,) = check_batch(batch)
    assert (mended.kept, checked.read_bytes()) == (False, whole)
    with pytest.raises(BadInput, match="have changed since"):
        check_batch(Batch(batch.files, batch.project, None, "sha256:0", batch.work))


def statements_held(project: Project, files: list[Path], work: Path) -> tuple[int, int]:
    """Gather some articles; return how many statements they make, and how many are objects."""
    digest = pactgraph.ingest.ingesting.Sources.load(project.holding(())).digest
    names = tuple((str(path), project.display(path)) for path in files)
    outcomes = check_batch(Batch(names, str(project.root), None, digest, str(work)))
    tracemalloc.start()
    try:
        gathered = gather(lambda taken: project.holding(files), work, outcomes, validate=False)
        traces = tracemalloc.take_snapshot().traces
    finally:
        tracemalloc.stop()
    triple = Triple(PACT.Visit, PACT.value, PACT.Visit)
    sizes = {sys.getsizeof(one) for one in (triple, Quad(*triple, PACT.Visit))}
    graph = gathered.graph
    held = sum(trace.size in sizes for trace in traces)
    return len(graph.merged) + sum(map(len, graph.graphs.values())), held


def test_no_statement_of_an_article_is_held_as_an_object(good: Project, tmp_path: Path) -> None:
    files = sorted((good.root / "data/articles").rglob("harbour-[0-9].trig"))
    # The first time, what is read once and kept is read.
    _, (few, of_few), (more, of_more) = (
        statements_held(good, files[:number], tmp_path) for number in (1, 4, 8)
    )
    assert more > few + 1000
    assert of_more - of_few < (more - few) / 50


def test_a_work_folder_that_cannot_be_written_is_named(good: Project, tmp_path: Path) -> None:
    (tmp_path / "s.ingest").write_text("in the way", "utf-8")
    with pytest.raises(EngineFailure, match=r"s\.ingest: what is checked cannot be kept"):
        ingest(good.root / "data/articles", good, tmp_path / "s")
    path = good.root / "data/articles" / f"{SLUG}.trig"
    digest = pactgraph.ingest.ingesting.Sources.load(good, ()).digest
    batch = Batch(((str(path), path.name),), str(good.root), None, digest, str(tmp_path / "gone"))
    with pytest.raises(EngineFailure, match="gone: what is checked cannot be kept"):
        check_batch(batch)


def test_what_is_no_folder_of_articles_or_no_scheduler_is_told(
    tiny_project: Project, tmp_path: Path, scheduler: Any
) -> None:
    with pytest.raises(NotFound, match="no such folder"):
        ingested(tmp_path / "nothing", tiny_project, tmp_path / "s", scheduler)
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="no article in the folder"):
        ingested(tmp_path / "empty", tiny_project, tmp_path / "s", scheduler)
    with pytest.raises(NotFound, match="no Dask scheduler"), cluster("tcp://127.0.0.1:9"):
        pass
