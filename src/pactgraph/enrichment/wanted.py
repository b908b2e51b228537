"""Which properties are fetched from elsewhere, and what each may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pactgraph.linking.terms import ABOUT, GN, WDT
from pactgraph.namespaces import Namespace

GEO: Final = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")


@dataclass(frozen=True)
class Wanted:
    """A property to fetch: its IRI, what it says in words, and the sort of its values.

    With ``inverse`` the thing is its value: a page is about it.
    """

    iri: str
    says: str
    sort: str
    inverse: bool = False


WANTED: Final = (
    Wanted(WDT.P625.value, "coordinates", "point"),
    Wanted(GEO.lat.value, "latitude", "latitude"),
    Wanted(GEO.long.value, "longitude", "longitude"),
    Wanted(WDT.P297.value, "ISO 3166-1 alpha-2 code", "two letters"),
    Wanted(WDT.P298.value, "ISO 3166-1 alpha-3 code", "three letters"),
    Wanted(WDT.P299.value, "ISO 3166-1 numeric code", "three digits"),
    Wanted(WDT.P569.value, "date of birth", "date"),
    Wanted(WDT.P570.value, "date of death", "date"),
    Wanted(WDT.P571.value, "inception", "date"),
    Wanted(WDT.P41.value, "flag", "link"),
    Wanted(WDT.P18.value, "image", "link"),
    Wanted(GN.featureCode.value, "GeoNames feature code", "link"),
    Wanted(GN.population.value, "population (GeoNames)", "count"),
    *(Wanted(iri.value, "page of the English Wikipedia", "title", inverse=True) for iri in ABOUT),
)
"""All that is fetched. What is not listed here never comes in."""
