"""The data sets that are linked to: their IRIs, and how each spells them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_from_bytes

from pactgraph.errors import NotFound
from pactgraph.namespaces import DBR, WD
from pactgraph.source.links import NO_TERM_FOUND, LinkSet

_ENCODED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_PLAIN: Final = "-._~!$&'()*+,;=:@"
"""What may stand in an IRI's path as it is (RFC 3986, "pchar"), beside letters and digits."""

_KEPT: Final = _PLAIN + "/?#%"
_URI: Final = re.compile(
    rf"[a-z][a-z0-9+.-]*:(?:[A-Za-z0-9{re.escape(_PLAIN)}/?]|%[0-9A-F]{{2}})+(?:#\S*)?"
)


@dataclass(frozen=True)
class Authority:
    """A data set that gives identifiers: its name, its prefix, and how its IRIs begin.

    The first namespace is the one that our rows use; the others are met in the wild.
    """

    name: str
    title: str
    prefix: str
    namespaces: tuple[str, ...]
    tail: str = ""
    """What every IRI ends in, whether or not it is written."""

    site: str = ""
    """What rows name as the place that was searched (``object_source``)."""

    kind: str = ""
    """The kind of all that it holds, if they are all of one (``kinds.KINDS``)."""

    @property
    def base(self) -> str:
        """The namespace that our rows use."""
        return self.namespaces[0]

    def local(self, iri: str) -> str | None:
        """Return what follows the namespace, or None if the IRI is not of this data set."""
        for base in self.namespaces:
            if iri.startswith(base) and len(iri) > len(base):
                return iri[len(base) :].removesuffix(self.tail) if self.tail else iri[len(base) :]
        return None


KNOWN: Final = (
    Authority(
        "wikidata",
        "Wikidata",
        "wd",
        (WD.base, "https://www.wikidata.org/entity/"),
        site="https://www.wikidata.org/",
    ),
    Authority(
        "dbpedia",
        "DBpedia",
        "dbr",
        (DBR.base, "https://dbpedia.org/resource/"),
        site="http://dbpedia.org/",
    ),
    Authority(
        "geonames",
        "GeoNames",
        "geonames",
        ("https://sws.geonames.org/", "http://sws.geonames.org/"),
        "/",
        site="https://www.geonames.org/",
    ),
    Authority(
        "gnd",
        "the Integrated Authority File (GND)",
        "gnd",
        ("https://d-nb.info/gnd/", "http://d-nb.info/gnd/"),
        site="https://d-nb.info/gnd/",
    ),
    Authority(
        "eu-countries",
        "the EU Publications Office country list",
        "eucountry",
        ("http://publications.europa.eu/resource/authority/country/",),
        site="http://publications.europa.eu/resource/authority/country",
        kind="state",
    ),
)
"""The data sets whose IRIs are known without being told."""


class Authorities:
    """The data sets that a project links to, and those that are known anyway."""

    def __init__(self, listed: tuple[Authority, ...] = KNOWN) -> None:
        self._listed = listed

    def with_one(self, authority: Authority) -> Authorities:
        """Return these and one more, which takes the place of one of its name."""
        others = tuple(one for one in self._listed if one.name != authority.name)
        return Authorities((*others, authority))

    @classmethod
    def of_sets(cls, sets: list[LinkSet]) -> Authorities:
        """Return the known data sets, and one more for each link set that is none of them."""
        known = {authority.name for authority in KNOWN}
        found = [_of_set(links) for links in sets if links.name not in known]
        return cls(KNOWN + tuple(one for one in found if one is not None))

    def __iter__(self) -> Iterator[Authority]:
        return iter(self._listed)

    def of(self, iri: str) -> Authority | None:
        """Return the data set that an IRI is of, or None."""
        return next((one for one in self._listed if one.local(iri) is not None), None)

    def of_name(self, name: str) -> Authority | None:
        """Return the data set of a name, None if there is none."""
        return next((one for one in self._listed if one.name == name), None)

    def named(self, name: str) -> Authority:
        """Return the data set of a name; raises NotFound."""
        found = self.of_name(name)
        if found is not None:
            return found
        raise NotFound(
            f'there is no link set "{name}"', candidates=tuple(one.name for one in self._listed)
        )

    def canonical(self, iri: str) -> str:
        """Return the one way in which our rows write an IRI: the first namespace, only ASCII.

        Two IRIs mean one identifier if and only if this is the same for both.
        """
        one = self.of(iri)
        local = one.local(iri) if one else None
        if one is None or local is None:
            return encoded(decoded(iri))
        return one.base + encoded(decoded(local)) + one.tail

    def spellings(self, iri: str) -> tuple[str, ...]:
        """Return every way in which a data set may write an IRI, our own first."""
        own = self.canonical(iri)
        one = self.of(own)
        if one is None:
            return tuple(dict.fromkeys((own, decoded(iri), iri)))
        local = own[len(one.base) :].removesuffix(one.tail) if one.tail else own[len(one.base) :]
        made = [
            base + form + tail
            for base in one.namespaces
            for form in (local, decoded(local))
            for tail in dict.fromkeys((one.tail, ""))
        ]
        return tuple(dict.fromkeys([*made, iri]))


def decoded(iri: str) -> str:
    """Return an IRI with no letter percent-encoded that may stand as it is (RFC 3987, 3.2).

    >>> decoded("Mircea_Geoan%C4%83_%28x%29%20%2F")
    'Mircea_Geoană_(x)%20%2F'
    """

    def plain(match: re.Match[str]) -> str:
        data = bytes.fromhex(match[0].replace("%", ""))
        try:
            text = data.decode()
        except UnicodeDecodeError:
            return match[0].upper()
        return "".join(c if _may_stand(c) else quote(c, safe="") for c in text)

    return _ENCODED.sub(plain, iri)


def encoded(iri: str) -> str:
    """Return an IRI as a URI: what is not ASCII or may not stand there is percent-encoded.

    >>> encoded("Mircea_Geoană")
    'Mircea_Geoan%C4%83'
    """
    return quote_from_bytes(iri.encode("utf-8", "replace"), safe=_KEPT)


def title(iri: str) -> str:
    """Return the words in the last part of an IRI, as DBpedia and Wikipedia make titles.

    >>> title("http://dbpedia.org/resource/Georgia_(country)")
    'Georgia (country)'
    """
    tail = re.split(r"[/#]", iri.rstrip("/"))[-1]
    words = _ENCODED.sub(
        lambda m: bytes.fromhex(m[0].replace("%", "")).decode("utf-8", "replace"), tail
    )
    return " ".join(words.replace("_", " ").split())


def can_be_written(iri: str) -> bool:
    """Say whether an IRI in our own spelling is one that a table of links takes."""
    return _URI.fullmatch(iri) is not None and iri.count("#") <= 1


def _may_stand(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in _PLAIN
    return character.isprintable() and not character.isspace()


def _of_set(links: LinkSet) -> Authority | None:
    """Return what a link set's own rows say of the data set that it links to."""
    for row in links.rows:
        prefix, colon, local = row.cells["object_id"].partition(":")
        is_told = colon and not local.startswith("//") and prefix in links.prefixes
        if is_told and row.object != NO_TERM_FOUND:
            heading = links.head.get("mapping_set_title", links.name)
            return Authority(links.name, heading, prefix, (links.prefixes[prefix],))
    return None
