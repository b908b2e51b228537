"""An article's record is read into values, and a broken one is refused where it breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pactgraph.errors import BadInput
from pactgraph.model.dates import Precision
from pactgraph.model.passages import Range
from pactgraph.source.articles import ArticleRecord, read_article
from pactgraph.source.parsing import parse_file

DIGEST = "sha256:" + "0" * 64
ARTICLE = "https://example.org/kg/article/x"
PROLOGUE = """\
@base <https://example.org/kg/article/x> .
@prefix id: <https://w3id.org/pactgraph/id/> .
@prefix pact: <https://w3id.org/pactgraph/ontology#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
RECORD = f"""\
GRAPH <x/record> {{
  <> a pact:Article ; pact:textDigest "{DIGEST}" ; pact:textLength 90 .
  <#char=0,9> a pact:Passage .
  <#char=10,40> a pact:Passage ; pact:anchor "some words" ; pact:narrated true ;
    pact:resolvedBy <#char=0,9> ; pact:resolution <x/resolution/he> .
  <x/resolution/he> a pact:Resolution ;
    pact:resolvedThing id:vell ; pact:resolvingPassage <#char=10,40> .
  <#char=41,50> a pact:SilentPassage ; pact:reason "It greets." .
  <x/claim/c> a pact:Claim ; pact:wordedIn <#char=10,40> .
}}
GRAPH <#char=10,40> {{ id:vell a pact:Person }}
GRAPH <x/claim/c> {{ id:vell a pact:Agent }}
"""
WHOLE = PROLOGUE + RECORD


def article(folder: Path, text: str, name: str = "x.trig") -> ArticleRecord:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    parsed = parse_file(path, base=ARTICLE, graph=None, display=name, data_file=True)
    return read_article(parsed)


def test_a_record_is_read_into_values(tmp_path: Path) -> None:
    found = article(tmp_path, WHOLE)
    assert (found.iri, found.slug, found.digest, found.length) == (ARTICLE, "x", DIGEST, 90)
    assert found.record_iri == f"{ARTICLE}/record"
    assert found.published is None
    assert found.location.line == 7
    dateline, passage = f"{ARTICLE}#char=0,9", f"{ARTICLE}#char=10,40"
    assert list(found.passages) == [dateline, passage]
    record = found.passages[passage]
    assert (record.range, record.anchor, record.narrated) == (Range(10, 40), "some words", True)
    assert record.resolved_by == (dateline,)
    assert record.resolutions == (("https://w3id.org/pactgraph/id/vell", passage),)
    assert record.location is not None
    assert record.location.line == 9
    assert not found.passages[dateline].narrated
    assert found.silent == {f"{ARTICLE}#char=41,50": "It greets."}
    claim = found.claims[f"{ARTICLE}/claim/c"]
    assert claim.worded_in == passage
    assert {name: len(triples) for name, triples in found.graphs.items()} == {
        f"{ARTICLE}/record": 16,
        passage: 1,
        f"{ARTICLE}/claim/c": 1,
    }


@pytest.mark.parametrize(
    ("literal", "precision", "last"),
    [
        ('"2019"^^xsd:gYear', Precision.YEAR, date(2019, 12, 31)),
        ('"2019-05-02"^^xsd:date', Precision.DAY, date(2019, 5, 2)),
        ('"2019-05-02T13:37:00"^^xsd:dateTime', Precision.DAY, date(2019, 5, 2)),
    ],
)
def test_the_date_of_publication_keeps_its_precision(
    tmp_path: Path, literal: str, precision: Precision, last: date
) -> None:
    text = WHOLE.replace("textLength 90", f"textLength 90 ; schema:datePublished {literal}")
    published = article(tmp_path, text).published
    assert published is not None
    assert (published.precision, published.last) == (precision, last)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (RECORD, "GRAPH <#char=1,2> { id:a a pact:Person }", None, "no record of the article"),
        ("<> a pact:Article", "<> a pact:Book", None, "no record of the article"),
        ("GRAPH <x/claim/c>", "GRAPH <y/claim/c>", 17, "belongs to another article"),
        ("GRAPH <x/claim/c>", "GRAPH <x/note/c>", 17, "no graph that an article's file holds"),
        ("GRAPH <x/claim/c>", "GRAPH <#char=9,3>", 17, "no graph that an article's file holds"),
        (
            "GRAPH <x/claim/c>",
            "GRAPH <https://example.net/article/x/claim/c>",
            17,
            "belongs to another article",
        ),
        ("GRAPH <x/claim/c>", "GRAPH <x/claim/d>", 17, "does not declare"),
        ("GRAPH <#char=10,40>", "GRAPH <#char=10,41>", 16, "does not declare"),
        ("<#char=0,9> a pact:Passage", "<#char=9,9> a pact:Passage", 8, "is no passage of this"),
        ("<#char=0,9> a pact:Passage", "<y#char=0,9> a pact:Passage", 8, "is no passage of this"),
        ("resolvedBy <#char=0,9>", "resolvedBy <#char=0,8>", 9, "does not have"),
        ("resolvingPassage <#char=10,40>", "resolvingPassage <#char=1,2>", 9, "does not have"),
        ("<x/resolution/he> a", "<x/resolution/she> a", 10, "no resolution that the record has"),
        ("pact:resolvedThing id:vell ;", "", 11, "gives no pact:resolvedThing"),
        ("wordedIn <#char=10,40>", "wordedIn <#char=1,2>", 14, "is not declared"),
        ("wordedIn <#char=10,40>", "wordedIn <#char=10,40>, <#char=0,9>", 14, "wordedIn twice"),
        ('pact:anchor "some words"', 'pact:anchor "some", "words"', 9, "one anchor at most"),
        ('; pact:reason "It greets."', "", 13, "gives no pact:reason"),
        ("textLength 90", "textLength 0", 7, "whole number of characters"),
        ("; pact:textLength 90", "", 7, "gives no pact:textLength"),
        ("textLength 90", "textLength 90, 91", 7, "pact:textLength twice"),
        (DIGEST, DIGEST[:-1], 7, "64 hexadecimal digits"),
        ("textLength 90", "textLength 90 ; schema:datePublished 1994", 7, "states no date"),
        ("textLength 90", "textLength 90 ; schema:datePublished id:y", 7, "not a literal"),
        (
            "textLength 90",
            'textLength 90 ; schema:datePublished "1994"^^xsd:gYear, "1995"^^xsd:gYear',
            7,
            "one date of publication",
        ),
    ],
)
def test_a_broken_record_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    assert old in WHOLE
    with pytest.raises(BadInput) as caught:
        article(tmp_path, WHOLE.replace(old, new, 1))
    assert words in caught.value.message
    assert caught.value.location is not None
    assert (caught.value.location.file, caught.value.location.line) == ("x.trig", line)


def test_a_file_under_another_name_is_another_articles(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="belongs to another article than this file"):
        article(tmp_path, WHOLE, "z.trig")
