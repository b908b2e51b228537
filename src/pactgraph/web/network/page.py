"""The network: who is tied to whom and to what, on a day if one is given, and by what right.

As JSON: ``view`` (heading, as-of, known-by, certainty; null for the whole graph), ``notes``,
``kinds`` (``name``, ``label``, ``count``) and ``relations``
(``name``, ``count``) of the whole graph, ``days`` (the first and the last
day that bounds of ties name), ``nodes`` (``id``: the IRI, ``label``, ``kind``, ``url``,
``degree``, ``x``, ``y``), ``edges`` (``id``, ``source``, ``target``, ``relation``, ``weight``,
``articles``, ``lines`` as the stored query ``network`` has them, ``receipt``, ``ties``,
``passages``), ``left_out`` (``thing``, ``label``, ``why``, ``reason``, ``url``) and
``passages``. A tie is what makes an edge, such as a membership: ``thing``, ``label``, ``url``
and ``said``, the bounds that each article gives it (null where it gives none).
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from pyoxigraph import NamedNode

from pactgraph.errors import BadInput
from pactgraph.namespaces import PACT
from pactgraph.web.document import Document, DocumentRequest
from pactgraph.web.network.drawing import draw
from pactgraph.web.network.ties import Edge, days_named, edges_of, ties_of
from pactgraph.web.site import Site
from pactgraph.web.timeline.dated import text, told_in
from pactgraph.web.viewed import Viewed, for_readers

KINDS: Final = (
    ("person", "people", "Person"),
    ("state", "states", "State"),
    ("organisation", "organisations", "Organisation"),
    ("office", "offices", "Office"),
    ("operation", "operations", "Operation"),
    ("fund", "funds", "Fund"),
    ("programme", "programmes", "Programme"),
    ("document", "agreements and papers", "Document"),
    ("place", "places", "Place"),
    ("group", "groups", "Group"),
    ("other", "others", ""),
)
"""The kinds of nodes: the first whose class a thing is of is its kind."""

_KINDS = "SELECT ?node ?class {{ VALUES ?node {{ {nodes} }} ?node a ?class }}"


def network(site: Site, request: DocumentRequest) -> Document:
    """Return the network as a page or as JSON; raises BadInput and NotFound."""
    seen = site.seen(request)
    edges, notes = edges_of(site, seen)
    # What a view can be filtered by, and of which kind a thing is, no view changes.
    whole = edges if seen.is_whole else edges_of(site, Viewed(site.kg))[0]
    kind_of = _kinds(site, {node for edge in whole for node in (edge.source, edge.target)})
    kinds = _chosen("kind", request.all("kind"), [name for name, *_ in KINDS])
    relations = _chosen(
        "relation", request.all("relation"), sorted({edge.relation for edge in whole})
    )
    shown = [
        edge
        for edge in edges
        if (not kinds or {kind_of[edge.source], kind_of[edge.target]} <= kinds)
        and (not relations or edge.relation in relations)
    ]
    # A tie may hold on the day and what it ties not; that can be in the view all the same,
    # as the end of another edge, with nothing stated of it.
    kept = {edge.key: edge.things for edge in edges}
    gone = {thing for edge in whole for thing in edge.things - kept.get(edge.key, set())}
    left_out = [{**one, "url": site.urls.page(one["thing"])} for one in seen.left_out(gone)]
    passages = told_in(seen.kg, (iri for edge in shown for iri in edge.passages))
    ties = ties_of(site, seen.kg, {tie for edge in shown for tie in edge.ties})
    labels = {edge.source: edge.source_label for edge in edges}
    labels |= {edge.target: edge.target_label for edge in edges}
    drawing = draw([(e.source, e.target, e.relation, e.weight) for e in shown], labels, kind_of)
    data = {
        "view": seen.as_json(),
        "notes": list(notes),
        "kinds": [
            {"name": name, "label": label, "count": sum(kind == name for kind in kind_of.values())}
            for name, label, _ in KINDS
        ],
        "relations": _counted(whole),
        "days": days_named(site),
        "nodes": [
            {
                **{"id": node.iri, "label": node.label, "kind": node.kind},
                **{"url": site.urls.of_iri(node.iri), "degree": node.degree},
                **{"x": node.x, "y": node.y},
            }
            for node in drawing.nodes
        ],
        "edges": [{**edge.as_json(), "ties": [ties[tie] for tie in edge.ties]} for edge in shown],
        "left_out": left_out,
        "passages": passages,
    }
    if request.format == "json":
        return Document.of(json.dumps(data, ensure_ascii=False, indent=1), "json")
    return site.page(
        "network.html",
        request,
        data=data,
        seen=seen,
        notes=for_readers(notes),
        drawing=drawing,
        edges=shown,
        ties=ties,
        passages=passages,
        kind_labels={name: label for name, label, _ in KINDS},
        kind_of=kind_of,
        filters={"kind": kinds, "relation": relations},
    )


def _kinds(site: Site, nodes: Collection[str]) -> dict[str, str]:
    terms = " ".join(str(NamedNode(node)) for node in sorted(nodes))
    classes: dict[str, set[str]] = {node: set() for node in nodes}
    for node, kind in site.rows(_KINDS.format(nodes=terms)):
        classes[text(node)].add(text(kind))
    return {
        node: next(name for name, _, kind in KINDS if not kind or PACT[kind].value in found)
        for node, found in classes.items()
    }


def _chosen(name: str, given: list[str], known: list[str]) -> set[str]:
    for one in given:
        if one not in known:
            raise BadInput(
                f"the network has no {name} {one[:40]!r}", hint="it has: " + ", ".join(known)
            )
    return set(given)


def _counted(edges: list[Edge]) -> list[dict[str, object]]:
    names = [edge.relation for edge in edges]
    return [{"name": name, "count": names.count(name)} for name in sorted(set(names))]
