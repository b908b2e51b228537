"""``pactgraph coverage``: which sentences nobody has read into the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from rich.text import Text

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, shown
from pactgraph.cli.grid import Column, Grid, quoted
from pactgraph.cli.json_text import write_json
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound, TextsNotAtHand

if TYPE_CHECKING:
    from pactgraph.words.coverage import ArticleCoverage

_EXAMPLES = """\b
Example:
  pactgraph coverage --articles texts
"""


@click.command("coverage", epilog=_EXAMPLES)
@click.argument("slugs", metavar="[SLUG]...", nargs=-1, shell_complete=complete_slugs)
@click.option("--format", "-f", "format_name", type=click.Choice(["text", "json"]), default="text")
@project_options
@pass_settings
def command(settings: Settings, slugs: tuple[str, ...], format_name: str) -> int:
    """Tell how much of each text is under passages, and which sentences are under none.

    A sentence that states nothing belongs into the article's record as a
    pact:SilentPassage with its reason. The exit code is 1 until the list is empty.
    """
    from pactgraph.words.coverage import coverage

    sources, texts = settings.load_sources(), settings.find_texts()
    for slug in slugs:
        if slug not in sources.articles:
            raise NotFound(f'there is no article "{slug}"', candidates=tuple(sources.articles))
    wanted = set(slugs or sources.articles)
    measured = [article for article in coverage(sources, texts) if article.slug in wanted]
    if format_name == "json":
        write_json([_as_json(a) for a in measured])
    else:
        _print(measured)
    if any(not article.complete for article in measured):
        return 1
    missing = sorted(wanted - {article.slug for article in measured})
    if missing:
        raise TextsNotAtHand(
            f"no text is at hand of {', '.join(missing)}",
            hint="give the folder of the SLUG.txt files with --articles",
        )
    return 0


def _print(measured: list[ArticleCoverage]) -> None:
    console = output()
    for article in measured:
        for sentence in article.open_sentences:
            where = Text(f"{article.slug}#char={sentence.range}", "cyan")
            if sentence.partly:
                parts = " ".join(str(part) for part in sentence.uncovered)
                where.append(f"  under no passage: {parts}", "default")
            console.print(where, soft_wrap=True)
            words = " ".join(sentence.words.split())
            for line in quoted(shown(words), console.width - 2, 4):
                console.print(Text(line, "italic"))
            console.print()
    columns = [
        Column("article"),
        *(Column(name, numeric=True) for name in ("stated", "silent", "sentences", "open")),
    ]
    rows = [
        [
            article.slug,
            f"{article.stated:.1%}",
            f"{article.silent:.1%}",
            str(article.sentences),
            str(len(article.open_sentences)),
        ]
        for article in measured
    ]
    Grid(console, columns, rows).print()


def _as_json(article: ArticleCoverage) -> dict[str, object]:
    return {
        "article": article.slug,
        "stated": round(article.stated, 4),
        "silent": round(article.silent, 4),
        "sentences": article.sentences,
        "open": [
            {
                "start": sentence.range.start,
                "end": sentence.range.end,
                "uncovered": [[part.start, part.end] for part in sentence.uncovered],
                "words": sentence.words,
            }
            for sentence in article.open_sentences
        ],
    }
