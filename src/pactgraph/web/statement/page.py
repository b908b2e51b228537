"""The page of a statement: whether it is in the graph, why, and who says so or denies it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from pactgraph.proof.tree import Proof, Worded, Wording, nodes
from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds
from pactgraph.telling.passage_outline import voice_words
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.receipt.cited import Linked, Place, place_of, statement_url
from pactgraph.web.receipt.proofs import Proofs
from pactgraph.web.receipt.told_receipt import ToldReceipt
from pactgraph.web.site import Site
from pactgraph.web.statement.document import statement_document
from pactgraph.web.statement.told_statement import (
    Denial,
    OnASide,
    ToldStatement,
    proof_in,
    tell_statement,
)
from pactgraph.web.statement.written_terms import statement_of
from pactgraph.web.terms import ShownTerm
from pactgraph.web.terms import shown as shown_term
from pactgraph.web.urls import Urls
from pactgraph.web.viewed import Viewed

_URLS = Urls()


@dataclass(frozen=True)
class Told:
    """A passage that words the statement: its number on the page, and whose voice it is."""

    number: int
    place: Place
    voice: str | None
    narrated: bool


def statement(site: Site, request: DocumentRequest) -> Document:
    """Return whether a statement is in the graph, and why, as a page or JSON.

    The status is 200 also where it is not there: what was asked is whether it is, and the
    page answers that, with who claims or denies it and what comes near. Raises BadInput for
    what is no statement or no view, and as the engine does.
    """
    triple = statement_of(request)
    seen = site.seen(request)
    told = tell_statement(seen.kg, triple, site.timeout)
    left_out = seen.left_out(_things(site, seen, told))
    if request.format == "json" or request.first("format") == "json":
        document = statement_document(told, seen, left_out)
        return Document.of(json.dumps(document, ensure_ascii=False, indent=1) + "\n", "json")
    return _page(site, request, seen, told, left_out)


def _page(
    site: Site,
    request: DocumentRequest,
    seen: Viewed,
    told: ToldStatement,
    left_out: list[dict[str, str]],
) -> Document:
    view = list(seen.parameters.items())
    # Other proofs cite no passage by number: the numbers are those of the first.
    unnumbered = Proofs(told.labels, Grounds(), view)
    proof = told.proof
    worded = proof.wordings if isinstance(proof, Worded) else ()
    labels = told.labels
    url = _URLS.statement(told.triple, view)
    return site.page(
        "statement.html",
        request,
        told=told,
        seen=seen,
        terms=[_term(told, term) for term in told.triple],
        written=[(name, str(term)) for name, term in zip("spo", told.triple, strict=True)],
        sentence=shown(labels.sentence(told.triple)),
        passages=_told(told, worded),
        records=_records(proof),
        articles=len({w.passage.value.partition("#")[0] for w in worded}),
        main=ToldReceipt(told.receipts[0], view) if proof and not told.is_worded else None,
        others=[unnumbered.of(one) for r in told.receipts[1:] if (one := proof_in(r))],
        claims=[one for r in told.claims for one in _told(told, _wordings_of(proof_in(r)))],
        denials=[_denial(told, one) for one in told.denials],
        own=_sides([one for one in told.disagreements if one.triple == told.triple], told, view),
        of_parts=_sides([o for o in told.disagreements if o.triple != told.triple], told, view),
        times=[(_term(told, time.thing), _term(told, time.article), time) for time in told.times],
        near=[
            Linked(shown(labels.sentence(near)), statement_url(near, view)) for near in told.near
        ],
        left_out=left_out,
        texts=seen.kg.texts.at_hand,
        link=f"{request.origin}{url}",
        whole=_URLS.statement(told.triple),
        formats=[("JSON", _URLS.statement(told.triple, [*view, ("format", "json")]))],
    )


def _things(site: Site, seen: Viewed, told: ToldStatement) -> set[str]:
    """Return what the statement is about, where a view does not hold it: the parts of its proof."""
    if told.holds or seen.kg.viewed is None:
        return set()
    whole = tell_statement(site.kg, told.triple, site.timeout)
    triples = [told.triple]
    if whole.proof is not None:
        triples += [node.triple for node in nodes(whole.proof)]
    return {t.value for triple in triples for t in triple if isinstance(t, NamedNode)}


def _wordings_of(proof: Proof | None) -> tuple[Wording, ...]:
    return proof.wordings if isinstance(proof, Worded) else ()


def _records(proof: Proof | None) -> list[Linked]:
    """Return the records that hold what the words of an article state too."""
    records = proof.records if isinstance(proof, Worded) else ()
    return [
        Linked(shown(str(record.location or record.graph.value)), _URLS.of_iri(record.graph.value))
        for record in records
    ]


def _told(told: ToldStatement, found: Iterable[Wording]) -> list[Told]:
    def day(one: Wording) -> tuple[str, str]:
        note = told.passages.get(one.passage.value)
        return (note.published if note and note.published else "9999", one.passage.value)

    return [
        Told(
            number,
            place_of(one.passage.value, told.passages, told.labels),
            shown(voice_words(one, told.labels)) if one.voices else None,
            one.narrated and not one.voices,
        )
        for number, one in enumerate(sorted(found, key=day), 1)
    ]


def _denial(told: ToldStatement, one: Denial) -> dict[str, object]:
    speaker = None if one.speaker is None else _term(told, one.speaker)
    place = place_of(one.passage, told.passages, told.labels)
    return {"place": place, "speaker": speaker, "gist": one.gist}


def _sides(
    found: Iterable[OnASide], told: ToldStatement, view: list[tuple[str, str]]
) -> list[dict[str, object]]:
    return [
        {
            "gist": shown(one.gist),
            "href": _URLS.disagreement(one.finding, view),
            "severity": one.severity,
            "side": one.side,
            "sentence": shown(told.labels.sentence(one.triple)),
        }
        for one in found
    ]


def _term(told: ToldStatement, term: object) -> ShownTerm:
    known = {}
    if isinstance(term, NamedNode):
        known = {term.value: shown(told.labels.of(term))}
    return shown_term(term, known)  # type: ignore[arg-type]
