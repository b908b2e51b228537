"""``pactgraph article``: the first draft of an article's file."""

from __future__ import annotations

from pathlib import Path

import click

from pactgraph.cli.console import say, write_bytes
from pactgraph.errors import BadInput, Location, NotFound

_EXAMPLES = """\b
Example:
  pactgraph article harbour-2019-05-02 texts/harbour-2019-05-02.txt \\
    --output data/articles/harbour-2019-05-02.trig
"""


@click.command("article", epilog=_EXAMPLES)
@click.argument("slug")
@click.argument("textfile", type=click.Path(path_type=Path))
@click.option(
    "--output",
    "-o",
    "place",
    type=click.Path(path_type=Path),
    help="Write to this file, which must not be there yet; else to standard output.",
)
def command(slug: str, textfile: Path, place: Path | None) -> None:
    """Start the file of a new article: digest, record, and one stub passage a sentence.

    It holds ranges and no words: the text stays where it is, and never enters the project.
    """
    from pactgraph.export import write_atomically
    from pactgraph.words.stub import article_stub

    text = _text(textfile)
    draft = article_stub(slug, text).encode()
    if place is None:
        write_bytes(draft)
        return
    if place.exists():
        raise BadInput(
            "this file is there already, and nothing is overwritten", location=Location(str(place))
        )
    write_atomically(place, [draft])
    say(f"wrote {place}; now read the article sentence by sentence, and see `pactgraph coverage`")


def _text(path: Path) -> str:
    where = Location(str(path))
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise NotFound("there is no such text file", location=where) from error
    except UnicodeDecodeError as error:
        raise BadInput(
            f"the text is not UTF-8 at byte {error.start}", location=where, hint="save it as UTF-8"
        ) from error
    except OSError as error:
        raise BadInput(f"cannot be read: {error.strerror}", location=where) from error
