"""Shapes: whether a graph looks as it must, and where it does not.

``validation``, ``graph_validation`` and ``file_validation`` are imported by name: they bring
rdflib in, and pySHACL where something is left to it, which take long to import.
"""

from pactgraph.shapes.places import Places
from pactgraph.shapes.report import to_json, to_text, to_turtle
from pactgraph.shapes.results import (
    ByReference,
    NotApplied,
    PropertyPath,
    Report,
    Result,
    Severity,
)
from pactgraph.shapes.topics import Topic

__all__ = [
    "ByReference",
    "NotApplied",
    "Places",
    "PropertyPath",
    "Report",
    "Result",
    "Severity",
    "Topic",
    "to_json",
    "to_text",
    "to_turtle",
]
