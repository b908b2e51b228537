"""Which articles a store holds, before an amendment and after it."""

from __future__ import annotations

from collections.abc import Collection

from pactgraph.article_files import ArticleFiles
from pactgraph.errors import BadInput
from pactgraph.model.passages import slug_of


class Members:
    """The articles of a store, by their IRIs, with some slugs more and some less."""

    def __init__(
        self, files: ArticleFiles, more: Collection[str] = (), less: Collection[str] = ()
    ) -> None:
        self._files = files
        self._known = {**dict.fromkeys(less, False), **dict.fromkeys(more, True)}

    def __contains__(self, article: object) -> bool:
        try:
            slug = slug_of(str(article))
        except BadInput:
            return False
        if slug not in self._known:
            self._known[slug] = slug in self._files.of([slug])
        return self._known[slug]
