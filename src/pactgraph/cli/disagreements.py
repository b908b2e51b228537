"""``pactgraph disagreements``: on what articles and speakers disagree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from pyoxigraph import NamedNode
from rich.console import Console
from rich.text import Text

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, shown, warn, write_bytes
from pactgraph.cli.json_text import write_json
from pactgraph.cli.rows import passage_lines
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.disagreement.finding import Kind, Severity
from pactgraph.engine.results import Rows
from pactgraph.errors import NotFound
from pactgraph.evidence import PassageNote, passage_notes
from pactgraph.model.passages import article_of_graph, slug_of
from pactgraph.showing import short_iri

if TYPE_CHECKING:
    from pactgraph.disagreement.reading import Named, Opposed, Told
    from pactgraph.knowledge_graph import KnowledgeGraph

_EXAMPLES = """\b
Examples:
  pactgraph disagreements
  pactgraph disagreements --kind time --kind office --articles texts
  pactgraph disagreements --about "James Appathurai"
  pactgraph disagreements --format ttl > disagreements.ttl
  pactgraph disagreements --rules
"""
_COLUMNS = (
    "finding", "kind", "severity", "rule", "gist", "side", "subject", "property", "value",
    "speaker", "through", "article", "passage", "reconciliation", "judgement",
)  # fmt: skip
_STYLES = {Severity.CONTRADICTION: "bold red", Severity.TO_CHECK: "yellow"}
_IN_WORDS = {Severity.CONTRADICTION: "contradiction", Severity.TO_CHECK: "to check"}
_KINDS = [kind.value for kind in Kind]
_SEVERITIES = [severity.value for severity in Severity]
_MARGIN = 5


@click.command("disagreements", epilog=_EXAMPLES)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(_KINDS),
    multiple=True,
    help="Only of this kind; again.",
)
@click.option("--severity", type=click.Choice(_SEVERITIES), help="Only of this severity.")
@click.option(
    "--about",
    metavar="THING",
    help="Only about this thing, or that name it: any recorded name, id:NAME, or an IRI.",
)
@click.option(
    "--article",
    metavar="SLUG",
    shell_complete=complete_slugs,
    help="Only those in which this article, or a speaker in it, takes a side.",
)
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(["table", "json", "csv", "ttl"]),
    default="table",
)
@click.option("--rules", is_flag=True, help="List the rules: what each finds, and passes over.")
@project_options
@pass_settings
def command(
    settings: Settings,
    kinds: tuple[str, ...],
    severity: str | None,
    about: str | None,
    article: str | None,
    format_name: str,
    rules: bool,
) -> None:
    """List what articles and speakers disagree on, with the passages of each side.

    Findings are made by rules over the graph; none of them takes anything out of it. A
    contradiction cannot hold on both sides; what is to check may, and a person is to look.
    """
    if rules:
        _print_rules(format_name)
        return
    from pactgraph.disagreement.reading import judged_and_gone, read_findings, triples_of

    with settings.open_graph() as kg:
        if article is not None and article not in kg.articles:
            raise NotFound(f'there is no article "{article}"', candidates=tuple(kg.articles))
        thing = kg.names.resolve(about) if about is not None else None
        naming = set() if thing is None else _naming(kg, thing)
        every = read_findings(kg.engine)
        found = [
            one
            for one in every
            if (not kinds or one.kind in kinds)
            and (severity is None or one.severity == severity)
            and (thing is None or not naming.isdisjoint(one.things))
            and (article is None or article in _slugs(one))
        ]
        if format_name == "ttl":
            from pactgraph.graph_formats import write_graph

            write_bytes(write_graph(triples_of(kg.engine, found), "ttl"))
        elif format_name == "csv":
            write_bytes(_as_csv(found).encode())
        elif format_name == "json":
            notes = _notes(kg, found)
            write_json([_as_json(one, notes) for one in found])
        else:
            _print(output(), found, _notes(kg, found), total=len(every))
        for judgement, judged in judged_and_gone(kg.engine):
            warn(f"{judgement} judges a disagreement that is no longer found: {judged}")


def _naming(kg: KnowledgeGraph, thing: NamedNode) -> set[str]:
    """Return a thing and what the graph says has to do with it, less its articles and links."""
    found = kg.engine.query(
        f"SELECT DISTINCT ?naming {{ GRAPH ?passage {{ ?naming ?how {thing} }}"
        " ?passage a pact:Passage }",
        source="about",
    )
    assert isinstance(found, Rows)
    return {thing.value, *(row[0].value for row in found if isinstance(row[0], NamedNode))}


def _notes(kg: KnowledgeGraph, found: Sequence[Told]) -> dict[str, PassageNote]:
    return passage_notes(kg.engine, {iri for one in found for iri in one.passages}, kg.texts)


def _slugs(one: Told) -> set[str]:
    return {_slug(statement.passage) for statement in one.statements}


def _slug(passage: str) -> str:
    return slug_of(article_of_graph(passage) or passage)


def _print(
    console: Console, found: Sequence[Told], notes: dict[str, PassageNote], *, total: int
) -> None:
    for one in found:
        head = Text(one.kind.value, "bold").append(" · ", "dim")
        head.append(_IN_WORDS[one.severity], _STYLES[one.severity])
        head.append(f" · {one.rule} · {one.iri.rpartition('/')[2]}", "dim")
        console.print(head, soft_wrap=True)
        _paragraph(console, Text(shown(one.gist)), 2)
        for side, statements in groupby(one.statements, lambda statement: statement.side):
            _print_side(console, side, list(statements), notes)
        if one.reconciliation is not None:
            _paragraph(console, Text("reconciled: ", "green").append(shown(one.reconciliation)), 2)
            for passage in one.reconciled_by:
                _paragraph(console, Text(shown(short_iri(passage)), "cyan"), _MARGIN)
        for judgement in one.judgements:
            _paragraph(console, Text("judgement: ", "magenta").append(shown(judgement.label)), 2)
        console.print()
    noun = "disagreement" if len(found) == 1 else "disagreements"
    count = f"{len(found)} {noun}" if len(found) == total else f"{len(found)} of {total} {noun}"
    console.print(
        Text(f"{count}; `pactgraph disagreements --rules` tells how they are found", "dim")
    )


def _print_side(
    console: Console, side: int, statements: list[Opposed], notes: dict[str, PassageNote]
) -> None:
    spoken = any(one.speakers for one in statements)
    for index, (passage, here) in enumerate(groupby(statements, lambda one: one.passage)):
        told = list(here)
        number = f"  {side}  " if index == 0 else ""
        for line in (*_who(told[0], spoken), *_lines(told)):
            _paragraph(console, Text(shown(line)), _MARGIN, number)
            number = ""
        note = notes.get(passage)
        if note is not None:
            for text in passage_lines(note, console.width):
                console.print(Text(" ").append_text(text), soft_wrap=True)


def _who(one: Opposed, spoken: bool) -> Iterator[str]:
    """Yield who speaks, and through whom; an article needs no line where nobody else speaks."""
    if one.speakers:
        speakers = ", ".join(speaker.label for speaker in one.speakers)
        through = ", ".join(agent.label for agent in one.through)
        yield f"{speakers}{f' (through {through})' if through else ''} has it that"
    elif spoken:
        yield f"{_slug(one.passage)} has it that"


def _lines(statements: Sequence[Opposed]) -> Iterator[str]:
    """Yield a line for each subject: its label, and what is stated of it."""
    by_subject: dict[str, list[str]] = {}
    for one in statements:
        by_subject.setdefault(one.subject.label, []).append(
            f"{one.property.label} {one.value.label}"
        )
    for subject, stated in by_subject.items():
        yield f"{subject}: {'; '.join(stated)}"


def _paragraph(console: Console, text: Text, indent: int, lead: str = "") -> None:
    for line in text.wrap(console, max(console.width - indent, 20), overflow="fold"):
        line.rstrip()
        console.print(Text(lead or " " * indent).append_text(line), soft_wrap=True)
        lead = ""


def _as_json(one: Told, notes: dict[str, PassageNote]) -> dict[str, Any]:
    numbers = dict.fromkeys(statement.side for statement in one.statements)
    return {
        "finding": one.iri,
        "kind": one.kind.value,
        "severity": one.severity.value,
        "rule": one.rule,
        "gist": one.gist,
        "about": [_named(thing) for thing in one.about],
        "sides": [
            [_statement(s, notes) for s in one.statements if s.side == number] for number in numbers
        ],
        "reconciliation": one.reconciliation,
        "reconciledBy": [_passage(passage, notes) for passage in one.reconciled_by],
        "judgements": [_named(judgement) for judgement in one.judgements],
    }


def _statement(one: Opposed, notes: dict[str, PassageNote]) -> dict[str, Any]:
    return {
        "subject": _named(one.subject),
        "property": _named(one.property),
        "value": _named(one.value),
        "voice": "speaker" if one.speakers else "article",
        "speakers": [_named(speaker) for speaker in one.speakers],
        "through": [_named(agent) for agent in one.through],
        "passage": _passage(one.passage, notes),
    }


def _named(thing: Named) -> dict[str, str]:
    return {"label": thing.label} if thing.iri is None else {"iri": thing.iri, "label": thing.label}


def _passage(iri: str, notes: dict[str, PassageNote]) -> dict[str, object]:
    return notes[iri].as_json() if iri in notes else {"passage": iri}


def _as_csv(found: Sequence[Told]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in found:
        head = (one.iri, one.kind.value, one.severity.value, one.rule, one.gist)
        judged = "; ".join(judgement.label for judgement in one.judgements)
        for said in one.statements:
            speakers = "; ".join(speaker.label for speaker in said.speakers)
            through = "; ".join(agent.label for agent in said.through)
            triple = (said.subject.label, said.property.label, said.value.label)
            where = (_slug(said.passage), said.passage)
            tail = (speakers, through, *where, one.reconciliation or "", judged)
            writer.writerow((*head, said.side, *triple, *tail))
    return text.getvalue()


def _print_rules(format_name: str) -> None:
    from pactgraph.disagreement.search import RULES

    if format_name == "json":
        documents = [
            {"rule": r.name, "kind": r.kind.value, "finds": r.finds, "passesOver": r.passes_over}
            for r in RULES
        ]
        write_json(documents)
        return
    if format_name != "table":
        raise click.UsageError("the rules are listed as a table or as json.")
    console = output()
    for rule in RULES:
        console.print(Text(rule.name, "bold").append(f" · {rule.kind.value}", "dim"))
        _paragraph(console, Text(rule.finds), 2)
        _paragraph(console, Text("Passed over: ", "dim").append(rule.passes_over), 2)
        console.print()
