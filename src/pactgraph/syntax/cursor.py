"""Where the reading of a query stands: its tokens, one at a time, and what is wrong at one."""

from __future__ import annotations

from collections.abc import Iterator

from pactgraph.engine.tokens import Kind, Token, line_and_column, tokenise
from pactgraph.errors import BadQuery, Location

_NEWER_MARKS = frozenset({"<<", "<<(", ")>>", ">>", "{|", "|}", "~"})
_NEWER_WORDS = frozenset({"LATERAL", "VERSION"})
_HINT = "what can be explained is a query of SPARQL 1.1; write it without what is named here"


class Cursor:
    """A place in a query's tokens; comments are left out.

    The tokens are made as they are asked for, because what ``<`` starts depends on what
    stands before it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._stream: Iterator[Token] = tokenise(text)
        self._shift = 0
        self.token = self._next()

    def _next(self) -> Token:
        for token in self._stream:
            if token.kind is not Kind.COMMENT:
                if self._shift:
                    return Token(token.kind, token.text, token.start + self._shift)
                return token
        return Token(Kind.ERROR, "", len(self.text))

    def advance(self) -> Token:
        """Return the token that stands here, and go on to the next."""
        token = self.token
        self.token = self._next()
        return token

    @property
    def at_end(self) -> bool:
        """Whether the text has been read to its end."""
        return self.token.kind is Kind.ERROR and not self.token.text

    def is_mark(self, mark: str) -> bool:
        """Tell whether this mark stands here."""
        token = self.token
        return token.kind is Kind.MARK and token.text == mark

    def take_mark(self, mark: str) -> bool:
        """Step over a mark if it stands here, and tell so."""
        token = self.token
        if token.kind is Kind.MARK and token.text == mark:
            self.token = self._next()
            return True
        return False

    def take_word(self, *words: str) -> str | None:
        """Step over one of these keywords if it stands here, and return it in capitals."""
        token = self.token
        if token.kind is Kind.WORD:
            word = token.text.upper()
            if word in words:
                self.token = self._next()
                return word
        return None

    def expect_mark(self, mark: str) -> None:
        """Step over a mark; raises BadQuery if it does not stand here."""
        if not self.take_mark(mark):
            raise self.wrong(f"{mark!r}")

    def expect_word(self, *words: str) -> str:
        """Step over one of these keywords and return it; raises BadQuery if none is here."""
        word = self.take_word(*words)
        if word is None:
            raise self.wrong(" or ".join(words))
        return word

    def compare_here(self) -> None:
        """Read what stands here again as a comparison, if it starts with ``<``.

        After an operand ``<?b&&?c>`` is a comparison to the engine, though the longest
        token is an IRI (SPARQL 1.1 Query, section 19.8, note 1).
        """
        token = self.token
        if token.text[:1] != "<" or token.text in ("<", "<="):
            return
        mark = "<=" if token.text.startswith("<=") else "<"
        self._shift = token.start + len(mark)
        self._stream = tokenise(self.text[self._shift :])
        self.token = Token(Kind.MARK, mark, token.start)

    def wrong(self, expected: str) -> BadQuery:
        """Return the error that says what was expected here."""
        token = self.token
        found = repr(token.text) if token.text else "the end of the text"
        if token.is_mark(*_NEWER_MARKS) or token.is_word(*_NEWER_WORDS):
            return self.refused(f"{token.text!r} is not of SPARQL 1.1")
        return self.refused(f"{expected} is expected and {found} found")

    def refused(self, why: str, token: Token | None = None) -> BadQuery:
        """Return the error that says why this query cannot be explained."""
        line, column = line_and_column(self.text, (token or self.token).start)
        return BadQuery(
            f"this query cannot be explained: {why} (column {column})",
            location=Location("query", line),
            hint=_HINT,
        )
