"""Text and IRIs as people are shown them: nothing hostile, nothing longer than it must be."""

from __future__ import annotations

import unicodedata

from pactgraph.namespaces import ARTICLE, PREFIXES

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_HARMLESS = {"\u200c", "\u200d", "\u00ad"}


def shown(text: str, *, keep_lines: bool = False) -> str:
    r"""Return text with what could steer a terminal or turn text round made visible.

    >>> shown("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """

    def visible(character: str) -> str:
        if keep_lines and character in "\n\t":
            return character
        if unicodedata.category(character) not in _HIDDEN or character in _HARMLESS:
            return character
        return character.encode("unicode_escape").decode("ascii")

    return text if text.isprintable() else "".join(map(visible, text))


def short_iri(iri: str) -> str:
    """Return an IRI as people read it: what belongs to an article by its slug, else a prefix.

    >>> short_iri("https://w3id.org/pactgraph/article/harbour#char=3,9")
    'harbour#char=3,9'
    >>> short_iri("https://w3id.org/pactgraph/id/kfor")
    'id:kfor'
    """
    if iri.startswith(ARTICLE.base) and len(iri) > len(ARTICLE.base):
        return iri[len(ARTICLE.base) :]
    fitting = [(len(base), prefix) for prefix, base in PREFIXES.items() if iri.startswith(base)]
    if not fitting:
        return iri
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"
