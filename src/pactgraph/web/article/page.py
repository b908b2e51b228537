"""The page of an article: its record, its passages with what they state, its text if at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactgraph.errors import BadInput, NotFound
from pactgraph.model.passages import Range, article_iri, parse_passage_iri
from pactgraph.namespaces import DCTERMS, PACT, RDF, RDFS, SCHEMA
from pactgraph.showing import shown as visible
from pactgraph.web.article.marked_text import Run, open_sentences, paragraphs, share_covered
from pactgraph.web.article.reading import ArticleReading, SharedRange
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.terms import ShownTerm
from pactgraph.web.thing.class_tree import ClassTree, class_tree
from pactgraph.web.thing.statements import GIST, Statement, iris_of
from pactgraph.web.thing.teller import ShownStatement, Teller
from pactgraph.web.thing.thing import by_property
from pactgraph.web.viewed import Viewed


@dataclass(frozen=True)
class About:
    """What a passage or a claim says of one thing."""

    thing: ShownTerm
    kind: str
    gist: str | None
    statements: tuple[ShownStatement, ...]


@dataclass(frozen=True)
class ShownAssertion:
    """A claim that a passage words: what a speaker asserts, told apart from what is stated."""

    claim: ShownTerm
    about: tuple[About, ...]


@dataclass(frozen=True)
class Block:
    """One passage: ``name`` is its id on the page, ``char=START,END``."""

    name: str
    range: Range
    anchor: str | None
    words: str | None
    copy_of: str | None
    about: tuple[About, ...]
    claims: tuple[ShownAssertion, ...]
    resolved_by: tuple[Range, ...]
    resolutions: tuple[tuple[ShownTerm, Range | None], ...]
    shared: tuple[SharedRange, ...]


_RIGHTS = frozenset({DCTERMS.license, DCTERMS.rights, SCHEMA.license})
"""What an article's record can say of what may be done with its text."""


@dataclass(frozen=True)
class Silence:
    """A range that states nothing, why, and its words if they may be shown."""

    range: Range
    reason: str
    words: str | None


@dataclass(frozen=True)
class Said:
    """An utterance that the article reports: who, what is done by it, and where it stands."""

    utterance: ShownTerm
    speakers: tuple[ShownTerm, ...]
    acts: tuple[ShownTerm, ...]
    places: tuple[Range, ...]


def article(site: Site, request: DocumentRequest) -> Document:
    """Return the page of an article; parameters are those of a view.

    Raises NotFound if the graph has no such article, with the nearest slugs.
    """
    slug = request.path["slug"]
    if "#" in slug:
        return Document.see_other(site.urls.article(slug.partition("#")[0]))
    known = site.kg.articles.get(slug)
    if known is None:
        raise _not_found(site, slug)
    viewed = site.seen(request)
    reading = ArticleReading(site, viewed, known.iri)
    if not reading.passages:
        return site.page(
            "entity_absent.html",
            request,
            view=viewed,
            iri=known.iri,
            by=viewed.given("known-by"),
            title=slug,
            reasons=[left["reason"] for left in viewed.left_out([known.iri])],
        )
    text = site.kg.texts.text(slug) if known.text_at_hand else None
    return _page(site, request, viewed, reading, text)


def _page(
    site: Site, request: DocumentRequest, viewed: Viewed, reading: ArticleReading, text: str | None
) -> Document:
    tree = class_tree(site)
    every = [*reading.own, *reading.passage_statements, *reading.claim_statements]
    claims = {claim for found in reading.claims.values() for claim in found}
    resolved = {t for passage in reading.passages for t, _ in reading.resolutions(passage)}
    teller = Teller(site, viewed, iris_of(every) | claims | resolved, reading.passages)
    blocks = [_block(reading, teller, tree, iri) for iri in reading.passages]
    silences = [
        Silence(place, visible(reason), None if text is None else visible(place.of(text)))
        for place, reason in reading.silent.items()
    ]
    covered = [*reading.passages.values(), *reading.silent]
    runs: list[tuple[Run, ...]] = []
    if text is not None:
        runs = paragraphs(text, reading.passages.values(), reading.silent)
    said = _said(reading, teller)
    # What rules say of it besides are its passages, and the days of writing, if it has no date.
    facts = [
        one
        for one in reading.own
        if one.is_given or one.predicate in (PACT.writtenNotBefore, PACT.writtenNotAfter)
    ]
    return site.page(
        "article.html",
        request,
        view=viewed,
        reading=reading,
        here=viewed.link(site.urls.article(reading.slug)),
        title=_label(reading) or reading.slug,
        facts=[
            (teller.property(predicate), [teller.statement(one) for one in found])
            for predicate, found in by_property(facts)
            if predicate not in (RDF.type, RDFS.label)
        ],
        numbers=_numbers(reading, said, text),
        blocks=blocks,
        paragraphs=runs,
        at_hand=text is not None,
        rights=[teller.statement(one).value for one in reading.own if one.predicate in _RIGHTS],
        publishers=[
            teller.term(one.object) for one in reading.own if one.predicate == SCHEMA.publisher
        ],
        brief={block.name: _brief(block) for block in blocks},
        said=said,
        silences=silences,
        open_sentences=[] if text is None else open_sentences(text, covered),
        shared=reading.shared,
    )


def _numbers(reading: ArticleReading, said: list[Said], text: str | None) -> list[tuple[str, str]]:
    things = {str(one.subject) for one in reading.passage_statements}
    found = [
        ("passages", str(len(reading.passages))),
        ("statements", str(len(reading.passage_statements))),
        ("things spoken of", str(len(things))),
        ("utterances", str(len(said))),
        ("claims", str(sum(map(len, reading.claims.values())))),
        ("ranges shared with other articles", str(len(reading.shared))),
        ("ranges that state nothing", str(len(reading.silent))),
    ]
    if text is not None:
        share = share_covered(text, reading.passages.values())
        found.append(("of the text under passages", f"{100 * share:.1f}%"))
    return found


def _block(reading: ArticleReading, teller: Teller, tree: ClassTree, iri: str) -> Block:
    place = reading.passages[iri]
    (passage,) = teller.passages([iri]) or (None,)
    return Block(
        f"char={place}",
        place,
        passage.anchor if passage else None,
        passage.words if passage else None,
        passage.copy_of if passage else None,
        tuple(_about(reading, teller, tree, reading.stated(iri))),
        tuple(
            ShownAssertion(
                teller.term(NamedNode(claim)),
                tuple(_about(reading, teller, tree, reading.claimed(claim))),
            )
            for claim in reading.claims.get(iri, ())
        ),
        tuple(sorted(filter(None, map(_range, reading.resolved_by(iri))))),
        tuple(
            (teller.term(NamedNode(thing)), _range(resolver))
            for thing, resolver in reading.resolutions(iri)
        ),
        tuple(one for one in reading.shared if one.range.overlaps(place)),
    )


def _about(
    reading: ArticleReading, teller: Teller, tree: ClassTree, statements: Iterable[Statement]
) -> list[About]:
    """Return statements by their subject; what has a time comes first, then by name."""
    by_subject: dict[NamedNode, list[Statement]] = defaultdict(list)
    for one in statements:
        if isinstance(one.subject, NamedNode):
            by_subject[one.subject].append(one)
    found = []
    for subject, said in by_subject.items():
        kinds = tree.narrowest(reading.types.get(subject.value, ()))
        timed = any(map(tree.root, kinds))
        gists = [one.object for one in said if one.predicate == GIST]
        term = teller.term(subject, whole=True)
        shown = tuple(teller.statement(one) for _, group in by_property(said) for one in group)
        about = About(
            term,
            ", ".join(map(tree.label, kinds)),
            visible(str(gists[0].value)) if gists and hasattr(gists[0], "value") else None,
            shown,
        )
        found.append((not timed, term.text, subject.value, about))
    return [about for *_, about in sorted(found, key=lambda item: item[:3])]


def _said(reading: ArticleReading, teller: Teller) -> list[Said]:
    by_utterance: dict[NamedNode, list[Statement]] = defaultdict(list)
    for one in reading.passage_statements:
        if isinstance(one.subject, NamedNode) and PACT.Utterance.value in reading.types.get(
            one.subject.value, ()
        ):
            by_utterance[one.subject].append(one)
    found = [
        Said(
            teller.term(utterance, whole=True),
            _terms(teller, told, PACT.speaker),
            _terms(teller, told, PACT.act),
            tuple(sorted({place for one in told for place in map(_range, one.passages) if place})),
        )
        for utterance, told in by_utterance.items()
    ]
    return sorted(found, key=lambda one: (one.places, one.utterance.text))


def _terms(
    teller: Teller, told: Iterable[Statement], predicate: NamedNode
) -> tuple[ShownTerm, ...]:
    found = dict.fromkeys(one.object for one in told if one.predicate == predicate)
    return tuple(map(teller.term, found))


def _brief(block: Block) -> str:
    """Return in one line what a passage states, for who rests on its words without a script."""
    names = [about.gist or about.thing.text for about in block.about]
    return "; ".join(names[:4]) + ("; …" if len(names) > 4 else "")


def _range(iri: str) -> Range | None:
    parsed = parse_passage_iri(iri)
    return None if parsed is None else parsed[1]


def _label(reading: ArticleReading) -> str | None:
    found = next((one.object for one in reading.own if one.predicate == RDFS.label), None)
    return None if found is None else visible(str(getattr(found, "value", "")))


def _not_found(site: Site, slug: str) -> NotFound:
    try:
        iri = article_iri(slug)
    except BadInput:
        iri = None
    return NotFound(
        f"there is no article {slug!r}", iri=iri, candidates=tuple(sorted(site.kg.articles)[:10])
    )
