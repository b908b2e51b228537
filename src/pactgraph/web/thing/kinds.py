"""What things are, in words: their narrowest classes, and the groups that lists show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from pactgraph.namespaces import PACT
from pactgraph.web.thing.class_tree import ClassTree

GROUPS: Final = (
    ("Person", "People"),
    ("Organisation", "Organisations"),
    ("Group", "Groups"),
    ("Place", "Places"),
    ("Operation", "Operations"),
    ("Programme", "Programmes"),
    ("Office", "Offices"),
    ("Document", "Documents"),
    ("Event", "Events"),
    ("Undertaking", "Undertakings"),
    ("Situation", "Situations"),
    ("Count", "Numbers"),
    ("Topic", "Topics"),
    ("Judgement", "Judgements"),
)
"""Classes of ours and what a list calls their members; a thing is in the first that fits."""

OTHERS: Final = "Other things"
"""What a list calls the things that are in none of the groups."""


def group(types: Iterable[str]) -> str:
    """Return what a list calls things of these classes.

    >>> group([PACT.Agent.value, PACT.Person.value])
    'People'
    """
    known = set(types)
    return next((title for name, title in GROUPS if PACT[name].value in known), OTHERS)


def kind(types: Iterable[str], tree: ClassTree) -> str:
    """Return what a thing of these classes is: the labels of the narrowest of ours."""
    own = [one for one in types if one in PACT]
    return ", ".join(tree.label(one) for one in tree.narrowest(own))
