"""Literals as pySHACL gets them: rdflib's, which may be compared whatever their types are."""

from __future__ import annotations

import logging
import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache

import pyoxigraph as ox
import rdflib
from rdflib.term import Node as RdflibNode

from pactgraph.model.rdflib_terms import to_rdflib


class Comparable(rdflib.Literal):
    """A typed literal that is not less than one it cannot be compared with.

    So has SHACL it (4.5.3, 4.5.4); rdflib raises, and pySHACL does not catch that.
    """

    @classmethod
    def of(cls, node: RdflibNode) -> RdflibNode:
        """Return a node as a value that pySHACL may compare."""
        if isinstance(node, rdflib.Literal) and node.datatype is not None:
            return cls(str(node), datatype=node.datatype, normalize=False)
        return node

    def __le__(self, other: object) -> bool:
        return self._compare(other, operator.le)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, operator.lt)

    def _compare(self, other: object, how: Callable[..., bool]) -> bool:
        if not isinstance(other, rdflib.Literal):
            return False
        if self.value is not None and other.value is not None:
            try:
                return how(self.value, other.value)
            except TypeError:
                return False
        # rdflib knows no value of a year or a month; their digits order as text.
        return self.datatype == other.datatype and how(str(self), str(other))

    __hash__ = rdflib.Literal.__hash__


@lru_cache(maxsize=65536)
def comparable(node: ox.NamedNode | ox.BlankNode | ox.Literal) -> RdflibNode:
    """Return an engine's term as a value that pySHACL may compare."""
    return Comparable.of(to_rdflib(node))


@contextmanager
def ill_typed_unsaid() -> Iterator[None]:
    """Keep rdflib from logging each ill-typed literal with a traceback: shapes tell of them."""
    log = logging.getLogger("rdflib.term")

    def is_other(record: logging.LogRecord) -> bool:
        return not str(record.msg).startswith("Failed to convert Literal")

    log.addFilter(is_other)
    try:
        yield
    finally:
        log.removeFilter(is_other)
