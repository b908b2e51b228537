"""Refusing what does not conform: an error that spells the first findings out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pactgraph.errors import DoesNotConform, Location
from pactgraph.words.finding import Finding as WordsFinding

if TYPE_CHECKING:
    from pactgraph.shapes.results import Result as ShapeResult

_SHOWN: Final = 20
"""How many findings the message of a refusal spells out."""


def refuse_findings(message: str, findings: Sequence[WordsFinding | ShapeResult]) -> None:
    """Raise DoesNotConform, with every finding, if there is one."""
    if not findings:
        return
    lines = [_spelt(finding) for finding in findings[:_SHOWN]]
    if len(findings) > _SHOWN:
        lines.append(f"and {len(findings) - _SHOWN} more")
    raise DoesNotConform(
        "\n".join([f"{message}: {len(findings)}", *lines]),
        findings=tuple(findings),
        location=_place(findings[0]),
    )


def _spelt(finding: WordsFinding | ShapeResult) -> str:
    if isinstance(finding, WordsFinding):
        return str(finding)
    # Only who validates waits for pySHACL.
    from pactgraph.shapes.report import lines_of

    return "\n".join(lines_of(finding))


def _place(finding: WordsFinding | ShapeResult) -> Location | None:
    if isinstance(finding, WordsFinding):
        return finding.location
    return finding.locations[0] if finding.locations else None
