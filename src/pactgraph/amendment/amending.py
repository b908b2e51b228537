"""Amending a built store: articles are added, replaced and retracted, all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, Triple

from pactgraph.amendment.amended_graph import AmendedGraph, NamedChange
from pactgraph.amendment.article_change import ArticleChanges
from pactgraph.amendment.computed_change import computed_change
from pactgraph.amendment.contradicted import Conflicts, conflicts_beside
from pactgraph.amendment.disagreement_change import (
    Disagreed,
    behind_broken_axioms,
    disagreement_change,
    gists_of,
)
from pactgraph.amendment.ground import Ground
from pactgraph.amendment.heap import heap_set_aside
from pactgraph.amendment.report import Amendment
from pactgraph.amendment.stored_graph import MERGED, StoredGraph, in_graph
from pactgraph.amendment.word_checks import checks_beside
from pactgraph.build_note import MOST_READ, BuildNote
from pactgraph.conflicts import Conflict, Locator, refuse, time_findings
from pactgraph.errors import Location
from pactgraph.graph import Progress, digest_of_graph
from pactgraph.inner_conflicts import clashing_in_passages, conflicts_in_claims
from pactgraph.model.graphs import COMPUTED, ENTITIES, INFERRED, LINEAGE, GraphKind, kind_of
from pactgraph.reasoning.article_time import TimeNote
from pactgraph.reasoning.difference import Difference, difference
from pactgraph.refused import refuse_findings
from pactgraph.source.file_digests import with_files
from pactgraph.source.texts import Texts
from pactgraph.steps import Steps
from pactgraph.store import Store
from pactgraph.words.verification import Verification

if TYPE_CHECKING:
    from pactgraph.shapes.results import Report


Written = Callable[[Sequence[Quad], Sequence[Quad]], None]
"""Takes the statements that were written, and those that were taken away."""


@heap_set_aside()
def amend(
    ground: Ground,
    path: Path,
    *,
    add: Sequence[Path] = (),
    retract: Collection[str] = (),
    texts: Texts | None = None,
    validate: bool = True,
    progress: Progress | None = None,
    written: Written | None = None,
) -> Amendment:
    """Add articles to the store at ``path``, in place of what it has of them, and retract others.

    ``add`` are files of articles, ``retract`` slugs; the store must stand on this ground, and
    have been built by this version. Afterwards it holds what a build of the same files holds.
    The cost is that of the articles and of what stands beside their statements. ``written`` is
    told what came and went, once the store has it.

    Raises NotFound where there is no store, or for a slug that it does not hold; BadInput,
    Contradiction and DoesNotConform as a build does; EngineFailure if the store is damaged or
    cannot be written, StoreBusy if another process changed it meanwhile. The store is then as
    it was.
    """
    steps = Steps(progress)
    with Store.open(path) as store:
        steps("parse", None)
        articles = ArticleChanges.read(ground, store, add, retract)
        if not articles.files and not articles.retracted:
            return articles.told()
        found, write = _Amending(ground, store, articles, steps).run(texts or Texts(None), validate)
    # Nobody reads the old generation any more, so that it can go.
    steps("store", None)
    more, less = write()
    steps.finish()
    if written is not None:
        written(more, less)
    return replace(found, timings=steps.timings)


_Write = Callable[[], tuple[Sequence[Quad], Sequence[Quad]]]


class _Amending:
    """One amendment of an open store: what changes is found out step by step, then written."""

    def __init__(
        self, ground: Ground, store: Store, articles: ArticleChanges, steps: Steps
    ) -> None:
        self._ground = ground
        self._store = store
        self._articles = articles
        self._steps = steps
        self._stored = StoredGraph(store.content(), ground.facts, ground.beside, store.line_of)
        self._named = NamedChange()
        self._places = articles.places

    def run(self, texts: Texts, validate: bool) -> tuple[Amendment, _Write]:
        """Find out what comes of it; return that, and what writes it."""
        self._steps("check the words", None)
        words = self._checked(texts)
        self._steps("compute", None)
        notes = self._change_graphs()
        self._steps("close", None)
        closure = self._closed()
        self._steps("look for contradictions", None)
        after = AmendedGraph(self._stored, self._named, closure, self._line_of)
        locator = Locator(self, self._articles.graphs_after)
        was, now = self._conflicts(after, closure)
        refuse([*self._clashing(locator), *(c for c in now.inside if not _is_spoken(c))])
        spoken = self._spoken(locator)
        self._steps("look for disagreements", None)
        disagreed = disagreement_change(
            self._ground,
            self._store.content(),
            self._named,
            was.between,
            now.between,
            self._store.titles(),
        )
        merged = self._merged_change(closure, disagreed, after)
        shapes = None
        if validate:
            self._steps("validate", None)
            shapes = self._validated(merged, after)
            refuse_findings("the graph breaks shapes", shapes.violations)
        counts = _counted(merged, self._named)
        found = replace(
            self._articles.told(),
            is_amended=not self._is_the_projects,
            counts=counts,
            words=words,
            shapes=shapes,
            claim_conflicts=spoken,
            times=time_findings(notes, locator),
            new=gists_of(disagreed.added),
            settled=gists_of(disagreed.removed),
        )
        return found, self._writing(merged, counts, words, shapes is not None)

    def line_of(self, quad: Quad) -> Location | None:
        """Return where a statement stands afterwards."""
        return self._line_of(quad)

    def _line_of(self, quad: Quad) -> Location | None:
        return self._places.get(quad) or self._store.line_of(quad)

    def _checked(self, texts: Texts) -> Verification:
        files = self._articles.files
        held = {slug: texts.text(slug) for slug in files}
        at_hand = [text for text in held.values() if text is not None]
        checks = checks_beside(self._ground, self._store, self._stored, files.values(), at_hand)
        findings = (
            found
            for slug, file in files.items()
            for found in checks.findings(file.record, held[slug], texts.digest(slug), self._line_of)
        )
        words = Verification(
            tuple(sorted(findings, key=lambda found: found.sort_key)),
            tuple(files),
            tuple(slug for slug in files if held[slug] is None),
        )
        refuse_findings("the check of the words found errors", words.errors)
        return words

    def _change_graphs(self) -> tuple[TimeNote, ...]:
        """Find what the named graphs of articles, the lineage and the computed graph change."""
        changes, texts = self._articles, self._ground.texts
        old = {iri: self._stored.of_article(iri) for iri in changes.iris}
        old = {iri: graphs for iri, graphs in old.items() if graphs}
        for iri in changes.iris:
            was, now = old.get(iri, {}), changes.graphs.get(iri, {})
            for graph in was.keys() | now.keys():
                before, after = set(was.get(graph, ())), set(now.get(graph, ()))
                self._named.change(graph, after - before, before - after)
        shared = texts.texts_in(changes.iris)
        told, tells = (
            texts.among(shared, changes.iris, members)
            for members in (changes.before, changes.after)
        )
        self._named.change(LINEAGE.value, tells - told, told - tells)
        computed = computed_change(
            self._ground,
            self._stored,
            old,
            changes.graphs,
            changes.before,
            changes.after,
            self._line_of,
        )
        self._named.change(COMPUTED.value, computed.added, computed.removed)
        return computed.notes

    def _closed(self) -> Difference:
        found = difference(
            self._stored,
            self._ground.rules,
            self._named.gained,
            self._named.not_given(self._stored),
        )
        self._named.change(INFERRED.value, found.inferred, found.not_inferred)
        return found

    def _conflicts(self, after: AmendedGraph, closure: Difference) -> tuple[Conflicts, ...]:
        # What is taken away contradicts nothing afterwards, and what is added nothing before.
        told = behind_broken_axioms(self._stored, self._named)
        changed = (*closure.removed, *told), (*closure.added, *told)
        return conflicts_beside((self._stored, after), changed, self._ground)

    def _clashing(self, locator: Locator) -> list[Conflict]:
        return clashing_in_passages(self._articles.graphs_after, locator, self._line_of)

    def _spoken(self, locator: Locator) -> tuple[Conflict, ...]:
        ground, graphs = self._ground, dict(self._articles.graphs_after)
        claims = [t for g, held in graphs.items() if kind_of(g) is GraphKind.CLAIM for t in held]
        graphs[ENTITIES.value] = self._stored.records.around(claims)
        facts = sorted(ground.facts, key=str)
        return conflicts_in_claims(graphs, facts, ground.ruleset, locator, self._line_of)

    def _merged_change(
        self, closure: Difference, disagreed: Disagreed, after: AmendedGraph
    ) -> NamedChange:
        """Return what merged has more and less."""
        change = NamedChange()
        more = (*closure.added, *sorted(disagreed.added, key=str))
        change.added.update((in_graph(triple, MERGED), None) for triple in more)
        less = (*closure.removed, *sorted(disagreed.removed, key=str))
        gone = (t for t in less if t not in after and not self._is_beside(t, after))
        change.removed.update((in_graph(triple, MERGED), None) for triple in gone)
        return change

    def _is_beside(self, triple: Triple, after: AmendedGraph) -> bool:
        kinds = {kind_of(graph) for graph in after.graphs_of(triple)}
        if kinds & {GraphKind.LINKS, GraphKind.DISAGREEMENTS}:
            return True
        return GraphKind.ONTOLOGY in kinds and triple.predicate in self._ground.beside

    def _validated(self, merged: NamedChange, after: AmendedGraph) -> Report:
        # Only who validates waits for what that takes to load.
        from pactgraph.amendment.shape_change import ShapeChange

        return ShapeChange(
            self._ground.shapes,
            self._store.content(),
            (*merged.added, *self._named.added),
            (*merged.removed, *self._named.removed),
            after,
            self._as_written,
        ).report()

    def _as_written(self, quad: Quad) -> Quad:
        return self._articles.written.get(quad) or self._store.as_written(quad)

    def _writing(
        self,
        merged: NamedChange,
        counts: Mapping[str, int],
        words: Verification,
        validated: bool,
    ) -> _Write:
        changes = self._articles
        note = BuildNote.of(self._store.manifest)
        assert note is not None
        sources = with_files(
            note.sources, (f.digest for f in changes.files.values()), changes.files_before
        )
        unread = set(words.unread)
        noted = replace(
            note,
            sources=sources,
            graph=digest_of_graph(sources),
            is_amended=not self._is_the_projects,
            counts=_sum(note.counts, counts),
            is_validated=note.is_validated and validated,
        )
        more = (*merged.added, *self._named.added)
        less = (*merged.removed, *self._named.removed)
        write = partial(
            Store.change,
            self._store.path,
            more,
            less,
            (*self._articles.positions, *self._lines_of_lineage()),
            noted.json,
            [file.as_held(slug not in unread) for slug, file in changes.files.items()],
            changes.retracted,
            of=self._store.folder.name,
        )

        def written() -> tuple[Sequence[Quad], Sequence[Quad]]:
            write()
            return more, less

        return written

    def _lines_of_lineage(self) -> Iterator[tuple[Quad, str, int]]:
        """Yield where the statements of the lineage stand that were not told before."""
        for quad in self._named.added:
            if quad.graph_name == LINEAGE and quad.triple in self._ground.lines_of_lineage:
                yield self._ground.lines_of_lineage[quad.triple]

    @cached_property
    def _is_the_projects(self) -> bool:
        """Whether the store holds just the articles of the project's folder afterwards."""
        project, changes = self._ground.sources.project, self._articles
        if len(self._store.articles) > MOST_READ:
            return False
        held = {f.slug: f.display for f in self._store.articles if f.slug not in changes.retracted}
        held |= {slug: file.parsed.display for slug, file in changes.files.items()}
        whole = replace(project, held=None)
        return set(held.values()) == {whole.display(path) for path in whole.article_files}


def _counted(merged: NamedChange, named: NamedChange) -> dict[str, int]:
    counts = Counter({"merged": len(merged.added) - len(merged.removed)})
    for quads, sign in ((named.added, 1), (named.removed, -1)):
        for quad in quads:
            counts[kind_of(quad.graph_name.value).value] += sign  # type: ignore[union-attr]
    return {kind: count for kind, count in counts.items() if count}


def _sum(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    every: Iterable[str] = dict.fromkeys((*counts, *more))
    found: Iterator[tuple[str, int]] = ((k, counts.get(k, 0) + more.get(k, 0)) for k in every)
    return {kind: count for kind, count in found if count}


def _is_spoken(conflict: Conflict) -> bool:
    return conflict.scope is not None and kind_of(conflict.scope) is GraphKind.CLAIM
