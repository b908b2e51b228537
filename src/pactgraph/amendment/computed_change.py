"""What changes in the computed graph: the built-in rules again, for the articles that changed."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from pactgraph.amendment.ground import Ground
from pactgraph.amendment.stored_graph import StoredGraph
from pactgraph.model.graphs import ENTITIES, LINEAGE
from pactgraph.model.passages import parse_passage_iri
from pactgraph.model.shared_text import read_lineage
from pactgraph.namespaces import PACT
from pactgraph.reasoning.article_time import TimeNote
from pactgraph.reasoning.builtin_rules import Computed, compute
from pactgraph.reasoning.line import Lines
from pactgraph.reasoning.time_rules import Locate

Graphs = Mapping[str, Sequence[Triple]]
_NOTHING: Final = Computed()


@dataclass(frozen=True, slots=True)
class ComputedChange:
    """What the computed graph has more and less, and the notes on the articles as they are now."""

    added: frozenset[Triple]
    removed: frozenset[Triple]
    notes: tuple[TimeNote, ...]


def computed_change(
    ground: Ground,
    stored: StoredGraph,
    old: Mapping[str, Graphs],
    new: Mapping[str, Graphs],
    before: Container[str],
    after: Container[str],
    locate: Locate | None = None,
) -> ComputedChange:
    """Return how the computed graph changes when articles change from ``old`` to ``new``.

    Both have the graphs of an article by its IRI; an article that is in one of them alone comes
    or goes. ``before`` and ``after`` are the articles that the store holds. The rules read one
    article at a time, but for that of lines: who copied from an article that comes or goes may
    be in another line. Raises BadInput for a statement of time that cannot be read.
    """
    added: set[Triple] = set()
    removed: set[Triple] = set()
    notes: list[TimeNote] = []
    for article in sorted(old.keys() | new.keys()):
        was = _computed(ground, stored, article, old.get(article), before, None)
        now = _computed(ground, stored, article, new.get(article), after, locate)
        removed |= set(was.triples)
        added |= set(now.triples)
        notes += now.notes
    changed = old.keys() | new.keys()
    for article in _whose_lines_may_change(ground, changed, before, after):
        removed |= set(_lines(ground, stored, article, before))
        added |= set(_lines(ground, stored, article, after))
    return ComputedChange(frozenset(added - removed), frozenset(removed - added), tuple(notes))


def _computed(
    ground: Ground,
    stored: StoredGraph,
    article: str,
    graphs: Graphs | None,
    members: Container[str],
    locate: Locate | None,
) -> Computed:
    if graphs is None:
        return _NOTHING
    texts = ground.texts.behind(article, members)
    lineage = [triple for text in texts for triple in ground.texts.triples(text)]
    others = {one for text in texts for one in ground.texts.holders(text) if one in members}
    things = (triple.subject for triples in graphs.values() for triple in triples)
    return compute(
        {
            **graphs,
            ENTITIES.value: stored.records.kinds_of(things),
            LINEAGE.value: lineage,
            # That there are such articles, and no more, is what the rule of lines asks of them.
            **{f"{other}/record": () for other in others - {article}},
        },
        ground.sources.ontology,
        locate=locate,
    )


def _whose_lines_may_change(
    ground: Ground, changed: Set[str], before: Container[str], after: Container[str]
) -> Iterator[str]:
    """Yield the articles, of those that did not change, in which a copy may have another line."""
    texts = ground.texts
    todo = [one for one in changed if texts.texts_in([one])]
    seen = set(todo)
    while todo:
        copied = todo.pop()
        for text in texts.texts_in([copied]):
            if copied not in changed and not _leads_elsewhere(ground, copied, text, before, after):
                continue
            for holder in texts.holders(text):
                if holder not in seen and holder in before and holder in after:
                    seen.add(holder)
                    todo.append(holder)
                    yield holder


def _leads_elsewhere(
    ground: Ground, article: str, text: object, before: Container[str], after: Container[str]
) -> bool:
    """Tell whether the line of what an article holds of a text is another one afterwards."""
    was, now = (_lines_of(ground, article, members) for members in (before, after))
    (shared,) = read_lineage(ground.texts.triples(text)).texts
    return any(
        was.line_of(article, one.range)[0] != now.line_of(article, one.range)[0]
        for one in shared.occurrences
        if one.article == article
    )


def _lines_of(ground: Ground, article: str, members: Container[str]) -> Lines:
    texts = ground.texts.behind(article, members)
    held = {one for text in texts for one in ground.texts.holders(text) if one in members}
    return Lines([t for text in texts for t in ground.texts.triples(text)], held)


def _lines(
    ground: Ground, stored: StoredGraph, article: str, members: Container[str]
) -> Iterator[Triple]:
    lines = _lines_of(ground, article, members)
    for passage in stored.passages_of(article):
        named = parse_passage_iri(passage.value)
        if named is not None:
            line, _ = lines.line_of(*named)
            yield Triple(passage, PACT.inLine, NamedNode(line))
