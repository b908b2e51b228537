"""Which form of which thing an article uses."""

from __future__ import annotations

import pytest

from pactgraph.errors import TextsNotAtHand
from pactgraph.source.project import Project
from pactgraph.source.sources import Sources
from pactgraph.source.texts import Texts
from pactgraph.words.forms_used import forms_used


def test_forms_are_listed_with_their_places_longest_only(tiny_project: Project) -> None:
    texts = Texts(tiny_project.root / "texts")
    found = [
        (one.form.thing.rpartition("/")[2], one.form.written, len(one.places), one.shared)
        for one in forms_used(Sources.load(tiny_project), texts)
        if one.article.endswith("lagoon-2021")
    ]
    assert found == [
        ("council-of-lagoons", "COL", 1, False),
        ("council-of-lagoons", "Council of Lagoons", 1, False),
        ("council-of-lagoons", "council", 1, False),
        ("maristan", "Maristan", 1, False),
        ("oda-vell", "Oda Vell", 1, False),
        ("operation-clear-water", "Operation Clear Water", 1, False),
        ("port-selm", "Port Selm", 1, False),
        ("president-of-tirra", "President of Tirra", 1, False),
        ("tidewatch", "Tidewatch Programme", 1, False),
        ("tirra", "Tirra", 1, False),
    ]


def test_without_texts_there_are_no_forms(tiny_project: Project) -> None:
    with pytest.raises(TextsNotAtHand):
        forms_used(Sources.load(tiny_project), Texts(None))
