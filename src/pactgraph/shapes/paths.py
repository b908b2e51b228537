"""Property paths of shapes, read from their RDF and written as SPARQL and Turtle write them."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from rdflib.namespace import RDF, SH
from rdflib.term import Node

from pactgraph.errors import BadInput
from pactgraph.shapes.results import PropertyPath

_POSTFIX: Final = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


def read_path(shapes: rdflib.Graph, node: Node) -> PropertyPath:
    """Return the path that a node of a shapes graph stands for (SHACL, 2.3.1).

    Raises BadInput if it is no well-formed path.
    """
    if isinstance(node, rdflib.URIRef):
        return PropertyPath.of(ox.NamedNode(str(node)))
    return PropertyPath(_sparql(shapes, node), _turtle(shapes, node), None)


def _sparql(shapes: rdflib.Graph, node: Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return node.n3()
    if (node, RDF.first, None) in shapes:
        return "(" + "/".join(_sparql(shapes, step) for step in Collection(shapes, node)) + ")"
    choices = shapes.value(node, SH.alternativePath)
    if choices is not None:
        return "(" + "|".join(_sparql(shapes, c) for c in Collection(shapes, choices)) + ")"
    inverse = shapes.value(node, SH.inversePath)
    if inverse is not None:
        return "^" + _sparql(shapes, inverse)
    for kind, sign in _POSTFIX.items():
        inner = shapes.value(node, kind)
        if inner is not None:
            return f"({_sparql(shapes, inner)}){sign}"
    raise BadInput("a shape has a path that is none", hint="see section 2.3.1 of SHACL")


def _turtle(shapes: rdflib.Graph, node: Node) -> str:
    if isinstance(node, rdflib.URIRef):
        return node.n3()
    if (node, RDF.first, None) in shapes:
        return "( " + " ".join(_turtle(shapes, step) for step in Collection(shapes, node)) + " )"
    for kind in (SH.alternativePath, SH.inversePath, *_POSTFIX):
        inner = shapes.value(node, kind)
        if inner is not None:
            return f"[ {kind.n3()} {_turtle(shapes, inner)} ]"
    raise BadInput("a shape has a path that is none", hint="see section 2.3.1 of SHACL")
