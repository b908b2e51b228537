"""Makes findings: adds article, file, line and the words of the passage to each."""

from __future__ import annotations

from collections.abc import Callable

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.errors import Location
from pactgraph.model.passages import parse_passage_iri
from pactgraph.namespaces import PREFIXES
from pactgraph.words.finding import Check, Finding, Severity

LineOf = Callable[[Quad], Location | None]


class Reporter:
    """Collects the findings of one article."""

    def __init__(self, article: str, line_of: LineOf, text: str | None) -> None:
        self.findings: list[Finding] = []
        self.text = text
        self._article = article
        self._line_of = line_of

    def add(
        self,
        check: Check,
        message: str,
        *,
        passage: str | None = None,
        at: tuple[Triple, str] | None = None,
        expected: str | None = None,
        hint: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a finding; ``at`` is the offending triple and its graph."""
        self.findings.append(
            Finding(
                severity,
                check,
                self._article,
                passage,
                None if at is None else self._location(*at),
                message,
                expected,
                self._words(passage),
                hint,
            )
        )

    def _location(self, triple: Triple, graph: str) -> Location | None:
        return self._line_of(
            Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
        )

    def _words(self, passage: str | None) -> str | None:
        parsed = parse_passage_iri(passage) if passage and self.text is not None else None
        if parsed is None or self.text is None:
            return None
        return parsed[1].of(self.text) or None


def shorten(iri: str) -> str:
    """Return an IRI as a curator writes it: with a prefix, or its article's slug.

    >>> shorten("https://w3id.org/pactgraph/id/nato"), shorten("https://example.org/x")
    ('id:nato', '<https://example.org/x>')
    >>> shorten("https://w3id.org/pactgraph/article/x#char=1,9")
    '<x#char=1,9>'
    """
    best = max(
        (prefix for prefix, base in PREFIXES.items() if iri.startswith(base)),
        key=lambda prefix: len(PREFIXES[prefix]),
        default=None,
    )
    if best is None:
        return f"<{iri}>"
    rest = iri[len(PREFIXES[best]) :]
    return f"<{rest}>" if best == "article" else f"{best}:{rest}"
