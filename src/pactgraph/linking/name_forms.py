"""Other ways to write a name: case, accents, punctuation, and the two spellings of English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from pactgraph.linking.name_match import plain
from pactgraph.query.name_table import normalised

_PAIRS: Final = (
    ("isation", "ization"),
    ("efence", "efense"),
    ("rogramme", "rogram"),
    ("entre", "enter"),
    ("abour", "abor"),
)
"""How words end in Britain and in America."""


def forms(name: str) -> list[str]:
    """Return other ways to write a name, those by which large data sets are asked for it."""
    bare = normalised(name)
    made = (
        name.replace("’", "'"),
        name.replace("-", " "),
        name.replace(" ", "-"),
        name.replace("-", "–"),
        name.upper(),
        name.lower(),
        name.title(),
        name.capitalize(),
        bare,
        bare.title(),
        bare.capitalize(),
        plain(name),
        plain(name).title(),
        plain(name).capitalize(),
    )
    return list(dict.fromkeys(form for form in made if form and form != name))


def respelt(name: str) -> list[str]:
    """Return a name as it is spelt on the other side of the Atlantic, each way if it differs.

    >>> respelt("Organisation for Defence"), respelt("Lisbon")
    (['Organization for Defense'], [])
    """
    back = [(there, here) for here, there in _PAIRS]
    made = (_replaced(name, _PAIRS), _replaced(name, back))
    return [form for form in dict.fromkeys(made) if form != name]


def _replaced(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    for ending, other in pairs:
        name = re.sub(rf"{ending}(?=s?\b)", other, name)
    return name
