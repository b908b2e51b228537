"""The list of identifiers that were looked up elsewhere, told in terms of our own things."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pactgraph.namespaces import ID

# The set that a scheme of the list of identifiers is. The others are no IRIs of things: pages
# (wikipedia, homepage), codes (the ISO's, iata, icao, issn), numbers of records (lccn), and
# names in a service that is gone (freebase).
SETS = {
    "wikidata": "wikidata",
    "dbpedia": "dbpedia",
    "geonames": "geonames",
    "gnd": "gnd",
    "eu-authority": "eu-countries",
    "bbc-things": "bbc-things",
    "linkedgeodata": "linkedgeodata",
}
# What the list of identifiers calls our things, where it does not use our own label.
CALLED = {
    "North Atlantic Cooperation Council (NACC)": "nacc",
    "Euro-Atlantic Partnership Council (EAPC)": "eapc",
    "Partnership for Peace (PfP)": "pfp",
    "Individual Partnership Action Plan (IPAP)": "ipap",
    "OSCE": "osce",
    "Ministry of Foreign Affairs of Azerbaijan": "foreign-ministry-azerbaijan",
    "Planning and Review Process (PARP)": "parp",
    "Individual Partnership and Cooperation Programme (IPCP)": "ipcp",
    "Defence Education Enhancement Programme (DEEP)": "deep",
    "Azernews": "azernews",
    "Trend News Agency": "trend",
    "Kosovo Force (KFOR)": "kfor",
    "International Security Assistance Force (ISAF)": "isaf",
    "Resolute Support Mission (RSM)": "rsm",
    "Armen Sarkissian (Sargsyan)": "armen-sargsyan",
    "Hikmat (Hikmet) Hajiyev": "hikmat-hajiyev",
    "Javier Colomina (Píriz)": "javier-colomina",
    "Minister of Defence of Azerbaijan": "defence-minister-azerbaijan",
    "Minister of Foreign Affairs of Azerbaijan": "foreign-minister-azerbaijan",
    "NATO Istanbul summit 2004": "nato-summit-istanbul-2004",
    "NATO Bucharest summit 2008": "nato-summit-bucharest-2008",
    "NATO Lisbon summit 2010": "nato-summit-lisbon-2010",
    "NATO Chicago summit 2012": "nato-summit-chicago-2012",
    "NATO Cardiff/Newport (Wales) summit 2014": "nato-summit-cardiff-2014",
    "NATO Warsaw summit 2016": "nato-summit-warsaw-2016",
    "NATO Brussels summit 2018": "nato-summit-brussels-2018",
    "NATO Brussels summit 2021": "nato-summit-brussels-2021",
    "Second Nagorno-Karabakh War (44-day war, 2020)": "war-2020",
    "Black January (20 January tragedy, 1990)": "january-tragedy",
    "Fall of Kabul (2021)": "taliban-takeover-of-kabul",
    "PfP Framework Document (signed by Azerbaijan 4 May 1994)": "pfp-framework-document",
    "Brussels (City of Brussels)": "brussels",
    "Karabakh (region)": "karabakh",
    "NATO Headquarters": "nato-headquarters",
    "Saloglu (mine-clearance project site)": "saloglu-project",
    "Jeyranchol (mine-clearance project site)": "jeyranchol-project",
}
# What the list has besides: no named or shared thing of ours is it. (Of three, the ministry and the
# forces and the statement of 2020, one article speaks without a name: things of that article.)
NOT_OURS = {
    "Ministry of Defence of Azerbaijan",
    "Cabinet of Azerbaijan",
    "Afghan National Army",
    "Azerbaijani Armed Forces",
    "War in Afghanistan (2001-2021)",
    "NATO summit (class)",
    "First Nagorno-Karabakh War (context)",
    "Trilateral statement of 10 Nov 2020 (ceasefire agreement)",
    "Belgium",
    "Baku",
    "Yerevan",
    "Moscow",
    "Tbilisi",
    "Newport (Wales)",
    "Nagorno-Karabakh",
    "Republic of Artsakh (context)",
    "Central Asia",
    "Caucasus",
    "Soviet Union (context)",
}


@dataclass(frozen=True)
class Listed:
    """An identifier in the list: of which thing in which set, whether it was seen, and where."""

    thing: str
    set_name: str
    iri: str
    said: str
    """``yes`` and ``no``, or ``blank`` where nothing was found."""

    source: str


def read_list(path: Path, by_label: dict[str, str]) -> Iterator[Listed]:
    """Yield what the list says of our things; raises KeyError for a thing it should not have."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            label, name = row["entity_label"], SETS.get(row["scheme"])
            if label in NOT_OURS or name is None:
                continue
            thing = ID[CALLED[label]].value if label in CALLED else by_label[label]
            iri = row["identifier"]
            if name == "wikidata" and iri:
                iri = "http://www.wikidata.org/entity/" + iri
            yield Listed(
                thing, name, as_uri(iri), row["confirmed"] if iri else "blank", row["source"]
            )


def as_uri(iri: str) -> str:
    """Return an IRI in ASCII (RFC 3987, 3.1), as the rows have it and the list does not."""
    return quote(iri, safe="%/:#?&=+,;@()!$'*~[]-._")
