"""What a pool of workers may use, and when it steps in."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class PoolLimits:
    """Times are in seconds.

    ``deadline`` is from the asking to the last byte that the worker writes; then it is killed.
    ``most`` is how many processes there may be, ``least`` how many of them are kept free of
    slow requests. A request older than ``slow_after`` gets the processor only when nobody
    else wants it, and its worker is replaced afterwards, unless ``renices`` is False. At most
    ``slow_most`` requests may run on past ``patience``. ``wait`` is how long a request waits
    for a worker, ``line`` how many may wait at once, ``start`` how long a worker may take to be
    ready. ``retry`` says that a request whose worker ended before it answered anything is tried
    once more; without it that holds only until the worker has said that it is at the request.

    ``memory`` is in bytes on top of what a worker takes when it is ready; ``answer`` in bytes,
    ``rows`` in rows or triples, of one answer.
    """

    deadline: float = 10.0
    most: int = 24
    least: int = 3
    slow_after: float = 0.25
    slow_most: int = 4
    patience: float = 1.0
    wait: float = 8.0
    line: int = 512
    start: float = 60.0
    retry: bool = True
    renices: bool = True
    memory: int = 1024 * MIB
    answer: int = 50 * MIB
    rows: int = 1_000_000

    @property
    def of_one_query(self) -> dict[str, int]:
        """The caps that a query worker takes with each request."""
        return {"memory": self.memory, "answer": self.answer, "rows": self.rows}
