"""What sort of thing something is, here and elsewhere, and whether the two can be one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pactgraph.linking.terms import DBO, DBP, GN, SCHEMA_HTTP, WDT
from pactgraph.namespaces import FOAF, ORG, PACT, SCHEMA, WD

KINDS: Final = (
    "person",
    "state",
    "city",
    "region",
    "facility",
    "office",
    "operation",
    "organisation",
    "document",
    "programme",
    "event",
    "place",
)
"""The kinds that are told apart, those first that a more general one would hide."""

DISAMBIGUATION: Final = "disambiguation page"
"""The kind of a page that lists what goes by one name: nothing of ours is that."""

_CLASSES: Final = {
    "person": ("Person",),
    "state": ("State",),
    "city": ("City",),
    "region": ("Region",),
    "facility": ("Facility",),
    "office": ("Office", "SharedOffice"),
    "operation": ("Operation",),
    "organisation": ("Organisation", "Fund"),
    "event": ("Summit", "ArmedConflict", "Tragedy", "Takeover", "Event"),
    "document": ("Document",),
    "programme": ("Programme", "Project"),
    "place": ("Place",),
}

_NEAR: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("state", "place"),
        ("state", "region"),
        ("city", "place"),
        ("city", "region"),
        ("region", "place"),
        ("facility", "place"),
        ("facility", "organisation"),
        ("organisation", "programme"),
        ("organisation", "operation"),
        ("operation", "event"),
        ("programme", "document"),
    )
)

_TYPES: Final[dict[str, str]] = {
    **dict.fromkeys((WD.Q5.value, FOAF.Person.value, SCHEMA.Person.value), "person"),
    **dict.fromkeys((SCHEMA_HTTP.Person.value, DBO.Person.value, DBO.Politician.value), "person"),
    **{WD[q].value: "state" for q in ("Q6256", "Q3624078", "Q7275", "Q15634554", "Q10742")},
    **{DBO[name].value: "state" for name in ("Country", "Nation")},
    SCHEMA.Country.value: "state",
    **{WD[q].value: "city" for q in ("Q515", "Q5119", "Q1549591", "Q486972", "Q3957", "Q1637706")},
    **{DBO[name].value: "city" for name in ("City", "Town", "Settlement", "Village")},
    SCHEMA.City.value: "city",
    **{WD[q].value: "region" for q in ("Q82794", "Q35657", "Q10864048", "Q1620908")},
    **{DBO[name].value: "region" for name in ("Region", "AdministrativeRegion")},
    **{WD[q].value: "facility" for q in ("Q1248784", "Q644371", "Q41176", "Q7693911")},
    **{DBO[name].value: "facility" for name in ("Airport", "Building", "Infrastructure")},
    **{WD[q].value: "office" for q in ("Q4164871", "Q294414", "Q83307", "Q30461", "Q48352")},
    **{WD[q].value: "operation" for q in ("Q645883", "Q3917681", "Q1323642", "Q831663")},
    **{
        WD[q].value: "organisation"
        for q in ("Q43229", "Q484652", "Q245065", "Q1127126", "Q192350", "Q11032", "Q192283")
    },
    **{DBO[name].value: "organisation" for name in ("Organisation", "Newspaper", "MilitaryUnit")},
    **{FOAF.Organization.value: "organisation", SCHEMA.Organization.value: "organisation"},
    ORG.Organization.value: "organisation",
    **{WD[q].value: "event" for q in ("Q1190554", "Q1656682", "Q198", "Q180684", "Q643292")},
    **{WD[q].value: "event" for q in ("Q8465", "Q3199915", "Q625994", "Q1072326")},
    **{DBO[name].value: "event" for name in ("Event", "MilitaryConflict", "SocietalEvent")},
    **{WD[q].value: "document" for q in ("Q131569", "Q49848", "Q93288", "Q625298")},
    **{WD[q].value: "programme" for q in ("Q170584", "Q1371849")},
    **{WD[q].value: DISAMBIGUATION for q in ("Q4167410", "Q22808320", "Q15407973")},
    **{WD[q].value: "work" for q in ("Q11424", "Q7366", "Q482994", "Q5398426", "Q7889")},
    **{DBO[name].value: "work" for name in ("Film", "Song", "Album", "TelevisionShow")},
    **{WD[q].value: "name" for q in ("Q101352", "Q202444", "Q12308941", "Q11879590")},
    **{DBO[name].value: "name" for name in ("Name", "GivenName", "Surname")},
    **{WD[q].value: "language" for q in ("Q34770", "Q1288568")},
    DBO.Language.value: "language",
    **{DBO.Place.value: "place", SCHEMA.Place.value: "place", SCHEMA_HTTP.Place.value: "place"},
}
"""The classes of others that are known, with the kind of their members."""

_FEATURES: Final = (
    ("A.PCL", "state"),
    ("A.ADM", "region"),
    ("A.", "region"),
    ("P.", "city"),
    ("L.", "region"),
    ("S.", "facility"),
    ("", "place"),
)
"""How GeoNames' feature codes begin (https://www.geonames.org/export/codes.html)."""

HAS: Final[dict[str, str]] = {
    **{
        WDT[p].value: "person"
        for p in ("P569", "P570", "P21", "P19", "P20", "P27", "P106", "P22", "P26", "P39", "P102")
    },
    **{
        DBP[p].value: "person"
        for p in ("birthPlace", "deathPlace", "placeOfBirth", "birthDate", "nationality")
    },
    **{DBO[p].value: "person" for p in ("birthPlace", "deathPlace", "birthDate")},
    **{WDT[p].value: "state" for p in ("P297", "P298", "P530")},
    DBO.wikiPageDisambiguates.value: DISAMBIGUATION,
    DBP.establishedEvent.value: "state",
    WDT.P1566.value: "place",
    WDT.P625.value: "place",
    WDT.P36.value: "place",
    GN.parentCountry.value: "city",
    DBP.subdivisionName.value: "city",
    WDT.P585.value: "event",
    DBP.combatant.value: "event",
    WDT.P1001.value: "office",
    **{DBP[p].value: "office" for p in ("incumbent", "inaugural")},
}
"""What a property that something has says of its kind."""

IS: Final[dict[str, str]] = {
    **{WDT[p].value: "state" for p in ("P27", "P530", "P17", "P1001")},
    GN.parentCountry.value: "state",
    **{DBP[p].value: "state" for p in ("nationality", "country")},
    **{WDT[p].value: "place" for p in ("P19", "P20", "P36", "P276")},
    **{DBP[p].value: "city" for p in ("birthPlace", "deathPlace", "capital", "stadium")},
    WDT.P39.value: "office",
    **{DBP[p].value: "office" for p in ("title", "office", "leaderTitle")},
    **{WDT[p].value: "organisation" for p in ("P463", "P102", "P108")},
    **{DBP[p].value: "organisation" for p in ("party", "allies", "branch")},
    ORG.member.value: "person",
    DBP.leaderName.value: "person",
}
"""What a property that somebody else has with something as its value says of its kind."""

_WORDS: Final = {
    "country": "state",
    "state": "region",
    "region": "region",
    "city": "city",
    "town": "city",
    "politician": "person",
    "president": "person",
    "footballer": "person",
    "singer": "person",
    "actor": "person",
    "film": "work",
    "album": "work",
    "song": "work",
    "band": "group",
    "disambiguation": DISAMBIGUATION,
    "airport": "facility",
    "newspaper": "organisation",
}
"""What the last word in the brackets of a title says of the thing's kind."""

_NAMES: Final = {
    **dict.fromkeys(("human", "people", "person"), "person"),
    **dict.fromkeys(("country", "nation", "sovereign state"), "state"),
    **dict.fromkeys(("capital", "capital city", "city", "human settlement"), "city"),
    **dict.fromkeys(("settlement", "town", "village"), "city"),
    **dict.fromkeys(("administrative region", "region"), "region"),
    **dict.fromkeys(("airport", "building", "facility"), "facility"),
    **dict.fromkeys(("office", "position", "public office"), "office"),
    **dict.fromkeys(
        ("corporate body", "newspaper", "organisation", "organization"), "organisation"
    ),
    **dict.fromkeys(("conference or event", "event", "war"), "event"),
    **dict.fromkeys(("document", "treaty"), "document"),
    **dict.fromkeys(("album", "film", "musical work", "single", "song"), "work"),
    **dict.fromkeys(("television series", "video game"), "work"),
    **dict.fromkeys(("family name", "given name", "male given name", "surname"), "name"),
    **dict.fromkeys(("female given name", "unisex given name"), "name"),
    **dict.fromkeys(("language", "modern language"), "language"),
    **dict.fromkeys(("programme", "project"), "programme"),
    **dict.fromkeys(("geographic name", "location", "place", "place or geographic name"), "place"),
}
"""What others name their classes, with the kind of the members.

A bare "state" may be one of a country as well.
"""

BRACKETS: Final = {
    "person": ("politician",),
    "state": ("country",),
    "city": ("city",),
    "region": ("region",),
    "organisation": ("organization", "newspaper"),
}
"""What titles have in brackets where a thing of a kind has namesakes."""

_OURS: Final = {PACT[name].value: kind for kind in KINDS for name in _CLASSES[kind]}


def our_kind(types: Iterable[str]) -> str | None:
    """Return the kind of one of our things, or None for what is of no kind that is linked."""
    kinds = {_OURS[iri] for iri in types if iri in _OURS}
    return next((kind for kind in KINDS if kind in kinds), None)


def kind_of_type(iri: str) -> str | None:
    """Return the kind of the members of somebody else's class, or None if it is not known."""
    if iri.startswith(GN.base):
        code = iri.removeprefix(GN.base)
        return next(
            (kind for start, kind in _FEATURES if "." in code and code.startswith(start)), None
        )
    return _TYPES.get(iri)


def kind_of_name(name: str) -> str | None:
    """Return the kind of the members of a class by the class's name, or None.

    >>> kind_of_name("Corporate body"), kind_of_name("Thing")
    ('organisation', None)
    """
    called = " ".join(name.casefold().split())
    return DISAMBIGUATION if DISAMBIGUATION in called else _NAMES.get(called)


def kind_in_brackets(qualifier: str) -> str | None:
    """Return the kind that a title's words in brackets tell, or None.

    >>> kind_in_brackets("U.S. state"), kind_in_brackets("2021")
    ('region', None)
    """
    words = qualifier.casefold().split()
    return _WORDS.get(words[-1]) if words else None


def fit(ours: str | None, theirs: Mapping[str, str]) -> str:
    """Say how our kind and those that something elsewhere has fit together.

    ``same``, ``near``, ``against``, or ``unknown`` where nothing is known. Of several kinds the
    one that fits decides, unless they are those of a disambiguation page.
    """
    if ours is None or not theirs:
        return "unknown"
    if DISAMBIGUATION in theirs:
        return "against"
    if ours in theirs:
        return "same"
    near = any(frozenset((ours, kind)) in _NEAR for kind in theirs)
    return "near" if near else "against"
