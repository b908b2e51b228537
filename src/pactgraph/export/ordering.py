"""The order in which an export is read: the same on every machine, and sensible to a person.

Subjects: named and shared things (``id:``) first, then article by article (the article,
its passages in the order of the text, what is minted in it), then the project's own
graphs, the ontology's terms, shapes, everything else, blank nodes last. Predicates: the
type, then labels and descriptions, then the rest. Runs of digits are compared as
numbers, so a passage at 61 stands before one at 1537.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import ARTICLE, DCTERMS, GRAPH, ID, PACT, RDF, RDFS, SHAPE, SKOS

Term: TypeAlias = NamedNode | BlankNode | Literal
Key: TypeAlias = tuple[int, tuple[str, ...], str, str]

_DIGITS = re.compile("([0-9]+)")
_SUBJECT_NAMESPACES = (ID, ARTICLE, GRAPH, PACT, SHAPE)
_FIRST_PREDICATES = {
    term.value: rank
    for rank, term in enumerate(
        (
            RDF.type,
            RDFS.label,
            SKOS.prefLabel,
            PACT.name,
            PACT.shortName,
            PACT.derivedForm,
            DCTERMS.description,
            SKOS.definition,
            RDFS.comment,
        )
    )
}
_GRAPH_RANKS = (
    (GraphKind.ENTITIES,),
    (GraphKind.RECORD, GraphKind.PASSAGE, GraphKind.CLAIM),
    (GraphKind.JUDGEMENTS,),
    (GraphKind.LINEAGE,),
    (GraphKind.LINKS,),
    (GraphKind.COMPUTED,),
    (GraphKind.INFERRED,),
    (GraphKind.DISAGREEMENTS,),
    (GraphKind.ENRICHMENT,),
    (GraphKind.ONTOLOGY,),
)
_WITHIN_ARTICLE = {GraphKind.RECORD: "0", GraphKind.PASSAGE: "1", GraphKind.CLAIM: "2"}


def natural(text: str) -> tuple[str, ...]:
    """Return a sort key in which runs of digits compare as numbers.

    >>> sorted(["char=1537,1660", "char=61,120"], key=natural)
    ['char=61,120', 'char=1537,1660']
    """
    parts = _DIGITS.split(text)
    # Digits as text with their length before them: no conversion, however long the run.
    parts[1::2] = [f"{len(run.lstrip('0')):08d}{run.lstrip('0')}" for run in parts[1::2]]
    return tuple(parts)


def _iri_parts(iri: str) -> tuple[str, ...]:
    # A delimiter sorts before every other character, so that "a#char=1,2" and "a/claim/x"
    # stay together, ahead of "a-b".
    return natural(iri.replace("#", "\x00").replace("/", "\x01"))


def term_key(term: Term) -> Key:
    """Return where a subject or an object stands among others: IRIs, literals, blank nodes.

    >>> from pactgraph.namespaces import ID, PACT
    >>> [t.value for t in sorted([PACT.Person, Literal("x"), ID.kfor], key=term_key)][1:]
    ['https://w3id.org/pactgraph/ontology#Person', 'x']
    """
    if isinstance(term, NamedNode):
        iri = term.value
        rank = next((i for i, ns in enumerate(_SUBJECT_NAMESPACES) if iri in ns), 5)
        return (rank, _iri_parts(iri), iri, "")
    if isinstance(term, Literal):
        return (6, natural(term.value), term.value, f"{term.datatype} {term.language or ''}")
    return (7, natural(term.value), term.value, "")


def predicate_key(predicate: NamedNode) -> Key:
    """Return where a predicate stands within its subject's block."""
    iri = predicate.value
    return (_FIRST_PREDICATES.get(iri, len(_FIRST_PREDICATES)), _iri_parts(iri), iri, "")


def graph_key(graph: str) -> Key:
    """Return where a named graph stands: entities, articles, then what is made of them.

    An article's record comes before its passages, its passages before its claims.
    """
    kind = kind_of(graph)
    rank = next((i for i, kinds in enumerate(_GRAPH_RANKS) if kind in kinds), len(_GRAPH_RANKS))
    parts = _iri_parts(graph)
    if kind in _WITHIN_ARTICLE:
        article = article_of_graph(graph) or graph
        parts = (*_iri_parts(article), "", _WITHIN_ARTICLE[kind], *parts)
    return (rank, parts, graph, "")


Described: TypeAlias = tuple[NamedNode | BlankNode, list[tuple[NamedNode, list[Term]]]]


class ReadingOrder:
    """Sorts triples into blocks; remembers the keys of terms it has met."""

    def __init__(self) -> None:
        self._terms: dict[Term, Key] = {}
        self._predicates: dict[NamedNode, Key] = {}

    def blocks(self, triples: set[Triple]) -> list[Described]:
        """Return each subject with its predicates, each predicate with its objects, sorted.

        The triples must be RDF 1.1 (no triple terms).
        """
        subjects: dict[NamedNode | BlankNode, dict[NamedNode, list[Term]]] = {}
        for triple in triples:
            value = triple.object
            subject = triple.subject
            assert not isinstance(value, Triple)
            assert isinstance(subject, NamedNode | BlankNode)
            subjects.setdefault(subject, {}).setdefault(triple.predicate, []).append(value)
        return [
            (
                subject,
                [
                    (predicate, sorted(subjects[subject][predicate], key=self._term))
                    for predicate in sorted(subjects[subject], key=self._predicate)
                ],
            )
            for subject in sorted(subjects, key=self._term)
        ]

    def _term(self, term: Term) -> Key:
        if term not in self._terms:
            self._terms[term] = term_key(term)
        return self._terms[term]

    def _predicate(self, predicate: NamedNode) -> Key:
        if predicate not in self._predicates:
            self._predicates[predicate] = predicate_key(predicate)
        return self._predicates[predicate]
