"""What the graph holds of things: their statements, with the graphs that each stands in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from pactgraph.engine.results import Term
from pactgraph.model.graphs import COMPUTED, INFERRED, GraphKind, kind_of
from pactgraph.namespaces import PACT, RDF
from pactgraph.web.site import Site
from pactgraph.web.viewed import Viewed

AT_ONCE = 500
"""How many things one query asks for."""

_OF = """
SELECT ?graph (%(term)s AS ?thing) ?property ?value WHERE {
  GRAPH ?graph { %(term)s ?property ?value }
}
"""
_TO = """
SELECT ?graph ?thing ?property (%(term)s AS ?value) WHERE {
  GRAPH ?graph { ?thing ?property %(term)s }
}
"""
_GIVEN = f"""
SELECT ?graph ?thing ?property ?value WHERE {{
  VALUES ?thing {{ %s }}
  %s
  GRAPH ?graph {{ ?thing ?property ?value }}
  FILTER(?graph NOT IN ({COMPUTED}, {INFERRED}))
}}
"""


@dataclass(frozen=True)
class Statement:
    """A triple, and every graph that it stands in."""

    triple: Triple
    graphs: tuple[str, ...]

    @cached_property
    def kinds(self) -> frozenset[GraphKind]:
        """The kinds of the graphs."""
        return frozenset(map(kind_of, self.graphs))

    @property
    def passages(self) -> list[str]:
        """The passages that state it."""
        return [graph for graph in self.graphs if kind_of(graph) is GraphKind.PASSAGE]

    @property
    def claims(self) -> list[str]:
        """The claims that hold it."""
        return [graph for graph in self.graphs if kind_of(graph) is GraphKind.CLAIM]

    @property
    def subject(self) -> Term:
        """What it is about."""
        return self.triple.subject

    @property
    def predicate(self) -> NamedNode:
        """Its property."""
        return self.triple.predicate

    @property
    def object(self) -> Term:
        """Its value."""
        return self.triple.object

    @property
    def is_given(self) -> bool:
        """Whether a file states it, and not only a rule and not only a claim."""
        return bool(self.kinds - {GraphKind.COMPUTED, GraphKind.INFERRED, GraphKind.CLAIM})


def statements_of(site: Site, viewed: Viewed, iri: str) -> list[Statement]:
    """Return all statements that have a thing as subject, in every graph."""
    return _gathered(site.rows(_OF % {"term": NamedNode(iri)}, viewed.kg))


def statements_naming(site: Site, viewed: Viewed, iri: str) -> list[Statement]:
    """Return all statements that have a thing as value, in every graph."""
    return _gathered(site.rows(_TO % {"term": NamedNode(iri)}, viewed.kg))


def given_statements(
    site: Site, viewed: Viewed, things: Iterable[str], *, only: NamedNode | None = None
) -> dict[str, list[Statement]]:
    """Return the statements of things that no rule made, by thing; of one property if given."""
    properties = "" if only is None else f"VALUES ?property {{ {only} }}"
    wanted = sorted(set(things))
    found: dict[str, list[Statement]] = defaultdict(list)
    for start in range(0, len(wanted), AT_ONCE):
        terms = " ".join(str(NamedNode(iri)) for iri in wanted[start : start + AT_ONCE])
        for statement in _gathered(site.rows(_GIVEN % (terms, properties), viewed.kg)):
            assert isinstance(statement.subject, NamedNode)
            found[statement.subject.value].append(statement)
    return dict(found)


def _gathered(rows: Iterable[Sequence[Term | None]]) -> list[Statement]:
    graphs: dict[Triple, set[str]] = defaultdict(set)
    for graph, subject, predicate, value in rows:
        # A blank node is a part of an axiom, which the page of the ontology tells.
        if (
            isinstance(graph, NamedNode)
            and isinstance(subject, NamedNode)
            and isinstance(predicate, NamedNode)
            and not isinstance(value, BlankNode)
        ):
            graphs[Triple(subject, predicate, value)].add(graph.value)  # type: ignore[arg-type]
    found = [Statement(triple, tuple(sorted(names))) for triple, names in graphs.items()]
    return sorted(found, key=lambda one: str(one.triple))


def types_of(statements: Iterable[Statement]) -> set[str]:
    """Return the classes that statements of one thing give it."""
    return {
        one.object.value
        for one in statements
        if one.predicate == RDF.type and isinstance(one.object, NamedNode)
    }


def text_of(statements: Iterable[Statement], *properties: NamedNode) -> str | None:
    """Return the first value of the first of some properties that has a literal."""
    listed = list(statements)
    for wanted in properties:
        for one in listed:
            if one.predicate == wanted and isinstance(one.object, Literal):
                return one.object.value
    return None


def iris_of(statements: Iterable[Statement]) -> set[str]:
    """Return every IRI that statements name, but passages."""
    terms: set[Term] = set()
    for one in statements:
        terms.update((one.subject, one.predicate, one.object))
    return {
        term.value for term in terms if isinstance(term, NamedNode) and "#char=" not in term.value
    }


GIST = PACT.gist
"""One sentence of our own of what is said or done: what names a thing that has no label."""
