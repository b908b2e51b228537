"""The engines whose closures are measured side by side, and what each derives."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
import pyoxigraph as ox
import rdflib
from numpy.typing import NDArray
from rdflib.term import Node

from pactgraph.reasoning.closure import Closure, close
from pactgraph.reasoning.compiler import compile_rules
from pactgraph.reasoning.owlrl_reasoner import about_data
from pactgraph.reasoning.rule_updates import close_by_updates

GIVEN = ox.NamedNode("urn:pactgraph:benchmark:given")
INFERRED = ox.NamedNode("urn:pactgraph:benchmark:inferred")
_DATALOG = "[?x, <urn:p>, ?z] :- [?x, <urn:p>, ?y], [?y, <urn:p>, ?z] ."


class Closing(Protocol):
    """An engine that closes a file of data under one of axioms, both N-Triples named ``.ttl``."""

    needs: str
    """The package that it is, or is of."""
    most_compared: int
    """What it derives of more triples than so many is not compared: that takes too much."""

    def read(self, data: Path, ontology: Path) -> None:
        """Read both files."""
        ...

    def reason(self) -> None:
        """Derive what follows."""
        ...

    def hand_out(self) -> None:
        """Take out what was derived, where the reasoner does not give it by itself."""
        ...

    def derived(self) -> Iterable[ox.Triple]:
        """Return what was derived about the data; not measured."""
        ...


class Pactgraph:
    """Ours: the axioms compiled to rules, and those run forward in columns."""

    needs = "pactgraph"
    most_compared = 10**9

    def read(self, data: Path, ontology: Path) -> None:
        """Read both files."""
        self._given = _parsed(data)
        self._axioms = _parsed(ontology)

    def reason(self) -> None:
        """Derive what follows."""
        self._closure: Closure = close(self._given, compile_rules(self._axioms).rules)
        # It is in the closure too, and big.
        self._given = []

    def hand_out(self) -> None:
        """Make triples of the columns."""
        self._derived = self._closure.derived

    def derived(self) -> Iterable[ox.Triple]:
        """Return what was derived."""
        return self._derived


class _OfRdflib:
    """What gives its closure as terms of rdflib, that of the axioms with it."""

    most_compared = 2_000_000

    def __init__(self) -> None:
        self._closed: Iterable[tuple[Node, Node, Node]] = ()

    def hand_out(self) -> None:
        """Do nothing: it has them."""

    def derived(self) -> Iterable[ox.Triple]:
        """Return what is about the data."""
        return about_data(self._closed, _parsed(self._data), _parsed(self._ontology))

    def _keep(self, data: Path, ontology: Path) -> None:
        self._data, self._ontology = data, ontology


class Owlrl(_OfRdflib):
    """owlrl, on a graph of rdflib."""

    needs = "owlrl"

    def read(self, data: Path, ontology: Path) -> None:
        """Read both files."""
        from owlrl import OWLRL_Semantics

        self._keep(data, ontology)
        self._graph = rdflib.Graph(bind_namespaces="none")
        normalizes, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
        try:
            for file in (data, ontology):
                self._graph.parse(file, format="nt")
        finally:
            rdflib.NORMALIZE_LITERALS = normalizes
        self._reasoner = OWLRL_Semantics(self._graph, axioms=False, daxioms=False)

    def reason(self) -> None:
        """Derive what follows."""
        self._reasoner.closure()
        self._closed = self._graph


class Reasonable(_OfRdflib):
    """reasonable, from files."""

    needs = "reasonable"

    def read(self, data: Path, ontology: Path) -> None:
        """Read both files."""
        from reasonable import PyReasoner

        self._keep(data, ontology)
        self._reasoner = PyReasoner()
        for file in (data, ontology):
            self._reasoner.load_file(str(file))

    def reason(self) -> None:
        """Derive what follows."""
        self._closed = self._reasoner.reason()


class MaplibUpdates:
    """maplib, our rules pushed down to it as SPARQL Update."""

    needs = "maplib"
    most_compared = 10**9

    def read(self, data: Path, ontology: Path) -> None:
        """Read the data; the axioms become rules."""
        from maplib import Model

        self._model = Model()
        self._model.read(str(data), format="ntriples", graph=GIVEN.value)
        self._axioms = _parsed(ontology)

    def update(self, sparql: str, *, source: str = "update") -> None:
        """Carry out an update."""
        self._model.update(sparql)

    def count(self, graph: ox.NamedNode | None = None) -> int:
        """Return the number of triples of a graph."""
        return int(self._model.size(graph.value if graph else None))

    def reason(self) -> None:
        """Derive what follows."""
        close_by_updates(self, compile_rules(self._axioms).rules, GIVEN, INFERRED)

    def hand_out(self) -> None:
        """Ask for it, which gives a frame."""
        self._model.query(f"SELECT ?s ?p ?o {{ GRAPH {INFERRED} {{ ?s ?p ?o }} }}")

    def derived(self) -> Iterator[ox.Triple]:
        """Write it, and read it."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "derived.nt"
            self._model.write(str(file), format="ntriples", graph=INFERRED.value)
            yield from _parsed(file)


class MaplibRdfs(_OfRdflib):
    """maplib's rules of RDFS, the only ones in its free package."""

    needs = "maplib"

    def read(self, data: Path, ontology: Path) -> None:
        """Read both files."""
        from maplib import Model

        self._keep(data, ontology)
        self._model = Model()
        for file in (data, ontology):
            self._model.read(str(file), format="ntriples")

    def reason(self) -> None:
        """Derive what follows."""
        self._model.infer_rdfs()

    def hand_out(self) -> None:
        """Ask for everything, which gives a frame."""
        self._frame = self._model.query("SELECT ?s ?p ?o { ?s ?p ?o }")

    def derived(self) -> Iterable[ox.Triple]:
        """Return what is about the data."""
        self._closed = ((_node(s), _node(p), _node(o)) for s, p, o in self._frame.iter_rows())
        return super().derived()


class MaplibDatalog(MaplibRdfs):
    """maplib's Datalog, which its free package declares and does not carry out."""

    def reason(self) -> None:
        """Ask for one rule, to see."""
        self._model.infer(_DATALOG)


ENGINES: dict[str, type[Closing]] = {
    "pactgraph": Pactgraph,
    "owlrl": Owlrl,
    "reasonable": Reasonable,
    "maplib, our rules": MaplibUpdates,
    "maplib, RDFS": MaplibRdfs,
    "maplib, Datalog": MaplibDatalog,
}


def missing(engine: type[Closing]) -> str:
    """Return why an engine cannot be run, "" if it can."""
    if find_spec(engine.needs) is None:
        return "not installed: pip install 'pactgraph[bench]'"
    return ""


def fingerprints(triples: Iterable[ox.Triple]) -> NDArray[np.uint64]:
    """Return 64 bits a triple, in order, each once: what is alike is equal in every process."""
    made = (
        int.from_bytes(hashlib.blake2b(str(triple).encode(), digest_size=8).digest(), "big")
        for triple in triples
    )
    return np.unique(np.fromiter(made, dtype=np.uint64))


def _parsed(file: Path) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=file, format=ox.RdfFormat.N_TRIPLES)]


def _node(text: str) -> Node:
    """Return the term that a frame of maplib has as text, whose quotes are not escaped."""
    if text.startswith("<"):
        return rdflib.URIRef(text[1:-1])
    if text.startswith("_:"):
        return rdflib.BNode(text[2:])
    lexical, _, kind = text[1:].rpartition('"')
    if kind.startswith("@"):
        return rdflib.Literal(lexical, lang=kind[1:])
    return rdflib.Literal(lexical, datatype=rdflib.URIRef(kind[3:-1]) if kind else None)
