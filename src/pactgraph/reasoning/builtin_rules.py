"""The computed graph: bounds, dates of writing, selectors, lines, what is described where."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.model.dates import day_literal
from pactgraph.model.graphs import ENTITIES, LINEAGE, GraphKind, kind_of
from pactgraph.model.passages import Range, article_of_graph, parse_passage_iri
from pactgraph.namespaces import OA, PACT, RDF, XSD
from pactgraph.reasoning.article_time import (
    DURING,
    HAS_BEGUN,
    SUCCEEDED,
    WRITTEN,
    ArticleTime,
    Described,
    TimeNote,
    Told,
    read_article,
)
from pactgraph.reasoning.bounds import Combined, Reading
from pactgraph.reasoning.line import LINE, Lines
from pactgraph.reasoning.time_rules import DATE_RULES, INTERVAL, LASTED, BuiltinRule, Locate
from pactgraph.reasoning.time_scope import classes_below, time_scoped_classes

BOUNDS: Final = BuiltinRule(
    "bounds",
    "For each time-scoped thing that an article describes, the bounds of its begin and end are what"
    " the article's statements of time allow together.",
    (RDF.type, PACT.timeScoped),
)
DESCRIBED_IN: Final = BuiltinRule(
    "described-in", "A thing is described in each passage whose graph says something of it."
)
SELECTOR: Final = BuiltinRule(
    "selector",
    "A passage's IRI gives its article and the range of its characters (RFC 5147).",
    (RDF.type,),
)
BUILTIN_RULES: Final[Mapping[str, BuiltinRule]] = {
    rule.name: rule
    for rule in (
        BOUNDS,
        *(rule for rule, _ in DATE_RULES.values()),
        INTERVAL,
        LASTED,
        DURING,
        HAS_BEGUN,
        SUCCEEDED,
        WRITTEN,
        DESCRIBED_IN,
        SELECTOR,
        LINE,
    )
}
"""Every built-in rule, by its name."""

_SIDES: Final = {
    "begin_not_before": PACT.beginNotBefore,
    "begin_not_after": PACT.beginNotAfter,
    "end_not_before": PACT.endNotBefore,
    "end_not_after": PACT.endNotAfter,
}
_WRITTEN_SIDES: Final = {
    "begin_not_before": PACT.writtenNotBefore,
    "end_not_after": PACT.writtenNotAfter,
}
_UNSAFE: Final = re.compile(r"[^\w.~-]+")

_Subject = NamedNode | BlankNode
_Inputs = Callable[[], tuple[Quad, ...]]


@dataclass(frozen=True, slots=True)
class Computed:
    """What the built-in rules add, and from what.

    ``bounds`` holds, for each thing and article, the readings behind the bounds;
    ``notes`` says where an article's own statements of time cannot all hold.
    """

    triples: Sequence[Triple] = field(default_factory=list)
    bounds: dict[tuple[str, str], Combined] = field(default_factory=dict)
    notes: list[TimeNote] = field(default_factory=list)
    _origins: dict[Triple, tuple[tuple[BuiltinRule, ...], _Inputs]] = field(default_factory=dict)

    def rules_of(self, triple: Triple) -> tuple[BuiltinRule, ...]:
        """Return the rules that gave a computed triple (KeyError if it is none)."""
        return self._origins[triple][0]

    def inputs_of(self, triple: Triple) -> tuple[Quad, ...]:
        """Return the quads that a computed triple was computed from (KeyError if it is none)."""
        return self._origins[triple][1]()

    def relined(self, lines: Lines) -> Computed:
        """Return it with each passage in the line that it has among the articles of ``lines``."""
        found = replace(self, triples=[], _origins=dict(self._origins))
        for triple in self.triples:
            named = None
            if triple.predicate == PACT.inLine and isinstance(triple.subject, NamedNode):
                named = parse_passage_iri(triple.subject.value)
            if named is None:
                found._append(triple)
                continue
            record = found._origins.pop(triple)[1]()[0]
            found._line(record, *named, lines)
        return found

    def _line(self, record: Quad, article: str, span: Range, lines: Lines) -> None:
        line, copies = lines.line_of(article, span)
        because = (LINE,), partial(_copied, record, lines, copies)
        self._add(_node(record), PACT.inLine, NamedNode(line), *because)

    def _add(
        self,
        subject: _Subject,
        predicate: NamedNode,
        value: _Subject | Literal,
        rules: tuple[BuiltinRule, ...],
        inputs: _Inputs,
    ) -> None:
        triple = Triple(subject, predicate, value)
        if triple not in self._origins:
            self._origins[triple] = (rules, inputs)
            self._append(triple)

    def _append(self, triple: Triple) -> None:
        # What is still computed is a list; only what was read back is something else.
        assert isinstance(self.triples, list)
        self.triples.append(triple)


def compute(
    graphs: Mapping[str, Sequence[Triple]],
    ontology: Iterable[Triple],
    *,
    claims: Collection[str] = (),
    locate: Locate | None = None,
) -> Computed:
    """Return the computed graph of the articles whose graphs are among ``graphs``.

    ``claims`` names the claim graphs that are read as if their articles stated them; a
    claim's things are described in the passage that words it. Raises BadInput for a
    statement of time that cannot be read.
    """
    computed = Computed()
    axioms = list(ontology)
    scoped, events = time_scoped_classes(axioms), classes_below(axioms, (PACT.Event,))
    kinds: dict[_Subject, list[Quad]] = {}
    for triple in graphs.get(ENTITIES.value, ()):
        if triple.predicate == RDF.type and triple.object in scoped:
            kinds.setdefault(_node(triple), []).append(_quad(triple, ENTITIES))
    by_article = _by_article(graphs, claims)
    lines = Lines(graphs.get(LINEAGE.value, ()), by_article)
    for article, told in sorted(by_article.items()):
        time = read_article(NamedNode(article), told, kinds, scoped, events, locate)
        _describe(computed, told)
        _select(computed, article, told, lines)
        _bound(computed, article, time)
        _date_writing(computed, article, time)
        computed.notes.extend(time.notes)
    return computed


def _by_article(graphs: Mapping[str, Sequence[Triple]], claims: Collection[str]) -> dict[str, Told]:
    articles: dict[str, Told] = {}
    for graph in sorted(graphs):
        kind, article = kind_of(graph), article_of_graph(graph)
        if article is None:
            continue
        told = articles.setdefault(article, Told())
        if kind is GraphKind.RECORD:
            name = NamedNode(graph)
            told.record.extend(_quad(triple, name) for triple in graphs[graph])
        elif kind is GraphKind.PASSAGE or graph in claims:
            told.graphs[graph] = graphs[graph]
    return articles


def _describe(computed: Computed, told: Told) -> None:
    worded = {
        quad.subject: quad.object
        for quad in told.record
        if quad.predicate == PACT.wordedIn and isinstance(quad.object, NamedNode)
    }
    for graph, triples in told.graphs.items():
        name = NamedNode(graph)
        passage = worded.get(name) if kind_of(graph) is GraphKind.CLAIM else name
        if passage is None:
            continue
        for subject in dict.fromkeys(_node(triple) for triple in triples):
            computed._add(
                subject,
                PACT.describedIn,
                passage,
                (DESCRIBED_IN,),
                partial(_about, subject, triples, name),
            )


def _select(computed: Computed, article: str, told: Told, lines: Lines) -> None:
    for quad in told.record:
        if quad.predicate != RDF.type or quad.object != PACT.Passage:
            continue
        passage = _node(quad)
        named = parse_passage_iri(passage.value)
        if named is None:
            continue
        span = named[1]
        selector = NamedNode(f"{article}/selector/{span.start}-{span.end}")
        because = ((SELECTOR,), partial(_quads, (quad,)))
        computed._add(passage, OA.hasSource, NamedNode(article), *because)
        computed._add(passage, OA.hasSelector, selector, *because)
        computed._add(selector, RDF.type, OA.TextPositionSelector, *because)
        computed._add(selector, OA.start, _number(span.start), *because)
        computed._add(selector, OA.end, _number(span.end), *because)
        computed._line(quad, article, span, lines)


def _bound(computed: Computed, article: str, time: ArticleTime) -> None:
    names: set[str] = set()
    # Shared things come first, so that an article's own thing never takes their name.
    for thing in sorted(time.things, key=lambda t: (t.value.startswith(f"{article}/"), t.value)):
        found = time.things[thing]
        node = NamedNode(f"{article}/bounds/{_name(thing.value, names)}")
        combined = found.combined
        computed.bounds[thing.value, article] = combined
        because = ((BOUNDS,), partial(_scope, found))
        computed._add(node, RDF.type, PACT.Bounds, *because)
        computed._add(node, PACT.boundsOf, thing, *because)
        computed._add(node, PACT.boundsIn, NamedNode(article), *because)
        _sides(computed, node, combined, _SIDES)


def _date_writing(computed: Computed, article: str, time: ArticleTime) -> None:
    if time.writing is not None:
        _sides(computed, NamedNode(article), time.writing, _WRITTEN_SIDES)


def _sides(
    computed: Computed,
    node: NamedNode,
    combined: Combined,
    sides: Mapping[str, NamedNode],
) -> None:
    for side, predicate in sides.items():
        day = getattr(combined.bounds, side)
        if day is None:
            continue
        because = combined.because(side)
        rules = tuple(dict.fromkeys(BUILTIN_RULES[reading.rule] for reading in because))
        computed._add(
            node,
            predicate,
            day_literal(day),
            rules,
            partial(_behind, because),
        )


def _name(iri: str, taken: set[str]) -> str:
    last = next((part for part in reversed(re.split(r"[/#?]", iri)) if part), "")
    stem = _UNSAFE.sub("-", last) or "thing"
    name, number = stem, 1
    while name in taken:
        number += 1
        name = f"{stem}-{number}"
    taken.add(name)
    return name


def _number(value: int) -> Literal:
    # Web Annotation has xsd:nonNegativeInteger, whose values are integers too; Oxigraph
    # stores it as xsd:integer, so that only this datatype reads the same in all engines.
    return Literal(str(value), datatype=XSD.integer)


def _about(subject: _Subject, triples: Sequence[Triple], graph: NamedNode) -> tuple[Quad, ...]:
    return tuple(_quad(triple, graph) for triple in triples if triple.subject == subject)


def _quads(quads: tuple[Quad, ...]) -> tuple[Quad, ...]:
    return quads


def _copied(quad: Quad, lines: Lines, copies: tuple[str, ...]) -> tuple[Quad, ...]:
    return (quad, *lines.quads(copies))


def _scope(thing: Described) -> tuple[Quad, ...]:
    return thing.why_scoped


def _behind(readings: tuple[Reading, ...]) -> tuple[Quad, ...]:
    return tuple(dict.fromkeys(quad for reading in readings for quad in reading.inputs))


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _node(statement: Triple | Quad) -> _Subject:
    assert not isinstance(statement.subject, Triple)
    return statement.subject
