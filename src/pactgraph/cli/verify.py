"""``pactgraph verify``: the passages against the words of their articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, write_bytes
from pactgraph.cli.findings import print_findings
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound

if TYPE_CHECKING:
    from pactgraph.words.finding import Finding
    from pactgraph.words.verification import Verification

_EXAMPLES = """\b
Examples:
  pactgraph verify --articles texts
  pactgraph verify SLUG --articles texts --format json
"""


@click.command("verify", epilog=_EXAMPLES)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, shell_complete=complete_slugs)
@click.option("--format", "-f", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="Count warnings as well: exit with 1 for one.")
@project_options
@pass_settings
def command(settings: Settings, slugs: tuple[str, ...], format_name: str, strict: bool) -> int:
    """Check every passage of the articles (or of some) against their words.

    With a text at hand: its digest, every range and anchor, and that each number, date and
    named thing is carried by the words. Without it only what needs no text is checked, and
    the exit code is 8. Errors break a law; warnings ask a person to look.
    """
    from pactgraph.words.verification import verify

    sources = settings.load_sources()
    for slug in slugs:
        if slug not in sources.articles:
            raise NotFound(f'there is no article "{slug}"', candidates=tuple(sources.articles))
    found = verify(sources, settings.find_texts(), slugs=slugs or None)
    if format_name == "json":
        write_bytes((json.dumps(_as_json(found), ensure_ascii=False, indent=1) + "\n").encode())
    else:
        console = output()
        print_findings(console, found.findings)
        console.print(_last_line(found))
    if found.errors or (strict and found.warnings):
        return 1
    found.demand_texts()
    return 0


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
