"""What articles tell again of what earlier ones brought, in words of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from . import telling_bodies as bodies
from . import telling_operations as operations
from . import telling_people as people
from .draft import Draft
from .news import News

AGAIN: Final[tuple[Callable[[Draft, News], object], ...]] = (
    lambda draft, told: people.holding(draft, told, since=False),
    operations.contribution_again,
    bodies.membership,
    lambda draft, told: bodies.relation(draft, told, 1),
    bodies.participation_again,
    lambda draft, told: people.summit(draft, told, 0),
    lambda draft, told: bodies.relation(draft, told, 0),
    lambda draft, told: people.holding(draft, told, since=True),
    operations.signing_again,
    people.former_holding,
)
"""Ways to tell one fact that an earlier article brought."""
