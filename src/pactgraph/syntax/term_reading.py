"""Reading the terms of a query: IRIs, literals, variables, blank nodes, and its prologue."""

from __future__ import annotations

import re
from functools import lru_cache

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat

from pactgraph.engine.tokens import Kind, Token
from pactgraph.namespaces import PREFIXES, XSD
from pactgraph.syntax.cursor import Cursor
from pactgraph.syntax.tree import Blank, Term, Var

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_LOCAL_ESCAPE = re.compile(r"\\(.)")
_ESCAPE = re.compile(r"\\(?:([tbnrf\"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@lru_cache(maxsize=1024)
def _resolved(base: str, reference: str) -> str:
    """Return the absolute IRI that the engine's own parser makes of a relative one."""
    text = f"<{reference}> <urn:p> <urn:o> ."
    (quad,) = pyoxigraph.parse(text, format=RdfFormat.TURTLE, base_iri=base)
    return str(quad.subject.value)


class TermReader(Cursor):
    """Reads terms and makes them absolute; literals keep their lexical forms."""

    def __init__(self, text: str, base: str | None = None) -> None:
        super().__init__(text)
        self.base = base
        self.prefixes: dict[str, str] = {}
        self._names: dict[str, NamedNode] = {}
        self._blanks = 0

    def prologue(self) -> None:
        """Read BASE and PREFIX declarations (section 4.1.1)."""
        while word := self.take_word("BASE", "PREFIX"):
            if word == "BASE":
                self.base = self._iri_reference()
                continue
            token = self.advance()
            prefix, colon, local = token.text.partition(":")
            if token.kind is not Kind.NAME or not colon or local:
                raise self.refused(f"{token.text!r} is no prefix to declare", token)
            self.prefixes[prefix] = self._iri_reference()

    def iri(self) -> NamedNode:
        """Read an IRI, written out or with a prefix; raises BadQuery if none is here."""
        token = self.token
        if token.kind is Kind.NAME:
            self.advance()
            return self._named(token)
        if token.kind is Kind.IRI:
            return self._node(self._iri_reference(), token)
        raise self.wrong("an IRI")

    @property
    def starts_iri(self) -> bool:
        """Whether an IRI stands here."""
        return self.token.kind is Kind.IRI or self.token.kind is Kind.NAME

    def _named(self, token: Token) -> NamedNode:
        found = self._names.get(token.text)
        if found is None:
            prefix, _, local = token.text.partition(":")
            base = self.prefixes.get(prefix, PREFIXES.get(prefix))
            if base is None:
                raise self.refused(f"the prefix {prefix!r} is not declared", token)
            found = self._node(base + _LOCAL_ESCAPE.sub(r"\1", local), token)
            self._names[token.text] = found
        return found

    def _node(self, iri: str, token: Token) -> NamedNode:
        try:
            return NamedNode(iri)
        except ValueError as error:
            raise self.refused(f"<{iri}> is no IRI: {error}", token) from error

    def _iri_reference(self) -> str:
        token = self.token
        if token.kind is not Kind.IRI:
            raise self.wrong("an IRI in angle brackets")
        self.advance()
        reference = self._unescaped(token.text[1:-1], token)
        if _SCHEME.match(reference):
            return reference
        if self.base is None:
            raise self.refused(f"<{reference}> is relative and there is no BASE", token)
        try:
            return _resolved(self.base, reference)
        except (SyntaxError, ValueError) as error:
            raise self.refused(f"<{reference}> is no IRI: {error}", token) from error

    def variable(self) -> Var:
        """Read a variable; raises BadQuery if none is here."""
        name = self.token.variable
        if name is None:
            raise self.wrong("a variable")
        self.advance()
        return Var(name)

    def new_blank(self) -> Blank:
        """Return a blank node with a label that the text does not have."""
        while True:
            self._blanks += 1
            label = f"b{self._blanks}"
            if f"_:{label}" not in self.text:
                return Blank(label)

    def literal(self) -> Literal:
        """Read a string, a number or a boolean; raises BadQuery if none is here.

        What the shorter forms mean is said in section 4.1.2; ``01`` stays ``01``.
        """
        token = self.token
        if token.kind is Kind.STRING:
            return self._string_literal()
        if token.kind is Kind.NUMBER:
            self.advance()
            return number(token.text)
        if token.is_mark("+", "-"):
            self.advance()
            if self.token.kind is not Kind.NUMBER:
                raise self.wrong("a number")
            return number(token.text + self.advance().text)
        if word := self.take_word("TRUE", "FALSE"):
            return Literal(word.lower(), datatype=XSD.boolean)
        raise self.wrong("a term")

    def string(self) -> str:
        """Read a quoted string; raises BadQuery if none is here."""
        token = self.token
        if token.kind is not Kind.STRING:
            raise self.wrong("a string")
        self.advance()
        quotes = 3 if token.text[:3] in ('"""', "'''") and len(token.text) >= 6 else 1
        return self._unescaped(token.text[quotes:-quotes], token)

    def _string_literal(self) -> Literal:
        value = self.string()
        token = self.token
        try:
            if token.kind is Kind.LANGUAGE:
                if "--" in token.text:
                    raise self.refused(f"the base direction in {token.text} is not of SPARQL 1.1")
                self.advance()
                return Literal(value, language=token.text[1:])
            if self.take_mark("^^"):
                return Literal(value, datatype=self.iri())
        except ValueError as error:
            raise self.refused(f"{token.text} is no language or datatype: {error}") from error
        return Literal(value)

    def term(self) -> Term:
        """Read an IRI or a literal; raises BadQuery if neither is here."""
        return self.iri() if self.starts_iri else self.literal()

    def _unescaped(self, text: str, token: Token) -> str:
        if "\\" not in text:
            return text

        def character(match: re.Match[str]) -> str:
            plain, short, long, other = match.groups()
            if plain:
                return _ESCAPED.get(plain, plain)
            code = 0x110000 if other is not None else int(short or long, 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise self.refused(f"{match.group()!r} stands for no character", token)
            return chr(code)

        return _ESCAPE.sub(character, text)


def number(lexical: str) -> Literal:
    """Return the literal that a number stands for.

    >>> number("+1").value, number("1.0e0").datatype == XSD.double
    ('+1', True)
    """
    if "e" in lexical or "E" in lexical:
        return Literal(lexical, datatype=XSD.double)
    return Literal(lexical, datatype=XSD.decimal if "." in lexical else XSD.integer)
