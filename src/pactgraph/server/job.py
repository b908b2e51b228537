"""A request that a worker is at."""

from __future__ import annotations

from dataclasses import dataclass

from pactgraph.server.answered import AnswerTaken


@dataclass
class Job:
    """For whom it is, since when, until when at the latest, and what time it was allowed.

    ``runs_on`` says that it is one of the few that may go on past the pool's patience.
    """

    taken: AnswerTaken
    since: float
    until: float
    allowed: float
    runs_on: bool = False
