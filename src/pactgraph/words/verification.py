"""The check of the words: every finding of every article, with the texts or without."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from pactgraph.errors import NotFound, TextsNotAtHand
from pactgraph.model.graphs import ENTITIES
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.sources import Sources
from pactgraph.source.texts import VARIABLE, Texts
from pactgraph.words.agreement import check_agreement
from pactgraph.words.article_view import ArticleView, article_views
from pactgraph.words.article_words import ArticleWords
from pactgraph.words.declarations import check_declarations
from pactgraph.words.finding import Finding, Severity
from pactgraph.words.layout import check_anchors, check_ranges, check_text
from pactgraph.words.quoting import Quotable, check_own_words, check_shared_words, check_verbatim
from pactgraph.words.reporting import LineOf, Reporter
from pactgraph.words.shared_ranges import SharedRanges
from pactgraph.words.standing import DefiningParties, check_standing
from pactgraph.words.things import KnownThings
from pactgraph.words.values import check_declared_things, check_values
from pactgraph.words.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check found; ``unread`` are the articles whose text was not at hand."""

    findings: tuple[Finding, ...]
    articles: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that break a law."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that ask a person to look."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)

    def demand_texts(self) -> None:
        """Raise TextsNotAtHand if the words of some article could not be checked."""
        if self.unread:
            raise TextsNotAtHand(
                f"the words of {len(self.unread)} of {len(self.articles)} articles were not "
                f"checked, their texts are not at hand: {', '.join(self.unread)}. Without a text "
                "no value, no anchor's place and no share of anchors is checked",
                hint=f"give the folder of the SLUG.txt files with --articles or {VARIABLE}",
            )


def verify(sources: Sources, texts: Texts, *, slugs: Collection[str] | None = None) -> Verification:
    """Check the words of the articles (of those in ``slugs``, or all).

    Without the text of an article all that needs none is checked, and the article
    is among ``unread``; ``demand_texts`` of the result then raises. Raises NotFound
    for a slug that is none, BadInput for a text that is not UTF-8 or a lineage that is
    not whole.
    """
    known = known_things(sources)
    parties = DefiningParties(sources.ontology, known.vocabulary, sources.graphs.values())
    views = [view for view in article_views(sources) if slugs is None or view.record.slug in slugs]
    _all_found(slugs, views, sources)
    quotable = _quotable(sources, texts, known)
    ranges = SharedRanges(sources)
    findings: list[Finding] = []
    if slugs is None:
        shared = Reporter(ENTITIES.value, sources.line_of, None)
        check_shared_words(sources.graphs, quotable, shared)
        if sources.project.held is None:
            # Articles of somebody's choice may be some of those that were compared.
            ranges.check_articles(shared)
        findings.extend(shared.findings)
    unread = []
    for view in views:
        slug = view.record.slug
        text = texts.text(slug)
        if text is None:
            unread.append(slug)
        report = Reporter(view.record.iri, sources.line_of, text)
        _check(view, texts.digest(slug), quotable, known, parties, ranges, report)
        findings.extend(report.findings)
    return Verification(
        tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        tuple(view.record.slug for view in views),
        tuple(unread),
    )


@dataclass(frozen=True)
class ArticleChecks:
    """The check of articles one by one, beside what a project's other files state.

    Each is held to its own text: whether it repeats the words of another article, ``verify``
    tells, which has them all.
    """

    known: KnownThings
    parties: DefiningParties
    ranges: SharedRanges

    @classmethod
    def of(cls, shared: Sources) -> ArticleChecks:
        """Return the checks beside the files of a project without its articles.

        Raises as ``verify``.
        """
        known = known_things(shared)
        graphs = shared.graphs.values()
        parties = DefiningParties(shared.ontology, known.vocabulary, graphs)
        return cls(known, parties, SharedRanges(shared))

    def findings(
        self, record: ArticleRecord, text: str | None, digest: str | None, line_of: LineOf
    ) -> tuple[Finding, ...]:
        """Return what the check of one article finds, with its text or without."""
        texts = {} if text is None else {record.slug: text}
        report = Reporter(record.iri, line_of, text)
        _check(
            ArticleView(record),
            digest,
            Quotable.beside(texts, self.known.lexicon),
            self.known,
            self.parties.beside(record.graphs.values()),
            self.ranges,
            report,
        )
        return tuple(sorted(report.findings, key=lambda finding: finding.sort_key))


def known_things(sources: Sources) -> KnownThings:
    """Return the names and terms that a project's entity records and ontology declare."""
    entities = sources.graphs.get(ENTITIES.value, ())
    return KnownThings.read(entities, Vocabulary(sources.ontology))


def words_of_article(view: ArticleView, text: str, known: KnownThings) -> ArticleWords:
    """Return what the text of an article holds, as its written resolutions settle it."""
    meant = frozenset(
        thing for passage in view.record.passages.values() for thing, _ in passage.resolutions
    )
    return ArticleWords(text, known.lexicon, known.vocabulary, meant)


def _check(
    view: ArticleView,
    digest: str | None,
    quotable: Quotable,
    known: KnownThings,
    parties: DefiningParties,
    ranges: SharedRanges,
    report: Reporter,
) -> None:
    check_own_words(view, quotable, known, report)
    _check_article(view, digest, known, parties, report)
    ranges.check(view.record, report)


def _check_article(
    view: ArticleView,
    digest: str | None,
    known: KnownThings,
    parties: DefiningParties,
    report: Reporter,
) -> None:
    text = report.text
    known = known.with_claims(view.claim_graphs.values())
    check_declarations(view, report)
    check_declared_things(view, known, report)
    check_agreement(view, known.lexicon, report)
    check_standing(view, known, parties, report)
    if text is not None and not check_text(view, digest, report):
        report.text = text = None
    words = None if text is None else words_of_article(view, text, known)
    tokens = None if words is None else words.tokens
    check_verbatim(view, text, known, report)
    inside = check_ranges(view, tokens, report)
    check_anchors(view, tokens, inside, report)
    if words is not None:
        check_values(view, words, known, inside, report)


def _quotable(sources: Sources, texts: Texts, known: KnownThings) -> Quotable:
    found = ((slug, texts.text(slug)) for slug in sorted(sources.articles))
    return Quotable.beside({slug: text for slug, text in found if text is not None}, known.lexicon)


def _all_found(slugs: Collection[str] | None, views: list[ArticleView], sources: Sources) -> None:
    found = {view.record.slug for view in views}
    for slug in sorted(set(slugs or ()) - found):
        raise NotFound(f'there is no article "{slug}"', candidates=tuple(sorted(sources.articles)))
