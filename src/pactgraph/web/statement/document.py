"""A statement as JSON: whether it holds, its proofs, and who says it or denies it.

``statement`` is a triple as receipts write one, ``holds`` whether the graph has it, ``view``
which view of the graph that is, null for all of it. ``proofs`` are as in the documents of
receipts (``pactgraph.telling.document``), the first the one by which it is known, the others
further ways to it; ``passages`` all that they and the claims cite. ``lines`` counts the
independent texts that the first proof rests on. ``claims`` are proofs too, one a claim, which
is not part of the graph. ``denials``, ``disagreements`` (of the statement and of the parts of
its proofs), ``knownSince``, ``times`` and, where it does not hold, ``leftOut`` and ``near`` say
what the page says.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from pactgraph.telling.document import Json, receipt_document, triple_json
from pactgraph.web.statement.known_since import TIMELESS
from pactgraph.web.statement.told_statement import ToldStatement
from pactgraph.web.viewed import Viewed


def statement_document(
    told: ToldStatement, seen: Viewed, left_out: list[dict[str, str]]
) -> Mapping[str, object]:
    """Return what there is to tell of a statement as JSON takes it."""
    proofs = [receipt_document(receipt) for receipt in told.receipts]
    claims = [receipt_document(receipt) for receipt in told.claims]
    cited = chain.from_iterable(_listed(document, "passages") for document in (*proofs, *claims))
    passages = {str(passage["passage"]): passage for passage in cited}
    for denial in told.denials:
        note = told.passages.get(denial.passage)
        if note is not None:
            passages.setdefault(denial.passage, note.as_json())
    known = told.known
    return {
        "statement": triple_json(told.triple),
        "sentence": told.labels.sentence(told.triple),
        "holds": told.holds,
        "view": seen.as_json(),
        "proofs": [one for document in proofs for one in _listed(document, "proofs")],
        "lines": told.lines,
        "passages": [passages[iri] for iri in sorted(passages)],
        "claims": [one for document in claims for one in _listed(document, "proofs")],
        "denials": [
            {
                "passage": one.passage,
                "speaker": None if one.speaker is None else one.speaker.value,
                "gist": one.gist,
            }
            for one in told.denials
        ],
        "disagreements": [
            {
                "finding": one.finding,
                "gist": one.gist,
                "severity": one.severity,
                "side": one.side,
                "statement": triple_json(one.triple),
            }
            for one in told.disagreements
        ],
        "knownSince": None
        if known is None or known == TIMELESS
        else {"published": known.stated, "article": known.slug},
        "times": [
            {
                "thing": one.thing.value,
                "article": one.article.value,
                "beginNotBefore": one.begin[0],
                "beginNotAfter": one.begin[1],
                "endNotBefore": one.end[0],
                "endNotAfter": one.end[1],
            }
            for one in told.times
        ],
        "leftOut": left_out,
        "near": [triple_json(near) for near in told.near],
    }


def _listed(document: Json, name: str) -> list[Json]:
    found = document[name]
    assert isinstance(found, list)
    return found
