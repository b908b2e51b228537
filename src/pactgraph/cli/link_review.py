"""``pactgraph link review``: a person judges candidates, one by one, on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import click
from rich.text import Text

from pactgraph.cli.console import is_terminal, output, say, shown, warn
from pactgraph.cli.link_options import set_option
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from pactgraph.linking.entity import Entity
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.reviewing import Item, Review

_EXAMPLES = """\b
Examples:
  pactgraph link review --set wikidata
  pactgraph link review --reviewer 0000-0002-1825-0097
  printf 'accept\\nreject it is the river\\nquit\\n' | pactgraph link review --set geonames
"""
_KEYS = {
    "a": "accept", "e": "exact", "c": "close", "b": "broad", "w": "narrow", "l": "related",
    "r": "reject", "n": "note", "s": "skip", "u": "undo", "q": "quit", "?": "help",
}  # fmt: skip
_JUDGING = frozenset(("accept", "exact", "close", "broad", "narrow", "related", "reject"))
_HELP = """\
  a, accept    as its row proposes        r, reject    it looked alike, and is not
  c, close     a close match              n, note ...  write a note, and stay
  e, exact     the same                   s, skip      leave it for later
  b, broad     theirs is broader          u, undo      take the last judgement back
  w, narrow    theirs is narrower         q, quit      stop; all that was judged is kept
  l, related   only related               Words after a judgement go into its row as a note."""
_SHORT = "accept, close, reject, note, skip, undo, quit, ? for all"


@click.command("review", epilog=_EXAMPLES)
@set_option
@click.option(
    "--reviewer",
    metavar="ORCID|IRI",
    help="Who judges. It is asked for once, and remembered in your own settings.",
)
@project_options
@pass_settings
def review(settings: Settings, set_names: tuple[str, ...], reviewer: str | None) -> None:
    """Judge the candidates of all link sets, or of some.

    Each is shown with our thing and with what speaks for and against it; a key or a word, and
    Enter, judges it; the likeliest come first. Every judgement is on disk at once, so stop
    whenever you like: the next review goes on with what is left. A rejected pair is kept, and
    is never suggested again.
    """
    from pactgraph.linking.entity import read_entities
    from pactgraph.linking.link_sets import LinkSets
    from pactgraph.linking.reviewing import Review

    sets = LinkSets(settings.find_project())
    names = sets.chosen(set_names)
    with settings.open_graph() as kg:
        entities = {entity.iri: entity for entity in read_entities(kg)}
    lines = _lines()
    reviewing = Review(sets, names, _who(reviewer, lines))
    if not reviewing.items:
        say("there is no candidate to judge: find some with pactgraph link suggest")
        return
    session = _Session(reviewing, sets, entities, lines)
    counts = session.run()
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number)
    say(f"{told or 'nothing was judged'}; {session.left} are left")


class _Session:
    """A person's way through the candidates: forth, and back with undo."""

    def __init__(
        self, reviewing: Review, sets: LinkSets, entities: dict[str, Entity], lines: Iterator[str]
    ) -> None:
        self._review = reviewing
        self._sets = sets
        self._entities = entities
        self._lines = lines
        self._console = output()
        self._counts = {"accepted": 0, "rejected": 0}
        self._judged: list[tuple[int, str]] = []
        self._by_others: set[int] = set()

    @property
    def left(self) -> int:
        """How many candidates nobody has judged."""
        return len(self._review.items) - sum(self._counts.values()) - len(self._by_others)

    def run(self) -> dict[str, int]:
        """Show and judge until the candidates or the answers end; return what was judged."""
        from pactgraph.linking.reviewing import JudgedMeanwhile

        at = 0
        total = len(self._review.items)
        while at < total:
            item = self._review.items[at]
            try:
                self._review.check(item)
                entity = self._entities.get(item.pair[0])
                _show(self._console, item, at, total, entity, self._review)
                line = self._answer()
                if line is None:
                    break
                following = self._follow(line, item, at)
            except JudgedMeanwhile:
                say(f"{item.row['object_id']} was judged meanwhile by somebody else")
                self._by_others.add(at)
                following = at + 1
            if following is None:
                break
            at = following
        return self._counts

    def _follow(self, line: str, item: Item, at: int) -> int | None:
        """Do what a line says; return the place of the next candidate, None to stop."""
        first, _, rest = line.strip().partition(" ")
        word = _KEYS.get(first.casefold(), first.casefold())
        if word in _JUDGING:
            judgement = item.proposed if word == "accept" else word
            agreed = self._agreed(item, judgement)
            if agreed is None:
                return None
            if not agreed:
                return at
            self._judge(item, judgement, rest.strip(), at)
            return at + 1
        if word == "skip":
            return at + 1
        if word == "quit":
            return None
        if word == "undo":
            return self._undo(at)
        if word == "note" and rest.strip():
            self._review.annotate(item, rest.strip())
            say("the note is kept with the candidate")
        elif word == "note":
            warn("write the note after the word: note TEXT")
        elif word == "help":
            self._console.print(Text(_HELP), soft_wrap=True)
        else:
            warn(f'"{first}" is no answer: {_SHORT}')
        return at

    def _agreed(self, item: Item, judgement: str) -> bool | None:
        """Ask once more before one thing becomes two in one set; None where the answers end."""
        rivals = self._review.rivals(item, judgement)
        if not rivals:
            return True
        warn(f"ours is an exact match of {', '.join(rivals)} already: of this one too? (y/n)")
        line = next(self._lines, None)
        if line is None:
            return None
        if line.strip().casefold() in ("y", "yes"):
            return True
        say("it was not taken: judge it otherwise, or skip it")
        return False

    def _judge(self, item: Item, judgement: str, note: str, at: int) -> None:
        for told in self._review.judge(item, judgement, note):
            say(told)
        counted = "rejected" if judgement == "reject" else "accepted"
        self._counts[counted] += 1
        self._judged.append((at, counted))
        path = self._sets.judged(item.set_name).display
        say(f"{judgement}: written to {path}")

    def _undo(self, at: int) -> int:
        item = self._review.undo()
        if item is None:
            warn("nothing was judged in this review that could be taken back")
            return at
        before, counted = self._judged.pop()
        self._counts[counted] -= 1
        say("the last judgement is taken back")
        return before

    def _answer(self) -> str | None:
        if is_terminal(sys.stdin) and is_terminal(sys.stdout):
            self._console.print(Text(f"({_SHORT}) ", "dim"), end="", soft_wrap=True)
        return next(self._lines, None)


def _show(
    console: Console, item: Item, at: int, total: int, entity: Entity | None, reviewing: Review
) -> None:
    row = item.row
    console.print()
    heading = f"{at + 1} of {total} · {item.set_name}"
    console.print(Text(shown(heading), "bold"), soft_wrap=True)
    kind = f" ({entity.kind})" if entity else ""
    _line(console, "ours", f"{row.get('subject_label', '')}{kind}  {row['subject_id']}")
    if entity is not None:
        others = [n for n in (*entity.names, *entity.short_names) if n != entity.label]
        _line(console, "names", "; ".join(dict.fromkeys(others)))
        _line(console, "", entity.description)
        _line(console, "known", "; ".join(entity.facts))
    _line(console, "theirs", f"{row.get('object_label', '')}  {row['object_id']}")
    _line(console, "", item.pair[1])
    _line(console, "types", row.get("object_category", ""))
    score = f"{item.confidence:.2f}, as {row['predicate_id']}"
    _line(console, "score", score if "confidence" in row else f"none, as {row['predicate_id']}")
    _line(console, "why", row.get("comment", ""))
    for remark in reviewing.remarks(item):
        console.print(Text(f"  but     {shown(remark)}", "yellow"), soft_wrap=True)


def _line(console: Console, title: str, text: str) -> None:
    if text.strip():
        console.print(Text(f"  {title:<8}", "dim").append(shown(text), "default"), soft_wrap=True)


def _who(given: str | None, lines: Iterator[str]) -> str:
    """Return who judges: as given, as remembered, or as the person says now."""
    from pactgraph.linking.reviewer import remember, remembered, reviewer_id

    if given is not None:
        return reviewer_id(given)
    known = remembered()
    if known is not None:
        return known
    if not is_terminal(sys.stdin):
        raise BadInput(
            "nobody said who judges", hint="give --reviewer ORCID, which a terminal is asked once"
        )
    say("who judges? your ORCID, or an IRI for you; it goes into the rows that you judge")
    reviewer = reviewer_id(next(lines, ""))
    path = remember(reviewer)
    say(f"remembered in {path}")
    return reviewer


def _lines() -> Iterator[str]:
    """Yield what is typed or piped, line by line, without waiting for all of it."""
    stream: IO[str] = sys.stdin
    while line := stream.readline():
        yield line
