"""Reported is not stated: facts in the graph of a passage whose words report speech."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from pactgraph.namespaces import PACT, RDF, RDFS
from pactgraph.words.article_words import PassageWords
from pactgraph.words.things import IriSort, KnownThings

_PARTIES = (PACT.speaker, PACT.audience, PACT.outlet)


def sign_of_speech(words: PassageWords) -> str | None:
    """Return what in the words reports speech, for a message, or None."""
    verb = words.verb_of_saying
    if verb is not None:
        return f'the verb of saying "{verb}"'
    return "an open quotation" if words.quotes else None


def facts_beside_speech(graph: Sequence[Triple], known: KnownThings) -> list[Triple]:
    """Return the triples of a passage's graph that are no part of a record of speech.

    Such a part is every triple of

    - an utterance or a denial;
    - a minted thing that an utterance names and that holds at no time of its own: an
      unnamed speaker, audience or group, but no meeting and no membership;
    - an office holding whose holder speaks or is spoken to, and its office;
    - and the type and label of a thing that has a name.
    """
    classes = _classes(graph)
    under = known.vocabulary.classes_under
    speech = _in(classes, under(PACT.Utterance) | under(PACT.Denial))
    named = {triple.object for triple in graph if triple.subject in speech}
    timed = _in(classes, known.vocabulary.time_scoped())
    parties = {
        triple.object
        for triple in graph
        if triple.subject in speech and triple.predicate in _PARTIES
    }
    holdings = _in(classes, under(PACT.OfficeHolding))
    framing = speech | {
        triple.subject
        for triple in graph
        if triple.subject in holdings
        and triple.predicate == PACT.holder
        and triple.object in parties
    }
    framing |= {
        triple.object
        for triple in graph
        if triple.subject in framing and triple.predicate == PACT.office
    }
    framing |= {thing for thing in named - timed if _is(thing, IriSort.MINTED, known)}
    return [
        triple for triple in graph if triple.subject not in framing and not _restates(triple, known)
    ]


def _classes(graph: Iterable[Triple]) -> dict[object, set[str]]:
    found: dict[object, set[str]] = {}
    for triple in graph:
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            found.setdefault(triple.subject, set()).add(triple.object.value)
    return found


def _in(classes: Mapping[object, set[str]], wanted: frozenset[str]) -> set[object]:
    return {thing for thing, held in classes.items() if held & wanted}


def _is(term: object, sort: IriSort, known: KnownThings) -> bool:
    return isinstance(term, NamedNode) and known.sort_of(term.value) is sort


def _restates(triple: Triple, known: KnownThings) -> bool:
    """Say whether a triple only repeats what a named thing's own record says."""
    return triple.predicate in (RDF.type, RDFS.label) and _is(triple.subject, IriSort.NAMED, known)
