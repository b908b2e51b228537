"""``pactgraph lineage``: which articles share text, and how many independent lines that leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, say, shown, warn, write_bytes
from pactgraph.cli.grid import Column, Grid, quoted
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from pactgraph.lineage.account import Account, Copy

_EXAMPLES = """\b
Examples:
  pactgraph lineage
  pactgraph lineage --articles texts --write     after an article was added
"""
_LIKENESS = {
    "first": "the first",
    "same": "the same",
    "numbers": "other numbers",
    "words": "other words",
}


@click.command("lineage", epilog=_EXAMPLES)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, shell_complete=complete_slugs)
@click.option(
    "--format", "-f", "format_name", type=click.Choice(["table", "json", "ttl"]), default="table"
)
@click.option("--write", is_flag=True, help="Store what was found, in data/lineage/.")
@click.option("--check", is_flag=True, help="Exit with 1 if what is stored is not what is found.")
@project_options
@pass_settings
def command(
    settings: Settings, slugs: tuple[str, ...], format_name: str, write: bool, check: bool
) -> int:
    """Tell which sentences several articles (or some with others) share, and who has them first.

    Copied text is one source: however many articles carry it, it supports what it says once.
    Sentences are compared word by word, numbers aside, and numbers that differ are told.
    With the texts at hand they are compared anew; without, what is stored is shown.
    """
    from pactgraph.lineage.account import account_of
    from pactgraph.lineage.detection import find_lineage
    from pactgraph.lineage.record import FILE, is_stale, lineage_turtle, store_lineage, stored

    sources, texts = settings.load_sources(), settings.find_texts()
    for slug in slugs:
        if slug not in sources.articles:
            raise NotFound(f'there is no article "{slug}"', candidates=tuple(sources.articles))
    stale = None
    complete = texts.at_hand and all(texts.digest(slug) for slug in sources.articles)
    if complete or write or check:
        found = find_lineage(sources, texts)
        stale = is_stale(sources.project, found)
    else:
        found = stored(sources)
    account = account_of(sources, found, texts, slugs)
    if format_name == "ttl":
        write_bytes(lineage_turtle(found))
    elif format_name == "json":
        write_json(_as_json(account, stale))
    else:
        _print(account)
    if write:
        store_lineage(sources.project, found)
        say(f"{FILE} is written: {len(found.texts)} shared texts")
        stale = False
    if stale is None:
        warn("this is what is stored; the words were not looked at, as not all texts are at hand")
    elif stale:
        warn(f"{FILE} is stale: write it anew with pactgraph lineage --write")
    for slug in account.not_compared:
        warn(f'the article "{slug}" was not compared with the others')
    return 1 if check and stale else 0


def _print(account: Account) -> None:
    console = output()
    columns = [
        Column("text", numeric=True),
        Column("article"),
        Column("published"),
        Column("range"),
        Column("words", numeric=True),
        Column("shared", numeric=True),
        Column("likeness"),
    ]
    rows, notes = [], []
    for number, text in enumerate(account.texts, 1):
        for copy in text.copies:
            is_first = copy.likeness == "first"
            rows.append(
                [
                    str(number) if is_first else "",
                    shown(copy.slug),
                    shown(copy.published),
                    str(copy.range),
                    str(copy.words),
                    "" if is_first else str(copy.shared),
                    _LIKENESS[copy.likeness],
                ]
            )
            notes.append([*_notes(console, copy)])
            if is_first and not text.first_is_certain:
                notes[-1].append(Text("    which is first the dates leave open", "yellow"))
            if is_first and text.is_quotation:
                notes[-1].append(Text("    a quotation: each may have it from the speaker", "cyan"))
    of = {copy.slug for text in account.texts for copy in text.copies}
    console.print(
        Text(f"{len(account.texts)} shared texts in {len(of)} articles", "bold"), soft_wrap=True
    )
    console.print()
    if rows:
        Grid(console, columns, rows).print(notes)
        console.print()
    numbers = ("passages", "copied")
    titles = ("article", "published", *numbers, "copied from")
    lines = [
        [
            shown(article.slug),
            shown(article.published),
            str(article.passages),
            str(sum(article.copied.values())),
            shown(", ".join(f"{slug} ({n})" for slug, n in sorted(article.copied.items()))),
        ]
        for article in account.articles
    ]
    Grid(console, [Column(title, title in numbers) for title in titles], lines).print()


def _notes(console: Console, copy: Copy) -> Iterator[Text]:
    if copy.likeness == "first" and copy.text is not None:
        for line in quoted(shown(" ".join(copy.text.split())), console.width - 2, 4):
            yield Text(line, "italic")
    for number in copy.numbers:
        yield Text(f"    the number differs: {shown(str(number))}", "yellow")
    for change in copy.changes:
        yield Text(f"    {shown(change)}", "dim")


def _as_json(account: Account, stale: bool | None) -> dict[str, Any]:
    return {
        "wordsLookedAt": stale is not None,
        "stale": stale,
        "notCompared": list(account.not_compared),
        "texts": [
            {
                "iri": text.iri,
                "kind": "quotation" if text.is_quotation else "copy",
                "firstIsCertain": text.first_is_certain,
                "occurrences": [_copy_as_json(copy) for copy in text.copies],
            }
            for text in account.texts
        ],
        "articles": [
            {
                "article": article.slug,
                "published": article.published,
                "passages": article.passages,
                "copiedFrom": dict(sorted(article.copied.items())),
            }
            for article in account.articles
        ],
    }


def _copy_as_json(copy: Copy) -> dict[str, Any]:
    known: dict[str, Any] = {
        "article": copy.slug,
        "published": copy.published,
        "start": copy.range.start,
        "end": copy.range.end,
        "words": copy.words,
        "shared": copy.shared,
        "likeness": copy.likeness,
        "numbers": [{"first": c.in_first, "here": c.here} for c in copy.numbers],
        "passages": list(copy.passages),
    }
    if copy.text is not None:
        known["text"] = copy.text
        known["changes"] = list(copy.changes)
    return known
