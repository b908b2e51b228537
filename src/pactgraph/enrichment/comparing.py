"""Comparing: every comparison of a graph with an endpoint, and the report for programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pactgraph.enrichment.comparison import Comparison, Kind, time_in_words
from pactgraph.enrichment.events import compare_events, compare_places
from pactgraph.enrichment.memberships import compare_memberships
from pactgraph.enrichment.offices import Offices
from pactgraph.enrichment.our_statements import OurStatements
from pactgraph.enrichment.targets import Targets
from pactgraph.enrichment.their_statements import Theirs, TheirStatements
from pactgraph.linking.endpoint import Endpoint
from pactgraph.reasoning.bounds import SIDES

if TYPE_CHECKING:
    from pactgraph.evidence import PassageNote
    from pactgraph.knowledge_graph import KnowledgeGraph

CELLS: Final = (
    "verdict",
    "of",
    "article",
    "speakers",
    "articleSays",
    "theySay",
    "why",
    "passages",
    "anchors",
    "words",
    "statements",
    "references",
)
"""The columns of ``as_cells``."""

_OFFICES = frozenset({Kind.TITLE, Kind.TENURE, Kind.JURISDICTION})


def compare(
    kg: KnowledgeGraph,
    endpoint: Endpoint,
    targets: Targets,
    kinds: Collection[Kind] = tuple(Kind),
    say: Callable[[str], None] = lambda line: None,
) -> tuple[OurStatements, list[Comparison]]:
    """Return how what a graph says stands to what an endpoint says of the same things.

    Nothing is asserted: the graph stays as it is. Raises what the endpoint and the engine
    raise.
    """
    ours, theirs = OurStatements(kg), TheirStatements(endpoint, targets)
    found: list[Comparison] = []
    if _OFFICES & set(kinds):
        say("asking who held which office")
        offices = Offices(ours, theirs, targets)
        for kind, made in (
            (Kind.TITLE, offices.titles),
            (Kind.TENURE, offices.tenures),
            (Kind.JURISDICTION, offices.jurisdictions),
        ):
            found += made() if kind in kinds else ()
    if Kind.MEMBERSHIP in kinds:
        say("asking who belongs to what")
        found += compare_memberships(ours, theirs, targets)
    if Kind.EVENT in kinds:
        say("asking when events were")
        found += compare_events(ours, theirs, targets)
    if Kind.PLACE in kinds:
        say("asking where things belong")
        found += compare_places(ours, theirs, targets)
    return ours, found


def passages_of(comparisons: Iterable[Comparison]) -> set[str]:
    """Return every passage that our side of some comparisons rests on."""
    return {passage for one in comparisons for passage in one.ours.passages}


def as_json(
    one: Comparison, ours: OurStatements, notes: Mapping[str, PassageNote]
) -> dict[str, Any]:
    """Return a comparison as JSON takes it."""
    bounds = {_camel(side): getattr(one.ours.bounds, side) for side in SIDES}
    return {
        "kind": one.kind.value,
        "verdict": one.verdict.value,
        "reason": one.reason,
        "cautions": list(one.cautions),
        "ours": {
            "says": one.says,
            "thing": one.ours.thing,
            "article": one.ours.slug,
            "speakers": [{"iri": iri, "label": ours.label(iri)} for iri in one.ours.speakers],
            "bounds": {side: day.isoformat() for side, day in bounds.items() if day},
            "passages": [
                (notes[iri].as_json() if iri in notes else {"passage": iri})
                | ({"gists": ours.gists[iri]} if iri in ours.gists else {})
                for iri in one.ours.passages
            ],
        },
        "theirs": [_theirs_as_json(each) for each in one.theirs],
    }


def as_cells(one: Comparison, ours: OurStatements, notes: Mapping[str, PassageNote]) -> list[str]:
    """Return a comparison as a table for programs takes it: the cells of ``CELLS``.

    Several IRIs are joined by spaces, and several texts by `` | ``.
    """
    passages = [notes[iri] for iri in one.ours.passages if iri in notes]
    return [
        one.verdict.value,
        one.kind.value,
        one.ours.slug,
        speakers_of(one, ours),
        one.says,
        " | ".join(map(their_words, one.theirs)),
        why(one),
        " ".join(one.ours.passages),
        " | ".join(note.anchor for note in passages if note.anchor is not None),
        " | ".join(note.words for note in passages if note.words is not None),
        " ".join(each.iri for each in one.theirs),
        " ".join(reference for each in one.theirs for reference in each.references),
    ]


def speakers_of(one: Comparison, ours: OurStatements) -> str:
    """Return who says our side of a comparison, nobody if the article does."""
    return ", ".join(ours.label(speaker) for speaker in one.ours.speakers)


def why(one: Comparison) -> str:
    """Return why a verdict is what it is, and what qualifies it."""
    return "; ".join((one.reason, *one.cautions))


def their_words(theirs: Theirs) -> str:
    """Return a statement of theirs as a person reads it.

    >>> their_words(Theirs("urn:a", "urn:p", "urn:b", "urn:c", "President"))
    'President'
    """
    when = time_in_words(theirs.time)
    shown = theirs.text or theirs.value
    days = (theirs.time.begin, theirs.time.end)
    is_date = any(day is not None and day.lexical == shown for day in days)
    return when if is_date else f"{shown} {when}".strip()


def _camel(side: str) -> str:
    first, *others = side.split("_")
    return first + "".join(word.title() for word in others)


def _theirs_as_json(theirs: Theirs) -> dict[str, Any]:
    said: dict[str, Any] = {
        "statement": theirs.iri,
        "property": theirs.property,
        "subject": theirs.of,
        "value": theirs.value,
        "label": theirs.text,
        "references": list(theirs.references),
    }
    for name, day in (("begin", theirs.time.begin), ("end", theirs.time.end)):
        if day is not None:
            said[name] = {
                "value": day.lexical,
                "notBefore": day.first.isoformat(),
                "notAfter": day.last.isoformat(),
            }
    return {key: value for key, value in said.items() if value}
