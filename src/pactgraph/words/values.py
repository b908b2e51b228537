"""Whether the values of a passage's graphs are carried by words: law four, passage by passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from pactgraph.model.passages import article_of_graph
from pactgraph.words.article_view import ArticleView
from pactgraph.words.article_words import ArticleWords, PassageWords, Stated
from pactgraph.words.carriage import Carriage, Outcome, ResolvingPassage, Verdict
from pactgraph.words.comparators import comparators_passed_over
from pactgraph.words.finding import Check, Severity
from pactgraph.words.needs import (
    Need,
    NeededDate,
    NeededIndividual,
    NeededNumber,
    NeededThing,
    What,
    needs_of,
    unknown_iris,
)
from pactgraph.words.reporting import Reporter, shorten
from pactgraph.words.speech import facts_beside_speech, sign_of_speech
from pactgraph.words.things import IriSort, KnownThings


@dataclass
class _Used:
    """What the values of one passage made use of."""

    resolvers: set[str] = field(default_factory=set)
    pairs: set[tuple[str, str]] = field(default_factory=set)


def check_declared_things(view: ArticleView, known: KnownThings, report: Reporter) -> None:
    """Check that every IRI in passages and claims is declared; needs no text."""
    for graph, triples in {**view.passage_graphs, **view.claim_graphs}.items():
        claim = view.record.claims.get(graph)
        passage = graph if claim is None else claim.worded_in
        reported = set()
        for triple, iri in unknown_iris(triples, known):
            if iri in reported:
                continue
            reported.add(iri)
            term = known.sort_of(iri) is IriSort.UNKNOWN_TERM
            report.add(
                Check.TERM_UNKNOWN if term else Check.THING_UNDECLARED,
                f"{shorten(iri)} is no term of the ontology"
                if term
                else f"nothing declares {shorten(iri)}",
                passage=passage,
                at=(triple, graph),
                expected=None if term else "a record of it in data/entities",
                hint=_declaring(iri, known) if term else None,
            )
        for triple in triples:
            for node in (triple.subject, triple.object):
                owner = article_of_graph(node.value) if isinstance(node, NamedNode) else None
                if (
                    owner is not None
                    and owner != view.record.iri
                    and isinstance(node, NamedNode)
                    and node.value not in reported
                    and known.sort_of(node.value) is IriSort.MINTED
                ):
                    reported.add(node.value)
                    report.add(
                        Check.THING_ELSEWHERE,
                        f"{shorten(node.value)} is a thing of another article",
                        passage=passage,
                        at=(triple, graph),
                        hint="a thing that articles share is declared once, in data/entities",
                    )


def check_values(
    view: ArticleView,
    words: ArticleWords,
    known: KnownThings,
    inside: frozenset[str],
    report: Reporter,
) -> None:
    """Check every passage that lies inside the text: values, resolvers, pairs, speech."""
    carriers = {
        iri: ResolvingPassage(iri, words.within(place), _own_pairs(view, iri))
        for iri, place in view.ranges.items()
        if iri in inside
    }
    for iri in carriers:
        _check_passage(view, _carriage(view, iri, carriers), known, report)


def _carriage(view: ArticleView, iri: str, carriers: Mapping[str, ResolvingPassage]) -> Carriage:
    declared = view.record.passages[iri]
    return Carriage(iri, carriers[iri].words, declared.resolved_by, declared.resolutions, carriers)


def _own_pairs(view: ArticleView, iri: str) -> frozenset[str]:
    pairs = view.record.passages[iri].resolutions
    return frozenset(thing for thing, resolving in pairs if resolving == iri)


def _check_passage(
    view: ArticleView, carriage: Carriage, known: KnownThings, report: Reporter
) -> None:
    used = _Used()
    outcomes: dict[What, Outcome] = {}
    facts = view.passage_graphs.get(carriage.iri, ())
    claims = view.claims_of_passage.get(carriage.iri, ())
    graphs = [(carriage.iri, facts), *((claim, view.claim_graphs[claim]) for claim in claims)]
    reported: set[tuple[type, str]] = set()
    for graph, triples in graphs:
        needs = needs_of(triples, known)
        for need in needs:
            outcome = outcomes.get(need.what)
            if outcome is None:
                outcome = outcomes[need.what] = carriage.outcome(need.what)
                used.resolvers |= outcome.resolvers
                used.pairs |= outcome.pairs
            key = (type(need.what), str(need.what))
            if not outcome.carried and key not in reported:
                reported.add(key)
                _report_need(need, outcome, carriage, graph, known, report)
        _check_minted(triples, graph, needs, outcomes, carriage, known, report)
        _check_comparators(triples, graph, carriage, known, report)
    _check_idle(view, carriage, used, report)
    if not view.record.passages[carriage.iri].narrated:
        _check_speech(carriage, facts, known, report)


_CHECK_OF = {
    NeededNumber: Check.NUMBER,
    NeededDate: Check.DATE,
    NeededThing: Check.THING,
    NeededIndividual: Check.INDIVIDUAL,
}


def _report_need(
    need: Need,
    outcome: Outcome,
    carriage: Carriage,
    graph: str,
    known: KnownThings,
    report: Reporter,
) -> None:
    what = _in_short(need.what)
    hint: str | None
    where = f" of the {shorten(need.triple.predicate.value)}" if need.own_words else ""
    if outcome.verdict is Verdict.PAIR_MISSING:
        check, message = Check.PAIR_MISSING, f"words that could mean {what} could mean others too"
        hint = "write a pact:resolution: the pair of pact:resolvedThing and pact:resolvingPassage"
    elif outcome.verdict is Verdict.PAIR_CARRIES_NOT:
        check = Check.PAIR_CARRIES_NOT
        message = f"the passage of the written resolution does not carry {what}"
        hint = "the resolving passage names the thing itself, without another passage's help"
    else:
        check = _CHECK_OF.get(type(need.what), Check.WORDS)
        message = f"the words do not carry {what}{where}"
        hint = _hint(need.what, carriage, known)
    report.add(
        check,
        message,
        passage=carriage.iri,
        at=(need.triple, graph),
        expected=f"{need.what}, here or in a passage named by pact:resolvedBy",
        hint=hint,
    )


def _declaring(iri: str, known: KnownThings) -> str:
    near = [shorten(term) for term in known.vocabulary.near(iri)]
    meant = f"did you mean {' or '.join(near)}? Else " if near else ""
    return f"{meant}declare it in a file of ontology/"


def _in_short(what: What) -> str:
    if isinstance(what, NeededThing):
        return " or ".join(shorten(thing) for thing in sorted(what.things))
    if isinstance(what, NeededIndividual):
        return shorten(what.individual)
    return str(what)


def _hint(what: What, carriage: Carriage, known: KnownThings) -> str | None:
    """Say what would have carried the value, or what the words carry in its place."""
    if isinstance(what, NeededThing):
        forms = [f'"{form.written}"' for t in sorted(what.things) for form in known.lexicon.of(t)]
        inside = [
            name.range.of(carriage.words.whole_text)
            for name in carriage.words.names
            if not name.things & what.things
        ]
        hint = "its forms are " + ", ".join(forms)
        return hint + (f"; the words name: {', '.join(inside)}" if inside else "")
    if isinstance(what, NeededIndividual):
        accepted = known.vocabulary.forms_of(what.individual)
        return (
            "its lexical forms are " + ", ".join(f'"{form}"' for form in accepted)
            if accepted
            else "it has no lexical form: state one with pact:lexicalForm in the ontology"
        )
    if isinstance(what, NeededNumber):
        return "the numbers " + _listed(carriage, lambda words: words.numbers)
    if isinstance(what, NeededDate):
        return "the dates " + _listed(carriage, lambda words: words.dates)
    return None


def _listed(carriage: Carriage, stated_in: Callable[[PassageWords], Sequence[Stated]]) -> str:
    here, there = (
        ", ".join(one.range.of(words.whole_text) for words in all_words for one in stated_in(words))
        for all_words in ([carriage.words], [one.words for one in carriage.resolvers])
    )
    return f"here: {here or 'none'}" + (f"; where it is resolved: {there}" if there else "")


def _check_minted(
    triples: Sequence[Triple],
    graph: str,
    needs: Sequence[Need],
    outcomes: Mapping[What, Outcome],
    carriage: Carriage,
    known: KnownThings,
    report: Reporter,
) -> None:
    """Every minted thing that the graph speaks of has a value that words carry."""
    carried: set[object] = set()
    for need in needs:
        if not need.own_words and outcomes[need.what].carried:
            carried |= {need.triple.subject, need.triple.object}
    for subject, triple in _subjects(triples):
        if known.sort_of(subject.value) is IriSort.MINTED and subject not in carried:
            report.add(
                Check.NOTHING_CARRIED,
                f"no value of {shorten(subject.value)} is carried by words",
                passage=carriage.iri,
                at=(triple, graph),
                expected="a number, date, named thing, lexical form or verbatim words of it",
            )


def _check_comparators(
    triples: Sequence[Triple], graph: str, carriage: Carriage, known: KnownThings, report: Reporter
) -> None:
    words = [carriage.words, *(one.words for one in carriage.resolvers)]
    for triple, before in comparators_passed_over(triples, words, known.vocabulary):
        report.add(
            Check.COMPARATOR,
            "the number is stated as exact and the words before it say otherwise",
            passage=carriage.iri,
            at=(triple, graph),
            expected="pact:comparator " + " or ".join(shorten(one) for one in sorted(before)),
        )


def _subjects(triples: Sequence[Triple]) -> Iterator[tuple[NamedNode, Triple]]:
    seen = set()
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.subject not in seen:
            seen.add(triple.subject)
            yield triple.subject, triple


def _check_idle(view: ArticleView, carriage: Carriage, used: _Used, report: Reporter) -> None:
    for resolver in carriage.resolved_by:
        if resolver in carriage.others and resolver not in used.resolvers | {carriage.iri}:
            report.add(
                Check.RESOLVER_IDLE,
                f"{shorten(resolver)} carries nothing that this passage needs",
                passage=carriage.iri,
                at=view.reference(carriage.iri, resolver),
                hint="drop it from pact:resolvedBy",
            )
    for thing, resolving in carriage.pairs:
        if (thing, resolving) not in used.pairs and resolving in carriage.others:
            report.add(
                Check.PAIR_IDLE,
                f"nothing here needs the resolution of {shorten(thing)}",
                passage=carriage.iri,
                at=view.describing(carriage.iri),
                hint="drop the pair: the words name the thing themselves, or no value is it",
            )


def _check_speech(
    carriage: Carriage, facts: Sequence[Triple], known: KnownThings, report: Reporter
) -> None:
    sign = sign_of_speech(carriage.words) if facts else None
    beside = facts_beside_speech(facts, known) if sign else []
    if beside:
        about = sorted(
            {shorten(t.subject.value) for t in beside if isinstance(t.subject, NamedNode)}
        )
        report.add(
            Check.SPEECH,
            f"the words hold {sign}, and the graph states facts about {', '.join(about)}",
            passage=carriage.iri,
            at=(beside[0], carriage.iri),
            expected="an utterance, its content in a claim graph",
            hint=f"if the narrator says it: {shorten(carriage.iri)} pact:narrated true",
            severity=Severity.WARNING,
        )
