"""The W3C's result formats: SPARQL JSON, XML, CSV and TSV, written byte by byte."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.engine.results import Rows, Term, Truth
from pactgraph.errors import BadInput
from pactgraph.namespaces import RDF, XSD

_STRINGS = (XSD.string, RDF.langString, RDF.dirLangString)


def write_results(answer: Rows | Truth, name: str) -> bytes:
    r"""Return an answer in the format ``json``, ``xml``, ``csv`` or ``tsv``.

    JSON: SPARQL 1.1 Query Results JSON Format; XML: SPARQL Query Results XML Format
    (Second Edition); CSV and TSV: SPARQL 1.1 Query Results CSV and TSV Formats. A truth
    in CSV and TSV, which those leave open, is the word ``true`` or ``false``.

    Raises:
        BadInput: no such format, or XML was asked for and cannot carry a character.

    >>> write_results(Rows(("a",), [(Literal("x"),)]), "csv")
    b'a\r\nx\r\n'
    """
    if name not in RESULT_FORMATS:
        raise BadInput(f"no result format is called {name!r}", hint=f"one of {FORMAT_NAMES}")
    return RESULT_FORMATS[name](answer).encode()


def _json_term(term: Term) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {
            "subject": _json_term(term.subject),
            "predicate": _json_term(term.predicate),
            "object": _json_term(term.object),
        }
        return {"type": "triple", "value": parts}
    value: dict[str, object] = {"type": "literal", "value": term.value}
    if term.language:
        value["xml:lang"] = term.language
        if term.direction:
            value["its:dir"] = str(term.direction)
    elif term.datatype not in _STRINGS:
        value["datatype"] = term.datatype.value
    return value


def _to_json(answer: Rows | Truth) -> str:
    def compact(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    if isinstance(answer, Truth):
        return compact({"head": {}, "boolean": answer.value}) + "\n"
    # One row a line: a reader can page through it, and a difference shows its row.
    rows = ",\n".join(
        compact({name: _json_term(term) for name, term in row.items()}) for row in answer.dicts()
    )
    head = compact({"vars": list(answer.variables)})
    bindings = f"[\n{rows}\n]" if rows else "[]"
    return f'{{"head":{head},"results":{{"bindings":{bindings}}}}}\n'


# What XML 1.0 cannot carry, not even as a character reference (section 2.2, Char).
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _xml_text(text: str) -> str:
    if found := _NOT_XML.search(text):
        raise BadInput(
            f"XML cannot carry the character U+{ord(found.group()):04X} of a value",
            hint="ask for json or tsv",
        )
    # A carriage return would reach the reader as a line feed (XML 1.0, section 2.11).
    return escape(text, {"\r": "&#13;"})


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        parts = "".join(
            f"<{part}>{_xml_term(value)}</{part}>"
            for part, value in (
                ("subject", term.subject),
                ("predicate", term.predicate),
                ("object", term.object),
            )
        )
        return f"<triple>{parts}</triple>"
    attribute = ""
    if term.language:
        attribute = f" xml:lang={quoteattr(term.language)}"
        if term.direction:
            attribute += f' its:dir="{term.direction}" its:version="2.0"'
    elif term.datatype not in _STRINGS:
        attribute = f" datatype={quoteattr(term.datatype.value)}"
    return f"<literal{attribute}>{_xml_text(term.value)}</literal>"


def _to_xml(answer: Rows | Truth) -> str:
    if isinstance(answer, Truth):
        body = f"  <head/>\n  <boolean>{str(answer.value).lower()}</boolean>\n"
    else:
        names = "".join(f"    <variable name={quoteattr(n)}/>\n" for n in answer.variables)
        head = f"  <head>\n{names}  </head>\n" if names else "  <head/>\n"
        results = []
        for row in answer.dicts():
            bindings = "".join(
                f"      <binding name={quoteattr(name)}>{_xml_term(term)}</binding>\n"
                for name, term in row.items()
            )
            results.append(f"    <result>\n{bindings}    </result>\n")
        body = f"{head}  <results>\n{''.join(results)}  </results>\n"
    its = ' xmlns:its="http://www.w3.org/2005/11/its"' if "its:dir" in body else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<sparql xmlns="http://www.w3.org/2005/sparql-results#"{its}>\n{body}</sparql>\n'
    )


def _triple(term: Triple) -> str:
    return f"<<( {' '.join(map(_tsv_term, (term.subject, term.predicate, term.object)))} )>>"


def _csv_term(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Triple):
        return _triple(term)
    return str(term) if isinstance(term, BlankNode) else term.value


def _to_csv(answer: Rows | Truth) -> str:
    if isinstance(answer, Truth):
        return f"{str(answer.value).lower()}\r\n"
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if not answer.variables:
        return "\r\n" * (1 + len(answer))
    writer.writerow(answer.variables)
    writer.writerows([_csv_term(term) for term in row] for row in answer)
    return out.getvalue()


_BARE = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD.boolean: re.compile("true|false"),
}
_TSV_ESCAPES = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}
)


def _tsv_term(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Triple):
        return _triple(term)
    if not isinstance(term, Literal):
        return str(term)
    bare = _BARE.get(term.datatype)
    if bare and bare.fullmatch(term.value):
        return term.value
    text = f'"{term.value.translate(_TSV_ESCAPES)}"'
    if term.language:
        return f"{text}@{term.language}" + (f"--{term.direction}" if term.direction else "")
    return text if term.datatype in _STRINGS else f"{text}^^{term.datatype}"


def _to_tsv(answer: Rows | Truth) -> str:
    if isinstance(answer, Truth):
        return f"{str(answer.value).lower()}\n"
    lines = ["\t".join(f"?{name}" for name in answer.variables)]
    lines += ["\t".join(map(_tsv_term, row)) for row in answer]
    return "\n".join(lines) + "\n"


RESULT_FORMATS: dict[str, Callable[[Rows | Truth], str]] = {
    "json": _to_json,
    "xml": _to_xml,
    "csv": _to_csv,
    "tsv": _to_tsv,
}
FORMAT_NAMES = ", ".join(RESULT_FORMATS)
