"""Receipts that can be read: with the labels and the passages' words that a reader needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, replace

from pyoxigraph import NamedNode, Triple

from pactgraph.engine.protocol import Engine
from pactgraph.evidence import PassageNote, passage_notes, resolutions
from pactgraph.proof.tree import Voice, Wording, wordings
from pactgraph.source.texts import Texts
from pactgraph.telling.labels import Labels, iris_in
from pactgraph.telling.proof_outline import rules_in, triples_in
from pactgraph.witness.receipt import (
    Absent,
    Kept,
    Maybe,
    Members,
    Receipt,
    Reckoned,
    Step,
    Supplied,
    Term,
    inner_steps,
    matches,
)


@dataclass(frozen=True)
class Reading:
    """What a reader of receipts needs beside them.

    ``passages`` are notes of all passages, those that resolve others among them;
    ``resolutions`` which things a passage's words mean, each with the passage that tells so;
    ``question`` names what was asked, ``total`` is how many rows the answer has.
    """

    labels: Labels = field(default_factory=Labels)
    passages: Mapping[str, PassageNote] = field(default_factory=dict)
    resolutions: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    question: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class ReadableReceipt(Receipt):
    """A receipt as text, JSON and RDF.

    >>> from pyoxigraph import Literal
    >>> row = {"two": Literal("2")}
    >>> print(ReadableReceipt(row, ("two",), 0, ()).text())
    Row 1
      two  2
    <BLANKLINE>
    This row rests on no statement of the graph: the query itself computed it.
    """

    reading: Reading = field(default_factory=Reading, compare=False, repr=False)

    def text(self, *, width: int = 80, full: bool = False) -> str:
        """Return it as plain text of a width; ``full`` also lists every pattern and triple."""
        from pactgraph.telling.text import receipt_lines

        return "\n".join(line.plain for line in receipt_lines(self, width=width, full=full))

    def as_json(self) -> dict[str, object]:
        """Return it as JSON takes it, in the schema of ``pactgraph.telling.document``."""
        from pactgraph.telling.document import receipt_document

        return receipt_document(self)

    def triples(self) -> list[Triple]:
        """Return it as RDF, in the terms of PROV-O; see ``pactgraph.telling.prov``."""
        from pactgraph.telling.prov import receipt_triples

        return receipt_triples(self)

    def __str__(self) -> str:
        return self.text()


class Reader:
    """Makes receipts readable; what it has asked for once it keeps.

    The engine is asked for labels and passages, of many receipts at once.
    """

    def __init__(self, engine: Engine, texts: Texts) -> None:
        self._engine = engine
        self._texts = texts
        self._labels = Labels()
        self._notes: dict[str, PassageNote] = {}
        self._pairs: dict[str, list[tuple[str, str]]] = {}
        self._asked: set[str] = set()

    def readable(
        self, receipts: Iterable[Receipt], *, question: str | None = None, total: int | None = None
    ) -> Iterator[ReadableReceipt]:
        """Yield receipts with what a reader needs; raises as the engine does."""
        every = [(receipt, frozenset(_iris(receipt))) for receipt in receipts]
        self._ask({iri for _, iris in every for iri in iris} - self._asked)
        for receipt, iris in every:
            notes = {iri: self._notes[iri] for iri in sorted(iris) if iri in self._notes}
            pairs = {iri: self._pairs[iri] for iri in notes if iri in self._pairs}
            for thing, passage in (pair for found in pairs.values() for pair in found):
                notes |= {i: self._notes[i] for i in (passage,) if i in self._notes}
                iris |= {thing}
            reading = Reading(self._labels.only(iris), notes, pairs, question, total)
            yield _with_reading(receipt, reading)

    def _ask(self, iris: Set[str]) -> None:
        if iris:
            self._asked |= iris
            self._pairs |= (pairs := resolutions(self._engine, iris))
            iris |= {iri for found in pairs.values() for pair in found for iri in pair}
            self._notes |= passage_notes(self._engine, iris, self._texts, in_sentences=True)
            self._labels |= Labels.of_engine(self._engine, iris)


def _with_reading(receipt: Receipt, reading: Reading) -> ReadableReceipt:
    if isinstance(receipt, ReadableReceipt):
        return replace(receipt, reading=reading)
    values = {known.name: getattr(receipt, known.name) for known in fields(Receipt)}
    return ReadableReceipt(**values, reading=reading)


def _wordings(receipt: Receipt) -> Iterator[Wording]:
    yield from receipt.wordings
    for match in matches(receipt.steps, blockers=True):
        if match.proof is not None:
            yield from wordings(match.proof)


def _iris(receipt: Receipt) -> Iterator[str]:
    """Yield every IRI that the text of a receipt may speak of."""
    yield from _named(receipt.row.values())
    for match in matches(receipt.steps, blockers=True):
        yield from _named(match.triple)
        if match.graph is not None:
            yield match.graph.value
        if match.proof is not None:
            for triple in triples_in(match.proof):
                yield from _named(triple)
            for rule in rules_in(match.proof):
                yield from iris_in(rule.label)
    for wording in _wordings(receipt):
        yield wording.passage.value
        yield from (passage.value for passage in wording.resolved_by)
        for voice in wording.voices:
            yield from _of_voice(voice)
    yield from _of_steps(receipt.steps)


def _of_voice(voice: Voice) -> Iterator[str]:
    terms = (voice.utterance, voice.act, *voice.speakers, *voice.outlets)
    yield from (term.value for term in terms if term is not None)


def _of_steps(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Kept | Reckoned | Supplied):
            yield from _named(step.values.values())
        if isinstance(step, Members):
            yield from _named(step.keys.values())
        if isinstance(step, Kept | Reckoned | Maybe | Absent):
            yield from iris_in(step.text)
        if isinstance(step, Absent):
            for blocker in step.blockers:
                yield from _of_steps(blocker)
        for inside in inner_steps(step):
            yield from _of_steps(inside)


def _named(terms: Iterable[Term | Triple | None]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, NamedNode):
            yield term.value
