r"""Rows counted in an answer as it is written, so that a cap on rows costs next to nothing.

The engine writes rows natively; making each of them in Python, only to count it, would take
several times as long. What is counted is the bytes that stand at the end of a row, or
between two, and nowhere else; strings are left out where they may hold the same.
"""

from __future__ import annotations

from collections.abc import Callable

from pactgraph.engine.output import Stop


class RowCap:
    r"""A cap on the rows of one answer; ``take`` is given its pieces in order.

    ``format_name`` is srj, srx, csv or tsv.

    >>> cap = RowCap("tsv", 1)
    >>> cap.take(b"?a\n1\n")
    >>> cap.take(b"2\n")
    Traceback (most recent call last):
    ...
    pactgraph.engine.output.Stop: the answer has more than 1 rows
    """

    def __init__(self, format_name: str, most: int) -> None:
        self._most = most
        self._marks: Callable[[bytes], int] = {
            "srj": self._json_separators,
            "srx": self._xml_starts,
            "csv": self._csv_ends,
            "tsv": self._tsv_ends,
        }[format_name]
        # The header ends as a row does; between rows there is one mark less than rows.
        self._rows = {"srj": 1, "srx": 0, "csv": -1, "tsv": -1}[format_name]
        self._carried = b""
        self._in_string = False

    def take(self, piece: bytes) -> None:
        """Count the rows in the next piece; raises Stop when they are more than the cap."""
        self._rows += self._marks(piece)
        if self._rows > self._most:
            raise Stop("rows", f"the answer has more than {self._most:,} rows")

    def could_be_reached_by(self, size: int) -> bool:
        """Tell whether an answer of so many bytes can have more rows than the cap."""
        # The shortest row, in TSV, is a line feed.
        return size > self._most

    def _tsv_ends(self, piece: bytes) -> int:
        # Inside values they are written as \n.
        return piece.count(b"\n")

    def _csv_ends(self, piece: bytes) -> int:
        return self._outside_strings(piece).count(b"\n")

    def _xml_starts(self, piece: bytes) -> int:
        text = self._carried + piece
        # One byte less than the mark: it is not counted again.
        self._carried = text[-7:]
        return text.count(b"<result>")

    def _json_separators(self, piece: bytes) -> int:
        # Outside strings `},{` stands between two rows alone: inside a row a name follows.
        text = self._carried + piece
        cut = len(text)
        if (len(text) - len(text.rstrip(b"\\"))) % 2:
            cut -= 1
        elif text.endswith(b"},"):
            cut -= 2
        elif text.endswith(b"}"):
            cut -= 1
        self._carried = text[cut:]
        plain = text[:cut].replace(b"\\\\", b"").replace(b'\\"', b"")
        return self._outside_strings(plain).count(b"},{")

    def _outside_strings(self, text: bytes) -> bytes:
        """Return the text with what is between double quotes left out."""
        parts = text.split(b'"')
        outside = parts[self._in_string :: 2]
        self._in_string ^= len(parts) % 2 == 0
        return b'"'.join(outside)
