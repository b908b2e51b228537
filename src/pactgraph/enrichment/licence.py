"""Under which licence what is fetched is given: that of whoever was asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from pactgraph.enrichment.fetched_value import NotTaken, taken_iri
from pactgraph.errors import BadInput

_CC0: Final = "https://creativecommons.org/publicdomain/zero/1.0/"
_CC_BY: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class Licence:
    """A licence, and what has to be said of where something is from; no IRI if not known."""

    iri: str
    credit: str

    @property
    def is_known(self) -> bool:
        """Whether anybody said which licence it is."""
        return bool(self.iri)


_OF_HOSTS: Final = {
    "wikidata.org": Licence(_CC0, "Structured data of Wikidata, CC0"),
    "geonames.org": Licence(_CC_BY, "Data from GeoNames, geonames.org"),
    "dnb.de": Licence(_CC0, "Data of the Integrated Authority File (GND), CC0"),
}
"""The licences of well-known hosts, and of those under them."""

_SHARE_ALIKE: Final = {
    "dbpedia": ("dbpedia.org", "CC BY-SA"),
    "linkedgeodata": ("linkedgeodata.org", "the ODbL"),
}
"""The link sets whose own content is share-alike, the hosts that give it, and its licence."""


def licence_of(endpoint: str, set_name: str, iri: str = "", credit: str = "") -> Licence:
    """Return the licence of what an endpoint gives, said to be unknown if nobody says it.

    ``iri`` and ``credit`` are what its user knows of it. An endpoint on a host that is not
    well known may hold a copy of anything, whichever link set is asked about. Raises BadInput
    for content that asks that what holds it be shared alike, and for an ``iri`` that is none
    of the web's.
    """
    host = (urlsplit(endpoint).hostname or "").lower()
    for name, (domain, licence) in _SHARE_ALIKE.items():
        if set_name == name or is_under(host, domain):
            whose = f'the set "{name}"' if set_name == name else domain
            raise BadInput(
                f"nothing is fetched from {whose}: its content is under {licence}, which asks "
                "that what holds it be shared alike",
                hint="links to it stay links",
            )
    if iri:
        try:
            taken_iri(iri)
        except NotTaken as error:
            raise BadInput(f"the licence {iri!r} cannot be named so: {error}") from error
        return Licence(iri, credit or f"As {host} gives it, under {iri}")
    known = next((one for domain, one in _OF_HOSTS.items() if is_under(host, domain)), None)
    if known is not None:
        return known if not credit else Licence(known.iri, credit)
    unknown = f"The licence of what {host} gives is not known"
    return Licence("", f"{credit}. {unknown}" if credit else unknown)


def is_under(host: str, domain: str) -> bool:
    """Say whether a host is a domain, or under it."""
    return host == domain or host.endswith("." + domain)
