"""The heap that is set aside while an article is added comes back, whatever happens."""

from __future__ import annotations

import gc
import weakref

import pytest

from pactgraph.amendment.heap import heap_set_aside


class Knot:
    """Refers to itself, so that only the collector of cycles can let go of it."""

    def __init__(self) -> None:
        self.end = self


def test_what_was_there_is_passed_over_until_the_end() -> None:
    knot = Knot()
    seen = weakref.ref(knot)
    before = gc.get_freeze_count()
    with heap_set_aside():
        assert gc.get_freeze_count() > before
        del knot
        gc.collect()
        assert seen() is not None
        later = weakref.ref(Knot())
        gc.collect()
        assert later() is None
    assert gc.get_freeze_count() == 0
    gc.collect()
    assert seen() is None


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"), heap_set_aside():
        raise ValueError("no")
    assert gc.get_freeze_count() == 0
