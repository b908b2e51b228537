"""The passages of a receipt for a reader: the words, who says them, and what they state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Triple
from rich.text import Text

from pactgraph.evidence import PassageNote
from pactgraph.model.passages import parse_passage_iri, slug_of
from pactgraph.namespaces import PACT, RDF
from pactgraph.proof.tree import Axiom, Voice, Wording
from pactgraph.showing import shown
from pactgraph.telling.grounds import Cited, Grounds
from pactgraph.telling.labels import Labels, with_article
from pactgraph.telling.outline import Node, table
from pactgraph.telling.readable import Reading

_PLAIN_ACTS = frozenset({PACT.saying, PACT.stating, PACT.reporting})
"""Acts of speech that say no more than that something was said."""

_MOST_AROUND = 120
_MOST_OF_A_RESOLVER = 60


class PassageOutline:
    """Writes the passages that a receipt quotes, each once, under its number."""

    def __init__(self, reading: Reading, grounds: Grounds) -> None:
        self._labels = reading.labels
        self._notes = reading.passages
        self._resolutions = reading.resolutions
        self._grounds = grounds
        self._quoted: dict[str, int] = {}

    def cited(self, *, reported: bool) -> list[Node]:
        """Return each quoted passage: place, words, voice, resolvers, statements.

        ``reported`` are those whose words only report what a speaker says; else the others.
        """
        cited = sorted(self._grounds.cited.values(), key=lambda c: c.number)
        return [self._passage(c) for c in cited if bool(c.wording.voices) is reported]

    def elsewhere(self) -> list[Node]:
        """Return each other passage that states a part again, in two lines."""
        nodes = []
        for wording, triples in self._grounds.elsewhere.values():
            node = Node(self._place(wording.passage))
            node.add(self._briefly(triples))
            nodes.append(node)
        return nodes

    def recorded(self) -> list[Node]:
        """Return what records and the ontology hold, with file and line."""
        nodes = []
        for triple, leaf in self._grounds.recorded.items():
            line = Text(shown(self._labels.sentence(triple)))
            where = "the ontology" if isinstance(leaf, Axiom) else self._labels.of(leaf.graph)
            if leaf.location is not None:
                where = str(leaf.location)
            nodes.append(Node(line.append(f"  ({shown(where)})", "dim")))
        for triple, match in self._grounds.unproved.items():
            line = Text(shown(self._labels.sentence(triple)))
            if match.graph is not None:
                line.append(f"  (in {shown(self._labels.of(match.graph))})", "dim")
            nodes.append(Node(line))
        return nodes

    def _passage(self, cited: Cited) -> Node:
        wording = cited.wording
        node = Node(Text(f"[{cited.number}] ", "cyan").append_text(self._place(wording.passage)))
        note = self._notes.get(wording.passage.value)
        quoted = self._quoted.setdefault(wording.passage.value, cited.number)
        if quoted != cited.number:
            node.text.append(f", the words of [{quoted}]")
        elif note is not None:
            node.children.extend(_words(note))
        if wording.voices:
            node.add(Text(shown(voice_words(wording, self._labels)), "italic"))
        elif wording.narrated:
            node.add(Text("told by the article itself, beside what it reports", "italic"))
        if quoted == cited.number:
            node.children.extend(self._told_elsewhere(cited))
        if cited.implying:
            line = Text("who says so is only implied, at ")
            for number, passage in enumerate(cited.implying):
                line.append(", and at " if number else "").append_text(self._told_at(passage))
            node.add(line)
        node.children.extend(self._statements(cited.triples))
        return node

    def _told_elsewhere(self, cited: Cited) -> Iterator[Node]:
        """Yield what the words leave out or mean by a pronoun, with the passages that tell it."""
        meant: dict[str, list[str]] = {}
        for thing, resolver in self._resolutions.get(cited.wording.passage.value, ()):
            if thing in cited.things:
                meant.setdefault(resolver, []).append(self._labels.of(NamedNode(thing)))
        others = [r for r in cited.resolvers if r.value not in meant]
        if others:
            yield self._resolvers(others)
        for resolver, things in meant.items():
            line = Text(shown(" and ".join(things)))
            line.append(" is meant" if len(things) == 1 else " are meant")
            if resolver != cited.wording.passage.value:
                line.append(", as told at ").append_text(self._told_at(NamedNode(resolver)))
            yield Node(line)

    def _place(self, passage: NamedNode) -> Text:
        parts = parse_passage_iri(passage.value)
        if parts is None:
            return Text(shown(self._labels.of(passage)), "bold")
        line = Text(shown(slug_of(parts[0])), "bold")
        note = self._notes.get(passage.value)
        if note is not None:
            known = [note.publisher, note.published or "undated"]
            line.append(f" ({shown(', '.join(k for k in known if k))})", "default")
        return line.append(f", characters {parts[1].start} to {parts[1].end}", "default")

    def _resolvers(self, passages: Sequence[NamedNode]) -> Node:
        line = Text("what these words leave out is told at ")
        for number, passage in enumerate(passages):
            line.append(", and at " if number else "").append_text(self._told_at(passage))
        return Node(line)

    def _told_at(self, passage: NamedNode) -> Text:
        parts = parse_passage_iri(passage.value)
        if parts is None:
            return Text(shown(self._labels.of(passage)))
        line = Text(f"{parts[1].start} to {parts[1].end}")
        note = self._notes.get(passage.value)
        if note is not None and (note.words or note.anchor):
            words = note.words or f"…{note.anchor}…"
            line.append(f" “{shown(_cut(words, _MOST_OF_A_RESOLVER))}”", "italic")
        return line

    def _statements(self, triples: Collection[Triple]) -> Iterator[Node]:
        """Yield the statements grouped by the thing that they speak of."""
        told = frozenset(triples)
        for subject, kinds, rows in self._by_subject(triples):
            name = Text("→ ", "green").append(shown(self._labels.of(subject)), "bold")
            if kinds:
                name.append(" is " + shown(", ".join(with_article(k) for k in kinds)), "default")
            if Triple(subject, RDF.type, PACT.Utterance) in told:
                name.append(" that the article reports", "default")
            yield Node(name, table(rows), hanging=2)

    def _briefly(self, triples: Iterable[Triple]) -> Text:
        said = []
        for subject, kinds, rows in self._by_subject(triples):
            thing = shown(self._labels.of(subject))
            is_a = f" is {shown(' and '.join(map(with_article, kinds)))}" if kinds else ""
            values = "; ".join(f"{name}: {value}" for name, value in rows)
            said.append(f"{thing}{is_a}{' – ' if rows else ''}{values}")
        return Text(". ".join(said))

    def _by_subject(
        self, triples: Iterable[Triple]
    ) -> Iterator[tuple[NamedNode, list[str], list[tuple[str, str]]]]:
        found: dict[NamedNode, tuple[list[str], dict[NamedNode, list[str]]]] = {}
        for triple in triples:
            kinds, rows = found.setdefault(triple.subject, ([], {}))  # type: ignore[arg-type]
            value = self._labels.of(triple.object)  # type: ignore[arg-type]
            if triple.predicate == RDF.type:
                kinds.append(value)
            else:
                rows.setdefault(triple.predicate, []).append(value)
        for subject, (kinds, rows) in found.items():
            cells = []
            for predicate, values in rows.items():
                cell = ", ".join(values)
                some = self._grounds.unfinished.get((subject, predicate))
                cell += f" ({some})" if some else ""
                cells.append((shown(self._labels.property(predicate)), shown(cell)))
            yield subject, kinds, cells


def voice_words(wording: Wording, labels: Labels) -> str:
    """Return whose voice it is, from the one who speaks to the one who passes it on."""
    first, *outer = wording.voices
    said = f"said by {_speaker(first, labels)}"
    for voice in outer:
        verb = "report" if len(voice.speakers) > 1 else "reports"
        said += f", as {_speaker(voice, labels)} {verb}"
    return f"{said}; the article does not say it itself"


def _speaker(voice: Voice, labels: Labels) -> str:
    who = " and ".join(labels.of(speaker) for speaker in voice.speakers) or "somebody"
    if voice.act is not None and voice.act not in _PLAIN_ACTS:
        who += f" ({labels.of(voice.act)})"
    if voice.outlets:
        who += " in " + " and ".join(labels.of(outlet) for outlet in voice.outlets)
    return who


def _words(note: PassageNote) -> Iterator[Node]:
    """Yield the words in their sentence, or the anchor where the text is not at hand."""
    if note.words is None:
        if note.anchor is not None:
            yield Node(Text(f"“…{shown(note.anchor)}…”", "italic"))
        return
    line = Text()
    if note.before:
        line.append(shown(_cut(note.before, -_MOST_AROUND)) + " ", "dim")
    line.append(f"“{shown(note.words)}”", "italic bold")
    if note.after:
        joint = "" if note.after[0] in ".,;:!?)" else " "
        line.append(joint + shown(_cut(note.after, _MOST_AROUND)), "dim")
    yield Node(line)


def _cut(words: str, most: int) -> str:
    """Return the first ``most`` characters at most, or for a negative number the last.

    >>> _cut("one two three", 8), _cut("one two three", -8)
    ('one two…', '…three')
    """
    if len(words) <= abs(most):
        return words
    if most > 0:
        return words[:most].rsplit(" ", 1)[0] + "…" if " " in words[:most] else words[:most] + "…"
    return "…" + words[most:].split(" ", 1)[-1]
