"""The heap of Python's objects, of which those that are there already are left in peace."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def heap_set_aside() -> Iterator[None]:
    """Let the collector of cycles pass over the objects that are there now, until the end.

    The ground of amendments, its shapes and the code are some 200,000 objects that stay. Looking
    through them took up to a fifth of each amendment, which makes few objects of its own.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
