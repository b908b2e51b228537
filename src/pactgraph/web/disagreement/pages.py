"""The pages of disagreements: all of them, filtered and counted, and one by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from pyoxigraph import NamedNode

from pactgraph.asked_graph import AskedGraph
from pactgraph.disagreement.finding import Kind, Severity
from pactgraph.disagreement.reading import Told, read_findings
from pactgraph.disagreement.search import RULES
from pactgraph.engine.results import Rows
from pactgraph.errors import BadInput, NotFound
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.namespaces import DISAGREEMENT
from pactgraph.web.disagreement.findings import (
    KINDS,
    MEANT,
    SEVERITIES,
    articles_of,
    grouped,
    opposed_in,
    opposed_pairs,
    shown_finding,
)
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.site import Site
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import VIEW_PARAMETERS, Viewed

_Choice = TypeVar("_Choice", Kind, Severity)
_PARAMETERS = ("kind", "severity", "article", "about")
_URLS = Urls()

_NAMING = """
SELECT DISTINCT ?naming { GRAPH ?passage { ?naming ?how %s } ?passage a pact:Passage }
"""


@dataclass(frozen=True)
class Filters:
    """Which disagreements are wanted: of these kinds, with these articles.

    One article takes some side; of several, each two stand on different sides.
    """

    kinds: tuple[Kind, ...] = ()
    severity: Severity | None = None
    articles: tuple[str, ...] = ()
    about: str | None = None

    @classmethod
    def of(cls, request: DocumentRequest, kg: AskedGraph) -> Filters:
        """Read them from a request; raises BadInput, and NotFound for an unknown article."""
        for name, _ in request.query:
            if name not in (*_PARAMETERS, *VIEW_PARAMETERS):
                raise BadInput(
                    f"disagreements have no parameter {name[:40]!r}",
                    hint=f"one of {', '.join((*_PARAMETERS, *VIEW_PARAMETERS))}",
                )
        articles = tuple(dict.fromkeys(request.all("article")))
        for slug in articles:
            if slug not in kg.articles:
                raise NotFound(f"there is no article {slug[:80]!r}", candidates=tuple(kg.articles))
        severities = [_one_of(Severity, words) for words in request.all("severity")]
        return cls(
            tuple(_one_of(Kind, words) for words in request.all("kind")),
            severities[0] if len(set(severities)) == 1 else None,
            articles,
            request.first("about"),
        )

    @property
    def any(self) -> bool:
        """Whether anything is filtered at all."""
        return bool(self.kinds or self.severity or self.articles or self.about)

    def keep(self, findings: Sequence[Told], kg: AskedGraph) -> list[Told]:
        """Return the findings that fit; raises NotFound or BadInput for what ``about`` names."""
        things = None if self.about is None else _naming(kg, kg.names.resolve(self.about))
        return [
            one
            for one in findings
            if (not self.kinds or one.kind in self.kinds)
            and (self.severity is None or one.severity is self.severity)
            and articles_of(one).issuperset(self.articles)
            and opposed_in(one).issuperset(combinations(sorted(self.articles), 2))
            and (things is None or not things.isdisjoint(one.things))
        ]


def disagreements(site: Site, request: DocumentRequest) -> Document:
    """Return the page of all disagreements, or of those that the filters leave.

    Raises BadInput for a filter that is none, NotFound for an article or a thing that is not
    there, and as the engine does.
    """
    seen = site.seen(request)
    kg = seen.kg
    filters = Filters.of(request, kg)
    every = read_findings(kg.engine)
    kept = filters.keep(every, kg)
    notes = _notes(kg, kept)
    view = list(seen.parameters.items())
    return site.page(
        "disagreements.html",
        request,
        seen=seen,
        filters=filters,
        kinds=KINDS,
        severities=SEVERITIES,
        meant=MEANT,
        articles=sorted(kg.articles),
        groups=[
            (
                severity,
                [
                    (kind, [shown_finding(one, notes, view) for one in found])
                    for kind, found in of_kind
                ],
            )
            for severity, of_kind in grouped(kept)
        ],
        kept=len(kept),
        levels=_levels(kept),
        total=len(every),
        matrix=_matrix(every, view),
        rules=RULES,
        texts=kg.texts.at_hand,
    )


def disagreement(site: Site, request: DocumentRequest) -> Document:
    """Return the page of one disagreement; raises NotFound if it is not found (any more)."""
    iri = DISAGREEMENT.base + request.path["name"]
    seen = site.seen(request)
    kg = seen.kg
    found = [one for one in read_findings(kg.engine) if one.iri == iri]
    if not found:
        raise _not_found(seen, iri)
    (one,) = found
    view = list(seen.parameters.items())
    rule = next((rule for rule in RULES if rule.name == one.rule), None)
    return site.page(
        "disagreement.html",
        request,
        seen=seen,
        one=shown_finding(one, _notes(kg, found), view),
        meant=MEANT[one.severity],
        rule=rule,
        all=_URLS.disagreements(view),
        link=f"{request.origin}{_URLS.disagreement(iri, view)}",
        texts=kg.texts.at_hand,
    )


def _not_found(seen: Viewed, iri: str) -> NotFound:
    where = "in this view of the graph" if seen.heading else "in the graph"
    return NotFound(
        f"there is no disagreement {iri.rpartition('/')[2][:40]!r} {where}",
        hint=f"all that there are: {_URLS.disagreements()}",
    )


def _levels(findings: Sequence[Told]) -> str:
    """Return how many findings there are of each severity, in words: none is left unsaid."""
    counted = Counter(one.severity for one in findings)
    contradictions = counted[Severity.CONTRADICTION]
    return (
        f"{contradictions or 'no'} contradiction{'' if contradictions == 1 else 's'}, "
        f"{counted[Severity.TO_CHECK] or 'none'} only to check"
    )


def _notes(kg: AskedGraph, findings: Sequence[Told]) -> dict[str, PassageNote]:
    cited = {iri for one in findings for iri in one.passages}
    return passage_notes(kg.engine, cited, kg.texts, in_sentences=True)


def _matrix(
    findings: Sequence[Told], view: list[tuple[str, str]]
) -> tuple[list[str], dict[tuple[str, str], tuple[int, str]]]:
    """Return the articles that stand against others, and for each pair how often, with a link."""
    counted = opposed_pairs(findings)
    cells: dict[tuple[str, str], tuple[int, str]] = {}
    for (one, other), number in counted.items():
        url = _URLS.disagreements([("article", one), ("article", other), *view])
        cells[one, other] = cells[other, one] = (number, url)
    return sorted({slug for pair in counted for slug in pair}), cells


def _naming(kg: AskedGraph, thing: NamedNode) -> set[str]:
    """Return a thing and what the passages say has to do with it."""
    found = kg.engine.query(_NAMING % thing, trusted=True, source="about")
    assert isinstance(found, Rows)
    return {thing.value, *(row[0].value for row in found if isinstance(row[0], NamedNode))}


def _one_of(kinds: type[_Choice], words: str) -> _Choice:
    try:
        return kinds(words)
    except ValueError:
        raise BadInput(
            f"{kinds.__name__.lower()} cannot be {words[:40]!r}",
            hint=f"one of {', '.join(kinds)}",
        ) from None
