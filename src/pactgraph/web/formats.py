"""The formats that documents come in: their names, media types and file extensions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Format:
    """A format: its name in code, its media type, its file extension, and other media types.

    ``aliases`` are other file extensions that choose it.
    """

    name: str
    media_type: str
    extension: str
    also: tuple[str, ...] = ()
    charset: bool = True
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """Return the value of the header Content-Type."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


_ALL = (
    Format("html", "text/html", "html", ("application/xhtml+xml",)),
    Format("json", "application/json", "json"),
    Format("srj", "application/sparql-results+json", "srj", ("application/json",), False,
           ("json",)),
    Format("srx", "application/sparql-results+xml", "srx", ("application/xml", "text/xml"), False,
           ("xml",)),
    Format("csv", "text/csv", "csv"),
    Format("tsv", "text/tab-separated-values", "tsv"),
    Format("ttl", "text/turtle", "ttl", ("application/x-turtle",)),
    Format("nt", "application/n-triples", "nt", ("text/plain",), False),
    Format("jsonld", "application/ld+json", "jsonld", ("application/json",), False),
    Format("rdf", "application/rdf+xml", "rdf", ("application/xml", "text/xml"), False),
    Format("trig", "application/trig", "trig", ("application/x-trig",)),
    Format("nq", "application/n-quads", "nq", ("text/x-nquads",), False),
    Format("openapi", "application/vnd.oai.openapi+json;version=3.1", "json",
           ("application/json",), False),
    Format("txt", "text/plain", "txt"),
)  # fmt: skip

FORMATS: Final[dict[str, Format]] = {one.name: one for one in _ALL}
"""Every format by its name."""

ROWS: Final = ("srj", "srx", "csv", "tsv")
"""What rows and truths come in, the preferred one first."""

TRIPLES: Final = ("ttl", "nt", "jsonld", "rdf", "trig", "nq")
"""What triples come in, the preferred one first."""

DATASET: Final = ("trig", "nq", "jsonld")
"""What holds named graphs."""


def of_extension(extension: str, among: Sequence[str]) -> Format | None:
    """Return the format among these that has a file extension, or None.

    >>> of_extension("csv", ROWS).media_type
    'text/csv'
    """
    formats = [FORMATS[name] for name in among]
    return next((f for f in formats if extension in (f.extension, *f.aliases)), None)
