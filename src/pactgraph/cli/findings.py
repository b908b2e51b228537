"""Findings on a terminal: what is wrong, in colour, with file and line first."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from pactgraph.cli.console import shown

_STYLES = {"error:": "bold red", "violation:": "bold red", "warning:": "yellow", "info:": "cyan"}


def print_findings(console: Console, findings: Iterable[object]) -> None:
    """Print each finding as it describes itself, and an empty line after it."""
    for finding in findings:
        print_lines(console, describe(finding))
        console.print()


def describe(finding: object) -> str:
    """Return a finding in words, its file and line first."""
    from pactgraph.shapes.report import to_text
    from pactgraph.shapes.results import Report, Result

    if isinstance(finding, Result):
        # The last line of a report counts its results.
        return to_text(Report.of([finding])).rstrip("\n").rpartition("\n")[0]
    return str(finding)


def print_lines(console: Console, text: str) -> None:
    """Print lines with the severity of each first line in colour."""
    for line in shown(text, keep_lines=True).splitlines():
        shown_line = Text(line)
        if not line.startswith(" "):
            for word, style in _STYLES.items():
                shown_line.highlight_words([word], style)
        else:
            shown_line.stylize("dim")
        console.print(shown_line, soft_wrap=True)
