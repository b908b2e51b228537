"""What an export is made of: the graphs of one build, and how much of them is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, Triple

from pactgraph.errors import BadInput
from pactgraph.model.graphs import IN_MERGED, GraphKind, kind_of

CC_BY = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class GraphSnapshot:
    """The graphs of one build, as plain triples.

    ``graphs`` holds every named graph by its IRI, ``merged`` what a query sees as its
    default graph. ``joined_claims`` names the claim graphs that were merged on request
    (none, unless somebody asked for claims).
    """

    graphs: Mapping[str, Sequence[Triple]]
    merged: Sequence[Triple]
    joined_claims: frozenset[str] = field(default=frozenset())


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How much of a snapshot is exported, and what the head comment says of it.

    ``stated_only`` keeps what the passages state and nothing else; ``no_inferred``
    leaves out what only the ontology's axioms add. ``view`` says which view it is of.
    """

    stated_only: bool = False
    no_inferred: bool = False
    title: str = "pactgraph"
    licence: str = CC_BY
    view: str = ""

    @property
    def scope_note(self) -> str:
        """The words that tell what was left out; empty for a whole export.

        >>> ExportOptions(stated_only=True).scope_note
        'only what the passages state'
        """
        parts = [self.view] if self.view else []
        if self.stated_only:
            parts.append("only what the passages state")
        elif self.no_inferred:
            parts.append("without inferred triples")
        return "; ".join(parts)


WHOLE = ExportOptions()
"""Everything, under pactgraph's own title and licence."""


def merged_in_scope(snapshot: GraphSnapshot, options: ExportOptions = WHOLE) -> set[Triple]:
    """Return the merged triples that the options ask for, each once.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    if options.stated_only:
        triples = {t for passage in passage_graphs(snapshot).values() for t in passage}
    elif options.no_inferred:
        triples = set(snapshot.merged) - _only_inferred(snapshot)
    else:
        triples = set(snapshot.merged)
    _refuse_rdf12(triples)
    return triples


def graphs_in_scope(
    snapshot: GraphSnapshot, options: ExportOptions = WHOLE
) -> dict[str, set[Triple]]:
    """Return the named graphs that the options ask for, each triple once a graph.

    Raises BadInput for a triple that RDF 1.1 cannot carry.
    """
    graphs: Mapping[str, Sequence[Triple]]
    if options.stated_only:
        graphs = passage_graphs(snapshot)
    elif options.no_inferred:
        graphs = {g: t for g, t in snapshot.graphs.items() if kind_of(g) is not GraphKind.INFERRED}
    else:
        graphs = snapshot.graphs
    sets = {graph: set(triples) for graph, triples in graphs.items()}
    for triples in sets.values():
        _refuse_rdf12(triples)
    return sets


def passage_graphs(snapshot: GraphSnapshot) -> dict[str, Sequence[Triple]]:
    """Return the graphs of the passages, by IRI."""
    return {g: t for g, t in snapshot.graphs.items() if kind_of(g) is GraphKind.PASSAGE}


def _only_inferred(snapshot: GraphSnapshot) -> set[Triple]:
    inferred: set[Triple] = set()
    otherwise: set[Triple] = set()
    for graph, triples in snapshot.graphs.items():
        kind = kind_of(graph)
        if kind is GraphKind.INFERRED:
            inferred.update(triples)
        elif kind in IN_MERGED or kind is GraphKind.ONTOLOGY or graph in snapshot.joined_claims:
            otherwise.update(triples)
    return inferred - otherwise


def _refuse_rdf12(triples: Iterable[Triple]) -> None:
    for triple in triples:
        value = triple.object
        if isinstance(value, Triple) or (isinstance(value, Literal) and value.direction):
            raise BadInput(
                f"an export holds RDF 1.1 alone, and this is RDF 1.2: {triple}",
                hint="state it without a triple term and without a base direction",
            )
