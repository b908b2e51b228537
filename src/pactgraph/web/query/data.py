"""The data of a stored query's answer: its bytes in each format of rows and of graphs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import Literal, Triple

from pactgraph.answer import Answer
from pactgraph.engine.results import Rows, Term
from pactgraph.graph_formats import write_graph
from pactgraph.web.document import NotAcceptable
from pactgraph.web.formats import FORMATS, ROWS, TRIPLES

_RESULT_FORMATS: Final = {"srj": "json", "srx": "xml", "csv": "csv", "tsv": "tsv"}
# A graph without named graphs reads the same in TriG as in Turtle, in N-Quads as in N-Triples.
_GRAPH_FORMATS: Final = {
    "ttl": "ttl",
    "trig": "ttl",
    "nt": "nt",
    "nq": "nt",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
}
# Who takes JSON or XML means that of rows or that of graphs, as the answer is.
_COUNTERPARTS: Final = {"srj": "jsonld", "srx": "rdf", "jsonld": "srj", "rdf": "srx"}

_EITHER: Final = ("", "json", "xml")
"""The file extensions that are for either, and none."""

_FORMULA = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_BYTE_ORDER_MARK = "\ufeff".encode()


def fitting(format_name: str, form: str, name: str, extension: str = "") -> str:
    """Return the format in which an answer of this form goes out.

    JSON and XML of rows stand for those of graphs and the other way round, unless a file
    ``extension`` that means one of them alone chose it. Raises NotAcceptable for another format
    that is for the other kind of answer.

    >>> fitting("srj", "CONSTRUCT", "describe")
    'jsonld'
    """
    own = formats_of(form)
    if format_name in own:
        return format_name
    if format_name in _COUNTERPARTS and extension in _EITHER:
        return _COUNTERPARTS[format_name]
    kind = "rows" if own is ROWS else "a graph"
    raise NotAcceptable(
        f"the answer to {name!r} is {kind}, which {FORMATS[format_name].media_type} is not for",
        hint=f"it comes in {', '.join(FORMATS[one].media_type for one in own)}: as {listed(own)}",
    )


def formats_of(form: str) -> tuple[str, ...]:
    """Return the formats that answers of a query's form come in."""
    return TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else ROWS


def listed(formats: Iterable[str]) -> str:
    """Return the file extensions of formats in words.

    >>> listed(("srx", "csv"))
    '.srx, .xml, .csv'
    """
    found = (FORMATS[name] for name in formats)
    return ", ".join(f".{e}" for one in found for e in (one.extension, *one.aliases))


def answer_bytes(
    answer: Answer, format_name: str, receipts: Sequence[str] | None, *, spreadsheet: bool = False
) -> bytes:
    """Return an answer in a format that fits it; ``receipts`` has the URL of each row's.

    JSON has evidence, receipts and notes as members of their own beside those of the
    standard; the other formats of rows have them as columns. With ``spreadsheet`` a CSV is
    made safe for programs that take cells for formulas. Raises BadInput where a format
    cannot carry a value.
    """
    if format_name in _GRAPH_FORMATS:
        return graph_bytes(answer.triples(), format_name)
    if format_name == "srj":
        return _json(answer, receipts)
    if answer.evidence is not None:
        answer = answer.with_evidence_columns()
    if receipts is not None and answer.form == "SELECT":
        answer = _with_column(answer, "receipt", receipts)
    if format_name == "csv" and spreadsheet:
        return _BYTE_ORDER_MARK + _neutralised(answer).serialise("csv")
    return answer.serialise(_RESULT_FORMATS[format_name])


def graph_bytes(triples: Iterable[Triple], format_name: str) -> bytes:
    """Return triples in a format of graphs; raises BadInput where it cannot carry one."""
    return write_graph(triples, _GRAPH_FORMATS[format_name])


def _json(answer: Answer, receipts: Sequence[str] | None) -> bytes:
    written = answer.serialise("json")
    more: dict[str, object] = {}
    if answer.evidence is not None:
        more["evidence"] = [[note.as_json() for note in row] for row in answer.evidence]
    if receipts is not None:
        more["receipts"] = list(receipts)
    if answer.notes:
        more["notes"] = list(answer.notes)
    if not more:
        return written
    # They come first: some readers of streams take nothing after the rows.
    return (json.dumps({**more, **json.loads(written)}, ensure_ascii=False) + "\n").encode()


def _with_column(answer: Answer, name: str, values: Sequence[str]) -> Answer:
    rows = [(*row, Literal(value)) for row, value in zip(answer.terms, values, strict=True)]
    return replace(answer, terms=Rows((*answer.variables, name), rows))


def _neutralised(answer: Answer) -> Answer:
    """Return an answer whose cells no spreadsheet takes for a formula; numbers stay."""

    def safe(term: Term | None) -> Term | None:
        text = "" if term is None else getattr(term, "value", str(term))
        if not _FORMULA.match(text) or _NUMBER.fullmatch(text):
            return term
        return Literal(f"'{text}")

    rows = [tuple(map(safe, row)) for row in answer.terms]
    return replace(answer, terms=Rows(answer.variables, rows))
