"""What there is to tell of a statement: whether it holds, why, who says it, who denies it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.answer import Answer
from pactgraph.asked_graph import AskedGraph
from pactgraph.engine.results import Rows, Term
from pactgraph.errors import NotFound
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.proof.lexical import as_written
from pactgraph.proof.tree import Proof, Worded, nodes, wordings
from pactgraph.telling.labels import Labels
from pactgraph.telling.readable import ReadableReceipt, Reader
from pactgraph.web.statement.known_since import Known, known_since
from pactgraph.witness.receipt import Matched, Receipt

_OTHERS = 3
"""How many other proofs are looked for."""

_CLAIMS = """
SELECT ?claim { GRAPH ?claim { %s %s %s } ?claim a pact:Claim } ORDER BY STR(?claim)
"""
_DENIALS = """
SELECT DISTINCT ?passage ?speaker ?gist {
  {
    GRAPH ?passage {
      ?denial pact:denialSubject %(s)s ; pact:denialRelation %(p)s ; pact:denialObject %(o)s .
      OPTIONAL { ?denial pact:gist ?gist }
    }
    ?passage a pact:Passage
  }
  UNION
  {
    ?claim a pact:Claim ; pact:wordedIn ?passage .
    GRAPH ?claim {
      ?denial pact:denialSubject %(s)s ; pact:denialRelation %(p)s ; pact:denialObject %(o)s .
      OPTIONAL { ?denial pact:gist ?gist }
    }
    OPTIONAL { ?utterance pact:content ?claim ; pact:speaker ?speaker }
  }
}
ORDER BY STR(?passage) STR(?speaker) STR(?gist)
"""
_DISAGREEMENTS = """
SELECT DISTINCT ?finding ?gist ?severity ?side ?s ?p ?o {
  VALUES (?s ?p ?o) { %s }
  ?opposed pact:opposedSubject ?s ; pact:opposedProperty ?p ; pact:side ?side .
  { ?opposed pact:opposedObject ?o } UNION { ?opposed pact:opposedValue ?o }
  ?finding pact:opposes ?opposed ; pact:gist ?gist ; pact:severity/rdfs:label ?severity .
}
ORDER BY STR(?severity) STR(?gist) STR(?finding) ?side STR(?s) STR(?p) STR(?o)
"""
_TIMES = """
SELECT DISTINCT ?thing ?article ?beginFrom ?beginTo ?endFrom ?endTo {
  VALUES ?thing { %s }
  ?bounds pact:boundsOf ?thing ; pact:boundsIn ?article .
  OPTIONAL { ?bounds pact:beginNotBefore ?beginFrom }
  OPTIONAL { ?bounds pact:beginNotAfter ?beginTo }
  OPTIONAL { ?bounds pact:endNotBefore ?endFrom }
  OPTIONAL { ?bounds pact:endNotAfter ?endTo }
}
ORDER BY STR(?thing) STR(?article)
"""
_NEAR = """
SELECT DISTINCT ?s ?p ?o {
  { SELECT (%(s)s AS ?s) (%(p)s AS ?p) ?o { %(s)s %(p)s ?o } ORDER BY STR(?o) LIMIT 8 }
  UNION
  { SELECT ?s (%(p)s AS ?p) (%(o)s AS ?o) { ?s %(p)s %(o)s } ORDER BY STR(?s) LIMIT 8 }
  UNION
  { SELECT (%(s)s AS ?s) ?p (%(o)s AS ?o) { %(s)s ?p %(o)s } ORDER BY STR(?p) LIMIT 8 }
  %(backwards)s
}
"""
_BACKWARDS = """
  UNION { SELECT (%(o)s AS ?s) ?p (%(s)s AS ?o) { %(o)s ?p %(s)s } ORDER BY STR(?p) LIMIT 8 }
"""


_CLAIMED_LABELS = """
SELECT ?thing ?label {
  VALUES ?thing { %s }
  ?claim a pact:Claim .
  GRAPH ?claim { ?thing rdfs:label ?label }
}
ORDER BY STR(?thing) STR(?label)
"""


@dataclass(frozen=True)
class Denial:
    """That the statement is not so: in which passage, by whom if not by the article, our gist."""

    passage: str
    speaker: NamedNode | None
    gist: str | None


@dataclass(frozen=True)
class OnASide:
    """A disagreement on one side of which a statement stands; of a proof it is a part of it."""

    finding: str
    gist: str
    severity: str
    side: int
    triple: Triple


@dataclass(frozen=True)
class Time:
    """Between which days a thing began and ended, as one article has it."""

    thing: NamedNode
    article: NamedNode
    begin: tuple[str | None, str | None]
    end: tuple[str | None, str | None]


@dataclass(frozen=True)
class ToldStatement:
    """A statement in a graph: ``holds`` whether it is there, ``receipts`` its proofs.

    The first is the one by which it is known, the others are further ways to it. ``claims``
    are one receipt a claim that makes it. ``near`` are statements like it, where it is not there.
    """

    triple: Triple
    holds: bool
    receipts: tuple[ReadableReceipt, ...] = ()
    claims: tuple[ReadableReceipt, ...] = ()
    denials: tuple[Denial, ...] = ()
    disagreements: tuple[OnASide, ...] = ()
    times: tuple[Time, ...] = ()
    near: tuple[Triple, ...] = ()
    known: Known | None = None
    labels: Labels = field(default_factory=Labels)
    passages: dict[str, PassageNote] = field(default_factory=dict)

    @property
    def proof(self) -> Proof | None:
        """The first proof; None where the statement is not there, or is not ours to prove."""
        return proof_in(self.receipts[0]) if self.receipts else None

    @property
    def is_worded(self) -> bool:
        """Whether an article's words state it, and it need not follow."""
        return isinstance(self.proof, Worded)

    @property
    def lines(self) -> int:
        """How many independent texts word it: what is copied counts once."""
        cited = wordings(self.proof) if self.proof is not None else ()
        notes = [self.passages.get(wording.passage.value) for wording in cited]
        return len({note.line or note.slug for note in notes if note is not None})


def proof_in(receipt: Receipt) -> Proof | None:
    """Return the proof of a receipt of one statement."""
    (step,) = receipt.steps
    return step.proof if isinstance(step, Matched) else None


def tell_statement(kg: AskedGraph, triple: Triple, timeout: float) -> ToldStatement:
    """Return what there is to tell of a statement; raises as the engine does."""
    terms = (str(triple.subject), str(triple.predicate), str(triple.object))
    answer = kg.query("ASK { %s %s %s }" % terms, timeout=timeout, source="statement")  # noqa: UP031
    proofs = list(_proofs(answer, triple)) if answer else []
    claims = list(_claims(kg, answer, triple))
    reader = Reader(kg.reader, kg.texts)
    receipts = tuple(reader.readable(_receipt(triple, proof, None) for proof in proofs))
    said = tuple(reader.readable(_receipt(triple, proof, graph) for graph, proof in claims))
    denials = tuple(_denials(kg, triple))
    parts = _parts(triple, proofs)
    times = tuple(_times(kg, parts))
    opposed = tuple(_disagreements(kg, parts))
    near = () if answer else tuple(_near(kg, triple))
    labels, passages = Labels(), dict[str, PassageNote]()
    for receipt in (*receipts, *said):
        labels |= receipt.reading.labels
        passages |= receipt.reading.passages
    passages |= passage_notes(
        kg.reader, {one.passage for one in denials}, kg.texts, in_sentences=True
    )
    more: set[object] = {term for t in (triple, *near) for term in t}
    more |= {one.speaker for one in denials} | {time.thing for time in times}
    more |= {term for one in opposed for term in one.triple}
    iris = {term.value for term in more if isinstance(term, NamedNode)}
    return ToldStatement(
        triple,
        bool(answer),
        receipts,
        said,
        denials,
        opposed,
        times,
        near,
        known_since(proofs, kg.articles),
        _labels_in_claims(kg, iris) | labels | Labels.of_engine(kg.reader, iris),
        passages,
    )


def _proofs(answer: Answer, triple: Triple) -> Iterator[Proof]:
    assert answer.receipts is not None
    prover = answer.receipts.prover()
    try:
        known = [prover.prove(triple)]
    except NotFound:
        # It is in the answer of the engine, and not ours to prove: a set of links has it.
        return
    while len(known) <= _OTHERS:
        other = prover.another(triple, *known)
        if other is None:
            break
        known.append(other)
    yield from (as_written(proof, prover.facts) for proof in known)


def _claims(kg: AskedGraph, answer: Answer, triple: Triple) -> Iterator[tuple[NamedNode, Proof]]:
    assert answer.receipts is not None
    terms = (str(triple.subject), str(triple.predicate), str(triple.object))
    for (claim,) in _rows(kg, _CLAIMS % terms):
        if isinstance(claim, NamedNode):
            prover = answer.receipts.prover()
            yield claim, as_written(prover.prove(triple, claim), prover.facts)


def _receipt(triple: Triple, proof: Proof, graph: NamedNode | None) -> Receipt:
    pattern = " ".join(map(str, triple))
    return Receipt({}, (), None, (Matched(pattern, triple, graph, proof),))


def _parts(triple: Triple, proofs: Iterable[Proof]) -> list[Triple]:
    """Return the statement and all that its proofs are made of, each once."""
    found = {triple: None}
    for proof in proofs:
        found |= dict.fromkeys(node.triple for node in nodes(proof))
    return list(found)


def _denials(kg: AskedGraph, triple: Triple) -> Iterator[Denial]:
    if isinstance(triple.object, NamedNode):
        for passage, speaker, gist in _rows(kg, _DENIALS % _named(triple)):
            if isinstance(passage, NamedNode):
                by = speaker if isinstance(speaker, NamedNode) else None
                yield Denial(passage.value, by, gist.value if isinstance(gist, Literal) else None)


def _disagreements(kg: AskedGraph, parts: list[Triple]) -> Iterator[OnASide]:
    values = " ".join(f"({t.subject} {t.predicate} {t.object})" for t in parts)
    for finding, gist, severity, side, *terms in _rows(kg, _DISAGREEMENTS % values):
        opposed = Triple(*terms)  # type: ignore[arg-type]
        yield OnASide(_text(finding), _text(gist), _text(severity), int(_text(side)), opposed)


def _times(kg: AskedGraph, parts: list[Triple]) -> Iterator[Time]:
    things = sorted({str(t) for part in parts for t in part if isinstance(t, NamedNode)})
    for thing, article, *days in _rows(kg, _TIMES % " ".join(things)):
        first, last, end_first, end_last = (None if day is None else _text(day) for day in days)
        if isinstance(thing, NamedNode) and isinstance(article, NamedNode):
            yield Time(thing, article, (first, last), (end_first, end_last))


def _near(kg: AskedGraph, triple: Triple) -> Iterator[Triple]:
    named = _named(triple)
    backwards = _BACKWARDS % named if isinstance(triple.object, NamedNode) else ""
    for row in _rows(kg, _NEAR % {**named, "backwards": backwards}):
        if all(isinstance(term, NamedNode | Literal) for term in row):
            yield Triple(*row)  # type: ignore[arg-type]


def _labels_in_claims(kg: AskedGraph, iris: Iterable[str]) -> Labels:
    """Return what claims call things: what is only spoken of has no label but there."""
    things = " ".join(str(NamedNode(iri)) for iri in sorted(iris))
    rows = _rows(kg, _CLAIMED_LABELS % things)
    return Labels({_text(thing): _text(label) for thing, label in reversed(list(rows))})


def _named(triple: Triple) -> dict[str, str]:
    terms = zip("spo", (triple.subject, triple.predicate, triple.object), strict=True)
    return {name: str(term) for name, term in terms}


def _rows(kg: AskedGraph, sparql: str) -> Rows:
    # What stands in it is written by pyoxigraph from terms: nothing breaks out of them.
    answer = kg.engine.query(sparql, trusted=True, source="statement")
    assert isinstance(answer, Rows)
    return answer


def _text(term: Term | None) -> str:
    assert isinstance(term, NamedNode | Literal)
    return term.value
