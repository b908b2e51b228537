"""A walk over Turtle, TriG, N-Triples or N-Quads that finds where each statement stands.

The strict parser says what a file states and not where; this walk says where. It takes
only text that the strict parser has accepted, so it checks nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from pactgraph.namespaces import RDF, XSD
from pactgraph.source.turtle_tokens import Kind, tokens

Subject: TypeAlias = ox.NamedNode | ox.BlankNode
Object: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
GraphName: TypeAlias = ox.NamedNode | ox.BlankNode | ox.DefaultGraph

_FIRST, _REST, _NIL, _TYPE, _REIFIES = RDF.first, RDF["rest"], RDF.nil, RDF.type, RDF.reifies
_BOOLEAN: Final = {word: ox.Literal(word, datatype=XSD.boolean) for word in ("true", "false")}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SINGLE: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_PLAIN_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!.*/\.)[^\\]*")
_END: Final = (0, "", 0)


class Placed(NamedTuple):
    """A statement and the offset of its object; blank nodes are this walk's own."""

    quad: ox.Quad
    offset: int


def walk(text: str, base: str | None, *, quads: bool = False) -> list[Placed]:
    """Return the statements of a valid file in the order in which the parser gives them.

    ``quads`` reads N-Quads. The order matters for blank nodes, which have no name to
    be known by: the parser hands out the statements that one token completes last first.
    """
    walker = _Walker(text, base)
    (walker.lines if quads else walker.document)()
    return [placed for _, _, placed in sorted(walker.emitted, key=itemgetter(0, 1))]


class _Walker:
    def __init__(self, text: str, base: str | None) -> None:
        self.base = base
        self.prefixes: dict[str, str] = {}
        self.terms: dict[str, ox.NamedNode] = {}
        self.emitted: list[tuple[int, int, Placed]] = []
        self.graph: GraphName = ox.DefaultGraph()
        self.fresh: Iterator[int] = count()
        self.tokens = tokens(text)
        self.kind, self.words, self.offset = next(self.tokens, _END)
        self.step = 0

    def advance(self) -> str:
        words = self.words
        self.kind, self.words, self.offset = next(self.tokens, _END)
        self.step += 1
        return words

    def emit(
        self, s: Subject, p: ox.NamedNode, o: Object, offset: int, *, late: bool = False
    ) -> None:
        placed = Placed(ox.Quad(s, p, o, self.graph), offset)
        self.emitted.append((self.step + late, -len(self.emitted), placed))

    def blank(self) -> ox.BlankNode:
        return ox.BlankNode(f"b.{next(self.fresh)}")

    def document(self) -> None:
        while self.kind:
            word = self.words.lstrip("@").lower()
            if self.kind in (Kind.TAG, Kind.WORD):
                if word == "graph":
                    self.advance()
                    self.block(self.term())
                else:
                    self.directive(word)
            elif self.words == "{":
                self.block(ox.DefaultGraph())
            else:
                subject = self.subject()
                if self.words == "{":
                    self.block(subject)
                else:
                    self.statement(subject)

    def directive(self, word: str) -> None:
        dotted = self.advance().startswith("@")
        if word == "prefix":
            name = self.advance()
            self.prefixes[name[:-1]] = self.resolve(self.advance())
        elif word == "base":
            self.base = self.resolve(self.advance())
        else:
            self.advance()
        self.terms.clear()
        if dotted:
            self.advance()

    def block(self, graph: Object | GraphName) -> None:
        assert not isinstance(graph, (ox.Literal, ox.Triple))
        self.graph = graph
        self.advance()
        while self.words != "}":
            self.statement(self.subject())
        self.advance()
        self.graph = ox.DefaultGraph()

    def statement(self, subject: Subject) -> None:
        if self.words not in (".", "}"):
            self.predicates(subject)
        if self.words == ".":
            self.advance()

    def lines(self) -> None:
        while self.kind:
            subject, predicate, offset = self.subject(), self.predicate(), self.offset
            value = self.term()
            self.graph = self.subject() if self.words != "." else ox.DefaultGraph()
            self.emit(subject, predicate, value, offset)
            self.advance()

    def subject(self) -> Subject:
        term = self.term()
        assert isinstance(term, (ox.NamedNode, ox.BlankNode))
        return term

    def predicate(self) -> ox.NamedNode:
        if self.kind == Kind.WORD:
            self.advance()
            return _TYPE
        return self.name(self.advance())

    def predicates(self, subject: Subject) -> None:
        while self.kind in (Kind.IRI, Kind.NAME, Kind.WORD):
            predicate = self.predicate()
            self.object(subject, predicate)
            while self.words == ",":
                self.advance()
                self.object(subject, predicate)
            while self.words == ";":
                self.advance()

    def object(self, subject: Subject, predicate: ox.NamedNode) -> None:
        offset = self.offset
        value = self.item(subject, predicate)
        self.annotations(subject, predicate, value, offset)

    def item(self, subject: Subject, predicate: ox.NamedNode) -> Object:
        if self.words == "(":
            return self.collection((subject, predicate))
        kind, offset = self.kind, self.offset
        value = self.term()
        # A string may go on with its tag or datatype: the parser waits one token.
        plain = kind == Kind.STRING and self.plain
        self.emit(subject, predicate, value, offset, late=plain)
        return value

    def annotations(self, s: Subject, p: ox.NamedNode, o: Object, offset: int) -> None:
        reifier: Subject | None = None
        while self.words in ("~", "{|"):
            if self.words == "~":
                reifier, named = self.reifier()
                # Only the next token shows that a reifier has no name.
                self.emit(reifier, _REIFIES, ox.Triple(s, p, o), offset, late=not named)
                continue
            self.advance()
            if reifier is None:
                reifier = self.blank()
                self.emit(reifier, _REIFIES, ox.Triple(s, p, o), offset)
            self.predicates(reifier)
            self.advance()
            reifier = None

    def reifier(self) -> tuple[Subject, bool]:
        self.advance()
        if self.kind in (Kind.IRI, Kind.NAME, Kind.BLANK) or self.words == "[":
            return self.subject(), True
        return self.blank(), False

    def term(self) -> Object:
        kind, words = self.kind, self.words
        if kind == Kind.MARK:
            return self.bracketed()
        self.advance()
        if kind == Kind.STRING:
            return self.literal(words)
        if kind == Kind.NUMBER:
            return _number(words)
        if kind == Kind.BLANK:
            return ox.BlankNode(words[2:])
        if kind == Kind.WORD:
            return _BOOLEAN[words]
        return self.name(words)

    def bracketed(self) -> Object:
        if self.words == "(":
            return self.collection(None)
        opening, offset = self.advance(), self.offset
        if opening == "[":
            node = self.blank()
            self.predicates(node)
            self.advance()
            return node
        subject, predicate, value = self.subject(), self.predicate(), self.term()
        triple = ox.Triple(subject, predicate, value)
        if opening == "<<(":
            self.advance()
            return triple
        reifier, named = self.reifier() if self.words == "~" else (self.blank(), False)
        self.emit(reifier, _REIFIES, triple, offset, late=not named)
        self.advance()
        return reifier

    def collection(self, link: tuple[Subject, ox.NamedNode] | None) -> Subject:
        start = self.offset
        self.advance()
        head: Subject = _NIL
        node: ox.BlankNode | None = None
        while self.words != ")":
            following = self.blank()
            # What links the node comes with the first token of its item.
            if node is not None:
                self.emit(node, _REST, following, self.offset, late=True)
            else:
                head = following
                if link is not None:
                    self.emit(*link, head, start, late=True)
            node = following
            self.item(node, _FIRST)
        self.advance()
        if node is not None:
            self.emit(node, _REST, _NIL, start)
        elif link is not None:
            self.emit(*link, head, start)
        return head

    def literal(self, words: str) -> ox.Literal:
        quotes = 3 if words[:3] in ('"""', "'''") else 1
        value = _unescape(words[quotes:-quotes])
        self.plain = False
        if self.kind == Kind.TAG:
            language, _, direction = self.advance()[1:].partition("--")
            if direction:
                towards = ox.BaseDirection(direction)
                return ox.Literal(value, language=language, direction=towards)
            return ox.Literal(value, language=language)
        if self.words == "^^":
            self.advance()
            return ox.Literal(value, datatype=self.name(self.advance()))
        self.plain = True
        return ox.Literal(value)

    def name(self, words: str) -> ox.NamedNode:
        term = self.terms.get(words)
        if term is None:
            if words.startswith("<"):
                term = ox.NamedNode(self.resolve(words))
            else:
                prefix, _, local = words.partition(":")
                term = ox.NamedNode(self.prefixes[prefix] + re.sub(r"\\(.)", r"\1", local))
            self.terms[words] = term
        return term

    def resolve(self, words: str) -> str:
        iri = words[1:-1]
        if _PLAIN_IRI.fullmatch(iri):
            return iri
        # The strict parser resolves the rest, so that both always agree.
        statement = f"{words} <urn:p> <urn:o> ."
        quad = next(iter(ox.parse(statement, ox.RdfFormat.TURTLE, base_iri=self.base)))
        assert isinstance(quad.subject, ox.NamedNode)
        return quad.subject.value


def _number(words: str) -> ox.Literal:
    if "e" in words or "E" in words:
        return ox.Literal(words, datatype=XSD.double)
    return ox.Literal(words, datatype=XSD.decimal if "." in words else XSD.integer)


def _unescape(words: str) -> str:
    if "\\" not in words:
        return words

    def replace(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _SINGLE.get(match[3], match[3])
        return chr(int(match[1] or match[2], 16))

    return _ESCAPE.sub(replace, words)
