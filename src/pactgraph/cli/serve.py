"""``pactgraph serve``: the graph as an endpoint, as linked data, and as pages."""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urlsplit

import click

from pactgraph.cli.console import is_terminal, say
from pactgraph.cli.served import served_files, served_project
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import BadInput

if TYPE_CHECKING:
    from pactgraph.server.request_log import LogFormat
    from pactgraph.server.running import Settings as Served
    from pactgraph.server.state import State

_EXAMPLES = """\b
Examples:
  pactgraph serve
  pactgraph serve --port 0 --articles texts
  pactgraph serve --host 0.0.0.0 --allow-host data.example.org --base-url https://data.example.org
  PACTGRAPH_TOKEN=... pactgraph serve --writable --scratch graph notes.ttl
  curl 'http://127.0.0.1:8000/sparql?query=ASK%7B%7D'
"""
_MIB = 1024 * 1024
TOKEN: Final = "PACTGRAPH_TOKEN"
_SHORTEST_TOKEN = 16


@click.command("serve", epilog=_EXAMPLES)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on. Any other than the default opens the server to a network.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes any that is free, and prints it.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes kept ready for queries; one more than there are cores, if nothing is said.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 60),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(32),
    default=1024,
    show_default=True,
    metavar="MIB",
    help="How much memory a query may take.",
)
@click.option(
    "--rows",
    type=click.IntRange(1),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="How many rows an answer may have; a longer one breaks off, and is no answer.",
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", "json", "text", "none"]),
    default="auto",
    show_default=True,
    help="A line for each request on standard error: text on a terminal, else JSON.",
)
@click.option(
    "--allow-host",
    "allowed",
    multiple=True,
    metavar="NAME",
    help="A name that the server answers to, beside localhost and the address it is bound to.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="What absolute links begin with, such as https://data.example.org, behind a proxy.",
)
@click.option(
    "--writable",
    is_flag=True,
    help="Let who has the token change RDF files' graph by SPARQL Update and the Graph Store. "
    f"The token is what {TOKEN} holds; else one is made up and printed.",
)
@click.option(
    "--scratch",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the graph of RDF files in this folder, with what updates made of it. Without, it "
    "is gone when the server ends.",
)
@project_options
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@pass_settings
def command(
    settings: Settings,
    host: str,
    port: int,
    workers: int | None,
    timeout: float,
    memory: int,
    rows: int,
    log_format: str,
    allowed: tuple[str, ...],
    base_url: str | None,
    writable: bool,
    scratch: Path | None,
    files: tuple[Path, ...],
) -> None:
    """Serve the graph: a SPARQL 1.1 endpoint, linked data, stored queries, and pages.

    With FILEs it serves these in place of the project: any RDF files, as an endpoint with a
    page to ask it on. Nothing can be changed through it, unless files are served --writable.
    It listens on this machine alone unless told otherwise, and says on start what it shows.
    Ctrl-C ends it.
    """
    from pactgraph.server.pool_limits import PoolLimits
    from pactgraph.server.running import Settings as Served
    from pactgraph.server.running import bound_socket, run

    if base_url is not None:
        base_url = _checked_url(base_url)
    plain = bool(files) or scratch is not None
    if writable and not plain:
        raise BadInput(
            "a project's graph cannot be written: it is derived from the project's files, and "
            "the next build would undo the change",
            hint="edit the files and build; or serve RDF files: serve --writable FILE...",
        )
    token = _token() if writable else None
    with bound_socket(host, port) as bound:
        served = Served(
            served=served_files(files, scratch) if plain else served_project(settings, base_url),
            base_url=base_url,
            token=token,
            host=host,
            allowed_hosts=allowed,
            queries=PoolLimits(
                deadline=timeout,
                least=workers or (os.cpu_count() or 1) + 1,
                memory=memory * _MIB,
                rows=rows,
            ),
            log_format=_log_format(log_format),
        )
        address = bound.getsockname()
        run(served, bound, lambda state: _announce(served, state, address[0], address[1]))


def _token() -> str:
    given = os.environ.get(TOKEN)
    if given is not None:
        if len(given) < _SHORTEST_TOKEN or not given.isascii() or " " in given:
            raise BadInput(
                f"{TOKEN} holds no token: {_SHORTEST_TOKEN} ASCII characters at least, no space"
            )
        return given
    made = secrets.token_urlsafe(24)
    say(f"the token for writing is {made}")
    return made


def _announce(served: Served, state: State, host: str, port: int) -> None:
    """Say where it listens, and what whoever reaches it gets to see."""
    shown = f"[{host}]" if ":" in host else host
    url = served.base_url or f"http://{shown}:{port}"
    texts = state.snapshot.texts_shown
    project = state.documents.get("project")
    limits = served.queries
    if served.log_format == "json":
        facts = {
            "event": "serving",
            "url": url,
            "port": port,
            "endpoint": f"{url}/sparql",
            "version": state.snapshot.version,
            "project": project,
            "texts_shown": texts,
            "read_only": served.token is None,
            "seconds": limits.deadline,
            "memory": limits.memory,
            "rows": limits.rows,
        }
        print(json.dumps(facts), file=sys.stderr, flush=True)
    else:
        how = "read-only" if served.token is None else "writable with the token"
        say(f"serving {project or 'RDF files'}, version {state.snapshot.version}, {how}")
        say(f"  pages     {url}/")
        say(f"  endpoint  {url}/sparql")
        if served.token is not None:
            say(f"  graphs    {url}/graph-store")
        if project is not None:
            say(f"  the words of the articles are {'shown' if texts else 'not shown'}")
        say(
            f"  a query may take {limits.deadline:g} s, {limits.memory // _MIB:,} MiB and "
            f"{limits.rows:,} rows"
        )
        if host not in ("127.0.0.1", "::1"):
            say("  everybody who reaches this address can ask: it is not on loopback alone")
        say("  Ctrl-C ends it")
    print(f"{url}/", flush=True)


def _log_format(said: str) -> LogFormat:
    if said == "auto":
        return "text" if is_terminal(sys.stderr) else "json"
    return cast("LogFormat", said)


def _checked_url(url: str) -> str:
    parts = urlsplit(url)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain:
        raise click.UsageError(
            f"--base-url {url!r} is not http(s)://NAME[:PORT]: a path is not supported."
        )
    return f"{parts.scheme}://{parts.netloc}"
