"""Validating triples against shapes: the report with its places."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pyoxigraph as ox

from pactgraph.model.passages import article_of_graph
from pactgraph.namespaces import PACT
from pactgraph.shapes.comparable import ill_typed_unsaid
from pactgraph.shapes.data_graph import DataGraph, Lookups
from pactgraph.shapes.declared import is_only_declared
from pactgraph.shapes.focus import EveryNode, Focus, SomeNodes
from pactgraph.shapes.found import Found
from pactgraph.shapes.judge import Judge
from pactgraph.shapes.places import Places
from pactgraph.shapes.reading import ShapeSet
from pactgraph.shapes.results import ByReference, Node, Report, Result
from pactgraph.shapes.shape import Breach
from pactgraph.shapes.shapes_graph import NotCompiled

Progress = Callable[[float], None]
"""Called with the share of the work that is done."""

_LOADED: Final = 0.5
"""The share of the work that is done when the graph is loaded."""


def validate(
    triples: Iterable[ox.Triple],
    shapes: Iterable[ox.Triple] | ShapeSet,
    *,
    context: Iterable[ox.Triple] = (),
    places: Places | None = None,
    focus: Collection[Node] | None = None,
    by_reference: bool = False,
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return what the shapes (SHACL Core and SHACL-SPARQL) find in the triples.

    ``context`` is what the triples may rely on without stating it: its triples are seen
    by the shapes, but nothing is reported about a node that only they describe. Nothing
    is inferred but what is used as a property (RDF 1.1 Semantics, rdfD2). Of a thing that
    is only declared (kind, label, description, names), the parties and values are not
    asked for: what describes it is not here. With ``focus`` only these nodes are looked at.
    ``by_reference`` leaves everything to pySHACL, whose results are the same; what is left to
    it anyway the report lists with the reason. With ``scratch`` the triples are held in a folder
    that is made there, and goes when all is done, instead of in memory.
    Raises BadInput if the shapes are not well-formed.
    """
    read = ShapeSet.of(shapes)
    if not by_reference:
        with _folder_in(scratch) as place:
            graph = DataGraph(triples, context, place)
            return validate_graph_of(graph, read, places=places, focus=focus, progress=progress)
    from pactgraph.shapes.reference import judge_all

    own, beside = list(triples), list(context)
    graph = DataGraph(own, beside)
    looked_at = None
    if focus is not None:
        some = SomeNodes(graph, focus)
        looked_at = {node: some.of(node, read.targets(node)) for node in read.nodes}
    with ill_typed_unsaid():
        found = judge_all(own, beside, read.graph, looked_at)
    return Report.of(_results(found, graph, read, places))


@contextmanager
def _folder_in(scratch: Path | None) -> Iterator[Path | None]:
    if scratch is None:
        yield None
        return
    with TemporaryDirectory(dir=scratch, prefix="shapes-") as folder:
        yield Path(folder) / "db"


def validate_graph_of(
    graph: DataGraph,
    shapes: ShapeSet,
    *,
    places: Places | None = None,
    focus: Collection[Node] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return what the shapes find in a graph, as ``validate`` does, or in some nodes of it.

    Raises BadInput if the shapes are not well-formed.
    """
    looking: Focus = EveryNode(graph, shapes.targeted)
    if focus is not None:
        looking = SomeNodes(graph, focus)
    return judged(graph, shapes, looking, places=places, progress=progress)


def judged(
    graph: Lookups,
    shapes: ShapeSet,
    looking: Focus,
    *,
    places: Places | None = None,
    only: Collection[Node] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return what the shapes find where they look; with ``only``, just these of the shapes."""
    with ill_typed_unsaid():
        found, reasons = _found(graph, shapes, looking, only, progress)
    left = [ByReference(shapes.graph.named(node), reason) for node, reason in reasons.items()]
    return Report.of(_results(found, graph, shapes, places), by_reference=left)


def _found(
    graph: Lookups,
    shapes: ShapeSet,
    looking: Focus,
    only: Collection[Node] | None,
    progress: Progress | None,
) -> tuple[list[Found], dict[Node, str]]:
    """Return what is found, and the reasons for which shapes were left to pySHACL."""
    judge = Judge(graph)
    found: list[Found] = []
    reasons = {node: shapes.left[node] for node in shapes.left if only is None or node in only}
    asked: dict[Node, Collection[Node] | None] = {
        node: _looked_at(looking, shapes, node) for node in reasons
    }
    targeted = [shape for shape in shapes.targeted if only is None or shape.node in only]
    for number, shape in enumerate(targeted):
        if progress is not None:
            progress(_LOADED + (1 - _LOADED) * number / len(targeted))
        nodes = looking.to_judge(shape)
        if not nodes:
            continue
        try:
            if shape.is_worded:
                found += [_as_found(breach) for breach in list(judge.judge(shape, nodes))]
                continue
            # pySHACL has its own words where a shape has none.
            broken = {node for node in nodes if not judge.conforms(shape, node)}
        except NotCompiled as error:
            reasons[shape.node] = error.message
            broken = set(looking.of(shape.node, shape.targets))
        if broken:
            asked[shape.node] = broken
    if any(asked.values()) or reasons:
        from pactgraph.shapes.reference import judge_some

        found += judge_some(graph, shapes.graph, asked)
    return found, reasons


def _looked_at(looking: Focus, shapes: ShapeSet, node: Node) -> Collection[Node] | None:
    try:
        return looking.of(node, shapes.targets(node))
    except NotCompiled:
        return None  # what it looks at pySHACL alone knows


def _as_found(breach: Breach) -> Found:
    message = breach.message or breach.shape.message
    assert message is not None  # shapes without words are left to pySHACL
    return Found(
        severity=breach.shape.severity,
        message=message,
        focus=breach.focus,
        path=breach.path or breach.shape.shown_path,
        value=breach.value,
        shape=breach.shape.name,
        component=breach.component.value,
    )


def _results(
    found: Iterable[Found], graph: Lookups, shapes: ShapeSet, places: Places | None
) -> Iterator[Result]:
    """Yield the results that count, with their places."""
    declared: dict[Node, bool] = {}
    counted = []
    for each in found:
        if graph.is_only_beside(each.focus):
            continue
        if each.shape not in shapes.of_records:
            if each.focus not in declared:
                declared[each.focus] = is_only_declared(graph, each.focus)
            if declared[each.focus]:
                continue
        counted.append(each)
    if places is not None:
        bounded = {thing for each in counted for thing in graph.objects(each.focus, PACT.boundsOf)}
        places.look_for({*bounded, *(node for one in counted for node in (one.focus, one.value))})
    for each in counted:
        yield _placed(each, graph, places)


def _placed(found: Found, graph: Lookups, places: Places | None) -> Result:
    statements = []
    if places is not None:
        path = found.path.predicate if found.path else None
        statements = places.of(found.focus, path, found.value)
        if not statements:
            statements = _of_bounds(graph, found.focus, places)
    hidden = found.value == found.focus and found.path is None
    return Result(
        severity=found.severity,
        message=found.message,
        focus=found.focus,
        path=found.path,
        value=None if hidden else found.value,
        shape=found.shape,
        component=found.component,
        locations=places.locations(statements) if places else (),
        graphs=places.graphs(statements) if places else (),
    )


def _of_bounds(graph: Lookups, focus: Node, places: Places) -> list[ox.Quad]:
    """Return the stated dates behind bounds, which stand in no file themselves."""
    things = sorted(graph.objects(focus, PACT.boundsOf), key=str)
    if not things:
        return []
    articles = sorted(graph.objects(focus, PACT.boundsIn), key=str)
    return places.dates_of(things[0], article_of_graph(articles[0].value) if articles else None)
