"""``pactgraph locate``: where words stand, so that nobody counts characters."""

from __future__ import annotations

import click
from rich.text import Text

from pactgraph.cli.completing import complete_slugs
from pactgraph.cli.console import output, shown
from pactgraph.cli.settings import Settings, pass_settings, project_options
from pactgraph.errors import NotFound

_EXAMPLES = """\b
Example:
  pactgraph locate harbour-2019-05-02 "founded in Port Selm" --articles texts
"""


@click.command("locate", epilog=_EXAMPLES)
@click.argument("slug", shell_complete=complete_slugs)
@click.argument("words")
@project_options
@pass_settings
def command(settings: Settings, slug: str, words: str) -> None:
    """Print every range of an article's text where WORDS stand, with what is around them.

    Case does not matter, nor the sort of quotes, dashes and spaces. A range is
    START,END, in characters from 0, as a passage's IRI has it: <#char=START,END>.
    """
    from pactgraph.words.location import locate_in_context

    texts = settings.find_texts()
    texts.needed_for("locate words in them")
    text = texts.text(slug)
    if text is None:
        raise NotFound(
            f"there is no text of {slug!r} in {texts.directory}",
            candidates=tuple(path.stem for path in settings.find_project().article_files),
        )
    found = locate_in_context(text, words)
    if not found:
        raise NotFound(
            f"these words do not stand in {slug}: {words!r}",
            hint="whole words are looked for; try fewer of them",
        )
    console = output()
    for place in found:
        line = Text(f"#char={place.range}", "cyan").append("  …", "dim")
        line.append(shown(place.before), "dim").append(shown(place.words), "bold")
        line.append(f"{shown(place.after)}…", "dim")
        console.print(line, soft_wrap=True)
