"""The command ``pactgraph``: its subcommands, and the one place where errors end."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click

from pactgraph import __version__
from pactgraph.cli import completing  # noqa: F401 (it teaches click how bash splits words)
from pactgraph.cli.console import fail
from pactgraph.cli.settings import project_options
from pactgraph.errors import PactgraphError

COMMANDS = {
    "demo": "build the graph, validate it, and answer five questions with their evidence",
    "build": "build the graph from the project's files into its store",
    "add": "add articles to the built store, or replace what it has of them",
    "retract": "take articles out of the built store",
    "ingest": "check a folder of article files in parallel, and load them into a store",
    "rebuild": "restore the store from the files, however damaged it is",
    "query": "ask a stored query, a file, or SPARQL on standard input",
    "explain": "say why a row is in an answer, down to the words it rests on",
    "queries": "list the stored queries, or show one",
    "serve": "serve the graph: a SPARQL endpoint, linked data, stored queries, pages",
    "find": "find things by any of their names",
    "stats": "count what the graph holds",
    "disagreements": "list what articles and speakers disagree on, with both sides' passages",
    "export": "write the graph in another format",
    "verify": "check every passage against the words of its article, or the store",
    "coverage": "tell which sentences of the articles are under no passage",
    "lineage": "tell which articles share text, and who has it first",
    "link": "link to other data sets: find candidates, judge them, check what was accepted",
    "validate": "check the graph, or an RDF file, against the shapes",
    "locate": "print the ranges of words in an article",
    "article": "start the file of a new article",
    "init": "lay out a new project with a worked example",
    "prefixes": "print the prefixes that queries may use undeclared",
    "completion": "print the shell's completion script",
}
"""Every command with its one line of help, in the order of the help."""

EPILOG = """\b
Exit codes:
  0  done
  1  verify, validate, coverage, ingest, lineage --check or link check found something
     to put right
  2  the command line is wrong
  3  bad input: a file or a value that cannot be taken
  4  not found: a name, an entity, an article, a project, a store
  5  the query is wrong or was refused
  6  the deadline or the memory cap was reached
  7  the engine, the store or the file system failed
  8  the article texts are needed and not at hand
  130 stopped with Ctrl-C

\b
Start with:
  pactgraph demo
  pactgraph queries
  pactgraph query contributions --param contributor=Azerbaijan --evidence
"""

_BROKEN_PIPE = 128 + 13
_INTERRUPTED = 130


class _ReaderLeft(Exception):
    """Nobody reads standard output any more."""


class Application(click.Group):
    """A group whose commands are loaded when they are called, and whose errors are told briefly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a person meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"pactgraph.cli.{cmd_name}")
        command: click.Command = module.command
        command.short_help = COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without loading any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a misspelt one say which may be meant."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            near = difflib.get_close_matches(name, COMMANDS, n=1, cutoff=0.5)
            meant = f" Did you mean {near[0]}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{meant}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader that has left is no error of the system's."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            # click would end the process here, with the exit code of a finding.
            raise _ReaderLeft from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 (what click hands on)
    ) -> NoReturn:
        """Run a command line and end the process with its exit code."""
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except PactgraphError as error:
            fail(str(error))
            code = error.exit_code
        except click.Abort:
            code = _INTERRUPTED
        except click.ClickException as error:
            fail(_usage(error))
            code = error.exit_code
        except (_ReaderLeft, BrokenPipeError):
            _let_go_of_stdout()
            code = _BROKEN_PIPE
        except OSError as error:
            fail(f"the system refused: {error.strerror or error}")
            _let_go_of_stdout()
            code = PactgraphError.exit_code
        sys.exit(code if isinstance(code, int) else 0)


@click.group(
    cls=Application,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@project_options
@click.version_option(__version__, prog_name="pactgraph", message="%(prog)s %(version)s")
def pactgraph() -> None:
    """Ask a knowledge graph that can prove what it says.

    Every statement leads back to the words of the article that made it. The graph is built
    from files (ontology/, data/, queries/); commands work on the project in the current
    directory, or on the packaged graph. The options below may stand before a command or
    after it; `pactgraph COMMAND --help` tells more of each command.
    """


def main() -> NoReturn:
    """Run the command line."""
    pactgraph.main(prog_name="pactgraph")


def _usage(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message += f"\n  hint: {error.ctx.command_path} --help"
    return message


def _let_go_of_stdout() -> None:
    """Have what is still to be flushed go nowhere, so that the end of Python is silent."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        return
