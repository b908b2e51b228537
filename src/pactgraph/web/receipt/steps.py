"""The steps of a receipt as pages show them: each pattern and what it matched, in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds
from pactgraph.telling.labels import Labels, in_words
from pactgraph.telling.pattern_words import PatternWords, read_path
from pactgraph.telling.phrases import Phrases
from pactgraph.telling.relevance import Told, why_kept
from pactgraph.web.receipt.cited import Linked, statement_url
from pactgraph.web.receipt.lines import words_of
from pactgraph.web.receipt.proofs import Proofs, ShownProof
from pactgraph.web.urls import Parameters, Urls
from pactgraph.witness.receipt import (
    Absent,
    Bindings,
    Branch,
    Inner,
    Kept,
    Matched,
    Maybe,
    Members,
    Present,
    Reckoned,
    Step,
    Supplied,
    Walked,
)

_URLS = Urls()


@dataclass(frozen=True)
class ShownStep:
    """A step: its sort in a word, what happened in words, and the query's own text for it.

    ``sentence`` is what was matched, with ``cites`` and the page of that statement;
    ``graph`` is where alone it was looked for; ``proof`` tells why the statement is there.
    """

    sort: str
    words: str
    code: str = ""
    href: str | None = None
    cites: tuple[int, ...] = ()
    graph: Linked | None = None
    proof: ShownProof | None = None
    beneath: tuple[ShownStep, ...] = ()


class Steps:
    """Tells the steps of a receipt; ``bindings`` is what the query's variables stand for."""

    def __init__(
        self,
        told: Told,
        bindings: Bindings,
        labels: Labels,
        grounds: Grounds,
        view: Parameters = (),
    ) -> None:
        self._reasons = told.reasons
        self._labels = labels
        self._grounds = grounds
        self._view = view
        self._phrases = Phrases(labels)
        self._patterns = PatternWords(labels, bindings)
        self._proofs = Proofs(labels, grounds, view)

    def of(self, steps: Iterable[Step]) -> tuple[ShownStep, ...]:
        """Return steps in order."""
        return tuple(map(self._step, steps))

    def _step(self, step: Step) -> ShownStep:
        match step:
            case Matched():
                return self._matched(step)
            case Walked():
                return self._walked(step)
            case Maybe() if step.matched:
                return ShownStep("optional", "if it is there: it is", beneath=self.of(step.steps))
            case Maybe():
                words = f"if it is there: nothing is there of {self._looked_for(step.text)}"
                blockers = self._blockers(step.blockers)
                return ShownStep(
                    "optional", words_of(shown(words)), _line(step.text), beneath=blockers
                )
            case Absent():
                words = f"nothing is there of {self._looked_for(step.text)}"
                code = f"{step.kind} {_line(step.text)}"
                blockers = self._blockers(step.blockers)
                return ShownStep("not there", words_of(shown(words)), code, beneath=blockers)
            case Present():
                words = "looked for, and there:"
                return ShownStep("there", words, _line(step.text), beneath=self.of(step.steps))
            case Branch():
                words = f"alternative {step.number} of {step.of} is the one that fits"
                return ShownStep("either", words, beneath=self.of(step.steps))
            case Kept():
                code = f"FILTER {_line(step.text)}"
                words = self._condition(step)
                return ShownStep("condition", shown(words), code, beneath=self.of(step.steps))
            case Reckoned():
                value = "no value" if step.value is None else self._labels.of(step.value)
                words = f"“{in_words(step.variable)}” is {value}"
                code = f"?{step.variable} = {_line(step.text)}"
                return ShownStep("reckoned", shown(words), code, beneath=self.of(step.steps))
            case Supplied():
                return ShownStep("given", shown(self._values(step.values)))
            case Inner():
                words = f"a query inside the query gives {self._values(step.row) or 'a row'}"
                return ShownStep("inner", shown(words), beneath=self.of(step.steps))
            case Members():
                return self._members(step)

    def _matched(self, match: Matched) -> ShownStep:
        words = self._labels.sentence(match.triple)
        if match.anchor:
            words += " (only that the thing is in the graph)"
        graph = match.graph
        where = None
        if graph is not None:
            where = Linked(shown(self._labels.of(graph)), _URLS.of_iri(graph.value))
        return ShownStep(
            "found",
            shown(words),
            _line(match.pattern),
            statement_url(match.triple, self._view),
            self._grounds.numbers_of(match),
            where,
            None if match.proof is None else self._proofs.of(match.proof, deep=False),
        )

    def _walked(self, step: Walked) -> ShownStep:
        path = read_path(step.path)
        told = self._phrases.shortened(step.path) if path is None else self._patterns.path(path)
        start, end = self._labels.of(step.start), self._labels.of(step.end)
        steps = f"{len(step.edges)} step{'' if len(step.edges) == 1 else 's'}"
        words = f"from {start} to {end} by “{told}”, in {steps}"
        edges = tuple(map(self._matched, step.edges))
        return ShownStep("walked", shown(words), _line(step.path), beneath=edges)

    def _members(self, step: Members) -> ShownStep:
        keys = self._values(step.keys)
        words = f"{step.count} match{'' if step.count == 1 else 'es'}"
        words += f" with {keys}" if keys else ""
        if step.others:
            words += f"; {len(step.shown)} shown, {step.others} more"
        members = tuple(
            ShownStep("member", f"match {number}", beneath=self.of(member))
            for number, member in enumerate(step.shown, 1)
        )
        return ShownStep("counted", shown(words), beneath=members)

    def _blockers(self, blockers: Iterable[tuple[Step, ...]]) -> tuple[ShownStep, ...]:
        words = "this is there, and keeps it from fitting"
        return tuple(ShownStep("kept out by", words, beneath=self.of(b)) for b in blockers)

    def _looked_for(self, text: str) -> str:
        wanted, where = self._patterns.looked_in(text, None)
        words = self._patterns.looked_for(wanted)
        return f"{words} in {where}" if where else words

    def _condition(self, step: Kept) -> str:
        why = why_kept(self._reasons, step)
        if why is None:
            return self._phrases.shortened(step.text)
        return self._phrases.reasons(why, step.values) or "it asks nothing of this row"

    def _values(self, values: Bindings) -> str:
        return ", ".join(f"{in_words(n)}: {self._labels.of(v)}" for n, v in values.items())


def _line(text: str) -> str:
    return shown(" ".join(text.split()))
