"""Headings of columns: what they are called, and which of them hold labels of others."""

from __future__ import annotations

from pactgraph.telling.labels import in_words

_LABEL = "Label"


def heading(column: str) -> str:
    """Return the heading of a column; that of labels is that of what they name.

    >>> heading("operationLabel"), heading("label")
    ('operation', 'label')
    """
    return in_words(column.removesuffix(_LABEL) or column)


def labelled(column: str) -> str | None:
    """Return the column whose labels a column has, or None.

    >>> labelled("operationLabel"), labelled("begin")
    ('operation', None)
    """
    return column.removesuffix(_LABEL) if column.endswith(_LABEL) and column != _LABEL else None
