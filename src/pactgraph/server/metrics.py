"""What the operator can count: requests, seconds, workers, cache; never what was asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from pactgraph.server.pool import Pool
from pactgraph.server.result_cache import ResultCache

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_GAUGES = ("idle", "busy", "starting", "waiting")


class _Inside:
    """The figures that are read when they are asked for."""

    def __init__(self, pools: Mapping[str, Pool], cache: ResultCache) -> None:
        self.pools = pools
        self.cache = cache

    def collect(self) -> Iterator[Metric]:
        """Yield the pools' and the cache's figures."""
        workers = GaugeMetricFamily(
            "pactgraph_workers", "Worker processes, and requests that wait for one",
            labels=("pool", "state"),
        )  # fmt: skip
        events = CounterMetricFamily(
            "pactgraph_worker_events", "What happened to workers", labels=("pool", "event")
        )
        for name, pool in self.pools.items():
            for state in _GAUGES:
                workers.add_metric((name, state), getattr(pool, state))
            events.add_metric((name, "started"), pool.started)
            events.add_metric((name, "retried"), pool.retried)
            for reason, count in pool.killed_for.items():
                events.add_metric((name, f"killed: {reason}"), count)
        yield workers
        yield events
        cache = self.cache
        yield CounterMetricFamily("pactgraph_cache_hits", "Answers from memory", cache.hits)
        yield CounterMetricFamily("pactgraph_cache_misses", "Answers not in memory", cache.misses)
        yield GaugeMetricFamily("pactgraph_cache_bytes", "Room that answers take", cache.size)


class Metrics:
    """The figures of one server."""

    def __init__(self, pools: Mapping[str, Pool], cache: ResultCache) -> None:
        self.registry = CollectorRegistry()
        self.registry.register(_Inside(pools, cache))
        self._requests = Counter(
            "pactgraph_requests", "Requests answered", ("route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "pactgraph_request_seconds", "Seconds to the end of the answer", ("route",),
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self._children: dict[tuple[str, int], tuple[Counter, Histogram]] = {}

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        found = self._children.get((route, status))
        if found is None:
            found = (self._requests.labels(route, str(status)), self._seconds.labels(route))
            self._children[route, status] = found
        requests, taken = found
        requests.inc()
        taken.observe(seconds)

    def told(self) -> bytes:
        """Return all figures in the text format of Prometheus."""
        return generate_latest(self.registry)
