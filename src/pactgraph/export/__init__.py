"""Exports: the graph in the formats of other tools, the same bytes for the same graph."""

from pactgraph.export.atomic import WriteFailed, write_atomically, write_stream
from pactgraph.export.formats import FORMATS, ExportFormat, export
from pactgraph.export.network import NodeNote, network, node_notes
from pactgraph.export.snapshot import ExportOptions, GraphSnapshot
from pactgraph.export.tables import Table, export_tables, table_csv

__all__ = [
    "FORMATS",
    "ExportFormat",
    "ExportOptions",
    "GraphSnapshot",
    "NodeNote",
    "Table",
    "WriteFailed",
    "export",
    "export_tables",
    "network",
    "node_notes",
    "table_csv",
    "write_atomically",
    "write_stream",
]
