"""A validation report as lines for a terminal, as JSON, and as a SHACL report in Turtle."""

from __future__ import annotations

import json
import re
from typing import Final

import pyoxigraph as ox

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.namespaces import PREFIXES, SH, SHAPE
from pactgraph.shapes.results import Node, PropertyPath, Report, Result, Severity

_PREFIXES: Final = {**PREFIXES, "shape": SHAPE.base}
_IRI: Final = re.compile(r"<([^<>]*)>")
_LOCAL: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9_])?")
_SEVERITY: Final = {
    Severity.VIOLATION: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.INFO: SH.Info,
}


def to_text(report: Report) -> str:
    """Return the report for a terminal: a paragraph a result, then a line that sums up."""
    lines = [line for result in report.results for line in lines_of(result)]
    reasons = sorted({skipped.reason for skipped in report.not_applied})
    for reason in reasons:
        names = [_short(s.shape) for s in report.not_applied if s.reason == reason]
        lines.append(f"not applied, since {reason}: " + ", ".join(names))
    for reason in sorted({left.reason for left in report.by_reference}):
        names = [_short(left.shape) for left in report.by_reference if left.reason == reason]
        lines.append(f"left to pySHACL ({reason}): " + ", ".join(names))
    violations, warnings = len(report.violations), len(report.warnings)
    lines.append(f"{_plural(violations, 'violation')}, {_plural(warnings, 'warning')}")
    return "\n".join(lines) + "\n"


def to_json(report: Report) -> str:
    """Return the report as JSON, with full IRIs, and terms as N-Triples writes them."""
    document = {
        "conforms": report.conforms,
        "violations": len(report.violations),
        "warnings": len(report.warnings),
        "results": [_fields(result) for result in report.results],
        "notApplied": [{"shape": s.shape, "reason": s.reason} for s in report.not_applied],
        "byReference": [{"shape": s.shape, "reason": s.reason} for s in report.by_reference],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def to_turtle(report: Report) -> str:
    """Return the report as a ``sh:ValidationReport`` (SHACL, 3.6), the same bytes each time.

    Its ``sh:conforms`` is SHACL's: false as soon as there is any result.
    """
    results = [_turtle(result) for result in report.results]
    body = "[] a sh:ValidationReport ;\n"
    body += f"    sh:conforms {'false' if results else 'true'}"
    if results:
        body += " ;\n    sh:result " + ", ".join(results)
    body += " .\n"
    used = sorted(p for p in _PREFIXES if re.search(rf"(?<![\w-]){p}:", body))
    heads = [f"@prefix {prefix}: <{_PREFIXES[prefix]}> ." for prefix in used]
    return "\n".join(heads) + "\n\n" + body


def lines_of(result: Result) -> list[str]:
    """Return a result as lines of text: place, severity and message, then what it is about."""
    places = [str(place) for place in result.locations]
    where = f"{places[0]}: " if places else ""
    lines = [f"{where}{result.severity.value}: {result.message} [{_short(result.shape)}]"]
    lines.append(f"  about: {_term(result.focus)}")
    if result.path is not None:
        lines.append(f"  path: {_IRI.sub(lambda m: _short(m[1]), result.path.sparql)}")
    if result.value is not None:
        lines.append(f"  value: {_term(result.value)}")
    for graph in result.graphs:
        if kind_of(graph) is GraphKind.CLAIM:
            lines.append(f"  in: <{graph}>")
    if len(places) > 1:
        lines.append("  also: " + ", ".join(places[1:]))
    return lines


def _fields(result: Result) -> dict[str, object]:
    return {
        "severity": result.severity.value,
        "message": result.message,
        "focus": str(result.focus),
        "path": result.path.sparql if result.path else None,
        "value": None if result.value is None else str(result.value),
        "shape": result.shape,
        "component": result.component,
        "locations": [{"file": p.file, "line": p.line} for p in result.locations],
        "graphs": list(result.graphs),
    }


def _turtle(result: Result) -> str:
    pairs = [
        ("a", "sh:ValidationResult"),
        ("sh:resultSeverity", _term(_SEVERITY[result.severity])),
        ("sh:focusNode", _term(result.focus)),
        ("sh:resultPath", _path(result.path)),
        ("sh:value", None if result.value is None else _term(result.value)),
        ("sh:sourceShape", _short(result.shape)),
        ("sh:sourceConstraintComponent", _short(result.component)),
        ("sh:resultMessage", str(ox.Literal(result.message))),
    ]
    inner = " ;\n        ".join(f"{name} {value}" for name, value in pairs if value is not None)
    return f"[\n        {inner}\n    ]"


def _path(path: PropertyPath | None) -> str | None:
    return None if path is None else _IRI.sub(lambda match: _short(match[1]), path.turtle)


def _term(term: Node) -> str:
    if isinstance(term, ox.NamedNode):
        return _short(term.value)
    if isinstance(term, ox.Literal) and term.language is None:
        return f"{ox.Literal(term.value)}^^{_short(term.datatype.value)}"
    return str(term)


def _short(iri: str) -> str:
    """Return an IRI by its prefix, where what is left is a name that Turtle takes as it is."""
    for prefix, base in _PREFIXES.items():
        if iri.startswith(base) and _LOCAL.fullmatch(iri, len(base)):
            return f"{prefix}:{iri[len(base) :]}"
    return f"<{iri}>"


def _plural(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")
