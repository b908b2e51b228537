"""Answering: a question bound, asked, noted, and given what explains and evidences it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from pactgraph.answer import Answer
from pactgraph.engine.protocol import Engine
from pactgraph.engine.results import Rows
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.query.evidence import gather, passages_of, with_passages
from pactgraph.query.parameters import Given, Resolver, given
from pactgraph.query.stored_query import StoredQuery
from pactgraph.receipts import Receipts
from pactgraph.source.texts import Texts

if TYPE_CHECKING:
    from pactgraph.planning.planning import Planner
    from pactgraph.views.view import View


@dataclass(frozen=True)
class Answering:
    """Asks one engine, and gives each answer what belongs to it.

    ``viewed`` is the view that the engine holds, if it holds one, and ``endpoint`` whose
    graph it is a view of; ``receipts`` is asked for when an answer is explained.
    """

    engine: Engine
    texts: Texts
    resolver: Resolver
    receipts: Callable[[], Receipts]
    viewed: View | None = None
    endpoint: str | None = None

    def stored(
        self,
        query: StoredQuery,
        values: Mapping[str, object],
        evidence: bool,
        timeout: float | None,
    ) -> Answer:
        """Return the answer to a stored query; raises as ``KnowledgeGraph.run``."""
        if self.viewed is not None:
            from pactgraph.views.binding import with_day

            values = with_day(query, values, self.viewed.viewpoint)
        terms = given(query, values, resolver=self.resolver)
        found = self.engine.query(
            self._planned(query.text, terms) or terms.sparql, timeout=timeout, source=query.file
        )
        answer = Answer.of(found, terms.sparql, query, values)
        return self._whole(answer, evidence, timeout, terms)

    def _planned(self, text: str, terms: Given | None = None) -> str | None:
        if not self.engine.has_lateral:
            return None
        if terms is None:
            return self._planner.planned(text)
        return self._planner.planned(text, terms.bound, terms.unbound)

    @cached_property
    def _planner(self) -> Planner:
        from pactgraph.planning.planning import Planner

        return Planner(self.engine)

    def typed(
        self,
        sparql: str,
        evidence: bool,
        timeout: float | None,
        allow: Collection[str],
        source: str,
    ) -> Answer:
        """Return the answer to any query; raises as ``KnowledgeGraph.query``."""
        asked = self._planned(sparql) or sparql
        found = self.engine.query(asked, timeout=timeout, allow=allow, source=source)
        return self._whole(Answer.of(found, sparql), evidence, timeout)

    def _whole(
        self, answer: Answer, evidence: bool, timeout: float | None, terms: Given | None = None
    ) -> Answer:
        return replace(
            answer,
            notes=self._notes(answer),
            receipts=self.receipts(),
            evidence=self._evidence(answer, timeout, terms) if evidence else None,
        )

    def _notes(self, answer: Answer) -> tuple[str, ...]:
        if self.viewed is None or not self.viewed.viewpoint.restricts:
            return ()
        from pactgraph.views.notes import notes_on

        return notes_on(self.viewed, answer.sparql, empty=not answer, endpoint=self.endpoint)

    def _evidence(
        self, answer: Answer, timeout: float | None, terms: Given | None
    ) -> tuple[tuple[PassageNote, ...], ...]:
        sparql = with_passages(answer.sparql)
        if terms is not None:
            sparql = self._planned(with_passages(terms.query.text), terms) or sparql
        found = self.engine.query(sparql, timeout=timeout, source="evidence")
        assert isinstance(found, Rows)
        cited = passages_of(answer.sparql, answer.terms, gather(found))
        notes = passage_notes(self.engine, {iri for row in cited for iri in row}, self.texts)
        return tuple(
            tuple(sorted((notes[iri] for iri in row if iri in notes), key=_place)) for row in cited
        )


def _place(note: PassageNote) -> tuple[str, int, int]:
    return (note.slug, note.range.start, -note.range.end)
