"""The frames in which a child process and its parent talk.

A frame is one byte of kind, four bytes of length (big endian), and the payload. To the
child go ``N``, a piece of N-Quads (an empty one is the last), and ``Q``, a request as
JSON. From it come ``R`` ready, ``A`` request accepted, ``H`` the form of the answer, ``D`` a
piece of it, ``Z`` its end as JSON, ``X`` an error as JSON.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

HEADER_SIZE = 5


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    r"""Return one frame.

    >>> frame(b"D", b"ab")
    b'D\x00\x00\x00\x02ab'
    """
    return struct.pack(">cI", kind, len(payload)) + payload


def header(data: bytes | bytearray, at: int = 0) -> tuple[bytes, int]:
    """Return the kind and the payload's length of the frame that begins at an offset."""
    kind, size = struct.unpack_from(">cI", data, at)
    return kind, size


def read_exactly(stream: BinaryIO, size: int) -> bytes:
    """Return ``size`` bytes; raises EOFError when the stream ends before."""
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


def read_frame(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Return the kind and the payload of the next frame; raises EOFError at the end."""
    kind, size = header(read_exactly(stream, HEADER_SIZE))
    return kind, read_exactly(stream, size)


def write_frame(stream: BinaryIO, kind: bytes, payload: bytes = b"") -> None:
    """Write one frame and flush it."""
    stream.write(frame(kind, payload))
    stream.flush()
