"""A tokeniser for SPARQL: what a query is made of, without knowing what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is; ``ERROR`` is a character that starts nothing in SPARQL."""

    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    BLANK = "blank"
    NAME = "name"
    VARIABLE = "variable"
    LANGUAGE = "language"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"
    ERROR = "error"


class Token(NamedTuple):
    """One token: its kind, its text, and where it starts (an offset in characters)."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset just after the token."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Tell whether this is one of these keywords, in any case."""
        return self.kind is Kind.WORD and self.text.upper() in words

    def is_mark(self, *marks: str) -> bool:
        """Tell whether this is one of these punctuation marks."""
        return self.kind is Kind.MARK and self.text in marks

    @property
    def variable(self) -> str | None:
        """Return the name of the variable, without its mark, or None."""
        return self.text[1:] if self.kind is Kind.VARIABLE else None


_CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"


def _patterns(letters: str, marks: str) -> dict[Kind, str]:
    """Return the pattern of each kind but strings, in the order in which they are tried.

    Names are made of ``letters``; ``marks`` may follow the first one. The classes are those
    of the grammar, SPARQL 1.1 Query section 19.8.
    """
    first = letters + "_"
    more = first + "0-9" + marks
    chars = more + "\\-"
    # A length, because text without a colon is looked through again from each of its letters.
    prefix = rf"[{letters}](?:[{chars}.]{{0,200}}[{chars}])?"
    escape = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
    local = rf"(?:[{first}:0-9]|{escape})(?:(?:[{chars}.:]|{escape})*(?:[{chars}:]|{escape}))?"
    return {
        Kind.COMMENT: r"\#[^\n\r]*",
        Kind.IRI: rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{_CODE_POINT})*>",
        Kind.BLANK: rf"_:[{first}0-9](?:[{chars}.]*[{chars}])?",
        Kind.NAME: rf"(?:{prefix})?:(?:{local})?",
        Kind.VARIABLE: rf"[?$][{first}0-9][{more}]*",
        Kind.LANGUAGE: r"@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?",
        Kind.NUMBER: r"(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+",
        Kind.WORD: r"[A-Za-z_][A-Za-z0-9_]*",
        Kind.MARK: r"<<\(|\)>>|\^\^|\|\||&&|!=|<=|>=|<<|>>|\{\||\|\}|[{}()\[\].;,*/|^+\-!=<>?~]",
    }


_ASCII = _patterns("A-Za-z", "")
_ALL = _patterns(
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff",
    "\u00b7\u0300-\u036f\u203f-\u2040",
)
_KINDS = tuple(_ALL)
_LONG_STRINGS = {
    '"""': re.compile(r'"""(?:"{0,2}(?:[^"\\]|\\.))*"""', re.DOTALL),
    "'''": re.compile(r"'''(?:'{0,2}(?:[^'\\]|\\.))*'''", re.DOTALL),
}
_SHORT_STRINGS = {
    '"': re.compile(r'"(?:[^"\\\n\r]|\\.)*"'),
    "'": re.compile(r"'(?:[^'\\\n\r]|\\.)*'"),
}


@cache
def _scanner(ascii_only: bool, iris: bool) -> re.Pattern[str]:
    """Return a pattern for white space and a token: the group that matched says its kind.

    It matches everywhere; no group has matched at the end, a string, or what starts nothing.
    One of ASCII alone is compiled in a hundredth of the time, and few texts need the other.
    """
    nothing = r"(?!)"
    patterns = _ASCII if ascii_only else _ALL
    tokens = "|".join(
        f"({text if iris or kind is not Kind.IRI else nothing})" for kind, text in patterns.items()
    )
    return re.compile(rf"[ \t\r\n]*+(?:{tokens})?", re.DOTALL)


_OPERANDS = frozenset({Kind.IRI, Kind.STRING, Kind.NAME, Kind.VARIABLE, Kind.NUMBER, Kind.LANGUAGE})


def tokenise(text: str, *, less_than_first: bool = False) -> Iterator[Token]:
    r"""Yield every token of a query, comments included; white space is left out.

    A character that starts nothing becomes an ``ERROR`` token and the reading goes on
    after it. The grammar lets ``?a<?b&&?c>?d`` be read in two ways: the longest token (an
    IRI) is what the recommendation says, a comparison is what parsers without tokens
    see. With ``less_than_first`` a ``<`` inside parentheses and after an operand is the
    comparison.

    >>> [t.text for t in tokenise("ASK { ?a :b 'SERVICE' } # end")]
    ['ASK', '{', '?a', ':b', "'SERVICE'", '}', '# end']
    >>> [t.text for t in tokenise("(?a<?b&&?c>?d)")][2]
    '<?b&&?c>'
    >>> [t.text for t in tokenise("(?a<?b&&?c>?d)", less_than_first=True)][2]
    '<'
    """
    strings = _Strings(text)
    before: Token | None = None
    plain = text.isascii()
    scanner, offset, parentheses = _scanner(plain, True), 0, 0
    while (token := _token(scanner, text, offset, strings)) is not None:
        yield token
        offset = token.start + len(token.text)
        if less_than_first:
            if token.is_mark("("):
                parentheses += 1
            elif token.is_mark(")"):
                parentheses -= 1
            if token.kind is not Kind.COMMENT:
                before = token
            compared = parentheses > 0 and _ends_operand(before)
            scanner = _scanner(plain, not compared)


def _token(scanner: re.Pattern[str], text: str, offset: int, strings: _Strings) -> Token | None:
    """Return the next token from an offset on, None at the end."""
    match = scanner.match(text, offset)
    assert match is not None
    group = match.lastindex
    if group is not None:
        return Token(_KINDS[group - 1], match[group], match.start(group))
    start = match.end()
    if start == len(text):
        return None
    if text[start] in _SHORT_STRINGS:
        return strings.token(start)
    return Token(Kind.ERROR, text[start], start)


class _Strings:
    """Finds strings, and does not look twice for an end that is not there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.endless: set[str] = set()
        self.endless_until = dict.fromkeys(_SHORT_STRINGS, 0)

    def token(self, offset: int) -> Token:
        """Return the string that starts here, or its quote as an error."""
        mark = self.text[offset]
        if self.text.startswith(mark * 3, offset) and mark not in self.endless:
            if match := _LONG_STRINGS[mark * 3].match(self.text, offset):
                return Token(Kind.STRING, match.group(), offset)
            self.endless.add(mark)
        if offset >= self.endless_until[mark]:
            if match := _SHORT_STRINGS[mark].match(self.text, offset):
                return Token(Kind.STRING, match.group(), offset)
            line_end = self.text.find("\n", offset)
            self.endless_until[mark] = len(self.text) if line_end < 0 else line_end
        return Token(Kind.ERROR, mark, offset)


def _ends_operand(token: Token | None) -> bool:
    return token is not None and (
        token.kind in _OPERANDS or token.is_mark(")") or token.is_word("TRUE", "FALSE")
    )


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    r"""Return the line and the column of an offset, both from 1.

    >>> line_and_column("ASK\n{ }", 4)
    (2, 1)
    """
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


_ESCAPED = re.compile(_CODE_POINT)


def expand_code_points(text: str) -> str:
    r"""Replace ``\uXXXX`` and ``\UXXXXXXXX`` by their characters, as some engines do first.

    SPARQL 1.1 Query, section 19.2. What is no character stays as it is.

    >>> expand_code_points(r"\u0053ERVICE")
    'SERVICE'
    """

    def character(match: re.Match[str]) -> str:
        number = int(match.group()[2:], 16)
        if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            return match.group()
        return chr(number)

    return _ESCAPED.sub(character, text)
