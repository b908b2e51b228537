"""The terms by which other data sets say names, kinds, dates, countries and identities."""

from __future__ import annotations

from typing import Final

from pactgraph.namespaces import DCTERMS, FOAF, OWL, RDF, RDFS, SCHEMA, SKOS, Namespace
from pactgraph.showing import short_iri

WDT: Final = Namespace("http://www.wikidata.org/prop/direct/")
DBO: Final = Namespace("http://dbpedia.org/ontology/")
DBP: Final = Namespace("http://dbpedia.org/property/")
GN: Final = Namespace("http://www.geonames.org/ontology#")
SCHEMA_HTTP: Final = Namespace("http://schema.org/")

_SHORT: Final = {"wdt": WDT, "dbo": DBO, "dbp": DBP, "gn": GN, "schema": SCHEMA_HTTP}

LABELS: Final = (RDFS.label, SKOS.prefLabel, SCHEMA.name, SCHEMA_HTTP.name, FOAF.name, GN.name)
"""The properties that give the name that something mostly goes by."""

OTHER_NAMES: Final = (
    SKOS.altLabel,
    GN.alternateName,
    GN.officialName,
    SCHEMA.alternateName,
    SCHEMA_HTTP.alternateName,
)
"""The properties that give its other names."""

ABOUT: Final = (SCHEMA_HTTP.about, SCHEMA.about)
"""What leads from an encyclopedia's page, whose address is a title, to what it is about."""

SAME: Final = (OWL.sameAs, SKOS.exactMatch)
"""What leads to the same thing in another data set."""

IDENTIFIERS: Final = {
    WDT.P1566.value: "https://sws.geonames.org/{}/",
    WDT.P227.value: "https://d-nb.info/gnd/{}",
}
"""Properties of Wikidata whose value is an identifier elsewhere, and the IRI it stands for."""

TYPES: Final = (RDF.type, WDT.P31, GN.featureCode, DCTERMS.type)
"""What says which class something belongs to."""

YEARS: Final = (
    WDT.P585,
    WDT.P580,
    WDT.P582,
    WDT.P571,
    WDT.P576,
    DBO.date,
    DBP.date,
    DBO.startDate,
    DBO.endDate,
    SCHEMA_HTTP.startDate,
)
"""When something was, began or ended; births are no dates of what somebody did."""

COUNTRIES: Final = (
    WDT.P17,
    WDT.P27,
    WDT.P1001,
    DBO.country,
    DBP.country,
    DBP.nationality,
    DBO.nationality,
    GN.parentCountry,
)
"""Which country something belongs to."""

OFFICES: Final = (WDT.P39, DBP.office, DBP.title, DBO.office)
"""Which office somebody has held."""

DESCRIPTIONS: Final = (SCHEMA_HTTP.description, SCHEMA.description, DCTERMS.description)
POPULATION: Final = (GN.population, WDT.P1082)
REDIRECTS: Final = (DBO.wikiPageRedirects,)
"""What leads from an old name of a thing's page to the present one."""


def short(iri: str) -> str:
    """Return an IRI as people read it, of these vocabularies too.

    >>> short("http://www.wikidata.org/prop/direct/P31")
    'wdt:P31'
    """
    for prefix, space in _SHORT.items():
        if iri in space:
            return f"{prefix}:{iri.removeprefix(space.base)}"
    return short_iri(iri)
