"""The tokens of Turtle, TriG, N-Triples and N-Quads, and how deep their brackets nest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import cache
from typing import Final


class Kind(IntEnum):
    """The sort of a token, as the number of its group in the pattern."""

    IRI = 1
    NAME = 2
    STRING = 3
    NUMBER = 4
    BLANK = 5
    TAG = 6
    WORD = 7
    MARK = 8
    ERROR = 9


_FURTHER_LETTERS: Final = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FURTHER_MARKS: Final = "\u00b7\u0300-\u036f\u203f-\u2040"


@cache
def _token(ascii_only: bool) -> re.Pattern[str]:
    """Return the pattern of a token, one group for each kind.

    One of ASCII alone is compiled in a hundredth of the time.
    """
    letters = "A-Za-z" + ("" if ascii_only else _FURTHER_LETTERS)
    chars = rf"_\-0-9{letters}" + ("" if ascii_only else _FURTHER_MARKS)
    escaped = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
    prefix = rf"[{letters}](?:[{chars}]+|\.++(?=[{chars}]))*+"
    local = rf"(?:[:0-9_{letters}]|{escaped})(?:[:{chars}]+|{escaped}|\.++(?=[:%\\{chars}]))*+"
    # No part can be read in two ways, a word is read as far as the prefix of a name would
    # be, and what is no token is taken as one, so that no text takes longer than its length.
    # The strings' lookaheads keep an unclosed long string from being read as an empty short
    # one: the scan then stops there, as the strict parser does.
    return re.compile(
        rf"""
        [ \t\r\n]+ | \#[^\r\n]*
        | (<[^\x00-\x20<>"{{}}|^`]*+>)
        | ((?:{prefix})?:(?:{local})?)
        | (\"\"\"(?:[^"\\]++|\\.|"{{1,2}}(?!"))*+\"\"\"
          | '''(?:[^'\\]++|\\.|'{{1,2}}(?!'))*+'''
          | "(?!"")(?:[^"\\\r\n]++|\\.)*+" | '(?!'')(?:[^'\\\r\n]++|\\.)*+')
        | ([+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++))
        | (_:[0-9_{letters}](?:[{chars}]+|\.++(?=[{chars}]))*+)
        | (@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[a-z]+)?)
        | ({prefix})
        | (<<\( | \)>> | << | >> | \{{\| | \|\}} | \^\^ | [.,;\[\](){{}}~])
        | (.)
        """,
        re.VERBOSE | re.DOTALL,
    )


_OPENING: Final = frozenset({"[", "(", "<<", "<<(", "{|"})
_CLOSING: Final = frozenset({"]", ")", ">>", ")>>", "|}"})


def tokens(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield the kind, words and offset of each token, up to the first lexical error.

    >>> [(Kind(kind).name, words) for kind, words, _ in tokens("<#a> a 1.5 .")]
    [('IRI', '<#a>'), ('WORD', 'a'), ('NUMBER', '1.5'), ('MARK', '.')]
    """
    for match in _token(text.isascii()).finditer(text):
        kind = match.lastindex
        if kind == Kind.ERROR:
            return
        if kind is not None:
            yield kind, match[kind], match.start()


def too_deep(text: str, limit: int) -> int | None:
    """Return the offset of the first bracket nested deeper than ``limit``, or None.

    Stops at the first lexical error, which the strict parser reports.

    >>> too_deep("<a> <b> [ <c> [ <d> 1 ] ] .", 1)
    14
    """
    if sum(text.count(mark) for mark in ("[", "(", "<<", "{|")) <= limit:
        return None
    depth = 0
    for kind, words, start in tokens(text):
        if kind == Kind.MARK:
            if words in _OPENING:
                depth += 1
                if depth > limit:
                    return start
            elif words in _CLOSING:
                depth -= 1
    return None
