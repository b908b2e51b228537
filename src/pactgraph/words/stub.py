"""The first draft of an article's file: its record, and a passage for each sentence."""

from __future__ import annotations

from typing import Final

from pactgraph.errors import BadInput
from pactgraph.model.passages import article_iri
from pactgraph.namespaces import PREFIXES
from pactgraph.source.sentences import sentences
from pactgraph.source.texts import text_digest
from pactgraph.words.tokens import Tokens

_PREFIXES: Final = ("id", "pact", "schema", "xsd")


def article_stub(slug: str, text: str) -> str:
    r"""Return TriG for a new article: digest, length, and one stub passage a sentence.

    It holds no word of the text. Ranges of sentences are a start: the passage of a
    statement is the shortest run of words that makes it. Raises BadInput if the slug
    cannot be one, or the text has no words.

    >>> print(article_stub("lagoon", "Low tide. High tide.").split("\n\n")[3])
    GRAPH <#char=0,9> {
    }
    """
    article = article_iri(slug)
    tokens = Tokens(text)
    ranges = [place for place in sentences(text) if len(tokens.within(place))]
    if not ranges:
        raise BadInput("the text has no words", iri=article)
    lines = [f"@base <{article}> ."]
    lines += [f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in _PREFIXES]
    lines += [
        "",
        f"GRAPH <{slug}/record> {{",
        "  <> a pact:Article ;",
        f'    pact:textDigest "{text_digest(text.encode("utf-8"))}" ;',
        f"    pact:textLength {len(text)} .",
        "    # Add what is known: schema:datePublished, schema:author, schema:publisher.",
        "",
        "  # A range that states nothing becomes a pact:SilentPassage with its pact:reason.",
    ]
    lines += [f"  <#char={place}> a pact:Passage ." for place in ranges]
    lines.append("}")
    for place in ranges:
        lines += ["", f"GRAPH <#char={place}> {{", "}"]
    return "\n".join(lines) + "\n"
