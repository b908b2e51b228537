"""Validating any RDF file, in a child process with a deadline."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from pactgraph.errors import DeadlineExceeded, EngineFailure, PactgraphError
from pactgraph.model.graphs import GraphKind, kind_of
from pactgraph.model.passages import parse_passage_iri
from pactgraph.namespaces import OA, PACT, RDF
from pactgraph.shapes.graph_validation import definitions, subclasses
from pactgraph.shapes.places import Places
from pactgraph.shapes.results import Report
from pactgraph.shapes.topics import Topic, not_applied, without
from pactgraph.shapes.validation import validate
from pactgraph.source.parsing import parse_file

NO_PASSAGES: Final = "the file has no passages"

_LEFT_OUT: Final = frozenset({GraphKind.CLAIM, GraphKind.ENRICHMENT, GraphKind.ONTOLOGY})


@dataclass(frozen=True)
class Job:
    """A file to validate, and all that it takes; it goes to the child process."""

    path: Path
    display: str
    shapes: list[ox.Triple]
    ontology: list[ox.Triple]
    entities: list[ox.Triple]


def validate_file(
    path: Path,
    *,
    shapes: Iterable[ox.Triple],
    ontology: Iterable[ox.Triple] = (),
    entities: Iterable[ox.Triple] = (),
    display: str | None = None,
    timeout: float = 60.0,
) -> Report:
    """Return what the shapes find in an RDF file.

    ``ontology`` tells the terms and the class hierarchy, ``entities`` are records that
    the file may rely on without repeating them. Graphs of claims are validated apart.
    Where the file has no passages, the shapes of evidence are listed as not applied.
    The file is foreign, so the work is done in a child process, which is stopped after
    ``timeout`` seconds.

    Raises BadInput for a file that cannot be parsed or shapes that cannot be used,
    DeadlineExceeded after the deadline, EngineFailure if the child dies.
    """
    job = Job(path, display or str(path), list(shapes), list(ontology), list(entities))
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(job, sender), daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(timeout):
            raise DeadlineExceeded(
                f"validating {job.display} took more than {timeout:g} seconds and was stopped",
                hint="give it more time, or validate a part of the file",
            )
        answer = receiver.recv()
    except EOFError as error:
        raise EngineFailure(f"the process that validated {job.display} died") from error
    finally:
        child.kill()
        child.join()
        receiver.close()
    if isinstance(answer, PactgraphError):
        raise answer
    assert isinstance(answer, Report)
    return answer


def _work(job: Job, sender: Connection) -> None:
    try:
        answer: Report | PactgraphError = validate_parsed(job)
    except PactgraphError as error:
        answer = error
    sender.send(answer)


def validate_parsed(job: Job) -> Report:
    """Return the report of one file, in this process."""
    parsed = parse_file(
        job.path, base=job.path.absolute().as_uri(), graph=None, display=job.display
    )
    stated = [quad for quad in parsed.quads if _kind(quad) not in _LEFT_OUT]
    claims = [quad for quad in parsed.quads if _kind(quad) is GraphKind.CLAIM]
    passages = {q.subject for q in stated if q.predicate == RDF.type and q.object == PACT.Passage}
    left_out = [Topic.STYLE] if passages else [Topic.EVIDENCE, Topic.STYLE]
    context = [*job.entities, *definitions(job.ontology), *subclasses(job.ontology)]
    report = validate(
        [*(quad.triple for quad in stated), *_computed(stated)],
        without(job.shapes, left_out),
        context=context,
        places=Places(stated, parsed.location_of),
    )
    if claims:
        report += validate(
            (quad.triple for quad in claims),
            without(job.shapes, [Topic.EVIDENCE, Topic.STYLE]),
            context=context,
            places=Places(claims, parsed.location_of),
        )
    skipped = [] if passages else not_applied(job.shapes, [Topic.EVIDENCE], NO_PASSAGES)
    return Report.of(report.results, skipped, report.by_reference)


def _computed(quads: list[ox.Quad]) -> set[ox.Triple]:
    """Return what a build would compute of passages, as far as shapes ask for it."""
    found = set()
    for quad in quads:
        name = quad.graph_name
        if isinstance(name, ox.NamedNode) and kind_of(name.value) is GraphKind.PASSAGE:
            found.add(ox.Triple(quad.subject, PACT.describedIn, name))
            found.update(_source(name))
        if quad.predicate == RDF.type and quad.object in (PACT.Passage, PACT.SilentPassage):
            found.update(_source(quad.subject))
    return found


def _source(passage: ox.NamedNode | ox.BlankNode | ox.Triple) -> list[ox.Triple]:
    parts = parse_passage_iri(passage.value) if isinstance(passage, ox.NamedNode) else None
    return [ox.Triple(passage, OA.hasSource, ox.NamedNode(parts[0]))] if parts else []


def _kind(quad: ox.Quad) -> GraphKind:
    name = quad.graph_name
    return kind_of(name.value) if isinstance(name, ox.NamedNode) else GraphKind.OTHER
