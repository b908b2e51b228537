"""``pactgraph verify``: the passages against the words, or a store against its manifest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, shown
from pactgraph.cli.findings import print_findings, print_lines
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, some_project_options
from pactgraph.errors import NotFound

if TYPE_CHECKING:
    from pactgraph.store_damage import StoreCheck
    from pactgraph.words.finding import Finding
    from pactgraph.words.verification import Verification

_EXAMPLES = """\b
Examples:
  pactgraph verify --articles texts
  pactgraph verify SLUG --articles texts --format json
  pactgraph verify --store
"""

_STORE = """Check the store instead: every byte of its files and every statement, against what was
noted when it was built. The project's own if no PATH is given."""


@click.command("verify", epilog=_EXAMPLES)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, shell_complete=complete_slugs)
@click.option("--format", "-f", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="Count warnings as well: exit with 1 for one.")
@click.option("--store", metavar="[PATH]", is_flag=False, flag_value="", default=None, help=_STORE)
@some_project_options("project", "articles")
@pass_settings
def command(
    settings: Settings, slugs: tuple[str, ...], format_name: str, strict: bool, store: str | None
) -> int:
    """Check every passage of the articles (or of some) against their words, or check the store.

    With a text at hand: its digest, every range and anchor, and that each number, date and
    named thing is carried by the words. Without it only what needs no text is checked, and
    the exit code is 8. Errors break a law; warnings ask a person to look.
    """
    if store is not None:
        if slugs:
            raise click.UsageError("--store checks a store, and takes no articles.")
        return _check_store(settings, store, format_name)
    from pactgraph.words.verification import verify

    sources = settings.load_sources()
    for slug in slugs:
        if slug not in sources.articles:
            raise NotFound(f'there is no article "{slug}"', candidates=tuple(sources.articles))
    found = verify(sources, settings.find_texts(), slugs=slugs or None)
    if format_name == "json":
        write_json(_as_json(found))
    else:
        console = output()
        print_findings(console, found.findings)
        console.print(_last_line(found))
    if found.errors or (strict and found.warnings):
        return 1
    found.demand_texts()
    return 0


def _check_store(settings: Settings, named: str, format_name: str) -> int:
    from pactgraph.store_damage import check_store

    meant = replace(settings, store=named) if named else settings
    found = check_store(meant.store_folder("verify --store"))
    if format_name == "json":
        write_json(_store_as_json(found))
    else:
        console = output()
        for damage in found.damage:
            print_lines(console, f"error: {damage}")
        print_lines(console, _of_store(found))
    return 1 if found.damage else 0


def _of_store(found: StoreCheck) -> str:
    place = shown(str(found.path))
    if found.damage or found.manifest is None:
        damaged = _counted(len(found.damage), "fault")
        return f"{damaged} in the store {place}; pactgraph rebuild restores it from the files"
    files, statements = len(found.manifest.files), found.manifest.total
    return f"{statements:,} statements in {files} files, all as built: {place}"


def _store_as_json(found: StoreCheck) -> dict[str, Any]:
    manifest = found.manifest
    return {
        "store": str(found.path),
        "generation": found.generation,
        "statements": None if manifest is None else manifest.total,
        "digest": None if manifest is None else manifest.digest,
        "damage": [{"file": file, "what": what} for file, what in found.damage],
    }


def _last_line(found: Verification) -> str:
    read = len(found.articles) - len(found.unread)
    return (
        f"{_counted(len(found.errors), 'error')} and {_counted(len(found.warnings), 'warning')} in "
        f"{_counted(len(found.articles), 'article')}; {read} checked against the words"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_json(found: Verification) -> dict[str, Any]:
    return {
        "articles": list(found.articles),
        "textsMissing": list(found.unread),
        "errors": len(found.errors),
        "warnings": len(found.warnings),
        "findings": [_finding(finding) for finding in found.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "severity": finding.severity.value,
        "check": finding.check.value,
        "article": finding.article,
        "passage": finding.passage,
        "file": finding.location.file if finding.location else None,
        "line": finding.location.line if finding.location else None,
        "message": finding.message,
        "expected": finding.expected,
        "words": finding.words,
        "hint": finding.hint,
    }
