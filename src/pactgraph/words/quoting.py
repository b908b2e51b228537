"""Whether strings quote too much of a text: ten words together at most, and no sentence."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, Triple

from pactgraph.model.graphs import ENTITIES, JUDGEMENTS
from pactgraph.namespaces import PACT, RDF, XSD
from pactgraph.source.sentences import sentences
from pactgraph.words.article_view import ArticleView, At
from pactgraph.words.finding import Check
from pactgraph.words.lexicon import Lexicon
from pactgraph.words.needs import repeats_words
from pactgraph.words.reporting import Reporter, shorten
from pactgraph.words.things import KnownThings
from pactgraph.words.tokens import Tokens

QUOTED_WORDS: Final = 10
"""So many words of a text may stand together in a string."""

_STRINGS: Final = frozenset({XSD.string, RDF.langString})
# Their length is held elsewhere (anchors), or they are the names of things.
_NAMES: Final = frozenset(
    {PACT.anchor, PACT.name, PACT.shortName, PACT.derivedForm, PACT.textDigest}
)


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are compared; a compound is one.

    >>> words_of("Wendle\u2019s two-day talks \u2013 again.")
    ['wendle', 'twoday', 'talks', 'again']
    """
    words: list[str] = []
    for token in Tokens(text):
        if words and token.gap and not any(mark.isspace() for mark in token.gap):
            words[-1] += token.key
        else:
            words.append(token.key)
    return words


@dataclass(frozen=True)
class Quotable:
    """The runs of words that are too long to be repeated, and the article of each."""

    runs: Mapping[tuple[str, ...], str]

    @classmethod
    def of(cls, texts: Mapping[str, str], names: Iterable[str] = ()) -> Quotable:
        """Return the runs of these texts, by slug; the name of a thing may be a long one."""
        named = {run for name in names for run in _runs(name)}
        return cls._without(named, texts)

    @classmethod
    def beside(cls, texts: Mapping[str, str], lexicon: Lexicon) -> Quotable:
        """Return the runs of these texts, beside a lexicon whose names are looked at once."""
        return cls._without(_runs_of_names(lexicon), texts)

    @classmethod
    def _without(cls, named: Container[tuple[str, ...]], texts: Mapping[str, str]) -> Quotable:
        return cls(
            {run: slug for slug, text in texts.items() for run in _runs(text) if run not in named}
        )

    def quoted_in(self, written: str) -> str | None:
        """Return the slug of an article that too many words together are taken from."""
        return next((self.runs[run] for run in _runs(written) if run in self.runs), None)


def check_verbatim(
    view: ArticleView, text: str | None, known: KnownThings, report: Reporter
) -> None:
    """Check that no string which repeats an article's words is long or a whole sentence."""
    whole = set() if text is None else {_keys(place.of(text)) for place in sentences(text)}
    names = _words_of_names(known.lexicon)
    for at in _passage_triples(view):
        triple, graph = at
        if not repeats_words(triple, known) or not isinstance(triple.object, Literal):
            continue
        words = _keys(triple.object.value)
        if words in names:
            continue
        count = len(words)
        if count > QUOTED_WORDS:
            report.add(
                Check.QUOTE_TOO_LONG,
                f"the {shorten(triple.predicate.value)} repeats {count} words",
                passage=_passage_of(view, graph),
                at=at,
                expected=f"{QUOTED_WORDS} words at most",
            )
        elif words in whole:
            report.add(
                Check.QUOTE_IS_SENTENCE,
                f"the {shorten(triple.predicate.value)} is a whole sentence",
                passage=_passage_of(view, graph),
                at=at,
                expected="a part of a sentence",
            )


def check_own_words(
    view: ArticleView, quotable: Quotable, known: KnownThings, report: Reporter
) -> None:
    """Check that no string of our own in an article's file repeats a run of some text."""
    for triple, graph in _passage_triples(view):
        if not repeats_words(triple, known):
            _check_string((triple, graph), quotable, report, _passage_of(view, graph))
    for triple in view.record_triples:
        _check_string((triple, view.record.record_iri), quotable, report)


def check_shared_words(
    graphs: Mapping[str, Iterable[Triple]], quotable: Quotable, report: Reporter
) -> None:
    """Check the strings of the entities and of the judgements in the same way."""
    for graph in (ENTITIES.value, JUDGEMENTS.value):
        for triple in graphs.get(graph, ()):
            _check_string((triple, graph), quotable, report)


def _check_string(at: At, quotable: Quotable, report: Reporter, passage: str | None = None) -> None:
    value, predicate = at[0].object, at[0].predicate
    if not isinstance(value, Literal) or value.datatype not in _STRINGS or predicate in _NAMES:
        return
    slug = quotable.quoted_in(value.value)
    if slug is not None:
        report.add(
            Check.OWN_WORDS_QUOTE,
            f"the {shorten(predicate.value)} repeats more than {QUOTED_WORDS} words together "
            f'of the article "{slug}"',
            passage=passage,
            at=at,
            expected="words of our own",
        )


@lru_cache(maxsize=2)
def _words_of_names(lexicon: Lexicon) -> frozenset[tuple[str, ...]]:
    """Return the words of all forms, once for all articles that are held to them."""
    return frozenset(_keys(form.written) for form in lexicon.forms)


@lru_cache(maxsize=2)
def _runs_of_names(lexicon: Lexicon) -> frozenset[tuple[str, ...]]:
    return frozenset(run for form in lexicon.forms for run in _runs(form.written))


def _passage_triples(view: ArticleView) -> Iterator[At]:
    for graph, triples in {**view.passage_graphs, **view.claim_graphs}.items():
        for triple in triples:
            yield triple, graph


def _passage_of(view: ArticleView, graph: str) -> str:
    claim = view.record.claims.get(graph)
    return graph if claim is None else claim.worded_in


def _keys(text: str) -> tuple[str, ...]:
    return tuple(words_of(text))


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    for start in range(len(words) - QUOTED_WORDS):
        yield tuple(words[start : start + QUOTED_WORDS + 1])
