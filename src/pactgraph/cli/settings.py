"""The options that every command on a project takes, before the command or after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pactgraph.cli.console import say
from pactgraph.source.project import Project
from pactgraph.source.texts import VARIABLE, Texts

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph
    from pactgraph.source.sources import Sources

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass
class Settings:
    """Which project, which store, which texts; None is what was not said."""

    project: Path | None = None
    store: Path | None = None
    articles: Path | None = None

    def find_project(self) -> Project:
        """Return the project that is meant; raises NotAProject."""
        return Project.find(self.project)

    def find_texts(self) -> Texts:
        """Return the texts that are at hand; raises TextsNotAtHand for a folder that is none."""
        return Texts.find(self.articles)

    def load_sources(self) -> Sources:
        """Return the parsed files of the project; raises as ``Sources.load``."""
        from pactgraph.source.sources import Sources

        return Sources.load(self.find_project())

    def open_graph(self) -> KnowledgeGraph:
        """Return the open graph, built first if need be; raises as ``pactgraph.open``."""
        from pactgraph.cli.progress import build_progress
        from pactgraph.opening import open_graph

        with build_progress() as progress:
            return open_graph(self.project, self.store, self.articles, say=say, progress=progress)


def _keep(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    settings = context.ensure_object(Settings)
    if value is not None and parameter.name is not None:
        setattr(settings, parameter.name, value)


def _option(name: str, metavar: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(
        f"--{name}",
        metavar=metavar,
        type=click.Path(path_type=Path),
        callback=_keep,
        expose_value=False,
        is_eager=True,
        help=text,
    )


_OPTIONS = {
    "project": (
        "DIR",
        "The project: a folder with ontology/ and data/. Else the current directory, "
        "if it is one; else the packaged graph.",
    ),
    "store": ("PATH", "The store, in place of the project's own. It is built if need be."),
    "articles": (
        "DIR",
        f"The folder of the article texts, SLUG.txt each. Else what {VARIABLE} names.",
    ),
}


def project_options(function: _Function) -> _Function:
    """Add ``--project``, ``--store`` and ``--articles``."""
    return some_project_options(*_OPTIONS)(function)


def some_project_options(*names: str) -> Callable[[_Function], _Function]:
    """Return what adds those of the options that are named."""

    def add(function: _Function) -> _Function:
        for name in reversed(names):
            function = _option(name, *_OPTIONS[name])(function)
        return function

    return add


pass_settings = click.make_pass_decorator(Settings, ensure=True)
"""Hand the settings to a command as its first argument."""
