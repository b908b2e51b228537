"""The network of who deals with whom, as GraphML for Gephi, Cytoscape or networkx."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx  # type: ignore[import-untyped]
from pyoxigraph import BlankNode, Literal, NamedNode

from pactgraph.errors import BadInput
from pactgraph.export.context import compact_iri
from pactgraph.export.heading import counted, heading, xml_comment
from pactgraph.export.ordering import natural
from pactgraph.export.rdfxml import require_xml
from pactgraph.export.snapshot import WHOLE, ExportOptions, GraphSnapshot
from pactgraph.export.tables import Table, Value
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import RDF, RDFS

_NEEDED = ("source", "relation", "target")
_NUMBERS = ("weight", "articles")

Row = dict[str, Value | None]


@dataclass(frozen=True, slots=True, order=True)
class NodeNote:
    """What a drawing shows of a node beside its place: its label and its kind."""

    label: str
    kind: str


def node_notes(snapshot: GraphSnapshot) -> dict[str, NodeNote]:
    """Return label and kind of each thing that the entity records declare, by IRI.

    The label is the English one if there is one; the kind is the class that the record
    states (the first by name, if it states several).
    """
    labels: dict[str, list[tuple[bool, str]]] = {}
    kinds: dict[str, list[str]] = {}
    for triple in snapshot.graphs.get(ENTITIES.value, ()):
        subject, value = triple.subject, triple.object
        if not isinstance(subject, NamedNode):
            continue
        if triple.predicate == RDFS.label and isinstance(value, Literal):
            labels.setdefault(subject.value, []).append((value.language != "en", value.value))
        elif triple.predicate == RDF.type and isinstance(value, NamedNode):
            kinds.setdefault(subject.value, []).append(_local(value.value))
    return {
        iri: NodeNote(min(labels[iri])[1] if iri in labels else _local(iri), min(kinds[iri]))
        for iri in kinds
    }


def network(table: Table, notes: Mapping[str, NodeNote], options: ExportOptions = WHOLE) -> bytes:
    """Return the rows of the network query as GraphML, in UTF-8.

    The table needs the columns source, relation and target; weight and articles, and
    any other column of plain values, become attributes of the edge. A node's label and
    kind come from ``sourceLabel``, ``sourceKind`` and so on if the table has them, else
    from ``notes``. Raises BadInput if a column or a value that is needed is missing.
    """
    missing = [name for name in _NEEDED if name not in table.variables]
    if missing:
        raise BadInput(f"the network's rows have no column {', '.join(missing)}")
    graph = nx.MultiDiGraph()
    rows = [dict(zip(table.variables, row, strict=True)) for row in table.rows]
    for iri, note in sorted(_nodes(rows, notes).items(), key=lambda item: natural(item[0])):
        graph.add_node(iri, label=_one_line(note.label), kind=_one_line(note.kind))
    for number, row in enumerate(sorted(rows, key=_edge_key)):
        ends = (_iri(row, "source"), _iri(row, "target"))
        graph.add_edge(*ends, key=number, **_attributes(row))
    content = io.BytesIO()
    nx.write_graphml_xml(graph, content, prettyprint=True)
    return _with_comment(content.getvalue(), graph, options)


def _with_comment(content: bytes, graph: nx.MultiDiGraph, options: ExportOptions) -> bytes:
    nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
    size = f"{counted(nodes, 'node')}, {counted(edges, 'edge')}"
    comment = xml_comment(heading("network, GraphML", size, options)).encode("utf-8")
    declaration, _, rest = content.partition(b"\n")
    return declaration + b"\n" + comment + rest.rstrip() + b"\n"


def _nodes(rows: Iterable[Row], notes: Mapping[str, NodeNote]) -> dict[str, NodeNote]:
    nodes: dict[str, NodeNote] = {}
    for row in rows:
        for end in ("source", "target"):
            iri = _iri(row, end)
            noted = notes.get(iri, NodeNote(_local(iri), ""))
            label, kind = row.get(f"{end}Label"), row.get(f"{end}Kind")
            note = NodeNote(
                noted.label if label is None else _text(label),
                noted.kind if kind is None else _text(kind),
            )
            # Of several labels for one node the same one must win, whatever the rows' order.
            nodes[iri] = min(note, nodes.get(iri, note))
    return nodes


def _attributes(row: Row) -> dict[str, str | int | float]:
    attributes: dict[str, str | int | float] = {}
    for name in sorted(row):
        value = row[name]
        of_a_node = name.startswith(("source", "target"))
        if value is not None and not of_a_node:
            number = _number(name, value)
            attributes[name] = _one_line(_text(value)) if number is None else number
    return attributes


def _number(name: str, value: Value) -> int | float | None:
    if name not in _NUMBERS or not isinstance(value, Literal):
        return None
    try:
        return float(value.value) if name == "weight" else int(value.value)
    except ValueError:
        return None


def _iri(row: Row, name: str) -> str:
    value = row[name]
    if not isinstance(value, NamedNode):
        raise BadInput(f"a row of the network has no IRI as its {name}: {value}")
    return value.value


def _edge_key(row: Row) -> list[tuple[str, tuple[str, ...]]]:
    ordered = [*_NEEDED, *sorted(row.keys() - set(_NEEDED))]
    return [(name, natural(str(row[name]))) for name in ordered]


def _local(iri: str) -> str:
    return compact_iri(iri).removeprefix("pact:")


def _text(value: Value) -> str:
    if isinstance(value, NamedNode):
        return _local(value.value)
    return value.value if isinstance(value, Literal | BlankNode) else str(value)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    require_xml(line)
    return line
