"""Where output goes: colour and width of a terminal, plain text in a pipe, nothing hostile."""

from __future__ import annotations

import os
import sys
from typing import IO

from rich.console import Console
from rich.text import Text

from pactgraph.showing import shown as shown

WIDTH_OF_A_PIPE = 100


def is_terminal(stream: IO[str]) -> bool:
    """Say whether a stream is a terminal that takes more than plain text."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def output() -> Console:
    """Return the console of standard output."""
    return _console(sys.stdout)


def messages() -> Console:
    """Return the console of standard error."""
    return _console(sys.stderr)


def _console(stream: IO[str]) -> Console:
    terminal = is_terminal(stream)
    plain = not terminal or "NO_COLOR" in os.environ
    width = None
    if not terminal:
        columns = os.environ.get("COLUMNS", "")
        width = int(columns) if columns.isdigit() and int(columns) > 0 else WIDTH_OF_A_PIPE
    return Console(
        file=stream,
        width=width,
        color_system=None if plain else "auto",
        force_terminal=terminal,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )


def say(line: str) -> None:
    """Tell a person who waits what is being done, on standard error."""
    messages().print(Text(f"pactgraph: {shown(line)}", "dim"), soft_wrap=True)


def warn(line: str) -> None:
    """Tell a person what to look at, on standard error."""
    text = Text("note: ", "yellow").append(shown(line, keep_lines=True), "default")
    messages().print(text, soft_wrap=True)


def fail(message: str) -> None:
    """Tell what went wrong, on standard error."""
    text = Text("error: ", "bold red").append(shown(message, keep_lines=True), "default")
    messages().print(text, soft_wrap=True)


def write_bytes(data: bytes) -> None:
    """Write text to standard output as it is, and on a terminal with nothing that it would obey."""
    if sys.stdout.isatty():
        lines = data.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
        data = shown(lines, keep_lines=True).encode()
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
