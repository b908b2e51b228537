"""What the graph holds of an article: its record, its passages' graphs, claims, shared text."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import Range, parse_passage_iri, slug_of
from pactgraph.namespaces import PACT, RDF
from pactgraph.web.site import Site
from pactgraph.web.thing.statements import Statement, given_statements, statements_of, types_of
from pactgraph.web.viewed import Viewed

_GRAPHS = """
SELECT ?graph ?subject ?property ?value WHERE {
  {
    ?graph oa:hasSource %(article)s .
    GRAPH ?graph { ?subject ?property ?value }
  }
  UNION
  {
    ?passage oa:hasSource %(article)s .
    ?graph pact:wordedIn ?passage .
    GRAPH ?graph { ?subject ?property ?value }
  }
  UNION
  {
    BIND(%(record)s AS ?graph)
    GRAPH %(record)s { ?subject ?property ?value }
  }
}
"""
_SHARED = """
SELECT ?start ?end ?shared ?likeness ?other WHERE {
  ?here pact:occursIn %s ;
    pact:rangeStart ?start ;
    pact:rangeEnd ?end ;
    pact:occurrenceOf ?shared .
  ?there pact:occurrenceOf ?shared ;
    pact:occursIn ?other .
  FILTER(?other != %s)
  OPTIONAL { ?here pact:likeness/rdfs:label ?likeness }
}
ORDER BY ?start ?end STR(?shared) STR(?other) STR(?likeness)
"""


@dataclass(frozen=True)
class SharedRange:
    """A range whose text other articles have too: the record of it, how alike, and they."""

    range: Range
    shared: str
    likeness: str
    others: tuple[str, ...]


class ArticleReading:
    """An article of the graph, as a view has it, read with four queries."""

    def __init__(self, site: Site, viewed: Viewed, iri: str) -> None:
        self._site = site
        self._viewed = viewed
        self.iri = iri
        self.slug = slug_of(iri)
        self.own = statements_of(site, viewed, iri)
        self._graphs: dict[str, list[Statement]] = defaultdict(list)
        terms = {"article": NamedNode(iri), "record": NamedNode(f"{iri}/record")}
        for graph, subject, predicate, value in site.rows(_GRAPHS % terms, viewed.kg):
            assert isinstance(graph, NamedNode)
            triple = Triple(subject, predicate, value)  # type: ignore[arg-type]
            self._graphs[graph.value].append(Statement(triple, (graph.value,)))
        for statements in self._graphs.values():
            statements.sort(key=lambda one: str(one.triple))

    @cached_property
    def record(self) -> dict[str, list[Statement]]:
        """The statements of its record, by subject."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for one in self._graphs.get(f"{self.iri}/record", ()):
            if isinstance(one.subject, NamedNode):
                found[one.subject.value].append(one)
        return dict(found)

    @cached_property
    def passages(self) -> dict[str, Range]:
        """The range of every passage, in order of place; of two, the longer first."""
        found = {
            iri: parsed[1]
            for iri, statements in self.record.items()
            if PACT.Passage.value in types_of(statements)
            and (parsed := parse_passage_iri(iri)) is not None
        }
        return dict(sorted(found.items(), key=lambda item: (item[1].start, -item[1].end)))

    @cached_property
    def silent(self) -> dict[Range, str]:
        """The ranges that state nothing, in order, each with the reason."""
        found = {}
        for iri, statements in self.record.items():
            parsed = parse_passage_iri(iri)
            if parsed is not None and PACT.SilentPassage.value in types_of(statements):
                reasons = (o.object for o in statements if o.predicate == PACT.reason)
                reason = next((r.value for r in reasons if isinstance(r, Literal)), "")
                found[parsed[1]] = reason
        return dict(sorted(found.items()))

    def stated(self, passage: str) -> list[Statement]:
        """Return what a passage states."""
        return self._graphs.get(passage, [])

    @cached_property
    def claims(self) -> dict[str, list[str]]:
        """The claims that each passage words."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri, statements in sorted(self.record.items()):
            for passage in _named(statements, PACT.wordedIn):
                found[passage].append(iri)
        return dict(found)

    def claimed(self, claim: str) -> list[Statement]:
        """Return what a claim holds."""
        return self._graphs.get(claim, [])

    def resolved_by(self, passage: str) -> list[str]:
        """Return the passages that give what a passage's words leave out."""
        return _named(self.record.get(passage, ()), PACT.resolvedBy)

    def resolutions(self, passage: str) -> list[tuple[str, str]]:
        """Return the things that forms of words in a passage mean, and the passages that tell."""
        return [
            (thing, resolver)
            for pair in _named(self.record.get(passage, ()), PACT.resolution)
            for thing in _named(self.record.get(pair, ()), PACT.resolvedThing)
            for resolver in _named(self.record.get(pair, ()), PACT.resolvingPassage)
        ]

    @cached_property
    def passage_statements(self) -> list[Statement]:
        """Every statement of every passage."""
        return [
            one
            for graph, statements in self._graphs.items()
            if kind_of(graph) is GraphKind.PASSAGE
            for one in statements
        ]

    @cached_property
    def claim_statements(self) -> list[Statement]:
        """Every statement of every claim."""
        return [
            one
            for graph, statements in self._graphs.items()
            if kind_of(graph) is GraphKind.CLAIM
            for one in statements
        ]

    @cached_property
    def types(self) -> dict[str, set[str]]:
        """The classes that files give to what the passages and claims speak of."""
        subjects = {
            one.subject.value
            for one in (*self.passage_statements, *self.claim_statements)
            if isinstance(one.subject, NamedNode)
        }
        given = given_statements(self._site, self._viewed, subjects, only=RDF.type)
        return {iri: types_of(statements) for iri, statements in given.items()}

    @cached_property
    def shared(self) -> list[SharedRange]:
        """The ranges whose text other articles have too."""
        article = NamedNode(self.iri)
        others: dict[tuple[int, int, str, str], list[str]] = defaultdict(list)
        for start, end, shared, likeness, other in self._site.rows(
            _SHARED % (article, article), self._viewed.kg
        ):
            key = (int(_text(start)), int(_text(end)), _text(shared), _text(likeness))
            others[key].append(slug_of(_text(other)))
        return [
            SharedRange(Range(start, end), shared, likeness, tuple(dict.fromkeys(slugs)))
            for (start, end, shared, likeness), slugs in others.items()
        ]


def _named(statements: object, predicate: NamedNode) -> list[str]:
    assert isinstance(statements, list | tuple)
    return [
        one.object.value
        for one in statements
        if one.predicate == predicate and isinstance(one.object, NamedNode)
    ]


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else ""
