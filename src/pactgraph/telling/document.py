"""A receipt as JSON, for programs.

One object a row::

    {"number": 3, "variables": ["member", "end"],
     "row": {"member": {"type": "uri", "value": "…"}},
     "computed": false,
     "complete": true,
     "witnesses": [{"steps": [STEP, …]}],
     "others": 0, "more": false,
     "proofs": [PROOF, …],
     "passages": [PASSAGE, …],
     "notes": ["…"],
     "labels": {"IRI": "…"}}

``number`` counts rows from 1, or is null; ``row`` leaves out what is not bound. A term is
written as in SPARQL's JSON results: ``type`` (``uri``, ``literal``, ``bnode``), ``value``, and
where there are any ``datatype`` and ``xml:lang``. A triple is
``{"subject": TERM, "predicate": TERM, "object": TERM}``. There is one witness; ``others`` counts
the other solutions that give the same row, at least if ``more``. Where ``complete`` is false,
the row was counted from more members than the step ``members`` shows: ``proofs`` and
``passages`` are those of the members shown, and the row may rest on more.

A step has its sort in ``step``: ``matched`` (``pattern``, ``triple``, ``graph`` or null for
merged, ``proof``: an index into ``proofs`` or null, ``anchor``: whether it only shows that a node
is in the graph, where a path was walked in no steps), ``walked`` (``path``, ``start``, ``end``,
``edges``), ``maybe`` (``text``, ``matched``, ``steps``, ``blockers``: lists of steps,
``graph``: where it was looked for, null for merged),
``branch`` (``number``, ``of``, ``steps``), ``kept`` (``text``, ``values``, ``steps``),
``reckoned`` (``variable``, ``text``, ``value`` or null, ``values``, ``steps``), ``supplied``
(``values``), ``present`` (``text``, ``steps``), ``absent`` (``kind``, ``text``, ``blockers``,
``graph``), ``inner`` (``row``, ``steps``), ``members`` (``keys``, ``count``, ``shown``: lists of
steps, ``others``: how many more members there are, each once).

A proof has its sort in ``proof``, the ``triple`` as the files write it, and the IRIs of the
``passages`` that it ends in: ``worded`` (``wordings``: ``passage``, ``graph``, ``location``,
``resolvedBy``, ``narrated``, ``impliedBy``, ``voices``: ``utterance``, ``act``, ``speakers``,
``outlets``),
``recorded`` (``graph``, ``location``), ``ontology`` (``location``), ``computed`` (``rules``:
``name``, ``sentence``; ``inputs``: a triple with its ``graph``), ``derived`` (``rule``:
``name``, ``construct``, ``label``, ``body``, ``head``; ``premises``: proofs). A location is
``FILE:LINE`` or null.

A passage has ``passage`` (its IRI), ``article`` (a slug), ``start``, ``end``, and as far as
they are known ``published``, ``publisher``, ``anchor``, ``words``, ``before``, ``after``, and
``line``, the line of copied text that it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.errors import Location
from pactgraph.evidence import PassageNote
from pactgraph.namespaces import XSD
from pactgraph.proof.tree import (
    Axiom,
    Computed,
    Derived,
    Proof,
    Recorded,
    Worded,
    Wording,
    wordings,
)
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.witness.receipt import (
    Absent,
    Bindings,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Members,
    Present,
    Reckoned,
    Step,
    Supplied,
    Walked,
)

Json: TypeAlias = dict[str, object]


def receipt_document(receipt: ReadableReceipt) -> Json:
    """Return a receipt as JSON takes it; the module says in which schema."""
    proofs = _Proofs()
    steps = proofs.steps(receipt.steps)
    reading = receipt.reading
    cited = {wording.passage.value for wording in receipt.wordings}
    cited |= {iri.value for wording in receipt.wordings for iri in wording.resolved_by}
    return {
        "number": None if receipt.number is None else receipt.number + 1,
        "variables": list(receipt.variables),
        "row": _bindings(receipt.row),
        "computed": receipt.computed,
        "complete": receipt.complete,
        "witnesses": [{"steps": steps}],
        "others": receipt.others,
        "more": receipt.more,
        "proofs": proofs.written,
        "passages": [
            _passage(note) for iri, note in sorted(reading.passages.items()) if iri in cited
        ],
        "notes": list(receipt.notes),
        "labels": dict(sorted(reading.labels.labels.items())),
    }


class _Proofs:
    """Writes steps; each proof that they hold is written once, and named by its place."""

    def __init__(self) -> None:
        self.written: list[Json] = []
        self._places: dict[Triple, int] = {}

    def steps(self, steps: Sequence[Step]) -> list[Json]:
        return [self._step(step) for step in steps]

    def _step(self, step: Step) -> Json:
        match step:
            case Matched():
                return self._matched(step)
            case Walked():
                ends = {"start": _term(step.start), "end": _term(step.end)}
                edges = [self._matched(edge) for edge in step.edges]
                return {"step": "walked", "path": step.path, **ends, "edges": edges}
            case Maybe():
                told = {"text": step.text, "matched": step.matched}
                blockers = [self.steps(found) for found in step.blockers]
                return {
                    "step": "maybe",
                    **told,
                    "steps": self.steps(step.steps),
                    "blockers": blockers,
                    "graph": None if step.graph is None else step.graph.value,
                }
            case Branch():
                place = {"number": step.number, "of": step.of}
                return {"step": "branch", **place, "steps": self.steps(step.steps)}
            case Kept():
                told = {"text": step.text, "values": _bindings(step.values)}
                return {"step": "kept", **told, "steps": self.steps(step.steps)}
            case Reckoned():
                return {
                    "step": "reckoned",
                    "variable": step.variable,
                    "text": step.text,
                    "value": None if step.value is None else _term(step.value),
                    "values": _bindings(step.values),
                    "steps": self.steps(step.steps),
                }
            case Supplied():
                return {"step": "supplied", "values": _bindings(step.values)}
            case Present():
                return {"step": "present", "text": step.text, "steps": self.steps(step.steps)}
            case Absent():
                blockers = [self.steps(found) for found in step.blockers]
                return {
                    "step": "absent",
                    "kind": step.kind,
                    "text": step.text,
                    "blockers": blockers,
                    "graph": None if step.graph is None else step.graph.value,
                }
            case Inner():
                row = _bindings(step.row)
                return {"step": "inner", "row": row, "steps": self.steps(step.steps)}
            case Members():
                return {
                    "step": "members",
                    "keys": _bindings(step.keys),
                    "count": step.count,
                    "shown": [self.steps(member) for member in step.shown],
                    "others": step.others,
                }

    def _matched(self, match: Matched) -> Json:
        return {
            "step": "matched",
            "pattern": match.pattern,
            "triple": triple_json(match.triple),
            "graph": None if match.graph is None else match.graph.value,
            "proof": None if match.proof is None else self._place(match.proof),
            "anchor": match.anchor,
        }

    def _place(self, proof: Proof) -> int:
        place = self._places.get(proof.triple)
        if place is None:
            place = self._places[proof.triple] = len(self.written)
            self.written.append(_proof(proof))
        return place


def _proof(proof: Proof) -> Json:
    passages = sorted({wording.passage.value for wording in wordings(proof)})
    head: Json = {"proof": _sort(proof), "triple": triple_json(proof.triple), "passages": passages}
    match proof:
        case Worded():
            return {**head, "wordings": [_wording(wording) for wording in proof.wordings]}
        case Recorded():
            place = _location(proof.location)
            return {**head, "graph": proof.graph.value, "location": place}
        case Axiom():
            return {**head, "location": _location(proof.location)}
        case Computed():
            rules = [{"name": name, "sentence": says} for name, says in proof.rules]
            inputs = [
                {**triple_json(quad.triple), "graph": _graph(quad.graph_name)}
                for quad in proof.inputs
            ]
            return {**head, "rules": rules, "inputs": inputs}
        case Derived():
            rule = {
                "name": proof.rule.name,
                "construct": proof.rule.construct,
                "label": proof.rule.label,
                "body": [str(pattern) for pattern in proof.rule.body],
                "head": str(proof.rule.head),
            }
            premises = [_proof(premise) for premise in proof.premises]
            return {**head, "rule": rule, "premises": premises}


def _sort(proof: Proof) -> str:
    sort = type(proof).__name__.lower()
    return "ontology" if sort == "axiom" else sort


def _wording(wording: Wording) -> Json:
    return {
        "passage": wording.passage.value,
        "graph": wording.graph.value,
        "location": _location(wording.location),
        "resolvedBy": [iri.value for iri in wording.resolved_by],
        "narrated": wording.narrated,
        "impliedBy": [iri.value for iri in wording.implied_by],
        "voices": [
            {
                "utterance": voice.utterance.value,
                "act": None if voice.act is None else voice.act.value,
                "speakers": [speaker.value for speaker in voice.speakers],
                "outlets": [outlet.value for outlet in voice.outlets],
            }
            for voice in wording.voices
        ],
    }


def _passage(note: PassageNote) -> Json:
    around = {
        "publisher": note.publisher,
        "before": note.before,
        "after": note.after,
        "line": note.line,
    }
    return {**note.as_json(), **{name: value for name, value in around.items() if value}}


def _bindings(values: Bindings) -> Json:
    return {name: _term(value) for name, value in values.items()}


def triple_json(triple: Triple) -> Json:
    """Return a triple as the documents write it."""
    return {
        "subject": _term(triple.subject),
        "predicate": _term(triple.predicate),
        "object": _term(triple.object),
    }


def _term(term: object) -> Mapping[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        raise TypeError(f"{type(term).__name__} is no term of a graph")
    written = {"type": "literal", "value": term.value}
    if term.language is not None:
        written["xml:lang"] = term.language
    elif term.datatype != XSD.string:
        written["datatype"] = term.datatype.value
    return written


def _graph(graph: object) -> str | None:
    return graph.value if isinstance(graph, NamedNode) else None


def _location(location: Location | None) -> str | None:
    return None if location is None else str(location)
