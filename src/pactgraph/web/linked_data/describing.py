"""What every document that describes things of a project shares: who asks, who signs."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from pactgraph.errors import BadInput
from pactgraph.export.snapshot import CC_BY
from pactgraph.exporting import options_for
from pactgraph.knowledge_graph import KnowledgeGraph
from pactgraph.web.document import DocumentRequest
from pactgraph.web.linked_data.description import MOST, Describer, Labels
from pactgraph.web.linked_data.formats import Papers
from pactgraph.web.linked_data.own_iris import DATASET
from pactgraph.web.site import Site

_LONGEST = 10
_MOST_LABELS = 50_000
_LABELS: WeakKeyDictionary[Site, Labels] = WeakKeyDictionary()


def describer_of(site: Site, kg: KnowledgeGraph, most: int = MOST) -> Describer:
    """Return what describes things of a graph, with every literal as its file writes it.

    ``most`` is how many of the statements that name a thing are told at once.
    """
    store = kg.store
    # What is known of the whole graph is kept; a view is gone with its request.
    labels = _LABELS.setdefault(site, {}) if kg is site.kg else {}
    if len(labels) > _MOST_LABELS:
        labels.clear()
    write = store.as_written if store else None
    return Describer(lambda sparql: site.rows(sparql, kg), write, most, labels)


def papers_of(site: Site, iri: str, heading: str | None = None) -> Papers:
    """Return what is known of a document of the project, whose IRI is given."""
    options = options_for(site.kg.project)
    return Papers(
        iri,
        title=options.title,
        licence=options.licence,
        free=options.licence == CC_BY,
        dataset=DATASET,
        heading=heading,
    )


def first_of(request: DocumentRequest) -> int:
    """Return how many statements ``from`` skips; raises BadInput for what is no number."""
    given = request.first("from") or "0"
    if not (given.isascii() and given.isdigit() and len(given) < _LONGEST):
        raise BadInput(
            "from is no number of statements", hint="a whole number from 0, such as from=500"
        )
    return int(given)
