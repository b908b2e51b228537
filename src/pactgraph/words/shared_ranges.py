"""The ranges that the lineage graph records, against the texts: each still has its digest."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.model.graphs import LINEAGE
from pactgraph.model.passages import passage_iri, slug_of
from pactgraph.model.shared_text import Occurrence, read_lineage
from pactgraph.namespaces import PACT
from pactgraph.source.articles import ArticleRecord
from pactgraph.source.sources import Sources
from pactgraph.source.texts import text_digest
from pactgraph.words.article_view import At
from pactgraph.words.finding import Check, Severity
from pactgraph.words.reporting import Reporter

_ANEW = "write it anew with: pactgraph lineage --write"


class SharedRanges:
    """What a project keeps of shared texts, by article."""

    def __init__(self, sources: Sources) -> None:
        """Read the lineage graph; raises BadInput where it is not whole."""
        lineage = read_lineage(sources.graphs.get(LINEAGE.value, ()))
        self._compared = frozenset(lineage.compared)
        self._known = {record.iri for record in sources.articles.values()}
        self._of: dict[str, list[tuple[str, Occurrence]]] = defaultdict(list)
        for text in lineage.texts:
            for number, occurrence in enumerate(text.occurrences, 1):
                found = (text.occurrence_iri(number), occurrence)
                self._of[occurrence.article].append(found)

    def check_articles(self, report: Reporter) -> None:
        """Check that every range is of an article that the project has."""
        for article in sorted(self._of.keys() - self._known):
            iri = self._of[article][0][0]
            report.add(
                Check.SHARED_TEXT_ELSEWHERE,
                f"the lineage records a text of <{article}>, which is no article of the project",
                at=_at(iri, PACT.occursIn, NamedNode(article)),
                hint=_ANEW,
            )

    def check(self, record: ArticleRecord, report: Reporter) -> None:
        """Check the ranges of one article; their digests if its text is at hand.

        Where the project keeps a lineage, an article that was not compared for it is a warning.
        """
        if self._compared and record.iri not in self._compared:
            report.add(
                Check.NOT_COMPARED,
                f'the article "{slug_of(record.iri)}" was not compared with the others, so text '
                "that it copies counts as its own",
                at=_digest_of(record),
                hint=_ANEW,
                severity=Severity.WARNING,
            )
        for iri, occurrence in self._of.get(record.iri, ()):
            at = _at(iri, PACT.rangeDigest, Literal(occurrence.digest))
            place = occurrence.range
            if place.end > record.length:
                report.add(
                    Check.RANGE_OUTSIDE,
                    f"the range of a shared text ends at {place.end}, after the end of the text",
                    at=at,
                    expected=f"an end of {record.length} at most",
                    hint=_ANEW,
                )
            elif report.text is not None:
                digest = text_digest(place.of(report.text).encode("utf-8"))
                if digest != occurrence.digest:
                    report.add(
                        Check.SHARED_TEXT_DIFFERS,
                        "the range of a shared text holds other words than were compared",
                        passage=passage_iri(record.iri, place.start, place.end),
                        at=at,
                        expected=f"digest {occurrence.digest}, the range has {digest}",
                        hint=_ANEW,
                    )


def _at(subject: str, predicate: NamedNode, value: NamedNode | Literal) -> At:
    return Triple(NamedNode(subject), predicate, value), LINEAGE.value


def _digest_of(record: ArticleRecord) -> At:
    value = Triple(NamedNode(record.iri), PACT.textDigest, Literal(record.digest))
    return value, record.record_iri
