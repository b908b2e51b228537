"""What the tests of fetching share: a good other data set, and what is written of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
from click.testing import Result

Link = Callable[..., Result]
"""What runs the command line on a project of a test's own, and gives its result."""

HEAD = """
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix schema: <http://schema.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix geo: <http://www.opengis.net/ont/geosparql#> .
"""
GOOD = """
wd:Q10 wdt:P297 "TR" ; wdt:P41 <http://commons.wikimedia.org/wiki/Special:FilePath/T.svg> ;
  wdt:P571 "1960-01-01T00:00:00Z"^^xsd:dateTime .
wd:Q12 wdt:P625 "Point(10.5 -3.25)"^^geo:wktLiteral .
wd:Q13 wdt:P569 "1931-05-10"^^xsd:date .
<https://en.wikipedia.org/wiki/Tirra> schema:about wd:Q10 .
"""


def enriched(root: Path) -> set[ox.Quad]:
    """Return what was written of the link set wikidata."""
    path = root / "data/enrichment/wikidata.trig"
    return set(ox.parse(path.read_bytes(), format=ox.RdfFormat.TRIG))
