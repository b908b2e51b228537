"""One worker process as the server's loop sees it: its start, its frames, its end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import os
import subprocess
from collections.abc import Mapping
from typing import Protocol, cast

from pactgraph.engine.frames import HEADER_SIZE, frame, header
from pactgraph.engine.obituary import MOST_SAID, EndedFromOutside, obituary
from pactgraph.engine.refusals import worker_error
from pactgraph.engine.starting import command, environment
from pactgraph.errors import EngineFailure, PactgraphError

_LOG = logging.getLogger(__name__)

_LARGEST_FRAME = 1024 * 1024
_NICE = 10
_LEAVING_SECONDS = 2.0
"""How long a process may take to leave when it is asked to, before it is killed."""


class Receiver(Protocol):
    """Who is told the frames of one request, and why they end before their end."""

    def receive(self, kind: bytes, payload: bytes) -> None:
        """Take a frame; raises OSError when it cannot be kept."""

    def received(self) -> None:
        """Take note that no more frames are at hand for the moment."""

    def lost(self, error: PactgraphError) -> None:
        """Take note that the process ended before the answer did."""


class WorkerProcess(asyncio.SubprocessProtocol):
    """A child process that answers one request at a time, in frames over its pipes.

    ``configuration`` is what it was started with. It starts in a session of its own, so that
    what ends the server by the keyboard is not told to it twice.
    """

    def __init__(self, configuration: Mapping[str, object]) -> None:
        loop = asyncio.get_running_loop()
        self.configuration = configuration
        self.ready: asyncio.Future[None] = loop.create_future()
        self.gone: asyncio.Future[None] = loop.create_future()
        self.is_reniced = self.makes_way = False
        self._receiver: Receiver | None = None
        self._transport: asyncio.SubprocessTransport | None = None
        self._input: asyncio.WriteTransport | None = None
        self._data = bytearray()
        self._said = bytearray()

    @classmethod
    async def start(
        cls, module: str, configuration: Mapping[str, object], *, whole_package: bool = False
    ) -> WorkerProcess:
        """Start a process; ``ready`` tells when it can be asked, or why it never will.

        Raises EngineFailure if the system starts none.
        """
        process = cls(configuration)
        line = command(module, json.dumps(configuration), whole_package=whole_package)
        try:
            await asyncio.get_running_loop().subprocess_exec(
                lambda: process,
                *line,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment(),
                start_new_session=True,
            )
        except OSError as error:
            raise EngineFailure(f"no worker process can be started: {error}") from error
        return process

    @property
    def pid(self) -> int | None:
        """The process id, None once it has ended."""
        if self._transport is None or self._transport.get_returncode() is not None:
            return None
        return self._transport.get_pid()

    @property
    def processor_seconds(self) -> float | None:
        """For how long the process had a processor so far, None where that is not told."""
        try:
            with open(f"/proc/{self.pid}/stat") as stat:
                told = stat.read().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, payload: bytes, receiver: Receiver) -> None:
        """Send a request; its frames go to the receiver until the end, an error, or death."""
        # Its pipe may be known to be closed before its end is.
        if self.gone.done() or self._input is None or self._input.is_closing():
            receiver.lost(EndedFromOutside("the worker had ended before it was asked"))
            return
        self._receiver = receiver
        self._said.clear()
        self._input.write(frame(b"Q", payload))

    def forget(self) -> None:
        """Tell the receiver of the present request nothing more."""
        self._receiver = None

    def kill(self) -> None:
        """End the process at once; its receiver is told nothing more."""
        self._receiver = None
        if self._transport is not None:
            with contextlib.suppress(ProcessLookupError):
                self._transport.kill()

    def leave(self) -> None:
        """Ask the process to end, and kill it if it does not."""
        if self._input is not None:
            self._input.close()
        asyncio.get_running_loop().call_later(_LEAVING_SECONDS, self._kill_if_there)

    def _kill_if_there(self) -> None:
        if not self.gone.done():
            self.kill()

    def renice(self) -> None:
        """Let every other process have the processor before this one; it stays so.

        ``makes_way`` tells whether that was done: if not, it is worth another try later.
        """
        self.is_reniced = True
        pid = self.pid
        if pid is None or not hasattr(os, "setpriority"):
            return
        # The process of a session of its own is a group of its own, and all its threads
        # are in it: as a process, only the first of them would be meant.
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PGRP, pid, _NICE)
        # Where Linux shares time out by session, only this weighs against other sessions; it
        # lets itself be asked a few times a second.
        try:
            with open(f"/proc/{pid}/autogroup", "w") as group:
                group.write(str(_NICE))
        except OSError as error:
            self.makes_way = error.errno != errno.EAGAIN
        else:
            self.makes_way = True

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the pipes."""
        self._transport = cast(asyncio.SubprocessTransport, transport)
        self._input = cast(asyncio.WriteTransport, self._transport.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """Take what the process wrote: frames, or on standard error words for the operator."""
        if fd != 1:
            self._hear(data)
            return
        self._data += data
        try:
            self._take_frames()
        except (OSError, ValueError, KeyError) as error:
            _LOG.error("a worker's answer cannot be taken: %s", error)
            receiver = self._receiver
            self.kill()
            if receiver is not None:
                receiver.lost(EngineFailure(f"the answer cannot be taken: {error}"))

    def _hear(self, data: bytes) -> None:
        if len(self._said) < MOST_SAID:
            said = data[:MOST_SAID].decode(errors="replace")
            _LOG.warning("worker %s: %s", self.pid, said.rstrip())
        self._said += data
        # Why it ends stands last.
        del self._said[:-MOST_SAID]

    def _take_frames(self) -> None:
        data, at = self._data, 0
        while len(data) - at >= HEADER_SIZE:
            kind, size = header(data, at)
            if size > _LARGEST_FRAME:
                raise ValueError(f"a frame of {size:,} bytes")
            end = at + HEADER_SIZE + size
            if len(data) < end:
                break
            payload = bytes(data[at + HEADER_SIZE : end])
            at = end
            if not self.ready.done():
                self._take_first(kind, payload)
            elif self._receiver is not None:
                self._receiver.receive(kind, payload)
        del data[:at]
        if self._receiver is not None:
            self._receiver.received()

    def _take_first(self, kind: bytes, payload: bytes) -> None:
        if kind == b"R":
            self.ready.set_result(None)
            return
        told = json.loads(payload)
        if "title" in told:
            failure: PactgraphError = EngineFailure(told["title"], hint=told["hint"])
        else:
            failure = worker_error(told["kind"], told["message"], "store")
        self.ready.set_exception(failure)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """Take note that a pipe is closed: the end is told when all are."""

    def process_exited(self) -> None:
        """Let go of the way in: a process that closed it first could hold up the end."""
        if self._input is not None:
            self._input.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever waits why the process ended."""
        assert self._transport is not None
        code = self._transport.get_returncode()
        why = obituary(code or 0, self._said.decode(errors="replace"))
        receiver, self._receiver = self._receiver, None
        if receiver is not None:
            receiver.lost(why)
        if not self.ready.done():
            self.ready.set_exception(why)
        if not self.gone.done():
            self.gone.set_result(None)
