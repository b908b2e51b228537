"""The explanation of an empty answer as plain lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from pactgraph.nothing.phrases import Sentences
from pactgraph.nothing.reason_words import times, why_lines
from pactgraph.nothing.report import Doubt, Kind, Near, Told
from pactgraph.nothing.scope import named
from pactgraph.showing import short_iri, shown
from pactgraph.telling.labels import Labels, in_words, with_article
from pactgraph.telling.reasons import parameter_name

if TYPE_CHECKING:
    from pactgraph.nothing.nothing import Nothing

_LEFT_OUT = "left out:"
_TITLES = {
    "SELECT": "Nothing is found.",
    "ASK": "The answer is no.",
    "CONSTRUCT": "No statement is made.",
}


def nothing_lines(nothing: Nothing, labels: Labels) -> Iterator[str]:
    """Yield the explanation, a line at a time, indented by two spaces a level."""
    words = _Words(nothing, labels)
    yield _TITLES[nothing.form]
    if nothing.empty_view:
        yield from ("", "Why:", "  This view holds no article, so nothing is found in it.")
        return
    for title, lines in (
        # What a view leaves out is the first reason.
        ("What the view leaves out", words.omissions()),
        ("Why", words.why()),
        ("What nearly matches", words.near()),
        ("Who says it", words.told()),
        ("Whether the graph could say it", words.doubts()),
        ("Note", words.notes()),
    ):
        section = list(lines)
        if section:
            yield ""
            yield f"{title}:"
            yield from ("  " + line for line in section)


class _Words:
    def __init__(self, nothing: Nothing, labels: Labels) -> None:
        self._nothing = nothing
        self._labels = labels

    def sentences(self) -> Sentences:
        return Sentences(self._labels, self._nothing.given)

    def why(self) -> Iterator[str]:
        return why_lines(self._nothing, self._labels)

    def near(self) -> Iterator[str]:
        for near in self._nothing.near:
            yield from self._near(near)

    def _near(self, near: Near) -> Iterator[str]:
        sentences = self.sentences()
        amount = f"{near.amount}"
        title = self._change(near, sentences)
        if not near.whole:
            title += ", these conditions would match (the whole question would not)"
        if near.change.kind in (Kind.PARAMETER, Kind.VALUE, Kind.SPELLING):
            values = ", ".join(sentences.term(t) for row in near.rows for t in row.values())
            if any(near.rows):
                yield f"• {title}: {values}" + ("" if _all_shown(near) else f" ({amount} in all)")
                return
        yield f"• {title}: {amount} {times(near.amount.count)}"
        ambiguous = self._ambiguous(near)
        for row in near.rows:
            if row:
                kinds = [
                    near.kinds[t.value]
                    for t in row.values()
                    if getattr(t, "value", "") in near.kinds
                ]
                said = " or ".join(sentences.term(k) for of in kinds[:1] for k in of)
                dates = [
                    d for t in row.values() for d in near.dates.get(getattr(t, "value", ""), ())
                ]
                yield (
                    f"    {sentences.row(row, ambiguous)}"
                    + (f" ({with_article(said)})" if said else "")
                    + (f" ({_bounds_words(dates, sentences)})" if dates else "")
                )
        if not _all_shown(near):
            yield "    …"

    def _ambiguous(self, near: Near) -> frozenset[str]:
        """Return the labels that several things in the rows have."""
        of_label: dict[str, set[str]] = {}
        for term in (t for row in near.rows for t in row.values() if isinstance(t, NamedNode)):
            of_label.setdefault(shown(self._labels.of(term)), set()).add(term.value)
        return frozenset(label for label, iris in of_label.items() if len(iris) > 1)

    def _change(self, near: Near, sentences: Sentences) -> str:
        change = near.change
        told = " and ".join(
            f"“{sentences.of(e, with_graph=False)}”".replace("““", "“").replace("””", "”")
            for e in change.elements
        )
        old = "" if change.old is None else sentences.term(change.old)
        new = "" if change.new is None else sentences.term(change.new)
        match change.kind:
            case Kind.PARAMETER:
                names = [n for e in change.elements for n in sorted(named(e)) if parameter_name(n)]
                called = in_words(parameter_name(names[0]) or "") if names else "value"
                return f"With another “{called}” than {old}"
            case Kind.SPELLING:
                return f"With “{old}” written as it is here"
            case Kind.VALUE:
                return f"With another value than {old} in {told}" if old else f"Without {told}"
            case Kind.CLASS:
                return f"With “{new}” instead of “{old}”"
            case Kind.PROPERTY:
                return f"With “{new}” instead of “{old}”"
            case Kind.INVERSE:
                return f"With “{old}” the other way round"
            case Kind.GRAPH if change.variable is not None:
                return f"In another graph than {old}"
            case Kind.GRAPH if old:
                return f"If {told} need not stand in {old}"
            case Kind.GRAPH:
                return f"If {told} need not stand in the same graph as the rest"
            case Kind.FILTER:
                (test,) = change.elements
                return f"Without the test ({sentences.of(test)})"
            case Kind.ANY_PROPERTY:
                return f"By another property than “{old}”"
            case _:
                return f"All but {told}"

    def told(self) -> Iterator[str]:
        if self._nothing.told:
            yield "No article states it in its own voice, but:"
        for told in self._nothing.told:
            yield f"• {self._told(told)}"

    def _told(self, told: Told) -> str:
        speakers = " and ".join(map(self._labels.of, told.speakers)) or "a speaker"
        verb = "assert" if len(told.speakers) > 1 else "asserts"
        where = ", ".join(short_iri(p.value) for p in told.passages)
        if told.derived:
            verb += " what it follows from"
        sentence = shown(self._labels.sentence(told.triple))
        claim = short_iri(told.claim.value)
        return f"{shown(speakers)} {verb}: {sentence} (claim {claim}, worded in {where})"

    def doubts(self) -> Iterator[str]:
        for doubt in self._nothing.doubts:
            yield f"• {doubt_words(doubt)}"

    def omissions(self) -> Iterator[str]:
        for omission in self._nothing.omissions:
            yield f"• {shown(self._labels.of(omission.thing))}: {shown(omission.why)}"
        for note in self._nothing.notes:
            if note.startswith(_LEFT_OUT):
                yield f"• {note.removeprefix(_LEFT_OUT).strip()}"

    def notes(self) -> Iterator[str]:
        yield from (n for n in self._nothing.notes if not n.startswith(_LEFT_OUT))


def doubt_words(doubt: Doubt) -> str:
    """Return a doubt as a sentence, with what may have been meant.

    >>> from pactgraph.namespaces import PACT
    >>> doubt_words(Doubt("no term", "x is no term", None, (PACT.begin,)))
    'x is no term; did you mean pact:begin?'
    """
    meant = " or ".join(short_iri(getattr(c, "value", str(c))) for c in doubt.candidates)
    return shown(doubt.sentence + (f"; did you mean {meant}?" if meant else ""))


def _bounds_words(dates: Iterable[tuple[NamedNode, Literal]], sentences: Sentences) -> str:
    days: dict[NamedNode, list[str]] = {}
    for bound, day in dates:
        days.setdefault(bound, []).append(sentences.term(day))
    return "; ".join(f"{sentences.term(bound)} {' or '.join(of)}" for bound, of in days.items())


def _all_shown(near: Near) -> bool:
    return len(near.rows) >= near.amount.count and not near.amount.more
