"""Terms as a server keeps them that takes terms of one value for one term.

Virtuoso's index holds one of ``"2015"^^xsd:gYear`` and ``"2015-01-01"^^xsd:date``, and one of
``1`` and ``true``, whichever came first. There, all but strings, whole numbers and days is kept
under a datatype of ours that it knows nothing of, and decoded when it comes back.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Final, cast
from urllib.parse import quote, unquote

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from pactgraph.engine.results import Term
from pactgraph.errors import BadInput
from pactgraph.namespaces import BASE, RDF, XSD

CODED: Final = BASE + "stored#"
"""What a datatype's IRI begins with where the server must not know it.

The name of an XSD type follows, or another type's IRI in percent-encoding.
"""

BLANK: Final = BASE + ".well-known/genid/"
"""What an IRI begins with that stands for a blank node (RDF 1.1 Concepts, section 3.5)."""

_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=65536)
def encoded(term: Term) -> Term:
    """Return the term that is kept for a term, in the form in which our engine keeps it.

    Raises BadInput for one that no such server can keep.

    >>> str(encoded(Literal("2015", datatype=XSD.gYear)))
    '"2015"^^<https://w3id.org/pactgraph/stored#gYear>'
    >>> str(encoded(Literal("007", datatype=XSD.integer)))
    '"7"^^<http://www.w3.org/2001/XMLSchema#integer>'
    """
    if isinstance(term, BlankNode):
        return NamedNode(BLANK + quote(term.value, safe=""))
    if isinstance(term, NamedNode):
        if term.value.startswith((BLANK, CODED)):
            raise _refused(term, "it stands for another one there")
        return term
    if isinstance(term, Triple):
        raise _refused(term, "it knows no triple inside a triple")
    literal = as_kept_here(term)
    if literal.datatype in (XSD.string, RDF.langString):
        return literal
    if literal.language is not None:
        raise _refused(term, "it knows no direction of text")
    if _is_native(literal):
        return literal
    return Literal(literal.value, datatype=_coded_type(literal.datatype))


@lru_cache(maxsize=65536)
def as_kept_here(literal: Literal) -> Literal:
    """Return a literal as the embedded engine gives it back: ``01`` is ``1``."""
    store, some = pyoxigraph.Store(), NamedNode("urn:some")
    store.add(Quad(some, some, literal))
    (kept,) = store
    return cast(Literal, kept.object)


def quad_as_kept_here(quad: Quad) -> Quad:
    """Return a statement with its literal as the embedded engine gives it back."""
    if not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, as_kept_here(quad.object), quad.graph_name)


def _is_native(literal: Literal) -> bool:
    if literal.datatype == XSD.integer:
        return _INTEGER.fullmatch(literal.value) is not None
    if literal.datatype != XSD.date or not _DATE.fullmatch(literal.value):
        return False
    try:
        date.fromisoformat(literal.value)
    except ValueError:
        return False
    return True


def _coded_type(datatype: NamedNode) -> NamedNode:
    name = datatype.value.removeprefix(XSD.base)
    return NamedNode(CODED + (name if name.isalnum() else quote(datatype.value, safe="")))


def _refused(term: Term, why: str) -> BadInput:
    return BadInput(
        f"this server cannot keep {str(term)[:200]} as it is: {why}",
        hint="keep the graph on disk, or on a server that keeps terms as they are",
    )


def encoded_quad(quad: Quad) -> Quad:
    """Return a statement as it is kept; raises BadInput, with its subject."""
    try:
        subject, value = encoded(quad.subject), encoded(quad.object)
    except BadInput as error:
        error.iri = str(quad.subject)
        raise
    return Quad(subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]


@lru_cache(maxsize=65536)
def decoded(term: Term) -> Term:
    """Return the term that is meant by what the server gives.

    >>> str(decoded(encoded(Literal("1", datatype=XSD.boolean))))
    '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    """
    if isinstance(term, NamedNode) and term.value.startswith(BLANK):
        return BlankNode(unquote(term.value.removeprefix(BLANK)))
    if isinstance(term, Literal) and term.datatype.value.startswith(CODED):
        name = term.datatype.value.removeprefix(CODED)
        iri = unquote(name) if "%" in name else XSD.base + name
        return Literal(term.value, datatype=NamedNode(iri))
    return term
