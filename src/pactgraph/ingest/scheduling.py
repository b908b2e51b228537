"""Batches handed to the workers of a Dask cluster, as many at a time as they have hands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pactgraph.errors import EngineFailure, NotFound
from pactgraph.ingest.checking import Batch, check_batch
from pactgraph.ingest.outcome import Fault, Outcome

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 3
"""So many batches wait for each thread of a worker, so that none is idle."""
_DEATHS = 2
"""After so many dead workers a batch is suspected, and an article that is alone given up."""


@contextmanager
def cluster(address: str | None = None, workers: int | None = None) -> Iterator[Client]:
    """Give the client of a cluster: the one at an address, or processes of this machine.

    Raises NotFound if nothing answers at the address.
    """
    # Nobody else waits for what Dask takes to load.
    import dask
    from distributed import Client, LocalCluster

    if address is not None:
        try:
            client = Client(address, timeout=5)
        except (OSError, ValueError, TimeoutError) as error:
            raise NotFound(
                f"no Dask scheduler answers at {address}: {error}",
                hint="start one with: dask scheduler; or leave --dask out",
            ) from error
        with _quiet(), client:
            yield client
        return
    with (
        _quiet(),
        dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS - 1}),
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            # Any port, so that two that run at once do not meet on one.
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as local,
        Client(local) as client,
    ):
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Have Dask say nothing of its own: what matters is raised."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def run(client: Client, batches: Iterable[Batch], tell: Callable[[Outcome], None]) -> None:
    """Have the batches checked, and tell of each article as it is done.

    What a worker had that is lost is given to another. Whatever was with several workers as
    they were lost is checked again at the end, one article at a time: which of them ends its
    worker even then is refused. Raises what ``check_batch`` raises, and EngineFailure if the
    cluster is lost.
    """
    from distributed import as_completed
    from distributed.scheduler import KilledWorker

    waiting = iter(batches)
    under_way: dict[Future, Batch] = {}
    suspects: list[Batch] = []
    done = as_completed()

    def fill() -> None:
        threads = sum(client.nthreads().values()) or 1
        for batch in islice(waiting, max(0, _AHEAD * threads - len(under_way))):
            future = client.submit(check_batch, batch, pure=False)
            under_way[future] = batch
            done.add(future)

    with _failures():
        fill()
        for future in done:
            batch = under_way.pop(future)
            try:
                outcomes = future.result()
            except KilledWorker:
                suspects += (replace(batch, files=(one,)) for one in batch.files)
            else:
                for outcome in outcomes:
                    tell(outcome)
            fill()
        for batch in suspects:
            try:
                (outcome,) = client.submit(check_batch, batch, pure=False).result()
            except KilledWorker:
                outcome = _given_up(*batch.files[0])
            tell(outcome)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except (OSError, CancelledError) as error:
        raise EngineFailure(
            f"the workers cannot go on: {str(error) or type(error).__name__}",
            hint="what was checked is kept; put it right, and run it again",
        ) from error


def _given_up(path: str, name: str) -> Outcome:
    slug = path.rpartition("/")[2].removesuffix(".trig")
    what = f"the process that reads it dies ({_DEATHS} did)"
    return Outcome(slug, name, faults=(Fault(name, None, what),))
