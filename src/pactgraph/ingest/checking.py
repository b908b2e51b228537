"""The check of articles one by one, in a process that has a project's other files at hand."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Triple

from pactgraph.errors import BadInput, EngineFailure, Location, PactgraphError
from pactgraph.ingest.checked_article import CheckedArticle, whole_content
from pactgraph.ingest.outcome import Fault, Outcome
from pactgraph.model.graphs import ENTITIES
from pactgraph.namespaces import RDF
from pactgraph.reasoning.builtin_rules import compute
from pactgraph.source.articles import ArticleRecord, read_article
from pactgraph.source.parsing import read_bytes
from pactgraph.source.project import Project
from pactgraph.source.record_rules import check_record_rules
from pactgraph.source.sources import Sources, parse_article
from pactgraph.source.texts import Texts
from pactgraph.words.finding import Finding, Severity
from pactgraph.words.verification import ArticleChecks

_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of articles that one process checks, one after another.

    ``files`` are paths with the names that messages call them by; ``beside`` is the digest of
    the project's other files, ``work`` the folder of what is checked.
    """

    files: tuple[tuple[str, str], ...]
    project: str
    texts: str | None
    beside: str
    work: str


def check_batch(batch: Batch) -> list[Outcome]:
    """Check the articles of a batch; what an earlier run has checked is not checked again.

    Raises BadInput if the project's other files are not the ones that were meant, and
    EngineFailure if the work folder cannot be written.
    """
    checks = _checks_beside(batch.project, batch.texts, batch.beside)
    return [checks.outcome(Path(path), name, Path(batch.work)) for path, name in batch.files]


@contextmanager
def writing(work: Path) -> Iterator[None]:
    """Make of what the system refuses to who writes the work folder an EngineFailure."""
    try:
        yield
    except OSError as error:
        raise EngineFailure(
            f"what is checked cannot be kept: {error.strerror or error}",
            location=Location(str(work)),
            hint="free some space, or name a place that can be written to: --store PATH; what was "
            "kept before is not checked again",
        ) from error


@lru_cache(maxsize=1)
def _checks_beside(project: str, texts: str | None, digest: str) -> _Checks:
    """Return the checks of a project: what they need is read once in each process."""
    shared = Sources.load(Project(Path(project)).holding(()))
    if shared.digest != digest:
        raise BadInput(
            "the project's files have changed since the ingest began",
            location=Location(project),
            hint="run it again: what was checked beside the same files is kept",
        )
    return _Checks(shared, Texts(None if texts is None else Path(texts)))


class _Checks:
    def __init__(self, shared: Sources, texts: Texts) -> None:
        self._shared = shared
        self._texts = texts
        self._words = ArticleChecks.of(shared)
        self._kinds: dict[NamedNode, list[Triple]] = {}
        for triple in shared.graphs.get(ENTITIES.value, ()):
            if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode):
                self._kinds.setdefault(triple.subject, []).append(triple)

    def outcome(self, path: Path, name: str, work: Path) -> Outcome:
        """Check one file, or return what an earlier run found of the same one."""
        found = Outcome(path.stem, name)
        try:
            key = self._key(path, name)
        except PactgraphError as error:
            return found.refused(Fault.of(error, name))
        folder = work / key[:2]
        note = folder / f"{key}.json"
        kept = _kept(note)
        if kept is not None:
            return kept
        with writing(work):
            folder.mkdir(exist_ok=True)
            try:
                found = self._checked(path, name, folder, key)
            except PactgraphError as error:
                found = found.refused(Fault.of(error, name))
            # A worker that was given up may still be at it.
            part = folder / f"{key}.{os.getpid()}.note.part"
            part.write_text(found.text(), "utf-8")
            part.replace(note)
        return found

    def _key(self, path: Path, name: str) -> str:
        """Return what stands for all that the outcome depends on."""
        data = hashlib.sha256(read_bytes(path, name)).hexdigest()
        text = self._texts.digest(path.stem)
        parts = [version("pactgraph"), self._shared.digest, name, data, text or ""]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]

    def _checked(self, path: Path, name: str, folder: Path, key: str) -> Outcome:
        parsed = parse_article(path, name)
        record = read_article(parsed)
        check_record_rules(parsed)
        slug = record.slug
        text = self._texts.text(slug)
        digest = self._texts.digest(slug)

        def line_of(quad: Quad) -> Location | None:
            line = parsed.positions.line_of(quad)
            return self._shared.line_of(quad) if line is None else Location(name, line)

        findings = self._words.findings(record, text, digest, line_of)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        outcome = Outcome(
            slug, name, warnings=len(findings) - len(errors), has_words=text is not None
        )
        if errors:
            return outcome.refused(*(_fault(finding, name) for finding in errors))
        graphs: dict[str, Sequence[Triple]] = {
            graph: list(dict.fromkeys(triples)) for graph, triples in record.graphs.items()
        }
        graphs[ENTITIES.value] = self._kinds_in(record)
        computed = compute(graphs, self._shared.ontology, locate=line_of)
        lines = [parsed.positions.line_of(quad) or 0 for quad in parsed.quads]
        checked = CheckedArticle(
            slug, name, parsed.sha256, parsed.quads, lines, computed.triples
        ).write(folder, key)
        return replace(outcome, checked=f"{folder.name}/{checked}")

    def _kinds_in(self, record: ArticleRecord) -> list[Triple]:
        """Return the kinds of the shared things that an article speaks of.

        The built-in rules ask no more of the entity records, of which there are many.
        """
        things = {
            triple.subject
            for triples in record.graphs.values()
            for triple in triples
            if isinstance(triple.subject, NamedNode)
        }
        return [kind for thing in sorted(things, key=str) for kind in self._kinds.get(thing, ())]


def _kept(note: Path) -> Outcome | None:
    """Return what an earlier run noted, if what it wrote is whole."""
    try:
        found = Outcome.read(note.read_text("utf-8"))
        if found.checked is not None:
            whole_content(note.parent.parent / found.checked)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return replace(found, kept=True)


def _fault(finding: Finding, name: str) -> Fault:
    where = finding.location or Location(name)
    expected = f" (expected: {finding.expected})" if finding.expected else ""
    return Fault(where.file, where.line, f"{finding.message}{expected}")
