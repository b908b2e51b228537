"""The progress of a build, on standard error, for somebody who sits before a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pactgraph.cli.console import is_terminal, messages

if TYPE_CHECKING:
    from pactgraph.graph import Progress


@contextmanager
def build_progress() -> Iterator[Progress | None]:
    """Give what a build tells its steps to, or None where nobody watches."""
    if not is_terminal(sys.stderr):
        yield None
        return
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Display

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
    )
    display = Display(*columns, console=messages(), transient=True)
    task = display.add_task("", total=None)

    def step(name: str, share: float | None) -> None:
        # Nothing is shown unless something is built.
        display.start()
        display.update(task, description=name, total=None if share is None else 1.0)
        if share is not None:
            display.update(task, completed=share)

    try:
        yield step
    finally:
        display.stop()
