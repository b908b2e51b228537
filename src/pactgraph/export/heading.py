"""The head comment of an export: what it is, its licence, its size; never a date."""

from __future__ import annotations

from pactgraph.export.snapshot import ExportOptions


def heading(what: str, size: str, options: ExportOptions) -> list[str]:
    """Return the lines of the head comment, without the format's comment marks.

    >>> heading("merged graph, Turtle", "3 triples", ExportOptions(title="harbours"))[0]
    'harbours: merged graph, Turtle'
    """
    lines = [f"{options.title}: {what}", f"Licence of the data: {options.licence}", size]
    if options.scope_note:
        lines.insert(1, f"Holds {options.scope_note}")
    # A title with a line break must not end the comment.
    return [" ".join(line.split()) for line in lines]


def hash_comment(lines: list[str]) -> str:
    """Return the lines as comments of Turtle, TriG, N-Triples or N-Quads."""
    return "".join(f"# {line}\n" for line in lines)


def xml_comment(lines: list[str]) -> str:
    """Return the lines as one XML comment (in which two hyphens may not meet)."""
    text = "\n".join(f"  {line}" for line in lines)
    while "--" in text:
        text = text.replace("--", "- -")
    return f"<!--\n{text}\n-->\n"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "triple"), counted(2, "triple")
    ('1 triple', '2 triples')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
