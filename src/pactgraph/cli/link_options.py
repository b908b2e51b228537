"""The options of the commands that ask other people's servers, and what they make of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pactgraph.cli.console import say

if TYPE_CHECKING:
    from pactgraph.linking.courtesy import Courtesy

_Function = TypeVar("_Function", bound=Callable[..., Any])

_ASKING = (
    click.option(
        "--rate",
        type=click.FloatRange(min=0.01, max=1000),
        default=5.0,
        show_default=True,
        metavar="N",
        help="How many requests a second at most.",
    ),
    click.option(
        "--timeout",
        type=click.FloatRange(min=0.1, max=600),
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="How long one answer may take.",
    ),
)


def asking_options(function: _Function) -> _Function:
    """Add ``--rate`` and ``--timeout``."""
    for option in reversed(_ASKING):
        function = option(function)
    return function


set_option = click.option(
    "--set", "set_names", metavar="NAME", multiple=True, help="Only this link set; again."
)

format_option = click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json"]), default="table"
)


def courtesy(url: str, rate: float, timeout: float) -> Courtesy:
    """Return the manners in which a server is asked; raises BadInput for a bad URL."""
    from pactgraph.linking.courtesy import Courtesy

    return Courtesy(url, rate=rate, timeout=timeout, say=say)
