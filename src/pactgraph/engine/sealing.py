"""A seal on a process of Linux: it opens no socket, starts no program, and changes no file.

The kernel's filter of system calls (seccomp, mode 2) refuses these with EPERM, to every
thread; files can still be opened for reading, as the store's own must be when a query first
needs them. Descriptors that are open stay as they are.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
from typing import Final, NamedTuple


# Not a dataclass: what those are made with takes a fifth of the time in which a worker starts.
class _Machine(NamedTuple):
    """The numbers of system calls, as the kernel's tables have them for one processor."""

    audit: int
    seccomp: int
    reaching_out: tuple[int, ...]
    starting: tuple[int, ...]
    changing: tuple[int, ...]
    opening: tuple[tuple[int, int], ...]


_MACHINES: Final = {
    "x86_64": _Machine(
        audit=0xC000003E,
        seccomp=317,
        # socket, connect, bind, listen; ptrace, process_vm_readv and _writev
        reaching_out=(41, 42, 49, 50, 101, 310, 311),
        # execve, execveat
        starting=(59, 322),
        # creat, truncate; rename, renameat, renameat2; unlink, unlinkat, rmdir; mkdir, mkdirat;
        # link, linkat, symlink, symlinkat; mknod, mknodat
        changing=(85, 76, 82, 264, 316, 87, 263, 84, 83, 258, 86, 265, 88, 266, 133, 259),
        # open and openat: the call, and which of its arguments holds the flags
        opening=((2, 1), (257, 2)),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        seccomp=277,
        reaching_out=(198, 203, 200, 201, 117, 270, 271),
        starting=(221, 281),
        # truncate; renameat, renameat2; unlinkat; mkdirat; linkat, symlinkat; mknodat
        changing=(45, 38, 276, 35, 34, 37, 36, 33),
        opening=((56, 2),),
    ),
}
_EVERYWHERE: Final = (425, 438)
"""io_uring_setup, by which other calls can be made, and pidfd_getfd: the same number on both."""

_OPENAT2: Final = 437
"""Its flags lie where a filter cannot look."""

_PR_SET_NO_NEW_PRIVS: Final = 38
_SET_MODE_FILTER: Final = 1
_ALL_THREADS: Final = 1
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | 1  # an error, EPERM
_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# Instructions of the classic packet filter, of which such filters are made.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def seal(*, writes: bool = False, starts: bool = False) -> bool:
    """Seal this process, and what it starts; returns whether that could be done.

    With ``writes`` files may still be changed, with ``starts`` programs may still be started;
    nothing opens a socket.
    """
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None or sys.byteorder != "little":
        return False
    instructions = _filter(machine, writes=writes, starts=starts)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except OSError:
        return False
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    program = _Program(len(instructions) // 8, instructions)
    code: int = libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program))
    return code == 0


def _filter(machine: _Machine, *, writes: bool, starts: bool) -> bytes:
    """Return the filter: at each step, how many to skip if so, and how many if not."""
    steps = [
        (_LOAD, 0, 0, 4),
        # Calls by another table of numbers, as 32-bit programs make them, are refused whole.
        (_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _REFUSE),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 0, 1, 0x40000000),
        (_RETURN, 0, 0, _REFUSE),
    ]
    files = () if writes else (*machine.changing, _OPENAT2)
    programs = () if starts else machine.starting
    for number in (*machine.reaching_out, *_EVERYWHERE, *programs, *files):
        steps += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _REFUSE)]
    for number, argument in () if writes else machine.opening:
        steps += [
            (_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, 16 + 8 * argument),
            (_ANY_BIT, 0, 1, _WRITING),
            (_RETURN, 0, 0, _REFUSE),
            (_RETURN, 0, 0, _ALLOW),
        ]
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
