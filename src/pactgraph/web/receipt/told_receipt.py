"""A receipt as a page tells it: the row, the words, what follows, and every step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from pactgraph.proof.tree import Computed
from pactgraph.showing import shown
from pactgraph.telling.grounds import Grounds
from pactgraph.telling.labels import in_words
from pactgraph.telling.proof_outline import telling
from pactgraph.telling.readable import ReadableReceipt
from pactgraph.telling.relevance import told
from pactgraph.telling.text import is_yes, summary
from pactgraph.telling.way import Way
from pactgraph.web.receipt.cited import About, CitedPassage, Linked, Passages, Place
from pactgraph.web.receipt.lines import Line, lines_of
from pactgraph.web.receipt.proofs import Proofs, ShownProof
from pactgraph.web.receipt.steps import ShownStep, Steps
from pactgraph.web.urls import Parameters, Urls
from pactgraph.web.viewed import for_readers
from pactgraph.witness.receipt import groups

_LABEL = "Label"
_URLS = Urls()


@dataclass(frozen=True)
class Cell:
    """A column of the row that has a value: its name in words, the value, what words say so."""

    name: str
    text: str
    href: str | None
    cites: tuple[int, ...]


class ToldReceipt:
    """What the parts of a page need of a receipt; each is made when it is first asked for.

    ``view`` are the parameters of the view in which the page's links stay; ``titles`` are those
    of articles, by their IRIs.
    """

    def __init__(
        self,
        receipt: ReadableReceipt,
        view: Parameters = (),
        titles: Mapping[str, str] | None = None,
    ) -> None:
        pruned = told(receipt)
        self.receipt = receipt
        self._labels = receipt.reading.labels
        self._titles = titles or {}
        self._grounds = Grounds.of(pruned.receipt)
        self._way = Way(pruned, receipt, self._labels, self._grounds)
        self._passages = Passages(receipt.reading, self._grounds, view)
        self._proofs = Proofs(self._labels, self._grounds, view)
        self._steps = Steps(pruned, self._way.bindings, self._labels, self._grounds, view)

    @property
    def is_yes(self) -> bool:
        """Whether the row is the answer to an ASK."""
        return is_yes(self.receipt)

    def summary(self, what: str = "") -> str:
        """Return in one sentence how many passages, articles and lines it, or what, rests on."""
        return shown(summary(self.receipt, self._grounds, what).text.plain)

    @cached_property
    def cells(self) -> list[Cell]:
        """The columns that have a value, an IRI by the label in the column beside it."""
        return list(self._cells())

    @cached_property
    def stated(self) -> list[CitedPassage]:
        """The passages whose words state it."""
        return self._passages.cited(reported=False)

    @cached_property
    def reported(self) -> list[CitedPassage]:
        """The passages whose words report that somebody says it."""
        return self._passages.cited(reported=True)

    @cached_property
    def stated_again(self) -> list[tuple[Place, tuple[About, ...]]]:
        """Other passages, and what they state again."""
        return self._passages.stated_again()

    @cached_property
    def other_passages(self) -> list[Place]:
        """Passages that only name, sort or place things that it speaks of."""
        cited = {wording.passage.value for wording in self.receipt.wordings}
        cited |= {iri.value for w in self.receipt.wordings for iri in w.resolved_by}
        return self._passages.others(cited)

    @cached_property
    def follows(self) -> list[ShownProof]:
        """The proofs of what rules derived."""
        return [self._proofs.of(proof) for proof in self._grounds.derived.values()]

    @cached_property
    def worked_out(self) -> list[tuple[list[ShownProof], ShownProof]]:
        """What built-in rules computed: statements that one rule read from the same, together."""
        groups: dict[object, list[Computed]] = {}
        for proof in telling(list(self._grounds.computed.values())):
            groups.setdefault((proof.rules, proof.inputs), []).append(proof)
        return [
            ([self._proofs.of(one, deep=False) for one in group], self._proofs.of(group[0]))
            for group in groups.values()
        ]

    @cached_property
    def on_record(self) -> list[ShownProof]:
        """What records and the ontology hold."""
        return [self._proofs.of(proof) for proof in self._grounds.recorded.values()]

    @cached_property
    def unproved(self) -> list[tuple[str, Linked | None]]:
        """What was matched and has no proof, such as what another data set says, and where."""
        found = self._grounds.unproved.items()
        return [(shown(self._labels.sentence(t)), self._graph(m.graph)) for t, m in found]

    @cached_property
    def sections(self) -> list[tuple[str, tuple[Line, ...]]]:
        """What was walked, counted, asked for, reckoned and not found, each under its title."""
        way = self._way
        every = [
            ("What was walked", way.stood_still()),
            ("What was counted", way.counted()),
            ("What the question asked for", way.conditions()),
            ("How values were reckoned", way.reckoned()),
            ("What was looked for and is not there", way.absent()),
        ]
        return [(title, lines_of(nodes)) for title, nodes in every if nodes]

    @cached_property
    def steps(self) -> tuple[ShownStep, ...]:
        """Every step, with its pattern and what it matched."""
        return self._steps.of(self.receipt.steps)

    @cached_property
    def notes(self) -> list[str]:
        """What a reader must know beside it."""
        notes = [shown(note) for note in for_readers(self.receipt.notes)]
        if self.receipt.others:
            one = self.receipt.others == 1 and not self.receipt.more
            least = "at least " if self.receipt.more else ""
            ways = "way leads" if one else "ways lead"
            notes.append(f"{least}{self.receipt.others} more {ways} to this same row")
        return notes

    @property
    def counted_more(self) -> int:
        """How many members of groups are not shown."""
        return sum(group.others for group in groups(self.receipt.steps))

    def _graph(self, graph: NamedNode | None) -> Linked | None:
        if graph is None:
            return None
        return Linked(shown(self._labels.of(graph)), _URLS.of_iri(graph.value))

    def _cells(self) -> Iterator[Cell]:
        row, cites = self.receipt.row, self._way.cites()
        for name in self.receipt.variables:
            value = row.get(name)
            bare = name.removesuffix(_LABEL) or name
            if value is None or (name != bare and bare in row):
                continue
            label = row.get(name + _LABEL)
            numbers = cites.get(bare, set()) | cites.get(f"{bare}{_LABEL}", set())
            iri = value.value if isinstance(value, NamedNode) else None
            title = None if label or iri is None else self._titles.get(iri)
            yield Cell(
                shown(in_words(bare)),
                shown(title or self._labels.of(label or value)),
                None if iri is None else _URLS.of_iri(iri),
                tuple(sorted(numbers)),
            )
