"""The passages that a row rests on, as a reader sees them: article, range, anchor, words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows, Term
from pactgraph.model.passages import Range, parse_passage_iri, slug_of
from pactgraph.source.texts import Texts

_AT_ONCE = 500

_QUERY = """
SELECT ?passage ?anchor ?published ?digest WHERE {
  VALUES ?passage { %s }
  ?passage oa:hasSource ?article .
  OPTIONAL { ?passage pact:anchor ?anchor }
  OPTIONAL { ?article schema:datePublished ?published }
  OPTIONAL { ?article pact:textDigest ?digest }
}
ORDER BY STR(?passage) STR(?anchor) STR(?published) STR(?digest)
"""


@dataclass(frozen=True, slots=True)
class PassageNote:
    """One passage: where it stands, and what there is of its words.

    ``anchor`` is a few words recorded to find it again, None where none are; ``words`` are
    all of its words, None where the text is not at hand (or is another text than the one
    that was read). ``published`` is the article's date as stated.

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


def passage_notes(engine: Engine, iris: Iterable[str], texts: Texts) -> dict[str, PassageNote]:
    """Return a note for each of these passages that the graph knows; raises as the engine does."""
    wanted = sorted({iri for iri in iris if parse_passage_iri(iri) is not None})
    notes: dict[str, PassageNote] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
        # The IRIs are passages of the graph's own, checked by their form.
        answer = engine.query(_QUERY % terms, trusted=True, source="passages")
        if isinstance(answer, Rows):
            for row in answer:
                note = _note(row, texts)
                if note is not None:
                    notes.setdefault(note.iri, note)
    return notes


def _note(row: Sequence[Term | None], texts: Texts) -> PassageNote | None:
    passage, anchor, published, digest = row
    parts = parse_passage_iri(passage.value) if isinstance(passage, NamedNode) else None
    if parts is None or not isinstance(passage, NamedNode):
        return None
    article, place = parts
    slug = slug_of(article)
    text = texts.text(slug)
    if text is not None and texts.digest(slug) != _value(digest):
        text = None
    return PassageNote(
        passage.value,
        slug,
        place,
        _value(anchor),
        _value(published),
        None if text is None else " ".join(place.of(text).split()),
    )


def _value(term: Term | None) -> str | None:
    return term.value if isinstance(term, Literal) else None
