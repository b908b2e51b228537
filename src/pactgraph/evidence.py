"""The passages that a row rests on, as a reader sees them: article, range, anchor, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Term
from pactgraph.model.passages import Range, parse_passage_iri, slug_of
from pactgraph.source.sentences import sentences
from pactgraph.source.texts import Texts

_AT_ONCE = 500

_RESOLUTIONS = """
SELECT ?passage ?thing ?resolver WHERE {
  VALUES ?passage { %s }
  ?passage pact:resolution ?resolution .
  ?resolution pact:resolvedThing ?thing ; pact:resolvingPassage ?resolver .
}
ORDER BY STR(?passage) STR(?thing) STR(?resolver)
"""

_QUERY = """
SELECT ?passage ?anchor ?published ?digest ?publisher ?line WHERE {
  VALUES ?passage { %s }
  ?passage oa:hasSource ?article .
  OPTIONAL { ?passage pact:anchor ?anchor }
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article pact:textDigest ?digest }
  OPTIONAL { ?passage pact:inLine ?line }
  OPTIONAL {
    ?article schema:publisher ?publishing .
    OPTIONAL { ?publishing rdfs:label ?label }
    BIND(COALESCE(STR(?label), STR(?publishing)) AS ?publisher)
  }
}
ORDER BY STR(?passage) STR(?anchor) STR(?published) STR(?digest) ?publisher STR(?line)
"""


@dataclass(frozen=True, slots=True)
class PassageNote:
    """One passage: where it stands, and what there is of its words.

    ``anchor`` is a few words recorded to find it again, None where none are; ``words`` are
    all of its words, None where the text is not at hand (or is another text than the one
    that was read). ``published`` is the article's date as stated. ``before`` and ``after``
    are what stands around the words in their sentences, where that was asked for. ``line``
    is the line of text that it belongs to: copied text is one line with what it was copied from.

    >>> note = PassageNote("https://w3id.org/pactgraph/article/harbour#char=3,9", "harbour",
    ...                    Range(3, 9))
    >>> str(note)
    'harbour#char=3,9'
    """

    iri: str
    slug: str
    range: Range
    anchor: str | None = None
    published: str | None = None
    words: str | None = None
    publisher: str | None = None
    before: str = ""
    after: str = ""
    line: str | None = None

    def __str__(self) -> str:
        return f"{self.slug}#char={self.range}"

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it; what is not known is left out."""
        known: dict[str, object] = {
            "passage": self.iri,
            "article": self.slug,
            "start": self.range.start,
            "end": self.range.end,
        }
        for name in ("published", "anchor", "words"):
            value = getattr(self, name)
            if value is not None:
                known[name] = value
        return known


def passage_notes(
    engine: Engine, iris: Iterable[str], texts: Texts, *, in_sentences: bool = False
) -> dict[str, PassageNote]:
    """Return a note for each of these passages that the graph knows; raises as the engine does.

    With ``in_sentences`` also what stands around the words in their sentences.
    """
    wanted = sorted({iri for iri in iris if parse_passage_iri(iri) is not None})
    notes: dict[str, PassageNote] = {}
    sentences_of = _sentences_of(texts) if in_sentences else None
    for start in range(0, len(wanted), _AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
        # The IRIs are passages of the graph's own, checked by their form.
        answer = engine.query(_QUERY % terms, trusted=True, source="passages")
        if isinstance(answer, Rows):
            for row in answer:
                note = _note(row, texts, sentences_of)
                if note is not None:
                    notes.setdefault(note.iri, note)
    return notes


def _note(
    row: Sequence[Term | None], texts: Texts, sentences_of: _SentencesOf | None
) -> PassageNote | None:
    passage, anchor, published, digest, publisher, line = row
    parts = parse_passage_iri(passage.value) if isinstance(passage, NamedNode) else None
    if parts is None or not isinstance(passage, NamedNode):
        return None
    article, place = parts
    slug = slug_of(article)
    text = texts.text(slug)
    if text is not None and texts.digest(slug) != _value(digest):
        text = None
    before, after = "", ""
    if text is not None and sentences_of is not None:
        before, after = _around(place, text, sentences_of(slug))
    return PassageNote(
        *(passage.value, slug, place, _value(anchor), _value(published)),
        words=None if text is None else _on_one_line(place.of(text)),
        publisher=_value(publisher),
        before=before,
        after=after,
        line=line.value if isinstance(line, NamedNode) else _value(line),
    )


def resolutions(engine: Engine, iris: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return for passages which things their words mean, and the passages that tell so.

    Only what the records write out as a pair: a pronoun, a form that several things share.
    Raises as the engine does.
    """
    wanted = sorted({iri for iri in iris if parse_passage_iri(iri) is not None})
    found: dict[str, list[tuple[str, str]]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
        answer = engine.query(_RESOLUTIONS % terms, trusted=True, source="resolutions")
        for row in answer if isinstance(answer, Rows) else ():
            passage, thing, resolver = (getattr(term, "value", "") for term in row)
            found.setdefault(passage, []).append((thing, resolver))
    return found


_SentencesOf = Callable[[str], Sequence[Range]]


def _sentences_of(texts: Texts) -> _SentencesOf:
    @cache
    def of_slug(slug: str) -> Sequence[Range]:
        return sentences(texts.text(slug) or "")

    return of_slug


def _around(place: Range, text: str, known: Sequence[Range]) -> tuple[str, str]:
    touched = [sentence for sentence in known if sentence.overlaps(place)]
    if not touched:
        return "", ""
    before = text[touched[0].start : place.start] if touched[0].start < place.start else ""
    after = text[place.end : touched[-1].end] if place.end < touched[-1].end else ""
    return _on_one_line(before), _on_one_line(after)


def _on_one_line(words: str) -> str:
    return " ".join(words.split())


def _value(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) else None
