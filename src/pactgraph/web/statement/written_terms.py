"""Terms as people write them in a URL: N-Triples, and what is shorter."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from pactgraph.errors import BadInput
from pactgraph.namespaces import RDF
from pactgraph.query.parameters import iri_of
from pactgraph.web.document import DocumentRequest

_LITERAL: Final = re.compile(
    r'"((?:[^"\\\n\r]|\\.)*)"(?:@([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)|\^\^(\S+))?'
)
_ESCAPED: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES: Final = {
    "t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_LONGEST: Final = 20_000


def statement_of(request: DocumentRequest) -> Triple:
    """Return the statement of the parameters s, p and o; raises BadInput for what is none."""
    subject, predicate = (_iri(request, name) for name in ("s", "p"))
    words = _given(request, "o")
    value = literal_of(words) if words.startswith('"') else _iri(request, "o")
    return Triple(subject, predicate, value)


def literal_of(words: str) -> Literal:
    r"""Return a literal as N-Triples writes it; its type may be shortened by our prefixes.

    Raises BadInput.

    >>> str(literal_of('"1997"^^xsd:gYear')), literal_of('"caf\\u00e9"@fr').value
    ('"1997"^^<http://www.w3.org/2001/XMLSchema#gYear>', 'café')
    """
    found = _LITERAL.fullmatch(words)
    if found is None:
        raise BadInput(
            f"o cannot be {words[:80]!r}: it is no literal",
            hint='write "words", "words"@en or "1997"^^xsd:gYear',
        )
    value, language, datatype = _ESCAPED.sub(_unescaped, found[1]), found[2], found[3]
    try:
        value.encode()
        if language:
            return Literal(value, language=language)
        if not datatype:
            return Literal(value)
        kind = iri_of(datatype, "the type of o")
        if kind is None:
            raise BadInput(f"the type of o cannot be {datatype[:80]!r}: it is no IRI")
        return Literal(value, datatype=kind)
    except ValueError as error:
        raise BadInput(f"o cannot be {words[:80]!r}: {error}") from error


def _iri(request: DocumentRequest, name: str) -> NamedNode:
    words = _given(request, name)
    if name == "p" and words == "a":
        return RDF.type
    found = iri_of(words, name)
    if found is None:
        raise BadInput(
            f"{name} cannot be {words[:80]!r}: it is no IRI",
            hint="write an IRI, id:name, pact:name"
            + (', or words in quotes: "words"@en' if name == "o" else ""),
        )
    return found


def _given(request: DocumentRequest, name: str) -> str:
    words = request.first(name)
    if words is None:
        raise BadInput(
            "a statement is asked for by its subject, property and value: s=…&p=…&o=…",
            hint="for example s=id:azerbaijan&p=pact:contributesTo&o=id:kfor",
        )
    if len(words) > _LONGEST:
        raise BadInput(f"{name} has {len(words):,} characters; {_LONGEST:,} are allowed")
    return words.strip()


def _unescaped(found: re.Match[str]) -> str:
    mark = found[1]
    if mark[0] in "uU" and len(mark) > 1:
        number = int(mark[1:], 16)
        if number > 0x10FFFF:
            raise BadInput(f"\\{mark} is no character")
        return chr(number)
    if mark not in _ESCAPES:
        raise BadInput(f"\\{mark} is no escape of N-Triples")
    return _ESCAPES[mark]
