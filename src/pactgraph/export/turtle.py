r"""The merged graph as Turtle: stable, sorted, pretty, and true to every lexical form.

Why a writer of our own: with rdflib 7.6, ``turtle`` takes over three seconds for 13,000
triples, and both it and ``longturtle`` write ``"1"^^xsd:boolean`` as the integer 1 and
``"1.0E0"^^xsd:double`` as ``1e+00``; pyoxigraph 0.5 neither groups nor sorts and writes a
passage as ``article:x\#char\=1\,2``. Here an IRI is shortened only if its local name
is made of ASCII letters, digits, ``_`` and ``-``, and a literal is written bare only if
every parser gives back the form that was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.export.heading import counted, hash_comment, heading
from pactgraph.export.labelling import with_canonical_labels
from pactgraph.export.ordering import Described, ReadingOrder, Term
from pactgraph.export.snapshot import WHOLE, ExportOptions, GraphSnapshot, merged_in_scope
from pactgraph.namespaces import PREFIXES, RDF, XSD

_LOCAL_NAME = re.compile("[A-Za-z0-9_][A-Za-z0-9_-]*")
_BARE = {
    XSD.integer: re.compile("0|-?[1-9][0-9]*"),
    XSD.decimal: re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+"),
    XSD.boolean: re.compile("true|false"),
}
_PREFIX_OF = {namespace: prefix for prefix, namespace in PREFIXES.items()}
_INDENT = "    "

Annotation = Callable[[Triple], str]
"""What is written behind an object of a triple: nothing, or an RDF 1.2 annotation."""


def short_name(iri: str) -> tuple[str, str] | None:
    """Return the prefix and local name of an IRI that may be shortened, or None.

    >>> short_name("https://w3id.org/pactgraph/id/kfor")
    ('id', 'kfor')
    >>> short_name("https://w3id.org/pactgraph/article/x#char=1,2") is None
    True
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = _PREFIX_OF.get(iri[:cut])
    if prefix is None or _LOCAL_NAME.fullmatch(iri, cut) is None:
        return None
    return prefix, iri[cut:]


class TurtleWriter:
    """Writes blocks of triples, and remembers which prefixes they used."""

    def __init__(self) -> None:
        self._order = ReadingOrder()
        self._written: dict[Term, str] = {}
        self._used: set[str] = set()

    def prefixes(self) -> str:
        """Return the declarations of the prefixes used so far, in the table's order."""
        return "".join(
            f"@prefix {prefix}: <{namespace}> .\n"
            for prefix, namespace in PREFIXES.items()
            if prefix in self._used
        )

    def term(self, term: Term) -> str:
        """Return a term as Turtle writes it."""
        if term not in self._written:
            self._written[term] = self._write(term)
        return self._written[term]

    def blocks(
        self, triples: set[Triple], *, indent: str = "", annotation: Annotation | None = None
    ) -> Iterator[str]:
        """Yield one block of text a subject, in reading order; labels are taken as they are."""
        for described in self._order.blocks(triples):
            yield self._block(described, indent, annotation)

    def _block(self, described: Described, indent: str, annotation: Annotation | None) -> str:
        subject, predicates = described
        lines = []
        for predicate, objects in predicates:
            verb = "a" if predicate == RDF.type else self.term(predicate)
            values = [self.term(value) for value in objects]
            if annotation:
                values = [
                    f"{text}{annotation(Triple(subject, predicate, value))}"
                    for text, value in zip(values, objects, strict=True)
                ]
            if len(values) == 1:
                lines.append(f"{indent}{_INDENT}{verb} {values[0]}")
            else:
                break_ = f"\n{indent}{_INDENT * 2}"
                lines.append(f"{indent}{_INDENT}{verb}{break_}" + f",{break_}".join(values))
        return f"{indent}{self.term(subject)}\n" + " ;\n".join(lines) + " .\n"

    def _write(self, term: Term) -> str:
        if isinstance(term, BlankNode):
            return str(term)
        if isinstance(term, NamedNode):
            short = short_name(term.value)
            if short is None:
                return str(term)
            self._used.add(short[0])
            return ":".join(short)
        return self._literal(term)

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        if literal.language or datatype == XSD.string:
            return str(literal)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(literal.value):
            return literal.value
        return f"{Literal(literal.value)}^^{self.term(datatype)}"


def turtle(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the merged graph as Turtle 1.1, in UTF-8.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    triples = with_canonical_labels(merged_in_scope(snapshot, options))
    writer = TurtleWriter()
    blocks = list(writer.blocks(triples))
    lines = heading("merged graph, Turtle", counted(len(triples), "triple"), options)
    return encoded([hash_comment(lines) + writer.prefixes()], (f"\n{block}" for block in blocks))


def encoded(*parts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts as UTF-8, one chunk a text."""
    for texts in parts:
        for text in texts:
            yield text.encode("utf-8")
