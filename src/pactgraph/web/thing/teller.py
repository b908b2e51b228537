"""Terms, statements and passages as the pages of things and articles show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.engine.results import Term
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.model.graphs import GraphKind
from pactgraph.model.passages import slug_of
from pactgraph.namespaces import BASE, RDF, XSD
from pactgraph.showing import shown as visible
from pactgraph.telling.labels import Labels, with_article
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm, shown
from pactgraph.web.thing.statements import AT_ONCE, Statement
from pactgraph.web.viewed import Viewed

_LONGEST = 90

_OTHERWISE = """
SELECT ?thing ?label WHERE {
  VALUES ?thing { %s }
  { ?thing pact:gist ?label }
  UNION
  { GRAPH ?claim { ?thing rdfs:label|pact:gist ?label } }
}
ORDER BY STR(?thing) STR(?label)
"""

_ORIGINS = (
    (GraphKind.PASSAGE, "stated"),
    (GraphKind.CLAIM, "claimed"),
    (GraphKind.RECORD, "record"),
    (GraphKind.ENTITIES, "recorded"),
    (GraphKind.JUDGEMENTS, "judged"),
    (GraphKind.LINKS, "linked"),
    (GraphKind.LINEAGE, "compared"),
    (GraphKind.DISAGREEMENTS, "found"),
    (GraphKind.COMPUTED, "computed"),
    (GraphKind.INFERRED, "inferred"),
)


@dataclass(frozen=True)
class ShownPassage:
    """A passage on a page: its place, a link to it, and its words as far as they may be shown."""

    iri: str
    slug: str
    start: int
    end: int
    href: str
    words: str | None
    anchor: str | None
    published: str | None
    copy_of: str | None


@dataclass(frozen=True)
class ShownStatement:
    """A statement on a page; ``why`` links to its proof, ``origin`` says what holds it."""

    subject: ShownTerm
    property: ShownTerm
    value: ShownTerm
    why: str | None
    origin: str
    passages: tuple[ShownPassage, ...] = ()


class Teller:
    """Knows what terms are called and where passages stand, all read at once."""

    def __init__(
        self, site: Site, viewed: Viewed, iris: Iterable[str], passages: Iterable[str] = ()
    ) -> None:
        self._site = site
        self.viewed = viewed
        self._terms: dict[tuple[Term | None, bool], ShownTerm] = {}
        self._properties: dict[NamedNode, ShownTerm] = {}
        wanted = {iri for iri in iris if "#char=" not in iri}
        self._labels = Labels.of_engine(viewed.engine, wanted)
        self._other = self._labels_otherwise(wanted - set(self._labels.labels))
        notes = passage_notes(viewed.engine, passages, viewed.kg.texts)
        self._passages = {iri: self._passage(note) for iri, note in notes.items()}

    def _labels_otherwise(self, iris: Collection[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        wanted = sorted(iri for iri in iris if iri.startswith(BASE))
        for start in range(0, len(wanted), AT_ONCE):
            terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + AT_ONCE])
            for thing, label in self._site.rows(_OTHERWISE % terms, self.viewed.kg):
                assert isinstance(thing, NamedNode)
                assert isinstance(label, Literal)
                found.setdefault(thing.value, label.value)
        return found

    def _passage(self, note: PassageNote) -> ShownPassage:
        place = f"#char={note.range}"
        line = slug_of(note.line) if note.line else note.slug
        return ShownPassage(
            note.iri,
            note.slug,
            note.range.start,
            note.range.end,
            self.viewed.link(self._site.urls.article(note.slug) + place),
            None if note.words is None else visible(note.words),
            None if note.anchor is None else visible(note.anchor),
            note.published,
            None if line == note.slug else line,
        )

    def name(self, iri: str) -> str:
        """Return what a thing is called: a label, a gist, or a way out."""
        known = self._other.get(iri)
        return visible(known or self._labels.of(NamedNode(iri)))

    def has_name(self, iri: str) -> bool:
        """Whether the graph gives a thing a label or a gist."""
        return iri in self._labels.labels or iri in self._other

    def term(self, term: Term | None, *, whole: bool = False) -> ShownTerm:
        """Return a term as pages show it; a long name is cut unless ``whole``."""
        key = (term, whole)
        if key not in self._terms:
            self._terms[key] = self._term(term, whole)
        return self._terms[key]

    def _term(self, term: Term | None, whole: bool) -> ShownTerm:
        found = self.viewed.staying(shown(term))
        if isinstance(term, NamedNode):
            text = self.name(term.value)
            if len(text) > _LONGEST and not whole:
                text = f"{text[: _LONGEST - 1].rstrip()}…"
            return replace(found, text=text)
        if isinstance(term, Literal) and term.datatype == XSD.boolean:
            return replace(found, text="yes" if term.value in ("true", "1") else "no")
        return replace(found, text=visible(found.text))

    def property(self, iri: NamedNode) -> ShownTerm:
        """Return a property as pages show it."""
        if iri not in self._properties:
            self._properties[iri] = self._property(iri)
        return self._properties[iri]

    def _property(self, iri: NamedNode) -> ShownTerm:
        text = "is" if iri == RDF.type else visible(self._labels.property(iri))
        return replace(shown(iri), text=text)

    def statement(self, statement: Statement, *, proved: bool = True) -> ShownStatement:
        """Return a statement as pages show it, with its passages; ``proved``: and with its why."""
        origin = next((word for kind, word in _ORIGINS if kind in statement.kinds), "given")
        # A claim is no part of the graph that statements are proved from.
        provable = (
            proved
            and statement.kinds - {GraphKind.CLAIM}
            and not any(
                isinstance(term, BlankNode) for term in (statement.subject, statement.object)
            )
        )
        why = (
            self._site.urls.statement(statement.triple, self.viewed.parameters)
            if provable
            else None
        )
        value = self.term(statement.object)
        if statement.predicate == RDF.type:
            value = replace(value, text=with_article(value.text))
        return ShownStatement(
            self.term(statement.subject),
            self.property(statement.predicate),
            value,
            why,
            origin,
            self.passages(statement.passages),
        )

    def passages(self, iris: Iterable[str]) -> tuple[ShownPassage, ...]:
        """Return passages as pages show them, by date and place."""
        found = {iri: self._passages[iri] for iri in iris if iri in self._passages}
        return tuple(
            sorted(found.values(), key=lambda p: (p.published or "", p.slug, p.start, p.end))
        )
