"""What the graphs beside the passages may say: nothing that words ought to carry.

The words of an article are checked for its passages and claims. The records, the entities,
the judgements and the lineage are our own, so they hold structure and names and no statement of
the world.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import BadInput
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph, parse_passage_iri
from pactgraph.namespaces import DCTERMS, OWL, PACT, PREFIXES, PROV, RDF, RDFS, SCHEMA
from pactgraph.source.parsing import ParsedFile


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of subject: what it is called, its classes (None: any), its properties."""

    what: str
    properties: frozenset[ox.NamedNode]
    classes: frozenset[ox.NamedNode] | None = None


def _sort(
    what: str, properties: Iterable[ox.NamedNode], classes: Iterable[ox.NamedNode] | None = None
) -> _Sort:
    known = None if classes is None else frozenset(classes)
    return _Sort(what, frozenset((RDF.type, RDFS.label, *properties)), known)


_ARTICLE: Final = _sort(
    "the record says of an article",
    (
        PACT.textDigest, PACT.textLength, PACT.carriedFrom, PACT.publishedTime, PACT.section,
        PACT.copyrightHolder, PACT.writtenDuring, PACT.datedBy, PROV.wasRevisionOf,
        SCHEMA.author, SCHEMA.datePublished, SCHEMA.headline, SCHEMA.publisher,
    ),
    (PACT.Article,),
)  # fmt: skip
_PASSAGE: Final = _sort(
    "the record says of a passage",
    (PACT.anchor, PACT.resolvedBy, PACT.resolution, PACT.narrated, PACT.reason),
    (PACT.Passage, PACT.SilentPassage),
)
_RESOLUTION: Final = _sort(
    "the record says of a resolution",
    (PACT.resolvedThing, PACT.resolvingPassage),
    (PACT.Resolution,),
)
_CLAIM: Final = _sort("the record says of a claim", (PACT.wordedIn,), (PACT.Claim,))
_OTHER: Final = _Sort("the record says of other things", frozenset(), frozenset())
_ENTITY: Final = _sort(
    "the entities' graph holds",
    (DCTERMS.description, PACT.name, PACT.shortName, PACT.derivedForm, PACT.inScheme),
)
_JUDGEMENT: Final = _sort(
    "the judgements' graph holds",
    (PACT.judgedThing, PACT.perhapsSameAs, PACT.reason),
    (PACT.Judgement,),
)
_LINEAGE: Final = _sort(
    "the lineage graph holds",
    (
        PACT.compared, PACT.firstUncertain, PACT.occurrenceOf, PACT.occurrenceNumber,
        PACT.occursIn, PACT.rangeStart, PACT.rangeEnd, PACT.rangeDigest, PACT.rangeWords,
        PACT.sharedWords, PACT.likeness, PACT.changedIn, PACT.numberInFirst, PACT.numberHere,
    ),
    (
        PACT.TextComparison, PACT.CopiedText, PACT.SharedQuotation, PACT.TextOccurrence,
        PACT.NumberChange,
    ),
)  # fmt: skip
_OF_ARTICLE: Final[Mapping[str, _Sort]] = {"resolution": _RESOLUTION, "claim": _CLAIM}
_HINT: Final = (
    "what an article says stands in a passage, whose words are checked: "
    "GRAPH <#char=START,END> { … }"
)


def check_record_rules(parsed: ParsedFile) -> None:
    """Hold the graphs of a data file that no words are checked for to structure and names.

    Raises BadInput, with file, line, subject and predicate, for a statement of the
    world in a record, among the entities, the judgements or the lineage, and for
    owl:sameAs anywhere.
    """
    for quad in parsed.quads:
        if quad.predicate == OWL.sameAs:
            raise BadInput(
                f"{_said(quad)}: owl:sameAs is not taken",
                location=parsed.location_of(quad),
                hint="one thing has one IRI; a doubt is a pact:perhapsSameAs in data/judgements, "
                "an identifier elsewhere a row in data/links",
            )
        sort = _sort_of(quad)
        if sort is None:
            continue
        wrong_class = (
            quad.predicate == RDF.type
            and sort.classes is not None
            and quad.object not in sort.classes
        )
        if wrong_class or quad.predicate not in sort.properties:
            raise BadInput(
                f"{_said(quad)}: this is not among what {sort.what}",
                location=parsed.location_of(quad),
                hint=_HINT,
            )


def _sort_of(quad: ox.Quad) -> _Sort | None:
    """Return the sort of a quad's subject, or None where words are checked."""
    graph = quad.graph_name
    kind = kind_of(graph.value) if isinstance(graph, ox.NamedNode) else GraphKind.OTHER
    subject = quad.subject.value if isinstance(quad.subject, ox.NamedNode) else ""
    article = article_of_graph(subject)
    if kind is GraphKind.ENTITIES:
        return _OTHER if article is not None else _ENTITY
    if kind is GraphKind.JUDGEMENTS:
        return _JUDGEMENT
    if kind is GraphKind.LINEAGE:
        return _LINEAGE
    if kind is not GraphKind.RECORD:
        return None
    if article is None:
        return _OTHER
    if subject == article:
        return _ARTICLE
    if parse_passage_iri(subject) is not None:
        return _PASSAGE
    return _OF_ARTICLE.get(subject[len(article) + 1 :].partition("/")[0], _OTHER)


def _said(quad: ox.Quad) -> str:
    predicate = quad.predicate.value
    for prefix, base in PREFIXES.items():
        if predicate.startswith(base):
            predicate = f"{prefix}:{predicate[len(base) :]}"
            break
    else:
        predicate = f"<{predicate}>"
    return f"{quad.subject} {predicate}"
