"""The fixture that makes worlds of one invented article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from words_world import World, make_world

# A slow machine is no failure.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    """Return a maker of worlds: from a text, its record, its graphs and more entities."""

    def make(text: str, record: str = "", graphs: str = "", entities: str = "") -> World:
        return make_world(tmp_path / "world", text, record, graphs, entities)

    return make
