"""The dataset of an update, given beside it: ``using-graph-uri`` written as ``USING``."""

from __future__ import annotations

from collections.abc import Sequence

from pactgraph.engine.outline import closing
from pactgraph.engine.tokens import Kind, Token, tokenise
from pactgraph.errors import BadQuery
from pactgraph.server.problems import Problem


def with_dataset(update: str, graphs: Sequence[str], named: Sequence[str]) -> str:
    """Return an update whose patterns are matched in these graphs.

    ``graphs`` together are the default graph, ``named`` the named ones (SPARQL 1.1 Protocol,
    section 2.2.3). The text is read word by word and not parsed: what is no update stays
    none. Raises Problem (400) if the update names a dataset of its own, or an IRI is none.

    >>> with_dataset("DELETE WHERE { ?s ?p 1 }", ["http://example.org/g"], [])
    'DELETE { ?s ?p 1 } USING <http://example.org/g> WHERE { ?s ?p 1 }'
    """
    if not graphs and not named:
        return update
    for iri in (*graphs, *named):
        if any(character in '<>"{}|^`\\' or character <= " " for character in iri):
            raise Problem(400, f"{iri[:80]!r} is not the IRI of a graph")
    clause = " ".join(
        [*(f"USING <{iri}>" for iri in graphs), *(f"USING NAMED <{iri}>" for iri in named)]
    )
    tokens = [token for token in tokenise(update) if token.kind is not Kind.COMMENT]
    inserts: list[tuple[int, str]] = []
    depth = 0
    for index, token in enumerate(tokens):
        if token.is_mark("{"):
            depth += 1
        elif token.is_mark("}"):
            depth -= 1
        elif depth == 0 and token.is_word("USING", "WITH"):
            raise Problem(
                400,
                "the update names a dataset of its own, and the request another",
                hint=f"leave out {token.text.upper()}, or using-graph-uri and "
                "using-named-graph-uri",
            )
        elif depth == 0 and token.is_word("WHERE"):
            inserts.append((token.start, _before(update, tokens, index, clause)))
    for start, text in reversed(inserts):
        update = update[:start] + text + update[start:]
    return update


def _before(update: str, tokens: Sequence[Token], index: int, clause: str) -> str:
    """Return what is written before a WHERE; ``DELETE WHERE`` has no place for a clause."""
    short = index > 0 and tokens[index - 1].is_word("DELETE")
    if not short or index + 1 >= len(tokens) or not tokens[index + 1].is_mark("{"):
        return f"{clause} "
    opening = tokens[index + 1]
    try:
        end = tokens[closing(tokens, index + 1)]
    except BadQuery as error:
        raise Problem(400, "the update is refused", error.message) from error
    return f"{update[opening.start : end.start + 1]} {clause} "
