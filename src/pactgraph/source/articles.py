"""An article's record: its digest and date, its passages, claims and silent sentences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn

import pyoxigraph as ox

from pactgraph.errors import BadInput, Location
from pactgraph.model.dates import Precision, StatedDate
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import Range, article_of_graph, parse_passage_iri, slug_of
from pactgraph.namespaces import PACT, RDF, SCHEMA, XSD
from pactgraph.source.parsing import ParsedFile

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_TRUE: Final = frozenset({"true", "1"})

_Values = Mapping[str, list[ox.Quad]]


@dataclass(frozen=True)
class PassageRecord:
    """What a record says of one passage: its anchor, and what its words are resolved by.

    ``resolutions`` holds a pair of IRIs each: a thing, and the passage that tells it.
    """

    iri: str
    range: Range
    anchor: str | None = None
    resolved_by: tuple[str, ...] = ()
    resolutions: tuple[tuple[str, str], ...] = ()
    narrated: bool = False
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ClaimRecord:
    """A claim graph and the passage that words it."""

    iri: str
    worded_in: str
    location: Location | None = field(default=None, compare=False)


@dataclass(frozen=True)
class ArticleRecord:
    """One article: what its record says, and its graphs.

    ``silent`` holds the reason for each passage that states nothing; ``graphs`` the
    triples of each graph of the file, by IRI, the record's own included.
    """

    iri: str
    slug: str
    digest: str
    length: int
    published: StatedDate | None
    passages: Mapping[str, PassageRecord] = field(repr=False)
    claims: Mapping[str, ClaimRecord] = field(repr=False)
    silent: Mapping[str, str] = field(repr=False)
    graphs: Mapping[str, list[ox.Triple]] = field(repr=False)
    location: Location = field(compare=False)

    @property
    def record_iri(self) -> str:
        """The IRI of the record graph."""
        return f"{self.iri}/record"


def read_article(parsed: ParsedFile) -> ArticleRecord:
    """Return the article whose file was parsed; its slug is the file's name.

    Raises BadInput, with file and line, if a graph belongs to another article or is
    none that an article has, if the record lacks its digest or length or has two, or
    if a passage is no range, is not declared, or is resolved by one that is not.
    """
    return _Reader(parsed).read()


class _Reader:
    def __init__(self, parsed: ParsedFile) -> None:
        self.parsed = parsed
        self.slug = parsed.path.stem
        self.graphs: dict[str, list[ox.Triple]] = {}
        self.record: dict[str, dict[str, list[ox.Quad]]] = defaultdict(lambda: defaultdict(list))

    def read(self) -> ArticleRecord:
        iri = self.gather()
        about = self.record[iri]
        passages, silent = self.passages(iri)
        claims = self.claims(passages)
        self.check_declared(passages, claims)
        digest = self.only(iri, about, PACT.textDigest)
        if not _DIGEST.fullmatch(_value(digest)):
            self.refuse(digest, 'a digest is "sha256:" and 64 hexadecimal digits')
        length = self.only(iri, about, PACT.textLength)
        if not re.fullmatch(r"[1-9][0-9]{0,11}", _value(length)):
            self.refuse(length, "the length of a text is a whole number of characters")
        return ArticleRecord(
            iri,
            self.slug,
            _value(digest),
            int(_value(length)),
            self.published(about),
            passages,
            claims,
            silent,
            self.graphs,
            self.parsed.location_of(about[RDF.type.value][0]),
        )

    def gather(self) -> str:
        """Sort the quads by graph, and the record's by subject; return the article's IRI."""
        owner: str | None = None
        for quad in self.parsed.quads:
            name = quad.graph_name
            assert isinstance(name, ox.NamedNode)
            triples = self.graphs.get(name.value)
            if triples is None:
                triples = self.graphs[name.value] = []
                owner = self.owner(quad, name.value, owner)
            triples.append(quad.triple)
            if name.value.endswith("/record"):
                self.record[_iri(quad.subject)][quad.predicate.value].append(quad)
        article = PACT.Article
        for subject, about in self.record.items():
            if subject == owner and any(q.object == article for q in about[RDF.type.value]):
                return subject
        raise BadInput(
            f'the file has no record of the article "{self.slug}"',
            location=Location(self.parsed.display),
            hint=f"write GRAPH <{self.slug}/record> {{ <> a pact:Article ; … }}",
        )

    def owner(self, quad: ox.Quad, graph: str, owner: str | None) -> str:
        article = article_of_graph(graph)
        kind = kind_of(graph)
        if kind not in (GraphKind.PASSAGE, GraphKind.CLAIM, GraphKind.RECORD) or article is None:
            self.refuse(
                quad,
                f"<{graph}> is no graph that an article's file holds",
                "a graph is a passage <#char=START,END>, a claim <SLUG/claim/NAME> or the record",
            )
        if slug_of(article) != self.slug or owner not in (None, article):
            self.refuse(
                quad,
                f"the graph <{graph}> belongs to another article than this file",
                f"the file {self.slug}.trig holds the graphs of that one article",
            )
        return article

    def passages(self, article: str) -> tuple[dict[str, PassageRecord], dict[str, str]]:
        passages: dict[str, PassageRecord] = {}
        silent: dict[str, str] = {}
        for subject, about in self.record.items():
            types = {quad.object: quad for quad in about[RDF.type.value]}
            declared = types.get(PACT.Passage) or types.get(PACT.SilentPassage)
            if declared is None:
                continue
            found = parse_passage_iri(subject)
            if found is None or found[0] != article:
                self.refuse(
                    declared,
                    f"<{subject}> is no passage of this article",
                    "write <#char=START,END> with the end after the start",
                )
            if PACT.SilentPassage in types:
                silent[subject] = _value(self.only(subject, about, PACT.reason))
            if PACT.Passage in types:
                passages[subject] = self.passage(subject, found[1], about, declared)
        for passage in passages.values():
            resolvers = (*passage.resolved_by, *(by for _, by in passage.resolutions))
            for resolver in resolvers:
                if resolver not in passages:
                    raise BadInput(
                        f"the passage is resolved by <{resolver}>, which the record does not have",
                        location=passage.location,
                        iri=passage.iri,
                        hint="declare it: <#char=START,END> a pact:Passage",
                    )
        return passages, silent

    def passage(self, iri: str, where: Range, about: _Values, declared: ox.Quad) -> PassageRecord:
        anchors = about.get(PACT.anchor.value, [])
        if len(anchors) > 1:
            self.refuse(anchors[1], "a passage has one anchor at most")
        narrated = about.get(PACT.narrated.value, [])
        resolutions = about.get(PACT.resolution.value, [])
        return PassageRecord(
            iri,
            where,
            _value(anchors[0]) if anchors else None,
            tuple(sorted(_value(quad) for quad in about.get(PACT.resolvedBy.value, []))),
            tuple(sorted(self.resolution(quad) for quad in resolutions)),
            any(_value(quad) in _TRUE for quad in narrated),
            self.parsed.location_of(declared),
        )

    def resolution(self, quad: ox.Quad) -> tuple[str, str]:
        name = _value(quad)
        about = self.record.get(name)
        if about is None:
            self.refuse(quad, f"<{name}> is no resolution that the record has")
        thing = self.only(name, about, PACT.resolvedThing)
        return _value(thing), _value(self.only(name, about, PACT.resolvingPassage))

    def claims(self, passages: Mapping[str, PassageRecord]) -> dict[str, ClaimRecord]:
        claims = {}
        for subject, about in self.record.items():
            if any(quad.object == PACT.Claim for quad in about[RDF.type.value]):
                worded = self.only(subject, about, PACT.wordedIn)
                if _value(worded) not in passages:
                    self.refuse(worded, "the passage that words the claim is not declared")
                where = self.parsed.location_of(worded)
                claims[subject] = ClaimRecord(subject, _value(worded), where)
        return claims

    def check_declared(
        self, passages: Mapping[str, PassageRecord], claims: Mapping[str, ClaimRecord]
    ) -> None:
        first = {quad.graph_name: quad for quad in reversed(self.parsed.quads)}
        for graph in self.graphs:
            kind = kind_of(graph)
            sort = "Claim" if kind is GraphKind.CLAIM else "Passage"
            known = claims if kind is GraphKind.CLAIM else passages
            if kind is not GraphKind.RECORD and graph not in known:
                self.refuse(
                    first[ox.NamedNode(graph)],
                    f"the record does not declare <{graph}>",
                    f"say there that it is a pact:{sort}",
                )

    def published(self, about: _Values) -> StatedDate | None:
        dates = about.get(SCHEMA.datePublished.value, [])
        if not dates:
            return None
        quad = dates[0]
        if len(dates) > 1:
            self.refuse(dates[1], "an article has one date of publication")
        if not isinstance(quad.object, ox.Literal):
            self.refuse(quad, "the date of publication is not a literal")
        try:
            if quad.object.datatype == XSD.dateTime:
                return StatedDate.parse(quad.object.value[:10], Precision.DAY)
            return StatedDate.from_literal(quad.object)
        except BadInput as error:
            raise BadInput(
                error.message, location=self.parsed.location_of(quad), hint=error.hint
            ) from error

    def only(self, subject: str, about: _Values, predicate: ox.NamedNode) -> ox.Quad:
        quads = about.get(predicate.value, [])
        name = predicate.value.removeprefix(PACT.base)
        if len(quads) == 1:
            return quads[0]
        if quads:
            self.refuse(quads[1], f"<{subject}> has pact:{name} twice")
        anything = next((quad for quads in about.values() for quad in quads), None)
        where = self.parsed.location_of(anything) if anything else Location(self.parsed.display)
        raise BadInput(f"the record gives no pact:{name}", location=where, iri=subject)

    def refuse(self, quad: ox.Quad, message: str, hint: str | None = None) -> NoReturn:
        raise BadInput(message, location=self.parsed.location_of(quad), hint=hint)


def _iri(term: ox.NamedNode | ox.BlankNode | ox.Triple) -> str:
    # The laws of data, held by the parser, leave only IRIs.
    return str(term) if isinstance(term, ox.Triple) else term.value


def _value(quad: ox.Quad) -> str:
    return quad.object.value if isinstance(quad.object, ox.Literal) else _iri(quad.object)
