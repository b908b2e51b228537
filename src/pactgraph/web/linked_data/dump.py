"""The whole graph as one file, in each format of RDF: what ``pactgraph export`` writes.

It is read from the engine, with the forms that the files write, and gives the same bytes as an
export of the graph built from the files, without the seconds that a build takes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from pactgraph.errors import NotFound
from pactgraph.export import FORMATS, GraphSnapshot, export
from pactgraph.exporting import options_for
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.linked_data.describing import describer_of
from pactgraph.web.linked_data.description import EVERYWHERE, Description
from pactgraph.web.linked_data.own_iris import DATASET
from pactgraph.web.site import Site

NAME: Final = "pactgraph"
"""What the file is called, before its extension."""

EXPORTS: Final = {
    "ttl": "ttl",
    "nt": "nt",
    "jsonld": "jsonld",
    "rdf": "rdfxml",
    "trig": "trig",
    "nq": "nq",
}
"""Each format of a dump, and the export that it is."""


def dump(site: Site, request: DocumentRequest) -> Document:
    """Return the whole graph, or the view of it that is asked for, in the request's format.

    Formats of named graphs hold these, the others the merged graph. Raises NotFound for a
    file of another name.
    """
    if request.path["name"] != NAME:
        raise NotFound(
            "there is no dump of that name",
            candidates=tuple(f"{NAME}.{one}" for one in EXPORTS),
        )
    seen = site.seen(request)
    whole = Description(DATASET)
    describer_of(site, seen.kg).add(whole, EVERYWHERE)
    options = options_for(site.kg.project)
    if seen.heading:
        options = replace(options, view=seen.heading)
    graphs = {graph: list(triples) for graph, triples in whole.graphs.items()}
    chosen = EXPORTS[request.format]
    body = b"".join(export(GraphSnapshot(graphs, list(whole.merged)), chosen, options))
    name = f"{NAME}{FORMATS[chosen].extension}"
    return Document.of(body, request.format, Content_Disposition=f'attachment; filename="{name}"')
