"""The steps of a long piece of work: told as they begin and end, and timed."""

from __future__ import annotations

from time import perf_counter

from pactgraph.graph import Progress


class Steps:
    """Tells of each step as it begins and ends, and how long it took."""

    def __init__(self, progress: Progress | None) -> None:
        self.timings: dict[str, float] = {}
        self._progress = progress
        self._step: str | None = None
        self._since = 0.0

    def __call__(self, step: str, share: float | None) -> None:
        """Tell of a step, and of the share of it that is done (None: not known)."""
        if step != self._step:
            self.finish()
            self._step, self._since = step, perf_counter()
        self._tell(share)

    def finish(self) -> None:
        """End the step that is under way, if one is."""
        if self._step is not None:
            self.timings[self._step] = perf_counter() - self._since
            self._tell(1.0)
            self._step = None

    def _tell(self, share: float | None) -> None:
        if self._progress is not None and self._step is not None:
            self._progress(self._step, share)
