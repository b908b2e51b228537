"""The texts of the articles, where somebody holds them."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from pactgraph.errors import BadInput, Location, TextsNotAtHand
from pactgraph.model.passages import article_iri

VARIABLE: Final = "PACTGRAPH_ARTICLES"
"""The environment variable that names the folder of the texts."""


class Texts:
    """A folder of texts, one ``SLUG.txt`` an article, or nothing at all.

    Offsets count the Unicode characters of the file as it is, line ends included.
    """

    def __init__(self, directory: Path | None) -> None:
        """Hold the folder ``directory``; raise TextsNotAtHand if it is given and is none."""
        if directory is not None and not directory.is_dir():
            raise TextsNotAtHand(
                f"{directory} is not a folder of article texts",
                hint=f"give the folder that holds SLUG.txt files with --articles or {VARIABLE}",
            )
        self.directory = directory
        self._read = lru_cache(maxsize=64)(self._read_file)

    @classmethod
    def find(cls, option: Path | None = None) -> Texts:
        """Return the texts in ``option``, else in the folder PACTGRAPH_ARTICLES names, else none.

        Raises TextsNotAtHand if a folder is named and is not there.
        """
        if option is None and os.environ.get(VARIABLE):
            option = Path(os.environ[VARIABLE])
        return cls(option)

    @property
    def at_hand(self) -> bool:
        """Whether a folder of texts was given."""
        return self.directory is not None

    def needed_for(self, purpose: str) -> None:
        """Raise TextsNotAtHand, saying what for, if no folder of texts was given."""
        if self.directory is None:
            raise TextsNotAtHand(
                f"the article texts are needed to {purpose}, and are not at hand",
                hint=f"give their folder with --articles DIR or the variable {VARIABLE}",
            )

    def text(self, slug: str) -> str | None:
        """Return the text of an article, or None if it is not at hand.

        Raises BadInput if its file is not UTF-8, or the slug is none.
        """
        found = self._read(slug)
        return None if found is None else found[0]

    def digest(self, slug: str) -> str | None:
        """Return ``sha256:`` and the digest of the bytes of an article's file, or None."""
        found = self._read(slug)
        return None if found is None else found[1]

    def _read_file(self, slug: str) -> tuple[str, str] | None:
        article_iri(slug)
        if self.directory is None:
            return None
        path = self.directory / f"{slug}.txt"
        if not path.is_file():
            return None
        data = path.read_bytes()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(
                f"the text is not UTF-8: byte {error.start} of the file",
                location=Location(str(path), data.count(b"\n", 0, error.start) + 1),
            ) from error
        return text, text_digest(data)


def text_digest(data: bytes) -> str:
    """Return the digest by which a record holds a text: SHA-256 of its bytes.

    >>> text_digest(b"")[:20]
    'sha256:e3b0c44298fc1'
    """
    return "sha256:" + hashlib.sha256(data).hexdigest()
