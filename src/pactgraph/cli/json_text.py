"""JSON for standard output, with nothing in it that a terminal would obey."""

from __future__ import annotations

import json

from pactgraph.cli.console import write_bytes


def write_json(document: object) -> None:
    """Write a document to standard output.

    Its texts may be anybody's. JSON has to escape the control characters of ASCII alone, and
    a terminal obeys others, and marks that turn the direction of writing: what does not show
    is escaped.
    """
    text = json.dumps(document, ensure_ascii=False, indent=1)
    write_bytes((escaped(text) + "\n").encode())


def escaped(text: str) -> str:
    r"""Return a JSON text with what does not show as escapes; it means the same.

    >>> escaped('"a\u202eb \x7f ă"')
    '"a\\u202eb \\u007f ă"'
    """
    return "".join(c if c.isprintable() or c == "\n" else _escape(c) for c in text)


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
