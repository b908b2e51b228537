"""What things are called in a receipt: labels for people, with a way out where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import parse_passage_iri, slug_of
from pactgraph.namespaces import ARTICLE, DISAGREEMENT, LINEAGE, PACT, RDF
from pactgraph.showing import short_iri

Term = NamedNode | BlankNode | Literal

_AT_ONCE = 400
_QUERY = """
SELECT ?thing ?label ?kind ?of WHERE {
  VALUES ?thing { %s }
  OPTIONAL { ?thing rdfs:label ?label }
  OPTIONAL {
    FILTER(CONTAINS(STR(?thing), "/article/"))
    GRAPH ?passage { ?thing a ?type }
    OPTIONAL { ?type rdfs:label ?kind }
  }
  OPTIONAL {
    ?thing pact:boundsOf ?bounded .
    OPTIONAL { ?bounded rdfs:label ?name }
    BIND(COALESCE(STR(?name), STR(?bounded)) AS ?of)
  }
}
ORDER BY STR(?thing) STR(?label) ?kind ?of
"""
_SIDES = {
    PACT.beginNotBefore: "began on {} at the earliest",
    PACT.beginNotAfter: "had begun by {}",
    PACT.endNotBefore: "had not ended before {}",
    PACT.endNotAfter: "had ended by {}",
}
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_]+")
_SHARED = re.compile(re.escape(LINEAGE.base) + r"([^/]+)/(\d+)-(\d+)(?:/occurrence/(\d+))?")
_WRITTEN_OUT = re.compile(r"<(https?:[^\s<>\"{}|\\^`]+)>")
_PREFIXED = re.compile(r"(?<![\w:])([A-Za-z][\w-]*):([A-Za-z][\w-]*)")


@dataclass(frozen=True)
class Labels:
    """The labels of IRIs, as the graph has them.

    ``kinds`` are what nameless things are; ``bounded`` is what bounds are the bounds of.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    bounded: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_engine(cls, engine: Engine, iris: Iterable[str]) -> Labels:
        """Return the labels of these IRIs; raises as the engine does."""
        wanted = sorted(set(iris))
        labels: dict[str, str] = {}
        kinds: dict[str, str] = {}
        bounded: dict[str, str] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            # The IRIs are terms of the graph's own; as terms they cannot break out of VALUES.
            terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + _AT_ONCE])
            answer = engine.query(_QUERY % terms, trusted=True, source="labels")
            for thing, label, kind, of in answer if isinstance(answer, Rows) else ():
                assert isinstance(thing, NamedNode)
                if isinstance(label, Literal):
                    labels.setdefault(thing.value, label.value)
                if isinstance(kind, Literal):
                    kinds.setdefault(thing.value, kind.value)
                if isinstance(of, Literal):
                    bounded.setdefault(thing.value, short_iri(of.value))
        return cls(labels, kinds, bounded)

    def __or__(self, others: Labels) -> Labels:
        """Return these labels and others."""
        return Labels(
            {**self.labels, **others.labels},
            {**self.kinds, **others.kinds},
            {**self.bounded, **others.bounded},
        )

    def only(self, iris: Set[str]) -> Labels:
        """Return the labels of these IRIs alone."""
        return Labels(*({i: m[i] for i in iris if i in m} for m in self._all))

    @property
    def _all(self) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
        return self.labels, self.kinds, self.bounded

    def of(self, term: Term | None) -> str:
        """Return what a person reads for a term: a label, a value as the file writes it.

        What has no label is called by its kind and the end of its IRI.

        >>> labels = Labels({}, {ARTICLE.base + "harbour/thing/u1": "utterance"})
        >>> labels.of(NamedNode(ARTICLE.base + "harbour/thing/u1"))
        'utterance “u1”'
        >>> labels.of(NamedNode(PACT.base + "beginNotAfter"))
        'begin not after'
        >>> Labels().of(NamedNode(ARTICLE.base + "harbour"))
        'harbour'
        >>> Labels().of(NamedNode(LINEAGE.base + "harbour/1-9/occurrence/2"))
        'occurrence 2 of the text of harbour at 1 to 9'
        """
        if term is None:
            return ""
        if not isinstance(term, NamedNode):
            return term.value if isinstance(term, Literal) else str(term)
        iri = term.value
        # An article is called by its slug, by which it is cited everywhere else.
        known = self.labels.get(iri)
        if _is_article(iri):
            return slug_of(iri)
        if known is not None:
            return known
        if iri in self.bounded:
            return f"dates of {self.bounded[iri]} in {slug_of(iri)}"
        shared = _SHARED.fullmatch(iri)
        if shared is not None:
            text = f"text of {shared[1]} at {shared[2]} to {shared[3]}"
            return f"occurrence {shared[4]} of the {text}" if shared[4] else text
        passage = parse_passage_iri(iri)
        if passage is not None:
            return f"{slug_of(iri)}, characters {passage[1].start} to {passage[1].end}"
        if iri in self.kinds:
            return f"{self.kinds[iri]} “{_tail(iri)}”"
        if kind_of(iri) is GraphKind.CLAIM:
            return f"claim “{_tail(iri)}”"
        if iri in PACT:
            return in_words(_tail(iri))
        if iri in DISAGREEMENT:
            finding, _, statement = iri[len(DISAGREEMENT.base) :].partition("/statement/")
            named = f"disagreement {finding}"
            return f"opposed statement {statement} of {named}" if statement else named
        if iri in ARTICLE and "/bounds/" in iri:
            return f"bounds of {_tail(iri)}"
        return short_iri(iri)

    def property(self, iri: NamedNode) -> str:
        """Return what a property is called: by its label, else by its name as words.

        >>> from pactgraph.namespaces import SCHEMA
        >>> Labels().property(SCHEMA.datePublished)
        'date published'
        """
        return self.labels.get(iri.value) or in_words(_tail(iri.value))

    def sentence(self, triple: Triple) -> str:
        """Return a triple as one line.

        >>> a = NamedNode("https://w3id.org/pactgraph/id/a")
        >>> Labels({a.value: "Azerbaijan"}).sentence(Triple(a, PACT.contributesTo, a))
        'Azerbaijan – contributes to: Azerbaijan'
        """
        subject, value = self.of(_term(triple.subject)), self.of(_term(triple.object))
        if triple.predicate == RDF.type:
            return f"{subject} is {with_article(value)}"
        if triple.predicate in _SIDES:
            iri = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
            name = self.bounded.get(iri, subject)
            by = f" ({slug_of(iri)})" if iri in self.bounded else ""
            return f"{name} {_SIDES[triple.predicate].format(value)}{by}"
        return f"{subject} – {self.property(triple.predicate)}: {value}"

    def in_words(self, text: str) -> str:
        """Return a text with each ``prefix:name`` of ours in it replaced by its label, quoted."""
        from pactgraph.namespaces import PREFIXES

        def label(found: re.Match[str]) -> str:
            base = PREFIXES.get(found[1])
            if base is None:
                return found[0]
            iri = NamedNode(base + found[2])
            if iri.value in self.labels or base == PACT.base:
                return f"“{self.of(iri)}”"
            return found[0]

        def written_out(found: re.Match[str]) -> str:
            return f"“{self.of(NamedNode(found[1]))}”"

        return _PREFIXED.sub(label, _WRITTEN_OUT.sub(written_out, text))

    def shortened(self, text: str) -> str:
        """Return a text of a query with what each IRI that is written out in it is called.

        >>> Labels().shortened("<https://w3id.org/pactgraph/id/isaf> ?p 1")
        'id:isaf ?p 1'
        """
        return _WRITTEN_OUT.sub(lambda found: self.of(NamedNode(found[1])), text)


def in_words(name: str) -> str:
    """Return a name of program text as words.

    >>> in_words("beginNotAfter"), in_words("_asOf"), in_words("levelOfNATO")
    ('begin not after', 'as of', 'level of NATO')
    """
    parts = _WORDS.findall(name)
    return " ".join(p if p.isupper() and len(p) > 1 else p.lower() for p in parts) or name


def with_article(noun: str) -> str:
    """Return a noun with the indefinite article that its first letter asks for.

    >>> with_article("office holding"), with_article("contribution")
    ('an office holding', 'a contribution')
    """
    return f"{'an' if noun[:1].lower() in tuple('aeiou') else 'a'} {noun}"


def iris_in(text: str) -> Iterator[str]:
    """Yield the IRIs that a text names by one of our prefixes.

    >>> list(iris_in("pact:begin is no pact:end of urn:x"))[0]
    'https://w3id.org/pactgraph/ontology#begin'
    """
    from pactgraph.namespaces import PREFIXES

    for prefix, name in _PREFIXED.findall(text):
        if prefix in PREFIXES:
            yield PREFIXES[prefix] + name
    yield from _WRITTEN_OUT.findall(text)


def _tail(iri: str) -> str:
    return re.split(r"[/#]", iri)[-1]


def _is_article(iri: str) -> bool:
    return iri in ARTICLE and not re.search(r"[/#]", iri[len(ARTICLE.base) :])


def _term(term: object) -> Term:
    assert isinstance(term, NamedNode | BlankNode | Literal)
    return term
