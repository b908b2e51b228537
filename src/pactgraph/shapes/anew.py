"""What is made anew each time that it is gone through, and never held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Anew(Generic[T]):
    """An iterable that asks for its items again whenever it is gone through.

    >>> squares = Anew(lambda: (n * n for n in range(3)))
    >>> sum(squares), sum(squares)
    (5, 5)
    """

    def __init__(self, make: Callable[[], Iterator[T]]) -> None:
        self._make = make

    def __iter__(self) -> Iterator[T]:
        return self._make()


def again(items: Iterable[T]) -> Iterable[T]:
    """Return what can be gone through more than once."""
    return list(items) if isinstance(items, Iterator) else items
