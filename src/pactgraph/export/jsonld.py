"""The merged graph as compact JSON-LD: one object a thing, sorted, nothing lost.

Why a writer of our own: pyoxigraph 0.5 writes only expanded JSON-LD, rdflib 7.6 another
order with every process. A value is a plain string only where the context says how it is
read; a number or a boolean only where its lexical form is the one that JSON-LD gives
back; all else is written out as ``@value`` with its type or language.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from pactgraph.export.context import Context, ContextTerm, JsonObject
from pactgraph.export.labelling import with_canonical_labels
from pactgraph.export.ordering import Described, ReadingOrder, Term
from pactgraph.export.snapshot import WHOLE, ExportOptions, GraphSnapshot, merged_in_scope
from pactgraph.export.turtle import encoded
from pactgraph.model.graphs import ONTOLOGY
from pactgraph.namespaces import RDF, XSD

# Fifteen digits: every JSON reader holds such an integer exactly.
_CANONICAL_INTEGER = re.compile("0|-?[1-9][0-9]{0,14}")


def jsonld(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> Iterator[bytes]:
    """Yield the merged graph as one JSON-LD 1.1 document with its context inside.

    JSON has no comments, so there is no head comment. Raises BadInput for a triple that
    RDF 1.1 cannot carry and for an IRI that the context would read as another.
    """
    triples = with_canonical_labels(merged_in_scope(snapshot, options))
    context = Context(snapshot.graphs.get(ONTOLOGY.value, ()))
    nodes = [_node(described, context) for described in ReadingOrder().blocks(triples)]
    head = f'{{\n  "@context": {_one_entry_a_line(context.as_json())},\n  "@graph": ['
    texts = [f"{',' if i else ''}\n{_indented(node)}" for i, node in enumerate(nodes)]
    return encoded([head], texts, ["\n  ]\n}\n"])


def _one_entry_a_line(value: JsonObject) -> str:
    entries = (f"    {_text(key)}: {_text(entry)}" for key, entry in value.items())
    return "{\n" + ",\n".join(entries) + "\n  }"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _indented(node: JsonObject) -> str:
    # Not textwrap.indent: it takes U+2028 inside a string for the end of a line.
    return "    " + json.dumps(node, ensure_ascii=False, indent=2).replace("\n", "\n    ")


def _node(described: Described, context: Context) -> JsonObject:
    subject, predicates = described
    node: JsonObject = {"@id": context.reference(subject)}
    for predicate, objects in predicates:
        classes = [value for value in objects if isinstance(value, NamedNode)]
        if predicate == RDF.type and len(classes) == len(objects):
            node["@type"] = _alone_or_list([context.vocabulary_name(name) for name in classes])
        else:
            key, term = context.key(predicate)
            node[key] = _alone_or_list([_value(value, term, context) for value in objects])
    return node


def _alone_or_list(values: list[object] | list[str]) -> object:
    return values[0] if len(values) == 1 else values


def _value(value: Term, term: ContextTerm, context: Context) -> object:
    if not isinstance(value, Literal):
        reference = context.reference(value)
        return reference if term.coercion == "@id" else {"@id": reference}
    if value.language:
        if value.language == term.language:
            return value.value
        return {"@value": value.value, "@language": value.language}
    return _typed(value, term, context)


def _typed(literal: Literal, term: ContextTerm, context: Context) -> object:
    if literal.datatype == XSD.string:
        plain = term.coercion is None and term.language is None
        return literal.value if plain else {"@value": literal.value}
    if literal.datatype.value == term.coercion:
        return literal.value
    native = _native(literal) if term.coercion is None else None
    if native is not None:
        return native
    return {"@value": literal.value, "@type": context.reference(literal.datatype)}


def _native(literal: Literal) -> int | bool | None:
    if literal.datatype == XSD.integer and _CANONICAL_INTEGER.fullmatch(literal.value):
        return int(literal.value)
    if literal.datatype == XSD.boolean and literal.value in ("true", "false"):
        return literal.value == "true"
    return None
