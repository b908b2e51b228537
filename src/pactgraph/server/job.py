"""A request that a worker is at."""

from __future__ import annotations

from dataclasses import dataclass

from pactgraph.server.answered import AnswerTaken


@dataclass
class Job:
    """For whom it is, since when, until when at the latest, and what time it was allowed.

    ``is_stuck`` says that its worker is not counted on for others;
    ``runs_on`` says that it is one of the few that may go on past the pool's patience;
    ``spent`` is the processor time that its worker had taken when it was first looked at.
    """

    taken: AnswerTaken
    since: float
    until: float
    allowed: float
    runs_on: bool = False
    is_stuck: bool = False
    spent: float | None = None
