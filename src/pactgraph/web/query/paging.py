"""Paging: which rows of an answer a page has, and the links between its pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pactgraph.errors import NotFound

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class Paging:
    """One page of ``total`` rows, counted from 1; a ``size`` of None has them all.

    >>> Paging(2, 3, 7).of("abcdefg"), Paging(2, 3, 7).last
    ('def', 3)
    """

    page: int
    size: int | None
    total: int

    @classmethod
    def of_rows(cls, page: int, size: int | None, total: int) -> Paging:
        """Return the paging; raises NotFound for a page behind the last."""
        paging = cls(page, size, total)
        if page > paging.last:
            raise NotFound(
                f"the answer has no page {page}",
                hint=f"it has {total:,} rows on {paging.last:,} pages",
            )
        return paging

    @property
    def last(self) -> int:
        """The number of the last page; an empty answer has one page."""
        return 1 if self.size is None else max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """The number of the first row, from 0."""
        return 0 if self.size is None else (self.page - 1) * self.size

    def of(self, rows: Sequence[_Row]) -> Sequence[_Row]:
        """Return the rows of this page."""
        start = self.first_row
        return rows if self.size is None else rows[start : start + self.size]

    def pages(self) -> dict[str, int]:
        """Return the pages that this one leads to, by relation: first, prev, next, last."""
        near = {"first": 1, "prev": self.page - 1, "next": self.page + 1, "last": self.last}
        return {relation: page for relation, page in near.items() if 1 <= page <= self.last}

    def link_header(self, url_of: Callable[[int], str], canonical: str) -> str:
        """Return the value of the header Link (RFC 8288).

        >>> Paging(1, 3, 4).link_header("/a?page={}".format, "/a").split(", ")[1]
        '</a?page=2>; rel="next"'
        """
        pages = self.pages() if self.size is not None else {}
        links = [f'<{url_of(page)}>; rel="{relation}"' for relation, page in pages.items()]
        return ", ".join([*links, f'<{canonical}>; rel="canonical"'])
