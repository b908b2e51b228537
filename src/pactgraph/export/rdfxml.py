"""The merged graph as RDF/XML, for tools that read nothing else.

Why a writer of our own: rdflib's two RDF/XML writers put subjects in another order with
every process; pyoxigraph writes a carriage return raw, which an XML reader turns into a
line feed, and characters that XML 1.0 does not allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.errors import BadInput
from pactgraph.export.heading import counted, heading, xml_comment
from pactgraph.export.labelling import with_canonical_labels
from pactgraph.export.ordering import Described, ReadingOrder, Term
from pactgraph.export.snapshot import WHOLE, ExportOptions, GraphSnapshot, merged_in_scope
from pactgraph.export.turtle import encoded
from pactgraph.namespaces import PREFIXES, RDF, XSD

# ASCII alone: readers disagree on which other letters a name may hold.
_NAME_AT_END = re.compile("[A-Za-z_][A-Za-z0-9_.-]*$")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# RDF/XML 1.1, 7.2.5: names of the rdf namespace that are no property elements, and rdf:li.
_NO_PROPERTY = frozenset(
    RDF.base + name
    for name in (
        *("RDF", "ID", "about", "parseType", "resource", "nodeID", "datatype", "Description"),
        *("aboutEach", "aboutEachPrefix", "bagID", "li"),
    )
)
_OTHER_FORMAT = "export as Turtle or N-Triples, which carry it"


def rdfxml(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the merged graph as RDF/XML 1.1, one ``rdf:Description`` a subject.

    Raises BadInput for a predicate that no XML name can stand for, and for a character
    that XML 1.0 cannot carry.
    """
    triples = with_canonical_labels(merged_in_scope(snapshot, options))
    split = {predicate: _split(predicate) for predicate in {t.predicate.value for t in triples}}
    prefixes = _prefixes({namespace for namespace, _ in split.values()})
    names = {predicate: f"{prefixes[ns]}:{local}" for predicate, (ns, local) in split.items()}
    blocks = [_block(described, names) for described in ReadingOrder().blocks(triples)]
    lines = heading("merged graph, RDF/XML", counted(len(triples), "triple"), options)
    bindings = "".join(
        f"\n    xmlns:{prefix}={quoteattr(namespace)}" for namespace, prefix in prefixes.items()
    )
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml_comment(lines)}<rdf:RDF{bindings}>\n'
    return encoded([head], blocks, ["</rdf:RDF>\n"])


def require_xml(text: str) -> None:
    """Raise BadInput if the text holds a character that XML 1.0 cannot carry."""
    bad = _NOT_IN_XML.search(text)
    if bad:
        raise BadInput(
            f"XML cannot carry the character U+{ord(bad[0]):04X}, in {text[:40]!r}",
            hint=_OTHER_FORMAT,
        )


def xml_text(text: str) -> str:
    """Return a text as XML content that reads back as it was.

    Raises BadInput for a character that XML 1.0 cannot carry.

    >>> xml_text("a < b")
    'a &lt; b'
    """
    require_xml(text)
    return escape(text, {"\r": "&#13;"})


def _split(predicate: str) -> tuple[str, str]:
    match = _NAME_AT_END.search(predicate)
    if match is None or predicate in _NO_PROPERTY:
        raise BadInput(
            "RDF/XML cannot write this predicate as the name of an element",
            iri=predicate,
            hint=_OTHER_FORMAT,
        )
    return predicate[: match.start()], match[0]


def _prefixes(namespaces: set[str]) -> dict[str, str]:
    table = {namespace: prefix for prefix, namespace in PREFIXES.items()}
    others = sorted(namespaces - table.keys())
    numbered = {namespace: f"ns{number}" for number, namespace in enumerate(others, start=1)}
    known = {namespace: prefix for namespace, prefix in table.items() if namespace in namespaces}
    return {RDF.base: "rdf"} | known | numbered


def _block(described: Described, names: dict[str, str]) -> str:
    subject, predicates = described
    kind = "nodeID" if isinstance(subject, BlankNode) else "about"
    lines = [f"  <rdf:Description rdf:{kind}={quoteattr(subject.value)}>\n"]
    for predicate, objects in predicates:
        name = names[predicate.value]
        lines += [f"    <{name}{_value(value, name)}\n" for value in objects]
    return "".join([*lines, "  </rdf:Description>\n"])


def _value(value: Term, name: str) -> str:
    if isinstance(value, NamedNode):
        return f" rdf:resource={quoteattr(value.value)}/>"
    if isinstance(value, BlankNode):
        return f" rdf:nodeID={quoteattr(value.value)}/>"
    return f"{_kind(value)}>{xml_text(value.value)}</{name}>"


def _kind(literal: Literal) -> str:
    if literal.language:
        return f" xml:lang={quoteattr(literal.language)}"
    if literal.datatype == XSD.string:
        return ""
    return f" rdf:datatype={quoteattr(literal.datatype.value)}"
