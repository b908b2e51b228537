"""The options that every command on a project takes, before the command or after it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pactgraph.cli.console import say
from pactgraph.engine.place import Place, is_address
from pactgraph.errors import BadInput
from pactgraph.source.project import Project
from pactgraph.source.texts import VARIABLE, Texts

if TYPE_CHECKING:
    from pactgraph.knowledge_graph import KnowledgeGraph
    from pactgraph.source.sources import Sources

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass
class Settings:
    """Which project, which store, which texts; None is what was not said.

    A store is a folder, or the address of a SPARQL server.
    """

    project: Path | None = None
    store: Place | None = None
    articles: Path | None = None

    def find_project(self) -> Project:
        """Return the project that is meant; raises NotAProject."""
        return Project.find(self.project)

    def store_folder(self, what: str) -> Path:
        """Return the folder of the store; raises BadInput where ``what`` asks for a server's."""
        if is_address(self.store):
            raise BadInput(
                f"{what} needs a store in a folder, and this is a server",
                iri=self.store,
                hint="leave --store out for the project's own",
            )
        return Path(self.store) if self.store else self.find_project().store_path

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


def _keep(context: click.Context, parameter: click.Parameter, value: Place | None) -> None:
    settings = context.ensure_object(Settings)
    if value is not None and parameter.name is not None:
        setattr(settings, parameter.name, value)


class _Place(click.Path):
    """A path, or the address of a server, which no path is made of."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return a Path, or an address as it was given."""
        if isinstance(value, str) and is_address(value):
            return value
        return super().convert(value, param, ctx)


def _option(name: str, metavar: str, text: str) -> Callable[[_Function], _Function]:
    return click.option(
        f"--{name}",
        metavar=metavar,
        type=(_Place if name == "store" else click.Path)(path_type=Path),
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
    "store": (
        "PATH|URL",
        "The store, in place of the project's own: a folder, built if need be, or a SPARQL server "
        "(http://…), which `build` loads.",
    ),
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
