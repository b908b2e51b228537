"""The explanation of an empty answer as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from pactgraph.nothing.phrases import Sentences
from pactgraph.nothing.report import Amount, Bindings, Leftover, Near, Part, Reason
from pactgraph.nothing.words import doubt_words
from pactgraph.syntax.tree import Element, Group
from pactgraph.syntax.writing import write_expression, write_group
from pactgraph.telling.labels import Labels

if TYPE_CHECKING:
    from pactgraph.nothing.nothing import Nothing

Json = dict[str, object]


def nothing_json(nothing: Nothing, labels: Labels) -> Json:
    """Return the explanation as JSON takes it; what is not known is left out."""

    def said(element: Element) -> Json:
        return {
            "condition": _text(element),
            "sentence": Sentences(labels, nothing.given).of(element),
        }

    def part(one: Part) -> Json:
        counts = {"alone": _amount(one.alone), "without": _amount(one.without)}
        return said(one.element) | {k: v for k, v in counts.items() if v is not None}

    def reason(one: Reason) -> Json:
        found: Json = {"conditions": [part(p) for p in one.parts], "smallest": one.proved}
        if one.inside:
            found["inside"] = [[reason(r) for r in inside] for inside in one.inside]
        if one.things is not None:
            found["things"] = {
                "variable": one.things.variable,
                "different": _amount(one.things.amount),
                "true of": {name: _amount(of) for name, of in one.things.reckoned},
            }
        return found

    def near(one: Near) -> Json:
        change = one.change
        found: Json = {
            "change": change.kind.value,
            "conditions": [said(element) for element in change.elements],
            "whole": one.whole,
            "matches": _amount(one.amount),
            "rows": [_row(row) for row in one.rows],
        }
        if one.dates:
            found["dates"] = [
                {"thing": thing, "bound": bound.value, "day": _term(day)}
                for thing, of in one.dates.items()
                for bound, day in of
            ]
        if change.old is not None:
            found["instead of"] = _term(change.old)
        if change.new is not None:
            found["by"] = _term(change.new)
        return found

    document: Json = {
        "form": nothing.form,
        "parameters": {
            p.name: _term(nothing.given.bindings[p.variable])
            for p in nothing.given.parameters
            if p.variable in nothing.given.bindings
        },
        "reasons": [reason(r) for r in nothing.reasons],
        "complete": nothing.complete and not nothing.more_reasons,
        "near": [near(n) for n in nothing.near],
        "told": [
            {
                "statement": [
                    _term(t) for t in (x.triple.subject, x.triple.predicate, x.triple.object)
                ],
                "sentence": labels.sentence(x.triple),
                "claim": x.claim.value,
                "speakers": [s.value for s in x.speakers],
                "passages": [p.value for p in x.passages],
                "derived": x.derived,
            }
            for x in nothing.told
        ],
        "doubts": [
            {"kind": d.kind, "sentence": doubt_words(d)}
            | ({} if d.term is None else {"term": _term(d.term)})
            | {"candidates": [_term(c) for c in d.candidates]}
            for d in nothing.doubts
        ],
        "left out": [{"thing": o.thing.value, "why": o.why} for o in nothing.omissions],
        "notes": list(nothing.notes),
    }
    if nothing.empty_view:
        document["empty view"] = True
    if nothing.leftover is not None:
        document["after the pattern"] = _leftover(nothing.leftover)
    return document


def _leftover(leftover: Leftover) -> Json:
    return {
        "kind": leftover.kind,
        "matches": _amount(leftover.matches),
        "conditions": [[write_expression(t, short=True) for t in c] for c in leftover.conditions],
    }


def _text(element: Element) -> str:
    return write_group(Group((element,)), short=True)


def _amount(amount: Amount | None) -> Json | int | None:
    if amount is None:
        return None
    return {"more than": amount.count} if amount.more else amount.count


def _row(row: Bindings) -> Json:
    return {name: _term(row[name]) for name in row}


def _term(term: object) -> Json:
    """Return a term as SPARQL JSON writes it (SPARQL 1.1 Query Results JSON, section 3.2.2)."""
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case Literal() if term.language:
            return {"type": "literal", "value": term.value, "xml:lang": term.language}
        case Literal():
            return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
        case _:
            return {"type": "bnode", "value": getattr(term, "value", str(term))}
