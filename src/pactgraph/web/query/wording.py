"""Names of columns and parameters as words."""

from __future__ import annotations

import re

_LABEL = "Label"


def spaced(name: str) -> str:
    """Return a name written together as words.

    >>> spaced("firstParty"), spaced("asOf"), spaced("number_of_IRIs")
    ('first party', 'as of', 'number of IRIs')
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.replace("_", " ").replace("-", " "))
    return " ".join(word if word.isupper() or word[1:].lower() != word[1:] else word.lower()
                    for word in words.split())  # fmt: skip


def heading(column: str) -> str:
    """Return the heading of a column; that of labels is that of what they name.

    >>> heading("operationLabel"), heading("label")
    ('operation', 'label')
    """
    return spaced(column.removesuffix(_LABEL) or column)


def labelled(column: str) -> str | None:
    """Return the column whose labels a column has, or None.

    >>> labelled("operationLabel"), labelled("begin")
    ('operation', None)
    """
    return column.removesuffix(_LABEL) if column.endswith(_LABEL) and column != _LABEL else None
