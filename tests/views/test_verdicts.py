from __future__ import annotations

from datetime import date
from itertools import combinations, product

from pyoxigraph import RdfFormat, parse
from views_worlds import HEAD, ONTOLOGY

from pactgraph.namespaces import PACT
from pactgraph.reasoning.bounds import Bounds, Certainty, together
from pactgraph.views.verdicts import happening_classes, on_day, verdict


def test_a_state_holds_between_its_ends_and_an_happening_from_its_begin_on() -> None:
    bounds = Bounds(date(2000, 1, 1), date(2000, 12, 31), date(2002, 1, 1), date(2002, 12, 31))
    said = {
        day: [on_day(bounds, date.fromisoformat(day), happening=o).value for o in (False, True)]
        for day in ("1999-12-31", "2000-06-01", "2001-06-01", "2002-06-01", "2003-06-01")
    }
    assert said == {
        "1999-12-31": ["excluded", "excluded"],
        "2000-06-01": ["possible", "possible"],
        "2001-06-01": ["certain", "certain"],
        "2002-06-01": ["possible", "certain"],
        "2003-06-01": ["excluded", "certain"],
    }


def test_events_documents_and_utterances_occur_and_all_else_is_a_state() -> None:
    ontology = [quad.triple for quad in parse(HEAD + ONTOLOGY, RdfFormat.TURTLE)]
    assert happening_classes(ontology) == {
        PACT.Event, PACT.Visit, PACT.Operation, PACT.Document, PACT.Utterance
    }  # fmt: skip


def test_the_verdict_of_articles_that_are_all_out_is_that_of_them_together() -> None:
    for said in product(Certainty, repeat=3):
        named = dict(zip("abc", said, strict=True))
        assert verdict(named, set("abc")) is together(said)


def test_where_some_may_be_out_the_verdict_bounds_every_set_that_can_be() -> None:
    for said in product(Certainty, repeat=3):
        named = dict(zip("abc", said, strict=True))
        for count in range(4):
            for surely in combinations("abc", count):
                rest = set("abc") - set(surely)
                sets = [
                    set(surely) | set(more)
                    for size in range(len(rest) + 1)
                    for more in combinations(sorted(rest), size)
                ]
                found = {
                    together(named[article] for article in out) if out else None for out in sets
                }
                # A thing that no article out tells of is not in that world.
                if verdict(named, set(surely)) is Certainty.CERTAIN:
                    assert found == {Certainty.CERTAIN}
                if verdict(named, set(surely)) is Certainty.EXCLUDED:
                    assert found <= {Certainty.EXCLUDED, None}
                if found <= {Certainty.EXCLUDED, None}:
                    assert verdict(named, set(surely)) is Certainty.EXCLUDED


def test_of_what_nobody_tells_anything_is_possible() -> None:
    assert verdict({}, set()) is Certainty.POSSIBLE
